"""What the demo shows of answers: an office with four eyes, one that waits, and scored samples."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from lapor.agencies import rules
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, ApprovalRule, Role
from lapor.project.seed.people import CITY, cast
from lapor.reports import drafting, sampling
from lapor.reports.models import Report, Sample
from lapor.reports.sampling import Criterion
from lapor.reports.terms import NotFound, Outcome, Refused, Status

SEED = 1709
WITH_FOUR_EYES = ("dinkes", "dindikbud", "dinsos", "dlh")  # the first that has a report to answer
SCORED = 0.7  # of the answers that were drawn
WORDS = (
    "Petugas kami datang hari Selasa dan mencatat keadaannya bersama ketua RT. Perbaikannya kami"
    " jadwalkan minggu depan, karena bahannya masih dipesan."
)


def load(now: datetime) -> None:
    """Let one office work with four eyes, and those above score what was drawn lately."""
    people = cast()
    wait_for_approval(people)
    sampling.draw_due(now)
    score(people, random.Random(SEED))  # noqa: S311 - a story, not a key


def wait_for_approval(people: dict[tuple[str, Role], Actor]) -> None:
    """Put one answer before a second officer, in the first of these offices that holds a report."""
    for name in WITH_FOUR_EYES:
        slug = f"{CITY}-{name}"
        author = people.get((slug, Role.HANDLER))
        rows = Report.objects.filter(
            holder__slug=slug, status=Status.ASSIGNED, confidential=False, split="whole"
        )
        report = rows.select_related("holder").order_by("pk").first()
        if author is None or report is None:
            continue
        ask_for_four_eyes(report.holder)
        try:
            drafting.send(report, "follow_up", actor=author, words=WORDS, outcome=Outcome.PLANNED)
        except Refused:
            continue  # nobody else sits there today
        return


def ask_for_four_eyes(office: Agency) -> None:
    now = timezone.now()
    ApprovalRule.objects.create(
        agency=office,
        what=ApprovalRule.What.ANSWERS,
        valid_from=timezone.localdate() - timedelta(days=30),
        basis="SOP pelayanan pengaduan (contoh)",
        entered_at=now,
    )
    rules.changed()


def score(people: dict[tuple[str, Role], Actor], rng: random.Random) -> None:
    """Let the admins above score most of what was drawn, and leave each of them something."""
    roles = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
    above = {
        actor.agency.pk: actor
        for (_s, role), actor in people.items()
        if role in roles and actor.agency
    }
    left: set[int] = set()
    for sample in Sample.objects.order_by("-week", "pk"):
        actor = above.get(sample.reviewers_id)
        first = sample.reviewers_id not in left
        left.add(sample.reviewers_id)
        if actor is None or first or rng.random() > SCORED:
            continue
        marks = {name: rng.choices((0, 1, 2), (1, 3, 6))[0] for name in Criterion.values}
        try:
            sampling.score(sample.pk, actor=actor, marks=marks)
        except (Refused, NotFound):
            continue  # the same person acts in the office that answered
