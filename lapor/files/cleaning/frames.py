"""Sound that is a row of frames, each saying how long it is: MP3, AAC and AMR.

Only whole frames come through. Titles, names, pictures, places and programs stand between them,
before the first or behind the last.
"""

from collections.abc import Callable, Iterator, Sequence

from lapor.files.cleaning.answers import Fault, Refused

FEWEST = 5  # frames; what has fewer is noise that looks like one
AMR, AMR_WIDE = b"#!AMR\n", b"#!AMR-WB\n"
AMR_SIZES = {  # bytes behind the first of a frame, by its kind
    AMR: (12, 13, 15, 17, 19, 20, 26, 31, 5, *[None] * 6, 0),
    AMR_WIDE: (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, *[None] * 4, 0, 0),
}
AMR_SECONDS = 0.02
AAC_RATES = (
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
)  # fmt: skip
AAC_SAMPLES, AAC_HEAD, AAC_CHECKED = 1024, 7, 9  # the last: bytes of a head with a check sum
LONGEST_AAC = (1 << 13) - 1
MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
MP3_BITS = {  # thousands a second: of the first version, and of the later ones
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
MP3_ABOUT = (b"Xing", b"Info", b"VBRI")  # a silent first frame, of the program that wrote it
HEAD_OF_ABOUT = 64  # bytes of a frame in which one of those stands

Setup = tuple[int, int, int]  # of AAC: profile, number of its rate, channels


def after_words(content: bytes) -> int:
    """Return where the sound begins, behind the words (ID3) that many programs put before it."""
    at = 0
    while content[at : at + 3] == b"ID3":
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size
    return at


def is_aac(content: bytes, at: int) -> bool:
    """Say whether what stands there begins like a frame of AAC."""
    return content[at : at + 1] == b"\xff" and content[at + 1] & 0xF6 == 0xF0


def is_mp3(content: bytes, at: int) -> bool:
    """Say whether what stands there begins like a frame of MP3."""
    return content[at : at + 1] == b"\xff" and content[at + 1] & 0xE6 == 0xE2


def mp3(content: bytes, start: int) -> tuple[bytes, float]:
    """Return the frames alone, and how many seconds they last. Raises `Refused`."""
    kept = list(_walked(content, start, _mp3_size))
    if kept and any(sign in kept[0][:HEAD_OF_ABOUT] for sign in MP3_ABOUT):
        kept.pop(0)
    if len(kept) < FEWEST or len({_mp3_sort(frame) for frame in kept}) > 1:
        raise Refused(Fault.BROKEN)
    version, rate = _mp3_sort(kept[0])
    samples = 1152 if version == 3 else 576
    return b"".join(kept), len(kept) * samples / MP3_RATES[version][rate]


def aac(content: bytes, start: int) -> tuple[bytes, float]:
    """Return the frames under heads of ours, and how many seconds. Raises `Refused`."""
    kept = list(_walked(content, start, _aac_size))
    if len(kept) < FEWEST or len({_aac_setup(frame) for frame in kept}) > 1:
        raise Refused(Fault.BROKEN)
    bare = [frame[AAC_HEAD if frame[1] & 1 else AAC_CHECKED :] for frame in kept]
    return aac_of(bare, _aac_setup(kept[0]))


def aac_of(bare: Sequence[bytes], setup: Setup) -> tuple[bytes, float]:
    """Return frames that have no heads under heads of ours, and how many seconds."""
    if len(bare) < FEWEST:
        raise Refused(Fault.BROKEN)
    profile, rate, channels = setup
    made = []
    for frame in bare:
        size = len(frame) + AAC_HEAD
        if size > LONGEST_AAC:
            raise Refused(Fault.BROKEN)
        head = 0xFFF1 << 40 | profile << 38 | rate << 34 | channels << 30 | size << 13 | 0x7FF << 2
        made.append(head.to_bytes(AAC_HEAD, "big") + frame)
    return b"".join(made), len(made) * AAC_SAMPLES / AAC_RATES[rate]


def amr(content: bytes) -> tuple[bytes, float]:
    """Return the frames behind one word that says what they are. Raises `Refused`."""
    word = AMR_WIDE if content.startswith(AMR_WIDE) else AMR
    sizes, at, made = AMR_SIZES[word], len(word), []
    while at < len(content):
        size = sizes[content[at] >> 3 & 15]
        end = at + 1 + (size or 0)
        if size is None or content[at] & 0x80 or end > len(content):
            break
        made.append(bytes([content[at] & 0x7C]) + content[at + 1 : end])
        at = end
    if len(made) < FEWEST:
        raise Refused(Fault.BROKEN)
    return word + b"".join(made), len(made) * AMR_SECONDS


def _walked(content: bytes, at: int, size_at: Callable[[bytes, int], int]) -> Iterator[bytes]:
    """Yield the whole frames in their order; what stands between them is left out."""
    while at < len(content):
        size = size_at(content, at)
        follows = at + size
        if size and (
            follows == len(content) or size_at(content, follows) or _ends(content, follows)
        ):
            yield content[at:follows]
            at = follows
            continue
        at = content.find(b"\xff", at + 1)
        if at < 0:
            return


def _ends(content: bytes, at: int) -> bool:
    """Say whether what stands there is no sound any more: words behind it, or half a frame."""
    return (
        content[at : at + 3] in (b"TAG", b"APE", b"LYR", b"ID3") or content[at : at + 1] == b"\xff"
    )


def _mp3_sort(frame: bytes) -> tuple[int, int]:
    return frame[1] >> 3 & 3, frame[2] >> 2 & 3


def _mp3_size(content: bytes, at: int) -> int:
    """Return the bytes of the frame that stands there; 0 where none does, or not all of it."""
    if at + 4 > len(content) or not is_mp3(content, at):
        return 0
    version, rate = _mp3_sort(content[at : at + 4])
    bits = content[at + 2] >> 4
    if version == 1 or rate == 3 or not 0 < bits < 15:
        return 0
    first = version == 3
    per = 144 if first else 72
    size = per * MP3_BITS[first][bits] * 1000 // MP3_RATES[version][rate]
    size += content[at + 2] >> 1 & 1
    return size if at + size <= len(content) else 0


def _aac_size(content: bytes, at: int) -> int:
    if at + AAC_HEAD > len(content) or not is_aac(content, at):
        return 0
    size = int.from_bytes(content[at + 3 : at + 6], "big") >> 5 & LONGEST_AAC
    _profile, rate, channels = _aac_setup(content[at : at + 4])
    has_more = content[at + 6] & 3  # several in one frame: nobody records so
    if rate >= len(AAC_RATES) or not channels or has_more or size <= AAC_CHECKED:
        return 0
    return size if at + size <= len(content) else 0


def _aac_setup(frame: bytes) -> Setup:
    return frame[2] >> 6, frame[2] >> 2 & 15, (frame[2] & 1) << 2 | frame[3] >> 6
