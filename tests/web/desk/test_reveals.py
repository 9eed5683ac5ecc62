"""Asking for a sealed name, answering as a custodian, opening it, reading it: through the pages."""

import io
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.files import arriving, shelf
from lapor.kit.points import Pin
from lapor.kit.seal import seal
from lapor.reports import reveal
from lapor.reports.models import Attachment, Reveal, RevealVote, Sealed, Vault
from lapor.reports.terms import Audience
from tests.custodians import answer_of, make_custodians
from tests.factories import make_officer, make_report
from tests.web.desk.officers import sign_in, with_password

NAME = "Rahmi-Rekaan"
REASON = "Penyidik meminta nama saksi dengan surat nomor satu."
pytestmark = pytest.mark.django_db


def sealed_report(world, **told):
    fields: dict[str, Any] = {"anonymous": True, "person": {"name": NAME}} | told
    return make_report(world, timezone.now(), **fields)[0]


def ask(officer, report, **typed):
    typed = {"basis": "court", "reason": REASON} | typed
    return officer.post(reverse("desk-sealed", args=[report.number]), typed)


def request_page(key):
    return reverse("desk-reveal", args=[key])


def answer_by_file(custodian, key):
    paper = answer_of(custodian, key, timezone.now())
    file = SimpleUploadedFile("jawaban.json", paper.encode(), "application/json")
    return sign_in(custodian).post(request_page(key), {"do": "grant", "file": file})


def granted(world, report):
    custodians = make_custodians(world)
    ask(sign_in(world.overseer), report)
    key = Reveal.objects.get().pk
    for one in custodians:
        assert answer_by_file(one, key).status_code == 302
    return key


def test_from_the_case_page_to_the_name(world):
    report = sealed_report(world)
    officer = sign_in(world.overseer)
    case = officer.get(reverse("desk-case", args=[report.number])).text
    assert reverse("desk-sealed", args=[report.number]) in case
    key = granted(world, report)
    page = officer.get(request_page(key)).text
    assert "Buka sekarang, selama 15 menit" in page
    assert NAME not in page
    opened = officer.post(request_page(key), follow=True)
    assert NAME in opened.text
    assert world.overseer.user.username in opened.text, "the watermark says who"
    assert "no-store" in opened.headers["Cache-Control"]
    assert 0 < int(opened.headers["Refresh"]) <= 15 * 60 + 1
    again = officer.post(request_page(key))
    assert again.status_code == 409
    assert "sudah dibuka satu kali" in again.text


def test_the_exact_point_opens_with_the_name(world):
    report = sealed_report(world, pin=Pin(-6.12367, 106.15432, 20))
    officer = sign_in(world.overseer)
    assert "-6.12367" not in officer.get(reverse("desk-case", args=[report.number])).text
    opened = officer.post(request_page(granted(world, report)), follow=True).text
    assert "-6.12367, 106.15432</a>" in opened
    assert "Titik yang tepat" in opened


def test_original_files_are_downloaded_within_the_quarter_hour(world):
    report = sealed_report(world)
    file, _token = arriving.take(io.BytesIO(b"x"), 1)
    brought = Attachment.objects.create(
        report=report, number=1, file=file, audience=Audience.REPORTER, at=timezone.now()
    )
    row = Sealed(report=report, part=Sealed.Part.FILE, attachment=brought)
    row.place = file.key + shelf.ORIGINAL
    public = bytes(Vault.objects.get(report=report).public)
    shelf.put(shelf.FILES, row.place, seal(b"seperti-dikirim", to=public, about=row.id.bytes))
    row.save(force_insert=True)
    key, officer = granted(world, report), sign_in(world.overseer)
    address = reverse("desk-original", args=[key, row.id])
    assert officer.get(address).status_code == 404, "not opened yet"
    assert address in officer.post(request_page(key), follow=True).text
    got = officer.get(address)
    assert got.content == b"seperti-dikirim"
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"] == 'attachment; filename="lampiran-1-asli"'
    assert "no-store" in got["Cache-Control"]
    for other in (world.national, world.admin, world.stranger):
        assert sign_in(other).get(address).status_code == 404
    assert officer.get(reverse("desk-original", args=[key, key])).status_code == 404
    long_ago = timezone.now() - timedelta(hours=1)
    Reveal.objects.update(opened_at=long_ago, closes_at=long_ago + reveal.OPEN_FOR)
    assert officer.get(address).status_code == 404, "the quarter hour is over"


