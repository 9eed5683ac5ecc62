"""Asking, archiving, reopening, more time, help and a second instance, by their forms."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Oversight, Role, Tenure
from lapor.agencies.rules import rules
from lapor.outbox.models import Message
from lapor.reports import access, closure, handling, triage
from lapor.reports.models import Event, PublishedReport, Stake
from lapor.reports.publication import publish, refresh
from lapor.reports.terms import Clock, Kind, NotFound, Outcome, Refused, Status
from lapor.reports.watchers import days_unsettled
from tests.factories import LONG_AGO, make_agency, make_officer, make_report
from tests.web.desk.cases import hand_to, page_of, send, steps_of
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    return make_report(world, at=timezone.now() - timedelta(hours=2))


@pytest.fixture
def report(case):
    return case[0]


def in_days(count):
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def closed(world, case):
    report, reporter = case
    hand_to(world, report, world.works)
    handling.follow_up(report, actor=world.handler, words="Sudah.", outcome=Outcome.DONE)
    closure.close(report, actor=reporter, outcome=Outcome.DONE)
    return report


def test_a_question_stops_the_clock_and_says_until_when_the_reporter_answers(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    assert "Pelapor punya waktu 30 hari" in client.get(page_of(report)).text
    answer = send(client, report, "hold", follow=True, words="Lampu nomor berapa?")
    assert "Pertanyaan terkirim ke pelapor" in answer.text
    assert "Pelapor melengkapi" in answer.text or "paling lambat" in answer.text
    report.refresh_from_db()
    assert (report.status, report.turn) == (Status.HELD, Clock.COMPLETION)


def test_the_office_goes_on_and_keeps_its_reason_inside(world, report):
    hand_to(world, report, world.works)
    triage.hold(report, actor=world.liaison, question="Di mana?")
    answer = send(sign_in(world.handler), report, "resume", follow=True, words="Sudah kami lihat.")
    assert "Penanganan dilanjutkan" in answer.text
    report.refresh_from_db()
    assert report.status == Status.ASSIGNED
    assert report.words.get(text="Sudah kami lihat.").audience == "holder"


def test_a_third_question_is_said_to_be_one_too_many(world, report):
    hand_to(world, report, world.works)
    for _n in range(2):
        triage.hold(report, actor=world.liaison, question="Di mana?")
        triage.resume(report, actor=world.liaison)
    page = sign_in(world.liaison).get(page_of(report))
    assert "hold" not in [row.name for row in page.context["acts"]]
    assert "Pelapor sudah dua kali ditanya" in page.text


def test_archiving_shows_first_what_the_reporter_reads_then_says_it(world, report):
    typed = {"reason": "private", "words": "Ini urusan antarwarga."}
    client = sign_in(world.admin)
    answer = send(client, report, "archive", do="preview", **typed)
    assert answer.status_code == 200
    for says in ("Alasan private.", "Ini urusan antarwarga.", "mengajukan keberatan satu kali"):
        assert says in answer.text
    assert steps_of(report) == ["receive"]
    assert send(client, report, "archive", do="archive", **typed).status_code == 302
    report.refresh_from_db()
    assert report.status == Status.ARCHIVED
    assert report.events.get(move="archive").code == "private"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"words": "Bukan."}, "reason"),
        ({"reason": "private"}, "words"),
        ({"reason": "x"}, "reason"),
    ],
)
def test_archiving_asks_for_a_listed_reason_and_a_sentence(world, report, typed, field):
    answer = send(sign_in(world.admin), report, "archive", **typed)
    assert answer.status_code == 422
    assert field in answer.context["tried"].form.errors
    assert f'id="archive-{field}"' in answer.text


def test_who_objected_once_is_archived_for_good_and_the_form_says_so(world, case):
    report, reporter = case
    closure.archive(report, actor=world.admin, reason="private", words="Bukan.")
    closure.appeal(report, actor=reporter, words="Perlu.")
    page = sign_in(world.national).get(page_of(report))
    assert "Pelapor sudah pernah berkeberatan" in page.text


def test_an_admin_above_opens_again_what_is_not_settled(world, case):
    report = closed(world, case)
    assert "reopen" not in sign_in(world.liaison).get(page_of(report)).text
    answer = send(sign_in(world.admin), report, "reopen", follow=True, words="Masih gelap.")
    assert "Laporan dibuka kembali" in answer.text
    report.refresh_from_db()
    assert report.status == Status.IN_PROGRESS


def test_more_time_is_asked_shown_refused_and_granted(world, case):
    report, _reporter = case
    hand_to(world, report, world.works)
    office, above = sign_in(world.liaison), sign_in(world.admin)
    typed = {"until": in_days(40), "words": "Tiang dipesan."}
    due = report.due_at
    assert send(office, report, "ask_extension", **typed).status_code == 302
    report.refresh_from_db()
    assert report.due_at == due, "asking moves no date"
    assert "sudah diminta dan belum diputuskan" in office.get(page_of(report)).text
    page = above.get(page_of(report))
    assert page.context["acts"][0].name == "extend"
    assert "Tiang dipesan." in page.text
    assert f'value="{in_days(40)}"' in page.text
    assert send(above, report, "refuse_extension", words="Belum jelas.").status_code == 302
    assert "Belum jelas." in office.get(page_of(report)).text
    send(office, report, "ask_extension", **typed)
    assert send(above, report, "extend", until=in_days(40), words="Baik.").status_code == 302
    report.refresh_from_db()
    assert timezone.localtime(report.due_at).date().isoformat() == in_days(40)
    assert report.words.get(text="Baik.").audience == "reporter"


@pytest.mark.parametrize("until", ["", "2020-01-01", in_days(400), "besok"])
def test_a_date_that_gives_no_time_or_too_much_is_refused_at_its_field(world, report, until):
    hand_to(world, report, world.works)
    typed = {"until": until, "words": "Tiang dipesan."}
    answer = send(sign_in(world.liaison), report, "ask_extension", **typed)
    assert answer.status_code == 422
    assert "until" in answer.context["tried"].form.errors
    assert "Tiang dipesan." in answer.text


def test_the_overseer_may_decide_and_the_office_itself_may_not(world, report):
    hand_to(world, report, world.works)
    until = timezone.now() + timedelta(days=40)
    handling.ask_extension(report, actor=world.liaison, words="Tiang.", until=until)
    overseer = sign_in(world.overseer)
    assert "extend" in [row.name for row in overseer.get(page_of(report)).context["acts"]]
    assert "extend" not in [
        row.name for row in sign_in(world.liaison).get(page_of(report)).context["acts"]
    ]


def test_who_asked_for_time_does_not_grant_it_in_another_post(world, report):
    hand_to(world, report, world.works)
    Tenure.objects.filter(post=world.admin.post).update(until=timezone.now())
    long_ago = timezone.now() - timedelta(days=1)
    Tenure.objects.create(post=world.admin.post, person=world.liaison.user, since=long_ago)
    also_admin = replace(world.admin, user=world.liaison.user)
    until = timezone.now() + timedelta(days=40)
    handling.ask_extension(report, actor=world.liaison, words="Tiang.", until=until)
    for decide in (
        partial(handling.extend, words="Baik.", until=until),
        partial(handling.refuse_extension, words="Belum."),
    ):
        with pytest.raises(Refused):
            decide(report, actor=also_admin)
    browser = sign_in(also_admin)
    browser.post(reverse("desk-post-choose"), {"jabatan": also_admin.post.pk})
    page = browser.get(page_of(report))
    assert not {"extend", "refuse_extension"} & {row.name for row in page.context["acts"]}
    assert "Anda sendiri yang memintanya." in page.text
    handling.extend(report, actor=world.national, words="Baik.", until=until)


def test_the_public_reads_that_time_was_granted_and_nothing_of_the_asking(world, report):
    hand_to(world, report, world.works)
    publish(report, actor=world.admin, title="Lampu")
    until = timezone.now() + timedelta(days=40)
    for decide in ("refuse", "extend"):
        handling.ask_extension(report, actor=world.liaison, words="Tiang.", until=until)
        if decide == "refuse":
            handling.refuse_extension(report, actor=world.admin, words="Belum.")
    handling.extend(report, actor=world.admin, words="Baik.", until=until)
    refresh(str(report.pk))
    story = PublishedReport.objects.get().story
    assert [step["move"] for step in story if "ext" in step["move"]] == ["extend"]
    assert story[-1]["until"]


def test_an_office_is_asked_to_help_sees_it_and_is_let_go(world, report):
    hand_to(world, report, world.works)
    helper = make_officer(Role.LIAISON, world.kecamatan)
    lead = sign_in(world.liaison)
    assert send(lead, report, "support", office="kecamatan serang").status_code == 302
    assert sign_in(helper).get(page_of(report)).status_code == 200
    told = Message.objects.filter(template="support/support")
    assert [message.agency_id for message in told] == [world.kecamatan.pk]
    assert send(lead, report, "unsupport").status_code == 422
    assert send(lead, report, "unsupport", offices=[world.kecamatan.pk]).status_code == 302
    with pytest.raises(NotFound):
        access.get_report(report.number, helper)
    assert Message.objects.filter(template="unsupport/support").count() == 1
    assert "unsupport" not in [row.name for row in lead.get(page_of(report)).context["acts"]]


@pytest.mark.parametrize("name", ["Dinas Pekerjaan Umum", "Kelurahan Sukamaju", "Takada", ""])
def test_the_holder_the_accused_and_nobody_cannot_help(world, name):
    report, _reporter = make_report(world, at=timezone.now(), subjects=(world.kecamatan,))
    hand_to(world, report, world.works)
    answer = send(sign_in(world.liaison), report, "support", office=name)
    assert answer.status_code == 422
    assert "office" in answer.context["tried"].form.errors
    assert not Stake.objects.filter(why=Stake.Why.SUPPORT).exists()


def test_help_from_another_institution_goes_through_its_root(world, report):
    hand_to(world, report, world.works)
    far = make_agency("Dinas Listrik Cilegon", world.other)
    send(sign_in(world.liaison), report, "support", office=far.name)
    assert [s.agency for s in Stake.objects.filter(why=Stake.Why.SUPPORT)] == [world.other]


def test_an_overseer_brings_in_another_with_the_reporters_consent(world, report):
    client = sign_in(world.overseer)
    page = client.get(page_of(report))
    assert "Ombudsman" in page.text
    lacking = send(client, report, "refer", to=world.ombudsman.pk)
    assert lacking.status_code == 422
    assert "consent" in lacking.context["tried"].form.errors
    typed = {"to": world.ombudsman.pk, "consent": "on", "words": "Lewat batas."}
    assert send(client, report, "refer", **typed).status_code == 302
    joined = make_officer(Role.OVERSEER, world.ombudsman)
    assert "Lewat batas." in sign_in(joined).get(page_of(report)).text
    told = Message.objects.filter(template="refer/overseer")
    assert [message.agency_id for message in told] == [world.ombudsman.pk]


@pytest.mark.parametrize("who", ["stranger", "accused", "ended"])
def test_nobody_is_brought_in_who_does_not_oversee_it_or_is_complained_of(world, who):
    report, _reporter = make_report(
        world, at=timezone.now(), subjects=(world.ombudsman,) if who == "accused" else ()
    )
    if who == "ended":
        Oversight.objects.filter(overseer=world.ombudsman).update(until=LONG_AGO)
    to = world.other if who == "stranger" else world.ombudsman
    answer = send(sign_in(world.overseer), report, "refer", to=to.pk, consent="on")
    assert answer.status_code in (404, 409, 422)
    assert not Event.objects.filter(move="refer").exists()


def test_a_report_waits_sixty_working_days_before_a_second_instance_is_pressed(world, report):
    now = report.received_at
    assert days_unsettled(report, rules(), now + timedelta(days=80)) == 0
    assert days_unsettled(report, rules(), now + timedelta(days=90)) >= 60


def test_a_missed_date_tells_to_whom_it_climbed(world):
    report, _reporter = make_report(world, at=timezone.now() - timedelta(days=60))
    hand_to(world, report, world.works)
    for rung, says in (("above", "naik ke atasan"), ("nation", "naik ke admin nasional")):
        Event.objects.create(
            report=report,
            move="escalate",
            source=report.status,
            target=report.status,
            turn=report.turn,
            held_by=world.works,
            holder=world.works,
            role=Role.SYSTEM,
            code=rung,
            at=timezone.now(),
        )
        assert says in sign_in(world.liaison).get(page_of(report)).text


def test_a_step_sent_by_who_may_not_take_it_gives_the_words_back(world, report):
    hand_to(world, report, world.works)
    typed = {"reason": "private", "words": "Saya ingin ini hilang dari daftar."}
    answer = send(sign_in(world.liaison), report, "archive", **typed)
    assert answer.status_code == 409
    assert "Saya ingin ini hilang dari daftar." in answer.text
    where = reverse("desk-act", args=[report.number, "archive"])
    assert f'action="{where}"' not in answer.text
    assert Kind(report.kind) == Kind.COMPLAINT
