"""Documents of LibreOffice: checked part by part, and stripped of who made them."""

import posixpath
from collections.abc import Mapping

from lapor.files.cleaning import markup, pictures
from lapor.files.cleaning.answers import Fault, Refused
from lapor.files.cleaning.markup import Element, local

FIRST, MANIFEST = "mimetype", "META-INF/manifest.xml"
TYPES = {
    f"application/vnd.oasis.opendocument.{name}" for name in ("text", "spreadsheet", "presentation")
}
ACTING_FOLDERS = ("Basic/", "Scripts/", "Dialogs/", "Database/", "database/")
TOLD_FOLDERS = (
    "Thumbnails/", "Configurations2/", "Versions/", "META-INF/documentsignatures", "layout-cache",
    "meta.xml", "settings.xml", "manifest.rdf", "ObjectReplacements/",
)  # fmt: skip
ACTING = {"event-listener", "events", "applet", "plugin", "database-display", "dde-source"}
ACTING |= {"dde-connection-decl", "script", "scripts"}
# What was there before, what nobody sees, and what a picture was called. What refers to it, too.
GONE = {"tracked-changes", "change", "change-start", "change-end", "hidden-text"}
GONE |= {"hidden-paragraph"}  # a mark that hides what it stands in
# How sections, sheets, rows, columns and slides are not shown. Others refer to them, so that they
# are shown instead of taken out.
HIDING = {
    "display": {"none", "false", "condition"}, "visibility": {"collapse", "filter", "hidden"},
    "is-hidden": {"true"},
}  # fmt: skip
OTHERWISE = {"string-value-if-true", "string-value-if-false", "condition"}  # what is not said
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DESCRIBED = {"title", "desc"}
SVG, DUBLIN = "urn:oasis:names:tc:opendocument:xmlns:svg", "http://purl.org/dc/"
ALSO_INSIDE = {"meta.xml", "settings.xml", "manifest.rdf"}  # each object in a document has them
NAMES = {"creator", "initial-creator", "creator-initials", "sender-initials", "printed-by"}


def remake(parts: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Return the media type and the parts of the new document. Raises `Refused`."""
    media_type = parts[FIRST].decode("ascii", "replace").strip()
    if media_type not in TYPES or "content.xml" not in parts or MANIFEST not in parts:
        raise Refused(Fault.TYPE)
    manifest = markup.read(parts[MANIFEST])
    if any(local(str(element.tag)) == "encryption-data" for element in manifest.iter()):
        raise Refused(Fault.LOCKED)
    if any(name.startswith(ACTING_FOLDERS) for name in parts):
        raise Refused(Fault.ACTIVE)
    kept = [name for name in parts if not _is_told(posixpath.normpath(name))]
    made = {FIRST: media_type.encode()}
    for name in sorted(set(kept) - {FIRST, MANIFEST}):
        made[name] = _remade(name, parts[name])
    for entry in list(manifest):
        path = next((v for k, v in markup.attributes(entry) if local(k) == "full-path"), "")
        if path != "/" and path not in made:
            manifest.remove(entry)
    return media_type, made | {MANIFEST: markup.write(manifest)}


def _is_told(name: str) -> bool:
    return name.startswith(TOLD_FOLDERS) or posixpath.basename(name) in ALSO_INSIDE


def _tells(element: Element, tag: str) -> bool:
    """Say whether an element is only there to tell of what is not to be seen."""
    space = str(element.tag)[1:]
    described = tag in DESCRIBED and space.startswith(SVG)
    return tag in GONE or described or (tag == "date" and space.startswith(DUBLIN))


def _remade(name: str, content: bytes) -> bytes:
    ending = posixpath.splitext(name)[1].lower()
    if ending == ".xml":
        root = markup.read(content)
        _scrub(root)
        return markup.write(root)
    if ending == ".svg":
        return markup.drawing(content)
    if ending in (".ttf", ".otf"):
        return content
    if name.startswith(("Pictures/", "media/")) or "/Pictures/" in name:
        return pictures.remake(content)
    raise Refused(Fault.ACTIVE)


def _scrub(root: Element) -> None:
    """Take out who wrote it, show what it hides. Raises `Refused`: ACTIVE."""
    _forget_hidden_words(root)
    for element in list(root.iter()):
        tag = local(str(element.tag))
        if tag in ("scripts", "forms") and not len(element):
            continue  # empty ones stand in every document
        if tag in ACTING:
            raise Refused(Fault.ACTIVE)
        if _tells(element, tag):
            markup.remove(element)
            continue
        if tag in NAMES:
            element.text = ""
        _scrub_link(element, tag)
        for key, value in markup.attributes(element):
            plain = local(key)
            hides = value in HIDING.get(plain, ()) or (
                tag == "conditional-text" and plain in OTHERWISE
            )
            if hides or "rsid" in plain or (tag == "frame" and plain == "name"):
                del element.attrib[key]


def _forget_hidden_words(root: Element) -> None:
    """Take out the words that a look made for them alone hides; of other looks it is forgotten."""
    hidden = set()
    for properties in root.iter("{*}text-properties"):
        style = properties.getparent()
        if properties.get(TEXT + "display") == "none" and style is not None:
            hidden |= {value for key, value in markup.attributes(style) if local(key) == "name"}
    for span in list(root.iter(TEXT + "span")):
        if span.get(TEXT + "style-name") in hidden:
            markup.remove(span)


def _scrub_link(element: Element, tag: str) -> None:
    """Raises `Refused`: ACTIVE where something is fetched; what one clicks on leads nowhere."""
    target = element.get(markup.XLINK, "")
    if tag == "a" and target:
        if markup.leads_outside(target):  # to a folder at home, as well
            element.set(markup.XLINK, markup.NOWHERE)
        return
    fetches = ":" in target.partition("/")[0] and markup.leads_outside(target)
    if fetches or target.lower().startswith(("http", "//", "../", "/")):
        raise Refused(Fault.ACTIVE)
