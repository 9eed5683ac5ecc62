"""Words that tell who somebody is: asked about once, covered as chosen, sealed, never silently."""

import html
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.kit.betrays import MARKS, Betraying
from lapor.kit.custody import about_vault
from lapor.kit.seal import join, unseal
from lapor.reports.models import Report, Sealed
from tests.custodians import PAIRS
from tests.web.public.pages import browser, filled

pytestmark = pytest.mark.django_db
STORY = "HP saya 0812-3456-7890. Pak Budi Santoso meminta uang dari rumah di Jl. Melati No. 3."
PHONE, NAME, HOUSE = "0812-3456-7890", "Budi Santoso", "Jl. Melati No. 3"


def send(client, **fields):
    return client.post("/lapor", filled(**{"body": STORY} | fields))


def asked(page):
    """Return what the page asks about, and what of it is ticked."""
    text = page.content.decode()
    boxes = re.findall(r'<input type="checkbox" name="mask" value="([^"]+)"( checked)?', text)
    return [part for part, _ in boxes], [part for part, tick in boxes if tick]


def opened(sealed):
    """Return what two custodians together read of it."""
    vault, report = sealed.report.vault, sealed.report
    about = about_vault(report.number)
    halves = [
        unseal(bytes(half), key=pair[0], about=about)
        for half, pair in zip((vault.half_a, vault.half_b), PAIRS, strict=True)
    ]
    plain = unseal(
        bytes(sealed.ciphertext), key=join((halves[0], halves[1])), about=sealed.id.bytes
    )
    return json.loads(plain)


def test_an_anonymous_reporter_is_asked_once_and_nothing_is_stored_meanwhile(world):
    page = send(browser())
    assert page.status_code == 422
    assert asked(page) == ([PHONE, NAME, HOUSE], [PHONE])
    assert STORY in page.content.decode()
    assert "sudah kami centang" in page.content.decode()
    assert Report.objects.count() == 0


def test_what_is_left_as_it_is_is_taken_the_second_time(world):
    assert send(browser(), mask_seen=[PHONE, NAME, HOUSE]).status_code == 200
    made = Report.objects.get()
    assert made.body == STORY
    assert not Sealed.objects.exists()


def test_what_is_ticked_is_covered_for_every_office_and_sealed_as_it_was(world):
    landmark = f"Depan {HOUSE}"
    fields = {"mask": [PHONE, HOUSE], "mask_seen": [PHONE, NAME, HOUSE], "landmark": landmark}
    assert send(browser(), title="Hubungi 0812-3456-7890", **fields).status_code == 200
    made = Report.objects.get()
    phone, house = MARKS[Betraying.PHONE], MARKS[Betraying.ADDRESS]
    assert made.title == f"Hubungi {phone}"
    assert made.body == STORY.replace(PHONE, phone).replace(HOUSE, house)
    assert made.landmark == f"Depan {house}"
    sealed = Sealed.objects.get()
    assert (sealed.part, sealed.event) == (Sealed.Part.WORDS, None)
    title = "Hubungi 0812-3456-7890"
    assert opened(sealed) == {"title": title, "body": STORY, "landmark": landmark}


def test_a_place_and_offices_that_no_list_knows_are_looked_through(world):
    number, sibling = "0813-1111-2222", "0813-3333-4444"
    unlisted = {"body": "Uang diminta lagi."}
    for name, told in (("place", f"Dekat rumah, {number}"), ("subject_1", f"Kantor {sibling}")):
        unlisted |= {name: told, f"{name}_for": told, f"{name}_pick": "none"}
    page = send(browser(), **unlisted)
    assert page.status_code == 422
    assert set(asked(page)[0]) == {number, sibling}
    assert Report.objects.count() == 0
    both = [number, sibling]
    assert send(browser(), mask=both, mask_seen=both, **unlisted).status_code == 200
    made, mark = Report.objects.get(), MARKS[Betraying.PHONE]
    assert made.landmark.startswith(f"Dekat rumah, {mark}")
    assert made.body.endswith(f"Kantor {mark}.")


