"""The page of one report, and each step taken through it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Post, Role
from lapor.reports import closure, handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Clock, Kind, Outcome, Status
from tests.factories import make_agency, make_report
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world):
    return make_report(world, at=timezone.now() - timedelta(hours=2))[0]


def page_of(report):
    return reverse("desk-case", args=[report.number])


def send(client, report, step, follow=False, **typed):
    """Send the form of a step as the page of now would."""
    page = client.get(page_of(report))
    typed = {"seen": page.context["case"].seen if page.context else 0} | typed
    return client.post(reverse("desk-act", args=[report.number, step]), typed, follow=follow)


def found_by(client, query):
    return client.get(reverse("desk-units"), query).text


def steps_of(report):
    return [event.move for event in report.events.all()]


def hand_to(world, report, office):
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=office)
    report.refresh_from_db()
    return report


def test_the_page_shows_the_words_and_a_form_for_each_open_step(world, report):
    page = sign_in(world.admin).get(page_of(report))
    assert "Sudah empat minggu." in page.text
    assert [row.name for row in page.context["acts"]] == ["verify", "decline"]
    assert page.context["note"]


def test_what_is_closed_is_listed_with_the_reason(world, report):
    page = sign_in(world.admin).get(page_of(report))
    assert "Verifikasi laporan ini dulu." in page.text
    assert "Harus ada tindak lanjut" not in page.text
    hand_to(world, report, world.works)
    page = sign_in(world.admin).get(page_of(report))
    assert "Harus ada tindak lanjut" in page.text


@pytest.mark.parametrize(
    ("redactions", "says"),
    [
        ("\n".join(f"bagian {n}" for n in range(51)), "Paling banyak 50 bagian"),
        ("empat\nx", "Satu huruf saja tidak disamarkan"),
    ],
)
def test_parts_that_cannot_all_be_masked_are_refused_at_their_field(
    world, report, redactions, says
):
    hand_to(world, report, world.works)
    typed = {"public_title": "Lampu", "redactions": redactions, "do": "publish"}
    answer = send(sign_in(world.admin), report, "redact", **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert redactions in answer.text


def test_another_offices_officer_finds_nothing(world, report):
    client = sign_in(world.stranger)
    assert client.get(page_of(report)).status_code == 404
    typed = {"seen": 1, "words": "Saya ingin tahu isinya"}
    answer = client.post(reverse("desk-act", args=[report.number, "note"]), typed)
    assert answer.status_code == 404
    assert "Saya ingin tahu isinya" in answer.text
    assert steps_of(report) == ["receive"]


def test_a_number_that_nobody_has_looks_the_same(world, report):
    client = sign_in(world.stranger)
    absent = client.get("/desk/laporan/AAAA0000")
    hidden = client.get(page_of(report))
    assert absent.status_code == hidden.status_code == 404
    assert absent.text == hidden.text


def test_a_number_typed_with_a_hyphen_leads_to_the_page(world, report):
    typed = f"{report.number[:4]}-{report.number[4:]}".lower()
    answer = sign_in(world.admin).get(f"/desk/laporan/{typed}")
    assert answer.headers["Location"] == page_of(report)


def test_once_verified_handing_on_is_the_next_step(world, report):
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    acts = sign_in(world.admin).get(page_of(report)).context["acts"]
    assert acts[0].name == "assign"
    assert acts[0].is_open


def test_verify_publish_and_hand_on_in_one_step(world, report):
    answer = send(
        sign_in(world.admin),
        report,
        "verify",
        follow=True,
        kind=Kind.COMPLAINT,
        category=world.category.pk,
        public_title="Lampu jalan",
        redactions="empat minggu",
        publish="on",
        to=world.works.name,
        words="Tolong dicek malam hari.",
    )
    report.refresh_from_db()
    assert report.status == Status.ASSIGNED
    assert report.holder == world.works
    assert report.published
    assert report.redactions == ["empat minggu"]
    assert report.category == world.category
    assert f"Sekarang ditangani {world.works.name}." in answer.text
    assert "Laporan terbit untuk umum." in answer.text
    assert "paling lambat" in answer.text
    assert "Tolong dicek malam hari." in answer.text


def test_a_fragment_that_is_not_in_the_report_undoes_the_whole_step(world, report):
    typed = {"kind": Kind.COMPLAINT, "redactions": "tidak ada di sana", "publish": "on"}
    answer = send(sign_in(world.admin), report, "verify", public_title="Lampu", **typed)
    assert answer.status_code == 422
    assert "Tidak ditemukan dalam laporan" in answer.text
    assert "tidak ada di sana" in answer.text
    assert steps_of(report) == ["receive"]


def test_a_subject_that_is_the_holder_sends_the_report_away(world, report):
    typed = {"kind": Kind.COMPLAINT, "oversight": "on", "subject_names": world.city.name}
    client = sign_in(world.admin)
    answer = send(client, report, "verify", publish="on", follow=True, **typed)
    assert answer.request["PATH_INFO"] == reverse("desk-inbox")
    assert "Penerbitan menjadi keputusan unit itu." in answer.text
    report.refresh_from_db()
    assert not report.holder.is_within(world.city)
    assert not report.published


def test_a_subject_whose_name_fits_many_is_asked_back_with_all_that_was_typed(world, report):
    make_agency("Kelurahan Sukamaju Barat", world.kecamatan)
    client = sign_in(world.admin)
    typed = {"kind": Kind.ASPIRATION, "subject_names": "sukamaju", "words": "Arahan panjang"}
    answer = send(client, report, "verify", **typed)
    assert answer.status_code == 422
    assert "Kelurahan Sukamaju Barat" in answer.text
    assert "Arahan panjang" in answer.text
    picked = typed | {"subjects": [world.kelurahan.pk], "subject_names_for": "sukamaju"}
    assert send(client, report, "verify", **picked).status_code == 302
    assert [stake.agency for stake in report.stakes.filter(why="subject")] == [world.kelurahan]


def test_reclassify_tells_why(world, report):
    hand_to(world, report, world.works)
    typed = {"kind": Kind.INFORMATION_REQUEST, "words": "Ini pertanyaan, bukan pengaduan."}
    assert send(sign_in(world.admin), report, "reclassify", **typed).status_code == 302
    report.refresh_from_db()
    assert report.kind == Kind.INFORMATION_REQUEST


def test_reclassify_without_a_reason_keeps_the_choice(world, report):
    hand_to(world, report, world.works)
    answer = send(sign_in(world.admin), report, "reclassify", kind=Kind.PRAISE)
    assert answer.status_code == 422
    assert "Tulis mengapa diubah." in answer.text
    form = answer.context["tried"].form
    assert form["kind"].value() == Kind.PRAISE


def test_assign_by_a_unit_that_is_listed(world, report):
    hand_to(world, report, world.city)
    client = sign_in(world.admin)
    assert world.works.name in client.get(page_of(report)).text
    answer = send(client, report, "assign", follow=True, to_pick=world.works.pk, words="Cek dulu.")
    report.refresh_from_db()
    assert report.holder == world.works
    assert f"diteruskan ke {world.works.name}" in answer.text


def test_assign_by_typing_the_whole_name(world, report):
    hand_to(world, report, world.city)
    assert send(sign_in(world.admin), report, "assign", to="kelurahan sukamaju").status_code == 302
    report.refresh_from_db()
    assert report.holder == world.kelurahan


def test_assign_by_a_piece_of_a_name_offers_what_fits_and_takes_the_pick(world, report):
    hand_to(world, report, world.city)
    client = sign_in(world.admin)
    answer = send(client, report, "assign", to="sukama", words="Arahan saya di sini")
    assert answer.status_code == 422
    assert "Arahan saya di sini" in answer.text
    assert [unit.label for unit in answer.context["tried"].form.offered["to"]] == [
        "Kelurahan Sukamaju, Kota Serang"
    ]
    picked = {"to": "sukama", "to_for": "sukama", "to_pick": world.kelurahan.pk}
    assert send(client, report, "assign", **picked).status_code == 302


def test_a_pick_does_not_count_for_words_typed_afterwards(world, report):
    hand_to(world, report, world.city)
    typed = {"to": "bidang jalan", "to_for": "sukama", "to_pick": world.kelurahan.pk}
    send(sign_in(world.admin), report, "assign", **typed)
    report.refresh_from_db()
    assert report.holder == world.roads


def test_an_office_complained_of_is_never_offered(world):
    report, _reporter = make_report(world, at=timezone.now(), subjects=(world.works,))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    client = sign_in(world.admin)
    page = client.get(page_of(report))
    assert world.works.pk not in [int(unit.key) for unit in page.context["units"]]
    assert "tidak tampil" in page.text
    for typed in ("dinas pekerjaan umum", "bidang jalan"):
        query = {"q": typed, "laporan": report.number}
        assert 'type="radio"' not in client.get(reverse("desk-units"), query).text
    answer = send(client, report, "assign", to_pick=world.roads.pk)
    assert answer.status_code == 422
    assert "terlapor" in answer.text
    report.refresh_from_db()
    assert report.holder == world.city


def test_typing_finds_only_offices_one_may_hand_to(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.liaison)
    query = {"laporan": report.number, "untuk": "to"}
    assert f'value="{world.roads.pk}"' in found_by(client, query | {"q": "jalan"})
    for own_or_beside in ("dinas pekerjaan umum", "kecamatan"):
        found = found_by(client, query | {"q": own_or_beside})
        assert f'value="{world.works.pk}"' not in found
        assert f'value="{world.kecamatan.pk}"' not in found


def test_typing_about_a_report_that_one_may_not_see_finds_nothing(world, report):
    query = {"q": "dinas", "laporan": report.number}
    assert sign_in(world.stranger).get(reverse("desk-units"), query).status_code == 404


def test_take_names_the_post_that_works_on_it(world, report):
    hand_to(world, report, world.works)
    answer = send(sign_in(world.liaison), report, "take", handler=world.handler.post.pk)
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.handler == world.handler.post


def test_take_refuses_a_post_of_another_office(world, report):
    hand_to(world, report, world.works)
    post = Post.objects.create(agency=world.other, role=Role.HANDLER, title="Lain")
    answer = send(sign_in(world.liaison), report, "take", handler=post.pk)
    assert answer.status_code == 422
    assert "unit yang memegang" in answer.text


def test_decline_names_the_office_and_the_reason(world, report):
    hand_to(world, report, world.works)
    typed = {"reason": "other_office", "next": "kelurahan sukamaju", "words": "Jalan lingkungan."}
    answer = send(sign_in(world.liaison), report, "decline", follow=True, **typed)
    report.refresh_from_db()
    assert report.holder == world.kelurahan
    assert answer.request["PATH_INFO"] == reverse("desk-inbox")
    assert "dialihkan ke Kelurahan Sukamaju" in answer.text


def test_decline_may_climb_one_tier(world, report):
    hand_to(world, report, world.works)
    typed = {"reason": "upper_tier", "climb": "on", "words": "Bukan urusan kami."}
    assert send(sign_in(world.liaison), report, "decline", **typed).status_code == 302
    report.refresh_from_db()
    assert report.holder == world.city


def test_decline_asks_for_a_reason_an_office_and_words(world, report):
    hand_to(world, report, world.works)
    answer = send(sign_in(world.liaison), report, "decline")
    assert answer.status_code == 422
    assert answer.context["tried"].form.errors.keys() == {"reason", "next", "words"}
    assert 'value="accused"' not in answer.text


def test_follow_up_gives_the_turn_to_the_reporter(world, report):
    hand_to(world, report, world.works)
    typed = {"outcome": Outcome.DONE, "words": "Lampu sudah diganti Senin."}
    answer = send(sign_in(world.handler), report, "follow_up", follow=True, **typed)
    assert "Sekarang giliran pelapor" in answer.text
    assert "Lampu sudah diganti Senin." in answer.text
    report.refresh_from_db()
    assert report.status == Status.IN_PROGRESS


@pytest.mark.parametrize("step", ["follow_up", "progress"])
def test_an_answer_without_words_comes_back_open(world, report, step):
    hand_to(world, report, world.works)
    answer = send(sign_in(world.handler), report, step, outcome=Outcome.PLANNED)
    assert answer.status_code == 422
    assert answer.text.count("<title>Galat:") == 1
    assert next(row for row in answer.context["acts"] if row.is_open).name == step


def test_progress_promises_a_day(world, report):
    hand_to(world, report, world.works)
    day = timezone.localdate() + timedelta(days=3)
    typed = {"promised_at": day.isoformat(), "words": "Kabel dipesan."}
    answer = send(sign_in(world.handler), report, "progress", follow=True, **typed)
    assert "Kabar perkembangan terkirim" in answer.text
    report.refresh_from_db()
    assert timezone.localtime(report.due_at).date() == day


@pytest.mark.parametrize("days", [-1, 90])
def test_a_promise_in_the_past_or_after_the_end_is_refused_at_its_field(world, report, days):
    hand_to(world, report, world.works)
    day = timezone.localdate() + timedelta(days=days)
    typed = {"promised_at": day.isoformat(), "words": "Kabel dipesan."}
    answer = send(sign_in(world.handler), report, "progress", **typed)
    assert answer.status_code == 422
    assert "promised_at" in answer.context["tried"].form.errors
    assert "Kabel dipesan." in answer.text


def test_close_with_an_outcome(world, report):
    hand_to(world, report, world.works)
    handling.follow_up(report, actor=world.handler, words="Sudah.", outcome=Outcome.DONE)
    answer = send(sign_in(world.admin), report, "close", follow=True, outcome=Outcome.DONE)
    assert "dinyatakan selesai" in answer.text
    report.refresh_from_db()
    assert report.status == Status.CLOSED


def test_a_note_stays_inside(world, report):
    hand_to(world, report, world.works)
    typed = {"words": "Masih masa garansi."}
    answer = send(sign_in(world.liaison), report, "note", follow=True, **typed)
    assert "Masih masa garansi." in answer.text
    assert "Hanya dibaca petugas" in answer.text
    public = Client(headers=HOST).get(f"/laporan/{report.number}")
    assert "Masih masa garansi." not in public.text


def test_redact_shows_first_what_the_public_would_read(world, report):
    hand_to(world, report, world.works)
    typed = {"public_title": "Lampu", "redactions": "empat minggu"}
    answer = send(sign_in(world.admin), report, "redact", do="preview", **typed)
    assert answer.status_code == 200
    assert "Sudah [disamarkan]." in answer.text
    report.refresh_from_db()
    assert not report.published


def test_redact_publishes_with_the_words_that_were_ticked_and_withdraws_again(world):
    report, reporter = make_report(world, at=timezone.now())
    hand_to(world, report, world.works)
    handling.follow_up(report, actor=world.handler, words="Sudah.", outcome=Outcome.DONE)
    closure.reply(report, actor=reporter, words="Belum, Pak Budi.")
    client = sign_in(world.admin)
    said = report.events.get(move="reply").pk
    typed = {"public_title": "Lampu", "redactions": "Budi", "release": [said]}
    assert send(client, report, "redact", do="publish", **typed).status_code == 302
    report.refresh_from_db()
    assert report.published
    assert report.words.get(event=said).public_text == "Belum, Pak [disamarkan]."
    assert send(client, report, "redact", do="unpublish", **typed).status_code == 302
    report.refresh_from_db()
    assert not report.published


def test_a_confidential_report_is_never_published(world):
    report, _reporter = make_report(world, at=timezone.now(), confidential=True)
    page = sign_in(world.admin).get(page_of(report))
    assert "Laporan rahasia tidak pernah diterbitkan." in page.text
    assert 'name="publish"' not in page.text


def test_a_double_click_acts_once_and_says_what_to_do(world, report):
    client = sign_in(world.admin)
    typed = {"seen": client.get(page_of(report)).context["case"].seen, "words": "Satu catatan"}
    where = reverse("desk-act", args=[report.number, "note"])
    answers = [client.post(where, typed), client.post(where, typed)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "sudah berubah sejak halaman Anda dibuka" in answers[1].text
    assert steps_of(report) == ["receive", "note"]


def test_a_stale_page_is_refused_and_keeps_the_words_in_the_form(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    seen = client.get(page_of(report)).context["case"].seen
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Jawaban saya yang panjang"}
    answer = client.post(reverse("desk-act", args=[report.number, "follow_up"]), typed)
    assert answer.status_code == 409
    assert "Jawaban saya yang panjang" in answer.text
    assert report.events.filter(move="follow_up").count() == 1
    again = typed | {"seen": answer.context["case"].seen}
    assert (
        client.post(reverse("desk-act", args=[report.number, "follow_up"]), again).status_code
        == 302
    )


def test_words_of_a_step_that_is_no_longer_open_are_shown_to_be_copied(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    seen = client.get(page_of(report)).context["case"].seen
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    closure.close(report, actor=world.admin, outcome=Outcome.DONE)
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Jawaban saya yang panjang"}
    answer = client.post(reverse("desk-act", args=[report.number, "follow_up"]), typed)
    assert answer.status_code == 409
    assert "Jawaban saya yang panjang" in answer.text


def test_words_are_given_back_when_the_report_has_gone_elsewhere(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    seen = client.get(page_of(report)).context["case"].seen
    triage.assign(report, actor=world.admin, to=world.kelurahan)
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Jawaban saya yang panjang"}
    answer = client.post(reverse("desk-act", args=[report.number, "follow_up"]), typed)
    assert answer.status_code == 404
    assert "Jawaban saya yang panjang" in answer.text


def test_a_note_of_an_office_one_cannot_read_does_not_make_the_page_stale(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    seen = client.get(page_of(report)).context["case"].seen
    triage.note(report, actor=world.overseer, words="Diamati.")
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Lampu sudah diganti."}
    where = reverse("desk-act", args=[report.number, "follow_up"])
    assert client.post(where, typed).status_code == 302


def test_a_step_that_has_no_form_does_not_exist(world, report):
    answer = sign_in(world.admin).post(reverse("desk-act", args=[report.number, "escalate"]))
    assert answer.status_code == 404


def test_the_address_of_a_step_leads_to_the_page_of_the_report(world, report):
    answer = sign_in(world.admin).get(reverse("desk-act", args=[report.number, "note"]))
    assert answer.headers["Location"] == page_of(report)


def test_while_the_reporter_is_asked_the_running_clock_is_theirs(world, report):
    hand_to(world, report, world.works)
    triage.hold(report, actor=world.liaison, question="Di mana tepatnya?")
    page = sign_in(world.liaison).get(page_of(report))
    assert page.context["now_clock"].clock == Clock.COMPLETION
    assert "Berikutnya: pelapor melengkapi keterangan" in page.text


def test_a_window_that_has_passed_is_said_to_be_over(world):
    long_ago = timezone.now() - timedelta(days=60)
    report, reporter = make_report(world, at=long_ago)
    closure.withdraw(report, actor=reporter, at=long_ago + timedelta(hours=1))
    page = sign_in(world.admin).get(page_of(report))
    assert page.context["now_clock"] is None
    assert "sudah berakhir" in page.text
    assert "masih bisa berkeberatan" not in page.text


def test_what_is_masked_for_the_public_is_marked_and_nothing_is_executed(world):
    report, _reporter = make_report(world, at=timezone.now(), body="Pak <b>Budi</b> & kawan")
    hand_to(world, report, world.works)
    typed = {"public_title": "Judul", "redactions": "<b>Budi</b>", "do": "publish"}
    page = send(sign_in(world.admin), report, "redact", follow=True, **typed)
    marked = '<mark class="redact">&lt;b&gt;Budi&lt;/b&gt;</mark> &amp; kawan'
    assert marked in page.text


def test_who_watches_reads_and_notes_but_changes_nothing(world, report):
    page = sign_in(world.overseer).get(page_of(report))
    assert page.context["acts"] == []
    assert page.context["note"]


def test_the_page_costs_the_same_for_a_long_story_as_for_a_short_one(
    world, django_assert_max_num_queries
):
    clients, counts = sign_in(world.admin), []
    for events in (3, 30):
        report, _reporter = make_report(
            world, at=timezone.now(), region=world.place, category=world.category
        )
        hand_to(world, report, world.works)
        triage.take(report, actor=world.liaison, handler=world.handler.post)
        for n in range(events):
            triage.note(report, actor=world.liaison, words=f"Catatan {n}")
        Report.objects.filter(pk=report.pk).update(category=world.category)
        with django_assert_max_num_queries(15) as captured:
            assert clients.get(page_of(report)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
