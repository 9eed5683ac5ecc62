"""What an office said, read out on request; the page of a report; the language. Pure."""

from dataclasses import replace

from lapor.channels.dialogue import tongues
from lapor.channels.dialogue.commands import Said, Verb
from lapor.channels.dialogue.effects import Heard, Manner, Open, Opened, Quoted, Say, Turn, World
from lapor.channels.dialogue.greeting import vocabulary
from lapor.channels.dialogue.memory import Choice, Focus, Memory, News, Own
from lapor.channels.dialogue.texts import Text

MOST_READ = 6  # times a day where each costs money
SETTLED, UNSETTLED = "selesai", "belum"  # the beginnings of two keys: the number follows
# Commands that nobody types who reads English. The other way round there are none: yes, ok, no,
# stop and check are words of who writes Indonesian.
INDONESIAN = vocabulary(
    "cek ya bantuan baca selesai belum bahasa lapor tanya usul balas batal cabut tidak lewati"
)
TONGUES = {Verb.ENGLISH: "en", Verb.INDONESIAN: "id"}


def pick_key(number: str, place: int) -> str:
    """Return what the button of an office's choice sends; its places are counted from one."""
    return f"jawab-{number}-{place}"


def settled_or_not(number: str) -> tuple[Choice, Choice]:
    """Return the two buttons under an answer: it is settled, or it is not."""
    return Choice(f"{SETTLED}-{number}", SETTLED), Choice(f"{UNSETTLED}-{number}", UNSETTLED)


def read_out(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Say what an office last said about the report of a number, else of the last news."""
    number = said.number or _newest(memory)
    own = memory.owned(number)
    words = {"number": spelled(number)}
    if own is None:
        unknown = Text.NOT_YOURS if number else Text.CHECK_NONE
        return Turn(memory, (Say(unknown, words),))
    if not heard.proved:
        return Turn(memory, (Say(Text.READ_AGAIN, words),))
    quoted = world.quoted(own)
    if quoted is None:
        return Turn(memory, (Say(Text.READ_NONE, words),))
    if quoted.moved:
        return Turn(memory, (Say(Text.MOVED, words),))
    if quoted.hidden and not manner.terse:
        return Turn(memory, (Open(own),))
    if quoted.hidden:
        return Turn(memory, (Say(Text.READ_HIDDEN, words),))
    today = heard.day.isoformat()
    reads = memory.reads if memory.read_on == today else 0
    if manner.terse and reads >= MOST_READ:
        return Turn(memory, (Say(Text.READ_ENOUGH, words),))
    memory = replace(memory, read_on=today, reads=reads + 1)
    return _shown(memory, quoted, today, manner)


def _shown(memory: Memory, quoted: Quoted, today: str, manner: Manner) -> Turn:
    """Show what was said; what is written next is about it, as long as it waits for an answer."""
    focus = memory.focus if memory.focus and memory.focus.number == quoted.number else None
    choices: tuple[Choice, ...] = ()
    if quoted.news is News.ASKED:
        focus = Focus(quoted.number, News.ASKED, today, quoted.choices)
        choices = picks(quoted.number, quoted.choices)
    elif quoted.news is News.ANSWERED:
        focus = Focus(quoted.number, News.ANSWERED, today)
        choices = () if manner.asks_little else settled_or_not(quoted.number)
    text = Text.READ_QUESTION if quoted.news is News.ASKED else Text.READ
    return Turn(replace(memory, focus=focus or memory.focus), (Say(text, told(quoted), choices),))


def told(quoted: Quoted) -> dict[str, str]:
    """Return what fills the text around an office's words."""
    return {
        "number": spelled(quoted.number),
        "office": quoted.office,
        "words": quoted.words,
        "due": quoted.due,
    }


def picks(number: str, choices: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return the buttons of an office's question."""
    return tuple(Choice(pick_key(number, at), one) for at, one in enumerate(choices, start=1))


def open_page(memory: Memory, said: Said, heard: Heard, _world: World, _manner: Manner) -> Turn:
    """Ask for a link that opens the page of a report, once."""
    number = said.number or _newest(memory)
    own = memory.owned(number)
    if own is None:
        text = Text.NOT_YOURS if number else Text.CHECK_NONE
        return Turn(memory, (Say(text, {"number": spelled(number)}),))
    if not heard.proved:  # a letter in somebody's name
        return Turn(memory, (Say(Text.READ_AGAIN, {"number": spelled(number)}),))
    return Turn(memory, (Open(own),))


def opened(memory: Memory, outcome: Opened) -> Turn:
    """Say which link it is, and for how long it is good."""
    words = {
        "number": spelled(outcome.number),
        "link": outcome.link,
        "minutes": str(outcome.minutes),
    }
    return Turn(memory, (Say(Text.OPEN_PAGE, words),))


def speak(memory: Memory, said: Said, _heard: Heard, _world: World, _manner: Manner) -> Turn:
    """Say that the language is another one from now on."""
    text = Text.ENGLISH if said.verb is Verb.ENGLISH else Text.INDONESIAN
    return Turn(memory, (Say(text),))


def with_tongue(memory: Memory, said: Said, heard: Heard) -> Memory:
    """Return the memory with the language of who writes: chosen, shown by words, or hinted.

    A whole sentence speaks for its language; of a word alone only what is Indonesian for sure. What
    the channel says of its person counts as long as nothing else is known. A letter that anybody
    could have written changes nothing for who has a report.
    """
    if chosen := TONGUES.get(said.verb or Verb.YES):
        return replace(memory, tongue=chosen, chosen=True)
    if memory.chosen or (memory.own and not heard.proved):
        return memory
    is_command = said.whole.strip(" .!?#/").casefold() in INDONESIAN
    shown = tongues.INDONESIAN if is_command else tongues.plainly(said.whole)
    if shown and not heard.pressed:
        return replace(memory, tongue=shown)
    if not memory.tongue and heard.language:
        return replace(memory, tongue="en" if heard.language == "en" else "id")
    return memory


def spelled(number: str) -> str:
    """Return a number in two groups of four."""
    return f"{number[:4]}-{number[4:]}"


def _newest(memory: Memory) -> str:
    """Return the report of the last news, else the newest of this conversation."""
    if memory.focus and memory.owned(memory.focus.number):
        return memory.focus.number
    return memory.own[-1].number if memory.own else ""


def newest_first(memory: Memory) -> tuple[Own, ...]:
    """Return the reports of a conversation, that of the last news first, then the newest."""
    number = _newest(memory)
    rest = (own for own in reversed(memory.own) if own.number != number)
    return (*(own for own in memory.own if own.number == number), *rest)
