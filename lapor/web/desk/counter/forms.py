"""The operator's form: the citizen's own, and how and when it was told, for whom, where word goes.

A postal address, and a number to be called, are of the name: sealed with it and read with it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from lapor.agencies.models import Agency
from lapor.outbox.accounts import sms_sender
from lapor.reports.intake import Submission
from lapor.reports.terms import AT_A_COUNTER, Channel
from lapor.web.desk.channels.forms import phone_of
from lapor.web.forms import DayField, Fault, LineField, faults
from lapor.web.public.submission import ReportForm
from lapor.web.public.who import NAMED, NOBODY, SEALED

BACKDATED = 14  # days at most between the day on which it was told and that of writing it down
NOON = time(12)  # of a day whose hour nobody noted
OLDEST_LETTER = 366  # days before it arrived
LONGEST_BEHALF, LONGEST_POST = 150, 250
NONE, SMS, EMAIL, PHONE, POST = "none", "sms", "email", "phone", "post"
REACHES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    NONE: (
        gettext_lazy("Tanpa kabar"),
        gettext_lazy("Pelapor datang, menelepon, atau membuka halaman lacak dengan kuncinya."),
    ),
    SMS: (gettext_lazy("SMS"), gettext_lazy("Hanya kode dan status. Nomornya disegel.")),
    EMAIL: (gettext_lazy("Surel"), gettext_lazy("Alamatnya disegel, terpisah dari nama.")),
    PHONE: (
        gettext_lazy("Ditelepon kantor"),
        gettext_lazy("Hanya bila namanya disebut; nomornya disimpan bersama nama."),
    ),
    POST: (
        gettext_lazy("Surat lewat pos"),
        gettext_lazy("Hanya bila namanya disebut; alamatnya disimpan bersama nama."),
    ),
}
WITH_NAME = (PHONE, POST)  # ways that need somebody to read where to


# The parts of the page in its order, by what they are called there.
CALLED: Mapping[str, str | Promise] = {
    "channel": gettext_lazy("Lewat apa?"),
    "told_on": gettext_lazy("Tanggal diterima"),
    "letter_on": gettext_lazy("Tanggal surat"),
    "kind": gettext_lazy("Jenis"),
    "title": gettext_lazy("Judul singkat"),
    "body": gettext_lazy("Apa yang terjadi?"),
    "mask": "",
    "occurred_on": gettext_lazy("Tanggal kejadian"),
    "files": "",
    "place": gettext_lazy("Kelurahan, kecamatan, atau kota"),
    "landmark": gettext_lazy("Patokan"),
    "alike_seen": "",
    "agency": gettext_lazy("Instansi tujuan"),
    "category": gettext_lazy("Kategori"),
    "subject_1": gettext_lazy("Kantor yang diadukan"),
    "subject_2": gettext_lazy("Kantor lain yang diadukan"),
    "who": gettext_lazy("Namanya"),
    "name": gettext_lazy("Nama"),
    "behalf": gettext_lazy("Mewakili siapa"),
    "reach": gettext_lazy("Kabar dikirim ke mana?"),
    "phone": gettext_lazy("Nomor telepon"),
    "address": gettext_lazy("Alamat surel"),
    "post_address": gettext_lazy("Alamat pos"),
    "truth": gettext_lazy("Bacakan kembali, lalu kirim"),
}


class CounterForm(ReportForm):
    """What an operator writes down for somebody else."""

    channel = forms.ChoiceField(
        choices=[(one.value, one.label) for one in AT_A_COUNTER],
        error_messages={"required": gettext_lazy("Pilih bagaimana laporan ini datang.")},
    )
    told_on = DayField(required=False, max_length=30)
    letter_on = DayField(required=False, max_length=30)
    behalf = LineField(most=LONGEST_BEHALF)
    reach = forms.ChoiceField(required=False, choices=[(key, key) for key in REACHES])
    phone = forms.CharField(required=False, max_length=40)
    truth = forms.BooleanField(
        error_messages={"required": gettext_lazy("Bacakan kembali dulu, lalu centang.")}
    )
    post_address = LineField(most=LONGEST_POST)

    def __init__(self, *args: Any, office: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(office.time_zone)
        self.sender = sms_sender()

    @property
    def reaches(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """The ways in which word can go here; SMS only where an account sends."""
        return [(key, *said) for key, said in REACHES.items() if key != SMS or self.sender]

    def faults(self) -> list[Fault]:
        """Return what is wrong, in the order of the page, each with the name of its field."""
        order = ["__all__", *CALLED]
        rows = sorted(
            faults(self), key=lambda row: order.index(row.field) if row.field in order else 0
        )
        return [Fault(row.field, _named(CALLED.get(row.field, ""), row.says)) for row in rows]

    @property
    def today(self) -> date:
        return timezone.now().astimezone(self.zone).date()

    def clean_told_on(self) -> date:
        """Return the day on which it was told; today where nothing was typed."""
        day: date | None = self.cleaned_data["told_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("Tanggal ini belum tiba. Isi hari ini atau sebelumnya."))
        if day and day < self.today - timedelta(days=BACKDATED):
            earliest = self.today - timedelta(days=BACKDATED)
            says = ngettext(
                "Paling lama %(n)d hari yang lalu, yaitu %(day)s.",
                "Paling lama %(n)d hari yang lalu, yaitu %(day)s.",
                BACKDATED,
            )
            raise forms.ValidationError(says % {"n": BACKDATED, "day": f"{earliest:%d/%m/%Y}"})
        return day or self.today

    def clean_reach(self) -> str:
        chosen = str(self.cleaned_data["reach"]) or NONE
        if chosen == SMS and not self.sender:
            raise forms.ValidationError(_("SMS belum dapat dikirim dari sini. Pilih cara lain."))
        return chosen

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        self._check_letter()
        self._check_reach()
        if told.get("who") == NOBODY:
            for field in ("name", "behalf"):
                if told.get(field):
                    says = _("Laporan ini tanpa nama. Kosongkan, atau pilih cara lain di atas.")
                    self.add_error(field, says)
        return told

    def check_name(self) -> None:
        """Say so where a name was promised and none was typed."""
        told = self.cleaned_data
        if (
            told.get("who") in (NAMED, SEALED)
            and not told.get("name")
            and "name" not in self.errors
        ):
            self.add_error("name", _("Tulis namanya, atau pilih tanpa nama."))

    def submission(self) -> Submission:
        """Return what intake takes. The form must be valid."""
        told, reach = self.cleaned_data, self.cleaned_data["reach"]
        address = {SMS: self.number(), EMAIL: told["address"]}.get(reach, "")
        return replace(
            super().submission(),
            channel=Channel(told["channel"]),
            person=self.person(),
            address=address,
            by=self.sender if reach == SMS else None,
            language=settings.LANGUAGE_CODE,
            taken_down=True,
            told_at=self.told_at(),
            letter_on=told["letter_on"] if told["channel"] == Channel.LETTER else None,
        )

    def person(self) -> Mapping[str, str]:
        """Return what is sealed of who reports: one line, as whoever opens it reads it."""
        told, reach = self.cleaned_data, self.cleaned_data["reach"]
        if told["who"] == NOBODY:
            return {}
        said = [told["name"]]
        with override(settings.LANGUAGE_CODE):  # of the offices, whatever the operator reads
            if told["behalf"]:
                said.append(_("mewakili %(whom)s") % {"whom": told["behalf"]})
            if reach == PHONE:
                said.append(_("telepon %(number)s") % {"number": self.number()})
            if reach == POST:
                said.append(_("alamat %(address)s") % {"address": told["post_address"]})
        return {"name": "; ".join(said)}

    def told_at(self) -> datetime | None:
        """Return the moment from which clocks run; None: it is now."""
        day = self.cleaned_data["told_on"]
        return None if day == self.today else datetime.combine(day, NOON, self.zone)

    def number(self) -> str:
        """Return the telephone number as networks write it; nothing where none was typed."""
        typed = self.cleaned_data.get("phone", "").strip()
        return phone_of(typed) if typed else ""

    def _check_letter(self) -> None:
        told = self.cleaned_data
        day, arrived = told.get("letter_on"), told.get("told_on") or self.today
        if day is None:
            return
        if told.get("channel") != Channel.LETTER:
            self.add_error("letter_on", _("Tanggal surat hanya untuk laporan lewat surat."))
        elif not arrived - timedelta(days=OLDEST_LETTER) <= day <= arrived:
            self.add_error("letter_on", _("Tanggal surat tidak boleh sesudah tanggal diterima."))

    def _check_reach(self) -> None:
        """Ask for the address of the way that was chosen, and for no other."""
        told, reach = self.cleaned_data, self.cleaned_data.get("reach", NONE)
        needs = {SMS: "phone", PHONE: "phone", EMAIL: "address", POST: "post_address"}.get(reach)
        asks = {
            "phone": _("Tulis nomor teleponnya, atau pilih tanpa kabar."),
            "address": _("Tulis alamat surelnya, atau pilih tanpa kabar."),
            "post_address": _("Tulis alamat posnya, atau pilih tanpa kabar."),
        }
        for field, says in asks.items():
            if field in self.errors:
                continue
            if field == needs and not told.get(field):
                self.add_error(field, says)
            elif field != needs and told.get(field):
                other = _("Kabar dikirim dengan cara lain. Kosongkan, atau pilih cara ini di atas.")
                self.add_error(field, other)
        if reach in WITH_NAME and told.get("who") != NAMED:
            self.add_error(
                "reach",
                _("Cara ini hanya bila namanya disebut: orang harus dapat membaca ke mana."),
            )
        elif needs == "phone" and told.get("phone"):
            try:
                phone_of(told["phone"])
            except forms.ValidationError as fault:
                self.add_error("phone", fault)


def _named(called: str | Promise, says: str) -> str:
    """Put the name of a field before what is wrong with it, where that does not name it itself."""
    name = str(called).rstrip("?")
    return f"{name}: {says}" if name and name.casefold() not in says.casefold() else says
