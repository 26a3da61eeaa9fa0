"""Letters that are files: what is in them, from the facts of the moment at which they go out."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.documents.pdf import as_pdf
from handlers.documents.statement import document
from models.rows.customers import Customer
from models.usecases.books.issued import Issued, StatementFile
from models.usecases.customer.year import year_told
from models.usecases.turn import Turn


@dataclass(frozen=True)
class File:
    """A file by its name, and what it is called where it is shown."""

    name: str
    title: str
    content: bytes


def told(turn: Turn, letter: StatementFile) -> Issued:
    """Return the year that a document tells."""
    return year_told(turn, turn.session.get_one(Customer, letter.customer), letter.until)


def file_of(told: Issued) -> File:
    """Return a year as a PDF, which takes up to some seconds; no turn needs to wait for it."""
    made = document(told)
    return File(f"{made.name}.pdf", f"{made.title} – {made.whose}", as_pdf(made))
