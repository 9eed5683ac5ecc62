"""The page that keeps what was typed."""

import time

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from procrastinate.exceptions import ConnectorException
from psycopg_pool import PoolTimeout

from lapor.web.desk.kept import typed
from lapor.web.outage import PAUSE, WATCH, OutageMiddleware, outage

LONG = "Air tidak mengalir. " * 10
middleware = OutageMiddleware(lambda request: HttpResponse())


@pytest.fixture(autouse=True)
def forgotten():
    yield
    WATCH.failed_at = None


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, PoolTimeout])
def test_a_lost_database_becomes_503_with_a_word_when_to_try_again(error):
    page = middleware.process_exception(RequestFactory().get("/laporan/?q=air"), error())
    assert page
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert 'href="/laporan/?q=air"' in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize("cause", [OperationalError(), psycopg.errors.DiskFull()])
def test_what_a_library_wraps_around_a_lost_database_keeps_the_words_too(cause):
    error = ConnectorException()
    error.__cause__ = cause
    page = middleware.process_exception(RequestFactory().post("/lapor", {"body": LONG}), error)
    assert page
    assert page.status_code == 503
    assert LONG in page.text
    assert middleware.process_exception(RequestFactory().get("/"), ConnectorException()) is None


def test_another_error_is_not_an_outage():
    assert middleware.process_exception(RequestFactory().get("/"), DataError()) is None


def test_after_a_failure_the_next_page_is_told_at_once_but_not_the_watchmen():
    middleware.process_exception(RequestFactory().get("/lacak"), OperationalError())
    assert middleware(RequestFactory().get("/lacak")).status_code == 503
    assert middleware(RequestFactory().get("/healthz")).status_code == 200
    assert middleware(RequestFactory().get("/readyz")).status_code == 200


@pytest.mark.django_db
def test_who_finds_the_database_back_lets_everybody_in():
    WATCH.failed_at = time.monotonic() - PAUSE
    assert middleware(RequestFactory().get("/lacak")).status_code == 200
    assert WATCH.failed_at is None


def test_while_somebody_looks_the_others_are_answered():
    WATCH.failed_at = time.monotonic() - PAUSE
    with WATCH.looking:
        assert middleware(RequestFactory().get("/lacak")).status_code == 503


def test_long_text_is_shown_short_text_is_carried_and_secrets_are_dropped():
    form = {"title": "Air", "body": LONG, "tags": ["a", "b"], "password": "sandi-satu"}
    form |= {"password2": "sandi-dua", "csrfmiddlewaretoken": "tanda-lama"}
    page = outage(RequestFactory().post("/lapor", form)).text
    assert LONG in page
    assert page.count('type="hidden" name="tags"') == 2
    assert 'action="/lapor"' in page
    # With a hyphen: the page's own random token could spell any plain word.
    assert "sandi-satu" not in page
    assert "sandi-dua" not in page
    assert "tanda-lama" not in page
    assert "Lampiran" not in page


@pytest.mark.parametrize("name", ["password", "oldpassword", "password1", "new_Password", "code"])
def test_no_field_of_a_password_or_a_code_is_written_back(name):
    request = RequestFactory().post("/desk/akun/kata-sandi", {name: f"rahasia lama {LONG}"})
    assert "rahasia lama" not in outage(request).text
    assert typed(request) == []


def test_what_was_typed_cannot_break_out_of_the_page():
    page = outage(RequestFactory().post("/lapor", {"title": '"><script>alert(1)</script>'})).text
    assert "<script>" not in page


def test_files_are_not_kept_and_the_page_says_so():
    file = SimpleUploadedFile("foto.jpg", b"x")
    page = outage(RequestFactory().post("/lapor", {"title": "Air", "file": file})).text
    assert "pilih kembali lampiran" in page
