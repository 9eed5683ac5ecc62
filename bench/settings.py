"""The product's settings, with the two pages that everything is compared with."""

from lapor.project.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "bench.urls"
