"""Where the cluster lies, so that its user can walk there and its socket is short enough."""

import os
from pathlib import Path

import pytest

from lapor.project import places


def test_a_long_home_gets_a_short_socket():
    home = Path("/tmp") / ("panjang" * 20)  # noqa: S108
    socket = places.places(home).socket
    assert len(os.fsencode(socket / places.SOCKET_NAME)) <= places.LONGEST_SOCKET
    assert socket == places.places(home).socket
    assert socket != places.places(home / "lain").socket


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_below_a_folder_that_nobody_can_pass_the_data_lie_elsewhere(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    here = places.places(closed / "var")
    assert here.moved
    assert here.base.parent == places.STATE
    assert not places.reachable(closed / "var", places.owner())


def test_a_socket_folder_that_is_somebody_elses_link_is_refused(tmp_path):
    (tmp_path / "trap").symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        places.own_folder(tmp_path / "trap")


def test_what_is_mapped_into_memory_lies_in_memory_so_that_a_full_disk_kills_nobody(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(places, "MEMORY", tmp_path)
    first, second = (places.counting_folder(Path("/srv/lapor"), port) for port in (8000, 8001))
    assert first.parent == second.parent == tmp_path
    assert first != second
    assert first != places.counting_folder(Path("/srv/other"), 8000)
    monkeypatch.setattr(places, "MEMORY", tmp_path / "absent")
    assert places.counting_folder(Path("/srv/lapor"), 8000) == Path("/srv/lapor/metrics/8000")
