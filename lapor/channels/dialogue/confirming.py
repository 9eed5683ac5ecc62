"""The report is read back: a yes, what is to be changed, or more of the story. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from lapor.channels.dialogue.commands import Said, Verb
from lapor.channels.dialogue.days import day_in, is_only_a_day
from lapor.channels.dialogue.drafting import (
    LONGEST_NAME,
    MOST_OFFERED,
    NAME,
    OFFICE,
    OTHER,
    PLACE,
    RIGHT,
    STORY,
    Hear,
    ask,
    confirm,
    likely,
    passes,
    says_nothing,
    understood,
    with_more,
)
from lapor.channels.dialogue.effects import File, Heard, Manner, Say, Turn, World
from lapor.channels.dialogue.greeting import vocabulary, words_of
from lapor.channels.dialogue.memory import Draft, Memory, Step
from lapor.channels.dialogue.naming import ask_whether_name, heard_wish, renamed
from lapor.channels.dialogue.placing import is_story, picked
from lapor.channels.dialogue.texts import Text
from lapor.channels.dialogue.wishes import (
    NOT,
    asks_about_names,
    looks_like_a_name,
    name_in,
    wish_of,
)

# How a change is asked for in words, beside its button.
CHANGES = {
    PLACE: {"ubah tempat", "ganti tempat", "ubah lokasi", "ganti lokasi", "change place"},
    OFFICE: {"ubah tujuan", "ganti tujuan", "ubah kantor", "ganti kantor", "change office"},
    NAME: {"ubah nama", "ganti nama", "change name"},
    STORY: {"ubah cerita", "ganti cerita", "ubah isi", "change story"},
}
# What is right as it stands: "jangan ubah nama saya".
KEEPS = re.compile(
    r"\W*(?:(?:tolong|mohon|please)\W+)?(?:jangan|jgn|tidak|tdk|gak|ga|nggak|enggak|don'?t|do\s+not)"
    r"(?:\s+(?:usah|perlu|mau|want\s+to))?\s+(?:di)?(?:ubah|rubah|ganti|change)(?:kan|in)?\b"
    r"(?:\W+(?:nama|tempat|lokasi|tujuan|kantor|cerita|isi|laporan|apa|saya|sy|aku|nya|ini|itu|lagi"
    r"|ya|pak|bu|the|my|name|place|office|story|report|it|anything))*\W*",
    re.IGNORECASE,
)
# A yes in more than one word, and a no: "sudah benar", "ok kirim", "belum benar".
RIGHTLY = vocabulary("""
    ya y iya yes yup betul benar bener btl ok oke okay setuju lanjut lanjutkan kirim kirimkan
    kirimin dikirim sip siap sesuai pas cukup correct right send fine sure
    """)
WRONGLY = vocabulary("salah keliru wrong incorrect blm belum")
BESIDE = vocabulary("""
    sudah udah sdh dah pak bu bapak ibu min admin kak kakak bang mas mbak aja saja dong deh lah
    sekali banget semua semuanya itu ini laporan laporannya terima kasih makasih tolong silakan
    silahkan segera sekarang nih ada yang masih dulu please it that that's is all thanks thank you
    """)


def _hear_office(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Take the office that somebody wants; none where they do not know."""
    draft, one = memory.draft, picked(said, heard, memory.offered)
    if draft is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if one == OTHER or passes(said) or not said.whole:
        return confirm(replace(memory, draft=replace(draft, office=None, because="")))
    found = (one,) if one else tuple(world.offices(said.whole, draft.place))[:MOST_OFFERED]
    if len(found) == 1:
        return confirm(replace(memory, draft=replace(draft, office=found[0], because="")))
    if found:
        return ask(memory, Step.OFFICE, Text.PICK_OFFICE, (*found, OTHER))
    return Turn(memory, (Say(Text.NO_SUCH_OFFICE, {"name": said.whole[:LONGEST_NAME]}),))


