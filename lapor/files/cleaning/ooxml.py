"""Documents of Word, Excel and PowerPoint: checked part by part, and stripped of who made them."""

import posixpath
import re
from collections.abc import Callable, Mapping

from lapor.files.cleaning import fields, history, markup, pictures
from lapor.files.cleaning.answers import Fault, Refused
from lapor.files.cleaning.markup import Element, local

FIRST = "[Content_Types].xml"
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    OFFICE + "wordprocessingml.document": "word/document.xml",
    OFFICE + "spreadsheetml.sheet": "xl/workbook.xml",
    OFFICE + "presentationml.presentation": "ppt/presentation.xml",
}
# What acts, or fetches from elsewhere: programs, controls, foreign objects, other files' cells.
ACTING = re.compile(
    r"vbaProject|vbaData|/activeX/|/macrosheets/|/dialogsheets/|/intlmacrosheets/|^customUI"
    r"|/externalLinks/|xl/connections|xl/queryTables|oleObject|/attachedToolbars",
    re.IGNORECASE,
)
# What only tells who, when and with what.
TOLD = re.compile(
    r"^docProps/thumbnail|^customXml/|/printerSettings|^docMetadata/|^_xmlsignatures/|^xl/revisions/"
    r"|^word/stylesWithEffects|^\[trash\]/|^ppt/changesInfos/|^ppt/revisionInfo",
    re.IGNORECASE,
)
ACTING_TYPES = ("macroenabled", "vbaproject", "activex", "oleobject", "ms-office.vba")
PERSONS = re.compile(r"/(people|persons?\d*|authors|commentAuthors)\.xml$")
INSIDE = re.compile(r"/embeddings/[^/]+\.(docx|xlsx|pptx)$", re.IGNORECASE)
PICTURES = (".jpeg", ".jpg", ".jpe", ".png", ".gif", ".bmp", ".dib", ".emf", ".wmf")
AS_THEY_ARE = (".odttf", ".fntdata", ".ttf")  # letters
MARKUP = (".xml", ".rels", ".vml", ".psmdcp")
BLANKED = {"author", "initials", "userId", "providerId", "username", "lastModifiedBy"}
BLANKED |= {"refreshedBy"}
PICTURED, BLANKED_OF_PICTURES = {"cNvPr", "docPr"}, {"name", "descr", "title"}
# Sheets, rows, columns, slides and pictures that are not shown: others refer to them, so that they
# are shown instead of taken out.
HIDING = {"hidden": set(), "zeroHeight": set(), "state": {"hidden", "veryHidden"},
          "visibility": {"hidden", "veryHidden"}, "show": {"0", "false"}}  # fmt: skip
DATED = {"date", "dateUtc", "dT", "refreshedDate", "refreshedDateIso"}  # when somebody changed it
BLANKED_OF_PERSONS = BLANKED | {"name", "displayName", "id"}
GONE = {"rsids", "absPath", "attachedTemplate", "docVars", "revisionPtr", "fileSharing"}
GONE |= {"mailMerge", "customWorkbookViews", "customSheetViews"}
# Where an office program notes who made a document, wherever that part lies and whatever its name.
PROPERTIES = {"coreProperties", "Properties"}
UNFOLLOWED = {
    "attachedTemplate",
    "mailMergeSource",
    "mailMergeHeaderSource",
}  # never needed to read


def is_document_inside(name: str) -> bool:
    """Say whether a part is a document of its own, as the table behind a chart is."""
    return bool(INSIDE.search(name))


def remake(parts: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """Return the media type and the parts of the new document. Raises `Refused`."""
    types = markup.read(parts[FIRST])
    media_type = _media_type(types, parts)
    if any(ACTING.search(name) for name in parts):
        raise Refused(Fault.ACTIVE)
    kept = {name for name in parts if not TOLD.search(name)}
    for override in list(types):
        if override.get("PartName", "/" + FIRST)[1:] not in kept | {FIRST}:
            types.remove(override)
    made = {FIRST: markup.write(types)}
    for name in sorted(kept - {FIRST}):
        made[name] = _remade(name, parts[name], kept)
    return media_type, made


def _media_type(types: Element, parts: Mapping[str, bytes]) -> str:
    named = [entry.get("ContentType", "") for entry in types]
    if any(sign in name.lower() for name in named for sign in ACTING_TYPES):
        raise Refused(Fault.ACTIVE)
    for media_type, main in MAIN.items():
        if main in parts and any(name.startswith(media_type) for name in named):
            return media_type
    raise Refused(Fault.TYPE)


def _remade(name: str, content: bytes, kept: set[str]) -> bytes:
    ending = "." + name.rpartition(".")[2].lower()  # `_rels/.rels` has nothing before its dot
    if ending in MARKUP:
        root = markup.read(content)
        if ending == ".rels":
            _scrub_relations(name, root, kept)
        elif local(str(root.tag)) in PROPERTIES:
            _empty(root)
        else:
            _scrub(name, root)
        return markup.write(root)
    ways: dict[str, Callable[[bytes], bytes]] = dict.fromkeys(PICTURES, pictures.remake)
    ways |= {".svg": markup.drawing} | dict.fromkeys(AS_THEY_ARE, bytes)
    if is_document_inside(name):
        return content  # made anew before
    if ending not in ways:
        raise Refused(Fault.ACTIVE)
    return ways[ending](content)


def _scrub_relations(name: str, root: Element, kept: set[str]) -> None:
    """Check where a part leads; forget what is not kept. Raises `Refused`: ACTIVE."""
    folder = posixpath.dirname(posixpath.dirname(name))
    for relation in list(root):
        kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
        if relation.get("TargetMode", "").lower() == "external":
            if kind in UNFOLLOWED:
                root.remove(relation)  # on somebody's machine, or elsewhere
            elif kind != "hyperlink":
                raise Refused(Fault.ACTIVE)
            elif markup.leads_outside(target):
                relation.set("Target", markup.NOWHERE)
            continue
        path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        if kind == "thumbnail" or TOLD.search(posixpath.normpath(path)):
            root.remove(relation)


def _empty(root: Element) -> None:
    """Leave of a part its name alone."""
    for element in list(root):
        root.remove(element)
    root.attrib.clear()
    root.text = None


def _scrub(name: str, root: Element) -> None:
    """Take out of a part who wrote it and when, and show what it hides.

    Raises `Refused`: ACTIVE for fields that fetch.
    """
    history.forget(root)
    fields.require_still(root)
    blanked = BLANKED_OF_PERSONS if PERSONS.search("/" + name) else BLANKED
    for element in list(root.iter()):
        tag = local(str(element.tag))
        if tag in GONE:
            markup.remove(element)
            continue
        also = BLANKED_OF_PICTURES if tag in PICTURED else set()
        _scrub_attributes(element, blanked | also, printer=tag == "pageSetup")
        if tag == "author" and not (element.text or "").startswith("tc="):
            element.text = ""


def _scrub_attributes(element: Element, blanked: set[str], *, printer: bool) -> None:
    for key, value in markup.attributes(element):
        plain, is_link = local(key), "}" in key and local(key) == "id"
        hides = plain in HIDING and (not HIDING[plain] or value in HIDING[plain])
        if plain.startswith("rsid") or plain in DATED or hides or (printer and is_link):
            del element.attrib[key]  # the last: the printer's settings are gone
        elif plain in blanked and not is_link:
            element.set(key, "")
