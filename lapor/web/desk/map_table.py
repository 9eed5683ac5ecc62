"""The office map as a table for a spreadsheet: its first columns are what can be pasted back."""

import csv
from io import StringIO

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lapor.agencies.models import OfficeMap
from lapor.agencies.offices_map import office_map
from lapor.agencies.request import Request
from lapor.agencies.rulebook import NotGoverned
from lapor.reports.terms import NotFound
from lapor.web.desk.audit import safe
from lapor.web.desk.rules.competence import readable
from lapor.web.desk.signin import officers_only


@officers_only
@require_safe
def table(request: Request) -> HttpResponse:
    """Send the map of one government (`unit`) as it holds today, those that nobody does too."""
    try:
        government = readable(request.actor, request.GET.get("unit", ""))
    except NotGoverned:
        raise NotFound from None
    lines = StringIO()
    writer = csv.writer(lines)
    heads = (_("Unit"), _("Kode wilayah"), _("Urusan"), _("Sejak"), _("Sampai sebelum"), _("Asal"))
    writer.writerow(["KODE", *heads])
    for row in office_map(government, timezone.localdate()):
        for one in (*row.rows, *row.later):
            cells = [one.office.name, one.region_id or "", row.function.name]
            cells += [one.valid_from.isoformat(), one.valid_to.isoformat() if one.valid_to else ""]
            cells.append(str(OfficeMap.Source(one.source).label))
            writer.writerow([row.function.code, *(safe(cell) for cell in cells)])
        if not row.rows and not row.later:
            writer.writerow([row.function.code, "", "", safe(row.function.name), "", "", ""])
    response = HttpResponse("\ufeff" + lines.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="wewenang-{government.slug}.csv"'
    return response
