"""What the pages of an account stand on."""

import pytest
from django.core.management import call_command


@pytest.fixture
def cache_table(db):
    call_command("createcachetable", verbosity=0)
