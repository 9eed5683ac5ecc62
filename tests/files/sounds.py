"""Recordings as telephones and chats send them, made on the spot, with things said about them."""

import struct
import zlib

TOLD = b"Budi-Contoh, Jalan Contoh 5"  # what a copy must not say
HELD = 0x78  # of Opus: one frame of twenty milliseconds
PIECE = bytes(range(1, 60))


def ogg(
    seconds: int = 3, *, told: bytes = TOLD, head: bytes = b"OpusHead", family: int = 0
) -> bytes:
    """A voice note as Telegram and WhatsApp send it."""
    about = head + struct.pack("<BBHIhB", 1, 1, 312, 16_000, 0, family)
    vendor, remark = b"rekamanku 1.0 " + told, b"ARTIST=" + told
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor
    tags += struct.pack("<II", 1, len(remark)) + remark
    padded = bytes([HELD | 3, 0x41, len(told)]) + PIECE + told
    sound = [padded, *[bytes([HELD]) + PIECE] * (seconds * 50 - 1)]
    pages = [page(0, 2, [about]), page(1, 0, [tags])]
    rows = [sound[at : at + 50] for at in range(0, len(sound), 50)]
    for number, row in enumerate(rows, 2):
        pages.append(page(number, 4 if row is rows[-1] else 0, row))
    return b"".join(pages)


def page(number: int, sort: int, packets: list[bytes], serial: int = 77) -> bytes:
    laces = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    head = struct.pack(
        "<4sBBqIIIB", b"OggS", 0, sort, number * 48_000, serial, number, 0, len(laces)
    )
    return head + laces + b"".join(packets)


def id3(told: bytes = TOLD) -> bytes:
    size = len(told)
    return b"ID3\x04\0\0" + bytes([0, 0, size >> 7, size & 0x7F]) + told


def mp3(frames: int = 120, *, rate: int = 0) -> bytes:
    """128,000 bits a second: a frame has 417 bytes and lasts 26 milliseconds."""
    head = bytes([0xFF, 0xFB, 0x90 | rate << 2, 0])
    about = head + bytes(32) + b"Info" + TOLD.ljust(377, b"\0")
    size = 380 if rate else 413  # of forty-eight thousand samples a second, of forty-four
    return id3() + about + (head + bytes(size)) * frames + b"TAG" + TOLD.ljust(125, b"\0")


def adts(frames: int = 130) -> bytes:
    """AAC at 44,100 samples a second; a frame lasts 23 milliseconds."""
    size = len(PIECE) + 7
    head = bytes(
        [0xFF, 0xF1, 0x50, 0x40 | size >> 11, size >> 3 & 0xFF, (size & 7) << 5 | 0x1F, 0xFC]
    )
    return id3() + (head + PIECE) * frames + TOLD


def amr(frames: int = 150, word: bytes = b"#!AMR\n") -> bytes:
    """What old telephones record, narrow or wide; twenty milliseconds a frame."""
    frame = b"\x3f" + bytes(31) if word == b"#!AMR\n" else b"\x1c" + bytes(36)
    return word + frame * frames


def box(name: bytes, *inner: bytes) -> bytes:
    content = b"".join(inner)
    return struct.pack(">I", len(content) + 8) + name + content


def esds(setup: bytes = b"\x12\x08", sort: int = 0x40) -> bytes:
    own = b"\x05" + bytes([len(setup)]) + setup
    configured = bytes([sort, 0x15]) + bytes(11) + own
    said = bytes(3) + b"\x04\x80\x80\x80" + bytes([len(configured)]) + configured
    return box(b"esds", bytes(4), b"\x03\x80\x80\x80", bytes([len(said)]), said)


def m4a(
    pieces: int = 130,
    *,
    sorts: tuple[bytes, ...] = (b"soun",),
    entry: bytes = b"mp4a",
    inside: bytes | None = None,
    piece: bytes = PIECE,
    repeated: bool = False,
) -> bytes:
    """What iPhones, LINE and Messenger send; `sorts` with b"vide": a film."""
    start = box(b"ftyp", b"M4A ", bytes(4), b"M4A mp42")
    sizes = struct.pack(">III", 0, 0, pieces) + struct.pack(">I", len(piece)) * pieces
    rows = struct.pack(">II", 0, 1) + struct.pack(">III", 1, 10, 1)
    said = box(entry, bytes(28), esds() if inside is None else inside)
    per = len(piece) * 10
    for at in (0, 1):  # the first time to learn how long it is
        begin = len(start) + 8 if at else 0
        places = [begin + (0 if repeated else n * per) for n in range(-(-pieces // 10))]
        table = box(
            b"stbl",
            box(b"stsd", struct.pack(">II", 0, 1), said),
            box(b"stsz", sizes),
            box(b"stsc", rows),
            box(b"stco", struct.pack(f">II{len(places)}I", 0, len(places), *places)),
        )
        tracks = [
            box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), sort, bytes(13)), box(b"minf", table)))
            for sort in sorts
        ]
        movie = box(b"moov", *tracks, box(b"udta", TOLD))
    return start + box(b"mdat", piece * (10 if repeated else pieces)) + movie


def live(pieces: int = 130) -> bytes:
    """The same, written while it was recorded: in fragments, each with its own table."""
    start = box(b"ftyp", b"iso5", bytes(4), b"iso5")
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), box(b"mp4a", bytes(28), esds())),
        box(b"stsz", bytes(12)),
        box(b"stsc", bytes(8)),
        box(b"stco", bytes(8)),
    )
    track = box(
        b"trak", box(b"mdia", box(b"hdlr", bytes(8), b"soun", bytes(13)), box(b"minf", table))
    )
    extends = box(b"mvex", box(b"trex", struct.pack(">6I", 0, 1, 1, 1024, 0, 0)))
    whole = start + box(b"moov", track, extends, box(b"udta", TOLD))
    for _part in range(2):
        sizes = struct.pack(">I", len(PIECE)) * (pieces // 2)
        length = 0
        for _time in range(2):  # the first to learn how long it is
            runs = struct.pack(">IIi", 0x201, pieces // 2, length)
            fragment = box(
                b"moof",
                box(
                    b"traf", box(b"tfhd", struct.pack(">II", 0x20000, 1)), box(b"trun", runs, sizes)
                ),
            )
            length = len(fragment) + 8
        whole += fragment + box(b"mdat", PIECE * (pieces // 2))
    return whole


def is_sound_page(page: bytes) -> bool:
    """Say whether the check sum of a page of Ogg is right, counted the slow way."""
    said, left = page[22:26], 0
    for byte in page[:22] + bytes(4) + page[26:]:
        left ^= byte << 24
        for _bit in range(8):
            left = (left << 1 ^ 0x04C11DB7 if left & 1 << 31 else left << 1) & 0xFFFFFFFF
    return said == left.to_bytes(4, "little")


def noise(size: int) -> bytes:
    """Bytes that look like nothing, the same each time."""
    made = b""
    while len(made) < size:
        made += zlib.crc32(made[-4:] + b"x").to_bytes(4, "big")
    return made[:size]
