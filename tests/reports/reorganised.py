"""A report in an office, a change of agencies carried out, and what is looked at afterwards."""

from django.utils import timezone

from lapor.agencies import reorganising
from lapor.agencies.models import (
    Tenure,
)
from lapor.agencies.reorganising import Plan
from lapor.reports import (
    following,
    triage,
)
from lapor.reports.models import Report
from lapor.reports.terms import (
    Kind,
)
from tests.factories import make_report

NOW = timezone.now


def assigned(world, to=None, **fields):
    report, reporter = make_report(world, at=NOW(), **fields)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(report, to=to or world.works, actor=world.admin)
    return report, reporter


def change(world, what, agency, into=None, **fields):
    plan = Plan(what, agency, timezone.localdate(), "Perda 1/2026", into=into, **fields)
    reorganising.decide(plan, actor=world.national)
    return following.run(NOW())


def fresh(report):
    return Report.objects.select_related("holder").get(pk=report.pk)


def dates(report):
    return list(report.deadlines.order_by("pk").values_list("clock", "due_at"))


def leave(*actors):
    Tenure.objects.filter(post__in=[actor.post for actor in actors]).update(until=NOW())
