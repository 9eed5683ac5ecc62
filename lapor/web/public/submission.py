"""The citizen's form: what it asks, what it says of a fault, and what it hands in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from lapor.agencies import finding
from lapor.agencies.finding import Found
from lapor.agencies.models import Agency, Region
from lapor.agencies.rules import rules
from lapor.kit.text import one_line
from lapor.reports.intake import LONGEST_BODY, LONGEST_TITLE, Submission
from lapor.reports.terms import Channel, Kind
from lapor.web.bringing import FilesPart
from lapor.web.forms import DayField, LineField, WordsField
from lapor.web.public.alike import AlikeFields
from lapor.web.public.pointing import PointFields
from lapor.web.public.telling import TellingFields
from lapor.web.public.who import WhoFields

NONE = "none"  # the pick "not in the list"
LONGEST_PLACE, LONGEST_LANDMARK, LONGEST_OFFICE = 120, 200, 150
EASTERNMOST = ZoneInfo("Asia/Jayapura")  # where it is tomorrow first
A_DAY = timedelta(days=1)
EARLIEST_YEAR = 1945
SIGNER = Signer(salt="terms shown with a form")
OFFICES = ("agency", "subject_1", "subject_2")


@dataclass(frozen=True)
class Typed:
    """A name as it was typed, what was picked for it, and what is offered where it is unclear."""

    field: str
    typed: str
    picked_for: str
    pick: str
    asks: bool
    candidates: tuple[Found, ...]

    @property
    def hint(self) -> str:
        return f"{self.field}-h"


class PickField(forms.CharField):
    """What was picked for a typed name; it counts only for the name it was offered for."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=LONGEST_OFFICE)


