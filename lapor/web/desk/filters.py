"""To what an officer narrows a list: read from the address, told as chips, kept in a saved view."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.agencies import finding
from lapor.agencies.actor import Actor
from lapor.agencies.finding import LONGEST, LONGEST_KEY
from lapor.agencies.models import Agency, Post
from lapor.agencies.rules import Rules
from lapor.kit.text import tidy
from lapor.reports.terms import Kind
from lapor.reports.worklist import Wanted

PLACE_OF_A_LIST = ("lihat", "langkah")
TYPED = ("jenis", "kategori", "tempat", "unit", "pelaksana", "tenggat", "umur")
TICKED: Mapping[str, str | Promise] = {
    "dijawab": gettext_lazy("Pelapor sudah menjawab"),
    "pengawasan": gettext_lazy("Berkadar pengawasan"),
    "rahasia": gettext_lazy("Rahasia"),
    "naik": gettext_lazy("Naik ke atasan"),
    "otomatis": gettext_lazy("Diteruskan otomatis"),
}
DUE: Mapping[str, str | Promise] = {
    "lewat": gettext_lazy("Lewat tenggat"),
    "hari-ini": gettext_lazy("Jatuh tempo hari ini"),
}
AGES = (7, 14, 30, 60)  # days since the receipt
HANDLERS: Mapping[str, str | Promise] = {
    "saya": gettext_lazy("Saya"),
    "belum": gettext_lazy("Belum ada"),
}
MOST_OFFICES = 20


@dataclass(frozen=True)
class Chip:
    """One thing that is set, and the address of the list without it."""

    label: str
    href: str


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for, as it was written and as the list understands it."""

    typed: Mapping[str, str]
    wanted: Wanted
    labels: Mapping[str, str]  # of what is set, in the order of the form

    @property
    def active(self) -> int:
        return len(self.labels)

    def chips(self, **here: str) -> list[Chip]:
        """Return a chip for each thing that is set. here: the view and step of the list."""
        return [
            Chip(label, href(**here, **{k: v for k, v in self.typed.items() if k != name}))
            for name, label in self.labels.items()
        ]


def read(query: QueryDict, actor: Actor, book: Rules) -> Asked:
    """Read what is asked for; what is not understood narrows nothing. No statement for most."""
    names = (*TYPED, *TICKED)
    typed = {name: tidy(query.get(name, "")[:LONGEST]) for name in names}
    kind = typed["jenis"] if typed["jenis"] in Kind.values else ""
    category = next((row for row in book.categories if row.slug == typed["kategori"]), None)
    offices, office = _offices(typed["unit"])
    handler, post = _handler(typed["pelaksana"], actor)
    age = int(typed["umur"]) if typed["umur"] in map(str, AGES) else 0
    due = typed["tenggat"] if typed["tenggat"] in DUE else ""
    told = {
        "jenis": str(Kind(kind).label) if kind else "",
        "kategori": category.name if category else "",
        "tempat": _("Tempat: %(typed)s") % {"typed": typed["tempat"]} if typed["tempat"] else "",
        "unit": _("Unit: %(name)s") % {"name": office} if office else "",
        "pelaksana": _("Pelaksana: %(post)s") % {"post": post} if post else "",
        "tenggat": str(DUE[due]) if due else "",
        "umur": _older_than(age) if age else "",
    } | {name: str(label) for name, label in TICKED.items() if typed[name]}
    labels = {name: label for name, label in told.items() if label}
    wanted = Wanted(
        kind=kind,
        category=category.pk if category else None,
        place=tuple(finding.words_of(typed["tempat"])),
        offices=offices,
        handler=handler,
        unhandled=typed["pelaksana"] == "belum",
        late=due == "lewat",
        today=due == "hari-ini",
        older=age,
        answered=bool(typed["dijawab"]),
        oversight=bool(typed["pengawasan"]),
        confidential=bool(typed["rahasia"]),
        escalated=bool(typed["naik"]),
        automatic=bool(typed["otomatis"]),
    )
    return Asked({name: typed[name] for name in labels}, wanted, labels)


def href(**query: str) -> str:
    """Return the address of a list; what is empty is left out."""
    return "?" + urlencode({name: value for name, value in query.items() if value})


def plain(query: QueryDict) -> str:
    """Return the part of an address that names a list: view, step and what it is narrowed to."""
    names = (*PLACE_OF_A_LIST, *TYPED, *TICKED)
    return href(**{name: tidy(query.get(name, "")[:LONGEST]) for name in names})[1:]


def _offices(typed: str) -> tuple[tuple[int, ...] | None, str]:
    """Return the offices that a key or a name means, and what to call them."""
    if not typed:
        return None, ""
    if typed.isdecimal():
        row = Agency.objects.filter(pk=int(typed)).first() if len(typed) < LONGEST_KEY else None
        return ((row.pk,), row.name) if row else ((), typed)
    found = finding.agencies(typed, MOST_OFFICES)
    one = finding.the_one(typed, found)
    rows = [one] if one else found
    return tuple(hit.row.pk for hit in rows if isinstance(hit.row, Agency)), typed


def _handler(typed: str, actor: Actor) -> tuple[int | None, str]:
    """Return the post whose work is asked for, and what to call it."""
    if typed in HANDLERS:
        own = actor.post.pk if actor.post and typed == "saya" else None
        return own, str(HANDLERS[typed])
    if not typed.isdecimal() or len(typed) >= LONGEST_KEY or actor.agency is None:
        return None, ""
    posts = Post.objects.filter(agency__path__within=str(actor.agency.path))
    post = posts.filter(pk=int(typed)).first()
    return (post.pk, post.title) if post else (None, "")


def _older_than(days: int) -> str:
    return ngettext("Lebih dari %(n)d hari", "Lebih dari %(n)d hari", days) % {"n": days}
