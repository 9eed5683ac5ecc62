"""Kannel itself, bearerbox and smsbox, between an operator's centre and us. Debian: `kannel`."""

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.request import urlopen

from tests.project.service import until
from tests.project.surroundings import free_port

PASSWORD, USER = "only-for-this-test", "lapor"
PROGRAMS = ("bearerbox", "smsbox", "curl")
MISSING = "Kannel and curl are not installed here: apt-get install kannel curl"
CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = {password}
admin-interface = 127.0.0.1
smsbox-port = {box}
smsbox-interface = 127.0.0.1
dlr-storage = internal
sms-combine-concatenated-mo = true
sms-combine-concatenated-mo-timeout = 60
store-type = spool
store-location = {spool}

group = smsc
smsc = smpp
smsc-id = 1708
host = 127.0.0.1
port = {centre}
transceiver-mode = true
smsc-username = lapor
smsc-password = secret
system-type = ""
allowed-smsc-id = 1708
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
mo-recode = true

group = sendsms-user
username = {user}
password = {password}
max-messages = 10
concatenation = true
user-allow-ip = 127.0.0.1
default-smsc = 1708

group = sms-service
keyword = default
exec = "{curl} --config {folder}/lapor.curl --data \\"id=%I&from=%p&text=%a&ts=%t\\""
accepted-smsc = "1708"
catch-all = true
max-messages = 0
omit-empty = true
"""

# How a message is brought to us. `get-url` would tell bearerbox that it has arrived before it is
# sent, and hold it in memory; a program is waited for, so that a message stays in the spool.
BROUGHT = """
url = "{hook}?key={key}"
fail
silent
output = /dev/null
max-time = 10
retry = 1000000
retry-delay = 1
retry-max-time = 0
retry-all-errors
"""


def find(program: str) -> str:
    """Return where a daemon of Kannel lies, empty where it is not installed."""
    return shutil.which(program, path="/usr/sbin:/usr/bin:/usr/local/sbin") or ""


def is_installed() -> bool:
    return all(find(program) for program in PROGRAMS)


class Kannel:
    """Both daemons over a folder; what is not handed on yet outlives a kill in the spool."""

    def __init__(self, folder: Path, centre: int, hook: str, key: str) -> None:
        self.folder = folder
        ports = {name: free_port() for name in ("admin", "box", "sendsms")}
        self.status = f"http://127.0.0.1:{ports['admin']}/status.txt?password={PASSWORD}"
        self.sendsms = f"http://127.0.0.1:{ports['sendsms']}/cgi-bin/sendsms"
        self.configuration = folder / "kannel.conf"
        spool = folder / "spool"
        spool.mkdir(parents=True)
        here = {"folder": folder, "spool": spool, "centre": centre, "curl": find("curl")}
        text = CONFIGURATION.format(**ports, **here, password=PASSWORD, user=USER)
        self.configuration.write_text(text.lstrip())
        (folder / "lapor.curl").write_text(BROUGHT.format(hook=hook, key=key))
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start both and wait until they know of each other and of the operator."""
        self._start("bearerbox")
        until(lambda: "Status: running" in self.says())
        self._start("smsbox")
        until(self.is_ready)

    def _start(self, program: str) -> None:
        with (self.folder / f"{program}.log").open("ab") as log:
            command = [find(program), "-v", "2", str(self.configuration)]
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)  # noqa: S603
        self.running.append(process)

    def is_ready(self) -> bool:
        said = self.says()
        return "(online" in said and "smsbox:" in said

    def says(self) -> str:
        """Return its own account of how it is; nothing where it does not answer."""
        try:
            with urlopen(self.status, timeout=2) as answer:  # noqa: S310
                return str(answer.read().decode())
        except OSError:
            return ""

    def kill(self) -> None:
        """End both at once, as a loss of power does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        for process in reversed(self.running):
            process.send_signal(number)
        for process in self.running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()
