"""Moves the clock of a process of LAPOR: the seconds stand in the file LAPOR_CHAOS_CLOCK names.

Python imports this by itself where this folder is on PYTHONPATH. The clock of the database stays,
as on a site where one machine tells the wrong time.
"""

import os
import threading
import time
from pathlib import Path

import time_machine

PAUSE = 0.2  # seconds between two looks


def follow(file: Path) -> None:
    moved, travel = 0, None
    while True:
        wanted = int(file.read_text() or 0) if file.exists() else 0
        if wanted != moved:
            if travel:
                travel.stop()
            travel = None
            if wanted:
                travel = time_machine.travel(time.time() + wanted, tick=True)
                travel.start()
            moved = wanted
        threading.Event().wait(PAUSE)


if name := os.environ.get("LAPOR_CHAOS_CLOCK"):
    threading.Thread(target=follow, args=(Path(name),), daemon=True).start()
