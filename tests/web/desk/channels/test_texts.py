"""The texts of the dialogue: listed, changed, measured, refused where they would not do."""

import re

import pytest
from django.urls import reverse

from lapor.agencies import rulebook_said, rules
from lapor.agencies.models import Change, MessageTemplate
from lapor.agencies.rulebook_said import SAMPLES, measured
from lapor.channels.dialogue.texts import Text
from lapor.kit.places import fill
from lapor.kit.sms import parts, plainer
from lapor.project.seed.letters import dialogue
from lapor.web.desk.channels.texts_named import NAMES
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
BOOK = "/desk/aturan/percakapan/"
WHY = "Disepakati rapat 3/2026"


@pytest.fixture
def officer(world):
    for row in dialogue():
        row.save()
    rules.changed()
    return sign_in(world.national)


def rule(key):
    return reverse("desk-rule", args=["percakapan", key])


def send(officer, key, body, do="save", **more):
    seen = Change.objects.count() and Change.objects.latest("pk").pk
    told = {"body": body, "why": WHY, "seen": seen, "do": do} | more
    return officer.post(rule(key), told, follow=True)


def body_of(name, audience, language="id"):
    return MessageTemplate.objects.get(move=name, audience=audience, language=language).body


def test_every_text_is_listed_by_a_name_and_none_among_the_letters(officer):
    first = officer.get(BOOK).text
    steps = re.findall(r'href="\?langkah=([a-z_]+)"', first)
    shown = "".join(officer.get(f"{BOOK}?langkah={step}").text for step in steps)
    for name in Text:
        assert rule(f"{name}.chat.id") in shown, name
        assert name in NAMES, name
    assert rule("any.sms.en") in shown
    assert "Lainnya" not in shown
    letters = officer.get("/desk/aturan/surat/").text
    assert "hello.chat" not in letters
    assert officer.get(reverse("desk-rule", args=["surat", "hello.chat.id."])).status_code == 404


def test_only_the_nation_changes_them(world, officer):
    for who in ("admin", "liaison", "overseer", "stranger"):
        browser = sign_in(getattr(world, who))
        assert browser.get(BOOK).status_code == 404
        assert browser.get(rule("hello.sms.id")).status_code == 404


def test_a_text_is_looked_at_saved_and_undone(officer):
    new = "LAPOR: Tulis masalahnya & tempatnya."
    seen = send(officer, "hello.sms.id", new, "preview")
    assert "36 huruf dari 160" in seen.text
    assert 'class="bubble words"' in seen.text
    assert body_of("hello", "sms") != new
    assert "Tersimpan" in send(officer, "hello.sms.id", new).text
    assert body_of("hello", "sms") == new
    assert "Salam pertama – SMS, Bahasa Indonesia" in officer.get("/desk/audit").text
    change = Change.objects.get(topic=Change.Topic.DIALOGUE)
    undo = reverse("desk-rule-undo", args=[change.pk])
    assert "Teks percakapan" in officer.get(undo).text
    officer.post(undo, {"why": WHY, "seen": 0})
    assert body_of("hello", "sms") != new


def test_what_an_sms_cannot_carry_is_refused_with_how_much_is_too_long(officer):
    long = send(officer, "hello.sms.id", "x" * 173)
    assert long.status_code == 422
    assert "Terlalu panjang 13 huruf" in long.text
    wide = send(officer, "hello.sms.id", "Halo \u2600 " + "x" * 70)
    assert "Terlalu panjang 7 huruf: karena ada \u2600" in wide.text
    filled = send(officer, "check_status.sms.id", "x" * 136 + " {number} {status}")
    over = len("x" * 136 + " 7KM4-Q2TX ") + len(SAMPLES["status"]) - 160
    assert f"Terlalu panjang {over} huruf" in filled.text
    assert "x" * 136 in filled.text
    assert send(officer, "hello.chat.id", "x" * 1001).status_code == 422
    assert send(officer, "hello.chat.id", "\u2600" * 900).status_code == 200


