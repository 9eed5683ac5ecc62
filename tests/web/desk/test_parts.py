"""Splitting a report at the desk, doing one's part, and how parts look in lists and on pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.reports import closure, publication, splitting, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Outcome, Status
from tests.factories import make_officer, make_report
from tests.reports.parted import INSIDE, TASK, TITLE, parted
from tests.web.desk.cases import page_of, send
from tests.web.desk.officers import HOST, sign_in
from tests.web.public.threads import follow

pytestmark = pytest.mark.django_db
ANSWER = (
    "Lampu jalan sudah kami ganti pada Senin, 2 Maret 2026, oleh petugas Dinas Pekerjaan Umum di"
    " dua titik. Saluran-dikeruk sepanjang 20 meter."
)


def now_parted(world, **told):
    at = timezone.now()
    return parted(world, at=at, split_at=at, **told)


def typed(world, seen, **changed):
    return {
        "seen": seen,
        "rows": "2",
        "do": "split",
        "to_1": "Dinas Pekerjaan Umum",
        "title_1": TITLE,
        "task_1": TASK,
        "words_1": INSIDE,
        "to_2": "Kecamatan Serang",
        "title_2": "Penertiban lapak",
        "task_2": "Kecamatan menata lapak di sana.",
        "words_2": "",
    } | changed


@pytest.fixture
def verified(world):
    report, _ = make_report(world, at=timezone.now())
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    return report


def test_an_admin_splits_a_report_from_its_page(world, verified):
    client, address = sign_in(world.admin), reverse("desk-split", args=[verified.number])
    assert f'href="{address}"' in client.get(page_of(verified)).text
    page = client.get(address)
    answer = client.post(address, typed(world, page.context["case"].seen), follow=True)
    assert "Laporan dipecah menjadi 2 bagian" in answer.text
    assert [part.holder for part in verified.parts.order_by("pk")] == [world.works, world.kecamatan]
    assert TITLE in answer.text
    again = client.post(address, typed(world, page.context["case"].seen))
    assert again.status_code == 409
    assert verified.parts.count() == 2


def test_a_part_is_added_and_dropped_and_nothing_typed_is_lost(world, verified):
    client, address = sign_in(world.admin), reverse("desk-split", args=[verified.number])
    more = client.post(address, typed(world, 1, do="add"))
    assert "Bagian 3" in more.text
    assert TITLE in more.text
    fewer = client.post(address, typed(world, 1, rows="3", title_3="Ketiga", do="drop-1"))
    assert TITLE not in fewer.text
    assert "Ketiga" in fewer.text
    assert "Bagian 3" not in fewer.text


def test_an_office_that_was_picked_stays_picked(world, verified):
    client, address = sign_in(world.admin), reverse("desk-split", args=[verified.number])
    picked = {"to_1": "Pekerjaan", "to_1_for": "Pekerjaan", "to_1_pick": world.works.pk}
    for changed in ({"do": "add"}, {"title_2": ""}):
        page = client.post(address, typed(world, 1, **picked, **changed))
        assert f'value="{world.works.pk}" checked' in page.text
    other = typed(world, 1, **picked, do="add") | {"to_1": "Kecamatan"}
    assert f'value="{world.works.pk}" checked' not in client.post(address, other).text


def test_what_is_wrong_is_said_at_its_field(world, verified):
    client, address = sign_in(world.admin), reverse("desk-split", args=[verified.number])
    bad = client.post(address, typed(world, 1, title_2="", to_1="Dinas Entah"))
    assert bad.status_code == 422
    assert 'href="#split-title_2"' in bad.text
    assert "Dinas Entah" in bad.text
    assert INSIDE in bad.text
    twice = client.post(
        address,
        typed(world, client.get(address).context["case"].seen, to_2="Dinas Pekerjaan Umum"),
    )
    assert twice.status_code == 422
    assert "sudah punya bagian" in twice.text


def test_a_split_of_a_split_says_why_not(world):
    p = now_parted(world)
    client = sign_in(world.admin)
    for report in (p.whole, p.works):
        page = client.get(reverse("desk-split", args=[report.number]))
        assert "Tidak dapat dipecah" in page.text
        assert 'name="rows"' not in page.text
    assert client.get(reverse("desk-split", args=["AAAA0000"])).status_code == 404


def test_the_office_of_a_part_reads_the_whole_report_and_its_own_task(world):
    p = now_parted(world, body="Lapak-menutup saluran.", landmark="Depan-pasar")
    page = sign_in(world.liaison).get(page_of(p.works)).text
    for told in (TITLE, TASK, INSIDE, "Lapak-menutup", "Depan-pasar", "Bagian 1 dari 2"):
        assert told in page
    assert page_of(p.whole) not in page
    assert page_of(p.camat) not in page
    assert "Identitas pelapor" not in page
    assert sign_in(world.liaison).get(page_of(p.whole)).status_code == 404


def test_what_the_other_part_is_told_inside_stays_there(world):
    p = now_parted(world)
    triage.note(p.works, actor=world.liaison, words="Catatan-dalam dinas.")
    page = sign_in(p.head).get(page_of(p.camat)).text
    assert "Catatan-dalam" not in page
    assert INSIDE not in page


def test_a_part_is_finished_and_the_reporter_reads_one_story(world):
    codes: list[str] = []
    p = now_parted(world, keep_code=codes.append)
    done = send(
        sign_in(world.liaison),
        p.works,
        "finish",
        outcome="done",
        words=ANSWER,
        follow=True,
    )
    assert "Bagian Anda selesai" in done.text
    thread = follow(codes[0]).get("/lacak/percakapan").text
    assert "Saluran-dikeruk" in thread
    assert "Dikerjakan beberapa kantor" in thread
    assert p.works.number not in thread
    splitting.finish(p.camat, actor=p.head, words="Lapak-ditata.", outcome=Outcome.DONE)
    client = follow(codes[0])
    thread = client.get("/lacak/percakapan")
    assert "Lapak-ditata" in thread.text
    assert "Semua bagian sudah dijawab" in thread.text
    assert {"reply", "close"} <= set(thread.context["moves"])


def test_the_published_story_tells_of_parts_and_lists_none(world):
    p = now_parted(world)
    publication.publish(p.whole, actor=world.admin, title="Saluran tersumbat")
    splitting.finish(p.works, actor=world.liaison, words="Sudah-dikeruk.", outcome=Outcome.DONE)
    publication.refresh(str(p.whole.pk))
    client = Client(headers=HOST)
    page = client.get(f"/laporan/{p.whole.number}").text
    assert "Sudah-dikeruk" in page
    assert "Penertiban lapak" in page
    assert p.works.number not in page
    assert client.get(f"/laporan/{p.works.number}").status_code == 404
    assert client.get("/laporan/").text.count("Saluran tersumbat") == 1
    assert TITLE not in client.get("/laporan/").text


def test_the_number_of_a_part_shows_nothing_outside(world):
    p = now_parted(world)
    page = Client(headers=HOST).get(f"/lacak?kode={p.works.number}")
    assert "Terdisposisi" not in page.text


def test_lists_say_which_part_of_what(world):
    p = now_parted(world)
    page = sign_in(world.liaison).get("/desk/").text
    whole = f"{p.whole.number[:4]}-{p.whole.number[4:]}"
    assert f"bagian 1 dari 2 · induk {whole}" in page


def test_a_search_finds_a_part_by_what_it_is_called_and_by_the_words_of_its_whole(world):
    p = now_parted(world, body="Bau-menyengat dari selokan.")
    client = sign_in(world.liaison)
    for words in ("Perbaikan", "menyengat"):
        assert p.works.number in client.get(f"/desk/cari?q={words}").text


def test_undoing_a_split_says_what_becomes_of_it(world):
    p = now_parted(world)
    client = sign_in(world.admin)
    assert "bagian yang sudah selesai tetap ada" in client.get(page_of(p.whole)).text
    done = send(client, p.whole, "unsplit", words="Cukup satu kantor.", follow=True)
    assert "Pemecahan dibatalkan" in done.text
    p.works.refresh_from_db()
    assert p.works.status == Status.ARCHIVED


def test_a_part_that_is_archived_says_why_in_the_one_story(world):
    codes: list[str] = []
    p = now_parted(world, keep_code=codes.append)
    client = sign_in(world.admin)
    typed = {"reason": "private", "words": "Bukan-aset kota.", "do": "archive"}
    done = send(client, p.works, "archive", follow=True, **typed)
    assert "Bagian ini diarsipkan" in done.text
    thread = follow(codes[0]).get("/lacak/percakapan")
    assert "Bukan-aset" in thread.text
    assert "appeal" not in thread.context["moves"]


def test_who_is_complained_of_sees_no_part(world):
    p = now_parted(world, subjects=(world.kelurahan,))
    assert sign_in(world.lurah).get(page_of(p.works)).status_code == 404
    triage.reclassify(
        p.whole,
        actor=world.admin,
        words="Dinasnya disebut.",
        kind=Kind.COMPLAINT,
        oversight=True,
        subjects=[world.kelurahan, world.works],
    )
    for person in (world.liaison, world.handler):
        assert sign_in(person).get(page_of(p.works)).status_code == 404
        assert sign_in(person).get(page_of(p.camat)).status_code == 404


def test_a_confidential_part_is_read_by_its_named_post_alone(world):
    named = make_officer(Role.LIAISON, world.kecamatan)
    p = now_parted(world, confidential=True)
    p.camat.refresh_from_db()
    assert p.camat.handler
    seen = [
        sign_in(person).get(page_of(p.camat)).status_code
        for person in (named, p.head, world.national)
    ]
    assert seen.count(200) == 1


def test_no_name_is_read_or_asked_for_by_a_part(world):
    p = now_parted(world, person={"name": "Sukma-canary"})
    client = sign_in(world.liaison)
    assert client.post(reverse("desk-name", args=[p.works.number])).status_code == 404
    assert "Sukma-canary" not in client.get(page_of(p.works)).text


def test_what_is_sealed_of_a_whole_is_not_asked_for_by_a_part(world):
    p = now_parted(world, anonymous=True, person={"name": "Sukma-canary"})
    for person in (world.liaison, world.admin, world.national):
        page = sign_in(person).get(reverse("desk-sealed", args=[p.works.number]))
        assert page.status_code == 404


@pytest.mark.parametrize("which", ["whole", "works"])
def test_the_case_page_stays_within_fifteen_statements(world, which):
    p = now_parted(world)
    splitting.finish(p.camat, actor=p.head, words="Lapak ditata.", outcome=Outcome.DONE)
    report = getattr(p, which)
    client = sign_in(world.admin if which == "whole" else world.liaison)
    client.get(page_of(report))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page_of(report)).status_code == 200
    assert len(asked) <= 15, [q["sql"][:120] for q in asked]


def test_taking_back_and_replying_reach_the_parts(world):
    p = now_parted(world)
    closure.reply(p.whole, actor=p.reporter, words="Masih-mampet.")
    assert "Masih-mampet" in sign_in(world.liaison).get(page_of(p.works)).text
    closure.withdraw(p.whole, actor=p.reporter)
    assert Report.objects.get(pk=p.works.pk).status == Status.ARCHIVED
