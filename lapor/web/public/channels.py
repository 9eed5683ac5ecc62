"""How to report by SMS and messages: the living addresses, an example, and what is never said."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lapor.agencies.rulebook_said import SAMPLES, SMS
from lapor.agencies.rules import rules
from lapor.kit.places import fill
from lapor.outbox.living import LIVING
from lapor.outbox.models import ChannelAccount

Kind = ChannelAccount.Kind
HINTS = {
    Kind.SMS: gettext_lazy("Tulis masalah dan tempatnya dalam satu SMS. Tarif SMS biasa."),
    Kind.TELEGRAM: gettext_lazy("Tekan Mulai, lalu ceritakan. Boleh foto, suara, dan lokasi."),
    Kind.WHATSAPP: gettext_lazy("Ceritakan dengan kata-kata Anda. Boleh foto, suara, dan lokasi."),
    Kind.LINE: gettext_lazy("Jadikan teman, lalu ceritakan. Boleh foto, suara, dan lokasi."),
    Kind.MESSENGER: gettext_lazy("Ceritakan dengan kata-kata Anda. Boleh foto, suara, dan lokasi."),
    Kind.EMAIL: gettext_lazy("Tulis masalah, tempat, dan tanggalnya. Foto boleh dilampirkan."),
    Kind.X: gettext_lazy(
        "Sebut akun ini; kami jawab dengan tautan ke formulir. Dibaca semua orang: jangan tulis"
        " nama atau nomor Anda di sana."
    ),
}
CHATS = (Kind.TELEGRAM, Kind.WHATSAPP, Kind.LINE, Kind.MESSENGER)
# Each word with what comes of it, by when it is of use. They are words that the dialogue hears.
WORDS: Sequence[tuple[object, Sequence[tuple[object, object]]]] = (
    (
        gettext_lazy("Sebelum laporan terkirim"),
        (
            (
                pgettext_lazy("perintah", "YA"),
                gettext_lazy("kirim laporan yang baru dibacakan ulang"),
            ),
            (
                pgettext_lazy("perintah", "UBAH"),
                gettext_lazy("perbaiki tempat, tujuan, nama, atau cerita sebelum dikirim"),
            ),
            (
                pgettext_lazy("perintah", "SEMBUNYI"),
                gettext_lazy("kantor tidak membaca nama Anda; begitulah bila Anda diam"),
            ),
            (
                pgettext_lazy("perintah", "NAMA"),
                gettext_lazy("tampilkan nama kepada kantor: NAMA, lalu nama Anda"),
            ),
            (
                pgettext_lazy("perintah", "RAHASIA"),
                gettext_lazy("nama disembunyikan, dan laporan tidak diterbitkan"),
            ),
            (pgettext_lazy("perintah", "LEWATI"), gettext_lazy("biarkan pertanyaan ini kosong")),
            (pgettext_lazy("perintah", "BATAL"), gettext_lazy("buang tulisan yang belum dikirim")),
        ),
    ),
    (
        gettext_lazy("Sesudah laporan terkirim"),
        (
            (
                pgettext_lazy("perintah", "CEK"),
                gettext_lazy("di mana laporan Anda sekarang; boleh dengan kodenya"),
            ),
            (
                pgettext_lazy("perintah", "BACA"),
                gettext_lazy("baca pertanyaan atau jawaban kantor"),
            ),
            (
                pgettext_lazy("perintah", "BALAS"),
                gettext_lazy("tambah keterangan: BALAS, kode, lalu tulisan Anda"),
            ),
            (
                pgettext_lazy("perintah", "KIRIM"),
                gettext_lazy("kirim tulisan tadi sebagai jawaban kepada kantor yang bertanya"),
            ),
            (
                pgettext_lazy("perintah", "SELESAI"),
                gettext_lazy("masalahnya beres, laporan ditutup"),
            ),
            (
                pgettext_lazy("perintah", "BELUM"),
                gettext_lazy("belum beres, kantor wajib menjawab lagi"),
            ),
            (
                pgettext_lazy("perintah", "WEB"),
                gettext_lazy("minta tautan sekali pakai ke halaman laporan"),
            ),
            (pgettext_lazy("perintah", "CABUT"), gettext_lazy("tarik laporan yang sudah terkirim")),
            (pgettext_lazy("perintah", "BARU"), gettext_lazy("mulai laporan lain")),
        ),
    ),
    (
        gettext_lazy("Kapan saja"),
        (
            (pgettext_lazy("perintah", "BANTUAN"), gettext_lazy("daftar kata ini")),
            (pgettext_lazy("perintah", "STOP"), gettext_lazy("jangan kirim kabar lagi")),
            (pgettext_lazy("perintah", "MULAI"), gettext_lazy("kirim kabar lagi")),
            (
                pgettext_lazy("perintah", "ENGLISH"),
                gettext_lazy("ganti ke bahasa Inggris; BAHASA untuk kembali"),
            ),
        ),
    ),
)
EXAMPLE_DAY = date(2026, 8, 20)
ASKED, ANSWERED = "confirm", "sent"  # of the dialogue's texts: what the example shows


@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """Name the accounts that take in now, and tell how to write to them."""
    ways = LIVING.look()
    there = {way.kind for way in ways}
    context = {
        "ways": [(way, HINTS[way.kind]) for way in ways],
        "has_sms": Kind.SMS in there,
        "has_chat": not there.isdisjoint(CHATS),
        "sms": _said(SMS) if Kind.SMS in there else (),
        "number": next((way.name for way in ways if way.kind == Kind.SMS), ""),
        "words": WORDS,
        "here": "channels",
        "story": _(
            "Selokan depan SD di Sawah Luhur, Kasemen, Kota Serang mampet sejak Juli. Tiap hujan"
            " air masuk kelas."
        ),
    }
    return render(request, "public/channels.html", context)


def _said(audience: str) -> list[str]:
    """Return what the example is answered with: the dialogue's own texts, filled in."""
    there, language = rules().templates, get_language() or "id"
    found = (
        next(
            (row for one in (language, "id") if (row := there.get((name, audience, one, False)))),
            None,
        )
        for name in (ASKED, ANSWERED)
    )
    example = SAMPLES | {
        "summary": _("Sawah Luhur, Kota Serang, Dinas PUPR"),
        "who": _("disembunyikan; NAMA utk tampil"),
        "proposed": _("Kota Serang, usul Dinas PUPR"),
        "due": date_format(EXAMPLE_DAY, "D j M"),
        "shown": _("disembunyikan"),
    }
    return [fill(row.body, example).strip() for row in found if row]
