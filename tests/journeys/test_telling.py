"""Words that tell who somebody is: masked in the browser before they are sent, or asked about."""

import random

from playwright.sync_api import Page, expect

from bench.maskers import SENTENCES
from lapor.kit.betrays import MARKS, Betraying
from lapor.web.masks import rules_for_browser
from tests.journeys.eye import PHONE
from tests.journeys.people import DAY_OF_IT, Citizen, plain
from tests.journeys.test_stories import CITY

NUMBER, NAME = "0812-3456-7890", "Rina Kartika"
MARK = MARKS[Betraying.PHONE]
STORY = f"Kata Bu {NAME} uangnya habis. HP saya {NUMBER}, telepon sesudah magrib."
FOUND = """([rules, texts]) => texts.map((text) => JSON.parse(rules).some(({ rule, case: exact }) =>
    new RegExp(rule, exact ? "g" : "gi").test(text)))"""
LEFT_TO_THE_SERVER = ("name, as one's own", "name, alone", "name, without capitals", "NIP")


def fill(page: Page, **fields: str) -> Page:
    """Fill in the form, up to its button."""
    page.goto("/lapor")
    told = {"title": "Uang sekolah diminta lagi", "body": STORY, "occurred_on": DAY_OF_IT} | fields
    for name, words in told.items():
        page.locator(f'[name="{name}"]').fill(words)
    page.locator('input[name="truth"]').check()
    return page


def received(page: Page) -> Citizen:
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
    citizen = Citizen(page)
    citizen.number = plain(page.locator(".code-big").inner_text())
    citizen.key = plain(page.locator(".code-key").inner_text())
    return citizen


def test_what_is_masked_while_writing_never_leaves_the_browser(visit, eye, quiet):
    page, sent = quiet(visit()), []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    fill(page)
    box = page.locator(".tells:visible")
    expect(box).to_contain_text("Tulisan Anda memuat: nomor telepon, nama orang.")
    eye.at(page, "form-telling")
    page.get_by_role("button", name=f"Samarkan: {NUMBER}").click()
    expect(page.locator('[name="body"]')).to_have_value(STORY.replace(NUMBER, MARK))
    page.get_by_role("button", name=f"Biarkan: {NAME}").click()
    expect(box).to_have_count(0)
    page.get_by_role("button", name="Kirim laporan").click()
    received(page)
    assert any("Rina" in form for form in sent), "a control"
    assert not [form for form in sent if "3456" in form]


def test_without_scripts_the_form_asks_once_and_takes_the_answer(visit):
    page = fill(visit(scripts=False))
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("group", name="Tulisan Anda memuat:")).to_be_visible()
    page.get_by_role("button", name="Kirim laporan").click()
    received(page)


def test_what_was_left_while_writing_is_asked_about_and_offices_read_the_mark(visit, desk, eye):
    page = fill(visit(), agency="Pemerintah Kota Serang")
    page.get_by_role("button", name="Kirim laporan").click()
    question = page.get_by_role("group", name="Tulisan Anda memuat:")
    expect(question.get_by_role("checkbox", name=NUMBER)).to_be_checked()
    expect(question.get_by_role("checkbox", name=NAME)).not_to_be_checked()
    expect(page.locator('[name="body"]')).to_have_value(STORY)
    eye.at(page, "form-asked")
    page.get_by_role("button", name="Kirim laporan").click()
    citizen = received(page)

    admin = desk.of(CITY).open(citizen.number)
    expect(admin.page.get_by_text(MARK).first).to_be_visible()
    assert NUMBER not in admin.page.content()
    eye.at(admin.page, "desk-suggested")
    act = admin.open(citizen.number).act("mask")
    act.get_by_role("checkbox", name=NAME).check()
    admin.send(act)
    assert NAME not in admin.page.content()
    expect(admin.page.get_by_text("menyamarkan 1 bagian tulisan").first).to_be_visible()
    eye.at(admin.page, "desk-masked")

    citizen.page = visit(PHONE)
    citizen.follow()
    act = citizen.act("Tambah keterangan")
    act.locator('textarea[name="words"]').fill(f"Nomor saya berganti: {NUMBER}.")
    act.get_by_role("button", name="Tambahkan", exact=True).click()
    question = citizen.page.get_by_role("group", name="Tulisan Anda memuat:")
    expect(question).to_be_visible()
    eye.at(citizen.page, "thread-asked")


def test_a_browser_finds_what_the_same_rules_find_here(visit):
    page, draw = visit(), random.Random(1)  # noqa: S311 - sentences, no secrets
    page.goto("/lapor")
    for name, (_kind, draw_one, frames) in SENTENCES.items():
        texts = [frame.format(draw_one(draw)) for frame in frames]
        if name not in LEFT_TO_THE_SERVER:
            assert all(page.evaluate(FOUND, [rules_for_browser(), texts])), name
