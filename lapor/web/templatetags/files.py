"""Files in pages: how large they are, those of a report, and the part of a form that takes them."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lapor.files import arriving
from lapor.reports import naming
from lapor.reports.enclosures import Enclosure
from lapor.web.bringing import DROP, FIELD, INPUT, Waiting

register = template.Library()
KILO, MEGA = 1024, 1024 * 1024


@register.filter
def weight(size: int) -> str:
    """`{{ file.size|weight }}`: 2,1 MB, in English 2.1 MB; from 1 KB."""
    if size < MEGA:
        return _("%(n)s KB") % {"n": max(round(size / KILO), 1)}
    return _("%(n)s MB") % {"n": number_format(round(size / MEGA, 1), use_l10n=True)}


@register.inclusion_tag("parts/enclosures.html")
def enclosures(
    files: Sequence[Enclosure], at: str, publish: bool = False, again: str = ""
) -> dict[str, Any]:
    """`{% enclosures card.files "/lacak/percakapan/berkas/" %}`: files that a reader may open.

    at: the address before the number of a file. publish: this reader decides what the public
    sees. again: where a refused file is sent once more.
    """
    return {"files": files, "at": at, "publish": publish, "again": again}


@register.inclusion_tag("parts/bring.html")
def bring_files(
    key: str,
    waiting: Sequence[Waiting] = (),
    says: str = "",
    small: bool = False,
    desk: bool = False,
) -> dict[str, Any]:
    """`{% bring_files "reply" waiting says %}`: where a form takes files.

    key: tells one form of a page from the others. waiting: those already there. says: what is
    wrong. small: without the long hint. desk: at the desk, where a fault leads to `reply-files`.
    """
    return {
        "id": f"{key}-files" if desk else f"f-{key}-files",
        "key": key,
        "waiting": waiting,
        "says": says,
        "small": small,
        "field": FIELD,
        "input": INPUT,
        "drop": DROP,
        "most": arriving.MOST_FILES,
        "most_bytes": arriving.MOST_BYTES,
        "seals": naming.can_seal(),
    }
