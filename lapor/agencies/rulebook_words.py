"""Functions of government and the words that tell them: the nation's, and an institution's own.

A word is a row from a moment on; what is taken away is ended. One word decides one function, so
that a suggestion can always be explained by it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Change, DecidingWord, Function
from lapor.agencies.rulebook import (
    NotGoverned,
    RuleRefused,
    hold_still,
    plain,
    refuse_overtaken,
    require,
)
from lapor.agencies.rules import changed
from lapor.routing.functions import Keyword, keywords
from lapor.routing.keywords import LONGEST_KEYWORD

Topic = Change.Topic
SHORTEST, LONGEST, MOST = 3, 60, 120  # letters of a word; words of a function
SHORTEST_CODE = 2
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,15}")


@dataclass(frozen=True)
class Wanted:
    """A function as the nation wants it. An institution changes `words` alone."""

    words: Sequence[Keyword]
    name: str = ""
    basis: str = ""
    office_names: str = ""
    active: bool = True


def words_row(code: str, owner: int | None) -> str:
    """Return the name under which the changes of a function's words are kept."""
    return f"{code}:{owner or ''}"


def words_of(code: str, owner: int | None) -> list[Keyword]:
    """Return the words that tell a function now: the nation's, or what an owner added."""
    rows = DecidingWord.objects.filter(function=code, owner=owner, valid_to=None)
    return [Keyword(row.words, row.weight) for row in rows]


def typed(words: Sequence[Keyword]) -> str:
    """Return words as somebody types them, in the order of the alphabet: `guru ; sekolah*2`."""
    ordered = sorted(words, key=lambda word: word.words)
    return " ; ".join(w.words if w.weight == 1 else f"{w.words}*{w.weight}" for w in ordered)


def read_words(text: str) -> list[Keyword]:
    """Read what was typed; raises RuleRefused with the piece that cannot be read."""
    try:
        found = list(keywords(" ".join(text.split())))
    except ValueError as fault:
        says = _("“%(piece)s” tidak terbaca. Tulis kata, lalu *2 sampai *5 bila lebih menentukan.")
        raise RuleRefused(says % {"piece": str(fault)[:60]}, field="words") from None
    twice = {w.words for w in found if sum(o.words == w.words for o in found) > 1}
    if twice:
        says = _("“%(word)s” tertulis dua kali.")
        raise RuleRefused(says % {"word": min(twice)}, field="words")
    return found


@transaction.atomic
def set_function(
    code: str, owner_id: int | None, wanted: Wanted, *, actor: Actor, why: str, seen: int
) -> Change:
    """Set a function, or the words that an institution adds for its own tree, from now on.

    owner_id None: the nation's. Raises NotGoverned, Overtaken, or RuleRefused at the field. A form
    sent twice acts once.
    """
    hold_still()
    owner = require(actor, owner_id)
    function = Function.objects.filter(pk=code).first()
    if owner is not None and (owner.depth != 1 or owner.ended_at or function is None):
        raise NotGoverned
    name = words_row(code, owner_id)
    before = _told(function, owner_id) if function else None
    after = _after(code, wanted, owner_id)
    mine = Change.objects.filter(topic=Topic.FUNCTION, row=name, pk__gt=seen, user=actor.user)
    last = mine.order_by("-id").first()
    if last and last.after == plain(after):
        return last  # the button was pressed twice
    refuse_overtaken(Topic.FUNCTION, name, seen)
    if before == after:
        raise RuleRefused(_("Tidak ada yang berubah."))
    refuse_words(code, owner_id, wanted)
    if owner is None:
        function = _write(code, wanted, made=function is None)
    _write_words(code, owner_id, wanted.words, actor)
    change = governing.record(
        Topic.FUNCTION,
        name,
        label=function.name if function else code,
        before=before,
        after=plain(after),
        actor=actor,
        agency=owner,
        why=why,
    )
    changed()
    return change


