"""The grammar of arrivals: `/case arrivals` and `/case arrival` (I10, I5)."""

from __future__ import annotations

from typing import Annotated

from handlers.intents.pieces.customer_names import customer_name, take_customer, written_customer
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.taking import take_end, take_number, take_one_of
from handlers.intents.pieces.written import CustomerName, Written
from models.rules.permissions import Permission

_BEHIND = ("raw", "again", "of")


class ListArrivals(Intent):
    """List what came in by itself, of a customer (as typed) or of all: the newest, or what came
    `before` an arrival.
    """

    word = Word(
        "/case arrivals",
        Permission.ENGINEERS,
        reserves=("before",),
        help={"/case arrivals [acme]": "what came in by itself, and what came of it (I10)"},
    )

    customer: CustomerName | None = None
    before: Annotated[int | None, Written("before {}")] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> ListArrivals:  # noqa: ARG004
        """Read `[acme] [before 31]`."""
        until = words.find("before")
        named = words.count if until is None else until
        customer = customer_name(words.upto(named), "/case arrivals acme") if named else None
        if until is None:
            return ListArrivals(customer)
        words.take()
        before = take_number(words, "the arrival's number", "/case arrivals before 31")
        take_end(words, f"/case arrivals before {before}")
        return ListArrivals(customer, before)


class ShowArrival(Intent):
    """Show one arrival whole."""

    word = Word(
        "/case arrival",
        Permission.ENGINEERS,
        help={"/case arrival 31": "one of them whole; `raw` as it came, `again` treats it again"},
    )

    arrival: int

    @staticmethod
    def read(words: Words, reading: Reading) -> ArrivalIntent:
        """Read `31`, with `raw`, `again`, or `of acme [always]` behind it."""
        number = take_number(words, "the arrival's number", "/case arrival 31")
        line = f"/case arrival {number}"
        if words.done:
            return ShowArrival(number)
        behind = take_one_of(words, _BEHIND, "what is done with an arrival", f"{line} {{}}")
        if behind == "of":
            always = words.take_last("always")
            customer = take_customer(words, reading, f"{line} of acme")
            take_end(words, f"{line} of acme")
            return GiveArrival(number, customer, always)
        take_end(words, f"{line} {behind}")
        return ShowRaw(number) if behind == "raw" else TreatAgain(number)


class ShowRaw(Intent):
    """Show an arrival as it came, without its secrets."""

    word = Word("/case arrival … raw", Permission.ENGINEERS, opens="As it came")

    arrival: Annotated[int, Written("{} raw")]


class TreatAgain(Intent):
    """Treat an arrival again, after a mistake was mended."""

    word = Word("/case arrival … again", Permission.ADMINS, writes=True)

    arrival: Annotated[int, Written("{} again")]


class GiveArrival(Intent):
    """Say whose an arrival is, of which nobody knew; `always`: all that comes from there (I5)."""

    word = Word("/case arrival … of acme", Permission.ADMINS, reserves=("always",), writes=True)

    arrival: int
    customer: Annotated[str, Written("of {}", written_customer)]
    always: Annotated[bool, Written("always")] = False


ArrivalIntent = ListArrivals | ShowArrival | ShowRaw | TreatAgain | GiveArrival
