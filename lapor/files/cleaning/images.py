"""Pictures: decoded, turned upright, and painted anew. Only what can be seen comes through."""

import io
from collections.abc import Sequence

import pillow_heif
from PIL import Image, ImageCms, ImageDraw, ImageOps

from lapor.files.cleaning import kinds
from lapor.files.cleaning.answers import MOST_PIXELS, Fault, Kind, Refused, Remade

LONGEST_SIDE = 16_384
THUMBNAIL = 480  # pixels of the longer side
GOOD, SMALL = 85, 75  # quality of a JPEG
WHITE, DARK = (255, 255, 255), (32, 32, 32)
LOSSLESS = ("PNG", "GIF", "BMP")
LARGEST_PNG = 8 << 20  # bytes; a photograph saved as PNG becomes a JPEG
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}

# As few threads as it can do with: the process in which pictures are read begins little.
pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def remake(content: bytes) -> Remade:
    """Return an upright JPEG or PNG without a word in it. Raises `Refused`."""
    image, source = read(content)
    return _told(image, "PNG" if source in LOSSLESS or image.mode == "RGBA" else "JPEG")


def cover(content: bytes, boxes: Sequence[Sequence[float]]) -> Remade:
    """Return the picture with these parts painted over, so that nothing of them is left.

    boxes: left, top, width and height, in fractions of the picture. Raises `Refused`.
    """
    image, source = read(content)
    width, height = image.size
    draw = ImageDraw.Draw(image)
    fill = DARK[: 3 if image.mode == "RGB" else 1] if image.mode != "RGBA" else (*DARK, 255)
    for left, top, wide, high in boxes:
        # Outwards to whole pixels: a sliver at the edge of a face would be one too much.
        start = int(left * width), int(top * height)
        end = -int(-(left + wide) * width // 1), -int(-(top + high) * height // 1)
        draw.rectangle((start, end), fill=fill)
    return _told(image, "PNG" if source == "PNG" else "JPEG")


def read(content: bytes) -> tuple[Image.Image, str]:
    """Return the first picture, upright, in sRGB and free of all else, and the format it had.

    Its mode is RGB, RGBA or L. Raises `Refused`: PIXELS or BROKEN.
    """
    try:
        with Image.open(io.BytesIO(content), formats=kinds.IMAGES) as image:
            source = image.format or ""
            if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
                raise Refused(Fault.PIXELS)
            image.load()
            return _bare(_in_plain_colours(ImageOps.exif_transpose(image))), source
    except (Refused, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise Refused(Fault.PIXELS) from None
    except Exception:  # a decoder fails in many ways, all of them for the same reason
        raise Refused(Fault.BROKEN) from None


def thumbnail(image: Image.Image) -> bytes:
    """Return a small JPEG of it."""
    small = image.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return written(_opaque(small), "JPEG", SMALL)


def written(image: Image.Image, form: str, quality: int = GOOD) -> bytes:
    """Return a picture as a file that holds nothing but its pixels."""
    out = io.BytesIO()
    image.save(out, form, **({"quality": quality} if form == "JPEG" else {}))
    return out.getvalue()


def _told(image: Image.Image, form: str) -> Remade:
    content = written(image, form) if form == "PNG" else b""
    if form == "JPEG" or len(content) > LARGEST_PNG:
        form, content = "JPEG", written(_opaque(image), "JPEG")
    width, height = image.size
    small = thumbnail(image)
    return Remade(Kind.IMAGE, MEDIA_TYPES[form], content, small, width, height)


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """Convert to sRGB by the picture's own profile, so that it can go, then to a mode of ours."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, own, srgb, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that cannot be read changes how colours look, not what is seen
    if image.mode.startswith("I"):  # sixteen bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _bare(image: Image.Image) -> Image.Image:
    """Return the pixels alone: comments, dates and profiles hang on the picture they came with."""
    bare = Image.new(image.mode, image.size)
    if image.mode != "RGBA":
        bare.paste(image)
        return bare
    # Where nothing is seen a colour may still lie: what somebody rubbed out.
    seen = image.getchannel("A").point(lambda value: 255 if value else 0)
    bare.paste(image, mask=seen)
    return bare


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, WHITE)
    white.paste(image, mask=image.getchannel("A"))
    return white
