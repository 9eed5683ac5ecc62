"""The files of an answer that waits are opened by who reads the answer, and by nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Agency, ApprovalRule, Role
from lapor.agencies.rules import changed
from lapor.files import arriving
from lapor.files.models import File
from lapor.reports import access, triage
from lapor.reports.models import Draft
from lapor.reports.terms import Kind
from tests.factories import make_officer, make_report
from tests.web.desk.cases import hand_to, send
from tests.web.desk.officers import sign_in
from tests.web.files import laid_in, taken

pytestmark = pytest.mark.django_db
ANSWER = {
    "outcome": "done",
    "words": "Petugas kami mengganti tiga lampu di depan balai kelurahan pada Senin.",
}


def asks_a_second(agency: Agency) -> None:
    ApprovalRule.objects.create(
        agency=agency,
        what=ApprovalRule.What.ANSWERS,
        valid_from=timezone.localdate(),
        basis="SOP",
        entered_at=timezone.now(),
    )
    changed()


@pytest.fixture
def draft(world):
    """Return an answer with a photo that a handler has put before a second officer."""
    asks_a_second(world.city)
    made = make_report(world, at=timezone.now() - timedelta(hours=2))[0]
    report = hand_to(world, made, world.works)
    send(sign_in(world.handler), report, "follow_up", **ANSWER, files=laid_in())
    return Draft.objects.get()


def at(draft, place=1):
    return reverse("desk-draft-file", args=[draft.pk, place])


def test_who_approves_opens_the_files_before_they_decide(world, draft):
    client = sign_in(world.liaison)
    page = client.get(reverse("desk-draft", args=[draft.pk])).text
    assert at(draft) in page
    answer = client.get(at(draft))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert taken(answer)
    small = client.get(at(draft) + "?kecil=1")
    assert small.headers["Content-Type"] == "image/jpeg"
    assert taken(small)


def test_its_author_and_the_admin_above_open_them_too_and_nobody_else(world, draft):
    for who in (world.handler, world.admin):
        assert taken(sign_in(who).get(at(draft)))
    others = (world.stranger, world.overseer, world.lurah, make_officer(Role.LIAISON, world.roads))
    for other in others:
        assert sign_in(other).get(at(draft)).status_code == 404
    assert sign_in(world.liaison).get(at(draft, 2)).status_code == 404
    assert sign_in(world.liaison).get(at(draft, 0)).status_code == 404


def test_who_is_complained_of_loses_them_with_the_report(world, draft):
    triage.reclassify(
        draft.report,
        actor=world.admin,
        kind=Kind.COMPLAINT,
        subjects=[world.works],
        words="Dinasnya.",
    )
    assert sign_in(world.liaison).get(at(draft)).status_code == 404


def test_one_that_is_not_checked_yet_or_was_refused_says_so_and_opens_nothing(world, draft):
    client = sign_in(world.liaison)
    where = reverse("desk-draft", args=[draft.pk])
    file = File.objects.filter(token=arriving.digest(draft.files[0]))
    file.update(state=File.State.WAITING)
    assert "Sedang diperiksa" in client.get(where).text
    assert client.get(at(draft)).status_code == 404
    file.update(state=File.State.REFUSED, fault=File.Fault.VIRUS)
    assert "Berkas mengandung virus" in client.get(where).text
    assert client.get(at(draft)).status_code == 404


def test_what_was_decided_is_opened_at_the_case_alone(world, draft):
    client = sign_in(world.liaison)
    client.post(reverse("desk-draft", args=[draft.pk]), {"do": "withdraw"})
    sign_in(world.handler).post(reverse("desk-draft", args=[draft.pk]), {"do": "withdraw"})
    assert access.get_report(draft.report.number, world.liaison)
    assert client.get(at(draft)).status_code == 404, "it is its author's alone again"
    assert taken(sign_in(world.handler).get(at(draft)))
