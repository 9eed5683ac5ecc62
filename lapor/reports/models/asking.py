"""Questions with choices, parties outside government, and the second instance."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Agency, Post
from lapor.outbox.models import Contact
from lapor.reports.models.case import APPEND_ONLY, Event, Report


class Question(models.Model):
    """The choices of a question to the reporter, and what they chose. Its words are the step's."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="question")
    choices = ArrayField(models.CharField(max_length=80))
    several = models.BooleanField(default=False)  # more than one may be chosen
    chosen = ArrayField(models.PositiveSmallIntegerField(), default=list)  # places in `choices`
    answer = models.OneToOneField(Event, models.PROTECT, null=True, related_name="answers")

    def __str__(self) -> str:
        return f"{self.event_id}"


class OutsideParty(models.Model):
    """A village, a company, a hospital asked by link. It sees what was chosen, and no more.

    shows: "title", "body", "place"; enclosures: numbers of files. The link's secret is stored as
    an HMAC; who opens it first keeps it (`browser`). What it answers becomes a draft of the office.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="parties")
    event = models.OneToOneField(Event, models.PROTECT, related_name="consulted")
    name = models.CharField(max_length=120)
    question = models.TextField()
    shows = ArrayField(models.CharField(max_length=8), default=list)
    enclosures = ArrayField(models.PositiveSmallIntegerField(), default=list)
    token = models.BinaryField(max_length=32, unique=True)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    browser = models.BinaryField(max_length=32, null=True)
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report_id}"


class PartyTrace(models.Model):
    """What happened with the link of an outside party. Written once, never changed.

    user and post: the officer who took it back; empty for what the party did. agency: that asked.
    """

    class What(models.TextChoices):
        OPENED = "opened", _("membuka tautannya")
        ELSEWHERE = "elsewhere", _("tautannya dicoba di peramban lain")
        LATE = "late", _("membuka tautan yang tidak berlaku lagi")
        FILE = "file", _("mengambil lampiran")
        ANSWERED = "answered", _("menjawab")
        REVOKED = "revoked", _("tautannya ditarik")

    party = models.ForeignKey(OutsideParty, models.PROTECT, related_name="traces")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["party", "-at"], name="trace_of_party"),
            models.Index(fields=["agency", "-id"], name="party_trace_of_agency"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.party_id} {self.what}"


class Review(models.Model):
    """A second instance on a report: asked by its reporter, held by an Ombudsman or inspectorate.

    Its steps are events of the report; this row keeps where it stands. Its clock is `review`.
    """

    class Finding(models.TextChoices):
        """Kinds of maladministration (UU 37/2008 and Ombudsman Regulation 48/2020)."""

        DELAY = "delay", _("Penundaan berlarut")
        NO_SERVICE = "no_service", _("Tidak memberikan pelayanan")
        INCOMPETENT = "incompetent", _("Tidak kompeten")
        ABUSE = "abuse", _("Penyalahgunaan wewenang")
        PROCEDURE = "procedure", _("Penyimpangan prosedur")
        REWARD = "reward", _("Permintaan imbalan")
        IMPROPER = "improper", _("Tidak patut")
        PARTIAL = "partial", _("Berpihak")
        DISCRIMINATION = "discrimination", _("Diskriminasi")
        CONFLICT = "conflict", _("Konflik kepentingan")
        NONE = "none", _("Tidak ditemukan maladministrasi")

    class End(models.TextChoices):
        """How a review came to its end."""

        REFUSED = "refused", _("Tidak diterima")
        WITHDRAWN = "withdrawn", _("Pelapor mencabut persetujuannya")
        CONFLICT = "conflict", _("Pemeriksa sendiri terkait dengan laporan ini")
        CLEARED = "cleared", _("Tidak ditemukan maladministrasi")
        RESOLVED = "resolved", _("Masalahnya selesai selama pemeriksaan")
        CARRIED_OUT = "carried_out", _("Rekomendasi dilaksanakan")
        PARTLY = "partly", _("Rekomendasi dilaksanakan sebagian")
        IGNORED = "ignored", _("Rekomendasi tidak dilaksanakan")

    report = models.ForeignKey(Report, models.CASCADE, related_name="reviews")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="reviews")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=16, choices=Finding, blank=True)
    found_at = models.DateTimeField(null=True)
    recommended_until = models.DateTimeField(null=True)
    carried_out_at = models.DateTimeField(null=True)  # as the office says; the end confirms it
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=End, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(ended_at=None), name="one_open_review"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | ~Q(ended_at=None) & ~Q(outcome=""),
                name="a_review_ends_in_some_way",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-asked_at"], name="review_of_agency")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.agency_id}"
