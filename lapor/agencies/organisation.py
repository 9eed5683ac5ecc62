"""How the organisation itself changes: who stands in for whom, and what becomes of an agency.

Powers belong to the post; these rows say who has them for a while, and what happens on a date.
"""

from datetime import datetime, timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class During(Func):
    """The time from one column to another, its end left out."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Delegation(models.Model):
    """Somebody acts in a post while its holder is away (pelaksana harian). The holder stays."""

    post = models.ForeignKey("agencies.Post", models.PROTECT, related_name="delegations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="stands_in")
    since = models.DateTimeField()
    until = models.DateTimeField()
    why = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="delegation_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_delegate_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (During("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="delegation_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.post_id}"

    @property
    def last(self) -> datetime:
        """A moment of its last day: `until` is when that day is over."""
        return self.until - timedelta(seconds=1)


class Reorganisation(models.Model):
    """A decided change of an agency on a date: renamed, moved, merged, split or ended.

    A job carries it out on its day, with the open work. What was is never rewritten: events keep
    the agency they name, and the agency keeps its former names with their dates.
    """

    class What(models.TextChoices):
        RENAME = "rename", _("Ganti nama")
        MOVE = "move", _("Pindah induk")
        MERGE = "merge", _("Digabung ke unit lain")
        SPLIT = "split", _("Dipecah")
        END = "end", _("Dibubarkan")

    what = models.CharField(max_length=8, choices=What)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="reorganisations")
    # Where it goes: the new parent of a move, who takes over in a merger or at an end.
    into = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)  # new, of a rename
    short_name = models.CharField(max_length=60, blank=True)
    # Of a split: [{"name", "short_name", "children": [agency ids], "posts": [post ids]}]
    parts = models.JSONField(default=list)
    on = models.DateField()
    basis = models.CharField(max_length=200)  # the regulation or decree
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey("agencies.Post", models.PROTECT, related_name="+")  # that decided it
    decided_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # the tree has changed
    followed_at = models.DateTimeField(null=True)  # the last open report has followed

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what__in=("move", "merge", "end")) | Q(into__isnull=False),
                name="somebody_takes_over",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(done_at=None), name="done_is_not_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.agency_id} {self.on}"


class Change(models.Model):
    """What somebody changed on a governing page: what it was, what it is, by which post and why.

    Written in the transaction of the change, never changed itself.
    """

    class Topic(models.TextChoices):
        POLICY = "policy", _("Tenggat")
        LADDER = "ladder", _("Eskalasi")
        HOLIDAY = "holiday", _("Hari libur")
        CATEGORY = "category", _("Kategori")
        REASON = "reason", _("Alasan")
        TEXT = "text", _("Teks baku")
        TEMPLATE = "template", _("Surat")
        LEGAL = "legal", _("Ketentuan")
        POST = "post", _("Jabatan")
        OVERSIGHT = "oversight", _("Pengawas")
        AGENCY = "agency", _("Instansi dan unit")
        PERSON = "person", _("Orang")
        PROVIDER = "provider", _("Masuk lewat instansi")
        EXPORT = "export", _("Unduhan audit")
        APPROVAL = "approval", _("Empat mata")
        MAP = "map", _("Peta wewenang")
        ROUTING = "routing", _("Aturan penyaluran")
        MODEL = "model", _("Model saran")
        FUNCTION = "function", _("Urusan dan katanya")
        AUTOMATIC = "automatic", _("Penerusan otomatis")
        CHANNEL = "channel", _("Akun kanal")
        DIALOGUE = "dialogue", _("Teks percakapan")

    topic = models.CharField(max_length=10, choices=Topic)
    row = models.CharField(max_length=40)  # the key of the changed row
    label = models.CharField(max_length=200)  # what the row was called, for people
    agency = models.ForeignKey(  # whose tree it concerns; empty: the nation's
        "agencies.Agency", models.PROTECT, null=True, related_name="+"
    )
    before = models.JSONField(null=True)  # empty: it was not there
    after = models.JSONField(null=True)  # empty: it is there no more
    why = models.CharField(max_length=300, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # empty: the clock
    post = models.ForeignKey("agencies.Post", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["topic", "row", "-id"], name="change_of_row"),
            models.Index(fields=["agency", "-id"], name="change_in_agency"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.topic} {self.row}"
