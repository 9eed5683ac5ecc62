"""The pages of every book of rules: what holds, writing, looking ahead, saving, undoing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies import rulebook
from lapor.agencies.models import Change
from lapor.agencies.request import Request
from lapor.agencies.rulebook import NotGoverned, Overtaken, RuleRefused
from lapor.reports.terms import NotFound
from lapor.web.desk.rules import words
from lapor.web.desk.rules.book import Book, Foretold, Subject
from lapor.web.desk.rules.books import BOOKS
from lapor.web.desk.rules.fields import RuleForm, why
from lapor.web.desk.signin import officers_only
from lapor.web.forms import Fault, faults

NEW = "baru"


@dataclass(frozen=True)
class Tried:
    """What came of a form: the rule as it would be, or who was quicker."""

    change: words.Told | None = None
    foretold: Foretold = Foretold()  # noqa: RUF009 - empty and frozen
    overtaken: words.Told | None = None


class UndoForm(RuleForm):
    why = why()


@officers_only
@require_safe
def listing(request: Request, book: str) -> HttpResponse:
    """Show what holds today in one book, what begins later, and what was changed."""
    here = _book(request, book)
    context = {
        "book": here,
        "page": _or_absent(here.listing, request.actor, request.GET),
        "history": words.history(request.actor, here.topic),
        "here": "rules",
    }
    return render(request, "desk/rules/listing.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, book: str, key: str) -> HttpResponse:
    """Show the form of one rule; look ahead at what it would do; save it.

    The form says by `do` which of these; without scripts each is a page of its own, and what was
    typed travels along.
    """
    here = _book(request, book)
    subject = _or_absent(here.subject, request.actor, key, request.GET)
    if request.method != "POST":
        start = {**subject.initial, "seen": _newest(here, subject)}
        return _form(request, here, subject, here.form(actor=request.actor, initial=start))
    form = here.form(request.POST, actor=request.actor, initial=subject.initial)
    if request.POST.get("do") == "edit":
        return _form(request, here, subject, _unbound(here, form, request))
    if not form.is_valid():
        return _form(request, here, subject, form, status=422)
    try:
        if request.POST.get("do") == "save":
            here.save(subject, form, request.actor, form.cleaned_data["seen"])
            messages.success(request, _("Tersimpan. Perubahan ini tercatat di riwayat."))
            return redirect("desk-rule-book", here.slug)
        tried = _tried(here, subject, form, request)
    except NotGoverned:
        raise NotFound from None
    except Overtaken as overtaken:
        return _overtaken(request, here, subject, form, overtaken)
    except RuleRefused as refusal:
        _say(form, refusal)
        return _form(request, here, subject, form, status=422)
    return _form(request, here, subject, form, tried)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: Request, key: int) -> HttpResponse:
    """Ask why a change is undone, and undo it by another; say why where that cannot be."""
    form = UndoForm(request.POST or None, actor=request.actor, initial={"seen": 0})
    refused = ""
    change = _change(request, key)
    try:
        rulebook.undoable(key, request.actor)
        if request.method == "POST" and form.is_valid():
            rulebook.undo(key, actor=request.actor, why=form.cleaned_data["why"])
            messages.success(request, _("Perubahan itu dibatalkan dengan perubahan baru."))
            return redirect("desk-rule-book", _slug_of(change))
    except NotGoverned:
        raise NotFound from None
    except RuleRefused as refusal:
        refused = str(refusal.says)
    context = {
        "told": words.one(change, request.actor),
        "book": BOOKS[_slug_of(change)],
        "form": form,
        "refused": refused,
        "here": "rules",
    }
    status = 409 if refused else 422 if form.is_bound and form.errors else 200
    return render(request, "desk/rules/undo.html", context, status=status)


def _book(request: Request, slug: str) -> Book:
    """Return the book of this address; raises NotFound where this actor may not open it."""
    book = BOOKS.get(slug)
    if book is None or not book.opens(request.actor):
        raise NotFound
    return book


def _or_absent(read: Any, *args: Any) -> Any:
    """Return what is read; what this actor does not govern is absent."""
    try:
        return read(*args)
    except NotGoverned:
        raise NotFound from None


def _newest(book: Book, subject: Subject) -> int:
    return rulebook.newest(book.topic, subject.row)


def _tried(book: Book, subject: Subject, form: RuleForm, request: Request) -> Tried:
    """Take the change and give it back: so what is foretold is what would be saved.

    Every refusal of saving comes up here already.
    """
    with transaction.atomic():
        change = book.save(subject, form, request.actor, form.cleaned_data["seen"])
        told = words.one(change, request.actor)
        transaction.set_rollback(True)
    return Tried(change=told, foretold=book.foretell(subject, form, request.actor))


def _overtaken(
    request: Request, book: Book, subject: Subject, form: RuleForm, overtaken: Overtaken
) -> HttpResponse:
    """Show what somebody else has changed, and the form as it was typed: saving it again counts."""
    again = _unbound(book, form, request, seen=overtaken.by.pk)
    said = words.one(overtaken.by, request.actor)
    fresh = _or_absent(book.subject, request.actor, _key_of(request), request.GET)
    page = Tried(overtaken=said)
    return _form(request, book, fresh, again, page, status=409)


def _key_of(request: Request) -> str:
    match = request.resolver_match
    return str(match.kwargs["key"]) if match else NEW


def _unbound(book: Book, form: RuleForm, request: Request, **changes: Any) -> RuleForm:
    """Return the form with what was typed, not judged again."""
    typed: Mapping[str, Any] = {name: form[name].value() for name in form.fields}
    return book.form(actor=request.actor, initial={**form.initial, **typed, **changes})


def _say(form: RuleForm, refusal: RuleRefused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.says))


def _form(
    request: Request,
    book: Book,
    subject: Subject,
    form: RuleForm,
    tried: Tried | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "book": book,
        "subject": subject,
        "form": form,
        "faults": _faults(form) if form.is_bound else [],
        "tried": tried or Tried(),
        "history": words.history(request.actor, book.topic, subject.row) if subject.row else [],
        "here": "rules",
    }
    return render(request, "desk/rules/edit.html", context, status=status)


def _faults(form: RuleForm) -> list[Fault]:
    """Return what is wrong, each with the name of its field: many of them say the same."""
    return [
        Fault(row.field, f"{form.fields[row.field].label}: {row.says}")
        if row.field in form.fields and row.field != "seen"
        else row
        for row in faults(form)
    ]


def _change(request: Request, key: int) -> Change:
    rows = Change.objects.select_related("agency", "user", "post__agency")
    change = rows.filter(pk=key, topic__in=[book.topic for book in BOOKS.values()]).first()
    if change is None:
        raise NotFound
    return change


def _slug_of(change: Change) -> str:
    return next(slug for slug, book in BOOKS.items() if book.topic == change.topic)
