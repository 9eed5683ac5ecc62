"""Kelola: one card for each thing that this officer may govern, and who may do what."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.reports.powers import powers
from lapor.reports.terms import NotFound
from lapor.web.desk.rules.book import ADMINS
from lapor.web.desk.rules.books import BOOKS
from lapor.web.desk.signin import officers_only

GOVERNING = (*ADMINS, Role.OVERSEER)


@dataclass(frozen=True)
class Card:
    """One thing to govern: what it is in a sentence, and where."""

    title: str | Promise
    says: str | Promise
    href: str
    icon: str


# Pages beside the books of rules, by the name of their address: for admins, then for all who look.
ORGANISATION = (
    ("desk-offices", _("Instansi dan unit"), _("Pohon unit: nama, induk, penggabungan."), "office"),
    ("desk-posts", _("Jabatan dan orang"), _("Siapa memegang jabatan apa, mutasi."), "person"),
)
WATCHING = (
    ("desk-audit", _("Audit"), _("Siapa mengubah, membuka, dan mengerjakan apa."), "search"),
)
OF_THE_SYSTEM = (
    (
        "desk-models",
        _("Model saran"),
        _("Apa yang dipelajari, seberapa tepat, dan kembali."),
        "note",
    ),
    ("desk-channels", _("Akun kanal"), _("Nomor, bot, kotak surat; rahasia, uji."), "speech"),
    ("desk-letters", _("Surel gagal"), _("Kabar yang tidak sampai, dan mencobanya lagi."), "send"),
    ("desk-legal", _("Ketentuan"), _("Privasi, syarat layanan, lisensi, per versi."), "document"),
)
OF_THE_NATION = ("desk-legal", "desk-channels")  # opened by its admins alone


@officers_only
@require_safe
def index(request: Request) -> HttpResponse:
    """Show the cards; raises NotFound for who governs nothing and watches nobody."""
    actor = request.actor
    if actor.role not in GOVERNING:
        raise NotFound
    groups = [
        (_("Aturan"), list(_books(actor))),
        (_("Organisasi"), list(_pages(actor, ORGANISATION))),
        (_("Pemeriksaan"), [*_pages(actor, WATCHING), *_roles(), *_pages(actor, OF_THE_SYSTEM)]),
    ]
    context = {"groups": [(title, cards) for title, cards in groups if cards], "here": "rules"}
    return render(request, "desk/rules/index.html", context)


@officers_only
@require_safe
def roles(request: Request) -> HttpResponse:
    """Show what each role may do, as the table of moves says it; raises NotFound."""
    if request.actor.role not in GOVERNING:
        raise NotFound
    table = [
        (role.label, [(row.stands, ", ".join(row.moves)) for row in rows])
        for role, rows in groupby(powers(), key=lambda row: row.role)
    ]
    return render(request, "desk/rules/roles.html", {"table": table, "here": "rules"})


def _books(actor: Actor) -> Iterator[Card]:
    for book in BOOKS.values():
        if book.opens(actor):
            href = reverse("desk-rule-book", args=[book.slug])
            yield Card(book.title, book.lead, href, book.icon)


def _roles() -> Iterator[Card]:
    says = _("Langkah apa yang boleh diambil setiap peran.")
    yield Card(_("Jabatan dan peran"), says, reverse("desk-roles"), "scales")


def _pages(actor: Actor, rows: tuple[tuple[str, Promise, Promise, str], ...]) -> Iterator[Card]:
    """Yield the pages that there are, for admins; who only watches gets the audit alone."""
    for name, title, says, icon in rows:
        if actor.role not in ADMINS and name != "desk-audit":
            continue
        if name in OF_THE_NATION and actor.role != Role.NATIONAL_ADMIN:
            continue
        try:
            yield Card(title, says, reverse(name), icon)
        except NoReverseMatch:
            continue  # this installation has no such page
