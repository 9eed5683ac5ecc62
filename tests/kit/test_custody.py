"""A key file opens for its passphrase alone, an answer for its request alone."""

import json
from dataclasses import replace

import pytest

from lapor.kit import custody
from lapor.kit.custody import Request, Unreadable
from lapor.kit.seal import fingerprint, join, new_keys, seal, split, unseal

PASSPHRASE = "sebuah frasa sandi rekaan"  # noqa: S105


@pytest.fixture(scope="module")
def key_file():
    return custody.new_key_file(PASSPHRASE)


def make_request(public, half, to):
    return Request(
        request="r-1",
        number="ABCD2345",
        side="a",
        key=fingerprint(public).hex(),
        half=half.hex(),
        to=to.hex(),
        who="Inspektorat",
        basis="Putusan pengadilan",
        reason="Perkara nomor satu.",
        expires="2026-03-05T09:00:00+07:00",
    )


def test_a_key_file_opens_by_its_passphrase_and_holds_no_private_half(key_file):
    private = custody.private_of(key_file, PASSPHRASE)
    assert private.hex() not in key_file
    assert unseal(seal(b"x", to=custody.public_of(key_file), about=b""), key=private, about=b"")
    with pytest.raises(Unreadable, match="does not open this key file"):
        custody.private_of(key_file, PASSPHRASE + "!")


@pytest.mark.parametrize("change", [{"rounds": 1}, {"sealed": "zz"}, {"salt": "00"}, {"lapor": ""}])
def test_a_damaged_key_file_says_so(key_file, change):
    with pytest.raises(Unreadable):
        custody.private_of(json.dumps(json.loads(key_file) | change), PASSPHRASE)


@pytest.mark.parametrize("weak", ["pendek", "aaaaaaaaaaaaaaaaaaaa"])
def test_a_weak_passphrase_is_refused(weak):
    assert custody.weakness(weak)
    assert not custody.weakness(PASSPHRASE)


def test_two_answers_make_the_key_again_and_one_alone_tells_nothing(key_file):
    private, public = custody.private_of(key_file, PASSPHRASE), custody.public_of(key_file)
    other_private, other_public = new_keys()
    own, to = new_keys()
    secret = bytes(range(32))
    halves = split(secret, to=(public, other_public), about=custody.about_vault("ABCD2345"))
    asked = [make_request(public, halves[0], to), make_request(other_public, halves[1], to)]
    asked[1] = replace(asked[1], side="b")
    papers = [custody.answer(asked[0], private), custody.answer(asked[1], other_private)]
    opened = [
        unseal(custody.read_answer(paper, "r-1"), key=own, about=custody.about_answer("r-1", side))
        for paper, side in zip(papers, "ab", strict=True)
    ]
    assert join((opened[0], opened[1])) == secret
    assert secret not in opened
    assert secret.hex() not in papers[0]


def test_a_half_opens_for_its_own_report_and_key_alone(key_file):
    private, public = custody.private_of(key_file, PASSPHRASE), custody.public_of(key_file)
    _own, to = new_keys()
    half = seal(bytes(32), to=public, about=custody.about_vault("ABCD2345"))
    asked = make_request(public, half, to)
    assert custody.read_request(custody.request_paper(asked)) == asked
    with pytest.raises(Unreadable, match="does not open this request"):
        custody.answer(replace(asked, number="ZZZZ2345"), private)
    with pytest.raises(Unreadable, match="does not open this request"):
        custody.answer(asked, new_keys()[0])
    with pytest.raises(Unreadable, match="another request"):
        custody.read_answer(custody.answer(asked, private), "r-2")


def test_a_half_can_be_sealed_anew_to_another_key():
    (old_private, old), (private, public) = new_keys(), new_keys()
    about = custody.about_vault("ABCD2345")
    half = seal(b"half", to=old, about=about)
    anew = custody.reseal(half, number="ABCD2345", private=old_private, to=public)
    assert unseal(anew, key=private, about=about) == b"half"
    with pytest.raises(Unreadable):
        custody.reseal(half, number="ABCD2345", private=private, to=public)
