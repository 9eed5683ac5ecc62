"""A drawing's steps stay in their order; only remarks between them go."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from lapor.files.cleaning import metafiles
from lapor.files.cleaning.answers import Refused

steps = st.lists(st.tuples(st.sampled_from([2, 27, 54, 70, 84]), st.binary(max_size=40)))


def emf(drawn: list[tuple[int, bytes]]) -> bytes:
    head = bytearray(struct.pack("<II", 1, 108) + bytes(100))
    head[40:44] = b" EMF"
    end = struct.pack("<IIIII", 14, 20, 0, 0, 20)
    return bytes(head) + b"".join(map(step, drawn)) + end


def step(one: tuple[int, bytes]) -> bytes:
    kind, said = one
    said += bytes(-len(said) % 4)
    return struct.pack("<II", kind, 8 + len(said)) + said


@given(steps)
def test_what_draws_stays_and_its_head_counts_it(drawn):
    bare = metafiles.bare_emf(emf(drawn))
    kept = [one for one in drawn if one[0] != metafiles.EMF_REMARK]
    assert bare[108:-20] == b"".join(map(step, kept))
    assert struct.unpack_from("<II", bare, 48) == (len(bare), len(kept) + 2)
    assert metafiles.bare_emf(bare) == bare


@given(steps, st.integers(0, 300))
def test_one_that_is_cut_off_is_a_shorter_drawing_or_none(drawn, size):
    whole = emf(drawn)
    try:
        bare = metafiles.bare_emf(whole[:size])
    except Refused:
        assert size < 108
    else:
        assert len(bare) <= max(size, 108)
