"""A report in the making: takes what is said, and asks for what is missing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from lapor.channels.dialogue import gist, greeting
from lapor.channels.dialogue.commands import Said, Verb, split_code
from lapor.channels.dialogue.days import day_in, is_only_a_day
from lapor.channels.dialogue.effects import File, Heard, Manner, Say, Turn, World
from lapor.channels.dialogue.memory import Choice, Draft, Memory, Step, Who
from lapor.channels.dialogue.texts import Text
from lapor.channels.dialogue.wishes import Wish, wish_of

ENOUGH = 25  # letters of a story that somebody can act on
MOST_OFFERED, MOST_OFFERED_TERSE = 5, 3
LONGEST_STORY, LONGEST_LANDMARK, LONGEST_NAME = 10_000, 200, 100
LONGEST_SHOWN = 300  # letters of a story in a summary
MOST_FILES = 5
OTHER = Choice("lain", "")  # none of those offered; the label is a text of the channel
PLACE, OFFICE, RIGHT = "ubah-tempat", "ubah-tujuan", "betul"
NAME, STORY, MORE = "ubah-nama", "ubah-cerita", "tambahan"
GO_ON = "lanjut"
SHOWN, HIDDEN, SECRET = "tampil", "sembunyi", "rahasia"
WHO_KEYS = (HIDDEN, SHOWN, SECRET)
TODAY, YESTERDAY = "hari ini", "kemarin"
# What may be pressed at each step, beside what was offered; any other press is of an old bubble.
KEYS: Mapping[Step, frozenset[str]] = {
    Step.CRY: frozenset({GO_ON}),
    Step.WHEN: frozenset({TODAY, YESTERDAY}),
    Step.PLACE: frozenset({"lewati"}),
    Step.WHO: frozenset(WHO_KEYS),
    Step.NAME: frozenset({*WHO_KEYS, "lewati"}),
    Step.IS_NAME: frozenset(WHO_KEYS),
    Step.CONFIRM: frozenset({RIGHT, PLACE, OFFICE, NAME, STORY, *WHO_KEYS}),
    Step.ANEW: frozenset({"lewati"}),
}
# What each step asks, where it is asked once more.
ASKS: Mapping[Step, Text] = {
    Step.STORY: Text.STORY,
    Step.WHEN: Text.WHEN,
    Step.PLACE: Text.PLACE,
    Step.PICK_PLACE: Text.PICK_PLACE,
    Step.OFFICE: Text.OFFICE,
    Step.WHO: Text.WHO_AGAIN,
    Step.NAME: Text.NAME,
    Step.IS_NAME: Text.IS_NAME,
    Step.ANEW: Text.STORY_ANEW,
    Step.CRY: Text.CRY,
}
STEPS = frozenset({*ASKS, Step.CONFIRM})  # of a report that is not sent yet
Hear = Callable[[Memory, Said, Heard, World, Manner], Turn]


def begin(
    memory: Memory,
    story: str,
    heard: Heard,
    world: World,
    manner: Manner,
    *,
    kind: str = "complaint",
) -> Turn:
    """Begin a report with what was said, or add to the one that is being written."""
    return ask_next(begun(memory, story, heard, world, kind=kind), world, manner)


def begun(
    memory: Memory, story: str, heard: Heard, world: World, *, kind: str = "complaint"
) -> Memory:
    """Return the memory with what was said in its draft, and what follows from it."""
    draft = memory.draft or Draft(key=heard.key, kind=kind, proved=heard.proved)
    code, rest = split_code(story)
    if draft.place is None and (place := world.keyword(code)):
        draft, story = replace(draft, place=place), rest
    draft = with_more(draft, story, heard)
    return replace(memory, draft=understood(draft, heard.day, world))


def with_more(draft: Draft, words: str, heard: Heard) -> Draft:
    """Return the draft with these words and files added; who asks to be hidden in them, is."""
    story = "\n".join(part for part in (draft.story, words.strip()) if part)
    draft = replace(
        draft,
        story=story[:LONGEST_STORY],
        files=(*draft.files, *heard.files)[:MOST_FILES],
        point=heard.point or draft.point,
    )
    wish = wish_of(words)
    return draft if wish is None or wish.whole else wished(draft, wish)


def understood(draft: Draft, today: date, world: World) -> Draft:
    """Take from the story what would else be asked: the day, the place, the likely office."""
    if not draft.when and (day := day_in(draft.story, today)):
        draft = replace(draft, when=day.isoformat())
    if draft.place is None and draft.story:
        found = world.place_in(draft.story)
        draft = replace(draft, place=found.one, hints=found.some)
    return likely(draft, world) if draft.story else draft


def likely(draft: Draft, world: World) -> Draft:
    """Look for the likely office, as soon as more is known; a chosen one stays.

    One that was proposed goes with its reason: what was added may complain of that very office.
    """
    if Step.OFFICE in draft.asked:
        return draft
    office, because = world.likely(draft) or (None, "")
    return replace(draft, office=office, because=because)


def wished(draft: Draft, wish: Wish) -> Draft:
    """Return the draft as somebody wishes for their name; who hides leaves no name behind."""
    if wish.shown and not draft.confidential:
        return replace(draft, who=Who.NAMED)
    return replace(draft, who=Who.HIDDEN, name="", confidential=draft.confidential or wish.secret)


def ask_next(memory: Memory, world: World, manner: Manner) -> Turn:
    """Ask the next thing that is missing and was not asked yet; file what needs no question."""
    draft = memory.draft
    if draft is None:
        return Turn(memory, (Say(Text.HELLO),))
    if is_short(draft) and not (draft.story and Step.STORY in draft.asked):
        return ask(memory, Step.STORY, Text.STORY if not draft.story else Text.STORY_MORE)
    wants_day = not draft.when and draft.kind == "complaint" and not manner.asks_little
    if wants_day and Step.WHEN not in draft.asked:
        return ask(memory, Step.WHEN, Text.WHEN)
    if draft.place is None and Step.PLACE not in draft.asked:
        if draft.hints and Step.PICK_PLACE not in draft.asked:
            return offer(memory, draft.hints, manner)
        if not draft.landmark:
            return ask_place(memory, world, manner)
    if manner.asks_little and draft.place and not draft.asked:
        return Turn(replace(memory, step=Step.CONFIRM), (File(draft),))
    if Step.WHO not in draft.asked and not manner.asks_little:
        return ask(memory, Step.WHO, Text.WHO)
    return confirm(memory)


def is_short(draft: Draft) -> bool:
    """Say whether a story tells too little to act on; a greeting tells nothing."""
    return not draft.story or len(greeting.without(draft.story)) < ENOUGH


def ask_place(memory: Memory, world: World, manner: Manner) -> Turn:
    """Ask where it is; of a point that was sent, in which of the places around it."""
    draft = memory.draft
    if draft is None or draft.point is None:
        return ask(memory, Step.PLACE, Text.PLACE)
    near = tuple(world.near(draft.point))
    if near and Step.PICK_PLACE not in draft.asked:
        return offer(memory, near, manner, Text.PICK_NEAR)
    return ask(memory, Step.PLACE, Text.PLACE_OF_POINT)


def offer(
    memory: Memory, found: tuple[Choice, ...], manner: Manner, text: Text = Text.PICK_PLACE
) -> Turn:
    """Let somebody pick one of the places that may be meant; in an SMS there is room for three."""
    most = MOST_OFFERED_TERSE if manner.terse else MOST_OFFERED
    choices = found[:most] if manner.terse else (*found[:most], OTHER)
    return ask(memory, Step.PICK_PLACE, text, choices)


def ask(memory: Memory, step: Step, text: Text, choices: tuple[Choice, ...] = ()) -> Turn:
    """Ask one thing, and remember that it was asked."""
    draft = memory.draft
    if draft and step not in draft.asked:
        draft = replace(draft, asked=(*draft.asked, step))
    return Turn(replace(memory, step=step, draft=draft, offered=choices), (Say(text, {}, choices),))


def ask_again(memory: Memory) -> Turn:
    """Ask once more what is being asked: what came was no answer."""
    if memory.step is Step.CONFIRM or memory.step not in ASKS:
        return confirm(memory)
    text = ASKS[memory.step]
    if memory.step is Step.STORY and memory.draft and memory.draft.story:
        text = Text.STORY_MORE
    words = {"name": memory.draft.name} if memory.step is Step.IS_NAME and memory.draft else {}
    return Turn(memory, (Say(text, words, memory.offered),))


def confirm(memory: Memory) -> Turn:
    """Show what was understood, and ask whether it is right."""
    draft = memory.draft
    if draft is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if draft.who is not Who.NAMED and draft.name:  # nobody has said that it is theirs to show
        draft = replace(draft, name="")
        memory = replace(memory, draft=draft)
    words = {
        "story": _shortened(draft.story),
        "kind": draft.kind,
        "place": ", ".join(
            part for part in (draft.landmark, draft.place.label if draft.place else "") if part
        ),
        "point": "yes" if draft.point else "",
        "office": draft.office.label if draft.office else "",
        "because": draft.because,
        "who": draft.who,
        "name": draft.name if draft.who is Who.NAMED else "",
        "confidential": "yes" if draft.confidential else "",
        "when": draft.when,
        "files": str(len(draft.files)) if draft.files else "",
    }
    return Turn(replace(memory, step=Step.CONFIRM, offered=()), (Say(Text.CONFIRM, words),))


def _shortened(story: str) -> str:
    if len(story) <= LONGEST_SHOWN:
        return story
    return story[: LONGEST_SHOWN - 1].rsplit(" ", 1)[0] + "…"


def passes(said: Said) -> bool:
    """Say whether somebody leaves a question open: LEWATI, no, or that they do not know."""
    return said.verb in (Verb.SKIP, Verb.NO) or greeting.does_not_know(said.whole)


def says_nothing(said: Said) -> bool:
    """Say whether words tell nothing of a report: a greeting, thanks, a command, a digit.

    They are answered or asked about, and never kept as a story, a place or a name.
    """
    is_command = said.verb is not None and not said.rest
    talk = greeting.is_greeting(said.whole) or greeting.is_about_us(said.whole)
    return is_command or talk or gist.is_thanked(said.whole) or greeting.has_no_letters(said.whole)


def _hear_story(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    has_more = bool(heard.files or heard.point)
    if memory.draft and memory.draft.story and said.verb in (Verb.SKIP, Verb.YES, Verb.NO):
        return ask_next(memory, world, manner)  # short as it is, it is their story
    if says_nothing(said) and not has_more:
        return ask_again(memory)
    return begin(memory, "" if says_nothing(said) else said.whole, heard, world, manner)


def _hear_cry(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Go on with what was a cry for help, once somebody says so or tells more."""
    if said.verb in (Verb.YES, Verb.SKIP):
        return ask_next(memory, world, manner)
    if said.verb is Verb.NO:
        cleared = replace(memory, step=Step.IDLE, draft=None, offered=())
        return Turn(cleared, (Say(Text.CANCELLED),))
    if says_nothing(said) and not (heard.files or heard.point):
        return ask_again(memory)
    return begin(memory, said.whole, heard, world, manner)


def _hear_when(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    draft = memory.draft
    if draft is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    day = day_in(said.whole, heard.day)
    if day:
        draft = replace(draft, when=day.isoformat())
        more = "" if is_only_a_day(said.whole) else said.whole
        draft = understood(with_more(draft, more, heard), heard.day, world)
    elif not passes(said):
        if says_nothing(said) and not (heard.files or heard.point):
            return ask_again(memory)
        draft = understood(with_more(draft, said.whole, heard), heard.day, world)
    return ask_next(replace(memory, draft=draft), world, manner)


HEAR: Mapping[Step, Hear] = {
    Step.STORY: _hear_story,
    Step.CRY: _hear_cry,
    Step.WHEN: _hear_when,
}
