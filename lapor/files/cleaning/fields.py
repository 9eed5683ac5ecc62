"""Fields of Word: what is worked out when a document is opened, some of it by fetching."""

import re

from lapor.files.cleaning import markup
from lapor.files.cleaning.answers import Fault, Refused
from lapor.files.cleaning.markup import Element, local

# Of the last, letters may be spelled by numbers, so that no name of a field is seen.
FETCHING = re.compile(
    r"(?:^|[^A-Za-z])((DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\s|QUOTE\s+[\d\"])", re.IGNORECASE
)
# A way to a file on somebody's machine or in their office.
PATH = re.compile(r"file:|(?<![A-Za-z])[A-Za-z]:[\\/]|\\\\|\.\.[\\/]", re.IGNORECASE)
SPELLED = ("instrText", "delInstrText")


def require_still(root: Element) -> None:
    """Blank the fields that lead to a file. Raises `Refused`: ACTIVE for those that fetch.

    A field may be spelled over many runs, and over paragraphs, so it is read until it ends.
    """
    spelled: list[Element] = []
    depth = 0
    for element in root.iter():
        tag = local(str(element.tag))
        if tag == "fldChar":
            kind = _attribute(element, "fldCharType")
            depth = max(depth + {"begin": 1, "end": -1}.get(kind, 0), 0)
        elif tag == "p" and not depth:
            _settle(spelled)
        elif tag in SPELLED:
            spelled.append(element)
        elif tag == "fldSimple":
            _settle_simple(element)
    _settle(spelled)


def _settle(spelled: list[Element]) -> None:
    said = "".join(element.text or "" for element in spelled)
    if FETCHING.search(said + " "):
        raise Refused(Fault.ACTIVE)
    if PATH.search(said):
        for element in spelled:
            element.text = ""
    spelled.clear()


def _settle_simple(element: Element) -> None:
    said = _attribute(element, "instr")
    if FETCHING.search(f" {said} "):
        raise Refused(Fault.ACTIVE)
    if PATH.search(said):
        for key, _value in markup.attributes(element):
            if local(key) == "instr":
                element.set(key, "")


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in markup.attributes(element) if local(key) == name), "")
