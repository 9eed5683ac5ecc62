"""What a watchman measures: right, cheap, for him alone, and without a word about anybody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from django.db import OperationalError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from lapor.outbox.models import Message
from lapor.project import metrics, runs, tasks
from tests.factories import make_report

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
LABELS = {"method", "route", "status", "le", "queue", "clock", "move", "state", "fault", "name"}


@pytest.fixture(autouse=True)
def fresh():
    metrics.DATABASE.forget()
    yield
    metrics.DATABASE.forget()


def shown(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_figures_of_requests_carry_the_name_of_the_page_and_never_its_address(client):
    client.get("/lacak?kode=ABCD1234")
    client.get("/kabar/rahasia:token:x")
    client.get("/tidak/ada/apa-apa")
    text = client.get("/metrics").text
    assert 'lapor_request_seconds_count{method="GET",route="track",status="4xx"}' in text
    assert 'route="none",status="4xx"' in text
    assert not re.search("ABCD1234|rahasia|apa-apa", text)
    assert set(re.findall(r'[{,](\w+)="', text)) <= LABELS


def test_figures_of_the_database_say_what_is_there(client, world):
    report, _ = make_report(world, at=timezone.now() - timedelta(days=21))
    make_report(world, at=timezone.now())
    Message.objects.filter(audience="reporter").update(state="dead", fault="refused")
    runs.note_run(runs.BACKUP, timezone.now() - timedelta(days=1))
    found = shown(client)
    assert found["lapor_database_up",] == 1
    assert found["lapor_overdue", ("clock", report.due_clock)] == 1
    assert found["lapor_moves_24h", ("move", "receive")] == 1
    assert found["lapor_messages_24h", ("fault", "refused"), ("state", "dead")] == 2
    assert found["lapor_queue_jobs", ("queue", "delivery")] >= 4
    assert found["lapor_queue_age_seconds", ("queue", "delivery")] >= 0
    ran = found["lapor_last_run_timestamp_seconds", ("name", "backup")]
    assert ran == pytest.approx((timezone.now() - timedelta(days=1)).timestamp(), abs=60)


def test_the_clock_and_the_nightly_comparison_leave_their_moment(client, world):
    tasks.run_timers(timestamp=0)
    tasks.check_escrow(timestamp=0)
    assert {tasks.TIMERS, tasks.ESCROW} <= runs.last_runs().keys()


def test_the_figures_cost_the_same_however_much_there_is_and_are_remembered(
    client, world, django_assert_num_queries
):
    for _ in range(3):
        with django_assert_num_queries(6):
            shown(client)
        make_report(world)
        metrics.DATABASE.forget()
    shown(client)
    with django_assert_num_queries(0):
        shown(client)
        shown(client)


def test_without_a_token_they_are_for_this_machine_alone(client, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404
    assert client.post("/metrics").status_code == 405
    settings.BEHIND_PROXY = True
    assert client.get("/metrics").status_code == 404, "behind a proxy everybody seems to be here"


def test_with_a_token_it_alone_opens_them(client, settings):
    settings.METRICS_TOKEN = "kunci-penjaga"  # noqa: S105
    assert client.get("/metrics").status_code == 404
    for wrong in ("Bearer kunci", "kunci-penjaga", "Bearer kunci-penjagaé", ""):
        assert client.get("/metrics", HTTP_AUTHORIZATION=wrong).status_code == 404
    right = {"HTTP_AUTHORIZATION": "Bearer kunci-penjaga", "REMOTE_ADDR": "203.0.113.9"}
    assert client.get("/metrics", **right).status_code == 200


def test_a_database_that_is_gone_is_told_and_not_an_error(client, monkeypatch):
    def gone(now):
        raise OperationalError

    monkeypatch.setattr(metrics, "read", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    assert shown(client)["lapor_database_up",] == 0


def test_each_request_is_one_line_that_names_the_page(client):
    with structlog.testing.capture_logs() as lines:
        answer = client.get("/lacak?kode=ABCD1234")
        client.get("/healthz")
        client.get("/static/icon.svg")
    (line,) = [line for line in lines if line["event"] == "answered"]
    assert (line["route"], line["status"]) == ("track", answer.status_code)
    assert line["ms"] >= 0
    assert "ABCD1234" not in str(line)
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])


def test_the_reference_lists_every_figure(client, world):
    page = (ROOT / "docs" / "reference" / "metrics.md").read_text()
    client.get("/lacak")
    families = text_string_to_metric_families(client.get("/metrics").text)
    names = {family.name for family in families if not family.name.endswith("_created")}
    assert names == set(re.findall(r"^\| `(lapor_\w+)`", page, re.MULTILINE))
