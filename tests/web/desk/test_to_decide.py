"""What two offices passed on: the list of whoever decides, and the case before and after."""

from typing import Any

import pytest
from django.utils import timezone

from lapor.reports import triage
from tests.factories import make_report
from tests.web.desk.cases import hand_to, page_of, send
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
LIST = "Harus Anda tetapkan"


@pytest.fixture
def report(world):
    report = make_report(world, at=timezone.now())[0]
    hand_to(world, report, world.works)
    said: dict[str, Any] = {"reason": "other_office", "words": "Bukan kami."}
    triage.decline(report, actor=world.liaison, to=world.kelurahan, **said)
    triage.decline(report, actor=world.lurah, to=world.works, **said)
    return report


def test_the_list_stands_in_the_menu_only_where_something_is_to_be_decided(world, report):
    page = sign_in(world.admin).get("/desk/")
    assert {str(link.label): link.count for link in page.context["views"]}[LIST] == 1
    assert LIST not in sign_in(world.liaison).get("/desk/").text
    listed = sign_in(world.admin).get("/desk/?lihat=tetapkan")
    assert [line.card.number for group in listed.context["groups"] for line in group.lines] == [
        report.number
    ]


def test_the_case_shows_each_office_and_that_the_decision_is_awaited_and_then_binds(world, report):
    page = sign_in(world.admin).get(page_of(report)).text
    told = ("Dari kantor ke kantor", "3 perpindahan dalam", "Harus menetapkan", "kantor pertama")
    for says in told:
        assert says in page
    triage.assign(report, actor=world.admin, to=world.works)
    page = sign_in(world.liaison).get(page_of(report)).text
    assert "Penetapan mengikat" in page
    assert "Penugasan terakhir mengikat" in page


def test_passing_on_within_the_own_tree_comes_back_at_the_field_with_its_words(world, report):
    typed = {"reason": "other_office", "next": "Kecamatan Serang", "words": "Kecamatan saja."}
    answer = send(sign_in(world.admin), report, "decline", **typed)
    assert answer.status_code == 422
    assert "unit Anda yang menetapkan" in answer.context["tried"].form.errors["next"][0]
    assert "Kecamatan saja." in answer.text
