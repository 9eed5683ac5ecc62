"""The product's pages, and those that everything is compared with."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lapor.outbox.models import Contact
from lapor.project import metrics
from lapor.project.urls import urlpatterns as pages


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with nothing: what the framework itself costs."""
    return HttpResponse("")


def insert(request: HttpRequest) -> HttpResponse:
    """Commit one row as the framework does it: the least that keeping anything can cost."""
    with transaction.atomic():
        Contact.objects.create(sealed=b"Sudah empat minggu.")
    return HttpResponse("")


def insert_by_hand(request: HttpRequest) -> HttpResponse:
    """Commit one row by a statement written by hand, past the framework."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (words) VALUES (%s)", ["Sudah empat minggu."])
    return HttpResponse("")


def metrics_anew(request: HttpRequest) -> HttpResponse:
    """Show the figures as after a pause, when what is remembered of them is too old."""
    metrics.DATABASE.forget()
    return metrics.metrics(request)


urlpatterns = [
    path("bench/metrics", metrics_anew),
    path("bench/empty", empty),
    path("bench/insert", insert),
    path("bench/insert-by-hand", insert_by_hand),
    *pages,
]
