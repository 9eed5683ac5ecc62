"""Posts: who sits where since when, what stands vacant, hand-over, and who stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lapor.accounts import invitations
from lapor.agencies import posts as rule
from lapor.agencies import request as seats
from lapor.agencies.actor import Actor
from lapor.agencies.calendar import zone_label
from lapor.agencies.finding import LONGEST
from lapor.agencies.governing import governed, governs
from lapor.agencies.models import Agency, Change, Delegation, Post, Role, Tenure, in_force
from lapor.agencies.posts import Unfit
from lapor.agencies.request import Request
from lapor.kit.text import tidy
from lapor.reports import worklist
from lapor.reports.terms import NotFound
from lapor.web.desk import post_acts
from lapor.web.desk.named import the_act
from lapor.web.desk.post_acts import Act
from lapor.web.desk.post_forms import ActForm, key_of
from lapor.web.desk.signin import officers_only

PAGE = 50
ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
CHANGES = 20


@dataclass(frozen=True)
class Line:
    """One post of the list. waiting: open reports of its office, of those one may see."""

    post: Post
    holder: Tenure | None
    stands_in: Delegation | None
    vacant_since: datetime | None
    waiting: int | None
    zone: str


@officers_only
@require_safe
def listed(request: Request) -> HttpResponse:
    """List the posts one governs, page by page; who governs none sees their own."""
    actor = request.actor
    rows = _governed(actor) if actor.role in ADMINS else _own(request)
    unit = _unit(actor, request.GET.get("unit", ""))
    words, vacant = tidy(request.GET.get("q", "")[:LONGEST]), "kosong" in request.GET
    if unit:
        rows = rows.filter(agency__path__within=str(unit.path))
    rows = _with_words(rows, words)
    if vacant:
        rows = rule.vacant(rows)
    found = list(_after(rows, request.GET.get("sesudah", ""))[: PAGE + 1])
    kept = {"q": words, "unit": unit.pk if unit else "", "kosong": "1" if vacant else ""}
    key = found[PAGE - 1].pk if len(found) > PAGE else ""
    context = {
        "lines": _lines(found[:PAGE], actor),
        "words": words,
        "unit": unit,
        "vacant": vacant,
        "governs": actor.role in ADMINS,
        "first": not request.GET.get("sesudah"),
        "next": _query(kept | {"sesudah": key}) if key else "",
        "here": "rules",
    }
    return render(request, "desk/posts/list.html", context)


@officers_only
def made(request: Request, agency: int) -> HttpResponse:
    """Ask for a new post of this office and make it; raises NotFound for one not governed."""
    office = governed(request.actor).filter(pk=agency, ended_at=None).first()
    roles = rule.roles_for(request.actor, office) if office else []
    if office is None or not roles:
        raise NotFound(agency)
    form = post_acts.new_post(request, office, roles)
    if isinstance(form, Post):
        messages.success(request, _("Jabatan dibuat. Sekarang pilih siapa yang memegangnya."))
        return redirect("desk-post", form.pk)
    context = {"office": office, "form": form, "here": "rules"}
    return render(request, "desk/posts/new.html", context, status=422 if form.errors else 200)


@officers_only
@require_safe
def show(request: Request, key: int) -> HttpResponse:
    """Show one post: who sits, who sat, what waits, and what this actor may do about it."""
    return page(request, the_post(request, key))


@officers_only
@require_POST
def act(request: Request, key: int, step: str) -> HttpResponse:
    """Take one act on a post and show it again; raises NotFound where this actor has none such."""
    post = the_post(request, key)
    found = the_act(acts_on(request.actor, post), step)
    done = post_acts.take(request, post, found)
    if isinstance(done, ActForm):
        return page(request, post, tried=done, status=422)
    if done.invited:
        link = request.build_absolute_uri(invitations.link_for(done.invited))
        context = {"person": done.invited, "link": link, "post": post, "here": "rules"}
        return render(request, "desk/posts/invited.html", context)
    messages.success(request, done.says)
    return redirect("desk-post" if found.stays else "desk-posts", *([post.pk] * found.stays))


@officers_only
@require_POST
def choose(request: Request) -> HttpResponse:
    """Act in another of one's posts from now on."""
    key = key_of(request.POST.get("jabatan", ""))
    if key is None or not seats.choose(request, key):
        messages.info(request, _("Jabatan itu tidak lagi Anda pegang."))
    return redirect("desk-inbox")


@officers_only
@require_POST
def stop_standing_in(request: Request, key: int) -> HttpResponse:
    """Let a delegation end before its day; raises NotFound for one of a post out of reach."""
    row = Delegation.objects.select_related("post__agency", "person").filter(pk=key).first()
    if row is None:
        raise NotFound(key)
    post = the_post(request, row.post_id)
    try:
        rule.end_delegation(row, actor=request.actor)
    except Unfit as fault:
        messages.info(request, str(fault.says))
    else:
        messages.success(request, _("Tugas pelaksana harian berakhir."))
    return redirect("desk-post", post.pk)


def the_post(request: Request, key: int) -> Post:
    """Return a post that this actor governs or acts in; raises NotFound."""
    post = Post.objects.select_related("agency").filter(pk=key).first()
    if post is None or not (governs(request.actor, post.agency) or post == request.actor.post):
        raise NotFound(key)
    return post


def acts_on(actor: Actor, post: Post) -> list[Act]:
    """Return what this actor may do about a post, in the order of the page."""
    if post.ended_at:
        return []
    holder, later = rule.sitting(post), rule.planned(post)
    changes, names = rule.may_change(actor, post), []
    if changes:
        names = ["batal"] if later else ["serah", *(["kosongkan"] if holder else [])]
        names += ["batal"] if rule.leaving(post) else []
    if rule.may_delegate(actor, post):
        names.append("wakil")
    if changes:
        names += ["ganti-nama", *([] if holder or later else ["akhiri"])]
    return [post_acts.ACTS[name] for name in names]


