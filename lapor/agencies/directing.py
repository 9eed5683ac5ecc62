"""Whose work what is: functions of government, the office map, and rules that direct a report.

All of it is dated reference data that administrators edit. A map row or a rule is ended and
another takes its place, so that years later each route can still be explained.
"""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class Function(models.Model):
    """A function of government (urusan): roads, schools, civil registration.

    Source of the regional ones: UU 23/2014 and PP 18/2016. Its words are rows of `DecidingWord`.
    office_names: a regular expression that finds its offices by their names, to propose the first
    map of a government.
    """

    code = models.CharField(max_length=16, primary_key=True)  # DUKCAPIL
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=120, blank=True)
    office_names = models.CharField(max_length=400, blank=True)
    category = models.ForeignKey("agencies.Category", models.SET_NULL, null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class DecidingWord(models.Model):
    """A word, or up to three, by which a function is recognised while there is no history.

    owner: for whose tree; empty: the whole nation. A word that is taken away is ended; one that
    weighs anew is ended, and another row takes its place.
    """

    function = models.ForeignKey(Function, models.PROTECT, related_name="deciding_words")
    owner = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=60)
    weight = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    entered_by = models.ForeignKey("agencies.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "words"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="a_word_decides_one_function",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=5), name="a_word_weighs_something"
            ),
        ]

    def __str__(self) -> str:
        return self.words


class OfficeMap(models.Model):
    """Which office of a government does a function, from when to when (peta wewenang).

    region: only there; empty: wherever no narrower row says otherwise. Functions of a place
    (kecamatan, kelurahan) have no row: the office of the report's own place does them.
    """

    class Source(models.TextChoices):
        SEED = "seed", _("Bawaan")
        ADMIN = "admin", _("Ditetapkan admin")
        LEARNED = "learned", _("Dari laporan yang sudah dijawab")

    government = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="office_map")
    function = models.ForeignKey(Function, models.PROTECT, related_name="+")
    region = models.ForeignKey("agencies.Region", models.PROTECT, null=True, blank=True)
    office = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="does")
    source = models.CharField(max_length=8, choices=Source)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the first day on which it no longer holds
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("agencies.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_office_a_function",
                expressions=[
                    ("government", RangeOperators.EQUAL),
                    ("function", RangeOperators.EQUAL),
                    (
                        Func(F("region"), models.Value(""), function="COALESCE"),
                        RangeOperators.EQUAL,
                    ),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function_id}: {self.office_id}"


class MapProposal(models.Model):
    """A row that answered reports speak for and the map does not have (usulan wewenang).

    Of `whole` reports about the function since `since`, `kept` were answered by the office. Nothing
    follows from it until somebody accepts it; then `source` of the row in the map is LEARNED.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Menunggu keputusan")
        ACCEPTED = "accepted", _("Dijadikan ketetapan")
        DISMISSED = "dismissed", _("Ditolak")

    government = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    function = models.ForeignKey(Function, models.PROTECT, related_name="+")
    office = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    kept = models.PositiveIntegerField()
    whole = models.PositiveIntegerField()
    since = models.DateTimeField()
    counted_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("agencies.Post", models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-kept", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["government", "function"],
                condition=Q(state="open"),
                name="one_open_proposal_a_function",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function_id}: {self.office_id}"


class RoutingRule(models.Model):
    """Where reports of a certain sort go (aturan penyaluran). The first that fits decides.

    owner: the agency for whose tree it was made; a rule of an institution speaks of its own
    offices alone. Conditions that are empty fit every report. A changed rule is a new row that
    `replaces` the old one, which ends.
    """

    owner = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="routing_rules")
    name = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    # If …
    regions = ArrayField(models.CharField(max_length=13), default=list)  # with all below them
    categories = ArrayField(models.BigIntegerField(), default=list)
    words_all = ArrayField(models.CharField(max_length=60), default=list)
    words_any = ArrayField(models.CharField(max_length=60), default=list)
    words_none = ArrayField(models.CharField(max_length=60), default=list)
    kind = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=12, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)  # Monday is 0
    from_hour = models.PositiveSmallIntegerField(null=True)  # local hours of receipt
    until_hour = models.PositiveSmallIntegerField(null=True)
    # … then
    to = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    confidential = models.BooleanField(default=False)
    oversight = models.BooleanField(default=False)  # propose: to the inspectorate

    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    entered_by = models.ForeignKey("agencies.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        indexes = [
            models.Index(fields=["owner", "order"], name="rule_now", condition=Q(valid_to=None))
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to=None) | Q(confidential=True) | Q(oversight=True),
                name="a_rule_does_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalRule(models.Model):
    """Which answers of an office need a second officer (empat mata), from a day on.

    The row of the nearest tier counts: an office without one, or with ABOVE, follows the tier
    above. Only added to, as all that is dated here.
    """

    class What(models.TextChoices):
        ABOVE = "above", _("Ikut unit di atasnya")
        NOTHING = "nothing", _("Tidak ada")
        ANSWERS = "answers", _("Setiap tindak lanjut dan penutupan")
        CLOSINGS = "closings", _("Hanya penutupan")
        OVERSIGHT = "oversight", _("Hanya laporan berkadar pengawasan")

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="approval_rules")
    what = models.CharField(max_length=10, choices=What)
    valid_from = models.DateField()
    basis = models.CharField(max_length=120)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("agencies.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-entered_at"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.what}"


class AutomaticRouting(models.Model):
    """Whether the system hands on by itself what an institution receives, from a moment on.

    Only added to; the newest row counts, and an institution without one has it off. WATCHING: it
    only keeps what it would have done. entered_by empty: the system switched itself off.
    """

    class State(models.TextChoices):
        OFF = "off", _("Mati")
        WATCHING = "watching", _("Hanya mengamati")
        ON = "on", _("Meneruskan otomatis")

    institution = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State)
    since = models.DateTimeField()
    why = models.CharField(max_length=300)
    entered_by = models.ForeignKey("agencies.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.institution_id}: {self.state}"
