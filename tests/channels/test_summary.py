"""A report read back: in a chat each thing on its line, in an SMS what one part holds."""

import pytest

from lapor.agencies import rules
from lapor.channels import speaking, summary
from lapor.channels.adapter import Outgoing
from lapor.channels.dialogue.drafting import confirm
from lapor.channels.dialogue.effects import Say
from lapor.channels.dialogue.memory import Choice, Draft, Memory, Who
from lapor.channels.dialogue.texts import Text
from lapor.channels.registry import ADAPTERS
from lapor.kit.sms import is_gsm, parts
from lapor.project.seed.letters import dialogue
from tests.channels.provider import provider

LONG = Choice("33.28.01.2001", "Karanganyar Gunung Jati, Kedungbanteng, Kabupaten Tasikmalaya")
OFFICE = Choice("7", "Dinas Ketahanan Pangan, Pertanian, dan Perikanan Kabupaten Tasikmalaya")
DRAFT = Draft(
    key="m1", story="Jalan rusak “parah” 🙁", when="2026-08-13", place=LONG, office=OFFICE
)


@pytest.fixture
def texts(db):
    for row in dialogue():
        row.save()
    rules.changed()


def shown(draft, channel, language="id"):
    [said] = confirm(Memory(draft=draft)).effects
    assert isinstance(said, Say)
    return speaking.worded(said, ADAPTERS[channel].able, language)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("who", [Who.HIDDEN, Who.NAMED])
def test_an_sms_reads_back_place_and_office_in_one_part(texts, language, who):
    draft = Draft(key="m1", story="x", place=LONG, office=OFFICE, who=who, name="Siti Aminah")
    said, choices = shown(draft, "sms", language)
    assert is_gsm(said)
    assert len(parts(said)) == 1, len(said)
    assert "Kab. Tasikmalaya" in said
    assert "Siti Aminah" not in said
    assert choices == ()


def test_an_sms_says_by_which_word_a_name_is_shown(texts):
    assert "Nama disembunyikan; NAMA utk tampil" in shown(DRAFT, "sms")[0]


def test_a_landmark_with_letters_that_cost_more_keeps_an_sms_at_one_part(texts):
    draft = Draft(key="m1", story="x", landmark="dekat “Warung Mbok” 🙂 …")
    said, _choices = shown(draft, "sms")
    assert is_gsm(said)
    assert len(parts(said)) == 1


def test_a_chat_reads_back_the_story_and_what_may_be_changed(texts):
    said, choices = shown(DRAFT, "telegram")
    assert "Cerita: Jalan rusak “parah” 🙁" in said
    assert "Nama: disembunyikan" in said
    keys = [one.key for one in choices]
    assert keys == ["betul", "ubah-tempat", "ubah-tujuan", "ubah-nama", "ubah-cerita"]


def test_a_name_that_is_shown_stands_in_the_summary(texts):
    draft = Draft(key="m1", story="x", who=Who.NAMED, name="Siti Aminah")
    assert "ditampilkan kepada kantor yang menangani: Siti Aminah" in shown(draft, "line")[0]


def test_a_location_is_named_as_what_was_sent(texts):
    draft = Draft(key="m1", story="x", point=(-6.1, 106.1))
    assert "Tempat: lokasi yang Anda kirim\n" in shown(draft, "telegram")[0]
    draft = Draft(key="m1", story="x", point=(-6.1, 106.1), place=Choice("1", "Kasemen"))
    assert "Tempat: lokasi yang Anda kirim, Kasemen\n" in shown(draft, "telegram")[0]


def test_an_sms_offers_as_many_places_as_one_part_holds(texts):
    some = [Choice(str(n), f"Sukajadi, Kedungbanteng {n}, Kabupaten Tasikmalaya") for n in range(3)]
    said, _none = speaking.worded(Say(Text.PICK_PLACE, {}, tuple(some)), ADAPTERS["sms"].able, "id")
    assert len(parts(said)) == 1
    assert "\n1 Sukajadi, Kedungbanteng 0, Kab. Tasikmalaya" in said


