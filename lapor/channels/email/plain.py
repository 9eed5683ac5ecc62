"""The words of a letter that was written in HTML: lines, links and quotations, no pictures."""

import re
from collections.abc import Iterator

from lxml import etree, html

LONGEST = 400_000  # letters of HTML that are looked at
UNSEEN = ("script", "style", "head", "title", "template", "svg", "object", "noscript")
BLOCKS = """
p div br tr li ul ol table h1 h2 h3 h4 h5 h6 pre hr blockquote section article header
"""
LINES = frozenset(BLOCKS.split())
PARSER_ENCODING = "utf-8"


def text_of(markup: str) -> str:
    """Return the words of some HTML; a quotation has "> " before each line. Never raises."""
    cut = markup[:LONGEST].replace("\x00", "")
    if not cut.strip():
        return ""
    parser = html.HTMLParser(encoding=PARSER_ENCODING, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(cut.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):  # no element at all
        return ""
    lines, depth = [""], 0
    for kind, words in _walk(root):
        if kind == "quote":
            depth += int(words)
            lines.append("> " * max(depth, 0))
        elif kind == "line":
            lines.append("> " * max(depth, 0))
        else:
            lines[-1] += words
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _walk(root: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield words, line ends, and where quotations begin and end. No recursion: HTML is deep."""
    skipped: html.HtmlElement | None = None
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if skipped is not None:
            if event == "end" and node is skipped:
                skipped = None
                yield "words", _folded(node.tail)
            continue
        if event == "start" and tag in UNSEEN:
            skipped = node
        elif event == "start":
            yield from _begun(node, tag)
        else:
            yield from _ended(node, tag)


def _begun(node: html.HtmlElement, tag: str) -> Iterator[tuple[str, str]]:
    if tag == "blockquote":
        yield "quote", "1"
    elif tag in LINES:
        yield "line", ""
    yield "words", node.text or "" if tag == "pre" else _folded(node.text)


def _ended(node: html.HtmlElement, tag: str) -> Iterator[tuple[str, str]]:
    if tag == "blockquote":
        yield "quote", "-1"
    elif tag in LINES and tag != "br":
        yield "line", ""
    elif tag == "td":
        yield "words", " "
    elif tag == "a" and (link := _link(node)):
        yield "words", f" ({link})"
    yield "words", _folded(node.tail)


def _link(node: html.HtmlElement) -> str:
    """Return where a link leads, if its words do not say that already."""
    target = str(node.get("href") or "")
    words = "".join(node.itertext())
    is_told = not target.startswith("http") or target.rstrip("/") in words or words in target
    return "" if is_told else target[:200]


def _folded(words: str | None) -> str:
    return re.sub(r"\s+", " ", words or "")
