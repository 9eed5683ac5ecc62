"""What tests of the case page do: open it, send the form of a step, hand a report on."""

from django.urls import reverse

from lapor.reports import triage
from lapor.reports.terms import Kind


def page_of(report):
    return reverse("desk-case", args=[report.number])


def send(client, report, step, follow=False, **typed):
    """Send the form of a step as the page of now would."""
    page = client.get(page_of(report))
    typed = {"seen": page.context["case"].seen if page.context else 0} | typed
    return client.post(reverse("desk-act", args=[report.number, step]), typed, follow=follow)


def found_by(client, query):
    return client.get(reverse("desk-units"), query).text


def steps_of(report):
    return [event.move for event in report.events.all()]


def hand_to(world, report, office):
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=office)
    report.refresh_from_db()
    return report
