"""A citizen's address lies in their account alone, and the digits that open it lie nowhere."""

import re
from pathlib import Path
from uuid import uuid4

import pytest

from tests.project.service import Service, until
from tests.project.test_canaries import (
    ADDRESS,
    FORM,
    NAME,
    Visitor,
    files_of,
    found_in,
    read_all,
    service,
    tables_with,
)

pytestmark = pytest.mark.slow
OWN = "murai.daunkering@example.org"
__all__ = ["service"]


def digits_in(mailbox: Path) -> list[str]:
    """Return the digits in the letters to this address, the oldest first."""
    letters = sorted(mailbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    found = [re.search(r"^(\d{6})\r?$", text, re.M) for text in map(Path.read_text, letters)
             if OWN in text]  # fmt: skip
    return [code[1] for code in found if code]


def enter(service: Service, home: Path) -> Visitor:
    """Return somebody who has signed in to the account of the address by its page."""
    visitor = Visitor(service)
    assert visitor.ask("/akun/masuk", email=OWN) == (302, "/akun/masuk/kode")
    until(lambda: bool(digits_in(home / "mail")))
    code = digits_in(home / "mail")[-1]
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert visitor.ask("/akun/masuk/kode", code=wrong)[0] == 422
    assert visitor.ask("/akun/masuk/kode", code=code) == (302, "/akun/laporan")
    return visitor


def test_an_address_lies_in_its_account_and_ties_it_to_no_report(service):
    home = Path(service.environment["LAPOR_HOME"])
    visitor = enter(service, home)
    code = digits_in(home / "mail")[-1]
    told = {"named": ("Pagar-kawat roboh", {}), "nobody": ("Tembok-batu retak", {"name": ""})}
    for who, (title, other) in told.items():
        form = FORM | {"client_key": str(uuid4()), "who": who, "title": title} | other
        assert visitor.ask("/lapor", **form)[0] == 200
    status, mine = visitor.ask("/akun/laporan")
    assert status == 200
    assert "Pagar-kawat roboh" in mine
    assert "Tembok-batu retak" not in mine
    number = re.search(r"/akun/laporan/([0-9A-Z]{8})", mine)
    assert number
    assert "Pagar-kawat roboh" in visitor.ask(f"/akun/laporan/{number[1]}")[1]
    for path in ("/akun/", "/akun/peramban", "/akun/kunci-sandi", "/akun/hapus"):
        visitor.ask(path)

    code_, said = service.call("db", "dump", "--file", str(home / "account.sql"))
    assert code_ == 0, said
    dump = (home / "account.sql").read_text()
    assert tables_with(dump, OWN) == {"accounts_user"}
    jobs = service.cluster.sql("lapor", "SELECT * FROM procrastinate_jobs")
    outbox = service.cluster.sql("lapor", "SELECT * FROM outbox_message")
    for place, content, control in (
        ("logs", read_all(home, "*.log"), "account-code"),
        ("jobs", jobs.encode(), "lapor.deliver"),
        ("outbox", outbox.encode(), "code/reporter"),
    ):
        assert control.encode() in content, f"a control of {place}"
        assert found_in(content, [OWN, "daunkering", NAME, ADDRESS]) == [], place
        assert f'"{code}"'.encode() not in content, place
    doors = [visitor.cookies["sessionid"]]
    hits = {path.name: found_in(path.read_bytes(), doors) for path in files_of(home)}
    assert {name: found for name, found in hits.items() if found} == {}

    account = service.cluster.sql(
        "lapor", "SELECT count(*) FROM reports_report WHERE account IS NOT NULL"
    )
    assert account.strip() == "1"
    assert (
        service.cluster.sql("lapor", "SELECT last_login FROM accounts_user WHERE citizen").strip()
        == ""
    )
