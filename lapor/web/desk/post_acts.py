"""What may be done about a post: each act with its form, its verb, and who is told of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.accounts.models import User
from lapor.agencies import people, posts, ways_in
from lapor.agencies.models import Agency, Change, Post, Role
from lapor.agencies.posts import Unfit, called
from lapor.agencies.request import Request
from lapor.outbox import queue
from lapor.reports import following
from lapor.web.desk.post_forms import (
    ActForm,
    DelegateForm,
    NewPostForm,
    SeatForm,
    TitleForm,
    VacateForm,
    WhyForm,
    end_of,
    not_before_today,
)

TWICE = timedelta(minutes=2)  # within which the same form again is a second click


@dataclass(frozen=True)
class Done:
    """What came of an act. invited: who gets no mail, whose link is shown this once."""

    says: str
    invited: User | None = None


@dataclass(frozen=True)
class Act:
    """One act. stays: the post is there afterwards."""

    name: str
    label: str | Promise
    small: str | Promise
    icon: str
    button: str | Promise
    form: type[ActForm]
    verb: Callable[[Request, Post, Any], Done]
    stays: bool = True

    def form_for(self, post: Post, tried: ActForm | None = None) -> ActForm:
        """Return an empty form, or the one of this act that came back."""
        if tried is not None and tried.step == self.name:
            return tried
        return self.form(step=self.name, initial={"title": post.title})


def take(request: Request, post: Post, act: Act) -> Done | ActForm:
    """Take an act, or return its form with what is wrong."""
    form = act.form(request.POST, step=act.name)
    if not form.is_valid():
        return form
    try:
        with transaction.atomic():
            return act.verb(request, post, form)
    except Unfit as fault:
        form.refuse(fault, {"person": "username"})
        return form


def new_post(request: Request, office: Agency, roles: list[Role]) -> Post | NewPostForm:
    """Make the post that was asked for, or return the form."""
    typed = request.POST if request.method == "POST" else None
    form = NewPostForm(typed, step="baru").offer(roles)
    if not form.is_valid():
        return form
    told = form.cleaned_data
    try:
        return posts.open_post(
            office, Role(told["role"]), told["title"], actor=request.actor, why=told["why"]
        )
    except Unfit as fault:
        form.refuse(fault)
        return form


def write_to(person: User, template: str, post: Post | None = None, **context: str) -> None:
    """Put a letter to an officer in the outbox, about this post if any."""
    if post:
        context["post"] = f"{post.title}, {post.agency.name}"
        context["zone"] = post.agency.time_zone
    queue.write_to(person, template, context)


def _seat(request: Request, post: Post, form: SeatForm) -> Done:
    told, actor = form.cleaned_data, request.actor
    if again := _second_click(post, told["username"]):
        says = _("%(who)s sudah memegang jabatan ini.") % {"who": called(again)}
        return Done(says, invited=again if told["is_new"] and not is_mailed(again) else None)
    since, left = not_before_today(form, "since", post.agency), posts.sitting(post)
    if told["is_new"]:
        person = people.introduce(
            told["username"], told["email"], told["name"], actor=actor, agency=post.agency
        )
    else:
        person = form.person()
    anew = ways_in.must_begin_anew(person, post) and not told["is_new"]
    tenure = posts.seat(post, person, actor=actor, since=since, why=told["why"])
    begins = tenure.since.isoformat()
    write_to(person, "invite" if told["is_new"] else "seated", post, until=begins)
    if left:
        write_to(left.person, "left", post, until=begins)
    if anew:
        write_to(person, "reset")
    says = _("%(who)s memegang jabatan ini mulai %(day)s.")
    says %= {"who": called(person), "day": posts.day_of(tenure.since, post)}
    return _with_link(Done(says), person) if anew or told["is_new"] else Done(says)


def is_mailed(person: User) -> bool:
    """Say whether a letter reaches this person; else whoever invites hands the link over."""
    return bool(settings.EMAIL_URL and person.email)


def _with_link(done: Done, person: User) -> Done:
    """Say where the link to a new password went: by mail, and on the page only where none goes."""
    if not is_mailed(person):
        return replace(done, invited=person)
    says = _("Tautan untuk membuat kata sandi dikirim ke %(address)s. Pastikan alamatnya benar.")
    return replace(done, says=f"{done.says} {says % {'address': person.email}}")


def _second_click(post: Post, username: str) -> User | None:
    """Return who took the post a moment ago under this very name: the form was sent twice."""
    taken = posts.sitting(post)
    if taken is None or taken.person.username.lower() != username.lower():
        return None
    return taken.person if taken.since > timezone.now() - TWICE else None


def _vacate(request: Request, post: Post, form: ActForm) -> Done:
    until = not_before_today(form, "until", post.agency)
    tenure = posts.vacate(post, actor=request.actor, until=until, why=form.cleaned_data["why"])
    ends = tenure.until or timezone.now()
    write_to(tenure.person, "left", post, until=ends.isoformat())
    return Done(_("Jabatan ini kosong mulai %(day)s.") % {"day": posts.day_of(ends, post)})


def _call_off(request: Request, post: Post, form: ActForm) -> Done:
    later, why = posts.planned(post), form.cleaned_data["why"]
    if later:
        posts.call_off(later, actor=request.actor, why=why)
        return Done(_("Rencana serah terima dibatalkan."))
    stays = posts.stay(post, actor=request.actor, why=why)
    write_to(stays.person, "seated", post, until=stays.since.isoformat())
    return Done(_("%(who)s tetap memegang jabatan ini.") % {"who": called(stays.person)})


def _delegate(request: Request, post: Post, form: DelegateForm) -> Done:
    told = form.cleaned_data
    person = form.person()
    anew = ways_in.must_begin_anew(person, post)
    row = posts.delegate(
        post,
        person,
        since=not_before_today(form, "since", post.agency) or timezone.now(),
        until=end_of(told["until"], post.agency),
        why=told["why"],
        actor=request.actor,
    )
    last = row.last
    write_to(row.person, "stands_in", post, until=last.isoformat())
    done = Done(_("%(who)s menjadi pelaksana harian.") % {"who": called(row.person)})
    if not anew:
        return done
    write_to(person, "reset")
    return _with_link(done, person)


def _rename(request: Request, post: Post, form: ActForm) -> Done:
    told = form.cleaned_data
    posts.rename(post, told["title"], actor=request.actor, why=told["why"])
    return Done(_("Nama jabatan diganti."))


def _end(request: Request, post: Post, form: ActForm) -> Done:
    """End a post, and say the same whatever it had: an admin may not know of all of it."""
    now = timezone.now()
    posts.end_post(post, actor=request.actor, why=form.cleaned_data["why"], at=now)
    following.pass_on(post, now)
    return Done(_("Jabatan ini berakhir. Laporannya, bila ada, dikerjakan tanpa jabatan ini."))


ACTS = {
    act.name: act
    for act in (
        Act("serah", gettext_lazy("Serah terima"),
            gettext_lazy("Yang lama berhenti, yang baru memegang. Pekerjaan tetap di jabatan ini."),
            "person", gettext_lazy("Serahkan jabatan"), SeatForm, _seat),
        Act("batal", gettext_lazy("Batalkan rencana"),
            gettext_lazy("Pejabat yang sekarang tetap memegang jabatan ini."),
            "back", gettext_lazy("Batalkan rencana"), WhyForm, _call_off),
        Act("kosongkan", gettext_lazy("Kosongkan"),
            gettext_lazy("Pejabatnya berhenti dan belum ada penggantinya."),
            "pause", gettext_lazy("Kosongkan jabatan"), VacateForm, _vacate),
        Act("wakil", gettext_lazy("Pelaksana harian"),
            gettext_lazy("Orang lain menggantikan selama cuti atau tugas luar."),
            "calendar", gettext_lazy("Tunjuk pelaksana harian"), DelegateForm, _delegate),
        Act("ganti-nama", gettext_lazy("Ganti nama jabatan"), gettext_lazy("Riwayatnya tetap."),
            "note", gettext_lazy("Simpan nama baru"), TitleForm, _rename),
        Act("akhiri", gettext_lazy("Akhiri jabatan"),
            gettext_lazy("Tidak akan diisi lagi. Laporannya dilanjutkan jabatan lain."),
            "cross", gettext_lazy("Akhiri jabatan ini"), WhyForm, _end, stays=False),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One change as the history tells it."""

    says: str
    who: str
    why: str
    at: datetime


