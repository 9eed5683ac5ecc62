"""Institutions and units: the tree one governs, and what becomes of an office on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lapor.agencies import finding, providers, reorganising
from lapor.agencies import posts as seats
from lapor.agencies.actor import Actor
from lapor.agencies.calendar import zone_label
from lapor.agencies.governing import governed
from lapor.agencies.models import Agency, Change, Reorganisation, Role
from lapor.agencies.posts import Unfit
from lapor.agencies.reorganising import Plan, What
from lapor.agencies.request import Request
from lapor.kit.text import one_line, tidy
from lapor.reports import following, worklist
from lapor.reports.terms import NotFound
from lapor.web.desk import office_story
from lapor.web.desk.named import the_act
from lapor.web.desk.office_forms import (
    IntoForm,
    OfficeForm,
    PlanForm,
    RenameForm,
    SplitForm,
    UnitForm,
    typed_again,
)
from lapor.web.desk.post_forms import key_of
from lapor.web.desk.signin import officers_only

PAGE, FOUND, CHANGES, PLANS = 100, 50, 20, 50
ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


@dataclass(frozen=True)
class Act:
    """One act on an office. what: the planned change; None for what is done at once."""

    name: str
    label: str | Promise
    small: str | Promise
    icon: str
    form: type[OfficeForm]
    what: Reorganisation.What | None = None


ACTS = {
    act.name: act
    for act in (
        Act("unit-baru", gettext_lazy("Buat unit di bawahnya"), gettext_lazy("Langsung berlaku."),
            "plus", UnitForm),
        Act("ganti-nama", gettext_lazy("Ganti nama"),
            gettext_lazy("Riwayat lama tetap terbaca dengan nama lama."),
            "note", RenameForm, What.RENAME),
        Act("pindah", gettext_lazy("Pindah induk"),
            gettext_lazy("Bersama semua unit di bawahnya."), "arrow", IntoForm, What.MOVE),
        Act("gabung", gettext_lazy("Gabung ke unit lain"),
            gettext_lazy("Pekerjaan, unit, dan pejabat pelaksananya ikut pindah."),
            "link", IntoForm, What.MERGE),
        Act("pecah", gettext_lazy("Pecah menjadi beberapa unit"),
            gettext_lazy("Anda memilih unit dan jabatan ikut ke mana."),
            "filter", SplitForm, What.SPLIT),
        Act("bubar", gettext_lazy("Bubarkan"),
            gettext_lazy("Unit lain menjadi penggantinya. Jabatannya berakhir."),
            "cross", IntoForm, What.END),
    )
}  # fmt: skip


@officers_only
@require_safe
def listed(request: Request) -> HttpResponse:
    """List the offices one governs: what lies right below, or what a name finds."""
    actor = _admin(request)
    words = tidy(request.GET.get("q", "")[: finding.LONGEST])
    mine = governed(actor)
    if words:
        keys = [int(hit.key) for hit in finding.agencies(words, FOUND, among=mine)]
        more = ""
    else:
        keys, more = _below(mine, actor, request.GET.get("sesudah", ""))
    plans = Reorganisation.objects.filter(followed_at=None, cancelled_at=None, agency__in=mine)
    context = {
        "own": actor.agency,
        "lines": _counted(keys, actor),
        "words": words,
        "plans": office_story.plans(plans.select_related(*office_story.WITH_IT)[:PLANS], actor),
        "first": not request.GET.get("sesudah"),
        "next": more,
        "here": "rules",
    }
    return render(request, "desk/offices/list.html", context)


@officers_only
@require_safe
def show(request: Request, key: int) -> HttpResponse:
    """Show one office: where it stands, what lies below, its plans and what may be done."""
    return page(request, the_office(request, key))


@officers_only
@require_POST
def act(request: Request, key: int, step: str) -> HttpResponse:
    """Foretell one act, and take it when it is sent again from there; raises NotFound."""
    office = the_office(request, key)
    found = the_act(acts_on(request.actor, office), step)
    form = found.form(request.POST, step=step, office=office, actor=request.actor)
    if not form.is_valid() or request.POST.get("do") == "edit":
        return page(request, office, form, status=422 if form.errors else 200)
    try:
        if isinstance(form, UnitForm):
            return _make(request, office, form)
        return _decide(request, office, found, form)
    except Unfit as fault:
        form.refuse(fault, {"parts": "names"})
        return page(request, office, form, status=422)


@officers_only
@require_POST
def cancel(request: Request, key: int) -> HttpResponse:
    """Take back a planned change before its day; raises NotFound for one out of reach."""
    row = Reorganisation.objects.select_related("agency").filter(pk=key).first()
    if row is None or not reorganising.may_reorganise(request.actor, row.agency):
        raise NotFound(key)
    try:
        reorganising.cancel(
            row, actor=request.actor, why=one_line(request.POST.get("why", "")[:300])
        )
    except Unfit as fault:
        messages.info(request, str(fault.says))
    else:
        messages.success(request, _("Rencana itu dibatalkan. Tidak ada yang berubah."))
    return redirect("desk-office", row.agency_id)


def the_office(request: Request, key: int) -> Agency:
    """Return an agency that this actor governs, an ended one too; raises NotFound."""
    rows = governed(_admin(request)).select_related("parent", "region", "successor")
    office = rows.filter(pk=key).first()
    if office is None:
        raise NotFound(key)
    return office


def acts_on(actor: Actor, office: Agency) -> list[Act]:
    """Return what this actor may do about an office, in the order of the page."""
    if office.ended_at:
        return []
    shallow = office.depth < reorganising.DEEPEST
    names = ["unit-baru"] if shallow and reorganising.may_make_below(actor, office) else []
    if reorganising.may_reorganise(actor, office):
        names.append("ganti-nama")
        if office.depth:
            names += ["pindah", "gabung", "pecah", "bubar"]
    return [ACTS[name] for name in names]


def page(
    request: Request, office: Agency, tried: OfficeForm | None = None, *, status: int = 200
) -> HttpResponse:
    """Show the office with a form for each act; the one that came back has its words."""
    actor = request.actor
    below = Agency.objects.filter(parent=office).order_by(
        F("ended_at").desc(nulls_first=True), "name"
    )
    plans = Reorganisation.objects.filter(Q(agency=office) | Q(into=office))
    changes = Change.objects.filter(topic=Change.Topic.AGENCY, row=str(office.pk))
    above = Agency.objects.filter(pk__in=office.ids[:-1])
    context = {
        "office": office,
        "path": sorted(above, key=lambda row: row.depth),
        "above": set(governed(actor).filter(pk__in=office.ids).values_list("pk", flat=True)),
        "lines": _counted(below.values_list("pk", flat=True)[:PAGE], actor),
        "effect": following.effect_on(office),
        "plans": office_story.plans(plans.select_related(*office_story.WITH_IT)[:PLANS], actor),
        "changes": office_story.told(changes.select_related("user")[:CHANGES]),
        "acts": [(row, _form_for(row, office, actor, tried)) for row in acts_on(actor, office)],
        "makes_posts": bool(not office.ended_at and seats.roles_for(actor, office)),
        "keeps_sign_in": providers.may_keep(actor, office),
        "tried": tried,
        "zone": zone_label(office),
        "here": "rules",
    }
    return render(request, "desk/offices/office.html", context, status=status)


def _admin(request: Request) -> Actor:
    if request.actor.role not in ADMINS:
        raise NotFound
    return request.actor


def _form_for(act: Act, office: Agency, actor: Actor, tried: OfficeForm | None) -> OfficeForm:
    if tried is not None and tried.step == act.name:
        return tried
    initial = {"name": office.name, "short_name": office.short_name} if act.what else {}
    return act.form(step=act.name, initial=initial, office=office, actor=actor)


def _make(request: Request, office: Agency, form: UnitForm) -> HttpResponse:
    told = form.cleaned_data
    unit = reorganising.make_unit(
        office,
        name=told["name"],
        short_name=told["short_name"],
        kind=told["kind"],
        region=form.place(),
        time_zone=told["time_zone"],
        actor=request.actor,
        why=told["why"],
    )
    messages.success(request, _("Unit dibuat. Sekarang buat jabatannya."))
    return redirect("desk-office", unit.pk)


def _decide(request: Request, office: Agency, act: Act, form: OfficeForm) -> HttpResponse:
    """Foretell what a change would touch; save it when the foretelling was confirmed."""
    if not isinstance(form, PlanForm) or act.what is None:
        raise NotFound(act.name)
    told = form.cleaned_data
    plan = Plan(
        what=act.what,
        agency=office,
        on=told["on"],
        basis=told["basis"],
        into=form.target() if "into" in told else None,
        name=told.get("name", ""),
        short_name=told.get("short_name", ""),
        parts=form.parts(),
    )
    saves = request.POST.get("do") == "save"
    if saves and reorganising.is_decided(plan):  # a second click
        return redirect("desk-office", office.pk)
    reorganising.check(plan, actor=request.actor)
    if saves:
        reorganising.decide(plan, actor=request.actor)
        says = _("Rencana tersimpan. Sebelum harinya tiba Anda masih dapat membatalkannya.")
        messages.success(request, says)
        return redirect("desk-office", office.pk)
    context: dict[str, Any] = {
        "office": office,
        "act": act,
        "plan": plan,
        "says": office_story.sentence(plan),
        "effect": following.effect_on(office),
        "consequences": office_story.consequences(plan),
        "typed": [pair for pair in typed_again(request.POST) if not _is_share(pair[0])],
        "shares": form.shares() if isinstance(form, SplitForm) else [],
        "names": form.listed() if isinstance(form, SplitForm) else [],
        "here": "rules",
    }
    return render(request, "desk/offices/preview.html", context)


def _is_share(name: str) -> bool:
    return name.startswith(("children-", "posts-"))


def _below(mine: QuerySet[Agency], actor: Actor, key: str) -> tuple[list[int], str]:
    """Return the keys of the offices right below one's own, and where the next page begins."""
    rows = mine.filter(parent=actor.agency).annotate(low=Lower("name"))
    last = (
        mine.annotate(low=Lower("name"))
        .filter(pk=key_of(key) or 0)
        .values_list("low", "pk")
        .first()
    )
    if last:
        rows = rows.filter(Q(low__gt=last[0]) | Q(low=last[0], pk__gt=last[1]))
    found = list(rows.order_by("low", "pk").values_list("pk", flat=True)[: PAGE + 1])
    more = "?" + urlencode({"sesudah": found[PAGE - 1]}) if len(found) > PAGE else ""
    return found[:PAGE], more


def _counted(found: Iterable[int], actor: Actor) -> list[Agency]:
    """Return these offices, each with the number of its open reports: two statements."""
    keys = list(found)
    counted = worklist.with_open_reports(Agency.objects.filter(pk__in=keys), actor)
    by_key = {row.pk: row for row in counted.select_related("parent")}
    return [by_key[key] for key in keys]