def test_when_the_quarter_hour_is_over_the_page_says_so(world):
    report = sealed_report(world)
    key, officer = granted(world, report), sign_in(world.overseer)
    officer.post(request_page(key))
    long_ago = timezone.now() - timedelta(hours=1)
    Reveal.objects.update(opened_at=long_ago, closes_at=long_ago + reveal.OPEN_FOR)
    page = officer.get(request_page(key)).text
    assert NAME not in page
    assert "Sudah dibuka dan tertutup lagi" in page


def test_opening_asks_for_the_second_factor_anew(world):
    key = granted(world, sealed_report(world))
    officer = sign_in(world.overseer)
    session = officer.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()
    answer = officer.post(request_page(key))
    assert reverse("mfa_reauthenticate") in answer["Location"]
    assert Reveal.objects.get().opened_at is None


def only_vouched_for(officer, person):
    """Let the session rest on an institution's word alone, of a moment ago."""
    at, session = time.time(), officer.session
    session["account_authentication_methods"] = [
        {"method": "institution", "at": at},
        {"method": "mfa", "type": "institution", "at": at},
    ]
    session["account_authentication_methods_user"] = str(person.user.pk)
    session.save()


def test_the_word_of_an_institution_is_no_factor_that_opens(world):
    key = granted(world, sealed_report(world))
    officer = sign_in(world.overseer)
    only_vouched_for(officer, world.overseer)
    answer = officer.post(request_page(key))
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Reveal.objects.get().opened_at is None


def without_a_factor(person):
    """Return a browser of somebody whom their institution alone vouches for."""
    person.user.authenticator_set.all().delete()
    officer = sign_in(person, factor=False)
    only_vouched_for(officer, person)
    return officer


def test_who_has_no_factor_of_their_own_is_led_to_one_or_told_how(world):
    key = granted(world, sealed_report(world))
    world.overseer.user.set_unusable_password()
    world.overseer.user.save(update_fields=["password"])
    page = without_a_factor(world.overseer).post(request_page(key), follow=True)
    assert "mengatur ulang cara masuk Anda" in page.text
    with_password(world.overseer)
    officer = without_a_factor(world.overseer)
    answer = officer.post(request_page(key))
    assert answer["Location"].startswith(reverse("mfa_activate_totp"))
    asks = officer.get(answer["Location"])
    assert asks["Location"].startswith(reverse("account_reauthenticate"))
    assert Reveal.objects.get().opened_at is None


def test_a_faulty_request_keeps_its_words(world):
    report, _custodians = sealed_report(world), make_custodians(world)
    officer = sign_in(world.overseer)
    answer = ask(officer, report, reason="terlalu pendek")
    assert answer.status_code == 422
    assert "terlalu pendek</textarea>" in answer.text
    assert 'href="#f-reason"' in answer.text
    answer = ask(officer, report, basis="")
    assert 'href="#f-basis"' in answer.text
    assert REASON in answer.text


def test_a_custodian_sees_ground_and_asker_and_nothing_of_the_report(world):
    report = sealed_report(world, title="Judul-yang-rahasia", body="Isi-yang-rahasia.")
    a, _b = make_custodians(world)
    ask(sign_in(world.overseer), report)
    key, keeper = Reveal.objects.get().pk, sign_in(a)
    assert keeper.get(reverse("desk-inbox"))["Location"] == reverse("desk-seals")
    listed, page = keeper.get(reverse("desk-seals")).text, keeper.get(request_page(key)).text
    assert request_page(key) in listed
    for said in ("Putusan atau penetapan pengadilan", REASON, world.inspectorate.name):
        assert said in page
    for hidden in ("Judul-yang-rahasia", "Isi-yang-rahasia", NAME):
        assert hidden not in page + listed
    assert keeper.get(reverse("desk-case", args=[report.number])).status_code == 404


