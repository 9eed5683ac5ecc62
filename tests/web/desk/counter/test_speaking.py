"""Who comes again: the key opens their report, and what they say is written down, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies import rules
from lapor.agencies.models import Role
from lapor.outbox.models import ChannelAccount, Message
from lapor.project.seed.letters import dialogue
from lapor.reports import closure, handling, triage
from lapor.reports.models import Event, Report
from lapor.reports.terms import Kind, Outcome, Status
from tests.factories import make_officer, make_report
from tests.web.desk.counter.form import COUNTER, SPEAK, filled, key_of, seen_of
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(world):
    return make_officer(Role.OPERATOR, world.kelurahan)


@pytest.fixture
def desk(operator):
    return sign_in(operator)


def said(desk, key, move, **fields):
    """Open a report by its key and write a step down, as the page sends it."""
    page = desk.post(SPEAK, {"code": key})
    assert page.status_code == 200
    told = {"code": key, "seen": seen_of(page.text), "move": move} | fields
    return desk.post(SPEAK, told)


@pytest.fixture
def number(world):
    """A short number of ours that rehearses, and the texts that it says."""
    for row in dialogue():
        row.save()
    rules.changed()
    return ChannelAccount.objects.create(
        channel="sms",
        slug="1708",
        label="1708",
        sends=True,
        rehearses=True,
        rupiah=350,
        a_second=1000,
        said={"number": "1708"},
    )


def test_a_report_lives_its_whole_life_at_the_counter(world, desk, operator, work, number):
    receipt = desk.post(
        COUNTER, filled(reach="sms", phone="0812 3456 7890", who="named", name="Siti-Aminah")
    ).text
    key, report = key_of(receipt), Report.objects.get()

    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?", choices=["RT 3", "RT 5"])
    asked = desk.post(SPEAK, {"code": key.lower()}).text
    assert "Di RT berapa?" in asked
    answered = said(desk, key, "resume", chosen="0", words="Dekat mushala.")
    assert "Jawabannya tercatat" in answered.text
    report.refresh_from_db()
    assert report.status != Status.HELD

    handling.follow_up(
        report, actor=world.liaison, words="Jembatan diganti 26 Agustus.", outcome=Outcome.DONE
    )
    told = desk.post(SPEAK, {"code": key}).text
    assert "Bacakan jawaban" in told
    assert "Jembatan diganti 26 Agustus." in told
    assert "Tanggapannya tercatat" in said(desk, key, "reply", words="Pagarnya belum.").text
    report.refresh_from_db()
    handling.follow_up(
        report, actor=world.liaison, words="Pagar dipasang 28 Agustus.", outcome=Outcome.DONE
    )
    assert "Laporan ditutup" in said(desk, key, "close", outcome="done").text
    assert "Nilainya tersimpan" in said(desk, key, "rate", stars="5").text

    report.refresh_from_db()
    assert report.status == Status.CLOSED
    own = Event.objects.filter(report=report, role=Role.REPORTER).order_by("pk")
    assert [event.move for event in own] == ["resume", "reply", "close", "rate"]
    assert {event.post for event in own} == {operator.post}
    work()
    sent = Message.objects.filter(contact=report.contact, state=Message.State.SENT)
    about = [row.template for row in sent.order_by("pk")]
    assert about[0] == "receive/reporter"
    assert {"hold/reporter", "follow_up/reporter"} <= {*about}
    assert all(row.rehearsed and row.rupiah for row in sent)


@pytest.mark.parametrize("typed", ["", "Kunci yang salah", "0" * 17])
def test_a_key_that_fits_nothing_opens_nothing(world, desk, typed):
    make_report(world)
    answer = desk.post(SPEAK, {"code": typed})
    assert answer.status_code == 404
    assert "Kunci itu tidak cocok" in answer.text


@pytest.mark.parametrize("typed", ["AAAA-0000", "7km4 q2tx"])
def test_a_code_that_is_typed_for_the_key_is_told_apart(desk, typed):
    answer = desk.post(SPEAK, {"code": typed})
    assert answer.status_code == 404
    assert "Itu kode laporan. Kuncinya 17 huruf" in answer.text


def test_the_operator_can_read_back_what_was_told(world, desk):
    ago = timezone.localdate() - timedelta(days=3)
    key = key_of(
        desk.post(COUNTER, filled(told_on=f"{ago:%d/%m/%Y}", landmark="Depan balai-desa")).text
    )
    shown = desk.post(SPEAK, {"code": key}).text
    assert "Jembatan bambu ke sekolah patah sejak Senin." in shown
    assert "Depan balai-desa" in shown
    assert "2 Maret 2026" in shown
    assert "12.00" not in shown, "of the day on which it was told nobody noted the hour"


def test_the_key_stands_in_no_address_and_no_session(world, desk):
    key = key_of(desk.post(COUNTER, filled()).text)
    desk.post(SPEAK, {"code": key})
    assert "Kunci balasan" in desk.get(SPEAK).text
    assert key not in desk.get(SPEAK).text
    assert key not in str(dict(desk.session))


def test_a_step_sent_twice_is_written_down_once(desk):
    key = key_of(desk.post(COUNTER, filled()).text)
    page = desk.post(SPEAK, {"code": key}).text
    told = {"code": key, "seen": seen_of(page), "move": "add", "words": "Sejak hujan Senin."}
    assert desk.post(SPEAK, told).status_code == 200
    again = desk.post(SPEAK, told)
    assert again.status_code == 409
    assert "Sejak hujan Senin." in again.text
    assert Event.objects.filter(move="add").count() == 1


@pytest.mark.parametrize(
    ("move", "fields", "status"),
    [
        ("add", {"words": ""}, 422),
        ("add", {"words": "x" * 5001}, 422),
        ("close", {"outcome": "done"}, 409),
        ("withdraw", {}, 409),
        ("retaliation", {"words": "Saya diancam."}, 409),
        ("verify", {}, 409),
    ],
)
def test_what_is_not_open_or_lacks_something_is_refused(desk, move, fields, status):
    key = key_of(desk.post(COUNTER, filled()).text)
    assert said(desk, key, move, **fields).status_code == status
    assert Event.objects.count() == 1


def test_words_of_who_hides_are_looked_through(desk):
    key = key_of(desk.post(COUNTER, filled()).text)
    words = "Telepon saya 081234567890."
    first = said(desk, key, "add", words=words)
    assert first.status_code == 422
    assert "Samarkan" in first.text
    told = {"mask_seen": "081234567890", "mask": "081234567890"}
    assert said(desk, key, "add", words=words, **told).status_code == 200
    assert "081234567890" not in Event.objects.get(move="add").words.text


def test_what_an_operator_wrote_for_a_reporter_is_in_the_audit(world, desk, operator):
    key = key_of(desk.post(COUNTER, filled(agency=world.city.name)).text)
    said(desk, key, "add", words="Sejak hujan Senin.")
    for checker in (world.national, world.admin):
        shown = sign_in(checker).get("/desk/audit?daftar=langkah").text
        assert shown.count(operator.post.title) >= 2
    assert operator.post.title not in sign_in(world.stranger).get("/desk/audit?daftar=langkah").text


def test_what_was_told_of_retaliation_is_not_shown_at_a_counter(world, desk):
    told: list[str] = []
    report, reporter = make_report(world, keep_code=told.append)
    [key] = told
    closure.retaliation(report, actor=reporter, words="Saya dipindahkan-paksa.")
    page = desk.post(SPEAK, {"code": key}).text
    assert report.title in page, "a control"
    assert "dipindahkan-paksa" not in page
    assert "embalasan" not in page
