"""What is masked from offices leaves what they wrote beside the steps too, whoever wrote it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lapor.kit.betrays import MARKS, Betraying
from lapor.reports import approving, choosing, drafting, publication
from lapor.reports.models import Draft, Question, Remark, Report
from tests.factories import make_report
from tests.reports.parted import parted
from tests.web.desk.cases import hand_to, page_of, send
from tests.web.desk.four_eyes import SAID
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
NAME, MARK = "Rina Kartika", MARKS[Betraying.NAME]
BODY = f"Kata Bu {NAME}, uang diminta lagi."
HIDDEN: dict[str, Any] = {"anonymous": True, "address": "", "body": BODY}


def hide(world, report):
    fresh = Report.objects.select_related("holder").get(pk=report.pk)
    publication.hide(fresh, actor=world.admin, parts=[NAME])


def test_the_answer_that_waits_and_what_was_said_of_it(world, four_eyes):
    made = make_report(world, at=timezone.now() - timedelta(hours=2), **HIDDEN)[0]
    report = hand_to(world, made, world.works)
    why = f"Ibu {NAME} " + "x" * 485
    words = f"{SAID} Kepada Bu {NAME}."
    typed = {"outcome": "done", "words": words, "despite": why[:500]}
    send(sign_in(world.handler), report, "follow_up", **typed)
    draft = Draft.objects.get()
    approving.remark(draft.pk, actor=world.liaison, words=f"Sapa Bu {NAME} lebih sopan.")
    hide(world, report)
    draft.refresh_from_db()
    assert (draft.words, draft.state) == (f"{SAID} Kepada Bu {MARK}.", "waiting")
    assert NAME not in draft.despite
    assert Remark.objects.get().words == f"Sapa Bu {MARK} lebih sopan."


def test_the_choices_of_a_question(world):
    made = make_report(world, at=timezone.now() - timedelta(hours=2), **HIDDEN)[0]
    report = hand_to(world, made, world.works)
    send(
        sign_in(world.handler),
        report,
        "hold",
        words="Siapa yang meminta?",
        choices=[f"Bu {NAME}", "Orang-lain"],
    )
    asked = choosing.asked(Report.objects.get(pk=report.pk))
    assert asked
    hide(world, report)
    assert Question.objects.get().choices == [f"Bu {MARK}", "Orang-lain"]
    assert NAME not in sign_in(world.liaison).get(page_of(report)).text


def test_the_drafts_of_the_parts_into_which_it_is_split(world):
    case = parted(world, **HIDDEN)
    part = Report.objects.select_related("holder", "whole").get(pk=case.works.pk)
    words = f"Bu {NAME} sudah kami temui."
    drafting.keep(part, "finish", actor=world.handler, words=words)
    hide(world, case.whole)
    assert Draft.objects.get().words == f"Bu {MARK} sudah kami temui."
