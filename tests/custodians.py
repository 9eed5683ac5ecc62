"""Two custodians of the tests: their pairs of keys, of which the server has the public halves."""

from lapor.kit.seal import new_keys

PAIRS = (new_keys(), new_keys())
