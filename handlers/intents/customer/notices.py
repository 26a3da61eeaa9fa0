"""What an account manager is told of a customer, and what is decided on its contract (N1, N2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from handlers.intents.pieces.customer_names import (
    take_customer,
    take_customer_anywhere,
    written_customer,
)
from handlers.intents.pieces.days import AHEAD
from handlers.intents.pieces.intent import OfCustomer, Word
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.suggestions import unknown
from handlers.intents.pieces.taking import take_day, take_end, take_whole
from handlers.intents.pieces.written import Written
from models.problems import Missing
from models.rules.notices import Notices
from models.rules.permissions import Permission
from models.rules.renewal import MOST_NOTICE_MONTHS
from models.rules.writing import listed

_SPELLINGS: Final = {
    **{each.value: each for each in Notices},
    **dict.fromkeys(("yes", "an", "ein", "daily"), Notices.ON),
    **dict.fromkeys(("no", "none", "aus", "never"), Notices.OFF),
    **dict.fromkeys(("weekly", "mondays", "wöchentlich"), Notices.DIGEST),
}


class SetNotices(OfCustomer):
    """Say how a customer's account manager is told what there is to know of it (N2)."""

    word = Word(
        "/customer notices",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer notices acme on|off|digest": (
                "whether its account manager is told what there is to know: at opening, not at "
                "all, or all of a week on Monday (N2)"
            )
        },
        writes=True,
    )

    notices: Annotated[Notices, Written()]

    @staticmethod
    def read(words: Words, reading: Reading) -> SetNotices:
        """Read `acme digest`."""
        customer = take_customer_anywhere(words, reading, "/customer notices acme digest")
        example = f"/customer notices {written_customer(customer)} {{}}"
        if words.done:
            raise Missing(f"Which: {listed(Notices, 'or')}?", example.format(Notices.DIGEST))
        if words.word() not in _SPELLINGS:
            raise unknown(words, Notices, "a way to be told", example)
        notices = _SPELLINGS[words.take().word]
        take_end(words, example.format(notices))
        return SetNotices(customer, notices)


_NO_PERIOD: Final = ("none", "off", "no", "keine")
_MONTHS: Final = ("months", "month", "m", "monate", "monat")


class SetNoticePeriod(OfCustomer):
    """Say how many months before an anniversary a contract can be given notice; None: unknown."""

    word = Word(
        "/customer notice",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer notice acme 3 months": (
                "the notice period of its contract; `none` for none that is known"
            )
        },
        writes=True,
    )

    months: Annotated[int | None, Written("{} months", empty="none")]

    @staticmethod
    def read(words: Words, reading: Reading) -> SetNoticePeriod:
        """Read `acme 3 months`."""
        customer = take_customer(words, reading, "/customer notice acme 3 months")
        example = f"/customer notice {written_customer(customer)} 3 months"
        if words.word() in _NO_PERIOD:
            words.take()
            take_end(words, example)
            return SetNoticePeriod(customer, None)
        months = take_whole(words, "a notice period in months", 0, MOST_NOTICE_MONTHS, example)
        words.skip(words.word() in _MONTHS)
        take_end(words, example)
        return SetNoticePeriod(customer, months)


class Renew(OfCustomer):
    """Decide that a customer's contract goes on from a day; None means from the next that comes
    within a year.
    """

    word = Word(
        "/customer renews",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer renews acme": (
                "its contract goes on: from the next anniversary, or for a year beyond its end"
            )
        },
        writes=True,
    )

    from_day: Annotated[date | None, Written("from {}")] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> Renew:
        """Read `acme [from 2027-01-01]`."""
        customer = take_customer(words, reading, "/customer renews acme")
        if words.done:
            return Renew(customer)
        example = (
            f"/customer renews {written_customer(customer)} from {reading.today.year + 1}-01-01"
        )
        words.skip(words.word() in ("from", "on", "ab"))
        from_day = take_day(words, reading, AHEAD, example)
        take_end(words, example)
        return Renew(customer, from_day)


class Snooze(OfCustomer):
    """Leave what there is to tell of a customer alone; the last day of that is inclusive."""

    word = Word(
        "/customer snooze",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer snooze acme until 2026-09-13": (
                "tells what stands now once more after that day, if it still does"
            )
        },
        writes=True,
    )

    until: Annotated[date, Written("until {}")]

    @staticmethod
    def read(words: Words, reading: Reading) -> Snooze:
        """Read `acme until 2026-09-13`."""
        customer = take_customer(words, reading, "/customer snooze acme until 2026-09-13")
        example = f"/customer snooze {written_customer(customer)} until sunday"
        words.skip(words.word() in ("until", "to", "bis"))
        last_day = take_day(words, reading, AHEAD, example)
        take_end(words, example)
        return Snooze(customer, last_day)


NoticeIntent = SetNotices | SetNoticePeriod | Renew | Snooze
