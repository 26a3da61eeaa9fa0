"""The grammar of `/balance`: a customer, and behind it a day, or a word and what belongs to it.

An intent with a word declares and reads it as one of any other command (`BehindCustomer`); that the
customer stands before the word is seen to here.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, get_args

from handlers.intents.customer.books import BooksIntent
from handlers.intents.customer.figures import ShowFigures
from handlers.intents.customer.statements import SendStatement
from handlers.intents.customer.what_if import WhatIf
from handlers.intents.pieces.asking import ask
from handlers.intents.pieces.command import HELP_WORDS, Command, Help
from handlers.intents.pieces.customer_names import (
    begins_customer,
    begins_name,
    customer_name,
    known_customer,
    take_customer_anywhere,
    written_customer,
)
from handlers.intents.pieces.days import ANY, ON, read_day
from handlers.intents.pieces.intent import BehindCustomer, Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.suggestions import closest
from handlers.intents.pieces.taking import take_day, take_effort, take_end, take_whole
from handlers.intents.pieces.written import Written
from models.problems import Missing
from models.rules.permissions import Permission
from models.rules.service_definition import CHARGED_FROM_MINUTES
from models.rules.writing import duration, listed


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


class ShowCharges(BehindCustomer):
    """Show the charges of a customer's statement on a date; None means today."""

    word = Word(
        "/balance acme charges",
        Permission.EVERYBODY,
        help={"/balance acme charges": "every charge, and consulting by case and month"},
        words=("charges",),
    )

    on: Annotated[date | None, Written("on {}")] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> ShowCharges:
        """Read `acme [on 2026-03-31]`."""
        customer = take_customer_anywhere(words, reading, "/balance acme charges")
        example = f"/balance {written_customer(customer)} charges on 2026-03-31"
        return ShowCharges(customer, None if words.done else _on(words, reading, example))


class ShowForecast(BehindCustomer):
    """Show what comes of a customer by the pace of late (N3)."""

    word = Word(
        "/balance acme forecast",
        Permission.EVERYBODY,
        help={"/balance acme forecast": "when it runs out, what expires unused, and a chart"},
        words=("forecast",),
    )

    @staticmethod
    def read(words: Words, reading: Reading) -> ShowForecast:
        """Read `acme`: it always reaches from today as far as its chart."""
        customer = take_customer_anywhere(words, reading, "/balance acme forecast")
        take_end(words, f"/balance {written_customer(customer)} forecast")
        return ShowForecast(customer)


class AllBalances(Intent):
    """Show what is left for all customers on a date; None means today."""

    word = Word(
        "/balance",
        Permission.EVERYBODY,
        help={"/balance": "all your customers, the tightest first"},
        reserves=("balance",),
    )

    on: Annotated[date | None, Written("on {}")] = None


class QuotePacks(BehindCustomer):
    """Quote the cheapest packs that give a customer (as typed) so many escalations (M2)."""

    word = Word(
        "/balance acme quote",
        Permission.EVERYBODY,
        help={
            "/balance acme quote 5": (
                "a text to send: the cheapest packs that give 5 escalations, consulting, and the "
                "next level; `quote for 12h` for so much time on one case"
            )
        },
        words=("quote",),
    )

    number: int

    @staticmethod
    def read(words: Words, reading: Reading) -> QuotePacks | QuoteTime:
        """Read `acme 5`, or `acme for 12h`."""
        if words.word() in _FOR and not begins_customer(words, reading):
            raise Missing("Which customer? The name is missing.", "/balance acme quote for 12h")
        customer = take_customer_anywhere(words, reading, "/balance acme quote 5")
        example = f"/balance {written_customer(customer)} quote"
        if words.word() in _FOR:
            words.take()
            minutes = take_effort(words, f"{example} for 12h")
            if minutes < CHARGED_FROM_MINUTES:
                raise NotUnderstood(
                    f"Less than {CHARGED_FROM_MINUTES} minutes on a case cost nothing (E3).",
                    f"{example} for 12h",
                )
            take_end(words, f"{example} for {duration(minutes)}")
            return QuoteTime(customer, minutes)
        number = take_whole(words, "the number of escalations", 1, MOST_QUOTED, f"{example} 5")
        take_end(words, f"{example} {number}")
        return QuotePacks(customer, number)


class QuoteTime(BehindCustomer):
    """Quote what covers so many minutes of work on one case (M2)."""

    word = Word("/balance acme quote for", Permission.EVERYBODY, words=("quote",))

    minutes: Annotated[int, Written("for {}", duration)]


MOST_QUOTED: Final = 999
_FOR: Final = ("for", "für", "fuer")


BalanceIntent = (
    ShowBalance
    | AllBalances
    | ShowCharges
    | ShowForecast
    | WhatIf
    | QuotePacks
    | QuoteTime
    | SendStatement
    | ShowFigures
    | BooksIntent
)

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
    if words.word() in BALANCE.grammar and known_customer(words, reading) is None:
        return BALANCE.read(words, reading)
    before = _words_of_customer(words, reading)
    if words.word(before) in BALANCE.grammar:
        return BALANCE.read(_word_first(words, before, reading), reading)
    customer = _customer(words, before)
    if words.done:
        return ShowBalance(customer)
    return ShowBalance(
        customer, _on(words, reading, f"/balance {written_customer(customer)} on 2026-03-31")
    )


def _words_behind_customer() -> list[str]:
    """The words that people can put behind a customer."""
    behind = [intent for intent in BALANCE.intents if issubclass(intent, BehindCustomer)]
    return list(dict.fromkeys(word for each in behind for word in each.word.spellings))


def _words_of_customer(words: Words, reading: Reading) -> int:
    """Return how many words the customer has: a channel, a known name, or all that stands before a
    word that may follow one.
    """
    token = words.peek()
    if token is not None and token.is_channel:
        return 1
    known = known_customer(words, reading)
    if known and _is_day(words, reading, known[1]):
        return known[1]
    if known and known[1] < words.count and not begins_name(words, reading):
        _refuse_slip(words, reading, known)
    if known and (known[1] == words.count or words.word(known[1]) in _BEHIND_CUSTOMER):
        return known[1]
    follows = [ahead for ahead in range(1, words.count) if words.word(ahead) in _BEHIND_CUSTOMER]
    own = [ahead for ahead in follows if words.word(ahead) != "on"]
    return own[0] if own else follows[-1] if follows else words.count


def _customer(words: Words, count: int) -> str:
    """Take the customer, who has so many words."""
    token = words.peek()
    if token is not None and token.is_channel:
        return f"<#{words.take().mention}>"
    return customer_name(words.upto(count), "/balance acme")


def _word_first(words: Words, before: int, reading: Reading) -> Words:
    """Return what was typed with the word before the customer, who has so many words before it."""
    word = words.word(before)
    if words.count == before + 2 and words.word(before + 1) in HELP_WORDS:
        return reading.words(f"{word} help")
    behind = words.corrected(before + 1, "")
    return reading.words(f"{word} {written_customer(_customer(words, before))} {behind}")


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
            f"stands `on` and a day, or {listed(_words_behind_customer(), 'or')}.",
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


def _on(words: Words, reading: Reading, example: str) -> date:
    words.skip(words.word() in ON)
    day = take_day(words, reading, ANY, example)
    take_end(words, example)
    return day
