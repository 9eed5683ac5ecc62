"""Markdown as an administrator writes it, drawn for a page: no HTML, no script, no picture."""

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

READER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def drawn(text: str) -> SafeString:
    """Return the text as HTML. Its headings begin below that of the page.

    What looks like HTML in it is shown as it was typed; links that run something stay text.
    """
    tokens = READER.parse(text)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
        if token.type == "table_open":
            token.attrSet("class", "table table-words")
        if token.type in ("bullet_list_open", "ordered_list_open"):
            token.attrSet("class", "bullets" if token.tag == "ul" else "numbers")
    return mark_safe(str(READER.renderer.render(tokens, READER.options, {})))  # noqa: S308
