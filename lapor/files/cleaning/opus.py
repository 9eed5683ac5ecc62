"""Voice notes of chats: Opus in Ogg. Its packets come through, in pages of ours.

Source: RFC 3533 (Ogg), RFC 7845 (Opus in it), RFC 6716 (its packets).
"""

import struct
import zlib
from collections.abc import Iterator, Sequence

from lapor.files.cleaning.answers import Fault, Refused

PAGE = b"OggS"
HEAD, TAGS = b"OpusHead", b"OpusTags"
FIELDS = struct.Struct("<4sBBqIIIB")  # of a page: its mark to the count of its segments
ABOUT = struct.Struct("<BBHIhB")  # behind HEAD: version to mapping
CONTINUED, FIRST, LAST = 1, 2, 4
RATE = 48_000  # samples a second, whatever it was recorded with
MOST_SEGMENTS, SEGMENT = 255, 255
LONGEST = 61_440  # bytes of a packet; what is longer is none
FEWEST = 5  # packets
SILK, HYBRID, CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)  # samples
LENGTHS = SILK * 3 + HYBRID * 2 + CELT * 4  # of a frame, by the upper five bits of its packet
TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def remade(content: bytes) -> tuple[bytes, float]:
    """Return the same packets, and how many seconds they last. Raises `Refused`."""
    packets = list(_packets(content))
    if not packets or not packets[0].startswith(HEAD):
        raise Refused(Fault.TYPE)  # another sort of sound, or a film
    head, skipped = _head(packets[0])
    sound = [_bare(packet) for packet in packets[2:] if packet]
    if len(sound) < FEWEST or not packets[1].startswith(TAGS):
        raise Refused(Fault.BROKEN)
    lengths = [_samples(packet) for packet in sound]
    tags = TAGS + bytes(8)  # no program, no remarks
    pages = [_page(0, FIRST, 0, [head]), _page(1, 0, 0, [tags]), *_pages(sound, lengths)]
    return b"".join(pages), max(sum(lengths) - skipped, 0) / RATE


def _packets(content: bytes) -> Iterator[bytes]:
    """Yield the packets of the first stream to its end. Raises `Refused` where several run."""
    at, stream, half = 0, None, b""
    while at + FIELDS.size <= len(content):
        mark, _version, sort, _when, serial, _number, _sum, count = FIELDS.unpack_from(content, at)
        if mark != PAGE:
            raise Refused(Fault.BROKEN)
        laces = content[at + FIELDS.size : at + FIELDS.size + count]
        at += FIELDS.size + count
        if stream is not None and serial != stream:
            raise Refused(Fault.TYPE)
        stream = serial
        half = half if sort & CONTINUED else b""
        is_lost = bool(sort & CONTINUED) and not half  # its beginning never came
        for lace in laces:
            half += content[at : at + lace]
            at += lace
            if len(half) > LONGEST:
                raise Refused(Fault.BROKEN)
            if lace < SEGMENT:
                if not is_lost and at <= len(content):
                    yield half
                half, is_lost = b"", False
        if sort & LAST:
            return


def _head(packet: bytes) -> tuple[bytes, int]:
    """Return a head that says how to play it and nothing else, and the samples to be skipped."""
    version, channels, skipped, _rate, gain, mapping = ABOUT.unpack_from(packet, len(HEAD))
    if version >> 4 or channels not in (1, 2) or mapping:
        raise Refused(Fault.TYPE)
    return HEAD + ABOUT.pack(1, channels, skipped, RATE, gain, 0), skipped


def _bare(packet: bytes) -> bytes:
    """Take out the padding, in which anything can stand."""
    if packet[0] & 3 != 3 or not packet[1] & 0x40:
        return packet
    at, padding = 2, 0
    while packet[at] == 255:
        at, padding = at + 1, padding + 254
    padding += packet[at]
    if at + 1 + padding > len(packet):
        raise Refused(Fault.BROKEN)
    return packet[:1] + bytes([packet[1] & 0xBF]) + packet[at + 1 : len(packet) - padding]


def _samples(packet: bytes) -> int:
    count = (1, 2, 2, packet[1] & 0x3F if len(packet) > 1 else 0)[packet[0] & 3]
    return LENGTHS[packet[0] >> 3] * count


def _pages(sound: Sequence[bytes], lengths: Sequence[int]) -> Iterator[bytes]:
    """Yield pages of about a second each; no packet runs over two."""
    held: list[bytes] = []
    number, segments, when, begun = 2, 0, 0, 0
    for packet, samples in zip(sound, lengths, strict=True):
        needed = len(packet) // SEGMENT + 1
        if held and (segments + needed > MOST_SEGMENTS or when - begun >= RATE):
            yield _page(number, 0, when, held)
            held, segments, number, begun = [], 0, number + 1, when
        held.append(packet)
        segments, when = segments + needed, when + samples
    yield _page(number, LAST, when, held)


def _page(number: int, sort: int, when: int, packets: Sequence[bytes]) -> bytes:
    laces = b"".join(
        b"\xff" * (len(packet) // SEGMENT) + bytes([len(packet) % SEGMENT]) for packet in packets
    )
    body = laces + b"".join(packets)
    page = FIELDS.pack(PAGE, 0, sort, when, 1, number, 0, len(laces)) + body
    return FIELDS.pack(PAGE, 0, sort, when, 1, number, _sum(page), len(laces)) + body


def _sum(page: bytes) -> int:
    """Return the check sum of a page: zlib's, with the bits the other way round."""
    turned = zlib.crc32(page.translate(TURNED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2)
