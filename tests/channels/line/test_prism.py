"""LINE as Prism plays it after LINE's own OpenAPI description: what we send is what LINE takes.

Prism (npm `@stoplight/prism-cli`) is looked for on the PATH and in the folder that
LAPOR_TEST_NPM names; LAPOR_TEST_LINE names LINE's own `messaging-api.yml`. Without the file it is
the description that LINE's library was made from.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import PushMessageRequest, ReplyMessageRequest
from linebot.v3.messaging.models import TextMessage

from tests.channels.chats import LineChat, filed, held
from tests.channels.line.description import push_document
from tests.channels.lives import live_from_first_word_to_rating
from tests.channels.provider import Answer, Sent
from tests.project.service import until

NPM = os.environ.get("LAPOR_TEST_NPM", "")
PRISM = shutil.which("prism") or shutil.which("prism", path=f"{NPM}/node_modules/.bin")
LINE = LineChat()


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start Prism on a free port; yield its address."""
    if PRISM is None:
        pytest.skip("Prism is not here: npm install @stoplight/prism-cli, and LAPOR_TEST_NPM.")
    document = Path(os.environ.get("LAPOR_TEST_LINE", ""))
    if not document.is_file():
        document = tmp_path_factory.mktemp("line") / "messaging-api.json"
        document.write_text(json.dumps(push_document()))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    playing = subprocess.Popen(  # noqa: S603
        [PRISM, "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(document)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: is_open(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        playing.terminate()
        playing.wait()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(address: str, sent: Sent) -> Answer:
    """Hand a request on, and return what comes back."""
    host = urlsplit(address).netloc
    talk = http.client.HTTPConnection(host, timeout=20)
    kept = ("authorization", "content-type", "x-line-retry-key")
    headers = {name: value for name, value in sent.headers.items() if name in kept}
    talk.request("POST", sent.path, sent.body, headers)
    answer = talk.getresponse()
    told = json.loads(answer.read() or b"{}")
    talk.close()
    return answer.status, told


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_report_lives_its_whole_life_on_line_as_line_describes_itself(prism, world, work):
    with held(LINE, work, lambda sent: ask(prism, sent)) as talk:
        live_from_first_word_to_rating(talk, world)


@pytest.mark.slow
def test_the_description_refuses_what_is_no_push(prism):
    good = {"to": "U1", "messages": [{"type": "text", "text": "Halo"}]}
    headers = {
        "authorization": "Bearer x",
        "content-type": "application/json",
        "x-line-retry-key": "123e4567-e89b-12d3-a456-426614174000",
    }
    path = "/v2/bot/message/push"
    assert ask(prism, Sent(path, headers, json.dumps(good).encode()))[0] == 200
    nobody = {"messages": good["messages"]}
    assert ask(prism, Sent(path, headers, json.dumps(nobody).encode()))[0] == 400
    unproved = headers | {"authorization": ""}
    assert ask(prism, Sent(path, unproved, json.dumps(good).encode()))[0] == 401


@pytest.mark.django_db(transaction=True)
def test_what_we_send_is_what_lines_own_library_reads(world, work):
    with held(LINE, work) as talk:
        filed(talk)
        assert len(talk.provider.sent) == 3
        for sent in talk.provider.sent:
            if sent.path.endswith("/reply"):
                asked = ReplyMessageRequest.from_json(sent.body.decode())
                assert asked.reply_token
            else:
                asked = PushMessageRequest.from_json(sent.body.decode())
                assert asked.to == LINE.person
            [message] = asked.messages
            assert isinstance(message, TextMessage)
            assert message.text


def test_what_lines_own_library_proves_and_reads_is_what_we_do():
    body = json.dumps(LINE.body("1", "Jalan “rusak” 🚧", "", LINE.person)).encode()
    parser = WebhookParser(LINE.secrets["channel_secret"])
    [event] = parser.parse(body.decode(), LINE.headers(body)["X-Line-Signature"])
    assert event.message.text == "Jalan “rusak” 🚧"
    with pytest.raises(InvalidSignatureError):
        parser.parse(body.decode() + " ", LINE.headers(body)["X-Line-Signature"])
