"""The people of a demo with the codes they need now: `/dev/codes`. Only where LAPOR_DEMO=1."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.accounts.demo import PASSWORD, PREFIX
from lapor.accounts.second_factor import current_codes, seconds_left
from lapor.agencies.models import Role, Tenure
from lapor.kit import custody

SIDES = ("a", "b")  # of the custodians


@dataclass(frozen=True)
class SignIn:
    """How to sign in as one of them. code: empty where there is no second factor yet."""

    username: str
    name: str
    role: str
    office: str
    code: str


@never_cache
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """List who may sign in, each with the code of this half minute: two statements.

    q: a piece of the name of a person or of an office.
    """
    words = request.GET.get("q", "").strip()
    seated = Tenure.objects.filter(until=None, person__username__startswith=PREFIX)
    if words:
        named = Q(person__username__icontains=words) | Q(post__agency__name__icontains=words)
        seated = seated.filter(named)
    rows = list(seated.select_related("post__agency", "person").order_by("person__username"))
    now = current_codes(row.person for row in rows)
    people = [
        SignIn(
            row.person.username,
            row.person.name,
            str(Role(row.post.role).label),
            row.post.agency.name,
            now.get(row.person_id, ""),
        )
        for row in rows
    ]
    context = {
        "people": people,
        "password": PASSWORD,
        "left": seconds_left(),
        "words": words,
        "sides": SIDES if path_of("a").exists() else (),
        "passphrase": custody.DEMO_PASSPHRASE,
    }
    return render(request, "dev/codes.html", context)


@never_cache
@require_safe
def key_file(request: HttpRequest, side: str) -> HttpResponse:
    """Send a custodian's key file of the demo; everybody knows its passphrase."""
    path = path_of(side)
    if side not in SIDES or not path.exists():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


def path_of(side: str) -> Path:
    folder: Path = settings.HOME / "demo"
    return folder / custody.DEMO_FILE.format(side)
