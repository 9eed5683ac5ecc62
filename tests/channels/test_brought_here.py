"""Two accounts of one app share its secret: each takes only what was brought for it."""

import pytest

from lapor.channels.models import Inbound
from lapor.outbox.models import DeliveryEvent
from tests.channels.chats import MessengerChat, WhatsAppChat, held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("chat", "own"), [(WhatsAppChat(), "number_id"), (MessengerChat(), "page_id")]
)
def test_what_is_brought_for_another_account_is_kept_as_a_fault_and_answered_by_nobody(
    chat, own, world, work, caplog
):
    with held(chat, work) as talk:
        body = talk.body("Jalan rusak")
        talk.account.said[own] = "another"
        talk.account.save()
        assert talk.bring(body) == 200
        assert talk.told() == []
    assert [row.state for row in Inbound.objects.all()] == ["broken"]
    assert not DeliveryEvent.objects.exists()
    assert "inbound_of_another" in caplog.text


@pytest.mark.parametrize("chat", [WhatsAppChat(), MessengerChat()])
def test_what_is_brought_for_this_one_is_answered(chat, world, work):
    with held(chat, work) as talk:
        assert talk.says("Jalan rusak")
    assert [row.state for row in Inbound.objects.all()] == ["done"]
