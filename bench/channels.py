"""The chats: how fast a hook answers, a worker delivers, and the dialogue takes a step."""

import http.client
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.stage import Stage
from lapor.agencies import rules
from lapor.channels import speaking
from lapor.channels.adapter import Able
from lapor.channels.arriving import who_is
from lapor.channels.dialogue import engine
from lapor.channels.dialogue.effects import Heard, Manner, Say
from lapor.channels.dialogue.memory import Memory
from lapor.channels.dialogue.texts import Text
from lapor.channels.models import Conversation, Inbound
from lapor.channels.world import Registry
from lapor.kit.ids import new_id
from lapor.outbox.accounts import keep_secret
from lapor.outbox.models import REPORTER, ChannelAccount, Message
from lapor.outbox.names import DELIVERIES, TALKS
from lapor.outbox.queue import keep_contact, put
from lapor.project.seed.letters import dialogue

SLUG, SECRET, TOKEN = "bench", "only-we-know-this", "1:a"
AT_ONCE = 4  # requests, as the server has threads
WITHOUT_CLOCK = f"{DELIVERIES},{TALKS}"  # the reports of the stage are long overdue
PATIENCE = 300  # seconds for the worker
NUMBERS = itertools.count(1)
ABLE = Able(longest=4096, choices=10, longest_label=64)
SAID = (
    "Halo",
    "Kemarin jalan di depan pasar amblas dan ada yang jatuh",
    "tidak tahu",
    "sembunyi",
    "ubah tempat",
    "lewati",
    "tambahan: sudah tiga orang jatuh di sana",
    "BATAL",
)


class Sink(BaseHTTPRequestHandler):
    """A Bot API that takes everything."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # as servers of the web do

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"ok":true,"result":{"message_id":1}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep silent."""


def measure_channels(stage: Stage, count: int) -> dict[str, float]:
    """Bring so many messages, deliver so many, and take as many steps of the dialogue."""
    account = _account()
    statements = _statements(account)
    ceiling = _rate(stage, count, lambda: ("/bench/insert", b"", {}))
    hooked = _rate(stage, count, _update)
    assert Inbound.objects.filter(account=account).count() >= count, "the hook lost some"
    Inbound.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    return {
        "messages": count,
        "hook_statements": statements,
        "hooks_a_second": round(hooked, 1),
        "inserts_a_second": round(ceiling, 1),
        "hook_share": round(hooked / ceiling, 2),
        "delivered_a_second": round(_deliver(account, count, _answers), 1),
        "news_a_second": round(_deliver(account, count, _news), 1),
        "step_ms": round(_step(count), 3),
    }


def _account() -> ChannelAccount:
    for row in dialogue():
        row.save()
    rules.changed()
    account = ChannelAccount.objects.create(
        channel="telegram", slug=SLUG, label="@bench_bot", takes=True, sends=True, a_second=1e6
    )
    keep_secret(account, "hook", SECRET, timezone.now())
    keep_secret(account, "token", TOKEN, timezone.now())
    return account


def _update() -> tuple[str, bytes, dict[str, str]]:
    """Return a new message of one of a hundred people, as the provider brings it."""
    key = next(NUMBERS)
    person = {"id": 1_000_000 + key % 100, "is_bot": False, "first_name": "Siti"}
    chat = {"id": person["id"], "type": "private"}
    message = {"message_id": key, "from": person, "chat": chat, "date": int(time.time())}
    told = {"update_id": key, "message": message | {"text": SAID[1]}}
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    return f"/hooks/telegram/{SLUG}/", json.dumps(told).encode(), headers


def _statements(account: ChannelAccount) -> int:
    """Return how many statements one hook takes, BEGIN and COMMIT included."""
    path, body, headers = _update()
    with CaptureQueriesContext(connection) as made:
        talk = Client(HTTP_HOST="localhost")
        answer = talk.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    return len(made)


def _rate(
    stage: Stage, count: int, request: Callable[[], tuple[str, bytes, dict[str, str]]]
) -> float:
    """Return how many requests a second the server answers, of those that come at once."""

    def send(times: int) -> None:
        talk = http.client.HTTPConnection("localhost", stage.port)
        for _ in range(times):
            path, body, headers = request()
            talk.request("POST" if body else "GET", path, body or None, headers)
            answer = talk.getresponse()
            answer.read()
            assert answer.status == 200, f"{path} answers {answer.status}"
        talk.close()

    send(10)
    each = max(count // AT_ONCE, 1)
    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, [each] * AT_ONCE))
    return each * AT_ONCE / (time.perf_counter() - begun)


def _deliver(
    account: ChannelAccount, count: int, put: Callable[[ChannelAccount, int], None]
) -> float:
    """Return how many messages a second one worker brings to a provider on this machine."""
    Message.objects.update(state=Message.State.DROPPED)
    with ThreadingHTTPServer(("127.0.0.1", 0), Sink) as sink:
        threading.Thread(target=sink.serve_forever, daemon=True).start()
        account.said = {"api": f"http://127.0.0.1:{sink.server_address[1]}"}
        account.save()
        put(account, count)
        worker = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "lapor.project.cli", "worker", "--queues", WITHOUT_CLOCK],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "lapor.project.settings"},
        )
        try:
            return _watched(count)
        finally:
            worker.terminate()
            worker.wait()
            sink.shutdown()


def _answers(account: ChannelAccount, count: int) -> None:
    """Let the dialogue answer so many people: a job for each, as they come one by one."""
    for person in map(str, range(2_000_000, 2_000_000 + count)):
        talk = Conversation.objects.create(
            account=account,
            who=who_is(account, person),
            contact=keep_contact(person, by=account, at=timezone.now()),
            heard_at=timezone.now(),
        )
        speaking.say(talk, ABLE, [Say(Text.STORY)])


def _news(account: ChannelAccount, count: int) -> None:
    """Put word of so many reports, each of another person, as many reports at once lead to."""
    due = timezone.now().isoformat()
    context = {"number": "7KM4Q2TX", "status": "received", "due": due}
    put(
        Message(
            contact=keep_contact(str(person), by=account, at=timezone.now()),
            audience=REPORTER,
            template=f"forward/{REPORTER}",
            context=context,
        )
        for person in range(2_000_000, 2_000_000 + count)
    )


def _watched(count: int) -> float:
    """Return the rate between the first tenth that was sent and the last: a start is no rate."""
    sent = Message.objects.filter(state=Message.State.SENT)
    give_up = time.monotonic() + PATIENCE
    begun, first = 0.0, 0
    while (done := sent.count()) < count:
        assert time.monotonic() < give_up, "the worker did not deliver"
        if not begun and done > count // 10:
            begun, first = time.perf_counter(), done
        time.sleep(0.05)
    return (count - first) / (time.perf_counter() - (begun or time.perf_counter() - 1e-9))


def _step(count: int) -> float:
    """Return the milliseconds of one step of the dialogue, places and offices looked up."""
    memory, world = Memory(), Registry(timezone.now(), {}, ABLE)
    spent, taken = 0.0, 0
    for text in itertools.islice(itertools.cycle(SAID), min(count, 400)):
        heard = Heard(key=str(new_id()), day=date(2026, 1, 5), text=text)
        begun = time.thread_time()
        memory = engine.step(memory, heard, world, Manner()).memory
        spent += time.thread_time() - begun
        taken += 1
    return spent / taken * 1000
