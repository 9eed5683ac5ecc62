"""The process that opens what strangers send. It has a minute, some memory, and nothing to steal.

It reads one line of JSON and the file from its input, and writes one line and the copy: whatever
happens to it, its parent reads that line or finds none. It says nothing else.
"""

import json
import resource
import sys

from lapor.files.cleaning import images, kinds, office, pdfs, room, sounds, texts
from lapor.files.cleaning.answers import MOST_BYTES_OUT, Fault, Refused, Remade

MEMORY = 1 << 30  # bytes above what the libraries themselves take
SECONDS = 60  # of a processor
OUT = 2 * MOST_BYTES_OUT


def limit(*, alone: bool = True) -> None:
    """Take from this process what no honest file needs. alone: it begins no thread."""
    room.make_ready()
    with open("/proc/self/statm") as statm:
        taken = int(statm.read().split()[0]) * resource.getpagesize()
    for what, most in (
        (resource.RLIMIT_AS, taken + MEMORY),
        (resource.RLIMIT_FSIZE, OUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # The second is later: were both one, the end would look as if somebody had killed us.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    room.shut(alone=alone)


def remake(content: bytes) -> Remade:
    """Return the clean copy of a file of any kind. Raises `Refused`."""
    if not content:
        raise Refused(Fault.EMPTY)
    kind = kinds.kind_of(content)
    if kind in kinds.IMAGES:
        return images.remake(content)
    if kind == kinds.PDF:
        return pdfs.remake(content)
    if kind == kinds.ZIP:
        return office.remake(content)
    if kind in kinds.SOUNDS:
        return sounds.remake(content)
    return texts.remake(content)


def answer(asked: dict[str, list[list[float]]], content: bytes) -> list[bytes]:
    """Return the line and the bytes that go back."""
    try:
        made = images.cover(content, asked["boxes"]) if "boxes" in asked else remake(content)
    except Refused as refused:
        return [json.dumps({"fault": refused.fault}).encode(), b"\n"]
    except MemoryError:
        return [json.dumps({"fault": Fault.BOMB}).encode(), b"\n"]
    told = {
        "kind": made.kind,
        "media_type": made.media_type,
        "size": len(made.content),
        "width": made.width,
        "height": made.height,
        "pages": made.pages,
        "seconds": made.seconds,
    }
    return [json.dumps(told).encode(), b"\n", made.content, made.thumbnail]


def main() -> None:
    asked, content = json.loads(sys.stdin.buffer.readline()), sys.stdin.buffer.read()
    limit(alone=not kinds.is_boxed(content))
    for part in answer(asked, content):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