def test_the_download_is_what_the_key_opens(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    ask(sign_in(world.overseer), report)
    key = Reveal.objects.get().pk
    paper = sign_in(b).get(reverse("desk-seal-paper", args=[key]))
    assert json.loads(paper.content)["side"] == "b"
    assert "attachment" in paper["Content-Disposition"]
    answer_by_file(a, key)
    again = sign_in(a).get(reverse("desk-seal-paper", args=[key]))
    assert again.status_code == 404, "there is nothing left to answer"


def test_a_wrong_answer_and_a_refusal_without_reason_say_so_at_the_field(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    ask(sign_in(world.overseer), report)
    key, keeper = Reveal.objects.get().pk, sign_in(a)
    other = answer_of(b, key, timezone.now())
    for typed in ({"answer": other}, {"answer": "bukan jawaban"}, {}):
        answer = keeper.post(request_page(key), {"do": "grant"} | typed)
        assert (answer.status_code, 'href="#f-answer"' in answer.text) == (422, True)
    answer = keeper.post(request_page(key), {"do": "refuse", "reason": "pendek"})
    assert (answer.status_code, 'href="#f-reason"' in answer.text) == (422, True)
    assert ">pendek</textarea>" in answer.text.replace("\n", "")
    assert not RevealVote.objects.exists()


def test_a_refusal_ends_it_and_is_told(world):
    report, (a, b) = sealed_report(world), make_custodians(world)
    officer = sign_in(world.overseer)
    ask(officer, report)
    key = Reveal.objects.get().pk
    keeper = sign_in(a)
    keeper.post(request_page(key), {"do": "refuse", "reason": "Dasar-hukumnya keliru."})
    assert "Ditolak" in officer.get(request_page(key)).text
    assert "Dasar-hukumnya keliru." in officer.get(request_page(key)).text
    assert officer.post(request_page(key)).status_code == 409
    assert (
        sign_in(b).post(request_page(key), {"do": "refuse", "reason": "x" * 30}).status_code == 422
    )


@pytest.mark.parametrize("who", ["admin", "liaison", "stranger", "lurah", "national"])
def test_a_forged_address_opens_nothing(world, who):
    key = granted(world, sealed_report(world))
    officer = sign_in(getattr(world, who))
    expected = 200 if who == "national" else 404  # the nation sees that it was asked
    assert officer.get(request_page(key)).status_code == expected
    assert officer.post(request_page(key)).status_code == 404
    assert officer.get(reverse("desk-seals")).status_code == 404
    assert officer.get(reverse("desk-seal-paper", args=[key])).status_code == 404
    assert Reveal.objects.get().opened_at is None


def test_who_does_not_decide_sees_no_way_there(world):
    report = sealed_report(world)
    handler = sign_in(make_officer(Role.HANDLER, world.city))
    address = reverse("desk-sealed", args=[report.number])
    assert address not in handler.get(reverse("desk-case", args=[report.number])).text
    assert handler.get(address).status_code == 404


def test_every_step_stands_in_the_audit_of_the_nation(world):
    report = sealed_report(world)
    granted(world, report)
    audit = sign_in(world.national).get(reverse("desk-audit"), {"daftar": "segel"}).text
    assert REASON.rstrip(".") in audit
    assert audit.count("Menyetujui, Pemegang kunci") == 2, "who answered stands there too"
    assert "disetujui, belum dibuka" in audit
    admin = sign_in(world.admin).get(reverse("desk-audit"), {"daftar": "segel"}).text
    assert REASON.rstrip(".") not in admin, "whom an inspectorate looks at learns nothing of it"
    own = sign_in(world.overseer).get(reverse("desk-audit"), {"daftar": "segel"}).text
    assert REASON.rstrip(".") in own
