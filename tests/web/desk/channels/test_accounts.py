"""The accounts page: adding, changing, secrets, health, a trial; who may, and what stays unseen."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Change
from lapor.channels.models import Inbound
from lapor.outbox.accounts import proving, sending
from lapor.outbox.models import ChannelAccount, ChannelSecret, DeliveryEvent, Message
from lapor.outbox.queue import keep_contact
from tests.channels.telegram.botapi import TOKEN
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
LIST = "/desk/kanal/"
OFFICERS = ("national", "admin", "liaison", "handler", "lurah", "overseer", "stranger")
SECRET = "rahasia-kanal-contoh"  # noqa: S105
BOT = {"label": "@lapor_contoh_bot", "slug": "lapor", "a_second": "20", "rupiah": "0"}
SMS = {
    "label": "1708",
    "slug": "1708",
    "a_second": "2,5",
    "rupiah": "350",
    "said_number": "1708",
    "said_way": "kannel",
    "said_sendsms": "http://127.0.0.1:13013/cgi-bin/sendsms",
    "said_username": "lapor",
    "said_hook": "",
    "codes": "SUKAMAJU = Sukamaju, Serang, Kota Serang",
    "takes": "on",
    "sends": "on",
}


@pytest.fixture
def officer(world):
    return sign_in(world.national)


def new(channel="telegram", **fields):
    fields = {"label": "@contoh", "slug": "contoh", "takes": True, "sends": True} | fields
    return ChannelAccount.objects.create(channel=channel, **fields)


def page(account):
    return reverse("desk-channel", args=[account.pk])


def sent_to(answer):
    """Return where a form has led to, without the anchor."""
    return answer.headers["Location"].partition("#")[0]


def act(account, step):
    return reverse("desk-channel-act", args=[account.pk, step])


@pytest.mark.parametrize("who", OFFICERS)
def test_only_the_nation_opens_the_accounts(world, who):
    account = new()
    browser = sign_in(getattr(world, who))
    seen = 200 if who == "national" else 404
    for address in (LIST, "/desk/kanal/baru/sms", page(account), f"{page(account)}/pesan"):
        assert browser.get(address).status_code == seen, address
    for step in ("ubah", "rahasia", "uji", "webhook", "akhiri", "mulai-lagi"):
        answer = browser.post(act(account, step), {"name": "token"}).status_code
        assert (answer == 404) == (who != "national"), step
    shown = "Akun kanal" in browser.get("/desk/aturan/").text if who != "handler" else False
    assert shown == (who == "national")


def test_an_account_is_added_and_asks_for_its_secrets(officer):
    answer = officer.post("/desk/kanal/baru/telegram", BOT, follow=True)
    account = ChannelAccount.objects.get()
    assert answer.redirect_chain == [(page(account), 302)]
    assert "Tempel rahasianya di bawah" in answer.text
    assert "/hooks/telegram/lapor/" in answer.text
    assert answer.text.count("Belum ada</span>") == 2
    assert (account.label, account.takes, account.a_second) == ("@lapor_contoh_bot", False, 20)


def test_a_form_sent_twice_adds_one_account(officer):
    for _time in range(2):
        assert officer.post("/desk/kanal/baru/telegram", BOT).status_code == 302
    assert ChannelAccount.objects.count() == 1
    other = officer.post("/desk/kanal/baru/telegram", BOT | {"label": "@lain"})
    assert other.status_code == 422
    assert "Sudah ada akun dengan nama alamat itu" in other.text
    assert "@lain" in other.text


def test_a_short_number_has_its_gateway_its_codes_and_its_own_address(officer, world):
    assert officer.post("/desk/kanal/baru/sms", SMS).status_code == 302
    account = ChannelAccount.objects.get()
    assert account.a_second == 2.5
    assert account.said["codes"] == {"SUKAMAJU": world.place.pk}
    assert account.said["hook"].endswith("/hooks/sms/1708/")
    shown = officer.get(page(account)).text
    assert "SUKAMAJU = Sukamaju, Serang, Kota Serang" in shown
    assert "?key=" in shown


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("slug", "tidak boleh", "Pakai huruf kecil"),
        ("a_second", "cepat", "Tulis angka antara"),
        ("a_second", "0", "Tulis angka antara"),
        ("rupiah", "-1", "Paling sedikit 0"),
        ("label", "", "Isi bagian ini"),
        ("said_number", "", "Isi bagian ini"),
        ("said_sendsms", "127.0.0.1:13013", "diawali https://"),
        ("said_sendsms", "http://[", "diawali https://"),
        ("said_sendsms", "", "untuk sambungan yang dipilih"),
        ("said_way", "smpp", "untuk sambungan yang dipilih"),
        ("codes", "SUKAMAJU", "belum berbentuk KODE"),
        ("codes", "SUKAMAJU = Takadatempatnya", "tidak dikenal"),
        ("codes", "SUKA = Sukamaju\nSuka = Sukamaju", "sudah ada di atasnya"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(officer, field, typed, says):
    answer = officer.post("/desk/kanal/baru/sms", SMS | {field: typed})
    assert answer.status_code == 422
    assert says in answer.text
    assert "cgi-bin/sendsms" in answer.text or field == "said_sendsms"
    assert not ChannelAccount.objects.exists()


def test_a_channel_that_is_none_is_not_found(officer):
    assert officer.get("/desk/kanal/baru/merpati").status_code == 404
    assert officer.get("/desk/kanal/999999").status_code == 404
    assert officer.post(act(new(), "hapus")).status_code == 404


def test_settings_change_and_the_address_stays(officer, world):
    account = new(said={"api": "https://lama.example.org", "mark_of_another": "stays"})
    told = {"label": "@baru", "slug": "lain", "a_second": "1", "rupiah": "5", "rehearses": "on"}
    answer = officer.post(act(account, "ubah"), told, follow=True)
    assert "Setelan tersimpan" in answer.text
    account.refresh_from_db()
    assert (account.slug, account.label, account.takes) == ("contoh", "@baru", False)
    assert account.said == {"mark_of_another": "stays"}
    again = officer.post(act(account, "ubah"), told, follow=True)
    assert "Tidak ada yang berubah" in again.text
    change = Change.objects.get(topic=Change.Topic.CHANNEL)
    assert change.before
    assert change.after
    assert change.agency == world.root
    assert (change.before["label"], change.after["label"]) == ("@contoh", "@baru")
    shown = officer.get("/desk/audit").text
    assert "Akun kanal: Telegram @baru" in shown
    assert "Akun kanal: Telegram" not in sign_in(world.admin).get("/desk/audit").text


def test_secrets_are_kept_sealed_two_live_for_a_day_and_are_never_shown(officer):
    account = new()
    for text in (SECRET, f"{SECRET}-2"):
        answer = officer.post(
            act(account, "rahasia"), {"name": "hook", "secret": text}, follow=True
        )
        assert "tersimpan tersegel" in answer.text
        assert SECRET not in answer.text
    proved = proving("telegram", "contoh")
    assert proved
    assert proved[1]["hook"] == (f"{SECRET}-2", SECRET)
    shown = officer.get(page(account)).text
    assert "Yang lama berlaku sampai" in shown
    assert SECRET not in shown
    assert all(SECRET.encode() not in bytes(row.sealed) for row in ChannelSecret.objects.all())
    said = [row.after for row in Change.objects.filter(topic=Change.Topic.CHANNEL)]
    assert said == [{"of": "telegram", "secret": "hook"}] * 2
    assert "Rahasia webhook" in shown.partition('id="riwayat"')[2]


@pytest.mark.parametrize("typed", ["", "dua\nbaris", "x" * 4001])
def test_a_secret_that_is_none_is_refused_and_not_given_back(officer, typed):
    account = new()
    answer = officer.post(act(account, "rahasia"), {"name": "token", "secret": typed})
    assert answer.status_code == (302 if "\n" in typed else 422)
    assert "xxxx" not in answer.text
    unknown = officer.post(act(account, "rahasia"), {"name": "kunci", "secret": SECRET})
    assert unknown.status_code == 404


def test_an_account_ends_and_begins_again(officer):
    account = new()
    officer.post(act(account, "rahasia"), {"name": "hook", "secret": SECRET})
    ended = officer.post(act(account, "akhiri"), follow=True).text
    assert "Akun diakhiri" in ended
    assert proving("telegram", "contoh") is None
    officer.post(act(account, "akhiri"))
    assert "Pakai lagi" in officer.get(page(account)).text
    officer.post(act(account, "mulai-lagi"))
    assert proving("telegram", "contoh")
    assert Change.objects.filter(topic=Change.Topic.CHANNEL).count() == 3


def test_the_health_of_an_account_is_what_came_what_left_and_what_it_cost(officer):
    now, account = timezone.now(), new("sms", label="1708", slug="1708", rupiah=350)
    Inbound.objects.create(account=account, provider_id="a", who=b"x", sent_at=now)
    sent = {"account": account, "audience": "reporter", "template": "close/reporter"}
    done = {"state": Message.State.SENT, "tried_at": now, "settled_at": now}
    Message.objects.create(**sent, **done, rupiah=700, provider_id="p-1")
    Message.objects.create(**sent, **done, rupiah=350, rehearsed=True)
    contact = keep_contact("+6281234567890", by=account)
    waits = {"contact": contact, "audience": "reporter", "template": "close/reporter"}
    Message.objects.create(**waits)
    Message.objects.create(**waits, state=Message.State.DEAD, fault="refused", settled_at=now)
    DeliveryEvent.objects.create(account=account, provider_id="p-1", status="delivered", at=now)
    for address in (LIST, page(account)):
        shown = officer.get(address).text
        assert "Rp700" in shown
        assert "Gladi: 1 pesan tidak dikirim; biayanya akan Rp350." in shown
        assert "1 pesan menunggu" in shown
        assert "1 pesan gagal" in shown
        assert "Sampai 1" in shown
        assert "Tidak ada dalam dua bulan ini" not in shown
    assert '<td>SMS</td><td class="n">1</td><td class="n">700</td>' in officer.get(LIST).text


def test_more_accounts_cost_no_more_statements(officer, django_assert_max_num_queries):
    new()
    with django_assert_max_num_queries(13):
        officer.get(LIST)
    for place in range(8):
        new("line", slug=f"akun-{place}")
    with django_assert_max_num_queries(13):
        officer.get(LIST)


@pytest.mark.parametrize("channel", [kind for kind in ChannelAccount.Kind if kind != "push"])
def test_every_channel_is_asked_for_what_its_adapter_reads(officer, channel):
    assert officer.get(f"/desk/kanal/baru/{channel}").status_code == 200
    assert officer.get(page(new(channel))).status_code == 200


def test_the_account_of_devices_makes_itself(officer):
    assert officer.get("/desk/kanal/baru/push").status_code == 404
    account = new("push", said={"public_key": "stays"})
    assert "dibuat sendiri oleh sistem" in officer.get(page(account)).text
    told = {"label": "Kabar", "a_second": "50", "rupiah": "0", "said_hosts": "push.example.org"}
    officer.post(act(account, "ubah"), told)
    account.refresh_from_db()
    assert account.said == {"public_key": "stays", "hosts": "push.example.org"}


def test_of_devices_nothing_is_said_of_what_comes_in_and_its_name_stands_once(officer):
    devices = new("push", label="Kabar di perangkat", takes=False)
    for path in (page(devices), LIST):
        text = officer.get(path).text
        assert "Keluar terakhir" in text
        for never in ("Tidak menerima", "Masuk terakhir", "perangkat · Kabar", 'name="takes"'):
            assert never not in text, path
    assert "Masuk terakhir" in officer.get(page(new())).text


def test_unproved_channels_say_so(officer):
    assert "Belum diuji dengan penyedianya" in officer.get(page(new("messenger"))).text
    assert "Belum diuji dengan penyedianya" in officer.get("/desk/kanal/baru/x").text
    assert "Belum diuji" not in officer.get(page(new())).text


@pytest.mark.parametrize(
    ("channel", "said", "takes", "sends"),
    [
        ("sms", {}, "Kunci di alamat", "Alamat kirim Kannel, Nama pengguna Kannel, Kata sandi"),
        ("sms", {"way": "smpp", "host": "h", "system_id": "s"}, "Kata sandi", "Kata sandi"),
        ("telegram", {}, "Rahasia webhook", "Token bot"),
        ("line", {}, "Channel secret", "Channel access token"),
        ("messenger", {"page_id": "1"}, "App secret, Token verifikasi", "Token halaman"),
        ("whatsapp", {"number_id": "1"}, "App secret, Token verifikasi", "Token akses"),
        ("x", {"user_id": "1"}, "API key, API key secret", "API key, API key secret"),
        ("email", {"address": "a@b.example"}, "Server IMAP, Kata sandi kotak surat", ""),
        ("email", {"address": "a@b.example", "lmtp": "yes"}, "", ""),
    ],
)
def test_an_account_says_what_it_still_lacks(officer, channel, said, takes, sends):
    account = new(channel, said=said)
    for address in (LIST, page(account)):
        shown = officer.get(address).text
        assert ("Belum bisa menerima: " + takes in shown) == bool(takes)
        assert ("Belum bisa mengirim: " + sends in shown) == bool(sends)
    ChannelAccount.objects.update(rehearses=True)
    assert "Belum bisa mengirim" not in officer.get(LIST).text, "nothing leaves in a rehearsal"
    for one in ("path", "password", "hook", "token", "channel_secret", "access_token"):
        officer.post(act(account, "rahasia"), {"name": one, "secret": SECRET})
    ChannelAccount.objects.update(takes=False, sends=False)
    assert "Belum bisa" not in officer.get(LIST).text, "what is switched off lacks nothing"


def test_the_history_of_an_account_calls_its_settings_by_their_names(officer, world):
    officer.post("/desk/kanal/baru/sms", SMS)
    account = ChannelAccount.objects.get()
    said = officer.get(page(account)).text.partition('id="riwayat"')[2]
    assert "Alamat kirim Kannel" in said
    assert "Lewat Kannel" in said
    assert "SUKAMAJU = Sukamaju" in said
    for key in ("sendsms:", "way:", "hook:", f"= {world.place.pk}"):
        assert key not in said


def test_the_messages_of_an_account_are_listed_and_tried_again(officer):
    account = new()
    dead = Message.objects.create(
        contact=keep_contact("427770117", by=account),
        audience="talk",
        template="hello/talk",
        state=Message.State.DEAD,
        fault=Message.Fault.REFUSED,
        sealed=b"words",
    )
    again = reverse("desk-channel-again", args=[account.pk, dead.pk])
    shown = officer.get(f"{page(account)}/pesan").text
    assert "Jawaban dalam percakapan" in shown
    assert again in shown
    assert "Jawaban dalam percakapan" in officer.get("/desk/surat").text
    assert "masuk antrean lagi" in officer.post(again, follow=True).text
    assert "tidak gagal" in officer.post(again, follow=True).text
    assert "Menunggu dikirim" in officer.get(f"{page(account)}/pesan?lihat=menunggu").text
    assert again not in officer.get(f"{page(account)}/pesan").text
    Message.objects.update(resent=True)
    assert "mungkin sampai dua kali" in officer.get(f"{page(account)}/pesan?lihat=dobel").text
    other = reverse("desk-channel-again", args=[new(slug="lain").pk, dead.pk])
    assert officer.post(other).status_code == 404


def test_what_sends_is_for_the_worker_alone(officer):
    account = new()
    officer.post(act(account, "rahasia"), {"name": "token", "secret": TOKEN})
    assert sending(account)["token"] == (TOKEN,)


def test_a_secret_is_not_sent_to_another_machine_than_it_was_pasted_for(officer):
    account = new(slug="lapor")
    for name in ("token", "hook"):
        officer.post(act(account, "rahasia"), {"name": name, "secret": SECRET})
    told = BOT | {"takes": "on", "sends": "on"}
    officer.post(act(account, "ubah"), told | {"label": "@nama_baru"})
    assert sending(account)["token"] == (SECRET,), "a name is no address"
    answer = officer.post(
        act(account, "ubah"), told | {"said_api": "https://bukan-kami.example"}, follow=True
    )
    assert "rahasia untuk mengirim tidak berlaku lagi" in answer.text
    assert "token" not in sending(account)
    assert proving("telegram", "lapor") is None, "its hook's secret goes to that machine, too"


def test_what_proves_a_provider_and_is_told_to_nobody_stays_when_the_machine_changes(officer):
    account = new("line", slug="resmi")
    for name in ("access_token", "channel_secret"):
        officer.post(act(account, "rahasia"), {"name": name, "secret": SECRET})
    told = BOT | {"takes": "on", "sends": "on", "said_api": "https://bukan-kami.example"}
    officer.post(act(account, "ubah"), told)
    assert "access_token" not in sending(account)
    assert (proving("line", "resmi") or ("", {}))[1]["channel_secret"] == (SECRET,)


def test_a_summary_of_faults_names_the_fields_in_the_order_of_the_page(officer):
    shown = officer.post("/desk/kanal/baru/telegram", {"slug": "tidak boleh", "rupiah": "0"}).text
    order = ["Nama: Isi bagian ini", "Nama alamat: Pakai huruf", "Pesan per detik: Isi bagian ini"]
    places = [shown.find(says) for says in order]
    assert -1 not in places
    assert places == sorted(places)


def test_an_sms_account_marks_which_fields_are_of_which_way(officer):
    shown = officer.get("/desk/kanal/baru/sms").text
    assert shown.count('data-way="kannel"') == 3
    assert shown.count('data-way="smpp"') == 5
    wrong = SMS | {"said_way": "smpp", "said_host": "h", "said_system_id": "s"}
    answer = officer.post("/desk/kanal/baru/sms", wrong | {"said_sendsms": "bukan alamat"})
    assert answer.status_code == 302, "what is of the other way is not judged"


@pytest.mark.parametrize(
    ("channel", "says", "not_said"),
    [
        ("email", "Nama pendek akun ini", "alamat webhook"),
        ("x", "Coba dulu dengan gladi.", "kirim uji"),
        ("messenger", "kirim uji", "Per bagian SMS"),
        ("telegram", "alamat webhook", "Per bagian SMS"),
        ("sms", "Per bagian SMS", "@lapor_bot"),
    ],
)
def test_a_form_speaks_of_its_own_channel(officer, channel, says, not_said):
    shown = officer.get(f"/desk/kanal/baru/{channel}").text
    assert says in shown
    assert not_said not in shown


def test_of_x_no_hook_is_spoken_of_because_mentions_are_looked_for(officer):
    shown = [officer.get(path).text for path in ("/desk/kanal/baru/x", page(new("x")))]
    assert not any("webhook" in one for one in shown)


@pytest.mark.parametrize(("channel", "name"), [("telegram", "hook"), ("sms", "path")])
def test_a_secret_of_an_address_is_what_providers_take(officer, channel, name):
    account = new(channel)
    answer = officer.post(act(account, "rahasia"), {"name": name, "secret": "dua kata!"})
    assert answer.status_code == 422
    assert "Pakai huruf, angka, _ dan - saja" in answer.text
    kept = officer.post(act(account, "rahasia"), {"name": name, "secret": SECRET}, follow=True)
    assert "tersimpan tersegel" in kept.text
    assert "Yang lama masih berlaku satu hari." not in kept.text, "there was none before"
    again = officer.post(act(account, "rahasia"), {"name": name, "secret": "lain-x"}, follow=True)
    assert "Yang lama masih berlaku satu hari." in again.text
