"""What the demo shows of outside parties: one that has answered, and one that has yet to open."""

from datetime import datetime, timedelta

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Role
from lapor.project.seed.people import CITY, cast
from lapor.reports import consulting, invited
from lapor.reports.consulting import Asking
from lapor.reports.models import Report
from lapor.reports.terms import Refused, Status

HOURS = timedelta(hours=3)  # so long ago the last step must lie
BROWSER = "0" * 32  # of nobody
ASKED = (
    Asking(
        name="PT Jaringan Contoh",
        question="Apakah pekerjaan di lokasi ini milik perusahaan Anda? Kapan selesainya?",
        shows=("body", "place"),
    ),
    Asking(
        name="Koperasi Warga Contoh",
        question="Sejak kapan keadaannya begini, dan siapa yang merawatnya selama ini?",
        days=14,
    ),
)
ANSWER = (
    "Pekerjaan itu dikerjakan mitra kami. Sisa galiannya kami tutup hari Kamis, dan pengawas"
    " lapangan kami menghubungi kelurahan sebelum tim turun."
)


def load(now: datetime) -> None:
    """Let an office of the city ask two parties about two reports; the first has answered."""
    liaisons = {slug: row for (slug, role), row in cast().items() if role == Role.LIAISON}
    for number, (report, actor) in enumerate(_handled(liaisons, now)):
        asks, at = ASKED[number], now - timedelta(hours=2)
        try:
            party, link = consulting.invite(report, asks, actor=actor, at=at)
        except Refused:
            continue  # its name is like one that is complained of
        if number == 0:
            invited.open_link(link.rpartition("#")[2], BROWSER, at=at + timedelta(minutes=20))
            invited.answer(party.pk, BROWSER, ANSWER, at=at + timedelta(minutes=50))


def _handled(liaisons: dict[str, Actor], now: datetime) -> list[tuple[Report, Actor]]:
    """Return as many reports as are asked about that an office of the city works on."""
    path = str(Agency.objects.get(slug=CITY).path)
    rows = Report.objects.filter(
        status__in=(Status.ASSIGNED, Status.IN_PROGRESS),
        holder__path__within=path,
        holder__slug__in=liaisons,
        confidential=False,
        split="whole",
    )
    rows = rows.exclude(events__at__gt=now - HOURS).select_related("holder").order_by("pk")
    return [(row, liaisons[row.holder.slug]) for row in rows[: len(ASKED)]]
