"""Token buckets in the memory of one process: no statement, no address, nothing kept for long."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

MOST = 50_000  # rows; a flood of new keys pushes out the oldest, never more memory


@dataclass
class Buckets:
    """One bucket a key: so many tries, refilled evenly over so many seconds."""

    tries: int
    seconds: float
    _rows: OrderedDict[bytes, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def left(self, key: bytes, now: float) -> float:
        """Return the tries that are left; a key that nobody has seen has all. now: seconds."""
        with self._lock:
            return self._left(key, now)

    def take(self, key: bytes, now: float) -> float:
        """Use one try up; return what was left before. Below one, nothing was there to take."""
        with self._lock:
            left = self._left(key, now)
            self._rows[key] = (max(left - 1, 0.0), now)
            self._rows.move_to_end(key)
            if len(self._rows) > MOST:
                self._rows.popitem(last=False)
            return left

    def wait(self, key: bytes, now: float) -> float:
        """Return the seconds until one try is there again."""
        return max(1 - self.left(key, now), 0.0) * self.seconds / max(self.tries, 1)

    def forget(self) -> None:
        """Fill all buckets."""
        with self._lock:
            self._rows.clear()

    def _left(self, key: bytes, now: float) -> float:
        """A clock that was put back refills nothing, and takes nothing away."""
        left, at = self._rows.get(key, (float(self.tries), now))
        return min(float(self.tries), left + max(now - at, 0.0) * self.tries / self.seconds)
