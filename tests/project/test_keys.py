"""Keys are made once, for their owner's eyes, and stay the same."""

import stat

from lapor.kit.seal import seal, unseal
from lapor.project.keys import Keyring


def test_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path):
    folder = tmp_path / "home" / "keys"
    first = Keyring(folder, keep=True)
    made = (first.secret("pepper"), first.public("courier"), first.private("courier"))
    again = Keyring(folder, keep=True)
    assert made == (again.secret("pepper"), again.public("courier"), again.private("courier"))
    assert {path.name for path in folder.iterdir()} == {"pepper", "courier.key", "courier.pub"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_two_halves_of_a_pair_fit(tmp_path):
    keys = Keyring(tmp_path / "keys", keep=True)
    sealed = seal(b"rahasia", to=keys.public("courier"), about=b"row")
    assert unseal(sealed, key=keys.private("courier"), about=b"row") == b"rahasia"


def test_a_private_half_that_was_taken_away_is_not_made_anew(tmp_path):
    keys = Keyring(tmp_path / "keys", keep=True)
    public = keys.public("custodian_a")
    (tmp_path / "keys" / "custodian_a.key").unlink()
    assert keys.public("custodian_a") == public
    assert keys.private("custodian_a") == b""


def test_who_comes_second_takes_the_key_of_who_was_quicker(tmp_path):
    slow, quick = (Keyring(tmp_path / "keys", keep=True) for _ in range(2))
    won = quick.secret("pepper")
    assert slow.write("pepper", "too late") == won


def test_keys_of_one_process_are_written_nowhere(tmp_path):
    keys = Keyring(tmp_path / "keys", keep=False)
    assert keys.secret("pepper") == keys.secret("pepper")
    assert len(keys.public("courier")) == 32
    assert not (tmp_path / "keys").exists()