def refuse_words(code: str, owner: int | None, wanted: Wanted) -> None:
    """Raise RuleRefused where a new word tells too little, or tells something else already."""
    known = {word.words for word in words_of(code, owner)}
    new = [word.words for word in wanted.words if word.words not in known]
    if owner is None and wanted.active and not wanted.words:
        raise RuleRefused(_("Tulis paling sedikit satu kata."), field="words")
    if len(wanted.words) > MOST:
        says = _("Paling banyak %(n)d kata untuk satu urusan.")
        raise RuleRefused(says % {"n": MOST}, field="words")
    for word in new:
        _refuse_word(word)
    elsewhere = DecidingWord.objects.filter(words__in=new, valid_to=None).select_related("function")
    mine = [row for row in elsewhere if row.owner_id in (None, owner) or owner is None]
    other = next((row for row in mine if row.function_id != code), None)
    if other:
        says = _(
            "“%(word)s” sudah menunjuk urusan %(function)s. Satu kata hanya untuk satu urusan;"
            " kalau di tempat Anda lain, buat aturan penyaluran."
        )
        raise RuleRefused(
            says % {"word": other.words, "function": other.function.name}, field="words"
        )
    if any(row.function_id == code and row.owner_id is None for row in mine) and owner:
        says = _("“%(word)s” sudah ada di daftar kata seluruh negeri.")
        same = next(row for row in mine if row.owner_id is None)
        raise RuleRefused(says % {"word": same.words}, field="words")
    named = Agency.objects.annotate(low=Lower("name")).filter(low__in=new, ended_at=None).first()
    if named:
        says = _("“%(word)s” nama unit. Siapa mengerjakan urusan apa ditetapkan di Wewenang.")
        raise RuleRefused(says % {"word": named.name}, field="words")


def _refuse_word(word: str) -> None:
    letters = sum(letter.isalpha() for letter in word)
    if letters < SHORTEST:
        says = _("“%(word)s” terlalu pendek: paling sedikit %(n)d huruf.")
        raise RuleRefused(says % {"word": word, "n": SHORTEST}, field="words")
    if len(word.split()) > LONGEST_KEYWORD or len(word) > LONGEST:
        says = _("“%(word)s” terlalu panjang: paling banyak %(n)d kata.")
        raise RuleRefused(says % {"word": word[:60], "n": LONGEST_KEYWORD}, field="words")
    if not all(letter.isalnum() or letter in " -" for letter in word):
        says = _("“%(word)s” memuat tanda baca. Tulis huruf dan angka saja.")
        raise RuleRefused(says % {"word": word}, field="words")


def refuse_code(code: str) -> None:
    """Raise RuleRefused where a code cannot be that of a new function."""
    if not _CODE.fullmatch(code):
        raise RuleRefused(
            _("Tulis 2 sampai 16 huruf besar atau angka, misalnya PARKIR."), field="code"
        )
    if Function.objects.filter(pk=code).exists():
        raise RuleRefused(_("Kode itu sudah dipakai urusan lain."), field="code")


def _write(code: str, wanted: Wanted, *, made: bool) -> Function:
    columns: dict[str, Any] = {
        "name": wanted.name,
        "office_names": wanted.office_names,
        "active": wanted.active,
    }
    if made:
        refuse_code(code)
        last = Function.objects.order_by("-order").values_list("order", flat=True).first() or 0
        return Function.objects.create(code=code, basis=wanted.basis, order=last + 1, **columns)
    Function.objects.filter(pk=code).update(**columns)
    return Function.objects.get(pk=code)


def _write_words(code: str, owner: int | None, words: Sequence[Keyword], actor: Actor) -> None:
    """End the rows that are no more as they were, and begin what is new."""
    now = timezone.now()
    rows = DecidingWord.objects.filter(function=code, owner=owner, valid_to=None)
    there = {Keyword(row.words, row.weight): row.pk for row in rows}
    gone = [pk for word, pk in there.items() if word not in words]
    DecidingWord.objects.filter(pk__in=gone).update(valid_to=now)
    DecidingWord.objects.bulk_create(
        DecidingWord(
            function_id=code,
            owner_id=owner,
            words=word.words,
            weight=word.weight,
            valid_from=now,
            entered_by=actor.post,
        )
        for word in words
        if word not in there
    )


def _told(function: Function, owner: int | None) -> dict[str, Any]:
    words = {"words": typed(words_of(function.pk, owner))}
    return words if owner else {**_columns(function), **words}


def _columns(function: Function) -> dict[str, Any]:
    return {
        "name": function.name,
        "office_names": function.office_names,
        "active": function.active,
    }


def _after(code: str, wanted: Wanted, owner: int | None) -> Mapping[str, Any]:
    words = {"words": typed(wanted.words)}
    if owner:
        return words
    named = {"name": wanted.name, "office_names": wanted.office_names, "active": wanted.active}
    return {**named, **words}
