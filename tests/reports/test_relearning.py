"""Learning anew: from which cases, sealed, taken into use only if not worse, and going back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Change
from lapor.agencies.rules import rules
from lapor.reports import learned, relearning, suggesting
from lapor.reports.models import Report, RoutingModel, Suggestion
from lapor.reports.suggesting import Sought
from tests.atlas import settle
from tests.factories import MONDAY, make_report
from tests.web.desk.officers import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas")]
PAGE = "/desk/aturan/model"
SCHOOL = ("guru", "sekolah", "murid", "kelas", "ijazah", "rapor")
ROAD = ("aspal", "jalan", "lubang", "trotoar", "jembatan", "selokan")


def close(world, office, words, n, **fields):
    """Let reports have been closed by an office."""
    for number in range(n):
        said = " ".join(words[(number + k) % len(words)] for k in range(4))
        report, _ = make_report(
            world, MONDAY + timedelta(hours=number), title=f"{said} rusak", body=f"{said} di sini"
        )
        Report.objects.filter(pk=report.pk).update(
            status="closed",
            turn="reopen",
            settle="stopped",
            holder=office,
            tier1=world.city.pk,
            **fields,
        )


@pytest.fixture
def history(world, atlas):
    close(world, atlas["schools"], SCHOOL, 90)
    close(world, world.works, ROAD, 90)


def test_a_model_is_learned_sealed_taken_into_use_and_suggests(world, history, atlas):
    assert relearning.run(timezone.now()) == 2, "the nation, and the city"
    row = RoutingModel.objects.get(scope=None)
    assert (row.state, row.metrics["refused"]) == ("active", None)
    assert row.classes == {"PENDIDIKAN": 90, "PU": 90}
    learned.forget()
    found = suggesting.suggest(
        Sought(
            title="Guru sekolah",
            body="murid kelas rapor",
            received=timezone.now(),
            government=world.city,
        ),
        rules().version,
    )
    assert (found.by, found.offers[0].office) == ("model", atlas["schools"])
    assert relearning.run(timezone.now()) == 0, "nothing new, nothing learned"


def test_confidential_and_anonymous_reports_are_never_learned_from(world):
    close(world, world.works, ROAD, 3, confidential=True)
    close(world, world.works, ROAD, 3, anonymous=True)
    assert relearning.cases_of(None, timezone.now()) == []


def test_what_is_masked_for_the_public_is_not_learned(world):
    close(world, world.works, ROAD, 1, redactions=["aspal"])
    assert "aspal" not in relearning.cases_of(None, timezone.now())[0].text


def test_what_tells_who_somebody_is_is_not_learned(world):
    close(world, world.works, ROAD, 1, redactions=["ASPAL"])
    body = "Saya Rina Kartika, HP 0812-3456-7890, di Jalan Melati no 5. Kata Pak Sutrisno lubang."
    Report.objects.update(body=body)
    text = relearning.cases_of(None, timezone.now())[0].text
    assert "lubang" in text
    for part in ("Rina", "Kartika", "3456", "Melati", "Sutrisno", "aspal"):
        assert part not in text


def test_villages_and_offices_below_teach_what_those_do(world):
    close(world, world.kelurahan, ROAD, 1)
    close(world, world.roads, ROAD, 1)
    labels = {case.label for case in relearning.cases_of(None, timezone.now())}
    assert labels == {"KEL", "PU"}


def test_an_office_that_does_several_things_teaches_nothing(world):
    settle(world.city, "PERKIM", world.works)
    close(world, world.works, ROAD, 1)
    assert relearning.cases_of(None, timezone.now()) == []


def test_a_corrected_suggestion_weighs_twice(world):
    close(world, world.works, ROAD, 1)
    report = Report.objects.get()
    Suggestion.objects.create(
        report=report,
        by="keywords",
        offices=[{"agency": world.roads.pk, "name": "x", "function": "PU", "p": 0.5}],
        shown_to="officer",
        at=MONDAY,
        chosen=world.works,
    )
    assert relearning.cases_of(None, timezone.now())[0].weight == relearning.OVERRIDDEN


def test_a_history_of_one_office_teaches_nothing_and_breaks_nothing(world):
    close(world, world.works, ROAD, 60)
    assert relearning.run(timezone.now()) == 0
    assert not RoutingModel.objects.exists()


def test_the_page_says_how_well_models_do_and_goes_back(world, history):
    officer = sign_in(world.national)
    assert "Belum ada model" in officer.get(PAGE).text
    relearning.run(timezone.now())
    old = RoutingModel.objects.get(scope=None)
    RoutingModel.objects.filter(pk=old.pk).update(state="retired")
    text = officer.get(PAGE).text
    assert "Saran pertama tepat" in text
    assert "180 laporan" in text
    wrong = officer.post(PAGE, {"model": old.pk})
    assert wrong.status_code == 422
    done = officer.post(PAGE, {"model": old.pk, "why": "Yang baru keliru"})
    assert done.status_code == 302
    assert officer.post(PAGE, {"model": old.pk, "why": "Yang baru keliru"}).status_code == 302
    old.refresh_from_db()
    assert old.state == "active"
    change = Change.objects.get(topic="model")
    assert change.why == "Yang baru keliru"
    assert officer.get(reverse("desk-rules")).text.count("Model saran") == 1


def test_a_broken_model_says_so_and_is_never_taken_into_use(world, history):
    relearning.run(timezone.now())
    RoutingModel.objects.filter(scope=None).update(blob=b"rusak")
    officer = sign_in(world.national)
    assert "Model ini rusak" in officer.get(PAGE).text
    RoutingModel.objects.filter(scope=None).update(state="retired")
    key = RoutingModel.objects.get(scope=None).pk
    assert officer.post(PAGE, {"model": key, "why": "Coba"}).status_code == 409


def test_what_stands_beside_the_seal_decides_nothing(world, history):
    relearning.run(timezone.now())
    for told in ({"PU": 10**30}, {"PU": "banyak"}, [1], "rusak"):
        RoutingModel.objects.update(classes=told, metrics=told)
        learned.forget()
        held = learned.active_model(None)
        assert held
        assert held.cases == 180
        assert sign_in(world.national).get(PAGE).status_code == 200


def test_a_model_of_another_scope_cannot_stand_in(world, history):
    relearning.run(timezone.now())
    local = RoutingModel.objects.get(scope=world.city)
    RoutingModel.objects.filter(scope=None).update(blob=local.blob, mac=local.mac)
    assert relearning.fault_of(RoutingModel.objects.get(scope=None))


def test_each_admin_sees_the_models_of_their_own_institution(world, history):
    relearning.run(timezone.now())
    assert "Kota Serang," in sign_in(world.admin).get(PAGE).text
    assert "Seluruh negeri," not in sign_in(world.admin).get(PAGE).text
    assert "Belum ada model" in sign_in(world.stranger).get(PAGE).text
    nation = RoutingModel.objects.get(scope=None).pk
    told = {"model": nation, "why": "Coba"}
    assert sign_in(world.admin).post(PAGE, told).status_code == 404
    for who in (world.liaison, world.overseer):
        assert sign_in(who).get(PAGE).status_code == 404
        assert sign_in(who).post(PAGE, told).status_code == 404
