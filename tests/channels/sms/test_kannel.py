"""A short number behind Kannel: one good SMS is a report, and its answers are short and plain."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from lapor.agencies.models import Agency
from lapor.channels.models import Conversation, Inbound
from lapor.channels.sms.numbers import number_of
from lapor.kit.sms import is_gsm, parts
from lapor.outbox.models import DeliveryEvent, Message
from lapor.reports import triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind
from tests.channels.accounts import live_account

pytestmark = pytest.mark.django_db(transaction=True)
KEY, PERSON = "a-key-of-our-gateway", "+6281200000001"
STORY = "Kemarin jalan di depan pasar Sukamaju amblas dan ada yang jatuh"


class Gateway(ThreadingHTTPServer):
    """Takes SMS as Kannel's sendsms does; what it took stands in `sent`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.sent: list[dict[str, str]] = []
        self.status = 202

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/cgi-bin/sendsms"


class Taking(BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self) -> None:
        query = {name: told[0] for name, told in parse_qs(urlsplit(self.path).query).items()}
        if self.server.status == 202:
            self.server.sent.append(query)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b"0: Accepted for delivery")

    def log_message(self, format: str, *args: object) -> None:
        """Keep silent."""


@contextmanager
def gateway() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def kannel():
    with gateway() as server:
        yield server


@pytest.fixture
def account(world, kannel):
    said = {
        "sendsms": kannel.address,
        "username": "lapor",
        "number": "1708",
        "hook": "http://127.0.0.1/hooks/sms/1708/",
        "codes": {"TANGKAB": world.place.pk},
    }
    secrets = {"path": KEY, "password": "what-sends"}
    return live_account("sms", "1708", said, secrets, label="1708", rupiah=300)


@pytest.fixture
def bring(client, account):
    def get(**told):
        return client.get(f"/hooks/sms/{account.slug}/?{urlencode({'key': KEY} | told)}")

    return get


@pytest.fixture
def sms(bring, work, kannel):
    """Let somebody send an SMS; return what was answered."""

    def write(text, key, sender=PERSON):
        before = len(kannel.sent)
        told = {"id": key, "from": sender, "text": text, "ts": "2026-03-02 02:00:00"}
        assert bring(**told).status_code == 200
        work()
        return [one["text"] for one in kannel.sent[before:]]

    return write


def test_one_sms_is_a_report_and_its_receipt_is_one_plain_sms(sms, world, kannel):
    [answer] = sms(STORY, "1")
    report = Report.objects.get()
    assert report.region == world.place
    assert f"{report.number[:4]}-{report.number[4:]}" in answer
    assert is_gsm(answer)
    assert len(parts(answer)) == 1
    assert kannel.sent[0]["to"] == PERSON
    assert Message.objects.get(audience="talk").rupiah == 300


@pytest.mark.parametrize("text", ["TANGKAB {}", "tangkab (spasi) {}", "LAPOR TANGKAB {}"])
def test_a_keyword_of_the_account_names_the_place(sms, world, text):
    [receipt] = sms(text.format("lampu jalan padam sudah empat minggu, gelap sekali"), "1")
    assert Report.objects.get().region == world.place
    assert "Untuk: Kota Serang" in receipt
    assert len(parts(receipt)) == 1


def test_an_sms_that_kannel_brings_again_is_taken_once(sms, kannel):
    sms(STORY, "same")
    assert sms(STORY, "same") == []
    assert Report.objects.count() == 1


def test_a_question_is_read_on_request_with_its_choices_and_a_number_is_the_answer(
    sms, world, work, kannel
):
    sms(STORY, "1")
    report = Report.objects.get()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    report.refresh_from_db()
    triage.hold(report, actor=world.liaison, question="Di RT berapa?", choices=["RT 3", "RT 5"])
    work()
    asked = kannel.sent[-1]["text"]
    assert "Balas BACA" in asked
    assert "RT 3" not in asked
    [read] = sms("BACA", "2")
    assert "Di RT berapa?" in read
    assert read.endswith("\n1 RT 3\n2 RT 5")
    [taken] = sms("2", "3")
    assert "sudah masuk" in taken
    assert report.events.get(move="resume").answers.chosen == [1]


def test_an_sms_of_many_parts_comes_in_a_body_where_no_address_is_long_enough(
    client, account, world, work, kannel
):
    told = {"id": "lang-1", "from": PERSON, "text": f"{STORY} " + "🕳" * 7000}
    answer = client.post(
        f"/hooks/sms/{account.slug}/?key={KEY}",
        urlencode(told),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    work()
    [report] = Report.objects.all()
    assert report.body.startswith(STORY)


def test_who_knows_no_key_brings_nothing(client, account):
    answer = client.get("/hooks/sms/1708/?key=guessed&id=1&from=%2B628120&text=halo")
    assert answer.status_code == 403
    assert not Inbound.objects.exists()


def test_the_number_of_a_person_stands_nowhere_in_clear(sms):
    sms(STORY, "1")
    talk = Conversation.objects.get()
    for kept in (talk.who, talk.memory, talk.contact.sealed, Inbound.objects.get().sealed):
        assert PERSON[1:].encode() not in bytes(kept or b"")


def test_what_an_operator_says_of_a_message_is_kept_once(sms, bring):
    sms(STORY, "1")
    message = Message.objects.get(audience="talk")
    for dlr in ("8", "1", "1"):
        assert bring(dlr=dlr, ref=message.provider_id).status_code == 200
    assert list(DeliveryEvent.objects.order_by("pk").values_list("status", flat=True)) == [
        "sent",
        "delivered",
    ]


def test_the_gateway_that_is_down_is_tried_again(sms, kannel):
    kannel.status = 503
    assert sms(STORY, "1") == []
    assert Message.objects.get(audience="talk").state == "queued"
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+6281200000001", "+6281200000001"),
        ("6281200000001", "+6281200000001"),
        ("081200000001", "+6281200000001"),
        ("TELKOMSEL", ""),
        ("", ""),
    ],
)
def test_a_number_is_written_in_one_way(typed, number):
    assert number_of(typed) == number


def test_the_office_that_an_sms_is_proposed_for_is_that_of_a_chat(sms, atlas, world):
    short = {"short_name": "Dishub Kota Serang"}
    Agency.objects.filter(pk=atlas["transport"].pk).update(**short)
    [receipt] = sms("Kemarin lampu jalan di Sukamaju padam semua", "1")
    report = Report.objects.get()
    assert report.requested_agency == atlas["transport"]
    assert "usul Dishub Kota Serang." in receipt
    assert len(parts(receipt)) == 1
