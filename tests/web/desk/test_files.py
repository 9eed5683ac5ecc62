"""Files of a report at the desk: brought by a step, opened, covered, published, taken back."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies.models import Role
from lapor.files import arriving, shelf
from lapor.files.models import File
from lapor.reports import closure, showing, triage
from lapor.reports.models import Opening, Report
from lapor.reports.terms import Kind, NotFound, Refused
from tests.factories import make_officer, make_report
from tests.files import made
from tests.web.desk.cases import hand_to, page_of, send
from tests.web.desk.officers import sign_in
from tests.web.files import attached, laid_in, look_at_all, move_of, photo, sent, shown_key, taken
from tests.web.public.pages import browser, make_published

pytestmark = pytest.mark.django_db


def file_of(report, place=1, end=""):
    return f"{page_of(report)}/berkas/{place}{end}"


def covering(client, report, place=1, **typed):
    """Send the form of the page as who has looked at the result of these boxes."""
    sides = ("left", "top", "width", "height")
    seen = [(side, typed[side][0]) for side in sides if side in typed]
    return client.post(file_of(report, place, "/tutup"), {"seen": urlencode(seen)} | typed)


# --- brought by a step -------------------------------------------------------------------------


def test_an_answer_brings_a_photo_that_the_reporter_opens(world):
    codes: list[str] = []
    report, _ = make_report(world, keep_code=codes.append)
    hand_to(world, report, world.works)
    client = sign_in(world.liaison)
    typed = {"words": "Sudah diganti.", "outcome": "done", "upload": sent(photo())}
    assert send(client, report, "follow_up", **typed).status_code == 302
    look_at_all()
    row = attached(report)[0]
    assert (row.by_office, row.audience, move_of(row)) == (True, "reporter", "follow_up")
    reporter = browser()
    reporter.post("/lacak", {"kode": codes[0]})
    assert taken(reporter.get("/lacak/percakapan/berkas/1"))


def test_a_form_of_the_desk_that_comes_back_still_has_its_files(world):
    report, _ = make_report(world)
    hand_to(world, report, world.works)
    client = sign_in(world.liaison)
    back = send(client, report, "follow_up", words="", outcome="done", upload=sent(photo()))
    assert back.status_code == 422
    assert 'type="hidden" name="files"' in back.text
    assert not attached(report)


def test_a_file_is_taken_out_of_a_form_of_the_desk(world):
    report, _ = make_report(world)
    hand_to(world, report, world.works)
    token = laid_in()
    page = send(
        sign_in(world.liaison), report, "note", words="Dari lapangan.", files=token, drop=token
    )
    assert page.status_code == 200
    assert "Dari lapangan." in page.text
    assert token not in page.text


def test_the_file_of_a_note_is_for_those_who_read_the_note(world):
    codes: list[str] = []
    report, _ = make_report(world, keep_code=codes.append)
    hand_to(world, report, world.works)
    triage.note(report, actor=world.admin, words="Dari kota.", files=(laid_in(),))
    place = attached(report)[0].number
    assert taken(sign_in(world.admin).get(file_of(report, place)))
    assert sign_in(world.liaison).get(file_of(report, place)).status_code == 404
    reporter = browser()
    reporter.post("/lacak", {"kode": codes[0]})
    assert reporter.get(f"/lacak/percakapan/berkas/{place}").status_code == 404
    assert f"Lampiran {place}" not in reporter.get("/lacak/percakapan").text


def test_what_shows_retaliation_reaches_the_protectors_alone(world):
    report, reporter = make_report(world)
    hand_to(world, report, world.works)
    closure.retaliation(report, actor=reporter, words="Saya diancam.", files=(laid_in(),))
    place = attached(report)[0].number
    assert taken(sign_in(world.overseer).get(file_of(report, place)))
    for officer in (world.admin, world.liaison, world.national):
        assert sign_in(officer).get(file_of(report, place)).status_code == 404
        assert f"Lampiran {place}" not in sign_in(officer).get(page_of(report)).text


def test_a_refused_file_says_why_and_leads_to_asking_for_another(world):
    report, _ = make_report(world, files=(laid_in(b"MZ" + bytes(500), looked_at=False),))
    look_at_all()
    page = sign_in(world.admin).get(page_of(report)).text
    assert "Jenis berkas ini tidak dapat diterima" in page
    assert "Minta lagi dari pelapor" in page


def test_the_case_page_costs_the_same_with_many_files_as_with_none(world):
    client = sign_in(world.admin)
    bare, _ = make_report(world)
    full, _ = make_report(world, files=tuple(laid_in() for _n in range(5)))
    counts = []
    for report in (bare, full):
        client.get(page_of(report))
        with CaptureQueriesContext(connection) as made_of:
            client.get(page_of(report))
        counts.append(len(made_of))
    assert counts[0] == counts[1]


# --- who opens what ----------------------------------------------------------------------------

WHO = {
    "national": True, "admin": True, "liaison": True, "handler": True, "overseer": True,
    "lurah": False, "stranger": False,
}  # fmt: skip


@pytest.mark.parametrize("end", ["", "/kecil", "/lihat"])
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("confidential", [False, True], ids=["plain", "confidential"])
def test_who_sees_the_report_opens_its_files_and_nobody_else(world, who, end, confidential):
    """The lurah is complained of."""
    report, _ = make_report(
        world, files=(laid_in(),), subjects=(world.kelurahan,), confidential=confidential
    )
    hand_to(world, report, world.works)
    officer = getattr(world, who)
    client = sign_in(officer)
    sees = client.get(page_of(report)).status_code == 200
    answer = client.get(file_of(report, end=end))
    assert (answer.status_code == 200) is sees
    if not confidential:
        assert sees is WHO[who]
    answer.close()


@pytest.mark.parametrize("end", ["/tutup", "/hasil"])
@pytest.mark.parametrize("who", WHO)
def test_only_who_publishes_the_report_publishes_its_files(world, who, end):
    report, _ = make_published(world, files=(laid_in(),))
    triage.assign(report, actor=world.admin, to=world.works)
    answer = sign_in(getattr(world, who)).get(file_of(report, end=end))
    assert (answer.status_code == 200) is (who in ("national", "admin"))


def test_a_file_of_another_report_is_not_here(world):
    mine, _ = make_report(world)
    make_report(world, files=(laid_in(),))
    assert sign_in(world.admin).get(file_of(mine)).status_code == 404
    assert sign_in(world.admin).get(file_of(mine, place=99999999)).status_code == 404


@pytest.mark.parametrize("hidden", [{"anonymous": True}, {"confidential": True}, {}])
def test_opening_a_file_of_who_hides_is_written_down_once_between_two_steps(world, hidden):
    report, _ = make_report(world, files=(laid_in(),), **hidden)
    client = sign_in(world.admin)
    for _n in range(3):
        taken(client.get(file_of(report)))
    assert Opening.objects.filter(report=report).count() == (1 if hidden else 0)


def test_what_is_handed_out_runs_nothing_and_is_kept_by_no_browser(world):
    report, _ = make_report(world, files=(laid_in(made.docx()),))
    got = sign_in(world.admin).get(file_of(report))
    assert got.headers["Content-Disposition"].endswith(f'LAPOR-{report.number}-lampiran-1.docx"')
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in got.headers["Cache-Control"]
    assert taken(got).startswith(b"PK")


# --- for the public ----------------------------------------------------------------------------


def test_the_public_gets_exactly_what_was_shown_before(world):
    report, _ = make_published(world, files=(laid_in(photo(200)),))
    client = sign_in(world.admin)
    boxes = {"left": ["10"], "top": ["10"], "width": ["50"], "height": ["50,5"]}
    page = covering(client, report, do="preview", **boxes)
    assert page.status_code == 200
    assert "persis seperti yang terbit" in page.text
    shown = client.get(page.context["result"])
    assert "no-store" in shown.headers["Cache-Control"]
    answer = covering(client, report, do="show", **boxes)
    assert answer.status_code == 302
    public = browser().get(f"/laporan/{report.number}/berkas/1")
    assert taken(public) == shown.content
    assert "Lampiran 1" in browser().get(f"/laporan/{report.number}").text
    row = attached(report)[0]
    assert shown.content != shelf.take(shelf.FILES, row.file.key)


@pytest.mark.parametrize("seen", ["", "left=10&top=10&width=5&height=5"])
def test_boxes_that_changed_since_the_result_was_seen_are_looked_at_first(world, seen):
    report, _ = make_published(world, files=(laid_in(),))
    boxes = {"left": ["20"], "top": ["20"], "width": ["50"], "height": ["50"]}
    page = covering(sign_in(world.admin), report, do="show", seen=seen, **boxes)
    assert page.status_code == 422
    assert "Periksa dulu hasilnya" in page.text
    assert "persis seperti yang terbit" in page.text
    assert attached(report)[0].shown is None


def test_boxes_are_there_again_when_the_page_is_opened_later(world):
    report, _ = make_published(world, files=(laid_in(),))
    showing.show(report, 1, actor=world.admin, boxes=[[0.125, 0, 0.5, 0.25]])
    page = sign_in(world.admin).get(file_of(report, end="/tutup")).text
    assert 'name="left" inputmode="decimal" value="12.5"' in page


@pytest.mark.parametrize("width", ["abc", "", "101", "-5", "nan", "0"])
def test_a_box_that_is_none_is_said_and_stays_to_be_mended(world, width):
    report, _ = make_published(world, files=(laid_in(),))
    typed = {"left": ["11"], "top": ["12"], "width": [width], "height": ["13"]}
    page = covering(sign_in(world.admin), report, do="show", **typed)
    assert page.status_code == 422
    assert 'value="12"' in page.text
    assert attached(report)[0].shown is None


def test_taken_back_the_copy_and_its_bytes_are_gone(world, django_capture_on_commit_callbacks):
    report, _ = make_published(world, files=(laid_in(),))
    client = sign_in(world.admin)
    covering(client, report, do="show", was_read="on")
    key = shown_key(report)
    with django_capture_on_commit_callbacks(execute=True):
        assert covering(client, report, do="hide").status_code == 302
    assert browser().get(f"/laporan/{report.number}/berkas/1").status_code == 404
    assert "Lampiran 1" not in browser().get(f"/laporan/{report.number}").text
    with pytest.raises(LookupError):
        shelf.take(shelf.FILES, key)
    assert taken(client.get(file_of(report)))  # the office still has it


def test_a_report_that_is_taken_back_takes_its_files_along(
    world, django_capture_on_commit_callbacks
):
    report, _ = make_published(world, files=(laid_in(), laid_in(made.docx())))
    showing.show(report, 1, actor=world.admin, was_read=True)
    showing.show(report, 2, actor=world.admin, was_read=True)
    key = shown_key(report)
    client = sign_in(world.admin)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, report, "redact", public_title="Lampu", do="unpublish")
    assert browser().get(f"/laporan/{report.number}/berkas/1").status_code == 404
    with pytest.raises(LookupError):
        shelf.take(shelf.FILES, key)
    assert taken(client.get(file_of(report, place=2)))  # a document is no copy: it stays


def test_a_document_is_published_by_who_says_that_they_have_read_it(world):
    report, _ = make_published(world, files=(laid_in(made.saved(made.pdf())),))
    client = sign_in(world.admin)
    refused = covering(client, report, do="show")
    assert refused.status_code == 409
    assert "Baca dulu dokumennya" in refused.text
    assert covering(client, report, do="show", was_read="on").status_code == 302
    assert taken(browser().get(f"/laporan/{report.number}/berkas/1")).startswith(b"%PDF")


def test_nothing_of_a_confidential_report_is_ever_shown(world):
    report, _ = make_report(world, files=(laid_in(),), confidential=True)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    client = sign_in(world.admin)
    assert client.get(file_of(report, end="/tutup")).status_code == 404
    assert covering(client, report, do="show").status_code == 404
    with pytest.raises(Refused):
        showing.show(report, 1, actor=world.admin)


def test_a_picture_without_boxes_is_published_by_who_says_that_nobody_is_on_it(world):
    report, _ = make_published(world, files=(laid_in(),))
    client = sign_in(world.admin)
    assert 'name="was_read"' in covering(client, report, do="preview", seen="").text
    refused = covering(client, report, do="show")
    assert refused.status_code == 409
    assert "tidak ada wajah atau pelat nomor" in refused.text
    assert attached(report)[0].shown is None
    assert covering(client, report, do="show", was_read="on").status_code == 302
    assert attached(report)[0].shown


def test_the_story_says_which_file_was_shown_and_taken_back(world):
    report, _ = make_published(world, files=(laid_in(), laid_in()))
    showing.show(report, 2, actor=world.admin, was_read=True)
    showing.hide(report, 2, actor=world.admin)
    codes = report.events.filter(move="redact").order_by("pk").values_list("code", flat=True)
    assert list(codes)[-2:] == ["show-2", "hide-2"]
    page = sign_in(world.admin).get(page_of(report)).text
    assert "menampilkan lampiran 2 untuk umum" in page
    assert "menarik lampiran 2 dari halaman umum" in page


def test_a_copy_that_cannot_be_shown_after_all_is_kept_by_nothing(world):
    report, _ = make_published(world, files=(laid_in(),))
    before = File.objects.filter(kept=True).count()
    with pytest.raises(Refused):
        showing.show(
            report, 1, actor=make_officer(Role.HANDLER, world.works), boxes=[[0, 0, 0.5, 0.5]]
        )
    assert File.objects.filter(kept=True).count() == before
    assert not File.objects.filter(kept=False).exclude(state="deleted").exists()


@pytest.mark.parametrize("end", ["", "/kecil", "/hasil"])
def test_every_way_to_the_picture_of_who_hides_is_written_down(world, end):
    report, _ = make_report(world, files=(laid_in(),), anonymous=True)
    hand_to(world, report, world.works)
    client = sign_in(world.admin)
    answer = client.get(file_of(report, end=end))
    assert answer.status_code == 200
    assert b"".join(answer)
    assert Opening.objects.filter(report=report, user=world.admin.user).exists()


def test_a_storage_that_is_away_is_said_in_words(world, monkeypatch):
    report, _ = make_report(world, files=(laid_in(),))
    hand_to(world, report, world.works)

    def broken(*_about):
        raise OSError("The disk does not answer.")

    monkeypatch.setattr(shelf.Folder, "_open", broken)
    answer = sign_in(world.admin).get(file_of(report))
    assert answer.status_code == 503
    assert "Layanan sedang terputus" in answer.text


def test_the_report_itself_is_published_first(world):
    report, _ = make_report(world, files=(laid_in(),))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    refused = covering(sign_in(world.admin), report, do="show")
    assert refused.status_code == 409
    assert "Terbitkan laporannya dulu" in refused.text


def test_the_file_of_a_note_is_never_shown_to_everybody(world):
    report, _ = make_published(world)
    triage.note(report, actor=world.admin, words="Dari kota.", files=(laid_in(),))
    place = attached(report)[0].number
    assert sign_in(world.admin).get(file_of(report, place, end="/tutup")).status_code == 404
    with pytest.raises(NotFound):
        showing.show(report, place, actor=world.admin)


def test_who_decides_nothing_cannot_publish_by_the_stage_either(world):
    report, _ = make_published(world, files=(laid_in(),))
    triage.assign(report, actor=world.admin, to=world.works)
    with pytest.raises(Refused):
        showing.show(report, 1, actor=make_officer(Role.HANDLER, world.works), was_read=True)
    assert attached(report)[0].shown is None


def test_accepting_five_files_costs_four_statements_more(world):
    def cost(files):
        with CaptureQueriesContext(connection) as made_of:
            make_report(world, files=files)
        return len(made_of)

    make_report(world)
    bare = cost(())
    waiting = tuple(laid_in(looked_at=False) for _n in range(arriving.MOST_FILES))
    assert cost(waiting) == bare + 4
    clean = tuple(laid_in() for _n in range(arriving.MOST_FILES))
    assert cost(clean) == bare + 4
    assert Report.objects.count() == 4
