"""What an SMS must be able to do from the first word to the rating, whoever carries it."""

from collections.abc import Callable

from lapor.kit.sms import parts
from lapor.reports import handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Channel, Kind, Outcome, Status
from tests.factories import World

PERSON = "+6281200000001"
STORY = "Kemarin jalan di depan pasar Sukamaju amblas dan ada yang jatuh"
Says = Callable[[str], list[str]]  # lets somebody write; returns what their telephone got since


def live_from_first_word_to_rating(says: Says, told: Callable[[], list[str]], world: World) -> None:
    """Report, receipt, question, answer, word of a follow-up, reply, closing, rating.

    told: lets everything be sent, and returns what the telephone got since the last time.
    """
    [receipt] = says(STORY)
    report = Report.objects.get()
    number = f"{report.number[:4]}-{report.number[4:]}"
    assert number in receipt
    assert (report.channel, report.region, report.anonymous) == (Channel.SMS, world.place, True)

    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    told()
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?", choices=["RT 3", "RT 5"])
    [question] = told()
    assert "kantor bertanya" in question
    assert number in question
    assert "RT berapa" not in question, "anybody may look at a telephone"
    assert len(parts(question)) == 1
    [read] = says("BACA")
    assert "Di RT berapa?" in read
    assert "2 RT 5" in read
    answers = says("Di RT 3, dekat mushola")
    assert len(answers) == 1, "what the dialogue says costs no second SMS"
    assert "sudah masuk" in answers[0], answers
    report.refresh_from_db()
    assert report.status != Status.HELD

    _done(report, world, "Jalan ditambal 26 Agustus.")
    [answered] = told()
    assert "sudah dijawab" in answered
    assert "ditambal" not in answered
    [read] = says(f"baca {number}")
    assert "Jalan ditambal 26 Agustus." in read
    assert len(parts(read)) <= 3
    [asked_back] = says("Tambalannya sudah terkelupas \U0001f622")
    assert "belum selesai?" in asked_back
    answers = says("BELUM")
    assert "sudah masuk" in answers[0], answers
    report.refresh_from_db()
    _done(report, world, "Ditambal lagi dengan hotmix.")
    assert "sudah dijawab" in told()[-1]
    [closed] = says("SELESAI")
    assert "ditutup" in closed
    [rated] = says("5")
    assert "Nilai Anda tersimpan" in rated
    report.refresh_from_db()
    assert (report.status, report.rated) == (Status.CLOSED, True)


def _done(report: Report, world: World, words: str) -> None:
    handling.follow_up(report, actor=world.liaison, words=words, outcome=Outcome.DONE)
