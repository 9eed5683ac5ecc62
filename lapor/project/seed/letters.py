"""The standard texts of messages, as rows for the table that an administrator edits."""

import tomllib
from collections.abc import Iterator, Mapping

from lapor.agencies.models import MessageTemplate
from lapor.project.seed.tables import text
from lapor.reports.terms import Audience

ANY = "any"  # stands for the empty move and audience: the text of last resort
FILES = {"id": "letters.toml", "en": "letters.en.toml"}
HOW = {
    "id": "Buka laporan ini di halaman Lacak laporan dengan kunci balasan Anda.",
    "en": "Open this report on the Track page with your reply key.",
}
# Only to an address that its owner has proved.
ABOUT = {"id": "Tentang: {title}", "en": "About: {title}"}


def letters() -> Iterator[MessageTemplate]:
    """Yield each text in each language; a reporter's has a second one that names the title.

    Places for the courier to fill: number, status, due; in the second also title. It adds the link
    by itself.
    """
    for language, file in FILES.items():
        for move, audiences in tomllib.loads(text(file)).items():
            for audience, letter in audiences.items():
                yield from _letter(language, move, audience, letter)


def _letter(
    language: str, move: str, audience: str, letter: Mapping[str, str]
) -> Iterator[MessageTemplate]:
    reporter = audience == Audience.REPORTER
    row = {
        "language": language,
        "move": "" if move == ANY else move,
        "audience": "" if audience == ANY else audience,
        "subject": letter["subject"],
    }
    body = f"{letter['body']}\n\n{HOW[language]}" if reporter else letter["body"]
    yield MessageTemplate(**row, body=body)
    if reporter:
        yield MessageTemplate(**row, proved=True, body=f"{ABOUT[language]}\n\n{body}")


def dialogue() -> Iterator[MessageTemplate]:
    """Yield what the dialogue of the channels says, for chats and, shorter, for SMS."""
    for language, file in {"id": "dialogue.toml", "en": "dialogue.en.toml"}.items():
        for name, bodies in tomllib.loads(text(file)).items():
            for audience, body in bodies.items():
                yield MessageTemplate(
                    language=language,
                    move="" if name == ANY else name,
                    audience=audience,
                    subject="",
                    body=body,
                )
