"""Takes the words out of a JPEG and of a colour profile without touching what is seen."""

import re

START, SCAN, END = b"\xff\xd8", 0xDA, b"\xff\xd9"
ADOBE, COMMENT = 0xEE, 0xFE  # the first says how colours are meant
BEHIND_A_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # inside one these are escaped
APPLICATION = range(0xE0, 0xF0)
HEADER, ROW = 128, 12  # bytes of a profile before its list, and of an entry
SPOKEN = {b"desc", b"cprt", b"dmnd", b"dmdd", b"vued", b"meta", b"scrn", b"targ", b"psid", b"pseq"}


def bare_jpeg(content: bytes) -> bytes | None:
    """Return a JPEG without its application data and comments; None where it is not sound."""
    if not content.startswith(START):
        return None
    kept, at = [START], 2
    while at + 2 <= len(content) and content[at] == 0xFF:
        if content[at : at + 2] == END:
            return b"".join([*kept, END])
        marker = content[at + 1]
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if end < at + 4 or end > len(content):
            return None
        if marker == SCAN:  # a picture that sharpens as it comes has several
            found = BEHIND_A_SCAN.search(content, end)
            end = found.end() - 2 if found else len(content)
        if marker == ADOBE and end - at >= 16:
            kept.append(content[at : at + 2] + b"\x00\x0e" + content[at + 4 : at + 16])
        elif marker not in APPLICATION and marker != COMMENT:
            kept.append(content[at:end])
        at = end
    return None


def bare_profile(content: bytes) -> bytes | None:
    """Return a colour profile whose descriptions are empty; None where it is none."""
    if content[36:40] != b"acsp":
        return None
    profile = bytearray(content[: int.from_bytes(content[:4], "big")])  # nothing behind its end
    profile[48:56] = bytes(8)  # the device's maker and model
    profile[80:100] = bytes(20)  # who made it, and a number of it
    for row in range(min(int.from_bytes(content[128:132], "big"), 100)):
        at = HEADER + 4 + row * ROW
        if content[at : at + 4] in SPOKEN:
            start = int.from_bytes(content[at + 4 : at + 8], "big") + 8  # after its type
            end = min(start - 8 + int.from_bytes(content[at + 8 : at + 12], "big"), len(profile))
            if start < end:
                profile[start:end] = bytes(end - start)
    return bytes(profile)
