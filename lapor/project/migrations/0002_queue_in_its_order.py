"""Lets the queue be read in its order and by lock, whatever the statistics of its table say.

A queue is empty when it is looked at, and then a flood comes: for the planner there is one job to
do, so it looks at all of them, sorts them, and compares each with all others. Three thousand turns
of conversations made one look take 370 milliseconds, until the statistics were made anew.
"""

from django.db import migrations

FETCH = "procrastinate_fetch_job_v2(character varying[], bigint)"


class Migration(migrations.Migration):
    dependencies = [
        ("project", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX procrastinate_jobs_of_a_lock ON procrastinate_jobs (lock) "
            "WHERE status = ANY (ARRAY["
            "'todo'::procrastinate_job_status, 'doing'::procrastinate_job_status])",
            "DROP INDEX procrastinate_jobs_of_a_lock",
        ),
        migrations.RunSQL(
            f"ALTER FUNCTION {FETCH} SET enable_sort = off SET enable_bitmapscan = off",
            f"ALTER FUNCTION {FETCH} RESET enable_sort RESET enable_bitmapscan",
        ),
    ]
