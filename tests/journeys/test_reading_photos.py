"""What the browser reads of a photo's place: from made-up files, whole, odd and broken."""

import base64
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pillow_heif import register_heif_opener
from playwright.sync_api import Browser, Page

from tests.files import made

READER = Path(__file__).parents[2] / "lapor" / "web" / "static" / "exif.js"
READ = """async (files) => {
    const read = async (file) => {
        const bytes = Uint8Array.from(atob(file), (one) => one.charCodeAt(0));
        return placeIn(new File([bytes], "berkas"));
    };
    return Promise.all(files.map(read));
}"""
SOUTH = {1: "S", 2: (6.0, 7.0, 12.0), 3: "E", 4: (106.0, 9.0, 0.0)}
SERANG = {"latitude": -6.12, "longitude": 106.15, "accuracy": None}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    register_heif_opener()
    page = browser.new_page()
    page.add_script_tag(path=READER)
    yield page
    page.close()


def read(page: Page, *files: bytes) -> list[Any]:
    found = page.evaluate(READ, [base64.b64encode(file).decode() for file in files])
    for place in filter(None, found):
        for name in ("latitude", "longitude"):
            place[name] = round(place[name], 6)
    return list(found)


def photo(kind: str = "JPEG", gps: dict[int, Any] | None = None, **more: Any) -> bytes:
    """Return a photo that says where; gps None: that says everything else."""
    exif = Image.Exif()
    exif[0x010F] = "Telepon"
    exif.get_ifd(0x8769)[0x927C] = b"Maker " * 9
    if gps is not None:
        exif.get_ifd(0x8825).update(gps)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, kind, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_the_place_is_read_from_either_kind_of_photo(page, kind):
    north_west = {1: "N", 2: (1.0, 30.0, 0.0), 3: "W", 4: (10.0, 15.0, 36.0)}
    sure = SOUTH | {31: 14.2}
    assert read(page, photo(kind, SOUTH), photo(kind, north_west), photo(kind, sure)) == [
        SERANG,
        {"latitude": 1.5, "longitude": -10.26, "accuracy": None},
        SERANG | {"accuracy": 15},
    ]


def test_either_order_of_bytes_is_read(page):
    small = photo(gps=SOUTH)
    at = small.index(b"Exif\0\0") + 6
    assert small[at : at + 2] in (b"II", b"MM")
    big = made.jpeg_with(0xE1, b"Exif\0\0" + motorola())
    assert read(page, small, big) == [SERANG, SERANG]


def motorola() -> bytes:
    """The same place with the high byte first, as half of all cameras write it."""

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        numbers = tag.to_bytes(2, "big") + kind.to_bytes(2, "big") + count.to_bytes(4, "big")
        return numbers + value.ljust(4, b"\0")

    def ratios(*numbers: int) -> bytes:
        return b"".join(number.to_bytes(4, "big") + (1).to_bytes(4, "big") for number in numbers)

    root = (1).to_bytes(2, "big") + entry(0x8825, 4, 1, (26).to_bytes(4, "big")) + bytes(4)
    gps = [entry(1, 2, 2, b"S\0"), entry(2, 5, 3, (80).to_bytes(4, "big"))]
    gps += [entry(3, 2, 2, b"E\0"), entry(4, 5, 3, (104).to_bytes(4, "big"))]
    directory = (4).to_bytes(2, "big") + b"".join(gps) + bytes(4)
    head = b"MM\0\x2a" + (8).to_bytes(4, "big") + root + directory
    assert len(head) == 80
    return head + ratios(6, 7, 12) + ratios(106, 9, 0)


@pytest.mark.parametrize(
    "gps",
    [
        None,
        {},
        {1: "S", 2: (6.0, 7.0, 12.0)},
        {29: "2026:01:05"},
        {1: "S", 2: (6.0, 7.0), 3: "E", 4: (106.0, 9.0)},
    ],
)
def test_a_photo_that_says_no_place_or_half_of_one_says_none(page, gps):
    assert read(page, photo(gps=gps), photo("HEIF", gps)) == [None, None]


def test_what_is_no_photo_says_no_place(page):
    assert (
        read(page, b"", b"x", b"\xff\xd8", made.saved(made.pdf()), made.image("PNG")) == [None] * 5
    )


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_a_photo_that_is_cut_off_or_made_to_mislead_ends_quietly(page, kind):
    rng = random.Random(6)  # noqa: S311
    whole = photo(kind, SOUTH)
    broken = [whole[:length] for length in range(0, min(len(whole), 700), 7)]
    for _ in range(300):
        one = bytearray(whole)
        for _each in range(rng.randint(1, 6)):
            one[rng.randrange(min(len(one), 900))] = rng.choice(
                (0, 1, 0x7F, 0xFF, rng.randrange(256))
            )
        broken.append(bytes(one))
    page.set_default_timeout(20_000)
    for place in read(page, *broken):
        assert place is None or {*place} == {"latitude", "longitude", "accuracy"}
