"""All books of rules by their address, in the order of the index."""

from collections.abc import Mapping

from lapor.web.desk.channels import texts as dialogue
from lapor.web.desk.rules import (
    approvals,
    automatic,
    competence,
    functions,
    holidays,
    ladder,
    letters,
    limits,
    routes,
    texts,
    topics,
    watchers,
)
from lapor.web.desk.rules.book import Book

BOOKS: Mapping[str, Book] = {
    book.slug: book
    for book in (
        limits.BOOK,
        holidays.BOOK,
        texts.BOOK,
        ladder.BOOK,
        approvals.BOOK,
        topics.CATEGORIES,
        topics.REASONS,
        letters.BOOK,
        dialogue.BOOK,
        watchers.BOOK,
        routes.BOOK,
        competence.BOOK,
        functions.BOOK,
        automatic.BOOK,
    )
}
