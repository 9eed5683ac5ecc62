"""The web server and the worker as processes, while their database comes and goes."""

import json
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from tests.project.service import Service, until

pytestmark = pytest.mark.slow
WORDS = "Jembatan di kampung kami patah\nsejak pekan lalu."


@pytest.fixture(scope="module")
def prepared():
    service = Service()
    service.cluster.start()
    for command in (["migrate"], ["createcachetable"], ["collectstatic", "--noinput"]):
        code, said = service.call(*command, "--verbosity", "0")
        assert code == 0, said
    yield service
    service.remove()


@pytest.fixture
def service(prepared):
    """The web server and the worker run, the database too."""
    prepared.cluster.start()
    try:
        prepared.start("serve")
        prepared.start("worker")
        prepared.until("/readyz", 200)
        yield prepared
    finally:
        prepared.end()


def memory_of(process: psutil.Process) -> Iterator[bytes]:
    """Yield what a process holds in memory, piece by piece."""
    with (
        Path(f"/proc/{process.pid}/maps").open() as maps,
        Path(f"/proc/{process.pid}/mem").open("rb", 0) as memory,
    ):
        for line in maps:
            span, rights = line.split()[:2]
            start, end = span.split("-")
            if not rights.startswith("rw"):
                continue
            try:
                memory.seek(int(start, 16))
                yield memory.read(int(end, 16) - int(start, 16))
            except (OSError, ValueError, OverflowError):
                continue


def holds(process: psutil.Process, key: bytes) -> bool:
    forms = (key, key.hex().encode())
    return any(form in piece for piece in memory_of(process) for form in forms)


def test_the_web_process_does_not_hold_the_couriers_key(service):
    """The key is looked for in the memory of each process; the worker is the control."""
    home = Path(service.environment["LAPOR_HOME"])
    key = bytes.fromhex((home / "keys" / "courier.key").read_text().strip())
    web, worker = (psutil.Process(process.pid) for process in service.started[-2:])
    try:
        assert holds(worker, key), "a control"
    except PermissionError:
        pytest.skip("this system does not let a parent read its children's memory")
    assert not any(holds(process, key) for process in (web, *web.children(recursive=True)))


def test_ready_names_each_part(service):
    assert service.ask("/healthz") == (200, '{"process": "ok"}')
    status, parts = service.ask("/readyz")
    assert (status, set(json.loads(parts).values())) == (200, {"ok"})


def test_without_a_worker_it_is_not_ready(prepared):
    prepared.cluster.sql("lapor", "DELETE FROM procrastinate_workers")
    prepared.start("serve")
    prepared.until("/readyz", 503)
    assert json.loads(prepared.ask("/readyz")[1]) == {
        "database": "ok",
        "migrations": "ok",
        "worker": "down",
    }
    prepared.end()


def test_a_stopped_database_gives_a_page_that_keeps_the_text_and_comes_back_by_itself(service):
    service.cluster.stop()
    status, page = service.ask("/lapor", title="Jembatan", body=WORDS, password="hush")  # noqa: S106
    assert status == 503
    assert WORDS in page
    assert 'name="title" value="Jembatan"' in page
    assert "Coba kirim lagi" in page
    assert "hush" not in page
    service.until("/readyz", 503)
    assert json.loads(service.ask("/readyz")[1])["database"] == "down"
    assert service.ask("/healthz")[0] == 200
    service.cluster.start()
    service.until("/readyz", 200)


def test_the_same_worker_works_again_after_the_database_was_away(service):
    worker = service.started[-1]
    service.cluster.sql("lapor", "DELETE FROM procrastinate_workers")  # only a new turn is seen
    service.cluster.stop()
    service.cluster.start()
    service.until("/readyz", 200)
    assert worker.poll() is None
    worker.terminate()
    assert worker.wait() == 0


def test_a_worker_waits_for_a_database_that_comes_later(prepared):
    prepared.cluster.stop()
    worker = prepared.start("worker")
    assert worker.stdout
    assert "The database went away" in worker.stdout.readline()
    prepared.start("serve")
    prepared.cluster.start()
    prepared.until("/readyz", 200)
    worker.terminate()
    assert worker.wait() == 0
    prepared.end()


def test_the_figures_of_all_web_processes_are_one(prepared):
    prepared.cluster.start()
    prepared.start("serve", "--processes", "2")
    prepared.until("/readyz", 503)
    for _ in range(20):
        assert prepared.ask("/tidak-ada")[0] == 404
    counted = 'lapor_request_seconds_count{method="GET",route="none",status="4xx"} 20.0'
    assert all(counted in prepared.ask("/metrics")[1] for _ in range(6))
    prepared.end()


def test_many_who_ask_at_once_all_get_the_page_in_time(service):
    """More than there are threads: they may not wait for each other's two seconds."""
    service.cluster.stop()
    with ThreadPoolExecutor(24) as people:
        pages = list(people.map(lambda n: service.ask("/lapor", body=f"{WORDS} {n}"), range(48)))
    assert {status for status, _ in pages} == {503}
    assert all(f"{WORDS} {n}" in page for n, (_, page) in enumerate(pages))
    service.cluster.start()
    service.until("/readyz", 200)
    service.until("/tidak-ada", 404)


def test_static_files_are_served_under_the_name_of_their_content(service):
    _, page = service.ask("/tidak-ada")
    (path,) = re.findall(r'href="(/static/app\.[0-9a-f]+\.css)"', page)
    assert service.ask(path)[0] == 200


def test_a_dump_holds_the_tables(service):
    code, said = service.call("db", "dump")
    assert code == 0
    assert "CREATE TABLE public.reports_report" in said


def test_the_web_process_holds_no_key_of_the_courier(service):
    web = psutil.Process(service.started[0].pid)
    secret = (service.cluster.home / "keys" / "courier.key").read_text().strip()
    for process in (web, *web.children(recursive=True)):
        assert secret not in process.environ().values()
        assert not [file for file in process.open_files() if file.path.endswith("courier.key")]


def test_a_killed_web_server_leaves_no_process_that_keeps_the_port(service):
    web = psutil.Process(service.started[0].pid)
    children = web.children(recursive=True)
    assert children
    web.send_signal(signal.SIGKILL)
    until(lambda: not any(is_living(child) for child in children))


def is_living(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
