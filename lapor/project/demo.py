"""The people of the demo: who they are, and how to sign in as one of them."""

from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.db.models import QuerySet
from psycopg_pool import PoolTimeout

from lapor.accounts.demo import PASSWORD, PREFIX
from lapor.agencies.models import Role, Tenure

FEW = 10  # as many as a greeting can name
UNKNOWN = (OperationalError, InterfaceError, PoolTimeout, ProgrammingError)
LEFT_BEHIND = (
    "{count} people of a demo still hold posts here, and LAPOR_DEMO is off. They cannot sign in, "
    "but what the demo invented is no real service: begin with a new LAPOR_HOME or database."
)


def sign_ins(most: int | None = None) -> list[tuple[str, str, str]]:
    """Return (role and office, username, password) of each demo person in a post.

    The seed puts those first whom a visitor wants to be first; `most` cuts the list there.
    """
    rows = _seated().select_related("post__agency", "person").order_by("person")[:most]
    return [
        (f"{Role(row.post.role).label}, {row.post.agency.label}", row.person.username, PASSWORD)
        for row in rows
    ]


def left_behind() -> str:
    """Return what is to be said of demo people in posts where there is no demo; else nothing.

    Nothing either where the database does not answer or has no tables yet.
    """
    if settings.DEMO:
        return ""
    try:
        count = _seated().count()
    except UNKNOWN:
        return ""
    return LEFT_BEHIND.format(count=count) if count else ""


def _seated() -> QuerySet[Tenure]:
    return Tenure.objects.filter(until=None, person__username__istartswith=PREFIX)
