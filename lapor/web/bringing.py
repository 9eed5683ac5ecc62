"""The files of a form: those that came with it now, and those that an earlier try has brought."""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lapor.files import arriving
from lapor.files.models import File
from lapor.files.shelf import Unwritten
from lapor.web.public.throttle import OURSELVES, UPLOADING, block_of

FIELD, INPUT, DROP = "files", "upload", "drop"  # tokens, the input of files, the button per file
LONGEST_TOKEN = 64  # letters
NO_ROOM = gettext_lazy(
    "Berkas belum dapat kami simpan saat ini. Tulisan Anda tetap ada. Coba lagi beberapa menit"
    " lagi, atau kirim tanpa berkas."
)

MANY = gettext_lazy(
    "Dari jaringan Anda sedang datang sangat banyak berkas. Tulisan Anda tetap ada. Coba lagi"
    " beberapa menit lagi, atau kirim tanpa berkas."
)


NOT_TAKEN = gettext_lazy(
    "Berkas yang Anda pilih tadi belum ikut, karena formulirnya belum diterima. Pilih lagi"
    " berkasnya sebelum mengirim."
)


@dataclass(frozen=True)
class Waiting:
    """One file that a form has brought and that belongs to nothing yet.

    Of one that was not looked at only the token is known.
    """

    token: str
    state: File.State | None = None
    kind: File.Kind | None = None
    size: int = 0
    says: str = ""  # why it was refused

    @property
    def is_refused(self) -> bool:
        return self.state == File.State.REFUSED


@dataclass(frozen=True)
class Brought:
    """What came of the files of a form that was sent."""

    says: tuple[str, ...] = ()  # what is wrong with some of them
    dropped: bool = False  # it was sent to take a file out, not to be taken


def bring(request: HttpRequest) -> Brought:
    """Take in the files of a form. Its fields have a token for each from then on, nothing else."""
    if not (request.FILES or FIELD in request.POST or DROP in request.POST):
        return Brought()
    tokens, dropped = _listed(request)
    if dropped:
        with contextlib.suppress(LookupError):
            arriving.drop(dropped)
    says: list[str] = []
    for upload in request.FILES.getlist(INPUT):
        if len(tokens) >= arriving.MOST_FILES:
            says.append(_too_many())
            break
        token, fault = _take(request, upload)
        tokens += [token] if token else []
        says += [fault] if fault else []
    _keep_listed(request, tokens)
    return Brought(tuple(dict.fromkeys(says)), bool(dropped))


def leave_aside(request: HttpRequest) -> Brought:
    """Take in nothing of a form that is not looked at; costs no statement.

    Files that came up before stay in its list. One that was to be taken out is not listed any
    more, and goes itself with all that nobody has sent.
    """
    tokens, dropped = _listed(request)
    _keep_listed(request, tokens)
    return Brought((str(NOT_TAKEN),) if request.FILES else (), bool(dropped))


def waiting(tokens: Iterable[str]) -> list[Waiting]:
    """Return what these tokens stand for, without those that nothing stands for any more."""
    return [
        Waiting(
            token,
            File.State(file.state),
            File.Kind(file.kind) if file.kind else None,
            file.size or file.declared,
            str(File.Fault(file.fault).label) if file.fault else "",
        )
        for token, file in arriving.find_all(_tokens(tokens))
    ]


def listed(tokens: Iterable[str]) -> list[Waiting]:
    """Return what these tokens stand for as far as it is known without a look at any."""
    return [Waiting(token) for token in _tokens(tokens)]


class Tokens(forms.Field):
    """The tokens of a form; a field of it like any other."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(_tokens(value or ()))


class FilesPart(forms.Form):
    """The part of a form that takes files. Set `refused` to what `bring` said before it is used."""

    # Django takes declared fields out of the class: a form's own `files` stay what they are.
    files = Tokens()  # type: ignore[assignment]
    refused: Sequence[str] = ()
    looks = True  # whether the page says of each file that is there already how it stands

    def clean_files(self) -> tuple[str, ...]:
        if self.refused:
            raise forms.ValidationError([str(says) for says in self.refused])
        taken: tuple[str, ...] = self.cleaned_data[FIELD]
        return taken

    @property
    def waiting(self) -> list[Waiting]:
        """What the page lists as already there."""
        return (waiting if self.looks else listed)(self[FIELD].value() or ())

    @property
    def files_say(self) -> str:
        """What is wrong with the files, for the page."""
        return " ".join(map(str, self.errors.get(FIELD, ()) if self.is_bound else self.refused))


def _listed(request: HttpRequest) -> tuple[list[str], str]:
    """Return the tokens that a form still wants, and the one that it wants taken out."""
    dropped = request.POST.get(DROP, "")
    return [one for one in _tokens(request.POST.getlist(FIELD)) if one != dropped], dropped


def _keep_listed(request: HttpRequest, tokens: list[str]) -> None:
    post = request.POST.copy()
    post.pop(DROP, None)
    post.setlist(FIELD, tokens)
    request.POST = post  # type: ignore[assignment]  # of the mutable kind, which nobody sends on


def _tokens(typed: Iterable[str]) -> list[str]:
    """Return the tokens, each once, no more than a form may bring; what can be none is left out."""
    likely = (text for text in typed if text and len(text) <= LONGEST_TOKEN and text.isascii())
    return list(dict.fromkeys(likely))[: arriving.MOST_FILES]


def _take(request: HttpRequest, upload: Any) -> tuple[str, str]:
    """Return the token of a file that was taken, or why it was not."""
    block = block_of(request)
    if block not in OURSELVES and UPLOADING.take(block) < 1:
        return "", str(MANY)
    try:
        _file, token = arriving.take(upload, upload.size)
    except arriving.FileRefused as refused:
        return "", _("Satu berkas tidak dapat diterima: %(why)s.") % {"why": refused.fault.label}
    except Unwritten:
        return "", str(NO_ROOM)
    return token, ""


def _too_many() -> str:
    most = arriving.MOST_FILES
    text = ngettext(
        "Paling banyak %(most)d berkas setiap kali mengirim. Selebihnya belum kami terima.",
        "Paling banyak %(most)d berkas setiap kali mengirim. Selebihnya belum kami terima.",
        most,
    )
    return text % {"most": most}
