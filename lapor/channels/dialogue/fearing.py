"""Who will know that I reported? Asked in everyday words, answered as it stands. Pure.

Whoever is afraid asks before they send. It is answered at once, in words of the present state, and
no word of it is written into a report. A question in a long story stays a story.
"""

import re
from dataclasses import replace

from lapor.channels.dialogue.commands import Said, Verb
from lapor.channels.dialogue.drafting import STEPS, ask_again, wished
from lapor.channels.dialogue.effects import Heard, Say, Turn, World
from lapor.channels.dialogue.focusing import focused
from lapor.channels.dialogue.greeting import ASKING, GREETINGS, WISHING, vocabulary, words_of
from lapor.channels.dialogue.memory import Draft, Memory, Step, Who
from lapor.channels.dialogue.reading import spelled
from lapor.channels.dialogue.texts import Text
from lapor.channels.dialogue.wishes import AFRAID, HIDE, SECRET, SHOW, wish_of

MOST_WORDS = 14  # of a question who will know; more is a story
KNOWN = r"(?:di|ke|ter)?(?:ke)?(?:tahu|tau|taw|kenal)(?:i|an|in)?|mengetahui|mengenali"
SEEN = (
    r"(?:di|ter|me|mem)?(?:baca|lihat|liat)|kelihatan|keliatan|diakses|mengakses|melihat|muncul"
    r"|tampil|ditampilkan|disebut|disebutkan|terlihat"
)
LEAKED = r"(?:di)?bocor(?:kan|in)?|disebar(?:kan|in)?|tersebar|(?:di|ter)?lacak|melacak|dibagikan"
ENGLISH = (
    r"know|knows|see|sees|read|reads|find\s+out|found\s+out|trace|traced|leaked?|shown|visible"
)
ASKED = re.compile(rf"\b(?:{KNOWN}|{SEEN}|{LEAKED}|{ENGLISH})(?:kah)?\b", re.IGNORECASE)
# Who somebody is, or that it was they who wrote.
MYSELF = re.compile(
    r"\b(?:(?:nama|identitas|data|nomor|nomer|no|hp|wa|alamat|akun|email|surel)(?:\s+hp|\s+wa)?"
    r"\s*(?:saya|sy|aku|ku|gue|gw|kami|diri)|(?:nama|identitas|data|nomor)(?:ku|nya)"
    r"|(?:identitas|nama)?\s*pelapor(?:nya)?|pengirim(?:nya)?|siapa\s+(?:saya|sy|aku|gue|gw)"
    r"|(?:saya|sy|aku|gue|gw|kami|siapa)\s+(?:yang|yg)\s+(?:\w*lapor|\w*adu|\w*adukan|\w*kirim|\w*tulis"
    r"|nulis|cerita|bilang)|(?:laporan|aduan|tulisan|cerita|pesan)"
    r"\s*(?:saya|sy|aku|ku|gue|gw|kami|ini)"
    r"|(?:saya|sy|aku|gue|gw)\s+(?:bisa|akan|bakal)\s+(?:di|ter|ke)\w+"
    r"|who\s+i\s+am|my\s+(?:name|identity|number|report|data|address)|it\s+was\s+me|it's\s+me"
    r"|i\s+(?:reported|wrote|sent)|this\s+report|(?:read|see|baca|membaca|lihat|melihat)\s+(?:this|ini)"
    r")\b|\A\W*nanti\b",
    re.IGNORECASE,
)
TAG = r"(?:gak|ga|g|gk|nggak|ngga|enggak|tidak|tdk|apa\s+tidak|kan|not)"
TAGGED = re.compile(
    rf"\b(?:{KNOWN}|{SEEN}|{LEAKED}|aman|rahasia|bahaya)\s+(?:\w+\s+){{0,2}}?{TAG}"
    r"(?:\s+(?:ya|sih|pak|bu|min|kak|nih|kalau|kalo|klo|kl|jika|bila|if)\b|\W*$)",
    re.IGNORECASE,
)
BEGINS = re.compile(
    r"\W*(?:(?:maaf|halo|pak|bu|min|tapi|lalu|terus|trus|nanti|kalau|ok|oke|but|so|and)\W+)*"
    r"(?:apa|apakah|apa\s+kah|siapa|bisa\s*kah|who|will|can|is|does|do|am)\b|.*\b(?:siapa|who)\W*$",
    re.IGNORECASE,
)
# Why something is so, whether it was read yet, and how they read it themselves: other questions.
OTHERWISE = re.compile(
    r"\b(?:kenapa|mengapa|knp|why|sudah|udah|sdh|belum|blm|yet|already|di\s*mana|where|cara|caranya"
    r"|how)\b|\A\W*(?:(?:apa|apakah)\s+)?(?:saya|sy|aku)\s+(?:bisa|boleh|dapat)\s+(?!di|ter|ke)"
    r"|\b(?:bisa|can)\s*(?:kah)?\s+(?:saya|sy|aku|i)\b",
    re.IGNORECASE,
)
SAFE = (
    vocabulary("""
    aman amankah keamanan keamanannya dijamin terjamin jaminan bahaya berbahaya dilindungi
    terlindungi dilindungin rahasianya terjaga dijaga privasi privasinya ketahuan safe protected
    danger dangerous anonymous confidential anonim anonimkah rahasiakah private
    """)
    | SECRET
    | HIDE
    | AFRAID
)
# What may stand beside them, so that the words are about whoever writes and nothing else.
BESIDE = (
    ASKING
    | GREETINGS
    | WISHING
    | SHOW
    | vocabulary("""
        gak ga g nggak ngga enggak tidak tdk gk kan ya iya yakin kalau kalo klo kl jika bila lapor
        melapor laporan laporannya aduan nama namaku identitas identitasku data dataku nomor nomorku
        saya sy aku gue gw kami keluarga saja aja juga nanti tetap bakal akan dengan yang yg dari
        oleh pelapor pelapornya tapi terus trus karena soalnya dulu itu ini jadi lewat sini
        disini am i my me is it if we they stay remain really name identity report
        reporting to here stays kept of dimarahi dipecat dibalas dipindah dimutasi masih
        sangat sekali banget menulis nulis kirim mengirim
        """)
)
# Where a wish for the name is itself the answer.
OF_NAMES = (Step.WHO, Step.NAME, Step.IS_NAME, Step.CONFIRM)
LEADS = (Verb.ASK, Verb.REPORT)


