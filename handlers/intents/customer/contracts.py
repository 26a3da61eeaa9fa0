"""The grammar of contracts: `/customer add`, `level`, `correct` and `end`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from handlers.intents.customer.settings import ShowSetting
from handlers.intents.pieces.customer_names import take_customer_anywhere, written_customer
from handlers.intents.pieces.days import COMING, DATED
from handlers.intents.pieces.intent import Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.reserved import check_short_name
from handlers.intents.pieces.taking import (
    ANYWAY,
    limited,
    optional_reason,
    take_day,
    take_day_after,
    take_end,
    take_one_of,
    take_reason,
    take_whole,
)
from handlers.intents.pieces.written import Anyway, Reason, Verbatim, Written
from models.problems import Missing
from models.rules.limits import LONGEST_NAME
from models.rules.noted import Setting
from models.rules.permissions import Permission
from models.rules.service_definition import LEVELS, Level


class AddCustomer(Intent):
    """Add a customer with its first contract. `key` is the new short name.

    `escalations` is the number agreed for a contract year, for `managed` only (G1). `last_day` is
    inclusive; None is open-ended.
    """

    word = Word(
        "/customer add",
        Permission.ADMINS,
        help={
            '/customer add acme "Acme AG" standard from 2026-01-01 [to 2028-12-31]': (
                "adds a customer with its contract; `managed escalations 12` names the number "
                "agreed"
            )
        },
        examples=('/customer add acme "Acme AG" standard from 2026-01-01',),
        reserves=("escalations", "from", "to"),
        writes=True,
    )

    key: str
    name: Verbatim
    level: Level
    escalations: Annotated[int | None, Written("escalations {}")]
    first_day: Annotated[date, Written("from {}")]
    last_day: Annotated[date | None, Written("to {}")] = None
    anyway: Anyway = False

    @staticmethod
    def read(words: Words, reading: Reading) -> AddCustomer:
        """Read `acme "Acme AG" standard from 2026-01-01 [to 2028-12-31]`, the name also last; a
        button adds `--anyway`.
        """
        anyway = words.take_last(ANYWAY)
        key = check_short_name("" if words.done else words.upto(1).lower())
        line = f'/customer add {key} "{key.capitalize()} AG"'
        _put_quoted_first(words)
        last = _begins_terms(words, 0)
        name = "" if last else _full_name(words, f"{line} standard from 2026-01-01")
        line = f'/customer add {key} "{name}"' if name else line
        terms = take_terms(words, reading, line, ends=True)
        name = name or _full_name(words, terms.behind(line))
        take_end(words, terms.behind(line))
        return AddCustomer(key, name, *terms, anyway)


class ChangeLevel(OfCustomer):
    """Change a customer's support level, or Managed's number, from a day on (G5)."""

    word = Word(
        "/customer level",
        Permission.OWN_CUSTOMERS,
        help={"/customer level acme premium from 2026-07-01": "changes the support level"},
        writes=True,
    )

    level: Level
    escalations: Annotated[int | None, Written("escalations {}")]
    from_day: Annotated[date, Written("from {}")]
    because: Reason | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> ChangeLevel | ShowSetting:
        """Read `acme premium from 2026-07-01 [because …]`, or `acme`."""
        customer = take_customer_anywhere(
            words, reading, "/customer level acme premium from 2026-07-01"
        )
        if words.done:
            return ShowSetting(customer, Setting.LEVEL)
        line = f"/customer level {written_customer(customer)}"
        terms = take_terms(words, reading, line)
        because = optional_reason(words, terms.behind(line))
        return ChangeLevel(customer, terms.level, terms.escalations, terms.first_day, because)


class CorrectLevel(OfCustomer):
    """Say what the level that was recorded for a day should have been, with a reason (G5)."""

    word = Word(
        "/customer correct",
        Permission.ADMINS,
        help={
            "/customer correct acme premium from 2026-03-01 because …": (
                "says what a level recorded wrongly should have been, from its own day"
            )
        },
        writes=True,
    )

    level: Level
    escalations: Annotated[int | None, Written("escalations {}")]
    from_day: Annotated[date, Written("from {}")]
    because: Reason

    @staticmethod
    def read(words: Words, reading: Reading) -> CorrectLevel:
        """Read `acme premium from 2026-03-01 because …`."""
        customer = take_customer_anywhere(
            words, reading, "/customer correct acme premium from 2026-03-01 because typed wrongly"
        )
        line = f"/customer correct {written_customer(customer)}"
        why = " because typed wrongly"
        terms = take_terms(words, reading, line, why)
        because = take_reason(words, f"{terms.behind(line)}{why}")
        return CorrectLevel(customer, terms.level, terms.escalations, terms.first_day, because)


class EndContract(OfCustomer):
    """End a customer's contract; the last day is inclusive, and if it has passed wants a reason."""

    word = Word(
        "/customer end",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer end acme 2026-12-31 [because …]": (
                "ends the contract; the day is its last, and if it has passed, say why"
            ),
        },
        reserves=("until",),
        writes=True,
    )

    last_day: date
    because: Reason | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> EndContract:
        """Read `acme 2026-12-31 [because …]`; the day is the last."""
        customer = take_customer_anywhere(words, reading, "/customer end acme 2026-12-31")
        example = f"/customer end {written_customer(customer)} 2026-12-31"
        words.skip(words.word() in {"on", "until"})
        last_day = take_day(words, reading, COMING, example)
        example = f"/customer end {written_customer(customer)} {last_day} because decided late"
        return EndContract(customer, last_day, optional_reason(words, example))


