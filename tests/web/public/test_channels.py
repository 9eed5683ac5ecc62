"""Where people learn by which channels they can write: a page of its own, and every footer."""

import pytest
from django.utils import timezone

from lapor.agencies import rules
from lapor.outbox.accounts import keep_secret
from lapor.outbox.living import LIVING, find
from lapor.outbox.models import ChannelAccount
from lapor.project.seed.letters import dialogue

pytestmark = pytest.mark.django_db
EVERY = {
    "sms": ("1708", {"sendsms": "http://127.0.0.1:1/", "username": "lapor", "number": "1708"}),
    "telegram": ("@lapor_contoh_bot", {}),
    "whatsapp": ("+62 811 0000 0000", {"number_id": "1"}),
    "line": ("@lapor", {}),
    "messenger": ("LAPOR Contoh", {"page_id": "lapor.contoh"}),
    "email": ("Aduan", {"address": "aduan@example.go.id", "lmtp": "yes"}),
    "x": ("@lapor", {"user_id": "1"}),
}
SECRETS = {
    "sms": ("path", "password"),
    "telegram": ("hook", "token"),
    "whatsapp": ("app_secret", "verify_token", "access_token"),
    "line": ("channel_secret", "access_token"),
    "messenger": ("app_secret", "verify_token", "access_token"),
    "x": ("consumer_secret", "consumer_key", "access_token", "access_token_secret"),
}
LINKS = (
    "sms:1708",
    "https://t.me/lapor_contoh_bot",
    "https://wa.me/6281100000000",
    "https://line.me/R/ti/p/@lapor",
    "https://m.me/lapor.contoh",
    "mailto:aduan@example.go.id",
    "https://x.com/lapor",
)
PAGES = ("/", "/lapor", "/laporan/", "/tentang/cara-kerja", "/kanal")


def live(channel, **more):
    label, said = EVERY[channel]
    fields = {"label": label, "said": said, "takes": True, "sends": True} | more
    row = ChannelAccount.objects.create(channel=channel, slug=channel, **fields)
    for name in SECRETS.get(channel, ()):
        keep_secret(row, name, f"a-{name}", timezone.now())
    LIVING.forget()
    return row


@pytest.fixture
def texts():
    for row in dialogue():
        row.save()
    rules.changed()


def test_every_living_channel_is_named_and_opens(client, world, texts):
    for channel in EVERY:
        live(channel)
    shown = client.get("/kanal").text
    for link in LINKS:
        assert f'href="{link}"' in shown
    for word in (
        *("YA", "UBAH", "SEMBUNYI", "NAMA", "RAHASIA", "LEWATI", "BATAL", "CEK", "BACA", "BALAS"),
        *("KIRIM", "SELESAI", "BELUM", "WEB", "CABUT", "BARU", "BANTUAN", "STOP", "MULAI"),
        "ENGLISH",
    ):
        assert f"<b>{word}</b>" in shown
    assert "Selokan depan SD" in shown.partition("Satu pesan yang sudah cukup")[2][:400]
    assert "LAPOR" in shown.partition('class="bub words"')[2][:40], "as the dialogue says it"
    for page in PAGES:
        shown = client.get(page).text
        assert "1708" in shown.partition("<footer")[2]
        assert 'href="/kanal"' in shown


def test_the_example_speaks_the_language_of_its_page_alone(client, world, texts):
    live("sms")
    client.post("/bahasa", {"bahasa": "en", "ke": "/kanal"})
    shown = client.get("/kanal").text
    talk = shown.partition('role="group"')[2].partition("</section>")[0]
    assert "We noted" in talk
    assert "Received, code" in talk
    assert "proposed Dinas PUPR" in talk
    assert "Kami catat" not in talk
    assert "disembunyikan" not in talk


def test_without_accounts_it_says_what_is_open(client, world):
    LIVING.forget()
    shown = client.get("/kanal").text
    assert "formulir di web ini" in shown
    assert "Ke mana menulis" in shown
    assert "Kata yang dimengerti" not in shown
    assert "Tulis saja kepada kami" not in client.get("/").text


@pytest.mark.parametrize(
    "how", [{"takes": False}, {"sends": False}, {"rehearses": True}, {"ended_at": timezone.now()}]
)
def test_what_is_switched_off_is_not_named(client, world, how):
    live("telegram", **how)
    assert "t.me" not in client.get("/kanal").text


def test_what_lacks_a_secret_is_not_named(world):
    row = live("telegram")
    assert [way.name for way in find()] == ["@lapor_contoh_bot"]
    row.secrets.filter(name="token").delete()
    assert not find()


def test_a_name_that_opens_nothing_is_named_without_a_link(client, world):
    live("telegram", label="Bot resmi LAPOR")
    shown = client.get("/kanal").text
    assert "Bot resmi LAPOR" in shown
    assert "t.me" not in shown


def test_pages_ask_the_database_for_it_once_a_minute(client, world, django_assert_num_queries):
    live("telegram")
    client.get("/halaman-yang-tidak-ada")
    with django_assert_num_queries(0):
        assert "@lapor_contoh_bot" in client.get("/halaman-yang-tidak-ada").text
