"""What the demo shows of second instances: the city's inspectorate asked, asking, and advising."""

from datetime import datetime, timedelta

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Role
from lapor.project.seed.people import CITY, cast
from lapor.reports import access, reviewing, reviews
from lapor.reports.models import OPEN, Report
from lapor.reports.terms import Reach
from lapor.reports.watchers import outside

MOST = 3
WHY = "Sudah dua kali dinyatakan selesai, padahal keadaannya masih sama."
QUESTION = "Siapa yang memeriksa ke lokasi, dan hari apa?"
FOUND = "Laporan dinyatakan selesai tanpa ada petugas yang datang memeriksa."
ADVICE = "Datangi lokasinya bersama pelapor atau ketua RT, lalu laporkan hasilnya kepada kami."


def load(now: datetime) -> None:
    """Let reporters of disputed reports ask for a review; it has come further in each."""
    path = str(Agency.objects.get(slug=CITY).path)
    disputed = Report.objects.filter(
        OPEN, holder__path__within=path, disputes__gt=0, confidential=False, whole=None
    )
    overseers = {seat.agency: seat for (_s, role), seat in cast().items() if role == Role.OVERSEER}
    for place, report in enumerate(disputed.select_related("holder").order_by("pk")[:MOST]):
        doors = reviews.examiners(report, outside(report))
        overseer = next((overseers[door] for door in doors if door in overseers), None)
        if overseer and overseer.agency:
            _examine(report, overseer, overseer.agency, place, now)


def _examine(report: Report, overseer: Actor, to: Agency, place: int, now: datetime) -> None:
    reporter = Actor(Role.REPORTER, receipt=bytes(report.receipt_hmac))
    reviewing.ask_review(report, to=to, consent=True, actor=reporter, words=WHY, at=now)
    if place == 0 or Reach.REVIEW not in access.reaches(overseer, report):
        return
    reviewing.accept_review(report, actor=overseer, until=now + timedelta(days=14), at=now)
    if place == 1:
        until = now + timedelta(days=7)
        reviewing.ask_office(report, actor=overseer, words=QUESTION, until=until, at=now)
        return
    kind = reviews.Finding.DELAY
    reviewing.find(report, actor=overseer, finding=kind, words=FOUND, at=now)
    until = now + timedelta(days=21)
    reviewing.recommend(report, actor=overseer, words=ADVICE, until=until, at=now)
