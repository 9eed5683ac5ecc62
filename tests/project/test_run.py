"""`lapor run` from nothing to an address, and what is left when it is killed."""

import socket

import psutil
import pytest

from tests.project.service import Service, until

pytestmark = pytest.mark.slow


@pytest.fixture
def service():
    made = Service()
    yield made
    made.remove()


def lines_until(process, word):
    """Return what it said up to the line with this word."""
    said = []
    for line in process.stdout:
        said.append(line)
        if word in line:
            return "".join(said)
    raise AssertionError("".join(said))


def is_living(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_it_starts_everything_is_adopted_after_a_kill_and_stops_everything(service):
    first = service.start("run")
    said = lines_until(first, "LAPOR answers at")
    assert "Database: started." in said
    assert service.address in said
    service.until("/readyz", 200)

    code, refused = service.call("run")
    assert (code, "runs already" in refused) == (1, True)

    server = service.cluster.pid()
    family = psutil.Process(first.pid).children(recursive=True)
    ours = [child for child in family if child.username() == psutil.Process().username()]
    web_and_worker = [child for child in ours if "lapor.project.cli" in child.cmdline()]
    assert len(web_and_worker) >= 2
    first.kill()
    until(lambda: not any(is_living(child) for child in web_and_worker))
    assert service.cluster.pid() == server
    assert service.cluster.is_ready()

    second = service.start("run")
    assert "Database: found running." in lines_until(second, "LAPOR answers at")
    service.until("/readyz", 200)
    second.terminate()
    assert lines_until(second, "Stopped.")
    assert second.wait() == 0
    assert not service.cluster.is_ready()


def test_a_port_that_is_taken_is_refused_before_anything_starts(service):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        code, said = service.call("run", PORT=port)
    assert (code, f"Port {port} is taken" in said) == (1, True)
    assert not service.cluster.is_ready()
