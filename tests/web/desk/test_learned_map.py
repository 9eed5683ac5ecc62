"""What officers kept on deciding is proposed for the office map, and acts only after a yes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies.models import Change, MapProposal, OfficeMap
from lapor.project import tasks
from lapor.reports.models import Report, Suggestion
from tests.factories import make_agency, make_report
from tests.web.desk.officers import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas")]
HOME = "/desk/aturan/wewenang/"


def answered(world, office, n, code="LH", *, ago=20, **fields):
    """Let an office have closed so many reports that were read as about a function."""
    at = timezone.now() - timedelta(days=ago)
    for _number in range(n):
        report, _reporter = make_report(world, at)
        told = {"status": "closed", "turn": "reopen", "settle": "stopped", "holder": office}
        tiers = {"tier1": office.institution, "tier2": office.ids[2] if office.depth > 1 else None}
        Report.objects.filter(pk=report.pk).update(**told, **tiers, **fields)
        Suggestion.objects.create(
            report=report,
            government=world.city,
            by="keywords",
            function_id=code,
            shown_to="officer",
            at=at,
        )


@pytest.fixture
def parks(world):
    return make_agency("Dinas Taman", world.city)


@pytest.fixture
def proposal(world, parks):
    answered(world, parks, 20)
    answered(world, world.works, 1)
    tasks.weigh_suggestions(0)
    return MapProposal.objects.get()


def decide(world, proposal, decision, do="save", who=None, **fields):
    client = sign_in(who or world.admin)
    page = f"{HOME}{world.city.pk}-laporan-{proposal.pk}"
    seen = client.get(page).text.partition('name="seen" value="')[2].partition('"')[0]
    told = {
        "decision": decision,
        "valid_from": timezone.localdate().isoformat(),
        "why": "Perwal 7/2026",
        "seen": seen or "0",
        "do": do,
    }
    return client.post(page, told | fields, follow=True)


def test_what_nearly_all_agree_on_is_proposed_in_words(world, proposal):
    text = sign_in(world.admin).get(HOME).text
    assert "Dalam 90 hari, 20 dari 21 laporan tentang" in text
    assert "akhirnya ditangani Dinas Taman. Jadikan ketetapan?" in text
    assert not OfficeMap.objects.filter(function="LH").exists(), "nothing acts without a yes"
    tasks.weigh_suggestions(0)
    assert MapProposal.objects.count() == 1


def test_accepted_it_is_a_row_of_the_map_from_that_day_on(world, proposal, parks):
    before = decide(world, proposal, "accept", "preview").text
    assert "menunjuk Dinas Taman" in before
    assert MapProposal.objects.get().state == "open"
    assert "Tersimpan" in decide(world, proposal, "accept").text
    row = OfficeMap.objects.get(function="LH")
    assert (row.office, row.source, row.entered_by) == (parks, "learned", world.admin.post)
    assert MapProposal.objects.get().state == "accepted"
    tasks.weigh_suggestions(0)
    assert not MapProposal.objects.filter(state="open").exists()
    again = decide(world, proposal, "dismiss")
    assert "sudah diputuskan" in again.text


def test_dismissed_it_rests_for_a_year_and_the_reason_is_kept(world, proposal):
    assert "Tersimpan" in decide(world, proposal, "dismiss").text
    row = MapProposal.objects.get()
    assert (row.state, row.why) == ("dismissed", "Perwal 7/2026")
    assert Change.objects.get(topic="map").why == "Perwal 7/2026"
    tasks.weigh_suggestions(0)
    assert MapProposal.objects.get().state == "dismissed"
    MapProposal.objects.update(decided_at=timezone.now() - timedelta(days=366))
    tasks.weigh_suggestions(0)
    assert MapProposal.objects.filter(state="open").count() == 1


def test_too_few_or_too_divided_reports_propose_nothing(world, parks):
    answered(world, parks, 19)
    tasks.weigh_suggestions(0)
    assert not MapProposal.objects.exists()
    answered(world, world.works, 10)
    answered(world, parks, 2)
    tasks.weigh_suggestions(0)
    assert not MapProposal.objects.exists()


def test_secret_old_and_known_ones_do_not_count(world, parks):
    answered(world, parks, 10, confidential=True)
    answered(world, parks, 10, anonymous=True)
    answered(world, parks, 20, ago=100)
    answered(world, world.works, 25, "PU")
    answered(world, world.kelurahan, 25, "KEL")
    tasks.weigh_suggestions(0)
    assert not MapProposal.objects.exists()


def test_a_proposal_that_holds_no_longer_goes(world, proposal):
    answered(world, world.works, 20)
    tasks.weigh_suggestions(0)
    assert not MapProposal.objects.exists()


def test_only_who_governs_the_institution_decides(world, proposal):
    page = f"{HOME}{world.city.pk}-laporan-{proposal.pk}"
    assert sign_in(world.stranger).get(page).status_code == 404
    assert sign_in(world.liaison).get(page).status_code == 404
    for broken in ("x", "0", "9" * 30):
        there = f"{HOME}{world.city.pk}-laporan-{broken}"
        assert sign_in(world.admin).get(there).status_code == 404
    assert sign_in(world.national).get(page).status_code == 200
