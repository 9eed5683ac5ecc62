"""Copies by one person: put aside with the number of the report that goes on."""

import pytest
from django.test import Client

from lapor.agencies.models import Reason
from lapor.agencies.rules import changed
from lapor.reports import access, closure, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Refused
from tests.factories import make_report, make_world
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    Reason.objects.create(move="archive", code="duplicate", label="Sama", sentence="Sama.")
    changed()
    return world


def verified(world, **fields):
    report, reporter = make_report(world, **fields)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    return report, reporter


def put_aside(world, report, **fields):
    form = {
        "reason": "duplicate",
        "words": "Nama jalan dan fotonya sama.",
        "seen": report.events.latest("pk").pk,
    } | fields
    return sign_in(world.admin).post(f"/desk/laporan/{report.number}/archive", form)


def test_both_stories_name_each_other(world):
    codes: list[str] = []
    first, _ = verified(world, account=access.account_hmac(7), keep_code=codes.append)
    copy, _ = verified(world, account=access.account_hmac(7), keep_code=codes.append)
    assert put_aside(world, copy, original=first.number.lower()).status_code == 302
    copy.refresh_from_db()
    assert (copy.status, copy.copy_of) == ("archived", first)
    client = sign_in(world.admin)
    assert "Salinannya" in client.get(f"/desk/laporan/{first.number}").text
    assert "Salinan dari" in client.get(f"/desk/laporan/{copy.number}").text
    ends = ("Yang diteruskan laporan ini", "Yang diteruskan laporan itu")
    for code, says in zip(codes, ends, strict=True):
        browser = Client(headers=HOST)
        browser.post("/lacak", {"kode": code})
        assert says in browser.get("/lacak/percakapan").text


def test_several_copies_are_named_from_the_oldest_on(world):
    first, *copies = (verified(world, account=access.account_hmac(7))[0] for _each in range(4))
    for copy in (copies[1], copies[2], copies[0]):
        assert put_aside(world, copy, original=first.number).status_code == 302
    page = sign_in(world.admin).get(f"/desk/laporan/{first.number}")
    assert page.context["card"].twins == tuple(copy.number for copy in copies)


@pytest.mark.parametrize(
    ("original", "says"),
    [
        ("", "Tulis kode laporan yang diteruskan"),
        ("AAAA0000", "Tidak ada laporan dengan kode itu"),
        ("itself", "laporan ini sendiri"),
        ("over", "sudah berakhir"),
        ("other", "akun yang berbeda"),
        ("unknown", "Sistem tidak dapat memastikan"),
    ],
)
def test_what_is_no_copy_is_refused_with_the_reason_and_stays_as_typed(world, original, says):
    copy, _ = verified(world, account=access.account_hmac(7))
    over, reporter = verified(world, account=access.account_hmac(7))
    closure.withdraw(over, actor=reporter)
    numbers = {
        "itself": copy.number,
        "over": over.number,
        "other": verified(world, account=access.account_hmac(8))[0].number,
        "unknown": verified(world)[0].number,
    }
    answer = put_aside(world, copy, original=numbers.get(original, original))
    assert answer.status_code == 422
    assert says in answer.text
    assert "Nama jalan dan fotonya sama." in answer.text
    copy.refresh_from_db()
    assert copy.status == "received"


def test_without_accounts_the_officer_says_that_the_person_is_the_same(world):
    first, copy = verified(world)[0], verified(world)[0]
    assert put_aside(world, copy, original=first.number, sure="on").status_code == 302
    assert Report.objects.get(pk=copy.pk).copy_of == first


def test_an_objection_makes_it_a_report_of_its_own_again(world):
    first, (copy, reporter) = verified(world)[0], verified(world)
    closure.archive(
        copy, actor=world.admin, reason="duplicate", words="Sama.", copy_of=first, sure=True
    )
    closure.appeal(copy, actor=reporter, words="Ini jalan yang lain.")
    assert Report.objects.get(pk=copy.pk).copy_of is None


def test_who_is_complained_of_in_the_copy_does_not_learn_of_it(world):
    """The office that holds the one never sees that the same person also accuses it."""
    first, _ = verified(world)
    triage.assign(first, actor=world.admin, to=world.works)
    copy, _ = verified(world, subjects=(world.works,))
    closure.archive(
        copy, actor=world.admin, reason="duplicate", words="Sama.", copy_of=first, sure=True
    )
    page = sign_in(world.liaison).get(f"/desk/laporan/{first.number}").text
    assert copy.number not in page
    assert "Salinannya" not in page


def test_many_at_once_are_not_put_aside_as_copies(world):
    report, _ = verified(world)
    with pytest.raises(Refused):
        closure.archive(report, actor=world.admin, reason="duplicate", words="Sama.")
    page = sign_in(world.admin).get(
        "/desk/banyak", {"step": "archive", "pilih": f"{report.number}.1"}
    )
    assert 'value="spam"' in page.text
    assert 'value="duplicate"' not in page.text
