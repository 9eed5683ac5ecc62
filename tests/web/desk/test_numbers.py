"""Numbers of files tell nothing of files that a reader is not told of."""

import re

import pytest

from lapor.reports import closure, triage
from tests.factories import make_report
from tests.web.desk.cases import hand_to, page_of
from tests.web.desk.officers import sign_in
from tests.web.files import laid_in

pytestmark = pytest.mark.django_db


def test_files_of_a_hidden_step_leave_no_gap_in_the_numbers(world):
    report, reporter = make_report(world, files=(laid_in(),))
    hand_to(world, report, world.works)
    closure.retaliation(report, actor=reporter, words="Saya diancam.", files=(laid_in(),))
    triage.note(report, actor=world.overseer, words="Diawasi.", files=(laid_in(),))
    closure.add(report, actor=reporter, words="Foto lagi.", files=(laid_in(),))
    page = sign_in(world.liaison).get(page_of(report)).text
    assert sorted(set(re.findall(r"Lampiran (\d+)", page))) == ["1", "2"]
    hidden = report.attachments.filter(event__move__in=("retaliation", "note"))
    assert all(row.number >= 1000 for row in hidden)
