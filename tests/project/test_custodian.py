"""`lapor custodian`: a key made, proved, used and changed away from the server."""

import json
import stat

import pytest
from django.core.management import CommandError, call_command

from lapor.kit import custody
from lapor.kit.seal import fingerprint, join, new_keys, unseal
from lapor.project.keys import Keyring
from lapor.project.management.commands import custodian
from lapor.reports.models import Vault
from tests.custodians import PAIRS
from tests.factories import make_report

PASSPHRASE = "sebuah frasa sandi rekaan"  # noqa: S105


@pytest.fixture(autouse=True)
def passphrase(monkeypatch):
    monkeypatch.setenv(custodian.PASSPHRASE, PASSPHRASE)


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "kunci.json"
    call_command("custodian", "new", str(path))
    return path


def test_a_new_key_is_its_owners_alone_and_never_written_over(tmp_path, capsys):
    key = tmp_path / "kunci.json"
    call_command("custodian", "new", str(key))
    said = capsys.readouterr().out
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_text()
    with pytest.raises(CommandError, match="is there already"):
        call_command("custodian", "new", str(key))
    assert key.read_text() == before
    public = custody.public_of(before)
    assert public.hex() in said
    assert fingerprint(public).hex() in said


def test_a_weak_passphrase_makes_no_key(tmp_path, monkeypatch):
    monkeypatch.setenv(custodian.PASSPHRASE, "pendek")
    with pytest.raises(CommandError, match="at least"):
        call_command("custodian", "new", str(tmp_path / "kunci.json"))
    assert not (tmp_path / "kunci.json").exists()


def test_check_proves_the_passphrase(key, monkeypatch, capsys):
    call_command("custodian", "check", str(key))
    assert "The passphrase opens it." in capsys.readouterr().out
    monkeypatch.setenv(custodian.PASSPHRASE, "frasa yang lain sekali")
    with pytest.raises(CommandError, match="does not open this key file"):
        call_command("custodian", "check", str(key))
    with pytest.raises(CommandError):
        call_command("custodian", "check", str(key.with_name("tidak-ada.json")))


@pytest.mark.django_db(transaction=True)
def test_a_new_key_takes_over_the_halves_of_before(world, settings, key, tmp_path, capsys):
    settings.EMBEDDED = False
    report, _ = make_report(world, anonymous=True, person={"name": "Nama-Rekaan"})
    old = tmp_path / "lama.json"
    halves, anew = tmp_path / "halves.json", tmp_path / "anew.json"
    public = custody.public_of(key.read_text())
    settings.CUSTODIANS = (public, PAIRS[1][1])
    made_since, _ = make_report(world, anonymous=True, person={"name": "Nama-Lain"})
    call_command("custodian", "export", "a", str(halves))
    assert [row["number"] for row in json.loads(halves.read_text())["halves"]] == [report.number]

    keep_old_key(old, PAIRS[0], PASSPHRASE)
    arguments = ["--key", str(old), "--new", public.hex(), "--to", str(anew)]
    call_command("custodian", "rewrap", str(halves), *arguments)
    call_command("custodian", "import", "a", str(anew))
    assert "1 halves were taken over." in capsys.readouterr().out
    private = custody.private_of(key.read_text(), PASSPHRASE)
    for one in (report, made_since):
        vault, about = Vault.objects.get(report=one), custody.about_vault(one.number)
        assert bytes(vault.key_a) == fingerprint(public)
        a = unseal(bytes(vault.half_a), key=private, about=about)
        b = unseal(bytes(vault.half_b or b""), key=PAIRS[1][0], about=about)
        assert len(join((a, b))) == 32


@pytest.mark.django_db(transaction=True)
def test_halves_for_another_key_or_of_no_report_change_nothing(world, settings, tmp_path):
    settings.EMBEDDED = False
    report, _ = make_report(world, anonymous=True, person={"name": "Nama-Rekaan"})
    before = bytes(Vault.objects.get(report=report).half_a)
    paper = tmp_path / "anew.json"
    row = {"number": report.number, "half": "00"}
    paper.write_text(json.dumps({"key": "00" * 8, "halves": [row]}))
    with pytest.raises(CommandError, match="another key"):
        call_command("custodian", "import", "a", str(paper))
    in_force = fingerprint(settings.CUSTODIANS[0]).hex()
    rows = [row, {"number": "ZZZZ9999", "half": "00"}]
    paper.write_text(json.dumps({"key": in_force, "halves": rows}))
    with pytest.raises(CommandError, match="1 of these reports"):
        call_command("custodian", "import", "a", str(paper))
    assert bytes(Vault.objects.get(report=report).half_a) == before


@pytest.mark.django_db(transaction=True)
def test_halves_that_open_nothing_are_put_back(world, settings, key, tmp_path, capsys):
    settings.EMBEDDED = False
    report, _ = make_report(world, anonymous=True, person={"name": "Nama-Rekaan"})
    before = Vault.objects.get(report=report)
    public = custody.public_of(key.read_text())
    settings.CUSTODIANS = (public, PAIRS[1][1])
    paper = tmp_path / "anew.json"
    for half in ("00", "11"):
        row = {"number": report.number, "half": half}
        paper.write_text(json.dumps({"key": fingerprint(public).hex(), "halves": [row]}))
        call_command("custodian", "import", "a", str(paper))
    assert bytes(Vault.objects.get(report=report).half_a) == b"\x11"
    call_command("custodian", "undo", "a")
    assert "1 halves are as they were" in capsys.readouterr().out
    vault = Vault.objects.get(report=report)
    kept = [(bytes(row.half_a), bytes(row.key_a)) for row in (before, vault)]
    assert kept[0] == kept[1]
    call_command("custodian", "undo", "a")
    assert "0 halves" in capsys.readouterr().out


def test_one_custodian_is_none_and_a_demo_plays_both(tmp_path):
    keys = Keyring(tmp_path / "keys", keep=True)
    one = new_keys()[1].hex()
    assert keys.custodians("", "", demo=None) == ()
    assert keys.custodians(one, "", demo=None) == ()
    assert keys.custodians(one, one, demo=None) == (), "one key for both is one custodian"
    of_demo = keys.custodians("", "", demo=tmp_path / "demo")
    assert of_demo == keys.custodians("", "", demo=tmp_path / "demo")
    text = (tmp_path / "demo" / "pemegang-kunci-a.json").read_text()
    assert custody.public_of(text) == of_demo[0]
    assert custody.private_of(text, custody.DEMO_PASSPHRASE)


def keep_old_key(path, pair, passphrase):
    """Put a pair of the tests into a key file."""
    path.write_text(custody.key_file(pair[0], pair[1], passphrase))
