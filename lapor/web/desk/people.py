"""People at their posts: their account, a lost way in, and the link by which a new one begins."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from lapor.accounts import invitations, second_factor
from lapor.accounts.models import User
from lapor.agencies import people
from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Change, Tenure
from lapor.agencies.posts import Unfit, called
from lapor.agencies.request import Request
from lapor.reports.terms import NotFound
from lapor.web.desk.post_acts import Done, is_mailed, told, write_to
from lapor.web.desk.post_forms import ActForm, WhyForm
from lapor.web.desk.signin import officers_only

CHANGES = 20
MATCH = gettext_lazy("Kedua kata sandi tidak sama. Ketik sekali lagi.")
LONGEST = 200


class PasswordForm(forms.Form):
    """A new password, typed twice, by the rules of this site."""

    password1 = forms.CharField(
        max_length=LONGEST,
        strip=False,
        error_messages={"required": gettext_lazy("Tulis kata sandi.")},
    )
    password2 = forms.CharField(
        max_length=LONGEST,
        strip=False,
        error_messages={"required": gettext_lazy("Ketik sekali lagi.")},
    )

    def __init__(self, *given: Any, person: User) -> None:
        super().__init__(*given)
        self.person = person

    def clean(self) -> None:
        """Refuse what differs, and what is too weak for this person."""
        super().clean()
        first, second = (self.cleaned_data.get(name) for name in ("password1", "password2"))
        if first and second and first != second:
            self.add_error("password2", MATCH)
        elif first:
            try:
                validate_password(first, self.person)
            except ValidationError as error:
                self.add_error("password1", error)


@officers_only
@require_safe
def show(request: Request, key: int) -> HttpResponse:
    """Show what a person holds and held, to who fills all their posts; raises NotFound."""
    return page(request, the_person(request, key))


@officers_only
@require_POST
def act(request: Request, key: int, step: str) -> HttpResponse:
    """Reset a way in, close or open an account, or make the invitation of a new person anew."""
    person = the_person(request, key)
    if step not in steps_for(person):
        raise NotFound(step)
    form = WhyForm(request.POST, step=step)
    if not form.is_valid():
        return page(request, person, form, status=422)
    try:
        done = _take(request, person, step, form.cleaned_data["why"])
    except Unfit as fault:
        form.refuse(fault)
        return page(request, person, form, status=422)
    if done.invited:
        link = request.build_absolute_uri(invitations.link_for(done.invited))
        context = {"person": done.invited, "link": link, "here": "rules"}
        return render(request, "desk/posts/invited.html", context)
    messages.success(request, done.says)
    return redirect("desk-person", person.pk)


@sensitive_post_parameters()
def invitation(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Let who holds the link set a password, once; then they sign in and add a second factor."""
    person = invitations.invited(key, token)
    if person is None:
        return render(request, "desk/posts/invitation_over.html", status=410)
    form = PasswordForm(request.POST if request.method == "POST" else None, person=person)
    if form.is_valid():
        with transaction.atomic():
            locked = User.objects.select_for_update().get(pk=person.pk)
            if not invitations.TOKENS.check_token(locked, token):  # a second click was quicker
                return render(request, "desk/posts/invitation_over.html", status=410)
            locked.set_password(form.cleaned_data["password1"])
            locked.save(update_fields=["password"])
        messages.success(request, _("Kata sandi tersimpan. Sekarang masuk dengannya."))
        return redirect("account_login")
    context = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "desk/posts/invitation.html", context, status=status)


def the_person(request: Request, key: int) -> User:
    """Return a person whose account this actor looks after; raises NotFound."""
    person = User.objects.filter(pk=key).first()
    if person is None or not people.may_manage(request.actor, person):
        raise NotFound(key)
    return person


def steps_for(person: User) -> list[str]:
    """Return what may be done about an account as it stands."""
    if not person.is_active:
        return ["buka"]
    if never_came(person):
        return ["undang", "tutup"]
    return ["atur-ulang", "tutup"]


def never_came(person: User) -> bool:
    """Say whether a person has an invitation and has not begun yet."""
    return not person.has_usable_password() and person.last_login is None


def page(
    request: Request, person: User, tried: ActForm | None = None, *, status: int = 200
) -> HttpResponse:
    """Show the account with a form for each step; the one that came back has its words."""
    tenures = Tenure.objects.filter(person=person).select_related("post__agency")
    changes = Change.objects.filter(topic=Change.Topic.PERSON, row=str(person.pk))
    context = {
        "person": person,
        "called": called(person),
        "tenures": tenures.order_by("-since", "-pk"),
        "enrolled": second_factor.is_enrolled(person),
        "never_came": never_came(person),
        "acts": [
            (name, tried if tried and tried.step == name else WhyForm(step=name))
            for name in steps_for(person)
        ],
        "tried": tried,
        "zone": zone_label(request.actor.agency) if request.actor.agency else "",
        "changes": told(changes.select_related("user")[:CHANGES]),
        "here": "rules",
    }
    return render(request, "desk/posts/person.html", context, status=status)


@transaction.atomic
def _take(request: Request, person: User, step: str, why: str) -> Done:
    actor = request.actor
    match step:
        case "atur-ulang":
            people.reset_way_in(person, actor=actor, why=why)
            write_to(person, "reset")
            says = _(
                "Cara masuknya diatur ulang. Tautan untuk kata sandi baru dikirim ke surelnya."
            )
            return Done(says)
        case "undang":
            person = people.invite_again(person, actor=actor, why=why)
            home = next(iter(people.posts_of(person)), None)
            if not is_mailed(person) or home is None:
                return Done("", invited=person)
            write_to(person, "invite", home)
            return Done(_("Undangan baru dikirim ke %(address)s.") % {"address": person.email})
        case "tutup":
            people.deactivate(person, actor=actor, why=why)
            return Done(_("Akun ini ditutup."))
        case _:
            people.reactivate(person, actor=actor, why=why)
            return Done(_("Akun ini dibuka lagi."))
