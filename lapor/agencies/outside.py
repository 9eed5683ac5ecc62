"""An institution's own sign-in, and by which name there its people are known."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Provider(models.Model):
    """Where the people of one institution sign in (OpenID Connect), and as whom LAPOR asks there.

    The secret lies sealed, bound to this row. `trusted`: a second factor that was shown there
    counts here; the nation alone says so.
    """

    agency = models.OneToOneField("agencies.Agency", models.PROTECT)
    issuer = models.URLField(max_length=200)
    client = models.CharField(max_length=200)  # the client id there
    secret = models.TextField()
    domain = models.CharField(max_length=100)  # of the e-mail addresses that it may speak for
    trusted = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | ~Q(domain=""), name="provider_speaks_for_a_domain"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.issuer}"


class OutsideName(models.Model):
    """Under which name (`sub`) a provider knows a person: bound at the first use, for good."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="names")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sub = models.CharField(max_length=255)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "sub"], name="one_person_of_a_sub"),
            models.UniqueConstraint(fields=["provider", "user"], name="one_sub_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.user_id}"