ContractIntent = AddCustomer | ChangeLevel | CorrectLevel | EndContract


def written_level(level: Level, escalations: int | None) -> str:
    """Return a support level as it is typed."""
    return level if escalations is None else f"{level} escalations {escalations}"


MOST_ESCALATIONS = 999


def _put_quoted_first(words: Words) -> None:
    """Put a name in quotes before the terms that it stands behind."""
    quoted_at = next((at for at in range(words.count) if words.is_quoted(at)), None)
    if quoted_at is not None and _begins_terms(words, 0):
        words.put_first(quoted_at, 1)


def _full_name(words: Words, example: str) -> str:
    """Take a name in quotes, or without them everything before the support level, or its day."""
    first = words.peek()
    used = 1
    if first is not None and first.quoted is None:
        used = next((at for at in range(words.count) if _begins_terms(words, at)), words.count)
    name = words.upto(used)
    if not visible(name):
        raise Missing("The customer's full name is missing.", example)
    return limited(" ".join(name.split()), LONGEST_NAME, "name")


def _begins_terms(words: Words, ahead: int) -> bool:
    """Whether a contract's terms are ahead: a level, or its day; `Standard` only at the beginning,
    where nothing or a day follows it, for it may be part of a name.
    """
    is_day = words.word(ahead) == "from" and words.word(ahead + 1)[:1].isdigit()
    alone = ahead == 0 and (words.count == 1 or words.word(1) == "from")
    level = words.word(ahead) if alone else words.text_at(ahead)
    return is_day or level in LEVELS


class Terms(NamedTuple):
    """A contract's terms; `escalations` are Managed's number."""

    level: Level
    escalations: int | None
    first_day: date
    last_day: date | None

    def behind(self, line: str) -> str:
        """Return a line with the terms behind it, but for a last day."""
        return f"{line} {written_level(self.level, self.escalations)} from {self.first_day}"


def take_terms(
    words: Words, reading: Reading, line: str, then: str = "", *, ends: bool = False
) -> Terms:
    """Take a contract's terms behind `line`, in whatever order: its level, `escalations 12`, the
    day `from` which it counts and, of one that `ends`, the day `to` which. `then` ends an example.
    """
    level: Level | None = None
    escalations: int | None = None
    first: date | None = None
    last: date | None = None
    example = f"{line} {{}} from {reading.today.year}-01-01{then}"
    while not words.done:
        words.skip(words.word() == "to" and words.word(1) in LEVELS)
        if level is None and words.word() in LEVELS:
            level = Level.of(words.take().word)
        elif escalations is None and _is_number(words, level):
            escalations = _number(words, example)
        elif first is None and words.word() == "from":
            first = take_day_after("from", words, reading, DATED, _filled(example, level))
        elif ends and last is None and words.word() in _TO:
            last = take_day_after(words.word(), words, reading, COMING, _filled(example, level))
        else:
            break
        example = f"{line} {{}} from {first or f'{reading.today.year}-01-01'}{then}"
    level = level or take_one_of(words, Level, Level.called, example)
    _refuse_number(level, escalations, example)
    example = example.replace("{}", written_level(level, escalations))
    first = first or take_day_after("from", words, reading, DATED, example)
    if last is not None and last < first:
        raise NotUnderstood(f"{last} lies before {first}, when it begins.", example)
    return Terms(level, escalations, first, last)


_TO = ("to", "until")
_NUMBER_WORDS = ("escalations", "escalation")


def _filled(example: str, level: Level | None) -> str:
    return example.replace("{}", written_level(level or Level.STANDARD, None))


def _is_number(words: Words, level: Level | None) -> bool:
    """Whether `escalations 12`, `12 escalations`, or behind `managed` also `12`, is ahead."""
    named = words.word() in _NUMBER_WORDS or words.word(1) in _NUMBER_WORDS
    bare = level is Level.MANAGED and words.taken() == level and words.word().isdigit()
    return named or bare


def _number(words: Words, example: str) -> int:
    words.skip(words.word() in _NUMBER_WORDS)
    managed = example.replace("{}", "managed escalations 12")
    number = take_whole(words, "the escalations a year", 0, MOST_ESCALATIONS, managed)
    words.skip(words.word() in _NUMBER_WORDS)
    return number


def _refuse_number(level: Level, escalations: int | None, example: str) -> None:
    """Refuse Managed without its number, and any other level with one (G1)."""
    if level is Level.MANAGED and escalations is None:
        managed = example.replace("{}", "managed escalations 12")
        raise Missing("How many escalations a contract year were agreed for Managed?", managed)
    if level is not Level.MANAGED and escalations is not None:
        raise NotUnderstood(
            f"Only `managed` has a number of its own; `{level}` includes what the service "
            "definition says.",
            example.replace("{}", level),
        )