def page(
    request: Request, post: Post, tried: ActForm | None = None, *, status: int = 200
) -> HttpResponse:
    """Show the post with a form for each act; the one that came back has its words."""
    now, actor = timezone.now(), request.actor
    office = worklist.with_open_reports(Agency.objects.filter(pk=post.agency_id), actor).first()
    tenures = post.tenures.exclude(until=F("since")).select_related("person")
    stand_ins = post.delegations.exclude(until=F("since")).select_related("person")
    changes = Change.objects.filter(topic=Change.Topic.POST, row=str(post.pk))
    holder, acts = rule.sitting(post, now), acts_on(actor, post)
    context = {
        "post": post,
        "role": Role(post.role).label,
        "holder": holder,
        "planned": rule.planned(post, now),
        "vacant_since": None if holder else _vacant_since(post),
        "acted": stand_ins.filter(in_force(now)).exists(),
        "standing_in": [row for row in stand_ins if row.until > now],
        "may_delegate": rule.may_delegate(actor, post),
        "tenures": tenures.order_by("-since", "-pk"),
        "stand_ins": stand_ins.order_by("-since"),
        "changes": post_acts.told(changes.select_related("user", "post")[:CHANGES]),
        "waiting": office.waiting if office else None,
        "acts": [(row, row.form_for(post, tried), tried) for row in acts],
        "tried": tried,
        "people": _people_near(post) if acts else [],
        "zone": zone_label(post.agency),
        "manages": governs(actor, post.agency),
        "here": "rules",
    }
    return render(request, "desk/posts/post.html", context, status=status)


def _governed(actor: Actor) -> QuerySet[Post]:
    posts = Post.objects.filter(ended_at=None, agency__ended_at=None)
    return posts.filter(agency__in=governed(actor))


def _own(request: Request) -> QuerySet[Post]:
    return Post.objects.filter(pk__in=[seat.post.pk for seat in request.seats])


def _unit(actor: Actor, typed: str) -> Agency | None:
    key = key_of(typed)
    return governed(actor).filter(pk=key).first() if key else None


def _with_words(rows: QuerySet[Post], words: str) -> QuerySet[Post]:
    now = timezone.now()
    for word in words.lower().split():
        sits = Tenure.objects.filter(in_force(now), post=OuterRef("pk"))
        named = Q(person__name__icontains=word) | Q(person__username__icontains=word)
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(agency__name__icontains=word)
            | Q(agency__short_name__icontains=word)
            | Exists(sits.filter(named))
        )
    return rows


def _after(rows: QuerySet[Post], key: str) -> QuerySet[Post]:
    """Return the posts by the name of their office, from after this one on."""
    rows = rows.annotate(office=Lower("agency__name"), low=Lower("title"))
    named = Post.objects.annotate(office=Lower("agency__name"), low=Lower("title"))
    last = named.filter(pk=key_of(key) or 0).values_list("office", "low", "pk").first()
    if last:
        office, low, pk = last
        later = Q(office=office) & (Q(low__gt=low) | Q(low=low, pk__gt=pk))
        rows = rows.filter(Q(office__gt=office) | later)
    return rows.order_by("office", "low", "pk")


def _lines(rows: Sequence[Post], actor: Actor) -> list[Line]:
    """Return the lines of a page: five statements, however many rows."""
    now, keys = timezone.now(), [row.pk for row in rows]
    last = Tenure.objects.filter(post=OuterRef("pk"), until__lte=now).exclude(until=F("since"))
    found = (
        Post.objects.filter(pk__in=keys)
        .annotate(left=Subquery(last.order_by("-until").values("until")[:1]))
        .select_related("agency")
        .prefetch_related(
            Prefetch(
                "tenures",
                Tenure.objects.filter(in_force(now)).select_related("person"),
                to_attr="sitting",
            ),
            Prefetch(
                "delegations",
                Delegation.objects.filter(in_force(now)).select_related("person"),
                to_attr="standing_in",
            ),
        )
    )
    offices = Agency.objects.filter(pk__in={row.agency_id for row in rows})
    counted = {row.pk: row.waiting for row in worklist.with_open_reports(offices, actor)}
    by_key: dict[int, Any] = {row.pk: row for row in found}
    return [_line(by_key[key], counted) for key in keys]


def _line(row: Any, counted: dict[int, int | None]) -> Line:
    return Line(
        post=row,
        holder=next(iter(row.sitting), None),
        stands_in=next(iter(row.standing_in), None),
        vacant_since=None if row.sitting or row.standing_in else row.left,
        waiting=counted.get(row.agency_id),
        zone=zone_label(row.agency),
    )


def _vacant_since(post: Post) -> datetime | None:
    ended = post.tenures.filter(until__lte=timezone.now()).exclude(until=F("since"))
    return ended.order_by("-until").values_list("until", flat=True).first()


def _people_near(post: Post) -> list[tuple[str, str]]:
    """Return the people of this office and those around it, to choose from while typing."""
    near = Q(post__agency=post.agency) | Q(post__agency__parent=post.agency)
    near |= Q(post__agency=post.agency.parent_id)
    rows = Tenure.objects.filter(near, in_force(timezone.now()), person__is_active=True)
    named = rows.order_by("person__name").values_list("person__username", "person__name")
    return list(dict.fromkeys(named[:200]))


def _query(kept: dict[str, Any]) -> str:
    return "?" + urlencode({name: value for name, value in kept.items() if value})
