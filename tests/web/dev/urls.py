"""Every page, as LAPOR_DEMO=1 mounts them."""

from django.urls import include, path

from lapor.project import urls

handler500 = urls.handler500
urlpatterns = [*urls.urlpatterns, path("dev/", include("lapor.web.dev.urls"))]
