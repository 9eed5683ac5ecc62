"""What the machine suggests and what officers made of it; the models by which it does."""

from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency, Category, Function, RoutingRule
from lapor.reports.models.case import Report


class RoutingModel(models.Model):
    """A learned model of P(function | words): what it saw, how well it does, and its numbers.

    scope: the institution whose reports it learned from; empty: the whole nation. blob: an .npz
    without pickle, believed only if `mac` (HMAC under the server's key) fits it and its scope. The
    other columns repeat for pages what stands in it, and decide nothing.
    """

    class State(models.TextChoices):
        CANDIDATE = "candidate"
        ACTIVE = "active"
        RETIRED = "retired"

    scope = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="routing_models")
    state = models.CharField(max_length=10, choices=State)
    made_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    seen_from = models.DateTimeField()  # the window of what it learned from
    seen_until = models.DateTimeField()
    classes = models.JSONField()  # {function: how many}
    metrics = models.JSONField()
    thresholds = models.JSONField()  # {"90": p, "95": p}
    features = models.JSONField()
    code = models.CharField(max_length=40)  # the version of the code that made it
    sha256 = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)
    blob = models.BinaryField()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope"],
                condition=Q(state="active"),
                nulls_distinct=False,
                name="one_active_model",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope_id or 'nation'} {self.made_at:%Y-%m-%d}"


class Suggestion(models.Model):
    """What was suggested of a report, why, and what a person then did.

    offices: [{"agency": id, "function": code, "p": share}, …] in the order shown, at most three.
    reasons: word places in title and body, the rule of place, numbers of near cases; no words.
    """

    class By(models.TextChoices):
        RULE = "rule"
        MODEL = "model"
        KEYWORDS = "keywords"

    class To(models.TextChoices):
        REPORTER = "reporter"
        OFFICER = "officer"
        NOBODY = "nobody"  # of those it would hand on, some are decided without, to compare with

    class Automatic(models.TextChoices):
        NO = ""  # not sure enough, or none that a machine may decide on
        WOULD = "would"  # it would have been handed on, had the institution wanted that
        DONE = "done"
        BLIND = "blind"  # it would have been, and is left to people who do not see the suggestion

    report = models.ForeignKey(Report, models.CASCADE, related_name="suggestions")
    # Whose map counted; empty: none but the nation's. The report may move on to another.
    government = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=8, choices=By)
    rule = models.ForeignKey(RoutingRule, models.PROTECT, null=True, related_name="+")
    model = models.ForeignKey(RoutingModel, models.SET_NULL, null=True, related_name="+")
    function = models.ForeignKey(Function, models.SET_NULL, null=True, related_name="+")
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="+")
    offices = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    shown_to = models.CharField(max_length=8, choices=To)
    at = models.DateTimeField()
    # What became of it: the office and the category that a person chose.
    chosen = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    chosen_category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField(null=True)
    automatic = models.CharField(max_length=5, choices=Automatic, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["report", "-at"], name="suggestion_of_report"),
            models.Index(fields=["government", "at"], name="suggestion_lately"),
            models.Index(
                fields=["government", "-at"],
                name="suggestion_automatic",
                condition=~Q(automatic=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.by}"
