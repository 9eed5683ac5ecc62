"""Models and migrations say the same, and no migration goes where it may not."""

from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, transaction

from lapor.reports.models import Event
from tests.factories import make_report
from tests.project.migration_rules import BIG, faults

LAPOR = Path(__file__).parents[2] / "lapor"
HEAD = "from django.db import migrations\nimport pgtrigger\n"
REWRITE = """
def rename(apps, schema_editor):
    Event = apps.get_model("reports", "Event")
    {line}
"""
RUN = "migrations.RunPython(rename, migrations.RunPython.noop)\n"


def append_only():
    """Return model name and table of all that a trigger protects from change."""
    return {
        model._meta.model_name: model._meta.db_table
        for model, trigger in pgtrigger.registered()
        if trigger.name == "append_only"
    }


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_no_migration_breaks_a_rule():
    found = {
        f"{path.parent.parent.name}.{path.stem}": broken
        for path in LAPOR.glob("*/migrations/0*.py")
        if (broken := list(faults(path.read_text(), append_only())))
    }
    assert not found


def test_the_rules_name_tables_that_are_there():
    assert {"event", "contactuse", "deadlinepolicy", "change"} <= append_only().keys()
    assert {model._meta.model_name for model in apps.get_models()} >= BIG


@pytest.mark.parametrize(
    ("migration", "says"),
    [
        ('migrations.RunSQL("UPDATE reports_event SET code = 1", "")', "only added to"),
        ("migrations.RunSQL('DELETE FROM ONLY \"reports_event\"', '')", "only added to"),
        ('migrations.RunSQL("UPDATE reports_report SET title = 1", "")', ""),
        (REWRITE.format(line="Event.objects.update(code='x')") + RUN, "outside pgtrigger.ignore"),
        (REWRITE.format(line="[row.save() for row in Event.objects.all()]") + RUN, "outside"),
        (REWRITE.format(line="Event.objects.create()") + RUN, ""),
        (
            REWRITE.format(
                line="with pgtrigger.ignore('reports.Event:append_only'):\n"
                "        Event.objects.update(code='x')"
            )
            + RUN,
            "",
        ),
        (REWRITE.format(line="pass") + "migrations.RunPython(rename)", "without a way back"),
        ("migrations.AddIndex(model_name='report', index=None)", "stops its writers"),
        ("migrations.AddIndex(model_name='holiday', index=None)", ""),
    ],
)
def test_what_a_migration_may_not_do_is_found(migration, says):
    found = list(faults(HEAD + migration, append_only()))
    assert any(says in sentence for sentence in found) if says else not found


@pytest.mark.django_db
def test_the_pattern_for_append_only_tables_works_and_ends_with_its_block(world):
    """The one in docs/howto/upgrade.md, on a real table."""
    make_report(world)
    rows = Event.objects.filter(move="receive")
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.update(code="lama")
    with pgtrigger.ignore("reports.Event:append_only"):
        assert rows.update(code="lama") == 1
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.update(code="baru")
    assert rows.get().code == "lama"
