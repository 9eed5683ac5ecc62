"""What no office reads: who reported, and words and files as they came; and who opened it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Agency, Post
from lapor.kit.ids import new_id
from lapor.reports.models.attached import Attachment
from lapor.reports.models.case import APPEND_ONLY, Event, Report

SIDES = (("a", _("Pemegang kunci A")), ("b", _("Pemegang kunci B")))


class Vault(models.Model):
    """The key of one report: whatever is sealed of it is sealed to `public`.

    The private half is not kept. Of an anonymous or confidential report it is split: `half_a` and
    `half_b` open for one custodian each. Of any other, `half_a` holds it whole, sealed to the desk,
    and `half_b` is empty. `key_a` and `key_b` name the public halves they were sealed to.
    `before_a` and `before_b`: what a change of keys replaced, until the new halves have opened.
    """

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True)
    public = models.BinaryField(max_length=32)
    half_a = models.BinaryField()
    half_b = models.BinaryField(null=True)
    key_a = models.BinaryField(max_length=8)
    key_b = models.BinaryField(max_length=8, null=True)
    before_a = models.BinaryField(null=True)
    before_b = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(half_b=None, key_b=None) | Q(half_b__isnull=False, key_b__isnull=False),
                name="vault_of_one_or_of_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}"


class Sealed(models.Model):
    """One thing in the vault of a report; bound to its own id, so it opens in no other row."""

    class Part(models.TextChoices):
        NAME = "name", _("Nama pelapor")
        WORDS = "words", _("Tulisan asli")  # of the report, or of the step in `event`
        FILE = "file", _("Berkas asli")  # the ciphertext lies where files lie
        POINT = "point", _("Titik yang tepat")  # where offices read a rounded one

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="sealed")
    part = models.CharField(max_length=5, choices=Part)
    event = models.ForeignKey(Event, models.PROTECT, null=True)
    attachment = models.OneToOneField(Attachment, models.PROTECT, null=True)
    ciphertext = models.BinaryField(default=bytes)
    place = models.CharField(max_length=64, blank=True)  # the key of a file's ciphertext
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "sealed"
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(part="name"), name="one_name_of_a_report"
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(part="point"), name="one_point_of_a_report"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.report_id}"


class NameReading(models.Model):
    """That an officer of the holding office read the name of a reporter who gave it openly."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d %H:%M}"


class Reveal(models.Model):
    """A request to open what two custodians keep: by whom, on what ground, and what came of it.

    `public` and `private` are a pair of this request alone: custodians seal their opened halves to
    it. `private` is sealed to the desk, and emptied when the request is over. `mark` is what
    LAPOR alone can make of the row: who may write the database puts no pair of their own there.
    """

    class Basis(models.TextChoices):
        COURT = "court", _("Putusan atau penetapan pengadilan")
        CRIME = "crime", _("Permintaan tertulis penyidik, jaksa, atau hakim")
        OVERSIGHT = "oversight", _("Pemeriksaan khusus oleh pengawas")
        DANGER = "danger", _("Keselamatan jiwa pelapor atau orang lain")
        CONSENT = "consent", _("Persetujuan tertulis pelapor")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="reveals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis)
    reason = models.CharField(max_length=1000)
    public = models.BinaryField(max_length=32)
    private = models.BinaryField(default=bytes)
    mark = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # the votes must be in, and it must be opened, by then
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)  # fifteen minutes after it was opened

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None, closes_at=None)
                | Q(closes_at__gt=models.F("opened_at")),
                name="reveal_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.basis}"


class RevealVote(models.Model):
    """What one custodian said of a request: granted with the opened half, or refused."""

    reveal = models.ForeignKey(Reveal, models.PROTECT, related_name="votes")
    side = models.CharField(max_length=1, choices=SIDES)
    granted = models.BooleanField()
    reason = models.CharField(max_length=1000, blank=True)
    half = models.BinaryField(default=bytes)  # sealed to the request; emptied when it is over
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["reveal", "side"], name="one_vote_of_a_side"),
            models.UniqueConstraint(fields=["reveal", "user"], name="one_vote_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.reveal_id} {self.side}"
