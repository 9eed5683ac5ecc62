"""Photos and documents of a reporter: with the form, in pieces, on the thread, for the public."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from lapor.files import arriving, shelf
from lapor.files.models import File
from lapor.reports import retention, showing
from lapor.reports.models import Attachment, Report
from tests.factories import make_report
from tests.files import made
from tests.web.files import attached, laid_in, look_at_all, move_of, photo, sent, taken
from tests.web.public.pages import browser, filled, make_published
from tests.web.public.threads import answered, follow, opened, send, statements

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'type="hidden" name="files" value="([^"]+)"')


def ask(client, method, token="", body=b"", **headers):
    given = {f"X-{name.capitalize()}": str(value) for name, value in headers.items()}
    return getattr(client, method)(
        "/lapor/berkas",
        data=None if method == "get" else body,
        headers=given | {"X-Berkas": token},
        **({} if method == "get" else {"content_type": "application/octet-stream"}),
    )


# --- with the form -----------------------------------------------------------------------------


def test_two_files_come_with_the_form_of_who_has_no_scripts(world):
    answer = browser().post("/lapor", filled(upload=[sent(photo()), sent(photo())]))
    assert answer.status_code == 200
    rows = attached(Report.objects.get())
    assert [(row.number, row.file.state, row.audience) for row in rows] == [
        (1, "waiting", "reporter"),
        (2, "waiting", "reporter"),
    ]


def test_a_form_that_comes_back_still_has_its_files(world):
    client = browser()
    back = client.post("/lapor", filled(title="", upload=[sent(photo()), sent(photo())]))
    assert back.status_code == 422
    tokens = TOKEN.findall(back.text)
    assert len(tokens) == 2
    assert "Lampiran 2" in back.text
    assert client.post("/lapor", filled(files=tokens)).status_code == 200
    assert len(attached(Report.objects.get())) == 2


def test_a_file_is_taken_out_without_scripts_and_nothing_else_is_lost(world):
    first, second = laid_in(), laid_in()
    answer = browser().post("/lapor", filled(files=[first, second], drop=first))
    assert answer.status_code == 200
    assert TOKEN.findall(answer.text) == [second]
    assert "Selokan depan sekolah mampet" in answer.text
    assert not Report.objects.exists()
    with pytest.raises(LookupError):
        arriving.find(first)


def test_a_file_that_is_too_large_or_empty_is_named_and_the_rest_stays(world):
    large = sent(b"x" * (arriving.MOST_BYTES + 1))
    back = browser().post("/lapor", filled(upload=[large, sent(b""), sent(photo())]))
    assert back.status_code == 422
    assert "Berkas terlalu besar" in back.text
    assert "Berkas kosong" in back.text
    assert len(TOKEN.findall(back.text)) == 1
    assert not Report.objects.exists()


def test_a_sixth_file_is_said_to_be_too_many(world):
    back = browser().post("/lapor", filled(upload=[sent(photo()) for _n in range(6)]))
    assert back.status_code == 422
    assert "Paling banyak 5 berkas" in back.text
    assert len(TOKEN.findall(back.text)) == 5


def test_a_file_that_is_gone_is_said_and_the_form_can_be_sent_again(world):
    client, gone, here = browser(), laid_in(), laid_in()
    arriving.drop(gone)
    back = client.post("/lapor", filled(files=[gone, here]))
    assert back.status_code == 422
    assert "sudah tidak kami simpan" in back.text
    assert TOKEN.findall(back.text) == [here]
    assert client.post("/lapor", filled(files=[here])).status_code == 200


def test_a_file_that_is_not_whole_yet_is_not_sent_along(world):
    _file, token = arriving.begin(2 * arriving.CHUNK)
    back = browser().post("/lapor", filled(files=[token]))
    assert back.status_code == 422
    assert "belum selesai diunggah" in back.text
    assert not Report.objects.exists()


def test_a_file_belongs_to_one_report_alone(world):
    client, token = browser(), laid_in()
    client.post("/lapor", filled(files=[token]))
    assert client.post("/lapor", filled(files=[token])).status_code == 422
    assert Attachment.objects.count() == 1


def test_the_same_form_sent_again_gets_the_same_receipt_and_no_second_file(world):
    client, form = browser(), filled(files=[laid_in()])
    first, second = client.post("/lapor", form), client.post("/lapor", form)
    assert first.status_code == second.status_code == 200
    assert "Tulisan Anda yang terakhir berbeda" not in second.text
    assert Attachment.objects.count() == 1


def test_a_file_added_to_a_form_that_was_taken_is_given_back_not_lost(world):
    client, form = browser(), filled(files=[laid_in()])
    client.post("/lapor", form)
    more = laid_in()
    answer = client.post("/lapor", form | {"files": [*form["files"], more]})
    assert "Kirim sebagai laporan baru" in answer.text
    assert more in answer.text


def test_files_stay_when_the_language_is_changed(world):
    token = laid_in()
    page = browser().post("/lapor", filled(files=[token], bahasa="en"))
    assert TOKEN.findall(page.text) == [token]


def test_the_own_name_of_a_file_is_kept_nowhere(world):
    browser().post("/lapor", filled(upload=[sent(photo())]))
    told = json.dumps([str(row) for row in File.objects.values()])
    assert "rahasia_budi" not in told


# --- in pieces ---------------------------------------------------------------------------------


def test_a_file_goes_on_where_it_stopped(world):
    client, whole = browser(), photo(1200)
    begun = ask(client, "post", panjang=len(whole)).json()
    token, piece = begun["token"], begun["piece"]
    assert ask(client, "patch", token, mulai=0, body=whole[:piece]).json()["received"] == piece
    lost = ask(client, "patch", token, mulai=0, body=whole[:piece])
    assert lost.json()["received"] == piece
    wrong = ask(client, "patch", token, mulai=len(whole) - 10, body=whole[-10:])
    assert (wrong.status_code, wrong.json()["received"]) == (409, piece)
    at = ask(client, "get", token).json()["received"]
    while at < len(whole):
        at = ask(client, "patch", token, mulai=at, body=whole[at : at + piece]).json()["received"]
    assert ask(client, "get", token).json()["state"] == "waiting"
    look_at_all()
    told = ask(client, "get", token).json()
    assert (told["state"], told["kind"], told["picture"]) == ("clean", "Foto", True)
    drawn = client.get("/lapor/berkas?kecil", headers={"X-Berkas": token})
    assert drawn.headers["Content-Type"] == "image/jpeg"
    assert drawn.content


@pytest.mark.parametrize(("size", "says"), [(0, "Berkas kosong"), (10**8, "Berkas terlalu besar")])
def test_a_file_that_would_not_be_taken_is_refused_before_it_is_sent(world, size, says):
    answer = ask(browser(), "post", panjang=size)
    assert (answer.status_code, answer.json()["says"]) == (422, says)


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_without_its_token_a_file_is_nobodys(world, method):
    laid_in()
    answer = ask(browser(), method, "x" * 22, mulai=0)
    assert answer.status_code == 404
    assert answer.json()["gone"]


def test_who_uploaded_takes_a_file_back(world):
    client, token = browser(), laid_in()
    assert ask(client, "delete", token).status_code == 200
    assert ask(client, "get", token).status_code == 404


def test_a_kept_file_answers_to_its_token_no_more(world):
    client, token = browser(), laid_in()
    client.post("/lapor", filled(files=[token]))
    assert ask(client, "get", token).status_code == 404
    assert ask(client, "delete", token).status_code == 404


# --- on the thread -----------------------------------------------------------------------------


def test_the_reporter_opens_what_they_sent(world):
    client, report, _key = opened(world, files=[laid_in()])
    page = client.get("/lacak/percakapan")
    assert "/lacak/percakapan/berkas/1/lihat" in page.text
    got = client.get("/lacak/percakapan/berkas/1")
    assert got.status_code == 200
    assert got.headers["Content-Disposition"] == (
        f'attachment; filename="LAPOR-{report.number}-lampiran-1.jpg"'
    )
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in got.headers["Cache-Control"]
    assert taken(got).startswith(b"\xff\xd8")
    assert taken(client.get("/lacak/percakapan/berkas/1/kecil"))
    assert client.get("/lacak/percakapan/berkas/1/lihat").status_code == 200


def test_a_file_that_waits_is_named_and_not_handed_out(world):
    client, _report, _key = opened(world, files=[laid_in(looked_at=False)])
    assert "Sedang diperiksa" in client.get("/lacak/percakapan").text
    assert client.get("/lacak/percakapan/berkas/1").status_code == 404


def test_a_file_that_was_refused_after_sending_says_why_and_how_to_go_on(world):
    client, _report, _key = opened(world, files=[laid_in(b"MZ" + bytes(500), looked_at=False)])
    look_at_all()
    page = client.get("/lacak/percakapan").text
    assert "Jenis berkas ini tidak dapat diterima" in page
    assert 'href="#f-add-files"' in page
    assert 'id="f-add-files"' in page
    assert client.get("/lacak/percakapan/berkas/1").status_code == 404


def test_a_reply_brings_a_file_of_its_own(world):
    client, report = answered(world)
    answer = send(client, {"move": "reply", "words": "Belum.", "files": laid_in()}, follow=True)
    assert answer.status_code == 200
    row = attached(report)[0]
    assert (row.number, move_of(row), row.by_office) == (1, "reply", False)
    assert "/lacak/percakapan/berkas/1" in answer.text


def test_a_step_that_comes_back_still_has_its_files(world):
    client, report = answered(world)
    back = send(client, {"move": "reply", "words": "", "upload": sent(photo())})
    assert back.status_code == 422
    token = TOKEN.findall(back.text)
    assert len(token) == 1
    again = send(client, {"move": "reply", "words": "Belum.", "files": token[0]})
    assert again.status_code == 302
    assert len(attached(report)) == 1


def test_a_file_is_taken_out_of_a_step_and_its_words_stay(world):
    client, report = answered(world)
    token = laid_in()
    form = {"move": "reply", "words": "Masih bocor.", "files": token, "drop": token}
    page = send(client, form)
    assert page.status_code == 200
    assert "Masih bocor." in page.text
    assert not TOKEN.findall(page.text)
    assert not attached(report)


def test_a_step_sent_twice_brings_its_file_once(world):
    client, report = answered(world)
    page = client.get("/lacak/percakapan")
    form = {
        "number": report.number,
        "seen": str(page.context["seen"]),
        "move": "reply",
        "words": "Belum.",
        "files": laid_in(),
    }
    assert client.post("/lacak/percakapan", form).status_code == 302
    assert client.post("/lacak/percakapan", form).status_code in (409, 422)
    assert len(attached(report)) == 1


def test_the_thread_costs_the_same_with_many_files_as_with_none(world):
    codes: list[str] = []
    make_report(world, at=timezone.now(), keep_code=codes.append)
    bare = statements(follow(codes[-1]), "/lacak/percakapan")
    files = tuple(laid_in() for _n in range(5))
    make_report(world, at=timezone.now(), keep_code=codes.append, files=files)
    assert statements(follow(codes[-1]), "/lacak/percakapan") == bare


def test_nobody_else_opens_it(world):
    _client, _report, _key = opened(world, files=[laid_in()])
    stranger = browser()
    assert stranger.get("/lacak/percakapan/berkas/1").status_code == 404
    codes: list[str] = []
    make_report(world, keep_code=codes.append, at=timezone.now())
    assert follow(codes[0]).get("/lacak/percakapan/berkas/1").status_code == 404


# --- for everybody -----------------------------------------------------------------------------


def test_what_was_not_published_is_not_there(world):
    report, _reporter = make_published(world, files=(laid_in(),))
    for end in ("", "/kecil", "/lihat"):
        assert browser().get(f"/laporan/{report.number}/berkas/1{end}").status_code == 404
    assert "Lampiran 1" not in browser().get(f"/laporan/{report.number}").text


def test_a_published_copy_is_what_everybody_gets(world):
    report, _reporter = make_published(world, files=(laid_in(), laid_in()))
    showing.show(report, 2, actor=world.admin, boxes=[[0, 0, 0.5, 0.5]])
    page = browser().get(f"/laporan/{report.number}").text
    assert "Lampiran 2" in page
    assert "Lampiran 1" not in page
    got = browser().get(f"/laporan/{report.number}/berkas/2")
    assert "attachment" in got.headers["Content-Disposition"]
    assert "no-cache" in got.headers["Cache-Control"], "it may be taken back at any time"
    original = shelf.take(shelf.FILES, attached(report)[1].file.key)
    assert taken(got) != original
    assert taken(browser().get(f"/laporan/{report.number}/berkas/2/kecil"))
    assert browser().get(f"/laporan/{report.number}/berkas/2/lihat").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_when_its_time_is_over_a_published_file_leaves_no_dead_link(world):
    report, _reporter = make_published(world, files=(laid_in(), laid_in(made.saved(made.pdf()))))
    showing.show(report, 1, actor=world.admin, boxes=[[0, 0, 0.5, 0.5]])
    showing.show(report, 2, actor=world.admin, was_read=True)
    address = f"/laporan/{report.number}"
    assert all(f"{address}/berkas/{number}" in browser().get(address).text for number in (1, 2))
    Report.objects.filter(pk=report.pk).update(status="archived", turn="appeal", settle="stopped")
    later = timezone.now() + timedelta(days=366 * settings.FILES_YEARS)
    assert retention.forget_files(later) == 2
    page = browser().get(address)
    assert page.status_code == 200
    assert "/berkas/" not in page.text
    assert "Lampiran 1" not in page.text
    assert browser().get(f"{address}/berkas/1").status_code == 404
    assert set(File.objects.values_list("state", flat=True)) == {"deleted"}, "the copy as well"


def test_documents_are_told_by_kind_and_pages(world):
    document = made.saved(made.pdf(pages=3))
    client, _report, _key = opened(world, files=[laid_in(document)])
    page = client.get("/lacak/percakapan").text
    assert "Dokumen PDF" in page
    assert "3 halaman" in page
    assert client.get("/lacak/percakapan/berkas/1/lihat").status_code == 404


def test_a_photo_added_to_a_form_that_was_taken_is_not_dropped_in_silence(world):
    form, client = filled(), browser()
    client.post("/lapor", form)
    again = client.post("/lapor", form | {"upload": sent(photo())}).text
    assert "Lampiran</dt>" not in again, "the report has none"
    assert 'name="files"' in again, "it is kept, to be sent as another report"


def test_the_receipt_tells_how_many_files_came_with_the_report(world):
    form, client = filled() | {"upload": [sent(photo()), sent(photo())]}, browser()
    assert "Lampiran</dt><dd>2</dd>" in client.post("/lapor", form).text
