"""What is not told here is not typed."""

from typing import Any

def __getattr__(name: str) -> Any: ...