def _hear_anew(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Put a new story in the place of the old one, which stays until there is a new one."""
    draft = memory.draft
    if draft is None or said.verb in (Verb.SKIP, Verb.NO):
        return confirm(memory)
    if says_nothing(said):
        return Turn(memory, (Say(Text.STORY_ANEW),))
    told = with_more(replace(draft, story="", hints=()), said.whole, heard)
    return confirm(replace(memory, draft=understood(told, heard.day, world)))


def _hear_confirm(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Take the yes; or what is to be changed; anything else is more of the story."""
    draft = memory.draft
    if draft is None:
        return Turn(replace(memory, step=Step.IDLE), (Say(Text.NOTHING_OPEN),))
    if (_agrees(said) and not heard.files) or heard.pressed == RIGHT:
        return Turn(memory, (File(draft),))
    if (turn := _changed(memory, draft, said, heard)) is not None:
        return turn
    if (wish := wish_of(said.whole)) and wish.whole:
        return heard_wish(memory, draft, wish, world, manner)
    if said.verb is Verb.NAME and (turn := renamed(memory, draft, said, world, manner)):
        return turn
    if said.verb in (Verb.CHANGE, Verb.NO, Verb.NOT_DONE) or _denies(said.whole):
        return Turn(memory, (Say(Text.WHAT_TO_CHANGE_DRAFT),))
    if asks_about_names(said.whole):
        return ask(memory, Step.WHO, Text.WHO)
    if says_nothing(said):
        return confirm(replace(memory, draft=with_more(draft, "", heard)))
    name = name_in(said.whole) or (said.whole if looks_like_a_name(said.whole) else None)
    asked = Step.WHO in draft.asked and Step.IS_NAME not in draft.asked and not draft.name
    if name and asked and not _is_place(name, draft, world):
        return ask_whether_name(memory, draft, name)
    return _more(memory, draft, said, heard, world)


def _agrees(said: Said) -> bool:
    """Say whether words are a yes and nothing else; a question is none."""
    told = set(words_of(said.whole))
    is_yes = bool(told & RIGHTLY) and told <= RIGHTLY | BESIDE and "?" not in said.whole
    return said.verb is Verb.YES or is_yes


def _denies(text: str) -> bool:
    """Say whether words are a no and nothing else: "tidak betul", "ada yang salah"."""
    told = set(words_of(text))
    return bool(told & (NOT | WRONGLY)) and told <= NOT | WRONGLY | RIGHTLY | BESIDE


def _changed(memory: Memory, draft: Draft, said: Said, heard: Heard) -> Turn | None:
    """Ask for what is to be changed, where it was named by its button or in words.

    Where nothing is to be, the report is read back once more.
    """
    if KEEPS.fullmatch(said.whole):
        return confirm(replace(memory, draft=with_more(draft, "", heard)))
    low = said.whole.casefold().strip(" .!")
    named = next(
        (key for key, forms in CHANGES.items() if low in forms or key == heard.pressed), ""
    )
    if named == PLACE:
        asked = tuple(step for step in draft.asked if step != Step.PICK_PLACE)
        cleared = replace(draft, place=None, landmark="", point=None, hints=(), asked=asked)
        return ask(replace(memory, draft=cleared), Step.PLACE, Text.PLACE)
    if named == OFFICE:
        return ask(memory, Step.OFFICE, Text.OFFICE)
    if named == NAME:
        return ask(memory, Step.WHO, Text.WHO)
    if named == STORY:
        return ask(memory, Step.ANEW, Text.STORY_ANEW)
    return None


def _is_place(words: str, draft: Draft, world: World) -> bool:
    return draft.place is None and world.places(words).one is not None


def _more(memory: Memory, draft: Draft, said: Said, heard: Heard, world: World) -> Turn:
    """Read what is neither yes nor no: a day, a place where none is known, or more to tell."""
    if is_only_a_day(said.whole) and (day := day_in(said.whole, heard.day)):
        draft = replace(draft, when=day.isoformat())
        return confirm(replace(memory, draft=with_more(draft, "", heard)))
    may_be_place = draft.place is None and not is_story(said.whole)
    place = world.places(said.whole).one if may_be_place else None
    if place:
        draft = likely(replace(draft, place=place, landmark=""), world)
    else:
        draft = understood(with_more(draft, said.whole, heard), heard.day, world)
    return confirm(replace(memory, draft=draft))


HEAR: Mapping[Step, Hear] = {
    Step.OFFICE: _hear_office,
    Step.ANEW: _hear_anew,
    Step.CONFIRM: _hear_confirm,
}
