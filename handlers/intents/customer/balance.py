"""The grammar of `/balance`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, get_args

from handlers.intents.pieces.asking import ask
from handlers.intents.pieces.command import HELP_WORDS, Command, Help
from handlers.intents.pieces.customer_names import (
    begins_name,
    customer_name,
    known_customer,
    written_customer,
)
from handlers.intents.pieces.days import ANY, ON, read_day
from handlers.intents.pieces.intent import Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.suggestions import closest
from handlers.intents.pieces.taking import take_day, take_end, take_whole
from handlers.intents.pieces.written import Written
from models.rules.permissions import Permission


class ShowBalance(OfCustomer):
    """Show a customer's statement (the name as typed) on a date; None means today."""

    word = Word(
        "/balance acme",
        Permission.EVERYBODY,
        help={
            "/balance acme": "what is left in all and by grant, charges, and what expires next",
            "/balance acme on 2026-03-31": "the same on any date",
        },
        examples=(
            "/balance acme",
            "/balance acme on 2026-03-31",
        ),
        words=(),
        reserves=("on",),
    )

    on: Annotated[date | None, Written("on {}")] = None


class AllBalances(Intent):
    """Show what is left for all customers on a date; None means today."""

    word = Word(
        "/balance",
        Permission.EVERYBODY,
        help={"/balance": "all your customers, the tightest first"},
        reserves=("balance",),
    )

    on: Annotated[date | None, Written("on {}")] = None


class Quote(OfCustomer):
    """Quote the cheapest packs that give a customer (as typed) so many escalations (M2)."""

    word = Word(
        "/balance acme quote",
        Permission.EVERYBODY,
        help={
            "/balance acme quote 5": "the cheapest packs that give 5 escalations, and consulting"
        },
        words=("quote",),
    )

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"{written_customer(self.customer)} quote {self.number}"


BalanceIntent = ShowBalance | AllBalances | Quote

BALANCE: Final = Command[BalanceIntent](
    "/balance",
    "What is left: the statement of a customer's escalations.",
    get_args(BalanceIntent),
)


_BEHIND_CUSTOMER: Final = frozenset(("on", *BALANCE.grammar))


def understand(text: str, reading: Reading) -> BalanceIntent | Help:
    """Return what the text after `/balance` wants; nothing typed means all customers.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    words = reading.words(text)
    if words.done:
        return AllBalances()
    if words.count == 1 and words.word() in HELP_WORDS:
        return BALANCE.help
    if words.word() == "on" and words.count > 1:
        _refuse_customer_behind(words, reading)
        return AllBalances(_on(words, reading, "/balance on 2026-03-31"))
    if words.word() == "quote" and words.count > 2 and words.word(words.count - 1).isdigit():
        words.take()
        quoted_for = customer_name(words.upto(words.count - 1), "/balance acme quote 5")
        return Quote(quoted_for, _quantity(words, "/balance acme"))
    customer = _customer(words, reading)
    if words.done:
        return ShowBalance(customer)
    example = f"/balance {written_customer(customer)}"
    if words.word() == "quote":
        words.take()
        return Quote(customer, _quantity(words, example))
    return ShowBalance(customer, _on(words, reading, f"{example} on 2026-03-31"))


def _customer(words: Words, reading: Reading) -> str:
    """Take the customer: a known name, or everything before the last word that may follow one."""
    token = words.peek()
    if token is not None and token.is_channel:
        return f"<#{words.take().mention}>"
    known = known_customer(words, reading)
    if known and _is_day(words, reading, known[1]):
        return customer_name(words.upto(known[1]), "/balance acme")
    if known and known[1] < words.count and not begins_name(words, reading):
        _refuse_slip(words, reading, known)
    if known and (known[1] == words.count or words.word(known[1]) in _BEHIND_CUSTOMER):
        return customer_name(words.upto(known[1]), "/balance acme")
    ends = [ahead for ahead in range(words.count) if words.word(ahead) in _BEHIND_CUSTOMER]
    return customer_name(words.upto(ends[-1] if ends else words.count), "/balance acme")


def _is_day(words: Words, reading: Reading, start: int) -> bool:
    """Whether a day, and nothing else, stands `start` words ahead."""
    start += words.word(start) in ON
    try:
        found = read_day(words.ahead(start), reading.today, ANY)
    except NotUnderstood:
        return False
    return found is not None and start + found[1] == words.count


def _refuse_slip(words: Words, reading: Reading, known: tuple[tuple[str, ...], int]) -> None:
    """Ask about a word typed wrongly behind a customer, and what is no day."""
    shorts, used = known
    if words.word(used) in _BEHIND_CUSTOMER:
        return
    example = f"/balance {shorts[0]} on 2026-03-31"
    try:
        is_day = read_day(words.ahead(used), reading.today, ANY) is not None
    except NotUnderstood as problem:
        raise NotUnderstood(problem.sentence, example) from problem
    word = words.word(used)
    guess = "on" if is_day else closest(word, BALANCE.grammar)
    words.skip(used)
    if guess is None:
        raise NotUnderstood(
            f"I did not understand {said(words.text(words.count))} behind {shorts[0]}: there "
            "stands `on` and a day, or `quote` and a number.",
            f"/balance {shorts[0]}",
        )
    better = f"on {words.text(1)}" if is_day else guess
    raise ask(
        f"Did you mean `{guess}`{' before the day' if is_day else ''}? "
        f"I did not understand {said(words.text(words.count))} behind the customer.",
        (better, f"/balance {words.corrected(1, better)}"),
    )


def _refuse_customer_behind(words: Words, reading: Reading) -> None:
    """Ask about a customer who is named behind the day."""
    for ahead in range(2, words.count):
        known = known_customer(words, reading, ahead)
        if known is not None and ahead + known[1] == words.count:
            raise NotUnderstood(
                "The customer comes first, and then the day.",
                f"/balance {written_customer(known[0][0])} {words.text(ahead)}",
            )


def _quantity(words: Words, example: str) -> int:
    number = take_whole(words, "the number of escalations", 1, 999, f"{example} quote 5")
    take_end(words, f"{example} quote {number}")
    return number


def _on(words: Words, reading: Reading, example: str) -> date:
    words.skip(words.word() in ON)
    day = take_day(words, reading, ANY, example)
    take_end(words, example)
    return day
