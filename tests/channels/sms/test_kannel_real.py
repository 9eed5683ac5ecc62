"""SMS through Kannel's own daemons, from an operator's centre to us and back."""

from pathlib import Path

import pytest

from lapor.channels.adapter import Outgoing
from lapor.channels.models import Inbound
from lapor.channels.registry import ADAPTERS
from lapor.kit.sms import parts
from lapor.outbox.accounts import sending
from lapor.outbox.models import ChannelAccount, DeliveryEvent, Message
from lapor.reports.models import Report
from tests.channels.accounts import live_account
from tests.channels.sms.centre import LATER, centre, encoded
from tests.channels.sms.gateway import MISSING, PASSWORD, USER, Kannel, is_installed
from tests.channels.sms.lives import PERSON, STORY, live_from_first_word_to_rating
from tests.project.service import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not is_installed(), reason=MISSING),
]
KEY = "a-key-of-our-gateway"
EMOJI = "Jembatan “gantung” di Sukamaju putus kemarin \U0001f6a7 anak-anak tidak bisa sekolah, "


@pytest.fixture
def operator():
    with centre() as made:
        yield made


@pytest.fixture
def kannel(operator, live_server, tmp_path):
    gateway = Kannel(tmp_path / "kannel", operator.port, f"{live_server.url}/hooks/sms/1708/", KEY)
    gateway.start()
    yield gateway
    gateway.stop()


@pytest.fixture
def account(world, kannel, live_server):
    said = {
        "sendsms": kannel.sendsms,
        "username": USER,
        "number": "1708",
        "hook": f"{live_server.url}/hooks/sms/1708/",
    }
    secrets = {"path": KEY, "password": PASSWORD}
    return live_account("sms", "1708", said, secrets, label="1708")


@pytest.fixture
def told(account, operator, work):
    """Let everything be sent; return what the telephone got since the last time."""
    seen = [0]

    def wait():
        work()
        out = Message.objects.filter(contact__account=account, state=Message.State.SENT)
        until(lambda: len(operator.heard(PERSON)) == out.count())
        got = operator.heard(PERSON)[seen[0] :]
        seen[0] += len(got)
        return got

    return wait


@pytest.fixture
def says(told, operator):
    def write(text, **how):
        before = Inbound.objects.count()
        assert set(operator.says(PERSON, text, **how)) == {0}
        until(lambda: Inbound.objects.count() == before + 1)
        return told()

    return write


def test_a_report_lives_its_whole_life_by_sms(says, told, world):
    live_from_first_word_to_rating(says, told, world)


@pytest.mark.parametrize("text", [STORY * 5, EMOJI * 4], ids=["gsm", "wide"])
def test_a_long_sms_comes_whole_in_whatever_order_its_parts_come(says, text):
    places = range(len(encoded(text)[0]))
    says(text, order=(*places[1::2], *places[::2]))
    assert Report.objects.get().body == text.strip()


def test_what_somebody_writes_is_nothing_that_a_shell_would_do(says, operator, tmp_path):
    there = tmp_path / "somebody-was-here"
    story = "Kemarin jalan di Sukamaju amblas"
    odd = f"""{story} "; touch {there}; " $(touch {there}) `touch {there}` \\" ' | touch {there}
    & touch {there} ! > {there} %a @/etc/hostname &from=%2B628111 ~ * (x)"""
    says(odd)
    assert not there.exists()
    told = Report.objects.get().body
    assert story in told
    assert f"$(touch {there}) `touch {there}`" in told, "it came as it was written"
    name = "was-me"
    assert operator.brings(f'";>{name}"', b"Jalan rusak") == 0  # such names are short
    until(lambda: Inbound.objects.filter(state="broken").exists())
    assert not Path(name).exists(), "nor a name that somebody gives themselves"


def test_what_became_of_a_message_is_kept(says, operator):
    """Kannel lets a receipt go that comes before the answer it is about, so that it comes later."""
    operator.receipts = LATER
    says(STORY)
    until(lambda: DeliveryEvent.objects.filter(status="sent").exists())
    operator.tells_what_is_owed()
    until(lambda: DeliveryEvent.objects.count() == 2)
    told = DeliveryEvent.objects.order_by("pk").values_list("status", flat=True)
    assert sorted(told) == ["delivered", "sent"]
    [message] = Message.objects.filter(audience="talk")
    assert set(DeliveryEvent.objects.values_list("provider_id", flat=True)) == {message.provider_id}


def test_a_text_of_three_parts_arrives_whole(account, operator):
    text = "Laporan Anda ada di kantor {yang} berwenang. " * 9
    assert len(parts(text)) == 3
    out = Outgoing(key="one-key", to=PERSON, text=text)
    assert ADAPTERS["sms"].send(account.said, sending(account), out) == "one-key"
    until(lambda: operator.heard(PERSON) == [text])


def test_what_we_did_not_take_is_brought_again(operator, account, work):
    ChannelAccount.objects.update(takes=False)  # so that our hook refuses it
    operator.says(PERSON, STORY)
    ChannelAccount.objects.update(takes=True)
    until(lambda: Inbound.objects.exists())
    work()
    assert Report.objects.count() == 1
