"""Who may read a name and who may ask for a sealed one: everybody of the access table."""

import pytest
from django.urls import reverse

from lapor.agencies.models import Role
from lapor.reports.models import NameReading
from tests.factories import make_officer
from tests.test_access_table import MARKS, TABLE, set_scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OFFICE = {"office_liaison", "office_handler", "named_handler"}
DECIDE = {"national_admin", "office_liaison", "overseer", "joined_overseer"}
# The name as it was given: who reads it. Nobody reads what is sealed to two.
READ = {
    "plain": OFFICE,
    "published": OFFICE,
    "anonymous": set(),
    "confidential": set(),
    "accused": {"city_admin"},  # the holder; the accused office is below it
    "part": set(),  # who reported is not shared out with the parts
}
# The page of what is sealed. Of a confidential report the overseer knows as its protector.
ASK = {
    "plain": DECIDE,
    "published": DECIDE,
    "anonymous": DECIDE,
    "confidential": {"overseer", "joined_overseer"},
    "accused": {"city_admin", "national_admin", "overseer"},
    "part": set(),
}


def everybody(scene):
    root = scene.people["national_admin"].agency
    keeper = {"custodian": make_officer(Role.CUSTODIAN, root)}
    return scene.people | keeper, ("reporter", "another_reporter", "visitor")


@pytest.mark.parametrize("visibility", TABLE)
def test_who_reads_a_name(visibility):
    scene = set_scene(visibility)
    scene.people, others = everybody(scene)
    address = reverse("desk-name", args=[scene.report.number])
    read = set()
    for who in (*scene.people, *others):
        answer = scene.client_of(who).post(address)
        if answer.status_code == 200 and MARKS["name"] in answer.text:
            read.add(who)
    assert read == READ[visibility]
    assert NameReading.objects.count() == len(read)


@pytest.mark.parametrize("visibility", TABLE)
def test_who_sees_what_is_sealed(visibility):
    scene = set_scene(visibility)
    scene.people, others = everybody(scene)
    address = reverse("desk-sealed", args=[scene.report.number])
    shown = {
        who
        for who in (*scene.people, *others)
        if scene.client_of(who).get(address).status_code == 200
    }
    assert shown == ASK[visibility]
