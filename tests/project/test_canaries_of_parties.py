"""The address of an outside party, the secret of its link and its browser's are found nowhere."""

import re
from pathlib import Path

import pytest

from tests.project.service import until
from tests.project.test_canaries import Visitor, files_of, found_in, read_all, service, tables_with

pytestmark = pytest.mark.slow
__all__ = ["service"]
THEIRS = "nuri.wxqampar@example.org"
ANSWER = "Keterangansafir: sudah kami periksa."
INVITE = f"""
from django.utils import timezone
from lapor.agencies.models import Agency, Role
from lapor.reports import consulting, triage
from lapor.reports.consulting import Asking
from lapor.reports.terms import Kind
from lapor.reports.intake import receive
from lapor.reports.models import Report
from tests.factories import CITIZEN, make_officer, make_submission
city = Agency.objects.get(slug="kota-serang")
office = Agency.objects.get(slug="kota-serang-dpupr")
told = make_submission(requested_agency=office)
receipt = receive(told, actor=CITIZEN, at=timezone.now())
report = Report.objects.select_related("holder").get(number=receipt.number)
triage.verify(report, actor=make_officer(Role.AGENCY_ADMIN, city), kind=Kind.COMPLAINT, to=office)
asks = Asking(name="PT Contoh", question="Kapan?", shows=("title",), address="{THEIRS}")
party, link = consulting.invite(report, asks, actor=make_officer(Role.LIAISON, office))
print("LINK", link)
"""


def test_what_opens_a_request_and_where_it_was_sent_lie_nowhere(service):
    home = Path(service.environment["LAPOR_HOME"])
    code, said = service.call("shell", "-c", INVITE)
    assert code == 0, said
    link = re.search(r"LINK \S+/pihak#([\w-]{22})", said)
    assert link, said
    secret = link[1]
    until(lambda: THEIRS in read_all(home / "mail", "*.eml").decode())
    assert secret.encode() in read_all(home / "mail", "*.eml"), "the letter carries the link"
    visitor = Visitor(service)
    status, here = visitor.ask("/pihak", tautan=secret)
    assert status == 302
    assert Visitor(service).ask("/pihak", tautan=secret)[0] == 403
    assert "Kapan?" in visitor.ask(here)[1]
    assert visitor.ask(here, words=ANSWER) == (302, here)

    code, said = service.call("db", "dump", "--file", str(home / "party.sql"))
    assert code == 0, said
    dump = (home / "party.sql").read_text()
    assert tables_with(dump, "Keterangansafir") == {"reports_draft"}
    doors = [secret, visitor.cookies["pihak"], THEIRS, "wxqampar"]
    assert b"party-enter" in read_all(home, "*.log"), "a control"
    assert found_in(read_all(home, "*.log"), ["Keterangansafir"]) == []
    hits = {path.name: found_in(path.read_bytes(), doors) for path in files_of(home)}
    assert {name: found for name, found in hits.items() if found} == {}
