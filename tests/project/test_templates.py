"""Every template compiles, and every word a person reads goes through gettext."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from django.template.engine import Engine
from django.utils.translation import gettext, override

LAPOR = Path(__file__).parents[2] / "lapor"
TEMPLATES = sorted(path for path in LAPOR.rglob("templates/**/*") if path.is_file())
LETTERS = [path for path in TEMPLATES if path.suffix == ".txt"]
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title", "content"}
NAMES = {
    "LAPOR",
    "SP4N",
    "SMS",
    "QR",
    "PIN",
    "EN",
    "ID",
    "Enter",
    "Esc",
}  # the same in every language
WORD = re.compile(r"(?<![\w-])[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ-]+(?![\w-])")  # a code has digits in it
CLASS_BLOCKS = {"width"}  # blocks that name a class of the frame
GETTEXT_ENDS = {"blocktrans": "endblocktrans", "blocktranslate": "endblocktranslate"}
SILENT_ENDS = {"comment": "endcomment"}


def outside_gettext(source: str) -> str:
    """Return a template's own text; a tag or a variable becomes a space."""
    kept, end = [], None
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ")[0]
        if end:
            end = None if token.token_type is TokenType.BLOCK and name == end else end
        elif token.token_type is TokenType.BLOCK:
            silent = name == "block" and token.contents.split()[1] in CLASS_BLOCKS
            end = "endblock" if silent else (GETTEXT_ENDS | SILENT_ENDS).get(name)
        kept.append(token.contents if token.token_type is TokenType.TEXT and not end else " ")
    return "".join(kept)


class Reader(HTMLParser):
    """Collects the words a person would see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.inside.append(tag)
        if tag != "meta":
            self.found += [value for key, value in attrs if key in READ_ALOUD and value]

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.found.append(data)


def short(path: Path) -> str:
    return str(path.relative_to(LAPOR))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_compiles(path):
    Engine.get_default().from_string(path.read_text())


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_every_word_of_a_page_goes_through_gettext(path):
    reader = Reader()
    reader.feed(outside_gettext(path.read_text()))
    words = [word for text in reader.found for word in WORD.findall(text)]
    assert [word for word in words if word not in NAMES] == []


@pytest.mark.parametrize("path", LETTERS, ids=short)
def test_every_word_of_a_message_goes_through_gettext(path):
    words = WORD.findall(outside_gettext(path.read_text()))
    assert [word for word in words if word not in NAMES] == []


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_a_page_has_neither_inline_style_nor_inline_script(path):
    """The content security policy would drop them."""
    text = path.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", text)


def test_the_indonesian_words_are_their_own_message_ids():
    with override("id"):
        assert gettext("Coba kirim lagi") == "Coba kirim lagi"
