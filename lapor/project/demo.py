"""The people of the demo: who they are, and how to sign in as one of them."""

from lapor.accounts.demo import PASSWORD, PREFIX
from lapor.agencies.models import Role, Tenure

FEW = 10  # as many as a greeting can name


def sign_ins(most: int | None = None) -> list[tuple[str, str, str]]:
    """Return (role and office, username, password) of each demo person in a post.

    The seed puts those first whom a visitor wants to be first; `most` cuts the list there.
    """
    seated = Tenure.objects.filter(until=None, person__username__startswith=PREFIX)
    rows = seated.select_related("post__agency", "person").order_by("person")[:most]
    return [
        (f"{Role(row.post.role).label}, {row.post.agency.label}", row.person.username, PASSWORD)
        for row in rows
    ]
