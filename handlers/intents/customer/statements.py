"""The grammar of a customer's statement as a document (`/balance acme statement 2026`)."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from handlers.intents.pieces.customer_names import take_customer_anywhere, written_customer
from handlers.intents.pieces.days import ANY, ON
from handlers.intents.pieces.intent import BehindCustomer, Word
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.taking import take_day, take_end
from handlers.intents.pieces.written import Written
from models.rules.permissions import Permission

_YEAR = re.compile(r"2[0-9]{3}")


def _year_or_day(until: date) -> str:
    return str(until.year if (until.month, until.day) == (12, 31) else until)


class SendStatement(BehindCustomer):
    """Send a calendar year of a customer as a document, up to its last day or another one; None
    means this year.
    """

    word = Word(
        "/balance acme statement",
        Permission.EVERYBODY,
        help={
            "/balance acme statement 2026": (
                "the year as a PDF to send to the customer, up to today or its last day; "
                "`statement 2026-03-31` up to another one. It comes into the channel, or to you "
                "alone where people from outside read"
            )
        },
        words=("statement",),
        writes=True,
    )

    until: Annotated[date | None, Written(spelled=_year_or_day)] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> SendStatement:
        """Read `acme [2026]`, or `acme 2026-03-31`."""
        customer = take_customer_anywhere(words, reading, "/balance acme statement 2026")
        example = f"/balance {written_customer(customer)} statement {reading.today.year}"
        if words.done:
            return SendStatement(customer)
        words.skip(words.word() in ON)
        if _YEAR.fullmatch(words.word()):
            until = date(int(words.take().word), 12, 31)
        else:
            until = take_day(words, reading, ANY, example)
        take_end(words, example)
        return SendStatement(customer, until)