def asks_who_knows(text: str) -> bool:
    """Say whether words ask who will know of somebody, or say that they are afraid to be known."""
    words = words_of(text)
    if not words or len(words) > MOST_WORDS or OTHERWISE.search(text):
        return False
    is_question = text.rstrip().endswith("?") or bool(TAGGED.search(text) or BEGINS.match(text))
    if is_question and ASKED.search(text) and MYSELF.search(text):
        return True
    is_afraid = bool(AFRAID & set(words))
    is_ours = bool(SAFE & set(words)) and set(words) <= SAFE | BESIDE
    return is_ours and (is_question or is_afraid)


def answered(memory: Memory, said: Said, heard: Heard, world: World) -> Turn | None:
    """Answer who will know, then ask the open question once more; None where it was not asked."""
    if heard.pressed or heard.files or heard.point:
        return None
    words = said.rest if said.verb in LEADS else said.whole
    draft = memory.draft if memory.step in STEPS else None
    wish = wish_of(words)
    if draft and wish and wish.whole and not wish.shown:
        if memory.step in OF_NAMES:
            return None
        draft = wished(draft, wish)  # before its question came: nobody is asked twice for it
        return _with_question(replace(memory, draft=draft), draft)
    if not asks_who_knows(words):
        return None
    if draft:
        return _with_question(memory, draft)
    return Turn(memory, (_of_sent(memory, heard, world),))


def _with_question(memory: Memory, draft: Draft) -> Turn:
    """Say how it stands with the name of a draft, and ask what was being asked."""
    text = Text.KNOWN_HIDDEN
    if draft.confidential:
        text = Text.KNOWN_CONFIDENTIAL
    elif draft.who is Who.NAMED:
        text = Text.KNOWN_NAMED
    turn = ask_again(memory)
    return replace(turn, effects=(Say(text, {"number": ""}), *turn.effects))


def _of_sent(memory: Memory, heard: Heard, world: World) -> Say:
    """Say how it stands with the name of the report that was last spoken of."""
    answers = memory.owned(heard.focus.number) if heard.focus else None
    own = answers or focused(memory) or (memory.own[-1] if memory.own else None)
    standing = world.standing(own.number, own) if own else None
    if own is None or standing is None or standing.who is None:
        return Say(Text.KNOWN_HIDDEN, {"number": "", "all": "yes"})
    words = {"number": spelled(own.number)}
    if standing.who is Who.NAMED:
        return Say(Text.KNOWN_NAMED_SENT, words)
    return Say(Text.KNOWN_CONFIDENTIAL if standing.confidential else Text.KNOWN_HIDDEN, words)
