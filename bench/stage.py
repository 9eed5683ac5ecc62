"""Sets the stage: a cluster of its own, Django on it, and the real web server in front."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from lapor.project.places import fresh_folder
from lapor.project.postgres import Cluster, throw_away

PATIENCE = 60  # seconds for the web server to come up


@dataclass(frozen=True)
class Stage:
    """Where everything runs: the cluster, the web server's process and its port."""

    cluster: Cluster
    server: int
    port: int


@contextmanager
def staged() -> Iterator[Stage]:
    """Yield a migrated throw-away cluster and a web server on it; remove both afterwards.

    The database does not wait for the disk, so that what is measured is work and not a disk.
    """
    os.environ["LAPOR_PROCESS"] = "serve"  # keys of one installation, kept with the cluster
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    cluster = throw_away()
    os.environ["LAPOR_HOME"] = str(cluster.home)
    cluster.start()
    server = None
    try:
        django.setup()
        fresh_folder(Path(settings.METRICS_FOLDER))
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        call_command("collectstatic", interactive=False, verbosity=0)
        port = free_port()
        server = subprocess.Popen([sys.executable, "-m", "bench.serve", str(port)])  # noqa: S603
        wait_for(port)
        yield Stage(cluster, server.pid, port)
    finally:
        if server:
            server.terminate()
            server.wait()
            shutil.rmtree(settings.METRICS_FOLDER, ignore_errors=True)
        cluster.remove()


def wait_for(port: int) -> None:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            connection = http.client.HTTPConnection("localhost", port)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            if time.monotonic() > give_up:
                raise
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
