"""Laporan saya: named reports of an account; an anonymous one leaves no trace of it anywhere."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports import access, kept, triage
from lapor.reports.models import Event, Report
from lapor.reports.terms import Kind, NotFound
from tests.factories import make_report
from tests.web.desk.officers import sign_in
from tests.web.files import laid_in, taken
from tests.web.public.accounts import MINE, citizen, enter, report_named
from tests.web.public.pages import browser, filled
from tests.web.public.test_report import key_in
from tests.web.public.threads import offered

pytestmark = pytest.mark.django_db
THREAD = "/lacak/percakapan"


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def rows_of_all_tables() -> dict[str, set[str]]:
    """Return every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608
            found[name] = {row for (row,) in cursor.fetchall()}
    return found


def test_a_named_report_made_while_signed_in_is_in_the_list_and_opens_without_a_receipt(world):
    client = enter()
    report_named(client, title="Jembatan-gantung putus")
    report = Report.objects.get()
    assert "Jembatan-gantung putus" in client.get(MINE).text
    page = client.get(f"{MINE}/{report.number}")
    assert page.status_code == 200
    assert "Jembatan-gantung putus" in page.text
    assert f'action="{MINE}/{report.number}"' in page.text
    assert "/lacak/tutup" not in page.text


def test_the_form_says_so_at_the_moment_of_choosing(world):
    says = "Laporan bernama dari akun ini masuk ke"
    assert says not in browser().get("/lapor").text
    assert says in enter().get("/lapor").text
    assert says not in sign_in(world.admin).get("/lapor").text


def test_an_anonymous_report_of_who_is_signed_in_leaves_no_trace_of_the_account(world):
    client = enter()
    client.get("/lapor")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    person, before = citizen(), rows_of_all_tables()
    answer = client.post("/lapor", filled())
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies
    assert {name: morsel.value for name, morsel in client.cookies.items()} == cookies, (
        "none is turned over"
    )
    after = rows_of_all_tables()
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed, "a control"
    assert not {name for name in changed if name.startswith(("accounts_", "account_", "mfa_"))}
    assert "django_session" not in changed
    new = "\n".join(row for name in changed for row in after[name] - before[name])
    account = access.account_hmac(person.pk)
    assert account.hex() not in new
    assert person.email not in new
    assert Report.objects.get().account is None
    assert key_in(answer), "a control"
    assert "Belum ada laporan di akun ini" in client.get(MINE).text


def test_taking_an_anonymous_report_does_not_even_ask_who_is_signed_in(world):
    client = enter()
    with CaptureQueriesContext(connection) as made:
        client.post("/lapor", filled())
    asked = " ".join(query["sql"] for query in made.captured_queries)
    assert '"reports_report"' in asked, "a control"
    assert '"accounts_user"' not in asked


def test_the_database_refuses_an_anonymous_report_with_an_account(world):
    report, _reporter = make_report(world, anonymous=True)
    with pytest.raises(IntegrityError):
        Report.objects.filter(pk=report.pk).update(account=b"x" * 32)


def test_without_an_account_nothing_is_linked_and_an_officers_own_report_is_not_either(world):
    report_named(browser())
    report_named(sign_in(world.admin))
    assert not Report.objects.exclude(account=None).exists()


def test_neither_table_names_the_others_key(world):
    client = enter()
    report_named(client)
    person, report = citizen(), Report.objects.get()
    rows = rows_of_all_tables()
    assert not [row for row in rows["accounts_user"] if str(report.pk) in row]
    assert bytes(report.account or b"") == access.account_hmac(person.pk)
    holding = {name for name, found in rows.items() for row in found if person.email in row}
    assert holding == {"accounts_user"}
    assert not Event.objects.exclude(user=None).filter(user=person).exists()


def test_another_pepper_ties_nothing_together(world, settings):
    client = enter()
    report_named(client)
    person, account = citizen(), bytes(Report.objects.get().account or b"")
    settings.PEPPER = b"another"
    assert access.account_hmac(person.pk) != account


def test_what_another_account_keeps_is_not_there(world):
    report_named(enter())
    number = Report.objects.get().number
    stranger = enter("lain@example.org")
    assert stranger.get(f"{MINE}/{number}").status_code == 404
    assert stranger.get(f"{MINE}/{number}/lepas").status_code == 404
    assert stranger.post(f"{MINE}/{number}/lepas").status_code == 404
    assert stranger.post(f"{MINE}/{number}", {"move": "withdraw"}).status_code == 404
    assert browser().get(f"{MINE}/{number}").status_code == 302
    assert sign_in(world.admin).get(f"{MINE}/{number}").status_code == 403


def test_steps_are_taken_in_the_account_as_by_the_receipt(world):
    client = enter()
    key = report_named(client)
    report = Report.objects.get()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT)
    by_receipt = browser()
    by_receipt.post("/lacak", {"kode": key})
    page = client.get(f"{MINE}/{report.number}")
    told = {"number": report.number, "seen": page.context["seen"], "move": "add"}
    sent = client.post(f"{MINE}/{report.number}", told | {"words": "Tambahan-dari akun."})
    assert sent.headers["Location"] == f"{MINE}/{report.number}"
    assert "Tambahan-dari akun." in client.get(f"{MINE}/{report.number}").text
    assert "Tambahan-dari akun." in by_receipt.get(THREAD).text
    assert set(page.context["moves"]) == offered(by_receipt)
    assert Event.objects.latest("pk").user is None, "no step names an account"


