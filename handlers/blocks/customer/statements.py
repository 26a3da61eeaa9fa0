"""What is said of a customer's statement as a document: that it comes, and why it comes where."""

from __future__ import annotations

from enum import Enum

from handlers.blocks.pieces.answer import Answer, answer
from handlers.blocks.pieces.wording import escaped, left, long_day, no_contract, person
from models.rows.customers import Customer
from models.usecases.books.issued import Issued


class NotThere(Enum):
    """Why a document does not come into the channel where it was asked for."""

    OUTSIDERS_READ = "people from outside read"
    NOT_A_MEMBER = "I am not in"


def comes(customer: Customer, year: int) -> Answer:
    """Say that a statement comes, as soon as it is set."""
    return answer(f"The statement {year} of {customer.key} comes in a moment, as a PDF.")


def has_come(issued: Issued, asked_by: str) -> str:
    """Introduce the file where it was asked for."""
    return f"{_whose(issued)} Asked for by {person(asked_by)}."


def has_come_instead(issued: Issued, channel_id: str, why: NotThere) -> str:
    """Introduce the file to the person, with why it did not come into the channel."""
    return f"{_whose(issued)} It comes to you alone: {why.value} <#{channel_id}>."


def _whose(issued: Issued) -> str:
    told = issued.lines.statement
    of = f"{issued.year} of {escaped(issued.name)} up to {long_day(told.on)}"
    said = f"Statement {of}: {left(told)}."
    if issued.lines.terms:
        return said
    return f"{said} {no_contract(f'in {issued.year}')}."
