"""What a file is, told by its first bytes. A name may lie, so nobody asks for it."""

from lapor.files.cleaning.answers import Fault, Refused

JPEG, PNG, GIF, WEBP, BMP, HEIF = "JPEG", "PNG", "GIF", "WEBP", "BMP", "HEIF"
IMAGES = (JPEG, PNG, GIF, WEBP, BMP, HEIF)
PDF, ZIP, TEXT = "PDF", "ZIP", "TEXT"

STARTS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"%PDF-": PDF,
    b"PK\x03\x04": ZIP,
}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word, Excel and Outlook of before 2007
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # how a newer one is locked


def kind_of(content: bytes) -> str:
    """Return one of the names above. Raises `Refused` for what is locked or nothing we take.

    What begins like nothing known may still be text; `texts` says whether it is.
    """
    for start, kind in STARTS.items():
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if is_boxed(content):
        return _in_a_box(content)
    if content[:2] == b"BM" and content[6:10] == bytes(4):
        return BMP
    if content.startswith(COMPOUND):
        raise Refused(Fault.LOCKED if ENCRYPTED in content else Fault.TYPE)
    return TEXT


def is_boxed(content: bytes) -> bool:
    """Say whether it lies in the container that HEIC and video share."""
    return content[4:8] == b"ftyp"


def _in_a_box(content: bytes) -> str:
    """Tell by its brands what lies in the container."""
    end = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[at : at + 4] for at in (8, *range(16, end, 4))}
    if brands & HEIF_BRANDS:
        return HEIF
    raise Refused(Fault.TYPE)
