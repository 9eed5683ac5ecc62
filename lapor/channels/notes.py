"""Letters that name no report: a seat, a way in, what stands vacant, what came, who is asked.

Their words are code, not rows: some carry a link that opens an account.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.accounts.codes import digits_of
from lapor.accounts.invitations import link_for
from lapor.outbox.asking import LETTER as PARTY
from lapor.outbox.asking import PATH, secret_for
from lapor.outbox.models import Message

Text = str | Promise
CODE = "code"  # the letter whose digits are made when it is written, so that no row holds them
# Of each template: the subject, the body, and the page it leads to. {until} is a day.
TEXTS: Mapping[str, tuple[Text, Text, str]] = {
    "invite": (
        _("Undangan ke meja kerja LAPOR"),
        _(
            "Anda diminta memegang jabatan {post}.\n\n"
            "Buka tautan ini satu kali untuk membuat kata sandi. Tautan berlaku tujuh hari."
            " Sesudah itu minta undangan baru kepada admin Anda."
        ),
        "",
    ),
    "reset": (
        _("Cara masuk Anda diatur ulang"),
        _(
            "Admin Anda mengatur ulang kata sandi dan kode di ponsel Anda. Semua sesi Anda sudah"
            " berakhir.\n\nBuka tautan ini satu kali untuk membuat kata sandi baru. Tautan berlaku"
            " tujuh hari. Kalau Anda tidak memintanya, beri tahu atasan Anda."
        ),
        "",
    ),
    "seated": (
        _("Anda memegang jabatan {post}"),
        _("Mulai {until} Anda memegang jabatan {post}. Pekerjaannya sudah ada di meja kerja Anda."),
        "/desk/",
    ),
    "left": (
        _("Jabatan {post} berpindah tangan"),
        _("Mulai {until} jabatan {post} tidak lagi Anda pegang. Pekerjaannya tetap di sana."),
        "/desk/",
    ),
    "stands_in": (
        _("Anda menjadi pelaksana harian {post}"),
        _("Anda menggantikan pejabat {post} sampai {until}. Pilih jabatan itu di meja kerja Anda."),
        "/desk/",
    ),
    "vacant": (
        _("Jabatan kosong dengan laporan terbuka: {count}"),
        _("Jabatan ini kosong, sementara ada laporan terbuka yang menunggu unitnya:\n\n{list}"),
        "/desk/jabatan/?kosong=1",
    ),
    CODE: (
        _("Kode masuk LAPOR"),
        _(
            "{code}\n\nKetik enam angka ini di halaman yang meminta kode. Berlaku sepuluh menit,"
            " satu kali.\n\nBukan Anda yang meminta? Abaikan surel ini: tanpa angka itu tidak ada"
            " yang dapat masuk. Jangan berikan kepada siapa pun, juga kepada petugas."
        ),
        "/akun/masuk/kode",
    ),
    "keeper": (
        _("Ada permintaan yang menunggu kunci Anda"),
        _(
            "Sebuah kantor meminta membuka identitas yang disegel. Jawab sebelum {until}: setujui"
            " dengan bagian kunci Anda, atau tolak dengan alasan."
        ),
        "/desk/segel/",
    ),
    "answered": (
        _("Permintaan Anda kepada pemegang kunci sudah dijawab"),
        _("Kedua pemegang kunci menyetujui, atau salah satunya menolak. Bacalah di meja kerja."),
        "/desk/",
    ),
    "automatic_off": (
        _("Penerusan otomatis berhenti sendiri"),
        _(
            "Sistem berhenti meneruskan laporan dengan sendirinya di {post}: petugas terlalu sering"
            " memilih unit lain. Laporan baru menunggu verifikasi seperti biasa. Angkanya, dan"
            " cara mengamatinya lagi, ada di Kelola, Penerusan otomatis."
        ),
        "/desk/aturan/otomatis",
    ),
    "came": (
        _("{count} laporan pindah ke meja Anda"),
        _(
            "Karena perubahan instansi ({change}), {count} laporan pindah ke unit {post}."
            " Aturan tenggatnya tetap."
        ),
        "/desk/",
    ),
    PARTY: (
        _("{office} meminta keterangan Anda"),
        _(
            "{office} menangani sebuah laporan masyarakat dan meminta keterangan Anda lewat"
            " LAPOR.\n\nBuka tautan ini sampai {until}. Peramban pertama yang membukanya yang"
            " dipakai seterusnya, jadi buka di perangkat tempat Anda akan menjawab. Jangan"
            " meneruskan tautan ini. Ragu? Tanyakan dulu kepada kantor itu."
        ),
        "",
    ),
}
LINKED = ("invite", "reset")


def subject_and_body(message: Message) -> tuple[str, str] | None:
    """Return what such a letter says; None for a letter about a report.

    The caller has set the language.
    """
    name = message.template.partition("/")[0]
    if name not in TEXTS or "number" in message.context:
        return None
    subject, body, path = TEXTS[name]
    if name in LINKED and message.person:
        path = link_for(message.person)
    words = {key: str(value) for key, value in message.context.items()}
    if name == PARTY and message.contact:
        path = f"{PATH}#{secret_for(message.contact.pk)}"
    if name == CODE:
        words["code"] = digits_of(UUID(words["code"]))
    if "until" in words:
        zone = ZoneInfo(words.get("zone", settings.TIME_ZONE))
        day = datetime.fromisoformat(words["until"]).astimezone(zone)
        words["until"] = date_format(day, "j F Y")
    said = str(body)
    told = str(subject)
    for key, value in words.items():
        said, told = said.replace(f"{{{key}}}", value), told.replace(f"{{{key}}}", value)
    return " ".join(told.split()), f"{said}\n\n{settings.ADDRESS.rstrip('/')}{path}\n"
