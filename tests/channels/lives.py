"""A report's whole life in a chat, from the first word to the rating."""

from lapor.reports import triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Status
from tests.channels.chats import Held, answer, filed
from tests.factories import World


def live_from_first_word_to_rating(talk: Held, world: World) -> Report:
    """Report, receipt, a question with choices, answer, follow-up, reply, closing, rating."""
    report = filed(talk)
    assert (str(report.channel), report.region) == (talk.chat.channel, world.place)
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    talk.told()
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?", choices=["RT 3", "RT 5"])
    [asked] = talk.told()
    assert f"{world.works.name} bertanya" in asked.text
    assert "Di RT berapa?" in asked.text
    assert set(asked.buttons) == {"RT 3", "RT 5"}
    [again] = talk.says("baca di mana ya?")
    assert "Di RT berapa?" in again
    report.refresh_from_db()
    assert report.status == Status.HELD, "a question back is no answer"
    [taken] = talk.says(pressed=asked.buttons["RT 5"])
    assert "sudah masuk" in taken
    report.refresh_from_db()
    assert report.status != Status.HELD
    resumed = report.events.get(move="resume")
    assert resumed.answers.chosen == [1]

    answer(report, world, "Jalan ditambal 26 Agustus.")
    [answered] = talk.told()
    assert "Jalan ditambal 26 Agustus." in answered.text
    assert set(answered.buttons) == {"Sudah selesai", "Belum selesai"}
    [asked_back] = talk.says("Tambalannya sudah terkelupas \U0001f622")
    assert "belum selesai?" in asked_back
    [taken] = talk.says(pressed=answered.buttons["Belum selesai"])
    assert "sudah masuk" in taken
    report.refresh_from_db()
    reply = report.events.get(move="reply")
    assert "terkelupas" in reply.words.text
    answer(report, world, "Ditambal lagi dengan hotmix.")
    answered = talk.told()[-1]
    assert "hotmix" in answered.text
    [thanked] = talk.says("sudah bagus, terima kasih pak")
    assert "sudah selesai?" in thanked
    [closed] = talk.says(pressed=answered.buttons["Sudah selesai"])
    assert "Anda tutup" in closed
    [rated] = talk.says("5")
    assert "Nilai Anda tersimpan" in rated
    report.refresh_from_db()
    assert (report.status, report.rated) == (Status.CLOSED, True)
    return report
