"""Tells whether a database setting stays on this machine."""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

NAMES = ("host", "hostaddr")


def is_on_this_machine(database: Mapping[str, Any]) -> bool:
    """Look at every place where libpq takes a host from; a service file may hide one."""
    options = database.get("OPTIONS") or {}
    if "service" in options:
        return False
    hosts = [database.get("HOST") or "", *(str(options[name]) for name in NAMES if name in options)]
    return all(is_here(host) for text in hosts for host in text.split(","))


def is_here(host: str) -> bool:
    """A socket's folder, a name of this machine, or a loopback address."""
    host = host.strip("[]")
    if host in ("", "localhost", socket.gethostname()) or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
