"""What learning and suggesting cost: seconds, megabytes, milliseconds, each in its own process."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

from bench.routing.rows import Row
from lapor.routing.trainer import train
from lapor.routing.training import FULL, SMALL

SUGGESTED = 1000


def costs(rows: Sequence[Row]) -> dict[str, object]:
    """Return the costs of learning from these rows, and of suggesting by what was learned."""
    found: dict[str, object] = {"cases": len(rows)}
    cases = [{"text": row.text, "label": row.function, "reporter": row.id} for row in rows]
    for profile in (SMALL, FULL):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        trained = train(cases, profile)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found[profile] = {
            "seconds": round(time.perf_counter() - start, 1),
            "cpu_seconds": round(after.ru_utime - before.ru_utime, 1),
            "peak_mb": trained.peak_mb,
            "model_mb": round(len(trained.blob) / 1e6, 2),
            "features": trained.figures["features"],
        }
    texts = b"".join(json.dumps(row.text).encode() + b"\n" for row in rows[-SUGGESTED:])
    ran = subprocess.run(
        [sys.executable, "-m", "bench.routing.serving"],
        input=b"%d\n" % len(trained.blob) + trained.blob + texts,
        capture_output=True,
        check=True,
    )
    found["serving"] = json.loads(ran.stdout)
    return found
