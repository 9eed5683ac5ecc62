"""Octets of every sort: alphabets, parts, receipts and PDUs are read whole, or refused whole."""

import string
from datetime import UTC, datetime
from urllib.parse import urlencode

import gsm0338  # noqa: F401 - registers the codec
import pytest
import smpp34
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.adapter import Incoming, Landed, Unreadable
from lapor.channels.registry import ADAPTERS
from lapor.channels.sms import bodies, letters, pdu, receipts
from lapor.channels.sms.pdu import Came, Malformed
from lapor.kit.sms import BASIC, EXTENDED, decoded, encoded, parts, plainer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SMS = ADAPTERS["sms"]
GSM_TEXT = st.text(BASIC + EXTENDED, max_size=900)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
CAME = st.builds(
    Came,
    sender=st.text(string.digits + "+", max_size=20),
    to=st.just("1708"),
    esm_class=st.integers(0, 255),
    coding=st.integers(0, 255),
    body=st.binary(max_size=254),
    tlvs=st.dictionaries(
        st.sampled_from([pdu.RECEIPTED, pdu.REFERENCE, pdu.TOTAL, pdu.PLACE, pdu.STATE, 0x1403]),
        st.binary(max_size=8),
    ),
)


@given(GSM_TEXT)
def test_the_alphabet_is_that_of_the_specification(text):
    assert encoded(text) == text.encode("gsm03.38")
    assert decoded(encoded(text)) == text


@given(st.binary(max_size=300))
def test_no_septets_are_too_odd(octets):
    assert len(decoded(octets)) <= len(octets)


@given(st.one_of(GSM_TEXT, ANY_TEXT), st.integers(0, 255))
def test_what_is_sent_in_parts_is_read_whole_and_each_part_fits(text, reference):
    made = letters.parts_of(text, reference)
    came = [
        Came(sender="+62", to="1", coding=one.coding, body=one.body, esm_class=64 * one.is_headed)
        for one in made
    ]
    pieces = [letters.piece_of(one) for one in came]
    assert [one.place for one in pieces] == list(range(1, len(made) + 1)) or len(made) > 255
    assert "".join(letters.text_of(one.coding, one.body) for one in pieces) == plainer(text)
    assert all(len(one.body) <= (160 if one.coding == letters.GSM else 140) for one in made)
    assert [one.is_last for one in made] == [False] * (len(made) - 1) + [True]
    assert len(made) == len(parts(plainer(text)))


@given(CAME)
def test_any_message_is_a_piece_with_words(came):
    piece = letters.piece_of(came)
    assert 1 <= piece.place <= piece.total
    assert isinstance(letters.text_of(piece.coding, piece.body), str)
    landed = receipts.read(came, NOW)
    assert landed is None or landed.status in ("sent", "delivered", "failed")


@pytest.mark.parametrize("bits", [8, 16])
@given(reference=st.integers(0, 255), total=st.integers(2, 255), data=st.data())
def test_a_header_tells_its_place(bits, reference, total, data):
    place = data.draw(st.integers(1, total))
    told = bytes((0, 3, reference)) if bits == 8 else bytes((8, 4, 1, reference))
    head = told + bytes((total, place))
    body = bytes((len(head),)) + head + b"halo"
    piece = letters.piece_of(Came(sender="+62", to="1", esm_class=pdu.UDH, body=body))
    assert (piece.total, piece.place, piece.body) == (total, place, b"halo")


def test_parameters_of_the_operator_tell_a_place_too():
    tlvs = {pdu.REFERENCE: b"\x01\x02", pdu.TOTAL: b"\x03", pdu.PLACE: b"\x02"}
    piece = letters.piece_of(Came(sender="+62", to="1", body=b"halo", tlvs=tlvs))
    assert (piece.total, piece.place, piece.body) == (3, 2, b"halo")


@given(CAME, st.integers(0, 6), st.integers(0, 6))
def test_a_pdu_of_another_hand_is_read_to_the_letter(came, ton, npi):
    made = smpp34.DeliverSm(
        came.sender.replace("+", ""),
        came.to,
        came.body,
        source_addr_ton=ton,
        source_addr_npi=npi,
        esm_class=came.esm_class,
        data_coding=came.coding,
        tlvs=[smpp34.Tlv(tag, value) for tag, value in came.tlvs.items()],
        sequence_number=7,
    ).encode()
    head, read = pdu.head_of(made), pdu.came(made)
    assert (head.command, head.sequence, head.length) == ("deliver_sm", 7, len(made))
    assert (read.body, read.coding, read.tlvs) == (came.body, came.coding, came.tlvs)
    assert read.sender.lstrip("+") == came.sender.replace("+", "")


@given(st.binary(min_size=16, max_size=300))
def test_no_octets_break_the_reader(octets):
    for read in (pdu.head_of, pdu.came):
        try:
            read(octets)
        except Malformed:
            continue


@given(CAME, st.integers(0, 400))
def test_a_pdu_that_is_cut_short_is_read_or_refused(came, at):
    whole = smpp34.DeliverSm(
        "62812", "1708", came.body, esm_class=came.esm_class, data_coding=came.coding
    ).encode()
    try:
        pdu.came(whole[: max(16, at)])
    except Malformed:
        return


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("id:0a1 sub:001 dlvrd:001 submit date:2603020900 stat:DELIVRD err:000", "delivered"),
        ("id:0a1 stat:UNDELIV err:1B text:Halo", "failed"),
        ("ID: 0a1 STAT: expired ERR: 3", "failed"),
        ("id:0a1 stat:ACCEPTD", "sent"),
    ],
)
def test_a_receipt_in_words_is_read(words, status):
    landed = receipts.read(Came(sender="1", to="2", esm_class=4, body=words.encode()), NOW)
    assert landed is not None
    assert (landed.provider_id, landed.status) == ("0a1", status)


def test_the_parameters_of_a_receipt_go_before_its_words():
    tlvs = {pdu.RECEIPTED: b"ff01\0", pdu.STATE: b"\x05"}
    came = Came(sender="1", to="2", esm_class=4, body=b"id:9 stat:DELIVRD", tlvs=tlvs)
    assert receipts.read(came, NOW) == Landed("ff01", "failed", NOW)


@given(st.lists(st.none() | st.text(max_size=30), max_size=6), st.text(max_size=20))
def test_what_was_kept_of_a_message_is_read_back(pieces, sender):
    body = bodies.of_message("a-key", sender, NOW, pieces)
    try:
        [item] = SMS.read(body)
    except Unreadable:
        return
    assert isinstance(item, Incoming)
    assert all(piece.strip() in item.text for piece in pieces if piece)
    assert item.text.count("tidak sampai]") >= pieces.count(None)


@given(
    st.dictionaries(
        st.sampled_from(["id", "from", "text", "ts", "dlr", "ref", "key", "x"]),
        st.text(max_size=40),
    )
)
def test_any_query_of_a_gateway_is_read_or_refused(told):
    try:
        items = SMS.read(urlencode(told).encode())
    except Unreadable:
        return
    assert all(isinstance(item, Incoming | Landed) for item in items)


def test_what_a_bind_writes_is_read_by_another_hand():
    [part] = letters.parts_of("Halo {dunia}", 1)
    read = smpp34.decode(pdu.submit(9, part, number="1708", to="+6281200000001"))
    assert isinstance(read, smpp34.SubmitSm)
    assert (read.source_addr, read.destination_addr, read.dest_addr_ton) == (
        "1708",
        "6281200000001",
        1,
    )
    assert bytes(read.short_message).decode("gsm03.38") == "Halo {dunia}"
    assert read.registered_delivery == 1
