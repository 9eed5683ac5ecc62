"""Words that tell who somebody is, at the desk: suggested, masked for the public or for offices."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.kit.betrays import MARKS, Betraying
from lapor.reports import closure, handling, publication, triage
from lapor.reports.models import Event, PublishedReport, Report, Sealed, Words
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import Kind, Outcome, Refused
from tests.factories import make_report
from tests.web.desk.cases import hand_to, page_of, send, steps_of
from tests.web.desk.officers import sign_in
from tests.web.public.test_telling import opened
from tests.web.public.threads import follow

pytestmark = pytest.mark.django_db
PHONE, NAME, CLASS = "0812-3456-7890", "Rina Kartika", "guru kelas tiga"
BODY = f"Kata Bu {NAME}, {CLASS}, uang diminta lagi. Hubungi {PHONE}."
MARK, PLAIN = MARKS[Betraying.PHONE], "[disamarkan]"
VERIFY = {"kind": Kind.COMPLAINT}


def made(world, *, anonymous=True, **fields):
    at = timezone.now() - timedelta(hours=2)
    return make_report(world, at=at, body=BODY, anonymous=anonymous, **fields)


@pytest.fixture
def report(world):
    return made(world)[0]


@pytest.fixture
def admin(world):
    return sign_in(world.admin)


def originals(report):
    return [opened(row) for row in Sealed.objects.filter(report=report, part="words")]


def test_the_verifier_is_shown_what_tells_who_with_nothing_ticked(report, admin):
    page = admin.get(page_of(report)).text
    for part in (PHONE, NAME):
        assert f'name="redact" value="{part}">' in page
        assert f'name="hide" value="{part}">' in page


def test_what_is_ticked_or_typed_is_masked_from_the_public_in_one_step(report, admin):
    typed = VERIFY | {"public_title": "Uang sekolah", "publish": "on", "redact": [PHONE]}
    answer = send(admin, report, "verify", redactions=NAME, **typed)
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.redactions == [NAME, PHONE]
    assert report.body == BODY
    shown = PublishedReport.objects.get(report=report).body
    assert shown == BODY.replace(NAME, PLAIN).replace(PHONE, PLAIN)


def test_what_is_masked_from_offices_is_sealed_first_and_read_by_no_office_after(
    world, report, admin
):
    typed = VERIFY | {"hide": [PHONE], "masks": CLASS, "to": world.works.name, "words": "Cek."}
    answer = send(admin, report, "verify", follow=True, **typed)
    assert "2 bagian disamarkan dari semua kantor" in answer.text
    report.refresh_from_db()
    assert report.body == BODY.replace(PHONE, MARK).replace(CLASS, PLAIN)
    assert originals(report)[0]["body"] == BODY
    for person in (world.admin, world.liaison, world.overseer, world.national):
        page = sign_in(person).get(page_of(report)).text
        assert MARK in page
        assert PHONE not in page
        assert CLASS not in page


def test_the_step_tells_that_it_was_masked_and_how_many_parts_never_which(world, report, admin):
    send(admin, report, "verify", hide=[PHONE, NAME], **VERIFY)
    event = Event.objects.get(report=report, move="mask")
    assert steps_of(report) == ["receive", "mask", "verify"]
    assert (event.code, event.words_hash) == ("2", None)
    assert "menyamarkan 2 bagian tulisan dari semua kantor" in admin.get(page_of(report)).text


def test_a_report_that_is_sent_away_is_masked_before_it_goes(world, report, admin):
    typed = VERIFY | {"subject_names": world.city.name, "hide": [PHONE]}
    assert send(admin, report, "verify", **typed).status_code == 302
    report.refresh_from_db()
    assert report.holder == world.root
    assert PHONE not in report.body


def test_what_the_public_was_not_to_read_names_nothing_in_clear_afterwards(world, report, admin):
    fragment = f"{NAME}, {CLASS}"
    typed = VERIFY | {"publish": "on", "redactions": f"{fragment}\n{PHONE}", "hide": [NAME, PHONE]}
    assert send(admin, report, "verify", public_title=f"Uang {PHONE}", **typed).status_code == 302
    report.refresh_from_db()
    assert report.redactions == [f"{MARKS[Betraying.NAME]}, {CLASS}"]
    row = PublishedReport.objects.get(report=report)
    assert row.title == f"Uang {MARK}"
    for part in (NAME, CLASS, PHONE):
        assert part not in row.body


def test_later_words_are_masked_too_their_public_copy_follows_and_the_original_is_kept(
    world, report, admin
):
    said = f"Saya {NAME}, hubungi {PHONE}."
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(report, actor=world.admin, to=world.works)
    publication.publish(report, actor=world.admin, title="Uang")
    handling.follow_up(report, actor=world.liaison, words=said, outcome=Outcome.DONE)
    answer = send(admin, report, "mask", hide=[NAME])
    assert answer.status_code == 302
    words = Words.objects.get(report=report)
    masked = said.replace(NAME, MARKS[Betraying.NAME])
    assert (words.text, words.public_text) == (masked, masked)
    sealed = Sealed.objects.get(event=words.event)
    assert opened(sealed) == {"words": said}
    story = json.dumps(PublishedReport.objects.get(report=report).story)
    assert NAME not in story
    assert "menyamarkan" not in story


def test_what_only_protectors_read_stays_and_cannot_be_asked_for(world):
    report, reporter = made(world)
    closure.retaliation(report, actor=reporter, words="Saya diancam Tono Subagyo.")
    answer = send(sign_in(world.admin), report, "mask", masks="Tono Subagyo")
    assert answer.status_code == 422
    assert "Tidak ditemukan dalam laporan" in answer.text
    assert Words.objects.get(report=report).text == "Saya diancam Tono Subagyo."


def test_a_part_that_is_not_there_undoes_the_whole_step(report, admin):
    answer = send(admin, report, "verify", masks="tidak ada di sana", hide=[PHONE], **VERIFY)
    assert answer.status_code == 422
    assert "Tidak ditemukan dalam laporan" in answer.text
    report.refresh_from_db()
    assert report.body == BODY
    assert steps_of(report) == ["receive"]
    assert not Sealed.objects.exists()


def test_masking_nothing_is_answered_at_its_field(report, admin):
    answer = send(admin, report, "mask")
    assert answer.status_code == 422
    assert "Centang atau tulis bagian yang disamarkan." in answer.text


def test_a_confidential_report_is_masked_from_offices_and_never_asks_about_the_public(world):
    report, _reporter = made(world, anonymous=False, confidential=True)
    client = sign_in(world.admin)
    page = client.get(page_of(report)).text
    assert 'name="redact"' not in page
    assert f'name="hide" value="{PHONE}"' in page
    assert send(client, report, "verify", hide=[PHONE], **VERIFY).status_code == 302
    report.refresh_from_db()
    assert PHONE not in report.body


def test_an_open_report_has_suggestions_for_the_public_alone(world):
    report, _reporter = made(world, anonymous=False)
    client = sign_in(world.admin)
    page = client.get(page_of(report)).text
    assert f'name="redact" value="{PHONE}"' in page
    assert 'name="hide"' not in page
    assert "/mask" not in page
    with pytest.raises(Refused):
        publication.hide(report, actor=world.admin, parts=[PHONE])
    assert send(client, report, "verify", hide=[PHONE], **VERIFY).status_code == 302
    report.refresh_from_db()
    assert report.body == BODY


def test_without_custodians_nothing_is_masked_that_nobody_could_open_again(
    world, report, admin, settings
):
    settings.CUSTODIANS = ()
    page = admin.get(page_of(report)).text
    assert 'name="hide"' not in page
    with pytest.raises(Refused):
        publication.hide(report, actor=world.admin, parts=[PHONE])


def test_who_does_not_verify_masks_nothing(world, report):
    hand_to(world, report, world.works)
    for person in (world.liaison, world.overseer):
        answer = send(sign_in(person), report, "mask", hide=[PHONE])
        assert answer.status_code == 409
    with pytest.raises(Refused):
        publication.hide(report, actor=world.liaison, parts=[PHONE])
    assert not Sealed.objects.exists()


def test_search_finds_the_report_no_more_by_what_is_masked(world, report, admin):
    assert report.number in admin.get("/desk/cari", {"q": CLASS}).text.replace(" ", "")
    send(admin, report, "mask", masks=CLASS)
    assert Report.objects.filter(body__contains=CLASS).count() == 0
    assert report.number not in admin.get("/desk/cari", {"q": CLASS}).text.replace(" ", "")


def test_masking_again_keeps_what_was_there_before_each_time(report, admin):
    send(admin, report, "mask", hide=[PHONE])
    send(admin, report, "mask", hide=[NAME])
    first, second = (kept["body"] for kept in originals(report))
    assert (first, second) == (BODY, BODY.replace(PHONE, MARK))


def test_what_an_office_is_still_writing_names_it_no_more_either(world, report, admin):
    hand_to(world, report, world.works)
    words = f"Kami sudah menemui {CLASS} itu."
    send(sign_in(world.handler), report, "follow_up", words=words, do="draft")
    send(admin, report, "mask", masks=CLASS)
    shown = sign_in(world.handler).get(page_of(report)).text
    assert CLASS not in shown
    assert f"Kami sudah menemui {PLAIN} itu." in shown


def test_the_reporter_reads_that_it_was_masked(world):
    codes: list[str] = []
    report, _reporter = made(world, keep_code=codes.append)
    publication.hide(report, actor=world.admin, parts=[PHONE])
    page = follow(codes[0]).get("/lacak/percakapan").content.decode()
    assert "menyamarkan 1 bagian tulisan dari semua kantor" in page


def test_a_note_that_the_verifier_is_not_told_is_not_spelled_out_by_a_refusal(world, report):
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, subjects=[])
    noted = "kadis-menerima-suap"
    note = perform(report, MOVES["note"], actor=world.overseer, words=f"Dugaan: {noted}.")
    for part in (noted, "kadis-memeras"):
        with pytest.raises(Refused) as refused:
            publication.publish(report, actor=world.admin, title="Sekolah", redactions=[part])
        assert part in str(refused.value.says)
        with pytest.raises(Refused) as refused:
            publication.hide(report, actor=world.admin, parts=[part])
        assert part in str(refused.value.says)
    publication.hide(report, actor=world.admin, parts=[PHONE])
    assert Words.objects.get(event=note).text == f"Dugaan: {noted}."


def test_a_note_that_the_verifier_reads_is_masked_with_the_rest(world, report):
    note = perform(report, MOVES["note"], actor=world.admin, words=f"Nomornya {PHONE}.")
    publication.hide(report, actor=world.admin, parts=[PHONE])
    assert PHONE not in Words.objects.get(event=note).text