@pytest.mark.parametrize(
    ("key", "body", "says"),
    [
        ("sent.sms.id", "LAPOR: Diterima.", "harus tetap menyebut {number}"),
        ("confirm.chat.id", "Betul?", "harus tetap menyebut {summary}"),
        ("hello.chat.id", "Halo {title}", "{title} tidak dikenal"),
        ("hello.chat.id", "Halo {…}", "tidak dikenal"),
        ("hello.chat.id", "", "Isi bagian ini"),
    ],
)
def test_a_text_keeps_its_places_and_knows_no_others(officer, key, body, says):
    answer = send(officer, key, body)
    assert answer.status_code == 422
    assert says in answer.text


def test_a_place_that_was_left_out_may_come_back(officer):
    for language in ("id", "en"):
        assert send(officer, f"told_dated.chat.{language}", "Masuk: {number}.").status_code == 200
        assert send(officer, f"told_dated.sms.{language}", "LAPOR {number}.").status_code == 200
    assert "due" in rulebook_said.known_places("told_dated")
    assert send(officer, "told_dated.chat.id", "{number}: {due}").status_code == 200


def test_a_text_is_written_in_another_language_where_it_was_missing(officer):
    MessageTemplate.objects.filter(move="hello", audience="sms", language="en").delete()
    assert "SMS, English (belum ada)" in officer.get(BOOK).text
    assert "Bahasa Indonesianya" in officer.get(rule("hello.sms.en")).text
    assert send(officer, "hello.sms.en", "LAPOR: Write what is wrong.").status_code == 200
    assert body_of("hello", "sms", "en") == "LAPOR: Write what is wrong."


@pytest.mark.parametrize("key", ["hello.sms.de", "hello.reporter.id", "pidato.sms.id", "hello"])
def test_a_text_that_the_dialogue_has_not_is_not_found(officer, key):
    assert officer.get(rule(key)).status_code == 404


@pytest.mark.parametrize("body", ["biasa", "a€b{number}", "“kutip”…", "☀ {due}", "\U0001f600" * 30])
def test_it_is_counted_as_the_network_counts(body):
    found, sent = measured("sms", body), plainer(fill(body, SAMPLES))
    assert (len(parts(sent)) == 1) == (not found.over)


def test_every_text_as_it_is_delivered_fits():
    assert [row.move for row in dialogue() if measured(row.audience, row.body).over] == []


def test_texts_are_listed_step_by_step_and_looked_for_in_all(officer):
    first = officer.get(BOOK).text
    assert "Salam pertama" in first
    assert "Baca ulang sebelum dikirim" not in first
    assert 'aria-current="page">Salam dan bahaya' in first
    assert "Baca ulang sebelum dikirim" in officer.get(f"{BOOK}?langkah=confirm").text
    assert "Sesudah kantor menjawab" in officer.get(f"{BOOK}?langkah=kabar").text
    found = officer.get(f"{BOOK}?q=BACA+ULANG").text
    assert "Baca ulang sebelum dikirim" in found
    assert "Salam pertama" not in found
    assert "Tidak ada teks dengan kata itu" in officer.get(f"{BOOK}?q=takada-katanya").text


def test_every_text_stands_in_some_step(officer):
    shown = officer.get(BOOK).text
    keys = re.findall(r'href="\?langkah=([a-z_]+)"', shown)
    whole = "".join(officer.get(f"{BOOK}?langkah={key}").text for key in keys)
    for row in dialogue():
        assert f"/{row.move or 'any'}.{row.audience}.{row.language}" in whole


def test_a_changed_text_is_marked_until_it_is_undone(officer):
    assert "Diubah</span>" not in officer.get(BOOK).text
    send(officer, "hello.sms.id", "LAPOR: Tulis masalahnya.")
    assert officer.get(BOOK).text.count("Diubah</span>") == 1
    change = Change.objects.get(topic=Change.Topic.DIALOGUE)
    officer.post(reverse("desk-rule-undo", args=[change.pk]), {"why": WHY, "seen": 0})
    assert "Diubah</span>" not in officer.get(BOOK).text


def test_a_summary_is_foretold_with_the_lines_that_it_has(officer):
    seen = send(officer, "confirm.chat.id", "Kami paham begini. Betul?\n\n{summary}", "preview")
    bubble = seen.text.partition('class="bubble words"')[2]
    for line in ("Cerita: ", "Tempat: ", "Tujuan: ", "Nama: "):
        assert line in bubble
