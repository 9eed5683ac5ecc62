"""A file on its way in, and what is kept of it: where its bytes lie, never the bytes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.kit.ids import new_id


class File(models.Model):
    """One file. What came lies in quarantine, sealed to the worker, until it has been checked.

    Of what is clean there is a copy made anew, without anything that the picture or the text does
    not need; its own name is kept nowhere in clear. Keys are random and tell nothing. A recording
    of a voice gets its copy only where offices may hear it; until then what came stays sealed.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Sedang diunggah")
        WAITING = "waiting", _("Menunggu diperiksa")
        CLEAN = "clean", _("Aman")
        SEALED = "sealed", _("Aman, tersegel")  # a voice: nothing of it lies in clear
        REFUSED = "refused", _("Ditolak")
        DELETED = "deleted", _("Sudah dihapus")

    class Fault(models.TextChoices):
        """Why a file was refused."""

        TYPE = "type", _("Jenis berkas ini tidak dapat diterima")
        SIZE = "size", _("Berkas terlalu besar")
        PIXELS = "pixels", _("Ukuran gambar terlalu besar")
        BROKEN = "broken", _("Berkas rusak atau terpotong")
        VIRUS = "virus", _("Berkas mengandung virus")
        ACTIVE = "active", _("Berkas mengandung program atau makro")
        LOCKED = "locked", _("Berkas terkunci kata sandi")
        BOMB = "bomb", _("Isi berkas terlalu besar setelah dibuka")
        EMPTY = "empty", _("Berkas kosong")
        LONG = "long", _("Rekaman lebih dari satu jam")
        VOICE = "voice", _("Suara dapat dikenali, dan belum ada pemegang kunci yang menyegelnya")
        UNSEEN = "unseen", _("Pemeriksaan tidak berhasil")  # what came of it is kept for a while

    class Kind(models.TextChoices):
        IMAGE = "image", _("Foto")
        PDF = "pdf", _("Dokumen PDF")
        OFFICE = "office", _("Dokumen")
        TEXT = "text", _("Teks")
        AUDIO = "audio", _("Rekaman suara")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.BinaryField(max_length=32, unique=True)  # HMAC of what its uploader holds
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVING)
    fault = models.CharField(max_length=8, choices=Fault, blank=True)
    declared = models.PositiveIntegerField()  # bytes that were announced
    received = models.PositiveIntegerField(default=0)  # bytes that have come
    attempts = models.PositiveSmallIntegerField(default=0)  # of checking
    # Of the clean copy:
    kind = models.CharField(max_length=6, choices=Kind, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0)
    width, height = (models.PositiveIntegerField(default=0) for _side in range(2))
    pages = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)  # of a recording
    key = models.CharField(max_length=64, blank=True)
    thumbnail = models.CharField(max_length=64, blank=True)  # key of its thumbnail
    kept = models.BooleanField(default=False)  # it belongs to something; else it goes after a day
    until = models.DateTimeField(null=True)  # until when somebody writes with it: not before that
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)  # when it was found clean, or refused
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="file_to_check", condition=Q(state__in=("receiving", "waiting"))
            ),
            models.Index(fields=["created_at"], name="file_unkept", condition=Q(kept=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="clean") | ~Q(key=""), name="clean_file_has_its_copy"
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(fault="") | ~Q(state="refused") & Q(fault=""),
                name="refused_file_says_why",
            ),
            models.CheckConstraint(
                condition=Q(received__lte=models.F("declared")), name="no_more_than_announced"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id}"
