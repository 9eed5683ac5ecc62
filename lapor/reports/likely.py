"""The office suggested first, beside each report of a list, and how sure that is in a word."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from lapor.reports.models import Suggestion

HIGH, MIDDLE = 0.75, 0.45
By = Suggestion.By


def with_likely(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the same reports, each with `likely`: its newest suggestion that nobody decided on.

    Of one that was verified nothing is said: who verified it may have named whom it complains of.
    """
    open_ones = Suggestion.objects.filter(
        Q(report__verified=False),
        report=OuterRef("pk"),
        chosen=None,
        shown_to=Suggestion.To.OFFICER,
    )
    newest = open_ones.order_by("-at").values(said=JSONObject(by="by", offices="offices"))
    told: QuerySet[Any] = rows.annotate(likely=Subquery(newest[:1]))
    return told


def first_said(said: Mapping[str, Any] | None) -> tuple[str, str]:
    """Return the name of the first office and how sure it is; both empty where there is none."""
    if not said or not said["offices"]:
        return "", ""
    first = said["offices"][0]
    return str(first["name"]), level_of(first["p"], said["by"])


def level_of(share: float, by: str) -> str:
    """Say how sure a suggestion is: "high", "middle" or "low". Keywords alone are never high."""
    if by == By.RULE or (share >= HIGH and by == By.MODEL):
        return "high"
    return "middle" if share >= MIDDLE else "low"
