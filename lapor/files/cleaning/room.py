"""Empties the room in which files are opened: from here on nothing can be opened, begun or asked.

What the process has open stays open: its input and its output. Who takes it over by a hole in what
reads a picture finds no file, no socket, no other process, and no key.
"""

import codecs
import contextlib
import ctypes
import io
import os
import resource
import sys

import pikepdf
from PIL import Image

# What Python would otherwise read from its folders at the first word written so.
ENCODINGS = (
    "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp437", "cp1252", "latin-1",
    "ascii", "idna", "unicode_escape",
)  # fmt: skip
NOBODY = 65_533  # an account that nothing on a machine belongs to
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38
# Landlock; its numbers are the same on every machine.
CREATE_RULESET, RESTRICT_SELF, VERSION = 444, 446, 1
# What a version of it can forbid: with files, with the network, to other processes.
FILES = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
CONNECTING, REACHING = (4, 0b11), (6, 0b11)


def make_ready() -> None:
    """Bring in what would be looked for on the disk later, the source of chance among it."""
    Image.init()
    for name in ENCODINGS:
        codecs.lookup(name)
    locked = pikepdf.Encryption(owner="", user="", R=6)
    pikepdf.Pdf.new().save(io.BytesIO(), encryption=locked)


def shut(*, alone: bool = True) -> None:
    """Let this process open and begin nothing more, whoever it runs as. There is no way back.

    alone: no thread of its own, either. The reader of HEIC needs one.
    """
    if os.geteuid() == 0:  # limits bind everybody else
        _become_nobody()
    if alone:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    if sys.platform == "linux":
        system = ctypes.CDLL(None, use_errno=True)
        system.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        system.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)  # no other process looks into this one, either
        _lock(system)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _become_nobody() -> None:
    with contextlib.suppress(OSError):  # in a container that lets nobody become another
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _lock(system: ctypes.CDLL) -> None:
    """Forbid by Landlock all that this kernel can forbid; where it has none, the limits remain."""
    version = system.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    if version < 1:
        return
    files = sum(rights for since, rights in FILES if since <= version)
    more = [rights if since <= version else 0 for since, rights in (CONNECTING, REACHING)]
    forbidden = (ctypes.c_uint64 * 3)(files, *more)
    known = ctypes.sizeof(ctypes.c_uint64) * (1 + sum(1 for rights in more if rights))
    ruleset = system.syscall(CREATE_RULESET, forbidden, ctypes.c_size_t(known), 0)
    if ruleset >= 0:
        system.syscall(RESTRICT_SELF, ruleset, 0)
        os.close(ruleset)
