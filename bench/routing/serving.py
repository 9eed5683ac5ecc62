"""A process that only suggests, as a web process would: reads a model and texts, tells its costs.

Standard input: the length of the model, the model, and then a JSON string on each line.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path


def resident() -> float:
    """Return the megabytes this process holds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Suggest for each text and print what it took."""
    bare = resident()
    from lapor.routing import functions, keywords, mixing, predictor, resolving  # noqa: PLC0415

    size = int(sys.stdin.buffer.readline())
    blob = sys.stdin.buffer.read(size)
    start = time.perf_counter()
    model = predictor.opened(blob)
    loaded = time.perf_counter() - start
    del blob
    words = keywords.Keywords(functions.seeds())
    rows = [resolving.Mapped(f.code, i, 1) for i, f in enumerate(functions.seeds())]
    taken = []
    for line in sys.stdin.buffer:
        text = json.loads(line)
        start = time.process_time()
        mixed = mixing.mix(words.predict(text), local=model.predict(text), own=5000)
        resolving.resolve(
            mixed.ranked, rows, government=1, on=date(2024, 1, 1), place={"KEL": 90, "KEC": 91},
            successors={}, caught=lambda office: False,
        )  # fmt: skip
        taken.append((time.process_time() - start) * 1000)
    taken.sort()
    told = {
        "mb_bare": round(bare, 1),
        "mb_serving": round(resident(), 1),
        "mb_more": round(resident() - bare, 1),
        "load_seconds": round(loaded, 2),
        "ms_p50": round(taken[len(taken) // 2], 2),
        "ms_p95": round(taken[len(taken) * 95 // 100], 2),
        "ms_most": round(taken[-1], 2),
        "learner_imported": "sklearn" in sys.modules or "scipy" in sys.modules,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
