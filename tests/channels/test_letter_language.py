"""A letter speaks its reader's language, whole; where there is no English it is all Indonesian."""

import pytest
from django.core import mail

from lapor.accounts.models import User
from lapor.agencies import rules
from lapor.agencies.models import MessageTemplate
from lapor.channels import delivery
from lapor.channels.officers import language_of
from lapor.channels.wording import write
from lapor.outbox.models import Message
from lapor.project.seed import letters
from lapor.reports.terms import Audience
from tests.factories import World, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(world):
    MessageTemplate.objects.all().delete()
    MessageTemplate.objects.bulk_create(letters.letters())
    rules.changed()
    return world


def letter(world: World, audience: str, language: str) -> Message:
    make_report(world)
    message = Message.objects.select_related("contact").get(audience=audience)
    message.language = language
    return message


def test_a_reporter_who_reads_english_gets_an_english_letter(seeded):
    told = write(letter(seeded, Audience.REPORTER, "en"))
    assert told.language == "en"
    assert told.subject.endswith("received")
    assert "Open this report on the Track page with your reply key." in told.body
    assert "Open this link once" in told.body
    assert "Thursday, 5 March 2026" in told.body


def test_where_a_step_has_no_english_the_whole_letter_is_indonesian(seeded):
    MessageTemplate.objects.filter(language="en").delete()
    rules.changed()
    told = write(letter(seeded, Audience.REPORTER, "en"))
    assert told.language == "id"
    assert "Buka tautan ini satu kali" in told.body
    assert "Kamis, 5 Maret 2026" in told.body


def test_every_letter_has_its_english_and_names_the_same_things(seeded):
    texts = {
        (row.move, row.audience, row.language, row.proved): row
        for row in MessageTemplate.objects.all()
    }
    ours = {key for key in texts if key[2] == "id"}
    assert {(move, who, "en", proved) for move, who, _language, proved in ours} == {
        key for key in texts if key[2] == "en"
    }
    for move, who, language, proved in ours:
        both = (texts[move, who, language, proved], texts[move, who, "en", proved])
        for place in ("{due}", "{title}"):
            assert len({place in row.body + row.subject for row in both}) == 1, (move, who, place)


def test_an_office_reads_english_only_if_all_who_get_the_letter_do(world):
    people = [
        User.objects.create_user(f"orang{at}", f"orang{at}@example.org", language=language)
        for at, language in enumerate(("en", "en", "id"))
    ]
    assert language_of([people[0].email, people[1].email]) == "en"
    assert language_of([person.email for person in people]) == "id"
    assert language_of([]) == "id"


def test_the_letter_to_an_office_is_written_as_its_people_read(seeded):
    User.objects.update(language="en")
    make_report(seeded)
    message = Message.objects.get(audience=Audience.HOLDER)
    delivery.deliver(str(message.pk))
    sent = mail.outbox[0]
    assert sent.subject.startswith("New report")
    assert sent.extra_headers["Content-Language"] == "en"
