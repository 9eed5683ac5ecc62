"""The PDUs of SMPP 3.4, by smpplib; what is odd in one that came loses none of its words.

The library's client is not used: it blocks, and it logs whole PDUs, numbers and words with them.
Source: SMPP Protocol Specification v3.4, sections 4 and 5.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from smpplib import smpp
from smpplib.command import DeliverSM
from smpplib.command_codes import commands
from smpplib.exceptions import UnknownCommandError

HEAD = struct.Struct(">LLLL")
LARGEST = 70_000  # octets: the longest payload that the specification knows, and its head
NAMES: Mapping[int, str] = {code: name for name, code in commands.items()}
INTERNATIONAL, UNKNOWN = 1, 0  # type of number
E164, NO_PLAN = 1, 0  # numbering plan
UDH = 0x40  # esm_class: a header stands before the words
RECEIPTED, REFERENCE, TOTAL, PLACE, PAYLOAD, STATE = 0x1E, 0x20C, 0x20E, 0x20F, 0x424, 0x427
OK, BUSY_QUEUE, THROTTLED, TEMPORARY = 0x00, 0x14, 0x58, 0x64
UNKNOWN_COMMAND = 0x03
WANTS_RECEIPT = 1


class Malformed(ValueError):
    """Octets that are no PDU, or none whose words could be found."""


@dataclass(frozen=True)
class Head:
    """What every PDU begins with. command: empty where the specification has none."""

    length: int
    command: str
    status: int
    sequence: int


@dataclass(frozen=True, kw_only=True)
class Came:
    """A `deliver_sm`: a message, a part of one, or a receipt."""

    sender: str
    to: str
    esm_class: int = 0
    coding: int = 0
    body: bytes = b""
    tlvs: Mapping[int, bytes] = field(default_factory=dict)


class Numbered:
    """Stands where the library asks its client for the next number: we give it ourselves."""

    sequence = 0

    def next_sequence(self) -> int:
        return 0


class Lenient(DeliverSM):
    """Keeps each optional parameter as it is; one that is cut short ends them."""

    def parse_optional_params(self, data: bytes) -> None:
        self.tlvs = _tlvs(data)


def head_of(octets: bytes) -> Head:
    """Return the head of a PDU. Raises Malformed where its length can not be true."""
    length, command, status, sequence = HEAD.unpack(octets[: HEAD.size])
    if not HEAD.size <= length <= LARGEST:
        raise Malformed("length")
    return Head(length, NAMES.get(command, ""), status, sequence)


def came(pdu: bytes) -> Came:
    """Read a `deliver_sm`. Raises Malformed."""
    read = Lenient("deliver_sm", client=Numbered())
    try:
        read.parse(pdu)
        tlvs = getattr(read, "tlvs", {})
        return Came(
            sender=_number(read.source_addr, read.source_addr_ton),
            to=_text(read.destination_addr),
            esm_class=int(read.esm_class or 0),
            coding=int(read.data_coding or 0),
            body=bytes(read.short_message or b"") or tlvs.get(PAYLOAD, b""),
            tlvs=tlvs,
        )
    except (struct.error, LookupError, TypeError, ValueError, UnknownCommandError) as error:
        raise Malformed(type(error).__name__) from None


def name_of(pdu: bytes) -> str:
    """Return the name that a centre gives to a message it took: the body of `submit_sm_resp`."""
    return _text(pdu[HEAD.size :].split(b"\0", 1)[0])


def bind(sequence: int, system_id: str, password: str, system_type: str) -> bytes:
    """Return the wish to be bound as who sends and receives."""
    return _written(
        "bind_transceiver",
        sequence,
        system_id=system_id,
        password=password,
        system_type=system_type,
        address_range="",
    )


@dataclass(frozen=True)
class Part:
    """One part of what is sent. body: with its header, where there are several."""

    coding: int
    body: bytes
    is_headed: bool = False
    is_last: bool = True


def submit(sequence: int, part: Part, *, number: str, to: str) -> bytes:
    """Return a part on its way to `to`; of the last one a receipt is asked for."""
    return _written(
        "submit_sm",
        sequence,
        service_type="",
        source_addr_ton=UNKNOWN,
        source_addr_npi=NO_PLAN,
        source_addr=number,
        dest_addr_ton=INTERNATIONAL,
        dest_addr_npi=E164,
        destination_addr=to.removeprefix("+"),
        esm_class=UDH if part.is_headed else 0,
        registered_delivery=WANTS_RECEIPT if part.is_last else 0,
        data_coding=part.coding,
        short_message=part.body,
        schedule_delivery_time="",
        validity_period="",
    )


def asks(command: str, sequence: int) -> bytes:
    """Return a PDU without a body: `enquire_link` or `unbind`."""
    return _written(command, sequence)


def answer(command: str, sequence: int, status: int = OK) -> bytes:
    """Return the answer to what came under this sequence number."""
    return _written(command, sequence, status=status)


def _written(command: str, sequence: int, **fields: object) -> bytes:
    made = smpp.make_pdu(command, client=Numbered(), **fields)
    made.sequence = sequence
    return bytes(made.generate())


def _tlvs(octets: bytes) -> dict[int, bytes]:
    found, place = {}, 0
    while place + 4 <= len(octets):
        tag, length = struct.unpack_from(">HH", octets, place)
        found[tag] = octets[place + 4 : place + 4 + length]
        place += 4 + length
    return found


def _number(octets: bytes | None, ton: int | None) -> str:
    plain = _text(octets)
    is_foreign = ton == INTERNATIONAL and plain.isdecimal()
    return f"+{plain}" if is_foreign else plain


def _text(octets: bytes | None) -> str:
    return (octets or b"").decode("latin-1").strip()
