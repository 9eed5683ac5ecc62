"""Which officers hear of a report now: whoever sits in the right posts, or the nearest above."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Agency, Delegation, Role, Tenure, in_force
from lapor.agencies.routing import living
from lapor.reports.terms import Audience

OFFICIAL = "id"  # the language of letters to an office
OFFICE = (Role.AGENCY_ADMIN, Role.LIAISON)
ROLES = {
    Audience.HOLDER: OFFICE,
    Audience.PREVIOUS: OFFICE,
    Audience.SUPPORT: OFFICE,
    Audience.ABOVE: (Role.AGENCY_ADMIN,),
    Audience.OVERSEER: (Role.OVERSEER,),
    Audience.PROTECTOR: (Role.OVERSEER,),
}


def seated(
    agency_id: int,
    audience: str,
    *,
    confidential: bool = False,
    named: int | None = None,
    but: Collection[int] = (),
) -> list[str]:
    """Return the addresses of those who sit now in the posts of this audience.

    Where nobody does, it is those of the next tier above, at last the national admins; empty
    where nobody sits there either. Above an overseer's office only other overseers hear, never
    the admins of the institution that is watched. Of a confidential report only the admins hear,
    and who sits in the post that is named for it (`named`). Who stands in for somebody on leave
    hears what that post hears, beside its holder; `but` are people who hear nothing. What was for
    an agency that has ended is for its successor.
    """
    agency = Agency.objects.filter(pk=agency_id).first()
    if agency is None:
        return []
    agency = living(agency)
    told = ROLES[Audience(audience)]
    roles = Q(post__role__in=[r for r in told if r != Role.LIAISON or not confidential])
    if named:
        roles |= Q(post=named)
    national = Q(post__role=Role.NATIONAL_ADMIN, post__agency__parent=None)
    found: dict[int, list[str]] = {}
    # What a reporter says of retaliation goes to that one office, and climbs nowhere.
    offices = [agency.pk] if audience == Audience.PROTECTOR else agency.ids
    sit, stand_in = (_in(rows, roles | national, agency, but) for rows in (Tenure, Delegation))
    for office, address in (*sit, *stand_in):
        found.setdefault(office, []).append(address)
    nearest = next((office for office in reversed(offices) if office in found), None)
    return list(dict.fromkeys(found[nearest])) if nearest else []


def language_of(addresses: Collection[str]) -> str:
    """Return the language that all of these officers chose; Indonesian where they differ."""
    people = User.objects.filter(email__in=addresses)
    chosen = set(people.values_list("language", flat=True))
    return chosen.pop() if len(chosen) == 1 else OFFICIAL


def _in(
    rows: type[Tenure] | type[Delegation], posts: Q, agency: Agency, but: Collection[int]
) -> Iterable[tuple[int, str]]:
    """Yield office and address of who acts now in such posts there and in the tiers above."""
    acting = rows.objects.filter(posts, in_force(timezone.now()), post__agency__in=agency.ids)
    reached = acting.filter(person__is_active=True, post__ended_at=None).exclude(person__email="")
    if but:
        reached = reached.exclude(person__in=but)
    return reached.values_list("post__agency", "person__email").order_by("pk")
