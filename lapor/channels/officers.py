"""Which officers hear of a report now: whoever sits in the right posts, or the nearest above."""

from django.db.models import Q
from django.utils import timezone

from lapor.agencies.models import Agency, Role, Tenure, in_force
from lapor.reports.terms import Audience

OFFICE = (Role.AGENCY_ADMIN, Role.LIAISON)
ROLES = {
    Audience.HOLDER: OFFICE,
    Audience.PREVIOUS: OFFICE,
    Audience.SUPPORT: OFFICE,
    Audience.ABOVE: (Role.AGENCY_ADMIN,),
    Audience.OVERSEER: (Role.OVERSEER,),
}


def seated(
    agency_id: int, audience: str, *, confidential: bool = False, named: int | None = None
) -> list[str]:
    """Return the addresses of those who sit now in the posts of this audience.

    Where nobody does, it is those of the next tier above, at last the national admins; empty
    where nobody sits there either. Above an overseer's office only other overseers hear, never
    the admins of the institution that is watched. Of a confidential report only the admins hear,
    and who sits in the post that is named for it (`named`).
    """
    agency = Agency.objects.filter(pk=agency_id).first()
    if agency is None:
        return []
    told = ROLES[Audience(audience)]
    roles = Q(post__role__in=[r for r in told if r != Role.LIAISON or not confidential])
    if named:
        roles |= Q(post=named)
    national = Q(post__role=Role.NATIONAL_ADMIN, post__agency__parent=None)
    found: dict[int, list[str]] = {}
    rows = Tenure.objects.filter(
        roles | national, in_force(timezone.now()), post__agency__in=agency.ids
    )
    living = rows.filter(person__is_active=True).exclude(person__email="")
    for office, address in living.values_list("post__agency", "person__email").order_by("pk"):
        found.setdefault(office, []).append(address)
    nearest = next((office for office in reversed(agency.ids) if office in found), None)
    return list(dict.fromkeys(found[nearest])) if nearest else []
