"""Takes the words out of a JPEG and of a colour profile without touching what is seen."""

START, SCAN, END = b"\xff\xd8", 0xDA, b"\xff\xd9"
ADOBE, COMMENT = 0xEE, 0xFE  # the first says how colours are meant
APPLICATION = range(0xE0, 0xF0)
HEADER, ROW = 128, 12  # bytes of a profile before its list, and of an entry
SPOKEN = {b"desc", b"cprt", b"dmnd", b"dmdd", b"vued", b"meta", b"scrn", b"targ", b"psid", b"pseq"}


def bare_jpeg(content: bytes) -> bytes | None:
    """Return a JPEG without its application data and comments; None where it is not sound."""
    if not content.startswith(START):
        return None
    kept, at = [START], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == SCAN:
            end = content.find(END, at)  # inside a scan this pair is escaped
            return b"".join([*kept, content[at : end + 2]]) if end > 0 else None
        if length < 2 or at + 2 + length > len(content):
            return None
        if marker == ADOBE or (marker not in APPLICATION and marker != COMMENT):
            kept.append(content[at : at + 2 + length])
        at += 2 + length
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
