"""A sender whose traces are looked for: in every table, in every way that somebody might write."""

import base64

from django.db import connection


def spelled(word: str) -> dict[str, bytes]:
    """Return a word or a number as bytes may hold it: text, UTF-16, hexadecimal, base64, digits."""
    text = word.encode()
    forms = {
        "text": text,
        "utf-16": word.encode("utf-16-le"),
        "hex": text.hex().encode(),
        "reversed": text[::-1],
        "url": text.replace(b"+", b"%2B").replace(b"@", b"%40"),
    }
    for skip in range(3):  # where in a longer text it may begin
        whole = base64.b64encode(b"x" * skip + text)
        forms[f"base64+{skip}"] = whole[4 if skip else 0 : -4]
    if word.isdecimal():
        number = int(word)
        forms["big-endian"] = number.to_bytes(8, "big")
        forms["little-endian"] = number.to_bytes(8, "little")
        forms["hex number"] = f"{number:x}".encode()
        forms["grouped"] = f"{number:,}".encode()
        forms["dotted"] = f"{number:,}".replace(",", ".").encode()
    return forms


def found_in(content: bytes, words: list[str]) -> list[str]:
    """Return which words stand in it, and how."""
    return [
        f"{word} as {name}"
        for word in words
        for name, form in spelled(word).items()
        if len(form) > 4 and form in content
    ]


def every_table() -> dict[str, bytes]:
    """Return all rows of all tables: as text, and what is bytes as the bytes that it is."""
    found: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [str(name) for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            rows = cursor.fetchall()
            cells = [cell for row in rows for cell in row]
            found[table] = b"\n".join(
                bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                for cell in cells
            )
    return found
