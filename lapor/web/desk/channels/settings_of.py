"""What an account of each channel is asked beside its name: hosts, numbers, names, and secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.outbox.accounts import NAMES, PROVES

Told = str | Promise


@dataclass(frozen=True)
class Setting:
    """One thing that an account says. key: as the adapter reads it in `ChannelAccount.said`."""

    key: str
    label: Told
    hint: Told = ""
    required: bool = False
    is_address: bool = False  # of a machine: http or https
    choices: tuple[tuple[str, Told], ...] = ()
    way: str = ""  # of an SMS account: asked only where it goes this way


@dataclass(frozen=True)
class Named:
    """A secret of a channel. proves: by which we know the provider; else by which we send."""

    name: str
    label: Told
    hint: Told
    proves: bool


KANNEL, SMPP = "kannel", "smpp"  # the ways of an SMS account
API = _("Alamat API")
OWN_API = _("Kosongkan bila memakai alamat resmi penyedia.")
HANDLE = _("Nama untuk tautan")
OF_A_LINK = _("Agar pelapor dapat pindah ke sini lewat tautan. Kosong: diambil dari nama di atas.")
SERVER = _("Host dan port, misalnya surel.contoh.go.id:993.")
NO_YES = (("", _("Tidak")), ("yes", _("Ya")))
SETTINGS: Mapping[str, Sequence[Setting]] = {
    "sms": (
        Setting("number", _("Nomor pendek"), _("Misalnya 1708."), required=True),
        Setting(
            "way",
            _("Sambungan"),
            _("Kannel: gerbang di mesin Anda. SMPP: langsung ke operator."),
            choices=((KANNEL, _("Lewat Kannel")), (SMPP, _("SMPP langsung"))),
        ),
        Setting(
            "sendsms",
            _("Alamat kirim Kannel"),
            _("Misalnya http://127.0.0.1:13013/cgi-bin/sendsms."),
            is_address=True,
            way=KANNEL,
        ),
        Setting(
            "username",
            _("Nama pengguna Kannel"),
            _("Isi `username` pada sendsms-user."),
            way=KANNEL,
        ),
        Setting(
            "hook",
            _("Alamat kami menurut Kannel"),
            _(
                "Ke sini Kannel memberi tahu SMS mana yang sampai. Kosongkan bila mesin Kannel"
                " membuka LAPOR dengan alamat yang sama seperti orang lain."
            ),
            is_address=True,
            way=KANNEL,
        ),
        Setting("host", _("Host SMPP"), _("Dari operator."), way=SMPP),
        Setting("port", _("Port SMPP"), _("Kosong: 2775."), way=SMPP),
        Setting("system_id", _("System ID"), _("Dari operator."), way=SMPP),
        Setting("system_type", _("System type"), _("Biasanya kosong."), way=SMPP),
        Setting("tls", _("SMPP dengan TLS"), choices=NO_YES, way=SMPP),
    ),
    "telegram": (
        Setting("handle", HANDLE, OF_A_LINK),
        Setting("api", API, OWN_API, is_address=True),
    ),
    "line": (
        Setting("handle", HANDLE, OF_A_LINK),
        Setting("api", API, OWN_API, is_address=True),
        Setting("files", _("Alamat berkas"), OWN_API, is_address=True),
    ),
    "messenger": (
        Setting("page_id", _("Nomor halaman (page ID)"), required=True),
        Setting("api", API, OWN_API, is_address=True),
    ),
    "whatsapp": (
        Setting("number_id", _("Nomor pengirim (phone number ID)"), required=True),
        Setting("handle", HANDLE, OF_A_LINK),
        Setting(
            "template",
            _("Template kabar"),
            _("Nama template yang disetujui Meta, dengan dua isian: kode dan status."),
        ),
        Setting("template_language", _("Bahasa template"), _("Kosong: id.")),
        Setting("api", API, OWN_API, is_address=True),
    ),
    "x": (
        Setting("user_id", _("Nomor akun (user ID)"), required=True),
        Setting("every", _("Dilihat setiap berapa menit"), _("Kosong: 5.")),
        Setting("most", _("Paling banyak sekali lihat"), _("Kosong: 20. Setiap sebutan berbayar.")),
        Setting("api", API, OWN_API, is_address=True),
    ),
    "email": (
        Setting("address", _("Alamat surel"), _("Ke sini orang menulis."), required=True),
        Setting("name", _("Nama pengirim"), _("Kosong: LAPOR.")),
        Setting(
            "plus",
            _("Alamat plus"),
            _("Apakah surel ke aduan+kata@… sampai di kotak surat ini."),
            choices=(("", _("Ya")), ("no", _("Tidak"))),
        ),
        Setting(
            "checks",
            _("Nama server pemeriksa"),
            _("Seperti di kepala surat Authentication-Results. Kosong: pengirim tidak diperiksa."),
        ),
        Setting("imap", _("Server IMAP"), SERVER),
        Setting(
            "imap_tls",
            _("Sambungan IMAP"),
            choices=(("", "TLS"), ("starttls", "STARTTLS"), ("none", _("Tanpa (mesin ini saja)"))),
        ),
        Setting("user", _("Nama pengguna"), _("Kosong: alamatnya.")),
        Setting("folder", _("Folder"), _("Kosong: INBOX.")),
        Setting("done", _("Folder yang sudah dibaca"), _("Kosong: suratnya tetap di tempatnya.")),
        Setting("lmtp", _("Diantar lewat LMTP"), choices=NO_YES),
        Setting("smtp", _("Server kirim (SMTP)"), _("Kosong: server surat LAPOR sendiri.")),
        Setting(
            "smtp_tls",
            _("Sambungan SMTP"),
            choices=(("", "STARTTLS"), ("ssl", "TLS"), ("none", _("Tanpa (mesin ini saja)"))),
        ),
    ),
    "push": (
        Setting(
            "hosts",
            _("Layanan push sendiri"),
            _("Nama host, dipisah koma. Kosong: layanan peramban yang umum."),
        ),
    ),
}
KEPT = _("Tempel dari halaman penyedianya.")
SECRETS: Mapping[tuple[str, str], tuple[Told, Told]] = {
    ("sms", "path"): (
        _("Kunci di alamat"),
        _("Kannel tidak menandatangani apa pun: kunci ini ikut di alamat yang dipanggilnya."),
    ),
    ("sms", "password"): (_("Kata sandi gerbang SMS"), _("Isi `password` di gerbangnya.")),
    ("telegram", "hook"): (
        _("Rahasia webhook"),
        _("Sama dengan secret_token pada setWebhook: huruf, angka, _ dan -."),
    ),
    ("telegram", "token"): (_("Token bot"), _("Dari BotFather.")),
    ("line", "channel_secret"): (_("Channel secret"), _("LINE Developers, tab Basic settings.")),
    ("line", "access_token"): (
        _("Channel access token"),
        _("LINE Developers, tab Messaging API."),
    ),
    ("messenger", "app_secret"): (_("App secret"), _("Meta for Developers, Settings, Basic.")),
    ("messenger", "verify_token"): (
        _("Token verifikasi"),
        _("Anda karang sendiri, lalu ketik sama di halaman webhook Meta."),
    ),
    ("messenger", "access_token"): (_("Token halaman"), _("Page access token, jangka panjang.")),
    ("whatsapp", "app_secret"): (_("App secret"), _("Meta for Developers, Settings, Basic.")),
    ("whatsapp", "verify_token"): (
        _("Token verifikasi"),
        _("Anda karang sendiri, lalu ketik sama di halaman webhook Meta."),
    ),
    ("whatsapp", "access_token"): (_("Token akses"), _("Dari system user, jangka panjang.")),
    ("x", "consumer_secret"): (_("API key secret"), KEPT),
    ("x", "consumer_key"): (_("API key"), KEPT),
    ("x", "access_token"): (_("Access token"), KEPT),
    ("x", "access_token_secret"): (_("Access token secret"), KEPT),
    ("email", "password"): (_("Kata sandi kotak surat"), _("Untuk membaca dan mengirim.")),
}
# What a way of SMS cannot do without.
NEEDED = {KANNEL: ("sendsms", "username"), SMPP: ("host", "system_id")}
MADE = ("push",)  # whose one account and key make themselves, at the first device
ONLY_SENDS = ("push",)  # nothing ever comes in by it
# As what people know an account of each channel by, and in what its provider counts.
CALLED: Mapping[str, Told] = {
    "sms": _("Nomornya seperti dikenal orang, misalnya 1708."),
    "telegram": _("Seperti dikenal orang, misalnya @lapor_bot."),
    "whatsapp": _("Nomornya seperti dikenal orang, misalnya +62 811 1708 170."),
    "line": _("Seperti dikenal orang, misalnya @lapor."),
    "messenger": _("Nama halamannya."),
    "email": _("Nama kotak surat ini di daftar akun, misalnya Aduan."),
    "x": _("Seperti dikenal orang, misalnya @lapor1708."),
    "push": _("Nama akun ini di daftar."),
}
UNTRIED = ("messenger", "x")  # never run against the provider itself
HOOKED = ("sms", "telegram", "line", "messenger", "whatsapp")  # whose provider calls us
WRITES_TO = ("sms", "telegram", "line", "messenger", "whatsapp", "email")  # one address at a time
BY_KEY = ("sms",)  # whose hook carries its key in the address


def secrets_of(channel: str) -> Sequence[Named]:
    """Return the secrets to be pasted for a channel, those that prove first."""
    if channel in MADE:
        return []
    return [
        Named(name, *SECRETS.get((channel, name), (name, KEPT)), proves=use == PROVES)
        for use, names in NAMES[channel].items()
        for name in names
    ]
