"""Several officers at one report: who has it open, what went on meanwhile, who is called."""

import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lapor.accounts.adapters import SEEN_AT
from lapor.agencies.models import Agency, Role, Tenure
from lapor.outbox.models import Message
from lapor.project.tasks import clear_sessions
from lapor.reports import handling, triage
from lapor.reports.models import Mention, Opening, Presence, Stake
from lapor.reports.terms import Kind, Outcome
from tests.factories import make_officer, make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
ALSO = "Sedang dibuka juga oleh"


@pytest.fixture
def report(world):
    """A report that the works office of the city holds."""
    made = make_report(world, at=timezone.now())[0]
    triage.verify(made, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    return made


def page_of(report):
    return f"/desk/laporan/{report.number}"


def open_page(actor, report):
    return sign_in(actor).get(page_of(report)).text


def note(client, report, words, seen=10**9):
    return client.post(f"{page_of(report)}/note", {"words": words, "seen": seen})


# --- who has it open


def test_every_opening_is_written_down_with_the_post_and_as_whom(world, report):
    open_page(world.liaison, report)
    open_page(world.admin, report)
    open_page(world.overseer, report)
    rows = Opening.objects.order_by("pk").values_list("user", "post", "role", "audience")
    assert [row[2:] for row in rows] == [
        ("liaison", "holder"),
        ("agency_admin", "above"),
        ("overseer", "overseer"),
    ]
    assert rows[0][:2] == (world.liaison.user.pk, world.liaison.post.pk)


def test_what_is_not_shown_is_no_opening(world, report):
    sign_in(world.stranger).get(page_of(report))
    assert not Opening.objects.exists()


def test_colleagues_of_one_institution_see_who_else_has_it_open(world, report):
    open_page(world.liaison, report)
    text = open_page(world.handler, report)
    assert ALSO in text
    assert world.liaison.user.name in text
    assert ALSO in open_page(world.admin, report)
    assert ALSO not in open_page(world.national, report), "another institution"


def test_overseers_look_on_unseen(world, report):
    open_page(world.overseer, report)
    assert Opening.objects.exists()
    assert not Presence.objects.exists()
    assert ALSO not in open_page(world.liaison, report)


def test_who_went_or_fell_silent_is_named_no_more(world, report):
    client = sign_in(world.liaison)
    client.get(page_of(report))
    assert ALSO in open_page(world.handler, report)
    Presence.objects.filter(user=world.liaison.user).update(
        seen_at=timezone.now() - timedelta(minutes=4)
    )
    assert ALSO not in open_page(world.handler, report)
    assert client.post(f"{page_of(report)}/hadir").status_code == 200
    assert ALSO in open_page(world.handler, report)
    assert client.post(f"{page_of(report)}/hadir", {"pergi": "1"}).status_code == 204
    assert ALSO not in open_page(world.handler, report)


def test_who_was_where_is_forgotten_the_next_night_and_the_opening_is_not(world, report):
    open_page(world.liaison, report)
    clear_sessions(timestamp=0)
    assert Presence.objects.count() == 1
    Presence.objects.update(seen_at=timezone.now() - timedelta(days=2))
    clear_sessions(timestamp=0)
    assert not Presence.objects.exists()
    assert Opening.objects.count() == 1


def test_who_may_not_see_it_any_more_is_not_named(world, report):
    open_page(world.liaison, report)
    triage.assign(report, actor=world.admin, to=world.city)
    assert ALSO not in open_page(world.admin, report)


def test_a_page_that_stays_open_is_no_new_opening_and_no_sign_of_a_person(world, report):
    client = sign_in(world.liaison)
    client.get(page_of(report))
    session = client.session
    session[SEEN_AT] = seen = int(time.time()) - 20 * 60
    session.save()
    client.post(f"{page_of(report)}/hadir", headers={"X-By-Itself": "1"})
    assert Opening.objects.count() == 1
    assert client.session[SEEN_AT] == seen
    client.get(page_of(report))
    assert client.session[SEEN_AT] > seen


def test_presence_at_a_hidden_report_looks_like_one_at_none(world, report):
    client = sign_in(world.stranger)
    hidden = client.post(f"{page_of(report)}/hadir")
    absent = client.post("/desk/laporan/AAAA0000/hadir")
    assert hidden.status_code == absent.status_code == 404


def test_looking_costs_one_statement_more_and_one_where_others_are_there(world, report):
    client = sign_in(world.liaison)
    client.get(page_of(report))
    with CaptureQueriesContext(connection) as alone:
        client.get(page_of(report))
    looks = [q["sql"] for q in alone if "reports_presence" in q["sql"]]
    assert len(looks) == 1
    counts = []
    for more in (1, 5):
        for _n in range(more):
            open_page(make_officer(Role.HANDLER, world.works), report)
        with CaptureQueriesContext(connection) as among:
            client.get(page_of(report))
        counts.append(len(among))
    assert counts[0] == counts[1] == len(alone) + 1


# --- what went on meanwhile


def test_a_form_sent_too_late_shows_what_happened_and_can_be_sent_anyway(world, report):
    client = sign_in(world.liaison)
    seen = client.get(page_of(report)).context["case"].seen
    handling.progress(
        report,
        actor=world.handler,
        words="Bohlam dipesan.",
        promised_at=timezone.now() + timedelta(days=2),
    )
    form = {"seen": seen, "words": "Sudah diganti kemarin.", "outcome": "done"}
    late = client.post(f"{page_of(report)}/follow_up", form)
    assert late.status_code == 409
    assert [step.move for step in late.context["changed"]] == ["progress"]
    assert "Sudah diganti kemarin." in late.text
    assert 'form="f-follow_up"' in late.text
    again = client.post(f"{page_of(report)}/follow_up", form | {"seen": late.context["case"].seen})
    assert again.status_code == 302


def test_a_step_that_is_closed_meanwhile_gives_the_words_back_without_a_button(world, report):
    client = sign_in(world.admin)
    seen = client.get(page_of(report)).context["case"].seen
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    form = {"seen": seen, "reason": "spam", "words": "Ini uji coba saja."}
    late = client.post(f"{page_of(report)}/archive", form)
    assert late.status_code == 409
    assert "Ini uji coba saja." in late.text
    assert "Kirim tetap" not in late.text


# --- following


def test_who_follows_hears_of_each_told_step_but_not_of_their_own(world, report):
    client = sign_in(world.admin)
    client.post(f"{page_of(report)}/ikuti")
    client.post(f"{page_of(report)}/ikuti")
    assert Stake.objects.filter(why="watcher").count() == 1
    assert "Berhenti mengikuti" in client.get(page_of(report)).text
    triage.reclassify(report, actor=world.admin, words="Keliru.", kind=Kind.ASPIRATION)
    triage.note(report, actor=world.liaison, words="Hanya catatan.")
    assert not Message.objects.exclude(person=None).exists()
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    letter = Message.objects.exclude(person=None).get()
    assert (letter.person, letter.template) == (world.admin.user, "watch/holder")
    assert "title" not in letter.context or letter.context["number"] == report.number
    client.post(f"{page_of(report)}/ikuti", {"do": "stop"})
    triage.hold(report, actor=world.liaison, question="Di mana?")
    assert Message.objects.exclude(person=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_letter_goes_only_to_who_may_still_see_the_report(world, work, mailoutbox):
    made = make_report(world, at=timezone.now())[0]
    watcher = sign_in(world.admin)
    watcher.post(f"{page_of(made)}/ikuti")
    triage.verify(made, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    work()
    heard = [mail for mail in mailoutbox if world.admin.user.email in mail.to]
    assert any(
        "yang Anda ikuti" in mail.subject or made.number[:4] in mail.subject for mail in heard
    )
    mailoutbox.clear()
    triage.assign(made, actor=world.national, to=world.other)
    work()
    theirs = Message.objects.filter(person=world.admin.user).order_by("created_at").last()
    assert theirs
    assert theirs.state == Message.State.DROPPED


def test_following_what_is_hidden_looks_like_following_nothing(world, report):
    client = sign_in(world.stranger)
    assert client.post(f"{page_of(report)}/ikuti").status_code == 404
    assert client.post("/desk/laporan/AAAA0000/ikuti").status_code == 404
    assert not Stake.objects.filter(why="watcher").exists()


# --- calling a colleague


def test_a_note_calls_a_colleague_who_finds_it_until_the_report_is_opened(world, report):
    client = sign_in(world.liaison)
    assert note(client, report, "Tolong dicek, @Handler.").status_code == 302
    assert Mention.objects.get().person == world.handler.user
    letter = Message.objects.exclude(person=None).get()
    assert (letter.person, letter.template) == (world.handler.user, "mention/holder")
    handler = sign_in(world.handler)
    assert handler.get("/desk/").context["unread"] == 1
    assert "belum dibaca" in handler.get("/desk/sebutan").text
    handler.get(page_of(report))
    assert handler.get("/desk/").context["unread"] == 0
    assert "belum dibaca" not in handler.get("/desk/sebutan").text


def test_all_can_be_counted_as_read(world, report):
    note(sign_in(world.liaison), report, "Lihat @handler")
    handler = sign_in(world.handler)
    handler.post("/desk/sebutan")
    assert handler.get("/desk/").context["unread"] == 0


@pytest.mark.parametrize("name", ["stranger", "nobody-at-all", "lurah", "overseer-x"])
def test_who_could_not_read_the_note_is_called_no_more_than_who_does_not_exist(world, report, name):
    answer = note(sign_in(world.liaison), report, f"Halo @{name}, tolong.")
    assert answer.status_code == 422
    assert f"“@{name}” tidak dapat membaca catatan ini." in answer.text
    assert f"Halo @{name}, tolong." in answer.text
    assert not Mention.objects.exists()
    assert not report.events.filter(move="note").exists()


def test_a_note_of_the_tier_above_calls_nobody_below(world, report):
    answer = note(sign_in(world.admin), report, "@liaison lihat ini")
    assert answer.status_code == 422


@pytest.mark.parametrize("words", ["surel a@handler.id", "harga @ 5.000", "x@handler", "@@handler"])
def test_not_every_at_sign_is_a_call(world, report, words):
    assert note(sign_in(world.liaison), report, words).status_code == 302
    assert not Mention.objects.exists()


def test_what_one_may_no_longer_see_is_no_mention_any_more(world, report):
    note(sign_in(world.liaison), report, "Lihat @handler")
    triage.assign(report, actor=world.admin, to=world.kelurahan)
    handler = sign_in(world.handler)
    assert handler.get("/desk/").context["unread"] == 0
    assert report.number[:4] not in handler.get("/desk/sebutan").text


def test_colleagues_are_offered_who_could_read_a_note_here(world, report):
    Agency.objects.filter(pk=world.city.pk).update(name="Kota Serang")
    client = sign_in(world.liaison)

    def offered(typed):
        rows = client.get(f"{page_of(report)}/rekan", {"q": typed}).json()
        return {row["key"] for row in rows}

    assert offered("handl") == {"handler"}
    assert offered("admin") == {"admin"}
    assert offered("lurah") == offered("stranger") == offered("national") == set()
    Tenure.objects.filter(person=world.handler.user).update(until=timezone.now())
    assert offered("handl") == set()
    assert sign_in(world.stranger).get(f"{page_of(report)}/rekan?q=handl").status_code == 404


def test_following_is_told_in_words_at_the_report(world, report):
    text = open_page(world.liaison, report)
    assert re.search(r'name="do" value="start">.*Ikuti', text)