class ReportForm(FilesPart, WhoFields, TellingFields, AlikeFields, PointFields):
    """Title, story and the truth of it are required, and the day of what a complaint is about."""

    client_key = forms.CharField(required=False)
    terms = forms.CharField(required=False, max_length=200)  # the version shown, signed
    kind = forms.ChoiceField(
        choices=Kind.choices, error_messages={"required": _("Pilih satu jenis laporan.")}
    )
    title = LineField(
        most=LONGEST_TITLE,
        required=True,
        empty=_("Tulis judul singkat, misalnya: Lampu jalan padam di depan pasar."),
    )
    body = WordsField(
        most=LONGEST_BODY - 3 * LONGEST_OFFICE,
        required=True,
        empty=_("Ceritakan apa yang terjadi. Satu atau dua kalimat sudah cukup."),
    )
    occurred_on = DayField(required=False, max_length=30)
    place = LineField(most=LONGEST_PLACE)
    place_for, place_pick = PickField(), PickField()
    landmark = LineField(most=LONGEST_LANDMARK)
    agency = LineField(most=LONGEST_OFFICE)
    agency_for, agency_pick = PickField(), PickField()
    category = forms.CharField(required=False, max_length=20)
    subject_1 = LineField(most=LONGEST_OFFICE)
    subject_1_for, subject_1_pick = PickField(), PickField()
    subject_2 = LineField(most=LONGEST_OFFICE)
    subject_2_for, subject_2_pick = PickField(), PickField()
    truth = forms.BooleanField(
        error_messages={
            "required": _("Centang pernyataan ini bila isi laporan Anda benar."),
        }
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region: Region | None = None
        self.offices: dict[str, Agency] = {}
        self.unlisted: dict[str, str] = {}  # names that the reporter says are in no list
        self.questions: dict[str, tuple[Found, ...]] = {}
        self.key = str(uuid4())
        self.key_was_lost = False

    def clean_client_key(self) -> str:
        self.key_was_lost = not self.keep_key(self.cleaned_data["client_key"])
        return self.key

    def keep_key(self, typed: str) -> bool:
        """Take over the key that a page was given; False where it is none."""
        try:
            self.key = str(UUID(typed))
        except ValueError:
            return False
        return True

    def clean_terms(self) -> str:
        """Return the version that the form showed; nothing where it does not say, or was forged.

        What was shown is what was agreed to, also where a newer one came into force meanwhile.
        """
        try:
            return SIGNER.unsign(self.cleaned_data["terms"])
        except BadSignature:
            return ""

    def clean_category(self) -> Any:
        typed = self.cleaned_data["category"]
        if not typed:
            return None
        return next((row for row in rules().categories if str(row.pk) == typed), None)

    def clean(self) -> dict[str, Any]:
        self._check_day()
        self.check_name()
        self._find_place()
        self.find_point()
        self._find_offices()
        told = self.cleaned_data
        place = "" if self.region else told.get("place", "")
        self.ask_what_tells(
            hides=self.is_anonymous or told.get("confidential", False),
            names=[place, *self.unlisted.values()],
        )
        if not any(told.get(name) for name in OFFICES[1:]):  # who accuses is not asked to join
            self.ask_if_alike(self.region, self.pin)
        if self.key_was_lost:
            self.add_error(None, _("Periksa isian Anda, lalu kirim sekali lagi."))
        return self.cleaned_data

    def submission(self) -> Submission:
        """Return what intake takes. The form must be valid."""
        told = self.cleaned_data
        subjects = dict.fromkeys(
            self.offices[field] for field in OFFICES[1:] if field in self.offices
        )
        return Submission(
            client_key=told["client_key"],
            channel=Channel.WEB,
            title=told["title"],
            body=self.body_with_unlisted(),
            kind=Kind(told["kind"]),
            category=told["category"],
            occurred_on=told["occurred_on"],
            region=self.region,
            landmark=self.where(),
            pin=self.pin,
            requested_agency=self.offices.get("agency"),
            subjects=tuple(subjects),
            anonymous=self.is_anonymous,
            confidential=told["confidential"],
            person=self.person(),
            address=told["address"],
            language=get_language() or settings.LANGUAGE_CODE,
            consent=told["terms"],
            masks=self.masks(),
            files=told["files"],
        )

    def asked(self, field: str) -> Typed:
        """Return how a typed name stands, for the page."""
        said = {part: str(self[field + part].value() or "") for part in ("", "_for", "_pick")}
        return Typed(
            field=field,
            typed=said[""],
            picked_for=said["_for"],
            pick=said["_pick"],
            asks=field in self.questions,
            candidates=self.questions.get(field, ()),
        )

    def body_with_unlisted(self) -> str:
        """Return the story with the offices that no list knows, for the verifier to read.

        In the language of the offices, whatever the reporter reads: these lines are kept.
        """
        says = {
            "agency": _("Instansi yang dituju pelapor: %(name)s."),
            "subject_1": _("Kantor yang diadukan pelapor: %(name)s."),
            "subject_2": _("Kantor yang diadukan pelapor: %(name)s."),
        }
        with override(settings.LANGUAGE_CODE):
            lines = [str(says[field]) % {"name": name} for field, name in self.unlisted.items()]
        return "\n\n".join([self.cleaned_data["body"], *lines])

    def where(self) -> str:
        """Return the landmark; a place that no list knows stands before it."""
        told = self.cleaned_data
        place = "" if self.region else told.get("place", "")
        return ", ".join(part for part in (place, told.get("landmark", "")) if part)

    def _check_day(self) -> None:
        day: date | None = self.cleaned_data.get("occurred_on")
        today = timezone.now().astimezone(EASTERNMOST)
        if day and day > today.date():
            self.add_error("occurred_on", _example(_("Isi tanggal yang sudah lewat"), today))
        elif day and day.year < EARLIEST_YEAR:
            self.add_error("occurred_on", _example(_("Periksa tahunnya"), today))
        is_complaint = self.cleaned_data.get("kind") == Kind.COMPLAINT
        if is_complaint and day is None and "occurred_on" not in self.errors:
            self.add_error(
                "occurred_on", _example(_("Isi tanggal kejadian; perkiraan boleh"), today)
            )

    def _find_place(self) -> None:
        typed = self.cleaned_data.get("place", "")
        if not typed:
            return
        pick = self._pick("place")
        if pick == NONE:
            self._check_landmark()
            return
        if pick:
            self.region = Region.objects.filter(pk=pick).first()
        if self.region is None:
            found = finding.regions(typed)
            one = finding.the_one(typed, found)
            if one and isinstance(one.row, Region):
                self.region = one.row
            elif found:
                self._ask("place", found, _("Ada beberapa tempat yang cocok. Pilih satu."))
        self._check_landmark()

    def _check_landmark(self) -> None:
        if len(self.where()) > LONGEST_LANDMARK:
            self.add_error("landmark", _("Persingkat patokan atau nama tempatnya."))

    def _find_offices(self) -> None:
        """Find the institution and the offices complained of: one statement for exact names."""
        typed = {name: told for name in OFFICES if (told := self.cleaned_data.get(name, ""))}
        picks = {name: self._pick(name) for name in typed}
        known = finding.exact_agencies(typed.values(), picks.values())
        for name, told in typed.items():
            if picks[name] == NONE:
                self.unlisted[name] = told
                continue
            same = [row for row in known if str(row.pk) == picks[name]] or [
                row for row in known if told.lower() in (row.name.lower(), row.short_name.lower())
            ]
            if len(same) == 1:
                self.offices[name] = same[0]
            else:
                self._search_office(name, told)

    def _search_office(self, name: str, typed: str) -> None:
        found = finding.agencies(typed)
        one = finding.the_one(typed, found)
        if one and isinstance(one.row, Agency):
            self.offices[name] = one.row
        elif found:
            self._ask(name, found, _("Ada beberapa kantor yang cocok. Pilih satu."))
        else:
            self._ask(name, [], _("Nama ini tidak ada di daftar kami. Periksa ejaannya."))

    def _pick(self, field: str) -> str:
        """Return what was picked, if it was offered for the very words that stand there now."""
        told = self.cleaned_data
        same = one_line(told.get(f"{field}_for", "")) == told[field]
        return str(told.get(f"{field}_pick", "")) if same else ""

    def _ask(self, field: str, found: list[Found], says: Any) -> None:
        self.questions[field] = tuple(found)
        self.add_error(field, says)


def _example(says: Any, today: datetime) -> str:
    """Say what to write by the example of yesterday, which is over in every zone."""
    return _("%(says)s, misalnya %(day)s.") % {"says": says, "day": f"{today - A_DAY:%d/%m/%Y}"}
