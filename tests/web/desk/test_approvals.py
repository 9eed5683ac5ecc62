"""Four eyes: asking for approval, sending back, approving, and what comes in between."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import ApprovalRule, Change, Role, Tenure
from lapor.outbox.models import Message
from lapor.reports import closure, seconds, triage
from lapor.reports.models import AnswerCheck, Draft, Remark, Words
from lapor.reports.terms import Kind
from tests.factories import make_officer, make_report
from tests.files import sounds
from tests.web.desk.cases import hand_to, page_of, send, steps_of
from tests.web.desk.four_eyes import ANSWER, QUEUE, SAID, asked, rule
from tests.web.desk.officers import sign_in
from tests.web.files import laid_in, look_at_all

pytestmark = pytest.mark.django_db
What = ApprovalRule.What


def test_where_nobody_asks_for_it_an_answer_goes_out_at_once(world, report):
    assert "Minta persetujuan" not in sign_in(world.handler).get(page_of(report)).text
    send(sign_in(world.handler), report, "follow_up", **ANSWER)
    assert steps_of(report)[-1] == "follow_up"
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("what", "oversight", "step", "waits"),
    [
        (What.NOTHING, True, "follow_up", False),
        (What.ANSWERS, False, "follow_up", True),
        (What.CLOSINGS, True, "follow_up", False),
        (What.CLOSINGS, False, "close", True),
        (What.OVERSIGHT, False, "follow_up", False),
        (What.OVERSIGHT, True, "follow_up", True),
        (What.OVERSIGHT, True, "close", True),
    ],
)
def test_which_answers_wait_is_as_the_rule_says(world, report, what, oversight, step, waits):
    if oversight:
        triage.reclassify(
            report, actor=world.admin, kind=Kind.COMPLAINT, oversight=True, words="Pungutan."
        )
    who = world.handler
    if step == "close":
        send(sign_in(world.handler), report, "follow_up", **ANSWER)
        who = world.admin
    rule(world.city, what)
    send(sign_in(who), report, step, outcome="done", words=f"{SAID} Kami cek lagi.")
    assert Draft.objects.filter(state=Draft.State.WAITING).exists() == waits
    assert (steps_of(report)[-1] == step) != waits


def test_the_nearest_rule_counts_and_above_follows_the_tier_above(world, report, four_eyes):
    rule(world.works, What.NOTHING)
    send(sign_in(world.handler), report, "follow_up", **ANSWER)
    assert steps_of(report)[-1] == "follow_up"
    rule(world.works, What.ABOVE)
    other = make_report(world, at=timezone.now() - timedelta(hours=2))[0]
    hand_to(world, other, world.works)
    send(sign_in(world.handler), other, "follow_up", **ANSWER)
    assert Draft.objects.get().state == Draft.State.WAITING


def test_an_answer_that_waits_is_no_step_and_the_clock_runs_on(world, report, draft):
    due = report.due_at
    report.refresh_from_db()
    assert (report.due_at, report.turn) == (due, "first_follow_up")
    assert steps_of(report) == ["receive", "verify", "assign"]
    assert not Words.objects.filter(text=SAID).exists()
    page = sign_in(world.handler).get(page_of(report)).text
    assert "menunggu persetujuan" in page


def test_the_office_is_told_and_finds_it_in_the_queue_but_not_its_author(world, draft):
    letter = Message.objects.get(template="second/holder")
    assert letter.person == world.liaison.user
    inbox = sign_in(world.liaison).get("/desk/").text
    assert "Menunggu persetujuan" in inbox
    assert reverse("desk-draft", args=[draft.pk]) in sign_in(world.liaison).get(QUEUE).text
    assert reverse("desk-draft", args=[draft.pk]) in sign_in(world.admin).get(QUEUE).text
    assert sign_in(world.handler).get(QUEUE).context["rows"] == []


def test_approving_takes_the_step_in_the_authors_name_and_keeps_who_approved(world, report, draft):
    page = asked(draft, world.liaison)
    assert "Disetujui" in page.text
    event = report.events.last()
    assert (event.move, event.user, event.post) == (
        "follow_up",
        world.handler.user,
        world.handler.post,
    )
    draft.refresh_from_db()
    assert (draft.event, draft.decided_by) == (event, world.liaison.user)
    assert Words.objects.get(event=event).text == SAID
    assert draft.words == ""
    assert AnswerCheck.objects.get(event=event).agency == world.works
    assert Message.objects.get(template="approved/holder").person == world.handler.user
    story = sign_in(world.admin).get(page_of(report)).text
    assert f"Disetujui {world.liaison.post.title}" in story


def test_sent_back_it_is_mended_by_its_author_and_asked_for_again(world, report, draft):
    assert asked(draft, world.liaison, "back").status_code == 422
    asked(draft, world.liaison, "back", words="Sebut-tanggalnya dulu.")
    assert Message.objects.get(template="sent_back/holder").person == world.handler.user
    client = sign_in(world.handler)
    page = client.get(page_of(report)).text
    assert "Sebut-tanggalnya dulu." in page
    assert SAID in page
    mended = {"outcome": "done", "words": f"{SAID[:-1]} 3 Agustus 2026."}
    send(client, report, "follow_up", **mended)
    draft.refresh_from_db()
    assert (draft.state, draft.decided_by) == (Draft.State.WAITING, None)
    asked(draft, world.admin)
    assert steps_of(report)[-1] == "follow_up"
    assert Remark.objects.get().sent_back


def test_nobody_approves_their_own_whichever_post_they_chose(world, report, draft):
    post = make_officer(Role.AGENCY_ADMIN, world.city).post
    assert post
    since = timezone.now() - timedelta(days=1)
    Tenure.objects.filter(post=post).update(until=since)
    Tenure.objects.create(post=post, person=world.handler.user, since=since)
    client = sign_in(world.handler)
    client.post(reverse("desk-post-choose"), {"jabatan": post.pk})
    answer = client.post(reverse("desk-draft", args=[draft.pk]), {"do": "approve", "words": ""})
    assert answer.status_code == 409
    assert steps_of(report)[-1] == "assign"


def test_an_answer_that_became_a_copy_while_it_waited_is_the_second_officers_to_judge(
    world, report, four_eyes
):
    words = f"{SAID[:-1]}, lalu memeriksa kabel dan tiangnya bersama ketua rukun tetangga."
    send(sign_in(world.handler), report, "follow_up", outcome="done", words=words)
    draft = Draft.objects.get()
    other = make_report(world, at=timezone.now() - timedelta(hours=2))[0]
    hand_to(world, other, world.works)
    same = {"outcome": "done", "words": words, "do": "urgent", "urgent": "Bahaya."}
    send(sign_in(world.liaison), other, "follow_up", **same)
    asked(draft, world.liaison)
    assert steps_of(report)[-1] == "follow_up"
    assert "copy" in AnswerCheck.objects.get(event__report=report).strong


def test_two_approve_at_once_and_the_second_reads_who_was_first(world, report, draft):
    asked(draft, world.liaison)
    late = asked(draft, world.admin)
    assert late.status_code == 409
    assert f"Sudah diputuskan oleh {world.liaison.post.title}" in late.text
    assert steps_of(report).count("follow_up") == 1


def moved_away(world, report):
    triage.assign(report, actor=world.admin, to=world.roads)


def added_to(world, report):
    reporter = make_reporter(report)
    closure.add(report, actor=reporter, words="Kini lima lampu.")


def make_reporter(report):
    return Actor(Role.REPORTER, receipt=bytes(report.receipt_hmac))


@pytest.mark.parametrize("happens", [moved_away, added_to])
def test_what_moved_on_meanwhile_is_refused_and_its_words_stay(world, report, draft, happens):
    happens(world, report)
    late = asked(draft, world.admin)
    assert late.status_code == 409
    assert "sudah berubah sejak persetujuan diminta" in late.text
    draft.refresh_from_db()
    assert (draft.state, draft.words) == (Draft.State.WAITING, SAID)


def test_a_note_or_what_the_protectors_know_does_not_spoil_it(world, report, draft):
    triage.note(report, actor=world.liaison, words="Sudah saya cek.")
    closure.retaliation(report, actor=make_reporter(report), words="Saya diancam.")
    asked(draft, world.liaison)
    assert steps_of(report)[-1] == "follow_up"


def test_an_approver_who_was_rotated_away_leaves_it_to_any_other(world, draft, report):
    now = timezone.now()
    Tenure.objects.filter(person=world.liaison.user).update(until=now - timedelta(seconds=1))
    assert asked(draft, world.liaison).status_code == 403
    asked(draft, world.admin)
    assert steps_of(report)[-1] == "follow_up"


def test_where_nobody_else_sits_the_nation_may_approve(world, report, draft):
    assert reverse("desk-draft", args=[draft.pk]) not in sign_in(world.national).get(QUEUE).text
    assert asked(draft, world.national).status_code == 409
    Tenure.objects.filter(person__in=[world.liaison.user, world.admin.user]).update(
        until=timezone.now() - timedelta(seconds=1)
    )
    assert reverse("desk-draft", args=[draft.pk]) in sign_in(world.national).get(QUEUE).text
    asked(draft, world.national)
    assert steps_of(report)[-1] == "follow_up"


def test_an_author_who_is_gone_sends_nothing_and_a_colleague_takes_it_over(world, report, draft):
    Tenure.objects.filter(person=world.handler.user).update(
        until=timezone.now() - timedelta(seconds=1)
    )
    late = asked(draft, world.liaison)
    assert late.status_code == 409
    assert "Ambil alih" in late.text
    asked(draft, world.liaison, "take")
    own = Draft.objects.get(state=Draft.State.WRITING)
    assert (own.author, own.words) == (world.liaison.user, SAID)
    assert SAID in sign_in(world.liaison).get(page_of(report)).text


def test_the_author_takes_the_request_back_and_goes_on_writing(world, report, draft):
    refused = send(sign_in(world.handler), report, "follow_up", **ANSWER)
    assert refused.status_code == 409
    asked(draft, world.handler, "withdraw")
    assert SAID in sign_in(world.handler).get(page_of(report)).text
    assert asked(draft, world.liaison).status_code in (404, 409)


def test_while_one_waits_a_colleague_keeps_theirs_as_a_draft(world, report, draft):
    other = {"outcome": "planned", "words": "Tim dinas akan datang Selasa, 4 Agustus 2026, jam 9."}
    client = sign_in(world.liaison)
    page = send(client, report, "follow_up", **other)
    assert page.status_code == 409
    assert other["words"] in page.text
    send(client, report, "follow_up", do="draft", **other)
    assert Draft.objects.filter(author=world.liaison.user).get().words == other["words"]


def test_urgently_it_goes_out_with_a_reason_that_those_above_read(world, report, four_eyes):
    client = sign_in(world.handler)
    assert send(client, report, "follow_up", do="urgent", **ANSWER).status_code == 422
    reason = "Banjir-bandang malam ini."
    send(client, report, "follow_up", do="urgent", urgent=reason, **ANSWER)
    assert steps_of(report)[-1] == "follow_up"
    assert Draft.objects.get().urgent == reason
    assert reason in sign_in(world.admin).get(QUEUE).text
    assert reason not in sign_in(world.stranger).get(QUEUE).text
    assert reason not in sign_in(world.liaison).get(QUEUE).text


def test_what_was_approved_and_what_went_out_without_it_is_counted_for_those_above(
    world, report, draft
):
    asked(draft, world.liaison)
    other = make_report(world, at=timezone.now() - timedelta(hours=2))[0]
    hand_to(world, other, world.works)
    urgent = ANSWER | {"words": "Tim kami menutup lubangnya Selasa pagi.", "urgent": "Bahaya."}
    send(sign_in(world.handler), other, "follow_up", do="urgent", **urgent)
    (row,) = seconds.figures(world.admin, timezone.now())
    assert (row.agency, row.approved, row.urgent) == (world.works, 1, 1)
    assert world.works.name in sign_in(world.admin).get("/desk/mutu/hasil").text
    assert seconds.figures(world.stranger, timezone.now()) == []


def test_of_a_confidential_report_nobody_learns_for_the_sake_of_approving(world, four_eyes):
    made = make_report(world, at=timezone.now() - timedelta(hours=2), confidential=True)[0]
    triage.verify(made, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(made, actor=world.admin, to=world.works, handler=world.handler.post)
    page = send(sign_in(world.handler), made, "follow_up", **ANSWER)
    assert page.status_code == 422
    assert "Tidak ada orang lain yang boleh membaca laporan ini" in page.text
    send(sign_in(world.handler), made, "follow_up", do="urgent", urgent="Sendirian.", **ANSWER)
    assert steps_of(made)[-1] == "follow_up"


def test_who_is_accused_neither_reads_nor_approves(world, report, draft):
    triage.reclassify(
        report,
        actor=world.admin,
        kind=Kind.COMPLAINT,
        subjects=[world.kelurahan],
        words="Tentang kelurahan.",
    )
    boss = make_officer(Role.AGENCY_ADMIN, world.works)
    since = timezone.now() - timedelta(days=1)
    post = make_officer(Role.HANDLER, world.kelurahan).post
    assert post
    assert boss.user
    Tenure.objects.filter(post=post).update(until=since)
    Tenure.objects.create(post=post, person=boss.user, since=since)
    assert asked(draft, boss).status_code == 404
    assert reverse("desk-draft", args=[draft.pk]) not in sign_in(boss).get(QUEUE).text


def test_strangers_overseers_and_other_offices_see_no_draft(world, draft):
    for who in (world.stranger, world.lurah, world.overseer):
        client = sign_in(who)
        assert client.get(reverse("desk-draft", args=[draft.pk])).status_code == 404
        assert asked(draft, who).status_code == 404
        assert SAID not in client.get(QUEUE).text


def test_the_case_page_costs_no_more_with_a_draft(world, report, django_assert_max_num_queries):
    client = sign_in(world.handler)
    send(client, report, "follow_up", words="Ada-berkas", files=laid_in(), do="draft")
    with django_assert_max_num_queries(15):
        client.get(page_of(report))


def test_an_office_may_not_ask_less_of_itself_than_those_above(world, four_eyes):
    boss = make_officer(Role.AGENCY_ADMIN, world.works)
    where = reverse("desk-rule", args=["empat-mata", world.works.pk])
    told = {"what": What.NOTHING, "basis": "SOP", "seen": 0, "do": "save"}
    told["valid_from"] = timezone.localdate().isoformat()
    assert sign_in(boss).post(where, told).status_code == 422
    assert sign_in(world.admin).post(where, told).status_code == 302
    change = Change.objects.get(topic=Change.Topic.APPROVAL)
    assert change.after
    assert (change.agency, change.after["what"]) == (world.works, What.NOTHING)
    assert sign_in(world.stranger).get(where).status_code == 404
    told["valid_from"] = "2020-01-01"
    assert sign_in(world.admin).post(where, told).status_code == 422


def test_nobody_approves_a_file_that_was_not_looked_at_yet(world, report, four_eyes):
    token = laid_in(sounds.ogg(), looked_at=False)
    send(sign_in(world.handler), report, "follow_up", files=token, **ANSWER)
    draft = Draft.objects.get(state=Draft.State.WAITING)
    assert "masih diperiksa" in asked(draft, world.liaison).text
    look_at_all()
    assert "rekaman suara" in asked(draft, world.liaison).text
    assert steps_of(report)[-1] != "follow_up"
    asked(draft, world.liaison, "back", words="Tulis isi rekamannya.")
    draft.refresh_from_db()
    assert draft.state == Draft.State.SENT_BACK


def test_a_photo_that_was_looked_at_meanwhile_goes_out_with_its_answer(world, report, four_eyes):
    token = laid_in(looked_at=False)
    send(sign_in(world.handler), report, "follow_up", files=token, **ANSWER)
    look_at_all()
    asked(Draft.objects.get(state=Draft.State.WAITING), world.liaison)
    assert steps_of(report)[-1] == "follow_up"
