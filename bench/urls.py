"""The product's pages, and the two that everything is compared with."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lapor.outbox.models import Contact
from lapor.project.urls import urlpatterns as pages


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with nothing: what the framework itself costs."""
    return HttpResponse("")


def insert(request: HttpRequest) -> HttpResponse:
    """Commit one row as the framework does it: the least that keeping anything can cost."""
    with transaction.atomic():
        Contact.objects.create(sealed=b"Sudah empat minggu.")
    return HttpResponse("")


urlpatterns = [path("bench/empty", empty), path("bench/insert", insert), *pages]
