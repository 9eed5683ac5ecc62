"""What is said to many, or left over from what was refused, tells nobody about one of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lapor.reports import publication
from lapor.reports.models import Batch, Problem
from tests.reports.test_grouping import with_works
from tests.web.desk.officers import sign_in
from tests.web.desk.test_problems import SUBSTANCE, done, put_together

pytestmark = pytest.mark.django_db
NAME, PHONE = "Budi Santoso", "0812-3456-7890"


@pytest.fixture
def flood(world):
    """Return three reports of one flood that works holds; one says who wrote it."""
    told = {"region": world.place, "title": "Banjir pasar"}
    bodies = (f"Saya {NAME}, HP {PHONE}. Pak Sutrisno juga tahu.", "Pasar banjir.", "Air naik.")
    return [with_works(world, body=body, **told)[0] for body in bodies]


def answered(world, key, words):
    form = {"client_key": str(uuid4()), "outcome": "done", "words": words, "despite": "Perlu."}
    return sign_in(world.liaison).post(f"/desk/masalah/{key}/jawab", form)


@pytest.mark.parametrize("part", [NAME, PHONE, "Sutrisno"])
def test_an_answer_to_all_that_names_one_reporter_comes_back(world, flood, part):
    key = put_together(world, flood)
    answer = answered(world, key, f"Terima kasih Bapak {part}. {SUBSTANCE}")
    assert answer.status_code == 422
    assert "hanya ada di sebagian laporan" in answer.text
    assert SUBSTANCE in answer.text
    assert not Batch.objects.exists()


def test_what_is_kept_from_the_public_in_one_is_not_published_by_an_answer_to_all(world, flood):
    publication.publish(flood[2], actor=world.admin, title="Banjir", redactions=["air naik"])
    key = put_together(world, flood[1:])
    assert answered(world, key, f"{SUBSTANCE} Air naik lagi.").status_code == 422


def test_an_official_whom_no_reporter_names_and_what_all_of_them_say_may_be_named(world, flood):
    key = put_together(world, flood)
    assert answered(world, key, f"{SUBSTANCE} Petugasnya Bapak Hartono.").status_code == 302
    assert [state for state, _says in done()] == ["done"] * 3


def test_a_problem_that_was_refused_its_first_report_leaves_no_title_behind(world, flood):
    put_together(world, flood[:1], title="Banjir pasar")
    told = {"problem": "baru", "title": "Dugaan-pungli"}
    client = sign_in(world.admin)
    answer = client.post(f"/desk/laporan/{flood[0].number}/serupa", told)
    assert answer.status_code == 422
    at = timezone.now() - timedelta(days=1)
    told = {"step": "group", "title": "Dugaan-pungli", "client_key": str(uuid4()), "at": str(at)}
    assert client.post("/desk/banyak", told).status_code == 422
    assert [row.title for row in Problem.objects.all()] == ["Banjir pasar"]


def test_a_report_that_is_ticked_twice_is_put_in_once(world, flood):
    told = {"pilih": [flood[1].number] * 2, "problem": "baru", "title": "Banjir"}
    client = sign_in(world.admin)
    assert client.post(f"/desk/laporan/{flood[0].number}/serupa", told).status_code == 302
    assert flood[1].events.filter(move="group").count() == 1
