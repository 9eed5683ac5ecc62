"""XML inside documents: read without following anything, written without remarks."""

import base64
import re

from lxml import etree

from lapor.files.cleaning import pictures
from lapor.files.cleaning.answers import Fault, Refused

Element = etree._Element
XLINK = "{http://www.w3.org/1999/xlink}href"
SAFE = ("http://", "https://", "mailto:", "tel:", "#")
NOWHERE = "about:blank"
ACTING = {"script", "foreignObject", "handler", "listener", "iframe", "object", "embed", "set"}

# In a drawing: its own words and links; and what fetches from elsewhere.
DRAWN_WITH = tuple(
    "{http://www.w3.org/" + name for name in ("2000/svg}", "1999/xlink}", "XML/1998/namespace}")
)
LOADING = re.compile(r"@import|url\(\s*['\"]?(?!#)[^\s'\"]", re.IGNORECASE)


def read(content: bytes) -> Element:
    """Return the root of a part. Raises `Refused`: ACTIVE where it defines names of its own."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        # A bomb of entities is stopped by the parser itself, at their definition or their use.
        says = Fault.ACTIVE if b"<!ENTITY" in content.replace(b"\0", b"") else Fault.BROKEN
        raise Refused(says) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(Fault.ACTIVE)
    return root


def write(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def attributes(element: Element) -> list[tuple[str, str]]:
    """Return the names, with their namespaces, and the values of an element."""
    return [(str(key), str(value)) for key, value in element.attrib.items()]


def leads_outside(target: str) -> bool:
    """Say whether following this needs more than a click on a link of the web."""
    return not target.strip().lower().startswith(SAFE)


def drawing(content: bytes) -> bytes:
    """Return an SVG that only draws. Raises `Refused`: ACTIVE where it would do something."""
    root = read(content)
    for element in list(root.iter()):
        name, told = local(str(element.tag)), attributes(element)
        values = [value for key, value in told if local(key) != "href"] + [element.text or ""]
        acts = any(local(key).lower().startswith("on") for key, _value in told)
        turns = any(k == "attributeName" and local(v.replace(":", "}")) == "href" for k, v in told)
        if name in ACTING or acts or turns or any(LOADING.search(value) for value in values):
            raise Refused(Fault.ACTIVE)
        if name in ("metadata", "title", "desc", "namedview") or _is_foreign(str(element.tag)):
            remove(element)
            continue
        for key, value in told:
            if local(key) == "href" and not value.startswith("#"):
                element.set(key, _drawn_in(value))
            elif _is_foreign(key):  # what a program of drawing notes: names and folders
                del element.attrib[key]
    return write(root)


def _is_foreign(name: str) -> bool:
    return name.startswith("{") and not name.startswith(DRAWN_WITH)


def _drawn_in(link: str) -> str:
    """Make the picture that lies in a link anew. Raises `Refused`: ACTIVE where none does."""
    head, found, packed = link.partition(";base64,")
    if not found or head not in ("data:image/png", "data:image/jpeg", "data:image/gif"):
        raise Refused(Fault.ACTIVE)
    try:
        made = pictures.remake(base64.b64decode(packed))
    except ValueError:
        raise Refused(Fault.BROKEN) from None
    return f"{head};base64,{base64.b64encode(made).decode()}"


def remove(element: Element) -> None:
    """Take an element out of its tree, and leave the words after it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
