"""A custodian's new key: the halves of old vaults go out sealed, and come back sealed anew."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from lapor.kit.seal import fingerprint
from lapor.reports.models import Vault

MARK = 8  # bytes of a fingerprint


class Unfit(Exception):
    """Halves that are not those that wait, or are sealed to another key than the one in force."""


def export(side: str) -> list[dict[str, str]]:
    """Return the sealed halves of this side that fit an earlier key than the one in force.

    side: "a" or "b". They tell nothing to who has not the private half. Raises Unfit.
    """
    rows = Vault.objects.exclude(half_b=None).exclude(**{f"key_{side}": _key(side)})
    found = rows.order_by("pk").values_list("report__number", f"half_{side}")
    return [{"number": number, "half": bytes(half).hex()} for number, half in found.iterator()]


@transaction.atomic
def take_back(side: str, key: str, halves: Sequence[dict[str, Any]]) -> int:
    """Put the re-sealed halves in the place of the old ones, all or none; return how many.

    The server cannot look into them: the old ones stay beside them until two new halves have
    opened a vault, and `put_back` undoes this. key: the fingerprint they are sealed to, in
    hexadecimal. Raises Unfit.
    """
    mark = _key(side)
    if bytes.fromhex(key) != mark:
        raise Unfit("These halves are sealed to another key than the one in force here.")
    sealed = {str(row["number"]): bytes.fromhex(row["half"]) for row in halves}
    rows = Vault.objects.exclude(half_b=None).select_for_update(of=("self",))
    found = list(rows.filter(report__number__in=sealed).select_related("report").order_by("pk"))
    if len(found) != len(sealed):
        raise Unfit(f"{len(sealed) - len(found)} of these reports have no such half here.")
    for vault in found:
        old = getattr(vault, f"before_{side}") or _before(vault, side)
        anew = {f"half_{side}": sealed[vault.report.number], f"key_{side}": mark}
        Vault.objects.filter(pk=vault.pk).update(**anew, **{f"before_{side}": old})
    return len(found)


@transaction.atomic
def put_back(side: str) -> int:
    """Undo `take_back` where no new half has opened its vault yet; return how many.

    They fit the key they fitted before, and wait for the next `export`.
    """
    rows = Vault.objects.exclude(**{f"before_{side}": None}).select_for_update(of=("self",))
    found = list(rows.order_by("pk"))
    for vault in found:
        old = bytes(getattr(vault, f"before_{side}"))
        earlier = {f"half_{side}": old[MARK:], f"key_{side}": old[:MARK], f"before_{side}": None}
        Vault.objects.filter(pk=vault.pk).update(**earlier)
    return len(found)


def _before(vault: Vault, side: str) -> bytes:
    """Return a half as it is kept, behind the mark of the key it fits."""
    return bytes(getattr(vault, f"key_{side}")) + bytes(getattr(vault, f"half_{side}"))


def _key(side: str) -> bytes:
    if not settings.CUSTODIANS:
        raise Unfit("There are no custodians here: LAPOR_CUSTODIAN_A and LAPOR_CUSTODIAN_B.")
    return fingerprint(settings.CUSTODIANS["ab".index(side)])
