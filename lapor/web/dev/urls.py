"""What only a demo shows: the mail it sent and the codes of its people, below `/dev/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