def test_a_new_finding_is_asked_about_and_the_earlier_answers_stay(world):
    page = send(
        browser(),
        body=f"{STORY} NIK 3273010101900001.",
        mask=[NAME],
        mask_seen=[PHONE, NAME, HOUSE],
    )
    assert page.status_code == 422
    assert asked(page) == ([PHONE, NAME, HOUSE, "3273010101900001"], [NAME])


def test_another_fault_comes_with_the_question_in_one_page(world):
    page = send(browser(), title="")
    assert {fault.field for fault in page.context["faults"]} == {"title", "mask"}


def test_who_gives_the_name_openly_is_not_held_up(world):
    assert send(browser(), who="named", name="Siti Aminah").status_code == 200
    assert Report.objects.get().body == STORY


def test_a_confidential_report_asks_though_the_name_is_given(world):
    page = send(browser(), who="named", name="Siti Aminah", confidential="on")
    assert page.status_code == 422
    assert PHONE in asked(page)[0]


def test_the_same_form_sent_again_gets_the_same_receipt_and_no_word_of_difference(world):
    client, form = browser(), filled(body=STORY, mask=[PHONE], mask_seen=[PHONE, NAME, HOUSE])
    first, again = client.post("/lapor", form), client.post("/lapor", form)
    assert first.context["code"] == again.context["code"]
    assert "other" not in again.context
    assert Sealed.objects.count() == 1


def test_masking_costs_two_statements_and_only_where_something_is_masked(world):
    send(browser(), mask_seen=[PHONE, NAME, HOUSE])  # the rules are read once
    counts = []
    for mask in ([], [PHONE], [PHONE, NAME, HOUSE]):
        with CaptureQueriesContext(connection) as made:
            send(browser(), mask=mask, mask_seen=[PHONE, NAME, HOUSE])
        counts.append(len(made))
    assert counts == [counts[0], counts[0] + 2, counts[0] + 2]


def test_only_what_stands_there_is_covered_whatever_a_form_says(world):
    forged = {"mask": ["uang", "x" * 300], "mask_seen": [PHONE, NAME, HOUSE]}
    assert send(browser(), **forged).status_code == 200
    assert Report.objects.get().body == STORY


def test_a_covered_title_that_grows_too_long_keeps_its_words_with_short_marks(world):
    title = f"{'Lapor ' * 21}{PHONE}"
    fields = {"mask": [PHONE], "mask_seen": [PHONE, NAME, HOUSE]}
    assert send(browser(), title=title, **fields).status_code == 200
    assert Report.objects.get().title == f"{'Lapor ' * 21}[disamarkan]"


def test_without_keys_of_custodians_the_page_says_that_the_original_is_not_kept(world, settings):
    settings.CUSTODIANS = ()
    page = send(browser())
    assert "tidak kami simpan" in page.content.decode()
    assert send(browser(), mask=[PHONE], mask_seen=[PHONE, NAME, HOUSE]).status_code == 200
    assert MARKS[Betraying.PHONE] in Report.objects.get().body
    assert not Sealed.objects.exists()


def test_the_browser_is_given_the_same_rules(world):
    page = browser().get("/lapor").content.decode()
    [given] = re.findall(r'data-rules="([^"]+)"', page)
    rows = json.loads(html.unescape(given))
    assert {row["mark"] for row in rows} == set(MARKS.values())


def test_a_change_of_language_keeps_what_was_decided(world):
    typed = filled(body=STORY, mask=[NAME], mask_seen=[PHONE, NAME, HOUSE])
    page = browser().post("/lapor", typed | {"bahasa": "en"})
    assert asked(page) == ([PHONE, NAME, HOUSE], [NAME])


def test_words_that_are_far_too_long_are_refused_before_they_are_looked_through(world):
    page = send(browser(), body="Pak " * 20_000)
    assert page.status_code == 422
    assert {fault.field for fault in page.context["faults"]} == {"body"}
