"""Letters to officers about no report: each is whole in every language, and finds its person."""

import pytest
from django.core import mail
from django.utils import timezone

from lapor.channels.delivery import deliver
from lapor.channels.notes import TEXTS
from lapor.outbox.models import Message

pytestmark = pytest.mark.django_db
CONTEXT = {
    "code": "00000000-0000-4000-8000-000000000000",
    "post": "Camat, Kecamatan Serang",
    "until": timezone.now().isoformat(),
    "zone": "Asia/Makassar",
    "count": 3,
    "list": "- Camat",
    "change": "Digabung",
    "office": "Dinas Pekerjaan Umum",
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", TEXTS)
def test_every_letter_is_whole(world, name, language):
    person = world.liaison.user
    message = Message.objects.create(
        person=person,
        audience="person",
        template=f"{name}/person",
        language=language,
        context=CONTEXT,
    )
    deliver(str(message.pk))
    [letter] = mail.outbox
    assert letter.to == [person.email]
    assert "{" not in f"{letter.subject}{letter.body}"
    assert "http" in letter.body
    message.refresh_from_db()
    assert message.state == Message.State.SENT


def test_who_has_no_address_or_no_account_any_more_hears_nothing(world):
    person = world.liaison.user
    for change in ({"email": ""}, {"is_active": False, "email": "a@example.go.id"}):
        type(person).objects.filter(pk=person.pk).update(**change)
        message = Message.objects.create(
            person=person, audience="person", template="left/person", context=CONTEXT
        )
        deliver(str(message.pk))
        message.refresh_from_db()
        assert (message.state, message.fault) == (Message.State.UNHEARD, Message.Fault.NOBODY)
    assert not mail.outbox
