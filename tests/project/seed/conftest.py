"""All reference data and demo people, loaded once for the tests of this folder."""

from io import StringIO

import pytest
from django.db import connection

from lapor.accounts.models import User
from lapor.agencies.models import (
    Agency,
    Category,
    DeadlinePolicy,
    EscalationLadder,
    Holiday,
    MessageTemplate,
    Oversight,
    Reason,
    Region,
    RulesVersion,
)
from lapor.project.seed import load, people

TABLES = (
    Region,
    Agency,
    Oversight,
    Category,
    Reason,
    DeadlinePolicy,
    EscalationLadder,
    Holiday,
    MessageTemplate,
    RulesVersion,
)


@pytest.fixture(scope="package")
def seeded(django_db_setup, django_db_blocker):
    """Load before the first test and take away after the last; each test rolls back its own."""
    with django_db_blocker.unblock():
        load.load(out=StringIO())
        people.load()
        yield
        with connection.cursor() as cursor:
            names = ", ".join(table._meta.db_table for table in (*TABLES, User))
            cursor.execute(f"TRUNCATE {names} CASCADE")