def told(changes: Iterable[Change]) -> list[Told]:
    """Return changes of posts in words."""
    return [
        Told(_says(row), called(row.user) if row.user else _("Sistem"), row.why, row.at)
        for row in changes
    ]


def _says(row: Change) -> str:
    before, after = row.before or {}, row.after or {}
    if row.topic == Change.Topic.PERSON:
        return _says_of_a_person(after)
    if "stays" in after:
        return _("%(who)s tetap memegang jabatan ini") % {"who": before.get("holder", "")}
    if "called_off" in after:
        return _("Serah terima kepada %(who)s dibatalkan") % {"who": before.get("holder", "")}
    if after.get("holder"):
        return _("Diserahkan kepada %(who)s") % {"who": after["holder"]}
    if "holder" in after:
        return _("Dikosongkan oleh %(who)s") % {"who": before.get("holder", "")}
    if "stands_in" in after:
        return _("%(who)s menjadi pelaksana harian") % {"who": after["stands_in"]}
    if "stands_in" in before:
        return _("%(who)s selesai menjadi pelaksana harian") % {"who": before["stands_in"]}
    if "ended" in after:
        return _("Jabatan diakhiri")
    if before.get("title"):
        names = {"before": before["title"], "after": after.get("title", "")}
        return _("Nama diganti dari %(before)s menjadi %(after)s") % names
    return _("Jabatan dibuat")


def _says_of_a_person(after: dict[str, Any]) -> str:
    if "way_in" in after:
        return _("Cara masuk diatur ulang")
    if "invited" in after:
        return _("Undangan dibuat lagi")
    if "active" in after:
        return _("Akun dibuka lagi") if after["active"] else _("Akun ditutup")
    return _("Akun dibuat")
