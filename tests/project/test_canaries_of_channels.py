"""Who writes by a chat or by SMS is found nowhere in clear: real processes, a dump, logs and WAL.

The provider is the outside world: it knows whom it brings us.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.channels.chats import (
    STORY,
    Chat,
    LineChat,
    MessengerChat,
    TelegramChat,
    WhatsAppChat,
)
from tests.channels.provider import Sent, provider
from tests.channels.sender import found_in
from tests.project.service import Service, seeded, until
from tests.project.test_canaries import files_of

pytestmark = pytest.mark.slow
NAME, HANDLE = "Kenari Sangkarwati", "kenari_sangkarwati"
PHONE = "+6281298765437"
SMS_KEY = "the-key-of-our-own-gateway"
SENDERS: dict[str, str] = {
    "telegram": "7301948256617",
    "line": "U5e7f206d25c2ea6bd87c17655609a1c3",
    "whatsapp": "6281298765439",
    "messenger": "7412611362105803",
}
CHATS: tuple[Chat, ...] = (TelegramChat(), LineChat(), WhatsAppChat(), MessengerChat())
ACCOUNT = """
import json, sys
from django.utils import timezone
from lapor.outbox.accounts import keep_secret
from lapor.outbox.models import ChannelAccount
for one in json.loads('''{told}'''):
    account = ChannelAccount.objects.create(
        channel=one["channel"], slug="lapor", label="@lapor_contoh", said=one["said"],
        takes=True, sends=True, a_second=1000,
    )
    for name, secret in one["secrets"].items():
        keep_secret(account, name, secret, timezone.now())
"""


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with seeded() as service:
        yield service


def answer(sent: Sent) -> tuple[int, dict[str, object]]:
    """Take everything, as each provider says that it did."""
    key = str(time.time_ns())
    return 200, {
        "ok": True,
        "result": {"message_id": int(key)},
        "sentMessages": [{"id": key}],
        "messages": [{"id": f"wamid.{key}"}],
        "message_id": f"m_{key}",
    }


def bring(service: Service, chat: Chat, key: int, text: str) -> int:
    """Let a provider bring words of its canary; return the status."""
    told = json.dumps(chat.body(str(key), text, "", SENDERS[chat.channel]))
    body = told.replace("Siti Contoh", NAME).replace('"Siti"', f'"{NAME}"').encode()
    headers = chat.headers(body) | {"Content-Type": "application/json"}
    return ask(service, f"/hooks/{chat.channel}/lapor/", body, headers)


def sms(service: Service, key: int, text: str) -> int:
    query = urlencode({"key": SMS_KEY, "id": key, "from": PHONE, "text": text}, quote_via=quote)
    return ask(service, f"/hooks/sms/lapor/?{query}", None, {})


def ask(service: Service, path: str, body: bytes | None, headers: dict[str, str]) -> int:
    request = urllib.request.Request(service.address + path, body, headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=20) as got:  # noqa: S310
            return int(got.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_sender_on_every_channel_is_found_nowhere_in_clear(service):
    canaries = [*SENDERS.values(), PHONE[1:], NAME, NAME.split()[1], HANDLE]
    with provider(answer) as world:
        told = [
            {"channel": one.channel, "said": one.said(world.address), "secrets": one.secrets}
            for one in CHATS
        ]
        secrets = {"path": SMS_KEY, "password": "what-sends"}
        said = {"sendsms": f"{world.address}/sendsms", "number": "1708", "username": "lapor"}
        told.append({"channel": "sms", "said": said, "secrets": secrets})
        code, complained = service.call("shell", "-c", ACCOUNT.format(told=json.dumps(told)))
        assert code == 0, complained

        for number, chat in enumerate(CHATS):
            for turn, text in enumerate((STORY, "lewati", "sembunyi", "betul")):
                assert bring(service, chat, 100 * number + turn + 1, text) == 200
        assert sms(service, 900, f"{STORY} {NAME}".replace(NAME, "")) == 200
        # Words that a stranger sends without a proof, and words while the database is away.
        assert ask(service, "/hooks/telegram/lapor/", b'{"update_id": 1}', {}) == 403
        until(lambda: waiting(service) == "0", tries=1800)
        service.cluster.stop()
        assert bring(service, CHATS[0], 77, STORY) == 503
        service.cluster.start()
        service.until("/readyz", 200)
        assert any(SENDERS["whatsapp"].encode() in sent.body for sent in world.sent), "a control"

    home = Path(service.environment["LAPOR_HOME"])
    code, said_of_it = service.call("db", "dump", "--file", str(home / "dump.sql"))
    assert code == 0, said_of_it
    assert "amblas dan ada yang jatuh" in (home / "dump.sql").read_text(), "a control"
    read = {path: path.read_bytes() for path in files_of(home)}
    assert [path for path in read if "pg_wal" in path.parts], "the write-ahead log is searched too"
    logs = b"".join(data for path, data in read.items() if path.suffix == ".log")
    assert b"message_settled" in logs, "a control"
    hits = {path.name: words for path, data in read.items() if (words := found_in(data, canaries))}
    assert hits == {}
    for path in ("/laporan/", "/statistik", "/metrics"):
        assert found_in(service.ask(path)[1].encode(), canaries) == [], path


def waiting(service: Service) -> str:
    """Return how many messages and jobs of talks still wait."""
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    return service.cluster.sql("lapor", f"{jobs} AND queue_name = 'talk'").strip()
