"""Holds a message that is to be sent, with where it goes and by which account of ours.

One statement, written once: the framework would write it anew for each message, and needs longer
for that than the database to answer it.
"""

import json
from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model
from psycopg import sql

from lapor.outbox.models import ChannelAccount, Contact, Message

M = TypeVar("M", bound=Model)
PARTS = (("message", Message), ("contact", Contact), ("account", ChannelAccount))
COLUMNS = sql.SQL(", ").join(
    sql.Identifier(name, str(field.column))
    for name, model in PARTS
    for field in model._meta.concrete_fields
)
HOLD = (
    sql.SQL(
        """
        SELECT {} FROM outbox_message message
        LEFT JOIN outbox_contact contact ON contact.id = message.contact_id
        LEFT JOIN outbox_channelaccount account ON account.id = contact.account_id
        WHERE message.id = %s FOR UPDATE OF message
        """
    )
    .format(COLUMNS)
    .as_string()
)


def hold(message_id: str) -> Message | None:
    """Return the message, held until the caller's transaction ends; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [message_id])
        row = cursor.fetchone()
    if row is None:
        return None
    values = iter(row)
    message, contact, account = (
        _made(Message, values),
        _made(Contact, values),
        _made(ChannelAccount, values),
    )
    if contact.pk is not None:
        message.contact = contact
        if account.pk is not None:
            contact.account = account
    return message


def _made(model: type[M], values: Iterator[Any]) -> M:
    """Return a row of a model, as the framework would have read it, from the next values."""
    names, found = [], []
    for field in model._meta.concrete_fields:
        value = next(values)
        if isinstance(field, JSONField) and value is not None:
            value = json.loads(value)
        names.append(field.attname)
        found.append(value)
    return model.from_db(connection.alias, names, found)
