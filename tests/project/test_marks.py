"""A lost key is noticed before anything is done under another one, and costs what is written."""

import pytest

from lapor.accounts.second_factor import current_code, enroll, is_enrolled
from lapor.kit.seal import fits, new_keys
from lapor.outbox.models import Message
from lapor.project import marks
from lapor.project.models import KeyMark
from tests.factories import make_report

pytestmark = pytest.mark.django_db


def test_the_first_look_keeps_the_marks_and_the_next_compares(settings):
    assert marks.complaint() == ""
    assert set(KeyMark.objects.values_list("name", flat=True)) == marks.LOST.keys()
    settings.PEPPER = b"another pepper of thirty-two bytes"
    says = marks.complaint()
    assert "pepper: no reply key" in says
    assert "courier:" not in says
    assert "lapor keys accept pepper" in says
    marks.accept(["pepper"])
    assert marks.complaint() == ""


def test_a_mark_tells_nothing_of_the_key(settings):
    marks.keep_missing()
    kept = " ".join(KeyMark.objects.values_list("mark", flat=True))
    for key in (settings.PEPPER, settings.MFA_KEY, settings.COURIER_KEY):
        assert key.hex() not in kept
    assert len(set(kept.split())) == len(marks.LOST)


def test_accepting_another_key_of_second_factors_lets_people_add_a_new_one(settings, world):
    person = world.admin.user
    enroll(person)
    marks.keep_missing()
    assert marks.accept(["pepper"]) == 0
    assert current_code(person)
    settings.MFA_KEY = bytes(range(32))
    enroll(world.liaison.user)
    assert marks.accept(["mfa_key"]) == 1
    assert not is_enrolled(person)
    assert is_enrolled(world.liaison.user), "what the new key opens stays"


@pytest.mark.django_db(transaction=True)
def test_an_address_sealed_to_a_lost_key_gets_no_letter_and_officers_do(
    settings, world, work, mailoutbox
):
    make_report(world)
    settings.COURIER_KEY, settings.COURIER_PUBLIC = new_keys()
    work()
    states = dict(Message.objects.values_list("audience", "state"))
    assert states.pop("reporter") != Message.State.SENT, "it is tried again for a while"
    assert set(states.values()) == {Message.State.SENT}
    assert len(mailoutbox) == len(states)


def test_two_halves_of_different_pairs_do_not_fit():
    (private, public), (other, _) = new_keys(), new_keys()
    assert fits(private, public)
    assert not fits(other, public)
    assert not fits(b"short", public)
