"""The container, compose and systemd files name only what is there, and give nobody too much."""

import configparser
import http.server
import importlib.util
import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command, get_commands

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
OPENS = ("courier.key", "LAPOR_COURIER_KEY")
SUPPLIED = {
    "PATH",
    "PIP_DISABLE_PIP_VERSION_CHECK",
    "PIP_NO_CACHE_DIR",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
}


def settings_read():
    text = (ROOT / "lapor" / "project" / "settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"(\w+)"', text))


def assert_settings(names):
    unknown = {name.removesuffix("_FILE") for name in names} - settings_read() - SUPPLIED
    assert not unknown, f"no setting is called so: {unknown}"
    assert "LAPOR_DEMO" not in names


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def ours(compose):
    return {name: part for name, part in compose["services"].items() if part["image"] == "lapor"}


def test_every_setting_and_command_in_compose_is_one_of_ours(compose):
    for name, part in ours(compose).items():
        assert_settings(part["environment"])
        assert part["command"][0] in get_commands(), name
    run = [" ".join(part["command"]) for part in ours(compose).values()]
    assert sorted(run) == ["lmtp", "prepare", "serve --processes 2", "smpp", "worker"]


def test_what_only_some_channels_need_is_begun_only_where_it_is_asked_for(compose):
    asked = {name: part["profiles"] for name, part in ours(compose).items() if "profiles" in part}
    assert asked == {"smpp": ["smpp"], "lmtp": ["lmtp"]}
    lmtp = compose["services"]["lmtp"]
    port = lmtp["environment"]["LAPOR_LMTP"].rpartition(":")[2]
    assert lmtp["ports"] == [f"127.0.0.1:{port}:{port}"], "who reaches it is trusted"
    assert "ports" not in compose["services"]["smpp"], "it calls the operator"


def test_every_secret_volume_and_file_in_compose_is_defined(compose, tmp_path):
    call_command("keys", "make", str(tmp_path / "secrets"))
    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    by_hand = {"database_password", "database_url", "email_url"}
    by_hand |= {"custodian_a.pub", "custodian_b.pub"}  # made by the custodians, away from here
    for part in compose["services"].values():
        secrets = set(part.get("secrets", ()))
        assert secrets <= compose["secrets"].keys()
        given = [str(value) for value in part["environment"].values()]
        named = {value.removeprefix("/run/secrets/") for value in given if "/run/secrets" in value}
        assert named == secrets, "what a part is given is what it reads"
        volumes = {volume.partition(":")[0] for volume in part["volumes"]}
        assert volumes <= compose["volumes"].keys()
    assert compose["secrets"].keys() <= made | by_hand
    assert {Path(secret["file"]).parent for secret in compose["secrets"].values()} == {
        Path("deploy/secrets")
    }
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text()
    assert (ROOT / compose["services"]["web"]["build"]["dockerfile"]).exists()


def test_in_compose_those_who_take_and_send_alone_are_given_what_opens_addresses(compose):
    holders = [
        name
        for name, part in compose["services"].items()
        if "courier.key" in part.get("secrets", ())
        or "LAPOR_COURIER_KEY_FILE" in part["environment"]
    ]
    assert holders == ["worker", "smpp"]
    read_names = [
        name for name, part in compose["services"].items() if "names.key" in part.get("secrets", ())
    ]
    assert read_names == ["web"]
    assert not [name for name in compose["secrets"] if re.search(r"custodian_\w+\.key", name)]


def test_in_compose_our_parts_are_closed_in(compose):
    for part in ours(compose).values():
        assert part["read_only"] is True
        assert part["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in part["security_opt"]
    assert compose["services"]["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in compose["services"]["database"]


def test_the_image_is_built_from_the_lock_from_files_that_are_there_and_not_for_root():
    text = (ROOT / "Containerfile").read_text().replace("\\\n", " ")
    steps = [line.split(maxsplit=1) for line in text.splitlines() if re.match("[A-Z]+ ", line)]
    assert "pip install --require-hashes -r requirements.txt" in text
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    for word, rest in steps:
        if word == "COPY" and "--from" not in rest:
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert source in allowed, f".dockerignore keeps {source} out"
        if word == "ENV":
            assert_settings(re.findall(r"(\w+)=", rest))
    assert [rest for word, rest in steps if word == "USER"] == ["10001"]
    assert ("ENTRYPOINT", '["lapor"]') in map(tuple, steps)


def keys_of(unit):
    """Return what a unit says, as lists: a key may stand there more than once."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text().splitlines():
        if re.match(r"\w+=", line):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_names_settings_commands_and_secrets_that_are_there(unit):
    said = keys_of(unit)
    given = dict(line.partition("=")[::2] for line in said["Environment"])
    assert_settings(given)
    for line in said["ExecStart"] + said.get("ExecStartPre", []):
        program, command, *_ = line.split()
        assert program == "/opt/lapor/.venv/bin/lapor"
        assert command in get_commands()
    loaded = {line.partition(":")[0] for line in said["LoadCredential"]}
    assert {value.removeprefix("%d/") for value in given.values() if "%d" in value} == loaded
    assert ("courier.key" in loaded) == (unit.stem in ("lapor-worker", "lapor-smpp"))
    assert ("names.key" in loaded) == (unit.stem == "lapor-web")
    assert {"NoNewPrivileges", "ProtectSystem", "CapabilityBoundingSet"} <= said.keys()
    assert "root" not in said["User"]


def test_the_timer_starts_a_unit_that_is_there_and_the_example_names_settings():
    assert (ROOT / "deploy" / "systemd" / "lapor-backup.service").exists()
    lines = (ROOT / "deploy" / "lapor.env.example").read_text().splitlines()
    example = configparser.ConfigParser(interpolation=None)
    example.optionxform = str  # type: ignore[assignment, method-assign]
    example.read_string("\n".join(["[env]", *lines]))
    assert_settings(dict(example["env"]))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_no_fault_in_the_units(tmp_path):
    for unit in UNITS:
        text = unit.read_text().replace("/opt/lapor/.venv/bin/lapor", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    ran = subprocess.run(  # noqa: S603
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / unit.name for unit in UNITS)],  # noqa: S607
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in ran.stderr.splitlines() if "lapor" in line]
    assert not ours


def test_the_containers_own_question_is_answered(monkeypatch):
    asked = []

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.path, self.headers["Host"]))
            self.send_response(200 if len(asked) == 1 else 500)
            self.end_headers()

        def log_message(self, *words):
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PORT", str(server.server_port))
    monkeypatch.setenv("LAPOR_HOSTS", "lapor.example.org,lain.example.org")
    spec = importlib.util.spec_from_file_location("check", ROOT / "deploy" / "healthcheck.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.lives()
    assert not module.lives()
    assert asked[0] == ("/healthz", "lapor.example.org")
    server.shutdown()
    server.server_close()
    assert not module.lives()


def test_keys_are_not_made_among_others(tmp_path):
    call_command("keys", "make", str(tmp_path / "keys"))
    before = {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
    with pytest.raises(CommandError, match="not empty"):
        call_command("keys", "make", str(tmp_path / "keys"))
    assert before == {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
