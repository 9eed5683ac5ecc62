"""Who writes by a chat: known by an HMAC, and to nobody who reads reports, tables, jobs or logs."""

import json

import pytest

from lapor.channels.models import Conversation, Inbound
from lapor.kit.codes import receipt_from
from lapor.outbox.models import Contact
from lapor.reports.access import digest
from lapor.reports.models import Report
from tests.channels.chats import CHATS, STORY, TelegramChat, held
from tests.channels.lives import live_from_first_word_to_rating
from tests.channels.sender import every_table, found_in, spelled
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NAME, HANDLE = "Kenari Sangkarwati", "kenari_sangkarwati"


class Watched(TelegramChat):
    """Somebody with a chat id that is nobody else's, a name and a handle."""

    person = "7301948256617"

    def body(self, key, text, pressed, sender):
        told = super().body(key, text, pressed, sender)
        who = {"first_name": NAME.split()[0], "last_name": NAME.split()[1], "username": HANDLE}
        for message in (told.get("message"), told.get("callback_query")):
            if message:
                message["from"] |= who
        return told


def test_an_anonymous_report_by_telegram_shows_the_chat_nowhere(world, work, caplog):
    caplog.set_level("DEBUG")
    watched = [Watched.person, NAME, NAME.split()[1], HANDLE]
    with held(Watched(), work) as talk:
        report = live_from_first_word_to_rating(talk, world)
        assert talk.provider.sent[0].told["chat_id"] == int(Watched.person), "a control"
    assert report.anonymous
    tables = every_table()
    assert any(STORY.encode() in rows for rows in tables.values()), "a control"
    assert {name: hits for name, rows in tables.items() if (hits := found_in(rows, watched))} == {}
    assert found_in(caplog.text.encode(), watched) == []
    assert "message_settled" in caplog.text, "a control"
    for actor in (world.national, world.admin, world.liaison):
        client = sign_in(actor)
        for path in (f"/desk/laporan/{report.number}", "/desk/", f"/desk/cari?q={report.number}"):
            page = client.get(path, follow=True).content
            assert found_in(page, watched) == [], path
        searched = client.get(f"/desk/cari?q={Watched.person}", follow=True).content.decode()
        assert report.number not in searched


def test_an_export_of_the_case_tells_nothing_of_the_sender(world, work):
    with held(Watched(), work) as talk:
        live_from_first_word_to_rating(talk, world)
    client = sign_in(world.admin)
    for path in ("/desk/daftar.csv", "/desk/ekspor", "/laporan/", "/statistik"):
        answer = client.get(path)
        content = b"".join(answer) if answer.streaming else answer.content
        assert found_in(content, [Watched.person, NAME, HANDLE]) == []


@pytest.mark.parametrize("chat", CHATS, ids=[chat.channel for chat in CHATS])
def test_of_a_sender_there_is_an_hmac_and_what_only_the_courier_opens(chat, world, work):
    with held(chat, work) as talk:
        talk.says(STORY)
    tables = every_table()
    for name in ("channels_conversation", "channels_inbound", "outbox_contact", "outbox_message"):
        assert tables[name], "a control"
        assert found_in(tables[name], [chat.person]) == []
    assert found_in(tables["procrastinate_jobs"], [chat.person]) == []
    assert Conversation.objects.count() == Contact.objects.count() == 1
    assert Inbound.objects.get().who == Conversation.objects.get().who


def test_two_reports_of_one_person_share_no_contact_and_nothing_else(world, work):
    with held(TelegramChat(), work) as talk:
        for _ in range(2):
            talk.says(f"LAPOR {STORY}")
            talk.says("sembunyi")
            talk.says("betul")
    first, second = Report.objects.order_by("pk")
    assert first.contact_id != second.contact_id
    talks = set(Conversation.objects.values_list("contact", flat=True))
    assert not talks & {first.contact_id, second.contact_id}


def test_no_row_opens_a_report_and_none_shares_its_moment(world, work):
    with held(TelegramChat(), work) as talk:
        report = live_from_first_word_to_rating(talk, world)
    for row in Inbound.objects.all():
        for key in (str(row.pk), row.provider_id):
            made = receipt_from(digest(f"receipt:{report.channel}:{key}"))
            assert digest(made) != bytes(report.receipt_hmac)
            assert digest(f"key:{report.channel}:{key}") != bytes(report.client_key)
        assert row.taken_at
        assert (row.taken_at.second, row.taken_at.microsecond) == (0, 0)


def test_the_search_finds_what_it_looks_for():
    for form in spelled(Watched.person).values():
        assert found_in(b"around " + form + b" it", [Watched.person])
    assert found_in(json.dumps({"a": int(Watched.person)}).encode(), [Watched.person])
    assert not found_in(b"nothing of the kind", [Watched.person])
