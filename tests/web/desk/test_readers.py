"""Who reads an answer at the desk decides on what they read, and is written down as having read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Post, Role, Tenure
from lapor.reports import approving
from lapor.reports.models import Opening, Words
from tests.web.desk.cases import send, steps_of
from tests.web.desk.four_eyes import ANSWER, SAID, asked
from tests.web.desk.officers import sign_in
from tests.web.desk.samples import page

pytestmark = pytest.mark.django_db


def test_nobody_approves_what_was_rewritten_after_they_read_it(
    world,
    report,
    draft,
):
    read = approving.read_as(draft)
    asked(draft, world.handler, "withdraw")
    other = f"{SAID[:-1]}, dan biayanya-ditanggung warga."
    send(sign_in(world.handler), report, "follow_up", outcome="done", words=other)
    for do in ("approve", "back"):
        late = asked(draft, world.liaison, do, seen=read, words="Sudah-saya baca.")
        assert late.status_code == 409
        assert "diubah sejak Anda membukanya" in late.text
        assert "biayanya-ditanggung" in late.text, "what is to be read now stands there"
        assert "Sudah-saya baca." in late.text
    assert steps_of(report)[-1] == "assign"
    asked(draft, world.liaison)
    assert Words.objects.get(event=report.events.last()).text == other


def opened(person):
    return Opening.objects.filter(user=person.user, post=person.post).count()


def test_who_is_shown_a_report_beside_an_answer_that_waits_has_opened_it(world, draft):
    where = reverse("desk-draft", args=[draft.pk])
    for _twice in range(2):
        assert draft.report.body in sign_in(world.liaison).get(where).text
    assert opened(world.liaison) == 1


def test_who_is_shown_a_report_beside_an_answer_to_be_scored_has_opened_it(world, sample):
    assert sample.event.report.body in sign_in(world.admin).get(page(sample)).text
    assert opened(world.admin) == 1


def test_who_is_shown_words_of_a_report_beside_a_suggestion_has_opened_it(world, report):
    client, where = sign_in(world.admin), reverse("desk-suggestion", args=[report.number])
    for _twice in range(2):
        assert report.title in client.get(where).text
    assert opened(world.admin) == 1


def test_an_author_who_was_given_another_post_there_asks_and_is_sent_by_that(
    world,
    report,
    draft,
):
    asked(draft, world.handler, "withdraw")
    now = timezone.now() - timedelta(seconds=1)
    Tenure.objects.filter(person=world.handler.user).update(until=now)
    post = Post.objects.create(agency=world.works, role=Role.HANDLER, title="Pelaksana baru")
    Tenure.objects.create(post=post, person=world.handler.user, since=now)
    send(sign_in(world.handler), report, "follow_up", **ANSWER)
    asked(draft, world.liaison)
    assert (report.events.last().move, report.events.last().post) == ("follow_up", post)
