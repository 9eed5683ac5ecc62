"""An outside party is asked by link: what it may read, who may never be asked, what comes of it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lapor.channels.delivery import deliver
from lapor.outbox.models import Contact, Message
from lapor.reports import closure, handling, publication, triage
from lapor.reports.models import Draft, OutsideParty, PartyTrace, Report
from lapor.reports.terms import Kind, Outcome
from tests.factories import make_report
from tests.files import sounds
from tests.web.desk.cases import page_of, send
from tests.web.desk.officers import sign_in
from tests.web.files import laid_in, look_at_all, photo, sent, taken
from tests.web.public.pages import browser
from tests.web.public.threads import follow, statements

pytestmark = pytest.mark.django_db
ASKED = {
    "name": "PT Listrik-Contoh",
    "question": "Milik siapa tiang-miring itu?",
    "days": "7",
    "sure": "1",
    "address": "",
}
ANSWER = "Tiang-miring itu milik kami, kami tegakkan pekan depan."


def given(world, to=None, **made):
    """Return a report that works answers, or another office, and the code of its receipt."""
    codes: list[str] = []
    made.setdefault("title", "Tiang-roboh di Sawah Luhur")
    made.setdefault("body", "Cerita-tiang. Hubungi saya di 0812-3456-7890 kapan saja.")
    report, _ = make_report(world, at=timezone.now(), keep_code=codes.append, **made)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=to or world.works)
    return report, codes[0]


@pytest.fixture
def case(world):
    return given(world)


def at(report):
    return reverse("desk-parties", args=[report.number])


def seen(client, report):
    return client.get(at(report)).context["case"].seen


def ask(client, report, **fields):
    """Look at what would be read, and ask; return the page that says so."""
    form = {**ASKED, "seen": seen(client, report), **fields}
    looked = client.post(at(report), {**form, "do": "look"})
    if looked.status_code != 200:
        return looked
    return client.post(at(report), {**form, "do": "send", "looked": looked.context["looked"]})


def link_in(page):
    [secret] = set(re.findall(r"https?://[^\s<\"]+/pihak#([\w-]{22})", page.text))
    return secret


def open_by(secret, client=None):
    """Return a browser that has sent this secret, and what it was answered."""
    client = client or browser()
    return client, client.post("/pihak", {"tautan": secret}, follow=True)


def test_the_office_looks_first_and_gets_a_link_that_is_shown_once(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    assert at(report) in client.get(page_of(report)).text
    form = {**ASKED, "seen": seen(client, report), "shows": ["title", "body"]}
    early = client.post(at(report), {**form, "do": "send"})
    assert not OutsideParty.objects.exists(), "nobody has looked yet"
    assert "Ini yang akan dibaca PT Listrik-Contoh" in early.text
    assert "Cerita-tiang" in early.text
    assert "0812-3456-7890" not in early.text
    made = client.post(at(report), {**form, "do": "send", "looked": early.context["looked"]})
    secret = link_in(made)
    assert secret not in client.get(at(report)).text
    party = OutsideParty.objects.get()
    assert secret.encode() not in bytes(party.token)
    assert (party.agency, party.user) == (world.works, world.liaison.user)
    again = client.post(at(report), {**form, "do": "send", "looked": early.context["looked"]})
    assert again.status_code == 409
    assert OutsideParty.objects.count() == 1, "a second click asks nobody twice"


def test_the_party_reads_what_was_chosen_and_nothing_else(world, case):
    report, _ = case
    made = ask(sign_in(world.liaison), report, shows=["body"])
    _, page = open_by(link_in(made))
    assert "tiang-miring" in page.text
    assert "Cerita-tiang" in page.text
    for hidden in ("Tiang-roboh", "0812-3456-7890", report.number):
        assert hidden not in page.text
    assert (
        page.headers["Cache-Control"] == "no-store, private"
        or "no-store" in (page.headers["Cache-Control"])
    )


def test_what_is_covered_later_is_covered_there_too(world, case):
    report, _ = case
    made = ask(sign_in(world.liaison), report, shows=["body"])
    client, page = open_by(link_in(made))
    assert "Cerita-tiang" in page.text
    publication.publish(report, actor=world.admin, title="Tiang", redactions=["Cerita-tiang"])
    assert "Cerita-tiang" not in client.get(page.request["PATH_INFO"]).text


def test_who_hides_shows_no_file_that_was_not_decided_on_for_the_public(world):
    report, _ = given(world, anonymous=True, files=[laid_in()])
    client = sign_in(world.liaison)
    assert client.get(at(report)).context["form"].enclosed == []
    assert ask(client, report, enclosures=["1"]).status_code == 422
    plain, _ = given(world, files=[laid_in()])
    made = ask(client, plain, enclosures=["1"])
    visitor, page = open_by(link_in(made))
    here = page.request["PATH_INFO"]
    file = visitor.get(f"{here}/lampiran/1")
    assert taken(file)
    assert plain.number not in file.headers["Content-Disposition"]
    assert visitor.get(f"{here}/lampiran/2").status_code == 404
    assert browser().get(f"{here}/lampiran/1").status_code == 404


def test_a_confidential_report_is_asked_about_nowhere_outside(world):
    report, _ = given(world, to=world.city, confidential=True)
    client = sign_in(world.admin)
    assert at(report) not in client.get(page_of(report)).text
    page = client.get(at(report))
    assert "tidak ditunjukkan kepada pihak luar" in page.text
    form = {**ASKED, "seen": 0, "do": "send", "looked": "x"}
    client.post(at(report), form)
    assert not OutsideParty.objects.exists()


@pytest.mark.parametrize(
    "name", ["Kelurahan Sukamaju", "Bapak Lurah Sukamaju", "kantor kelurahan SUKAMAJU"]
)
def test_who_is_complained_of_is_never_asked(world, name):
    report, _ = given(world, subjects=[world.kelurahan])
    answer = ask(sign_in(world.liaison), report, name=name)
    assert answer.status_code == 422
    assert 'href="#pihak-name"' in answer.text
    assert not OutsideParty.objects.exists()


def test_nor_by_the_address_of_somebody_who_sits_there(world):
    report, _ = given(world, subjects=[world.kelurahan])
    world.lurah.user.email = "lurah@contoh.example"
    world.lurah.user.save()
    client = sign_in(world.liaison)
    assert ask(client, report, address="Lurah@contoh.example").status_code == 422
    assert ask(client, report, address="lain@contoh.example").status_code == 200


def test_who_turns_out_to_be_complained_of_reads_nothing_any_more(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    visitor, page = open_by(link_in(ask(client, report, name="Lurah Sukamaju", shows=["body"])))
    assert "Cerita-tiang" in page.text
    triage.reclassify(
        report,
        actor=world.admin,
        kind=Kind.COMPLAINT,
        words="Lurahnya.",
        subjects=[world.kelurahan],
    )
    shut = visitor.get(page.request["PATH_INFO"])
    assert shut.status_code == 410
    assert "Cerita-tiang" not in shut.text
    assert "tidak berlaku lagi" in client.get(at(report)).text


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    bad = {**ASKED, "do": "look", "seen": seen(client, report), "question": "Tanya-panjang"}
    wrong = client.post(at(report), {**bad, "name": "", "days": "31", "sure": "", "address": "x"})
    assert wrong.status_code == 422
    for field in ("name", "days", "address", "sure"):
        assert f'href="#pihak-{field}"' in wrong.text
    assert "Tanya-panjang" in wrong.text


def test_what_it_answers_is_taken_into_the_officers_draft_with_its_files(world, case):
    report, code = case
    client = sign_in(world.liaison)
    visitor, page = open_by(link_in(ask(client, report)))
    here = page.request["PATH_INFO"]
    done = visitor.post(here, {"words": ANSWER, "upload": sent(photo())}, follow=True)
    assert "sudah diterima" in done.text
    assert ANSWER not in done.text
    assert Message.objects.filter(template="consult/holder", agency_id=world.works.pk).exists()
    assert f'data-fragment="{at(report)}"' in client.get(page_of(report)).text
    within = client.get(at(report), headers={"X-By-Itself": "1"})
    assert ANSWER in within.text
    assert "<html" not in within.text
    key = OutsideParty.objects.get().pk
    early = client.post(at(report), {"do": "take", "key": key})
    assert "masih diperiksa" in early.text
    look_at_all()
    moved = client.post(at(report), {"do": "take", "key": key})
    assert moved.headers["Location"] == f"{page_of(report)}#follow_up"
    draft = Draft.objects.get(move="follow_up")
    assert draft.words == ANSWER
    assert len(draft.files) == 1
    assert "Tiang-miring itu milik" not in follow(code).get("/lacak/percakapan").text
    assert "Sudah diambil" in client.get(at(report)).text


def test_a_recording_of_a_party_is_not_taken_along_whenever_it_was_looked_at(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    visitor, page = open_by(link_in(ask(client, report)))
    here, voice = page.request["PATH_INFO"], laid_in(sounds.ogg())
    refused = visitor.post(here, {"words": ANSWER, "files": voice})
    assert "Rekaman suara belum dapat didengar" in refused.text
    unlooked = laid_in(sounds.ogg(), looked_at=False)  # nobody knows yet that it is one
    visitor.post(here, {"words": ANSWER, "files": [unlooked, laid_in()]})
    look_at_all()
    assert "Rekaman suara tidak ikut diambil" in client.get(at(report)).text
    client.post(at(report), {"do": "take", "key": OutsideParty.objects.get().pk})
    draft = Draft.objects.get(move="follow_up")
    assert draft.words == ANSWER
    assert len(draft.files) == 1
    assert unlooked not in draft.files


def test_the_office_opens_what_came_before_it_uses_it(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    visitor, page = open_by(link_in(ask(client, report)))
    visitor.post(page.request["PATH_INFO"], {"words": ANSWER, "files": laid_in()})
    key = OutsideParty.objects.get().pk
    file = reverse("desk-party-file", args=[report.number, key, 1])
    assert taken(client.get(file))
    assert file in client.get(at(report)).text
    assert sign_in(world.stranger).get(file).status_code == 404
    client.post(at(report), {"do": "drop", "key": key})
    assert client.get(file).status_code == 404
    assert ANSWER not in client.get(at(report)).text
    assert "sudah dibuang" in client.get(at(report)).text


def test_a_link_that_is_taken_back_says_so(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    visitor, page = open_by(link_in(ask(client, report)))
    client.post(at(report), {"do": "revoke", "key": OutsideParty.objects.get().pk})
    shut = visitor.post(page.request["PATH_INFO"], {"words": ANSWER})
    assert shut.status_code == 409
    assert "sudah ditarik" in shut.text
    assert ANSWER in shut.text, "what was typed can be copied"
    assert not Draft.objects.exists()
    twice = client.post(at(report), {"do": "revoke", "key": OutsideParty.objects.get().pk})
    assert twice.status_code == 409


def test_a_link_ends_with_the_report_and_when_it_goes_elsewhere(world, case):
    report, _ = case
    visitor, page = open_by(link_in(ask(sign_in(world.liaison), report)))
    here = page.request["PATH_INFO"]
    triage.assign(report, actor=world.admin, to=world.kecamatan)
    assert visitor.get(here).status_code == 410
    triage.assign(report, actor=world.admin, to=world.works)
    assert visitor.get(here).status_code == 200
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    closure.close(report, actor=world.admin, outcome=Outcome.DONE)
    assert "selesai atau ditangani" in visitor.get(here).text


def test_the_letter_carries_the_link_and_no_row_does(world, case):
    report, _ = case
    made = ask(sign_in(world.liaison), report, address="mitra@contoh.example")
    secret = link_in(made)
    letter = Message.objects.get(template="party/reporter")
    assert secret not in str(letter.context)
    deliver(str(letter.pk))
    post = mail.outbox[-1]
    assert post.to == ["mitra@contoh.example"]
    assert f"/pihak#{secret}" in post.body
    assert report.number not in post.body
    assert "Tiang-roboh" not in f"{post.subject} {post.body}"
    assert not any(b"mitra@" in bytes(row.sealed) for row in Contact.objects.all())
    assert "surel terkirim" in sign_in(world.liaison).get(at(report)).text


def test_the_reporter_reads_who_was_asked_and_what_they_read(world, case):
    report, code = case
    ask(sign_in(world.liaison), report, shows=["title", "place"])
    thread = follow(code).get("/lacak/percakapan").text
    assert "mereka baca: judul, dengan" in thread, "no place was told"
    report, code = given(world, landmark="Depan-balai")
    ask(sign_in(world.liaison), report, shows=["title", "place"])
    thread = follow(code).get("/lacak/percakapan").text
    assert "menanyai pihak luar" in thread
    assert "PT Listrik-Contoh" in thread
    assert "judul, tempat" in thread
    assert "tiang-miring" not in thread, "the question is the office's"
    publication.publish(report, actor=world.admin, title="Tiang")
    assert "Listrik-Contoh" not in browser().get(f"/laporan/{report.number}").text


def test_those_above_read_it_and_only_who_works_on_it_decides(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    visitor, page = open_by(link_in(ask(client, report)))
    visitor.post(page.request["PATH_INFO"], {"words": ANSWER})
    key = OutsideParty.objects.get().pk
    above = sign_in(world.admin)
    assert ANSWER in above.get(at(report)).text
    for do in ("revoke", "take", "drop"):
        assert above.post(at(report), {"do": do, "key": key}).status_code == 409
    for other in (world.stranger, world.overseer, world.lurah):
        assert sign_in(other).get(at(report)).status_code == 404
    assert Draft.objects.get().state == "writing"


def test_everything_that_happens_with_a_link_is_in_the_audit(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    secret = link_in(ask(client, report))
    visitor, page = open_by(secret)
    open_by(secret)
    visitor.post(page.request["PATH_INFO"], {"words": ANSWER})
    visitor.get(page.request["PATH_INFO"])
    what = PartyTrace.objects.order_by("pk").values_list("what", flat=True)
    assert list(what) == ["opened", "elsewhere", "answered"]
    audit = sign_in(world.admin).get("/desk/audit?daftar=pihak").text
    assert "PT Listrik-Contoh" in audit
    assert "tautannya dicoba di peramban lain" in audit
    assert "Listrik-Contoh" not in sign_in(world.stranger).get("/desk/audit?daftar=pihak").text


def test_many_parties_cost_the_page_no_statement_more(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    ask(client, report)
    client.get(at(report))
    one = statements(client, at(report))
    for n in range(4):
        ask(client, report, name=f"PT Lain-{n}")
    assert statements(client, at(report)) == one


def test_ten_links_at_once_are_enough(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    for n in range(10):
        assert ask(client, report, name=f"PT Lain-{n}").status_code == 200
    full = ask(client, report)
    assert full.status_code == 409
    assert "Tarik salah satu" in full.text


def test_an_answer_that_waits_for_approval_still_fits_after_somebody_was_asked(world, case):
    report, _ = case
    client = sign_in(world.liaison)
    send(client, report, "follow_up", do="draft", words="Konsep-awal")
    visitor, page = open_by(link_in(ask(client, report)))
    visitor.post(page.request["PATH_INFO"], {"words": ANSWER})
    client.post(at(report), {"do": "take", "key": OutsideParty.objects.get().pk})
    assert Draft.objects.get(move="follow_up").words == f"Konsep-awal\n\n{ANSWER}"
    assert Report.objects.get(pk=report.pk).status == report.status
    assert OutsideParty.objects.get().expires_at > timezone.now() + timedelta(days=6)
