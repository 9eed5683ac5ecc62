"""Recordings of a voice: taken apart into pieces of sound, and those alone are packed again.

Nothing here decodes: what the pieces say, a browser or a player finds out, in a room of its own.
"""

import struct

from lapor.files.cleaning import boxes, frames, kinds, opus
from lapor.files.cleaning.answers import MOST_SECONDS, Fault, Kind, Refused, Remade


def remake(content: bytes) -> Remade:
    """Return the same sound without a word about who made it, where or with what.

    Raises `Refused`: TYPE for a film and for other sorts of sound, LONG for what takes more than
    an hour to hear.
    """
    try:
        media_type, made, seconds = _packed(content)
    except (IndexError, struct.error):  # it ends in the middle of saying how long it is
        raise Refused(Fault.BROKEN) from None
    if seconds > MOST_SECONDS:
        raise Refused(Fault.LONG)
    return Remade(Kind.AUDIO, media_type, made, seconds=max(round(seconds), 1))


def _packed(content: bytes) -> tuple[str, bytes, float]:
    kind = kinds.kind_of(content)
    if kind == kinds.OGG:
        return "audio/ogg", *opus.remade(content)
    if kind == kinds.AMR:
        return "audio/amr", *frames.amr(content)
    if kind == kinds.BOX:
        return _unboxed(content)
    start = frames.after_words(content)
    if frames.is_aac(content, start):
        return "audio/aac", *frames.aac(content, start)
    return "audio/mpeg", *frames.mp3(content, start)


def _unboxed(content: bytes) -> tuple[str, bytes, float]:
    """Pack what lies in the container of films as AAC or AMR by itself: that container says much.

    Old telephones record AMR into it, newer ones AAC.
    """
    sound = boxes.sound_in(content)
    if sound.amr:
        return "audio/amr", *frames.amr(sound.amr + b"".join(sound.samples))
    return "audio/aac", *frames.aac_of(sound.samples, sound.setup)
