"""What the installation remembers of itself: which keys it was filled with, and what ran when."""

from django.db import models


class KeyMark(models.Model):
    """The mark of a key: an HMAC made with it. It tells a key from another and opens nothing."""

    name = models.CharField(max_length=20, primary_key=True)
    mark = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class LastRun(models.Model):
    """When something that must happen again and again was last done to its end."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
