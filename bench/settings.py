"""The product's settings, with the two pages that everything is compared with."""

from lapor.project.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "bench.urls"
VALVE = 1_000_000_000  # reports a minute: what is measured is accepting, not asking for a proof
