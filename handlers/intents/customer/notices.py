"""What an account manager is told of a customer, and what is decided on its contract (N1, N2)."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final

from dateutil.relativedelta import relativedelta

from handlers.intents.customer.settings import ShowSetting
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
from models.rules.noted import Setting
from models.rules.notices import Notices
from models.rules.permissions import Permission
from models.rules.renewal import MOST_NOTICE_MONTHS

_SPELLINGS: Final = {
    **{each.value: each for each in Notices},
    **dict.fromkeys(("yes", "an", "ein", "daily"), Notices.ON),
    **dict.fromkeys(("no", "none", "aus", "never"), Notices.OFF),
    **dict.fromkeys(("weekly", "mondays", "wöchentlich"), Notices.DIGEST),
}


def _numbers(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


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
    def read(words: Words, reading: Reading) -> SetNotices | ShowNotices:
        """Read `acme digest`, or `acme`."""
        customer = take_customer_anywhere(words, reading, "/customer notices acme digest")
        example = f"/customer notices {written_customer(customer)} {{}}"
        if words.done:
            return ShowNotices(customer)
        if words.word() not in _SPELLINGS:
            raise unknown(words, Notices, "a way to be told", example)
        notices = _SPELLINGS[words.take().word]
        take_end(words, example.replace("{}", notices))
        return SetNotices(customer, notices)


class ShowNotices(OfCustomer):
    """Show how a customer's account manager is told, and what there is to tell now."""

    word = Word("/customer notices … shown", Permission.EVERYBODY)


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
    def read(words: Words, reading: Reading) -> SetNoticePeriod | ShowSetting:
        """Read `acme 3 months`, or `acme`."""
        customer = take_customer(words, reading, "/customer notice acme 3 months")
        if words.done:
            return ShowSetting(customer, Setting.NOTICE_PERIOD)
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
                "tells what stands now once more after that day, if it still does; `off` ends that"
            )
        },
        writes=True,
    )

    until: Annotated[date, Written("until {}")]
    only: Annotated[tuple[int, ...], Written("--only {}", _numbers)] = ()

    @staticmethod
    def read(words: Words, reading: Reading) -> Snooze | EndSnooze:
        """Read `acme until 2026-09-13`, `acme 2 weeks` or `acme off`; a button adds `--only 12,13`,
        of what is meant.
        """
        only = _take_only(words)
        customer = take_customer(words, reading, "/customer snooze acme until 2026-09-13")
        example = f"/customer snooze {written_customer(customer)} until sunday"
        words.skip(words.word() in ("until", "to", "bis"))
        if words.word() in _ENDS and words.count == 1:
            return EndSnooze(customer, only)
        words.skip(words.word() in ("for", "für"))
        last_day = _take_span(words, reading) or take_day(words, reading, AHEAD, example)
        take_end(words, example)
        return Snooze(customer, last_day, only)


_ENDS: Final = ("off", "aus", "none")
_SPANS: Final = {
    **dict.fromkeys(("day", "days", "tag", "tage"), relativedelta(days=1)),
    **dict.fromkeys(("week", "weeks", "woche", "wochen"), relativedelta(weeks=1)),
    **dict.fromkeys(("month", "months", "monat", "monate"), relativedelta(months=1)),
}


def _take_span(words: Words, reading: Reading) -> date | None:
    """Take `2 weeks` or `a month`, and return the day on which it ends; None if it is none."""
    number = 1 if words.word() in ("a", "one", "ein", "eine", "einen") else words.word()
    span = _SPANS.get(words.word(1))
    if span is None or not re.fullmatch(r"[1-9][0-9]?", str(number)):
        return None
    words.skip(2)
    return reading.today + span * int(number)


def _take_only(words: Words) -> tuple[int, ...]:
    """Take the numbers that a button adds of what it is about; none means all."""
    at = words.find("--only")
    numbers = words.text_at(at + 1) if at is not None else ""
    if at is None or not re.fullmatch(r"[0-9]{1,9}(,[0-9]{1,9})*", numbers):
        return ()
    words.drop_last(2)
    return tuple(map(int, numbers.split(",")))


class EndSnooze(OfCustomer):
    """Tell of what is snoozed of a customer again; `only` of these numbers, or of all."""

    word = Word("/customer snooze … off", Permission.OWN_CUSTOMERS, writes=True)

    only: Annotated[tuple[int, ...], Written("off --only {}", _numbers, empty="off")] = ()


NoticeIntent = SetNotices | ShowNotices | SetNoticePeriod | Renew | Snooze | EndSnooze
