"""The product's pages, and the two that everything is compared with."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lapor.project.urls import urlpatterns as pages


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with nothing: what the framework itself costs."""
    return HttpResponse("")


def insert(request: HttpRequest) -> HttpResponse:
    """Commit one row: the least that keeping anything can cost."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (words) VALUES (%s)", ["Sudah empat minggu."])
    return HttpResponse("")


urlpatterns = [path("bench/empty", empty), path("bench/insert", insert), *pages]
