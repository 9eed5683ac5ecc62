"""The words of an SMS as octets: alphabets by their coding, and parts by their header.

Source: SMPP v3.4 section 5.2.19 (data_coding), 3GPP TS 23.038 (alphabets), 23.040 (headers).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from lapor.channels.sms import pdu
from lapor.channels.sms.pdu import Came, Part
from lapor.kit.sms import decoded, encoded, is_gsm, parts, plainer

GSM, WIDE = 0, 8  # data_coding
LATIN = (1, 3)
BINARY = (2, 4)
EIGHT, SIXTEEN = 0x00, 0x08  # elements of a header: a part, known by a reference of so many bits


@dataclass(frozen=True)
class Piece:
    """What came as one PDU: place `place` of `total`, known by `reference` where there are more."""

    coding: int
    body: bytes
    total: int = 1
    place: int = 1
    reference: int = 0


def piece_of(came: Came) -> Piece:
    """Return which part of a message this is; one that names no sensible place stands alone."""
    body, head = came.body, b""
    if came.esm_class & pdu.UDH and body and body[0] < len(body):
        head, body = body[1 : body[0] + 1], body[body[0] + 1 :]
    for reference, total, place in (*_headed(head), *_named(came)):
        if 1 <= place <= total and total > 1:
            return Piece(came.coding, body, total, place, reference)
    return Piece(came.coding, body)


def text_of(coding: int, body: bytes) -> str:
    """Return the words; none where they are no words but a picture, a tone or a card."""
    alphabet = _alphabet(coding)
    if alphabet == GSM:
        return decoded(body)
    if alphabet == WIDE:
        return body.decode("utf-16-be", "replace")
    return "" if alphabet in BINARY else body.decode("latin-1")


def parts_of(text: str, reference: int) -> Sequence[Part]:
    """Return the parts a text is sent in; `reference` below 256 is the same for all of it."""
    plain = plainer(text)
    coding = GSM if is_gsm(plain) else WIDE
    bodies = [
        encoded(one) if coding == GSM else one.encode("utf-16-be", "replace")
        for one in parts(plain)
    ]
    if len(bodies) == 1:
        return [Part(coding, bodies[0])]
    return [
        Part(coding, bytes((5, EIGHT, 3, reference, len(bodies), place)) + body, True, is_last)
        for place, body in enumerate(bodies, start=1)
        for is_last in (place == len(bodies),)
    ]


def _alphabet(coding: int) -> int:
    """Return GSM, WIDE, the first of BINARY, or the coding where it is one of eight bits."""
    if coding in (GSM, WIDE, *LATIN):
        return coding
    if coding in BINARY:
        return BINARY[0]
    group = coding >> 4
    if group in (0x1, 0x2, 0x3):  # general: bits 3 and 2 tell
        return (GSM, BINARY[0], WIDE, GSM)[coding >> 2 & 3]
    if group in (0xC, 0xD):
        return GSM
    if group == 0xE:
        return WIDE
    if group == 0xF:
        return BINARY[0] if coding & 4 else GSM
    return LATIN[0]


def _headed(head: bytes) -> Sequence[tuple[int, int, int]]:
    """Return reference, total and place of each element of a header that tells them."""
    found, at = [], 0
    while at + 2 <= len(head):
        kind, length = head[at], head[at + 1]
        told = head[at + 2 : at + 2 + length]
        if kind == EIGHT and len(told) == 3:
            found.append((told[0], told[1], told[2]))
        elif kind == SIXTEEN and len(told) == 4:
            found.append((int.from_bytes(told[:2], "big") | 0x10000, told[2], told[3]))
        at += 2 + length
    return found


def _named(came: Came) -> Sequence[tuple[int, int, int]]:
    """Return what the optional parameters tell, where an operator tells it there."""
    told = [came.tlvs.get(tag, b"") for tag in (pdu.REFERENCE, pdu.TOTAL, pdu.PLACE)]
    if not all(told):
        return []
    try:
        (reference,) = struct.unpack(">H", told[0])
    except struct.error:
        return []
    return [(reference | 0x20000, told[1][-1], told[2][-1])]