def test_a_receipt_in_the_browser_and_an_account_are_two_things(world):
    client = enter()
    report_named(client, title="Yang-di akun")
    codes: list[str] = []
    other, _reporter = make_report(world, title="Yang-di tanda terima", keep_code=codes.append)
    client.post("/lacak", {"kode": codes[0]})
    assert "Yang-di tanda terima" in client.get(THREAD).text
    mine = Report.objects.exclude(pk=other.pk).get()
    assert "Yang-di akun" in client.get(f"{MINE}/{mine.number}").text
    client.post("/akun/keluar")
    assert "Yang-di tanda terima" in client.get(THREAD).text
    assert client.get(f"{MINE}/{mine.number}").status_code == 302


def test_an_earlier_report_is_put_in_by_its_receipt_and_taken_out_again(world):
    key = report_named(browser(), title="Dari-tahun lalu")
    client = enter()
    answer = client.post(MINE, {"kode": key}, follow=True)
    assert "Dari-tahun lalu” sekarang ada di akun ini" in answer.text
    report = Report.objects.get()
    assert client.get(f"{MINE}/{report.number}").status_code == 200
    assert "Lepaskan laporan dari akun?" in client.get(f"{MINE}/{report.number}/lepas").text
    assert client.post(f"{MINE}/{report.number}/lepas").headers["Location"] == MINE
    assert client.get(f"{MINE}/{report.number}").status_code == 404
    assert client.post("/lacak", {"kode": key}).status_code == 302, "its receipt still opens it"


def test_an_anonymous_report_is_not_put_in_and_the_page_says_why(world):
    key = key_in(browser().post("/lapor", filled(title="Rahasia-sekali")))
    client = enter()
    answer = client.post(MINE, {"kode": key})
    assert answer.status_code == 422
    assert "akun Anda akan menunjukkan siapa pelapornya" in answer.text
    assert key not in answer.text
    assert Report.objects.get().account is None


@pytest.mark.parametrize("typed", ["", "x", "7KM4Q2TX", "0000-0000-0000-0000-0"])
def test_what_is_no_receipt_is_said_at_the_field(world, typed):
    answer = enter().post(MINE, {"kode": typed})
    assert answer.status_code == 422
    assert 'id="kode-e"' in answer.text


def test_who_deletes_the_account_leaves_the_reports_to_their_receipts(world):
    client = enter()
    key = report_named(client, title="Tetap-berjalan")
    assert "1 laporan keluar dari akun" in client.get("/akun/hapus").text
    client.post("/akun/hapus", {"yakin": "on"})
    assert Report.objects.get().account is None
    again = browser()
    assert again.post("/lacak", {"kode": key}).status_code == 302
    assert "Tetap-berjalan" in again.get(THREAD).text


def test_the_list_costs_the_same_however_long_it_is_and_goes_on(world):
    client = enter()
    account = access.account_hmac(citizen().pk)

    def statements(path: str = MINE) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(path).status_code == 200
        return len(made)

    make_report(world, account=account, title="Nomor-0")
    few = statements()
    for n in range(1, 23):
        make_report(world, account=account, title=f"Nomor-{n}")
    assert statements() == few
    page = client.get(MINE)
    assert "Nomor-22" in page.text
    assert "Nomor-2<" not in page.text
    older = client.get(f"{MINE}?lewat={page.context['shelf'].older}")
    assert "Nomor-2<" in older.text
    assert client.get(f"{MINE}?lewat=AAAA0000").status_code == 200


def test_an_account_alone_or_an_unlinked_receipt_reaches_nothing(world):
    account = access.account_hmac(1)
    report, reporter = make_report(world)
    both = Actor(Role.REPORTER, receipt=reporter.receipt, account=account)
    assert access.reaches(reporter, report)
    assert not access.reaches(both, report), "not of this account"
    with pytest.raises(NotFound):
        kept.own_by_account(report.number, Actor(Role.REPORTER, account=account))
    with pytest.raises(NotFound):
        access.get_own(Actor(Role.REPORTER))
    assert kept.count(both) == kept.count(reporter) == 0


def test_what_was_sent_with_a_report_is_opened_in_the_account(world):
    client = enter()
    report_named(client, files=[laid_in()])
    report = Report.objects.get()
    at = f"{MINE}/{report.number}/berkas/1"
    assert f"{at}/lihat" in client.get(f"{MINE}/{report.number}").text
    assert taken(client.get(at)).startswith(b"\xff\xd8")
    assert taken(client.get(f"{at}/kecil"))
    assert client.get(f"{at}/lihat").status_code == 200
    assert enter("lain@example.org").get(at).status_code == 404
    assert browser().get(at).status_code == 302


def test_words_sent_after_the_session_ended_come_back_to_be_copied(world):
    client = enter()
    report_named(client)
    number = Report.objects.get().number
    client.post("/akun/keluar")
    sent = {"move": "add", "number": number, "words": "Kata-kata yang saya tulis sejam <lamanya>"}
    answer = client.post(f"{MINE}/{number}", sent)
    assert answer.status_code == 403
    assert "Kata-kata yang saya tulis sejam &lt;lamanya&gt;" in answer.text
    assert "/akun/masuk?ke=" in answer.text
