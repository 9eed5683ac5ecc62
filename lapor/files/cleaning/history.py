"""What a document of Word was before, and what its reader is not shown."""

from lapor.files.cleaning import markup
from lapor.files.cleaning.markup import Element, local

WORD = ("{http://schemas.openxmlformats.org/wordprocessingml/", "{http://purl.oclc.org/ooxml/word")
STRUCK = {"del", "moveFrom", "delText", "delInstrText"}
OFF = {"0", "false", "off"}


def forget(root: Element) -> None:
    """Take out what was struck, how it looked before, and what is hidden."""
    for element in list(root.iter()):
        if not str(element.tag).startswith(WORD):
            continue
        tag = local(str(element.tag))
        if tag in STRUCK:
            _strike(element)
        elif tag.endswith("PrChange") or tag in ("tblGridChange", "numberingChange"):
            markup.remove(element)
        elif tag == "vanish" and not _is_off(element):
            _hide(element)
        elif tag == "hidden":  # a row, or a style that no list shows
            markup.remove(element)


def _strike(element: Element) -> None:
    """A row of a table is struck by a word among its properties; all else lies inside."""
    parent = element.getparent()
    row = parent.getparent() if parent is not None and local(str(parent.tag)) == "trPr" else None
    markup.remove(element if row is None else row)


def _hide(element: Element) -> None:
    """Remove the run that is hidden; of a mark or a style the word alone, so that it is shown."""
    properties = element.getparent()
    run = properties.getparent() if properties is not None else None
    is_run = run is not None and local(str(run.tag)) == "r"
    markup.remove(run if is_run and run is not None else element)


def _is_off(element: Element) -> bool:
    return any(value in OFF for key, value in markup.attributes(element) if local(key) == "val")
