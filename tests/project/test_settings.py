"""Settings run without any variable, and each variable is read in one place."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.surroundings import surroundings

LAPOR = Path(__file__).parents[2] / "lapor"
SHOW = """
import json, sys
from lapor.project import settings
shown = {name: getattr(settings, name) for name in sys.argv[1:]}
as_text = lambda value: value.hex() if isinstance(value, bytes) else str(value)
print(json.dumps(shown, default=as_text))
"""


def settings_of(home, *names, **environment):
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SHOW, *names],
        env=surroundings(home, **environment), capture_output=True, text=True, check=False,
        cwd=LAPOR.parent,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_without_variables_it_is_the_embedded_database_this_machine_and_no_demo(tmp_path):
    shown = settings_of(
        tmp_path, "EMBEDDED", "DEMO", "ON_THIS_MACHINE", "SESSION_COOKIE_SECURE", "EMAIL_BACKEND"
    )
    assert shown == {
        "EMBEDDED": True,
        "DEMO": False,
        "ON_THIS_MACHINE": True,
        "SESSION_COOKIE_SECURE": False,
        "EMAIL_BACKEND": "lapor.project.mailbox.Mailbox",
    }


@pytest.mark.slow
def test_only_who_sends_has_the_courier_key(tmp_path):
    of = {
        process: settings_of(tmp_path, "COURIER_KEY", "COURIER_PUBLIC", LAPOR_PROCESS=process)
        for process in ("run", "serve", "command", "worker", "smpp")
    }
    assert len({shown["COURIER_PUBLIC"] for shown in of.values()}) == 1
    [key] = {of.pop(process)["COURIER_KEY"] for process in ("worker", "smpp")}
    assert len(key) == 64
    assert {shown["COURIER_KEY"] for shown in of.values()} == {""}


@pytest.mark.slow
def test_a_public_name_turns_on_what_strangers_make_necessary(tmp_path):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    shown = settings_of(
        tmp_path, *names, "SECURE_HSTS_SECONDS", "CSRF_TRUSTED_ORIGINS",
        LAPOR_HOSTS="lapor.example.org",
    )  # fmt: skip
    assert all(shown[name] for name in (*names, "SECURE_HSTS_SECONDS"))
    assert shown["CSRF_TRUSTED_ORIGINS"] == ["https://lapor.example.org"]


NAMES_OF_COOKIES = """
import json, django
django.setup()
from django.conf import settings
from lapor.accounts import known
from lapor.agencies import opened
from lapor.web import language, said
from lapor.web.desk import institution
from lapor.web.public import account_enter
whole = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, language.COOKIE,
         said.CookieOfThisHost.cookie_name]
part = [known.NAME, opened.NAME, institution.COOKIE, account_enter.COOKIE]
print(json.dumps([whole, part]))
"""


@pytest.mark.slow
def test_under_a_public_name_a_browser_takes_every_cookie_over_https_alone(tmp_path):
    named = {"DJANGO_SETTINGS_MODULE": "lapor.project.settings", "LAPOR_HOSTS": "lapor.example.org"}
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", NAMES_OF_COOKIES],
        env=surroundings(tmp_path, **named),
        capture_output=True, text=True, check=True, cwd=LAPOR.parent,
    )  # fmt: skip
    whole, part = json.loads(ran.stdout)
    assert all(name.startswith("__Host-") for name in whole), whole
    assert all(name.startswith("__Secure-") for name in part), "each belongs to a part of the site"


@pytest.mark.slow
def test_a_mail_server_and_a_database_are_taken_from_their_addresses(tmp_path):
    shown = settings_of(
        tmp_path, "EMAIL_HOST", "EMAIL_USE_TLS", "DATABASES", "EMBEDDED",
        EMAIL_URL="smtp+tls://post:word@mail.example.org:587",
        DATABASE_URL="postgresql://lapor:word@db.example.org:5433/complaints?sslmode=require",
    )  # fmt: skip
    assert (shown["EMAIL_HOST"], shown["EMAIL_USE_TLS"]) == ("mail.example.org", True)
    database = shown["DATABASES"]["default"]
    assert (database["HOST"], database["NAME"]) == ("db.example.org", "complaints")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["timeout"] == 2
    assert not shown["EMBEDDED"]


@pytest.mark.slow
def test_another_kind_of_database_is_refused(tmp_path):
    with pytest.raises(AssertionError, match="must begin with postgresql://"):
        settings_of(tmp_path, "EMBEDDED", DATABASE_URL="sqlite:///x.db")


def test_each_variable_is_read_once_and_stands_in_the_reference():
    text = "\n".join(path.read_text() for path in LAPOR.rglob("*.py"))
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', text)
    assert len(read) == len(set(read))
    reference = (LAPOR.parent / "docs" / "reference" / "settings.md").read_text()
    described = set(re.findall(r"^\| `(\w+)`", reference, re.MULTILINE))
    assert described == set(read) - {"LAPOR_PROCESS"}


@pytest.mark.slow
def test_a_demo_that_strangers_could_reach_does_not_start(tmp_path):
    with pytest.raises(AssertionError, match="everybody knows the passwords of a demo"):
        settings_of(tmp_path, "DEMO", LAPOR_DEMO="1", LAPOR_HOSTS="lapor.example.org")
    here = settings_of(tmp_path, "DEMO", LAPOR_DEMO="1", LAPOR_HOSTS="localhost")
    assert here["DEMO"] is True
