"""The embedded database goes over to a new major version, or stays untouched and says why."""

import shutil
from pathlib import Path

import pytest

from lapor.project.places import binaries
from tests.project.service import Service

pytestmark = pytest.mark.slow

# Stands for the programs of an older release: it says so, and runs data that say so.
OLD = """#!/bin/sh
if [ "$1" = --version ]; then echo "postgres (PostgreSQL) 17.5"; exit; fi
echo {ours} > {data}/PG_VERSION
exec {real}/postgres "$@"
"""


@pytest.fixture(scope="module")
def service():
    made = Service()
    made.cluster.start()
    assert made.call("migrate", "--verbosity", "0")[0] == 0
    made.cluster.sql("lapor", "INSERT INTO project_lastrun VALUES ('marked', now())")
    made.cluster.stop()
    yield made
    made.remove()


@pytest.fixture
def aged(service):
    """The data as if version 17 had made them."""
    version = service.cluster.places.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("17\n")
    yield service
    version.write_text(ours)


def older_programs(service):
    folder = Path(service.cluster.home) / "old"  # where the server's user can go
    folder.mkdir()
    folder.chmod(0o755)
    real, data = binaries(), service.cluster.places.data
    for program in real.iterdir():
        if program.name != "postgres":
            (folder / program.name).symlink_to(program)
    script = OLD.format(ours=service.cluster.version(), data=data, real=real)
    (folder / "postgres").write_text(script)
    (folder / "postgres").chmod(0o755)
    return folder


def test_data_that_fit_need_nothing(service):
    code, said = service.call("upgrade")
    assert (code, "Nothing to do" in said) == (0, True), said


@pytest.mark.parametrize("command", [["run"], ["backup"]])
def test_data_of_another_version_are_refused_with_what_to_do(aged, command):
    code, said = aged.call(*command)
    assert (code, "made by PostgreSQL 17" in said, "lapor upgrade" in said) == (1, True, True), said


def test_without_the_old_programs_it_says_exactly_what_to_do(aged, tmp_path):
    for given in ([], ["--programs", str(tmp_path)]):
        code, said = aged.call("upgrade", *given)
        assert (code, "lapor upgrade --programs" in said) == (1, True), said
        assert f"mv {aged.cluster.places.data}" in said
        assert "Nothing was changed." in said


def test_data_of_a_newer_version_are_left_alone(aged):
    (aged.cluster.places.data / "PG_VERSION").write_text("99\n")
    code, said = aged.call("upgrade")
    assert (code, "newer than" in said) == (1, True), said


def test_a_server_of_its_own_is_upgraded_by_its_own_means(service):
    code, said = service.call("upgrade", DATABASE_URL="postgresql://lapor@127.0.0.1:1/lapor")
    assert (code, "pg_upgrade" in said) == (1, True), said


def test_what_fails_on_the_way_leaves_the_old_data_where_they_lay(aged):
    programs = older_programs(aged)
    in_the_way = aged.cluster.places.data.with_name("data-17")
    in_the_way.mkdir()
    code, said = aged.call("upgrade", "--programs", str(programs))
    assert (code, "is in the way" in said) == (1, True), said
    in_the_way.rmdir()
    shutil.rmtree(programs)
    assert aged.cluster.places.data.exists()


def test_everything_comes_over_and_the_old_data_stay_beside(aged):
    programs = older_programs(aged)
    code, said = aged.call("upgrade", "--programs", str(programs))
    assert code == 0, said
    assert "Upgraded from PostgreSQL 17 to" in said
    assert aged.cluster.places.data.with_name("data-17").exists()
    assert len(list((aged.cluster.home / "backups").glob("lapor-*"))) == 2, "one of each try"
    aged.cluster.start()
    assert aged.cluster.sql("lapor", "SELECT count(*) FROM project_lastrun WHERE name='marked'")
    assert aged.cluster.sql("lapor", "SELECT count(*) > 0 FROM pg_stat_statements") == "t"
    aged.cluster.stop()
