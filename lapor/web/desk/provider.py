"""The page on which an institution's own sign-in is kept."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lapor.agencies import providers
from lapor.agencies.models import Agency, Provider, Role
from lapor.agencies.posts import Unfit
from lapor.agencies.providers import Wanted
from lapor.agencies.request import Request
from lapor.reports.terms import NotFound
from lapor.web.desk.post_forms import ActForm
from lapor.web.desk.rules.fields import line, tick
from lapor.web.desk.signin import officers_only

WRONG = 422


class ProviderForm(ActForm):
    """What the institution's technicians give: where one signs in, and as whom LAPOR asks."""

    issuer = line(
        gettext_lazy("Alamat penyedia (issuer)"),
        gettext_lazy("Misalnya https://masuk.contoh.go.id, persis seperti ditulis penyedianya."),
        most=200,
    )
    client = line(gettext_lazy("Nama aplikasi (client ID)"), most=200)
    secret = line(
        gettext_lazy("Rahasia aplikasi (client secret)"),
        gettext_lazy("Disimpan tersegel dan tidak ditampilkan lagi. Kosong: tidak berubah."),
        most=300,
        required=False,
    )
    domain = line(
        gettext_lazy("Akhiran surel dinas"),
        gettext_lazy("Bagian sesudah tanda @. Penyedia hanya berlaku untuk alamat ini."),
        most=100,
    )
    trusted = tick(
        gettext_lazy("Faktor kedua di sana berlaku juga di sini"),
        gettext_lazy("Hanya bila penyedia menyatakannya setiap kali. Ditentukan admin nasional."),
    )
    active = tick(gettext_lazy("Dipakai untuk masuk"))

    def shown(self) -> list[dict[str, Any]]:
        """Return the fields, ready for the page; what was typed as the secret is not given back."""
        hidden = {"type": "password", "value": ""}
        return [
            row | hidden if row["field"].html_name == "secret" else row for row in super().shown()
        ]


@officers_only
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: Request, key: int) -> HttpResponse:
    """Show how the people of an institution sign in, and keep it; raises NotFound."""
    agency = Agency.objects.filter(pk=key).first()
    if agency is None or not providers.may_keep(request.actor, agency):
        raise NotFound(key)
    row = Provider.objects.filter(agency=agency).first()
    if request.method != "POST":
        return _page(request, agency, row, _form(request, row))
    form = _form(request, row, bound=True)
    if form.is_valid():
        told = form.cleaned_data
        wanted = Wanted(
            issuer=told["issuer"].strip(),
            client=told["client"],
            secret=told["secret"],
            domain=told["domain"].lower().removeprefix("@"),
            trusted=bool(told.get("trusted")),
            active=told["active"],
        )
        try:
            providers.keep(agency, wanted, actor=request.actor)
        except Unfit as fault:
            form.refuse(fault)
        else:
            messages.success(request, _("Tersimpan. Yang masuk lewat instansi ini masuk lagi."))
            return redirect("desk-provider", agency.pk)
    return _page(request, agency, row, form, status=WRONG)


def _form(request: Request, row: Provider | None, *, bound: bool = False) -> ProviderForm:
    """Return the form; who is not of the nation is not asked whether a factor counts."""
    now = {
        name: getattr(row, name) if row else ""
        for name in ("issuer", "client", "domain", "trusted", "active")
    }
    form = ProviderForm(request.POST if bound else None, step="masuk", initial=now)
    if request.actor.role != Role.NATIONAL_ADMIN:
        del form.fields["trusted"]
    return form


def _page(
    request: Request, agency: Agency, row: Provider | None, form: ProviderForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "office": agency,
        "provider": row,
        "form": form,
        "back": settings.ADDRESS.rstrip("/") + reverse("desk-institution-back"),
        "here": "rules",
    }
    return render(request, "desk/offices/provider.html", context, status=status)
