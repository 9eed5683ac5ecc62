"""What holds for every page: it compiles, speaks through gettext, and obeys the strict policy."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import get_template

FOLDER = Path(__file__).parent.parent / "lapor" / "web" / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
# What templates say in words of their own, and so is told by gettext, or is no word at all.
TOLD = re.compile(
    r"{% block width %}.*?{% endblock %}"  # a class of the stylesheet
    r"|{%\s*blocktrans.*?{%\s*endblocktrans\s*%}|{%\s*comment.*?endcomment\s*%}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
NO_WORDS = {"LAPOR"}  # a name is the same in every language
SPOKEN = {"alt", "aria-label", "placeholder", "title"}
CODES = {"7KM4-Q2TX"}  # how a code looks


class Page(HTMLParser):
    """Collects the visible words and the attributes of a template without its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.scripts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if self.inside and self.inside[-1] in ("script", "style"):
            self.scripts.append(data.strip())
        elif "kbd" not in self.inside:  # the name of a key is no word
            self.words += re.findall(r"[^\W\d_]{2,}", data)


def read(name: str) -> Page:
    page = Page()
    page.feed(TOLD.sub("", (FOLDER / name).read_text()))
    return page


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_visible_word_goes_through_gettext(name):
    page = read(name)
    assert not [word for word in page.words if word not in NO_WORDS]
    spoken = [value for key, value in page.attributes if key in SPOKEN and value not in CODES]
    assert not [value for value in spoken if re.search(r"[^\W\d_]{2,}", value)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_has_a_style_or_a_script_in_it(name):
    page = read(name)
    assert not [key for key, _value in page.attributes if key == "style" or key.startswith("on")]
    assert not [text for text in page.scripts if text]
    assert not [value for _key, value in page.attributes if value.startswith("javascript:")]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_says_what_may_not_be_said(name):
    said = (FOLDER / name).read_text().lower()
    for phrase in ("segera", "mohon menunggu", "akan dikoordinasikan", "submit", "form.as_p"):
        assert phrase not in said.replace('type="submit"', "")
