"""Postfix and Dovecot on loopback: a mail server, and the mailboxes of people and of ours.

Debian: `postfix dovecot-imapd dovecot-lmtpd`. Postfix must be started by root.
"""

import os
import shutil
import signal
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage, Message
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from tests.project.service import until
from tests.project.surroundings import free_port

PASSWORD = "only-for-this-test"  # noqa: S105
FOUND = "/usr/sbin:/usr/bin:/usr/local/sbin"
SENDMAILS = Path("/etc/postfix/master.cf.proto")
MISSING = (
    "Postfix and Dovecot, and root to start them: apt-get install --no-install-recommends"
    " postfix dovecot-imapd dovecot-lmtpd"
)
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.lapor.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = lapor.test, example.org
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
transport_maps = inline:{{ {{ lapor.test = lmtp:inet:127.0.0.1:{ours} }} }}
recipient_delimiter = +
lmtp_destination_recipient_limit = 1
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
smtpd_recipient_restrictions = permit_mynetworks, reject
"""
DOVECOT = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {folder}/run
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
recipient_delimiter = +
mail_location = maildir:{folder}/mail/%Lu
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = username_format=%Lu {folder}/people
}}
userdb {{
  driver = passwd-file
  args = username_format=%Lu {folder}/people
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Selesai {{
    auto = create
  }}
}}
"""
PEOPLE = ("siti.contoh@example.org", "aduan@lapor.test")


def is_installed() -> bool:
    programs = all(shutil.which(name, path=FOUND) for name in ("postfix", "dovecot"))
    return programs and SENDMAILS.exists() and os.geteuid() == 0


class Postmen:
    """Both servers over a folder. `ours`: where letters to lapor.test are brought."""

    def __init__(self, folder: Path, ours: int = 0) -> None:
        self.folder = folder
        self.smtp, self.imap, self.lmtp = int(free_port()), int(free_port()), int(free_port())
        self.ours = ours or self.lmtp
        self.dovecot: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        ports = {"folder": self.folder, "imap": self.imap, "lmtp": self.lmtp, "ours": self.ours}
        for name in ("queue", "data", "run", "mail", "conf"):
            (self.folder / name).mkdir(mode=0o755)
        shutil.chown(self.folder / "data", "postfix")
        shutil.chown(self.folder / "mail", "mail", "mail")
        (self.folder / "conf/main.cf").write_text(MAIN.format(**ports))
        services = SENDMAILS.read_text().splitlines()
        plain = [_unjailed(line, self.smtp) for line in services if not line.startswith("#")]
        (self.folder / "conf/master.cf").write_text("\n".join(plain) + "\n")
        person = f"{{PLAIN}}{PASSWORD}:8:8::{self.folder}/mail"  # Debian's user and group "mail"
        (self.folder / "people").write_text("".join(f"{one}:{person}\n" for one in PEOPLE))
        (self.folder / "dovecot.conf").write_text(DOVECOT.format(**ports))
        self.dovecot = subprocess.Popen(  # noqa: S603
            [_program("dovecot"), "-F", "-c", str(self.folder / "dovecot.conf")]
        )
        self._postfix("start")
        until(lambda: self._is_open())

    def stop(self) -> None:
        self._postfix("stop")
        if self.dovecot:
            self.dovecot.send_signal(signal.SIGTERM)
            self.dovecot.wait()

    def bring(self, letter: EmailMessage) -> None:
        """Let somebody send a letter, as their own mail server would hand it over."""
        with smtplib.SMTP("127.0.0.1", self.smtp) as talk:
            talk.send_message(letter)

    def inbox(self, person: str = PEOPLE[0]) -> Sequence[Message]:
        """Return the letters that somebody has, the oldest first."""
        box = MailBoxUnencrypted("127.0.0.1", self.imap)
        with box.login(person, PASSWORD) as opened:
            found = [one.obj for one in opened.fetch(mark_seen=False)]
        return [message_from_bytes(one.as_bytes()) for one in found]

    def _postfix(self, verb: str) -> None:
        subprocess.run(  # noqa: S603
            [_program("postfix"), "-c", str(self.folder / "conf"), verb],
            check=True,
            capture_output=True,
        )

    def _is_open(self) -> bool:
        try:
            self.inbox()
            smtplib.SMTP("127.0.0.1", self.smtp).quit()
        except (OSError, smtplib.SMTPException):
            return False
        return True


def _program(name: str) -> str:
    return shutil.which(name, path=FOUND) or name


def _unjailed(line: str, smtp: int) -> str:
    """Return a service of master.cf without its jail, the mail server's on our own port."""
    fields = line.split()
    if line.startswith(" ") or len(fields) < 8:
        return line
    if fields[0] == "smtp" and fields[1] == "inet":
        fields[0] = f"127.0.0.1:{smtp}"
    fields[4] = "n"
    return " ".join(fields)


@contextmanager
def postmen(ours: int = 0) -> Iterator[Postmen]:
    """Start both in a folder that their own users may enter; end them and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="lapor-mail-"))
    folder.chmod(0o755)
    servers = Postmen(folder, ours)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)
