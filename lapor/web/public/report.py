"""Making a report: the form, and the receipt as the answer to it."""

import io
from dataclasses import replace
from typing import Any
from uuid import uuid4

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies import legal
from lapor.agencies.actor import CITIZEN
from lapor.agencies.calendar import zone_label
from lapor.agencies.rules import LegalText, Rules, rules
from lapor.kit import points
from lapor.kit.codes import read_number
from lapor.kit.text import tidy
from lapor.reports import naming
from lapor.reports.access import account_hmac
from lapor.reports.intake import Receipt, Submission, pinned, receive, show_again, written
from lapor.reports.naming import Kept
from lapor.reports.terms import Channel, Clock, Kind, NotFound, Refused
from lapor.web import language
from lapor.web.app import drafts
from lapor.web.bringing import Brought, bring, leave_aside, waiting
from lapor.web.forms import Fault, faults
from lapor.web.headers import may_locate
from lapor.web.public import likely, pressure
from lapor.web.public.account_gate import citizen_here
from lapor.web.public.join import JOIN, joined_instead
from lapor.web.public.pointing import MOST_OFF
from lapor.web.public.submission import OFFICES, SIGNER, ReportForm
from lapor.web.public.who import NOBODY

FROM_HOME = "mulai"  # the button of the front page: carries words here, sends nothing yet
FROM_JOINING = "kembali"  # the button of who joined another report: back to what they wrote
CARRIED = ("body", "place")
RECEIPT = "tanda_terima"  # says that a change of language comes from a receipt
TYPED = [name for name in ReportForm.base_fields if name not in ("client_key", "terms")]
KINDS = (
    (Kind.COMPLAINT, _("Ada yang tidak beres dan harus diperbaiki.")),
    (Kind.ASPIRATION, _("Usul atau harapan untuk layanan.")),
    (Kind.INFORMATION_REQUEST, _("Bertanya tentang layanan atau syarat.")),
    (Kind.PRAISE, _("Ada petugas atau layanan yang patut dipuji.")),
)
FIRST = {"kind": Kind.COMPLAINT, "who": NOBODY}
# The parts of the form as its side lists them: anchor, name, and the fields that fill it.
PARTS = (
    ("jenis", _("Jenis"), ("kind",)),
    ("cerita", _("Cerita"), ("title", "body", "mask", "occurred_on")),
    ("tempat", _("Tempat"), ("place", "landmark", "latitude")),
    ("tujuan", _("Tujuan"), ("agency", "category")),
    ("terlapor", _("Yang diadukan"), ("subject_1", "subject_2")),
    ("bukti", _("Foto"), ("files",)),
    ("pelapor", _("Siapa Anda"), ("name", "address")),
    ("periksa", _("Kirim"), ("truth",)),
)
A_YEAR = 31_536_000  # seconds


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show the form; take it; answer with the receipt, the same for the same form sent again."""
    if request.method != "POST":
        return show_form(request, ReportForm(initial=FIRST))
    if FROM_HOME in request.POST:
        return show_form(request, carried(request))
    if language.CHOSEN in request.POST:
        language.speak(request.POST[language.CHOSEN])
    posted = request.POST.getlist("files")
    let_in = pressure.lets_in(request, request.POST.get("client_key", ""), new=True)
    brought = bring(request) if let_in else leave_aside(request)
    if other := without_sending(request, brought, look=let_in):
        return other
    if brought.dropped:
        return show_form(request, as_typed(request, brought, look=let_in))
    if not let_in:
        return show_form(request, as_typed(request, brought), status=429)
    form = ReportForm(request.POST)
    form.refused = brought.says
    if not form.is_valid():
        return show_form(request, form, status=422)
    begun = timezone.now()
    try:
        receipt = receive(
            of_account(request, form.submission()),
            actor=CITIZEN,
            repeated=drafts.repeated(request, form.key),
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.says))
        return show_form(request, form, status=422)
    again = receipt.report.received_at < begun
    if not again:
        pressure.count(request)
    sent = len(request.POST.getlist("files"))
    kept = receipt.report.attachments.count() if again else sent
    # Files that the first sending had not. The same form sent twice brings the same number anew.
    more = again and (bool(waiting(posted)) or sent > kept)
    return show_receipt(request, form, receipt, again=again, more=more, files=kept)


def without_sending(request: HttpRequest, brought: Brought, *, look: bool) -> HttpResponse | None:
    """Answer the buttons of the form that send no report; None where another was pressed."""
    if language.CHOSEN in request.POST:
        return in_other_language(request, brought, look=look)
    form = as_typed(request, brought, look=look)
    if FROM_JOINING in request.POST:
        return show_form(request, form)
    if not look:  # what follows looks something up
        return None
    if likely.ASK in request.POST or likely.TAKE in request.POST:
        return named(request, form)
    if JOIN in request.POST:
        return joined(request, form)
    return None


def of_account(request: HttpRequest, submission: Submission) -> Submission:
    """Return what was handed in, to be kept by the account that is open here.

    Of an anonymous one the session is not even read, so that nothing ties the two together. A
    draft may leave long after, when somebody else is signed in on that device: no account's.
    """
    if drafts.asks(request) or submission.anonymous or (citizen := citizen_here(request)) is None:
        return submission
    return replace(submission, account=account_hmac(citizen.pk))


def carried(request: HttpRequest) -> ReportForm:
    """Return the form with the words that the front page took; they are not checked yet."""
    words = {name: tidy(request.POST.get(name, "")) for name in CARRIED}
    return ReportForm(initial=FIRST | words)


def as_typed(request: HttpRequest, brought: Brought, *, look: bool = False) -> ReportForm:
    """Return the form as it was sent, unchecked.

    look: look at its files and through its words, to say what each is that it was asked about.
    Without it nothing is looked up or through, and all that was typed and chosen stands there.
    """
    several = {name: request.POST.getlist(name) for name in ("mask", "mask_seen", "alike_seen")}
    typed = {name: request.POST.get(name, "") for name in TYPED}
    form = ReportForm(initial=FIRST | typed | several)
    form.keep_key(request.POST.get("client_key", ""))
    form.initial["files"] = request.POST.getlist("files")
    form.refused, form.looks = brought.says, look
    form.show_decided(look=look)
    return form


def joined(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """Join the report that was chosen instead of sending this one; the form comes along."""
    try:
        return joined_instead(request)
    except NotFound:
        says: Any = _("Laporan itu tidak lagi diterbitkan. Tulisan Anda lengkap di bawah ini.")
    except Refused as refused:
        says = refused.says
    return show_form(request, form, status=409, says=says)


def named(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """Show the form with the offices that probably handle it, or with the one that was chosen."""
    form.initial.update(likely.take(request.POST))
    says = None if likely.TAKE in request.POST else likely.asked(request)
    return show_form(request, form, likely=says)


def in_other_language(request: HttpRequest, brought: Brought, *, look: bool) -> HttpResponse:
    """Show the form with what was typed so far, or the receipt it was answered with, once more."""
    chosen = language.known(request.POST[language.CHOSEN])
    key, form = request.POST.get("client_key", ""), as_typed(request, brought, look=look)
    try:
        receipt = show_again(key, Channel.WEB) if RECEIPT in request.POST else None
    except Refused as refused:
        response = show_form(request, form, says=refused.says)
    else:
        if receipt:
            files = receipt.report.attachments.count()
            response = show_receipt(request, form, receipt, again=False, files=files)
        else:
            response = show_form(request, form)
    language.remember(response, chosen)
    return response


def show_form(
    request: HttpRequest, form: ReportForm, status: int = 200, says: Any = "", **more: Any
) -> HttpResponse:
    """Show the form with what was typed, what is wrong, and where. says: a fault of the whole."""
    book, terms = rules(), legal.version_in_force(LegalText.Kind.TERMS)
    of_files = [Fault("files", str(text)) for text in form.refused]
    asked = status == 429
    if drafts.asks(request):
        price = pressure.price(request, form.key, asked=True) if asked else None
        return drafts.refusal_told(form, says, price, status)
    high = asked or pressure.is_high(request, new=True)
    context = {
        "form": form,
        "price": pressure.price(request, form.key, asked=asked) if high else None,
        "asked": {field: form.asked(field) for field in ("place", *OFFICES)},
        "says": says,
        "faults": faults(form) if form.is_bound else of_files,
        "parts": [_part(form, *part) for part in PARTS],
        "kinds": KINDS,
        "citizen": citizen_here(request),
        "categories": book.categories,
        # As a script reads numbers, whatever the language.
        "box": tuple(map(str, (points.SOUTH, points.NORTH, points.WEST, points.EAST))),
        "most_off": str(MOST_OFF),
        "verify_days": _days(book, Clock.VERIFY),
        "terms": terms,
        "terms_signed": SIGNER.sign(terms) if terms else "",
        "here": "report",
    }
    return may_locate(render(request, "public/report.html", context | more, status=status))


def show_receipt(
    request: HttpRequest,
    form: ReportForm,
    receipt: Receipt,
    *,
    again: bool,
    more: bool = False,
    files: int = 0,
) -> HttpResponse:
    """Show what the reporter takes away. `receive` has committed when this is called.

    again: the report was there already. What this form says otherwise is given back, not lost.
    more: it has files that the report has not. files: how many the report has.
    """
    if drafts.asks(request):
        return drafts.receipt_told(receipt)
    book, made = receipt.book, receipt.report
    clocks = [clock for clock in receipt.clocks if clock.running]
    context: dict[str, Any] = {
        "number": receipt.number,
        "client_key": form.key,
        "files": files,
        "code": receipt.code,
        "made": _facts(made, form.kept if form.is_bound and not again else naming.kept(made)),
        "pin": receipt.pin,
        "turn": next((clock for clock in clocks if clock.clock != Clock.SETTLE), None),
        "settle": next((clock for clock in clocks if clock.clock == Clock.SETTLE), None),
        "answer_days": _days(book, Clock.FIRST_FOLLOW_UP, made.kind),
        "reply_days": _days(book, Clock.REPORTER_REPLY, made.kind),
        "here": "report",
    }
    if more or (again and not _says_the_same(form.submission(), receipt)):
        context |= {"other": form.cleaned_data, "kept": _kept(request), "fresh_key": str(uuid4())}
    return render(request, "public/receipt.html", context)


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def qr(request: HttpRequest, number: str) -> HttpResponse:
    """Draw the way to the status of a number. A page of its own: accepting stays cheap."""
    known = read_number(number)
    if known is None:
        raise Http404
    drawn = io.BytesIO()
    code = segno.make(request.build_absolute_uri(f"{reverse('track')}?kode={known}"), error="m")
    code.save(drawn, kind="svg", omitsize=True, border=0)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


def _part(form: ReportForm, anchor: str, name: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    bad = form.is_bound and any(field in form.errors for field in fields)
    done = not bad and any(form[field].value() for field in fields)
    return {"anchor": anchor, "name": name, "bad": bad, "done": done}


def _days(book: Rules, clock: Clock, kind: str = Kind.COMPLAINT) -> int:
    return book.policy(clock, kind, False, timezone.localdate()).days


def _facts(made: Any, kept: Kept) -> dict[str, Any]:
    """Return what the receipt says of a report. Of what is sealed: only that it is there."""
    return {
        "received_at": made.received_at,
        "zone": zone_label(made.holder),
        "holder": made.holder.name,
        "title": made.title,
        "kind": Kind(made.kind).label,
        "place": made.region.label if made.region else "",
        "landmark": made.landmark,
        "requested": made.requested_agency.name if made.requested_agency else "",
        "kept": kept.value,
        "has_address": made.contact_id is not None,
        "is_confidential": made.confidential,
        "hides": made.anonymous or made.confidential,
    }


def _says_the_same(sent: Submission, receipt: Receipt) -> bool:
    """Say whether a form sent again says what its report says, as far as that can be known."""
    words, made = written(sent).kept, receipt.report
    return (
        (words["title"], words["body"], words["landmark"], sent.kind, sent.occurred_on)
        == (made.title, made.body, made.landmark, made.kind, made.occurred_on)
        and (sent.region, sent.requested_agency) == (made.region, made.requested_agency)
        and pinned(sent) == receipt.pin
        and (sent.confidential, bool(sent.address), sent.anonymous)
        == (made.confidential, made.contact_id is not None, made.anonymous)
    )


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, to be sent again as another report."""
    left_out = ("csrfmiddlewaretoken", "client_key")
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in left_out
    ]
