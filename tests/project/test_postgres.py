"""The embedded cluster: started, adopted, killed, and told from what a kill leaves behind."""

import os
import signal

import psycopg
import pytest

from lapor.project import places
from lapor.project.postgres import NAME, Cluster, throw_away

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster():
    made = throw_away()
    made.start()
    yield made
    made.remove()


def ask(cluster, statement):
    with psycopg.connect(host=str(cluster.socket), user=NAME, dbname=NAME) as connection:
        row = connection.execute(statement).fetchone()
        assert row
        return row[0]


def test_a_second_start_adopts_the_living_server(cluster):
    pid = cluster.pid()
    another = Cluster(cluster.home)
    assert another.start()
    assert another.pid() == pid
    another.stop()
    assert not cluster.is_ready()


def test_what_was_committed_is_there_after_a_stop_and_a_start(cluster):
    with psycopg.connect(host=str(cluster.socket), user=NAME, dbname=NAME) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'yes' AS answer")
    cluster.stop()
    assert not cluster.start()
    assert ask(cluster, "SELECT answer FROM kept") == "yes"


def test_a_killed_server_that_nobody_buried_does_not_block_the_next_start(cluster):
    pid = cluster.pid()
    unreaped, cluster.process = cluster.process, None
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # dead, and left a zombie
    assert (cluster.places.data / "postmaster.pid").exists()
    assert not cluster.is_living()
    assert not cluster.start()
    assert cluster.pid() != pid
    assert unreaped.wait() == -signal.SIGKILL


def test_a_stranger_with_the_old_number_is_not_taken_for_the_server(cluster):
    cluster.stop("immediate")
    left = cluster.places.data / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{cluster.places.data}\n")
    (cluster.socket / f"{places.SOCKET_NAME}.lock").write_text(f"{os.getpid()}\n")
    assert not cluster.is_living()
    assert not cluster.start()


def test_the_servers_own_log_is_quiet_about_rows(cluster):
    shown = {name: ask(cluster, f"SHOW {name}") for name in ("log_error_verbosity", "port")}
    assert shown["log_error_verbosity"] == "terse"
    assert ask(cluster, "SHOW log_min_error_statement") == "panic"
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(cluster, "CREATE TABLE t (a text UNIQUE); INSERT INTO t VALUES ('Kenari'), ('Kenari')")
    assert "Kenari" not in cluster.log.read_text()
    assert "duplicate key" in cluster.log.read_text()


def test_it_counts_statements_and_sorts_the_same_everywhere(cluster):
    assert ask(cluster, "SELECT count(*) >= 0 FROM pg_stat_statements")
    assert ask(cluster, "SELECT datlocale FROM pg_database WHERE datname = 'lapor'") == "C.UTF-8"
    assert ask(cluster, "SHOW listen_addresses") == ""


def test_data_of_another_major_version_are_refused_in_a_sentence(cluster):
    cluster.stop()
    (cluster.places.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(RuntimeError, match="made by PostgreSQL 12"):
        cluster.start()


def test_a_server_that_cannot_start_says_why(cluster):
    cluster.stop()
    cluster.options = {"no_such_setting": "1"}
    with pytest.raises(RuntimeError, match="no_such_setting"):
        cluster.start()
