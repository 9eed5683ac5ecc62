"""The officers' pages, all below `/desk/`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
