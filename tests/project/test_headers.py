"""Every answer forbids third parties and framing, a refusal and a failure too."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from lapor.web.headers import HeadersMiddleware

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/tidak-ada", 404)])
def test_an_answer_carries_the_headers(path, status):
    answer = Client(headers={"host": "localhost"}).get(path)
    assert answer.status_code == status
    assert EXPECTED.items() <= dict(answer.headers).items()
    policy = dict(
        part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "http" not in answer["Content-Security-Policy"]


def test_a_stranger_host_name_is_refused_with_the_same_headers():
    answer = Client(headers={"host": "evil.example"}).get("/healthz")
    assert answer.status_code == 400
    assert EXPECTED.items() <= dict(answer.headers).items()


def test_the_answer_to_a_form_is_kept_nowhere():
    page = HeadersMiddleware(lambda request: HttpResponse())(RequestFactory().post("/lapor"))
    assert page["Cache-Control"] == "no-store, private"


def test_a_view_may_say_otherwise_for_itself():
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    page = HeadersMiddleware(lambda request: own)(RequestFactory().get("/"))
    assert page["Content-Security-Policy"] == "sandbox"