@pytest.mark.parametrize(("who", "said"), [(Who.HIDDEN, "disembunyikan"), (Who.NAMED, "tampil")])
def test_a_receipt_by_sms_names_the_office_proposed_and_whether_a_name_goes(texts, who, said):
    words = {"number": "7KM4-Q2TX", "due": "Kam 20 Agu", "office": OFFICE.label, "who": who}
    receipt, _none = speaking.worded(Say(Text.SENT, words), ADAPTERS["sms"].able, "id")
    assert len(parts(receipt)) == 1
    assert f"Nama {said}." in receipt
    assert "Untuk: usul Dinas Ketahanan" in receipt
    assert "Pangan... Diteruskan" in receipt, "three dots where it is cut, and no fourth"


@pytest.mark.parametrize(
    ("region", "office", "said"),
    [
        ("Kabupaten Tangerang, Banten", "", "Untuk: Kab. Tangerang, petugas memilih."),
        ("Sawah Luhur, Kasemen, Kota Serang", "Dinas PUPR", "Untuk: Kota Serang, usul Dinas PUPR."),
        ("Kabupaten Tegal, Jawa Tengah", "DPU Kabupaten Tegal", "Untuk: usul DPU Kab. Tegal."),
        ("", "", "Untuk: petugas memilih."),
    ],
)
def test_a_receipt_by_sms_names_the_place_that_a_report_is_for(texts, region, office, said):
    words = {"number": "7KM4-Q2TX", "due": "Kam 20 Agu", "office": office, "region": region}
    words["who"] = Who.HIDDEN
    receipt, _none = speaking.worded(Say(Text.SENT, words), ADAPTERS["sms"].able, "id")
    assert said in receipt
    assert len(parts(receipt)) == 1


def test_long_labels_stand_one_in_a_row():
    answer = {"ok": True, "result": {"message_id": 1}}
    chat = ADAPTERS["telegram"]
    with provider(lambda _sent: (200, answer)) as server:
        for label in (OFFICE.label, "Betul"):
            buttons = (Choice("1", label), Choice("2", "Lain"))
            out = Outgoing(key="k", to="1", text="Yang mana?", choices=buttons)
            chat.send({"api": server.address}, {"token": ["1:a"]}, out)
        wide, narrow = (one.told["reply_markup"]["inline_keyboard"] for one in server.sent)
    assert [len(row) for row in wide] == [1, 1]
    assert [len(row) for row in narrow] == [2]
    assert summary.shorter("Kabupaten Tegal") == "Kab. Tegal"


@pytest.mark.parametrize("text", [Text.WHICH, Text.WHICH_EARLIER, Text.WHICH_CLOSED])
def test_an_sms_says_once_what_each_number_stands_for(texts, text):
    choices = (Choice("tentang-laporan", "7KM4-Q2TX"), Choice("baru", "baru"))
    turn = Say(text, {"number": "7KM4-Q2TX", "words": "Jalan rusak"}, choices)
    said, buttons = speaking.worded(turn, ADAPTERS["sms"].able, "id")
    assert said.count("7KM4-Q2TX") == 1
    assert "\n" not in said
    assert not buttons
    listed, _none = speaking.worded(turn, ADAPTERS["email"].able, "id")
    assert "2 Laporan baru" in listed, "where the words name no numbers they are listed"


def test_a_receipt_by_sms_names_no_office_of_a_confidential_report(texts):
    words = {"number": "7KM4-Q2TX", "due": "Kam 20 Agu", "office": OFFICE.label, "who": Who.HIDDEN}
    turn = Say(Text.SENT, words | {"confidential": "yes"})
    said, _none = speaking.worded(turn, ADAPTERS["sms"].able, "id")
    assert "Ketahanan" not in said
    assert "Untuk: dirahasiakan." in said
