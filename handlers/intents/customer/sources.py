"""The grammar of sources (`/customer source`, I1) and signs of life (`/customer expects`, I11)."""

from __future__ import annotations

import re
from typing import Annotated

from handlers.intents.pieces.asking import ask_which
from handlers.intents.pieces.customer_names import take_customer, written_customer
from handlers.intents.pieces.durations import BadDuration, read_duration
from handlers.intents.pieces.intent import Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import take_end
from handlers.intents.pieces.written import Written
from models.problems import Missing
from models.rules.permissions import Permission
from models.rules.writing import span

_SOURCE = "/customer source acme monitoring"
_EXPECTS = "/customer expects acme nightly-backup every 24h grace 2h"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_MARK = re.compile(r"[0-9a-f]{8}")
_SEVERITY = re.compile(r"[\w.-]{1,30}")
_MOST_SEVERITIES = 10
_ROTATE, _REVOKE, _OFF = "rotate", "revoke", "off"
_KEEPS, _LOWERS = "keeps", "lowers"
_WORDS = (_ROTATE, _REVOKE, _OFF, _KEEPS, _LOWERS, "critical", "every", "grace")
_DAYS = re.compile(r"([0-9]{1,3}) ?(d|days?|w|weeks?)\b")
_LONGEST_DAYS = 400
Minutes = Annotated[int, Written(spelled=span)]
Severities = Annotated[tuple[str, ...], Written("critical = {}", ",".join)]


class MakeSource(OfCustomer):
    """Make a key for a machine that may report for a customer (I1).

    `critical` are the words by which it says that something is critical (I2): a source that there
    is gets these from now on, and no key.
    """

    word = Word(
        "/customer source",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer source acme monitoring [critical = critical,page]": (
                "makes a key with which a program reports for the customer; `rotate` makes another "
                "beside it, `revoke` ends the older, `lowers severity` or `keeps severity` when it "
                "says that something has recovered"
            ),
            "/customer source acme": "the customer's sources, and when each was last heard",
        },
        reserves=(_ROTATE, _REVOKE, _KEEPS, _LOWERS),
        writes=True,
    )

    name: str
    critical: Severities | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> Intent:
        """Read `acme`, `acme monitoring [critical = critical,page]`, or what is done with it."""
        customer = take_customer(words, reading, _SOURCE)
        if words.done:
            return ListSources(customer)
        line = f"/customer source {written_customer(customer)}"
        name = _take_name(words, f"{line} monitoring")
        if words.done:
            return MakeSource(customer, name)
        line = f"{line} {name}"
        if re.match(r"critical\b", words.word()):
            return MakeSource(customer, name, _critical(words, f"{line} critical = critical,page"))
        return _done_with(words, customer, name, f"{line} {_ROTATE}")


class ListSources(OfCustomer):
    """Show a customer's sources, and when each was last heard."""

    word = Word("/customer source acme", Permission.EVERYBODY)


class RotateKey(OfCustomer):
    """Make another key of a source, beside the one that it has."""

    word = Word("/customer source … rotate", Permission.OWN_CUSTOMERS, writes=True)

    name: Annotated[str, Written("{} rotate")]


class RevokeKey(OfCustomer):
    """End a key of a source: the older one, or that with the mark."""

    word = Word("/customer source … revoke", Permission.OWN_CUSTOMERS, writes=True)

    name: Annotated[str, Written("{} revoke")]
    mark: str | None = None


class KeepSeverity(OfCustomer):
    """Say whether what a source reported keeps its severity when it has recovered (I6)."""

    word = Word("/customer source … keeps severity", Permission.OWN_CUSTOMERS, writes=True)

    name: str
    keeps: Annotated[bool, Written(spelled=lambda _: "keeps severity", empty="lowers severity")]


class ExpectSign(OfCustomer):
    """Expect a sign of life every so often, with a grace, in minutes; if it stays away a case is
    opened (I11).
    """

    word = Word(
        "/customer expects",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer expects acme nightly-backup every 24h grace 2h [critical]": (
                "gives an address that a program calls; a call that stays away opens a case; "
                "`off` ends it"
            )
        },
        reserves=("every", "grace", _OFF),
        writes=True,
    )

    name: str
    every: Annotated[int, Written("every {}", span)]
    grace: Annotated[int, Written("grace {}", span)]
    critical: Annotated[bool, Written("critical")] = False

    @staticmethod
    def read(words: Words, reading: Reading) -> Intent:
        """Read `acme nightly-backup every 24h grace 2h [critical]`, `acme`, or `acme … off`."""
        customer = take_customer(words, reading, _EXPECTS)
        if words.done:
            return ListSources(customer)
        line = f"/customer expects {written_customer(customer)}"
        name = _take_name(words, f"{line} nightly-backup every 24h grace 2h")
        line = f"{line} {name}"
        if words.word() == _OFF:
            words.take()
            take_end(words, f"{line} {_OFF}")
            return EndSign(customer, name)
        every = _take_span(
            "every", "How often is it expected?", words, f"{line} every 24h grace 2h"
        )
        line = f"{line} every {span(every)}"
        grace = _take_span("grace", "How late may it be?", words, f"{line} grace 2h")
        critical = words.take_last("critical")
        take_end(words, f"{line} grace {span(grace)}")
        return ExpectSign(customer, name, every, grace, critical)


class EndSign(OfCustomer):
    """Expect a sign of life no more."""

    word = Word("/customer expects … off", Permission.OWN_CUSTOMERS, writes=True)

    name: Annotated[str, Written("{} off")]


SourceIntent = (
    MakeSource | RotateKey | RevokeKey | KeepSeverity | ListSources | ExpectSign | EndSign
)


def _take_name(words: Words, example: str) -> str:
    """Take what a source is called: a word in lower case."""
    name = words.word()
    if words.done or name in _WORDS:
        raise Missing("Which source? Its name is missing.", example)
    if not _NAME.fullmatch(name):
        raise NotUnderstood(
            f"{said(words.text(1))} can't be a source's name: it is one word of letters, digits, "
            "`-`, `_` and `.`, 40 at most.",
            example,
        )
    words.take()
    return name


def _critical(words: Words, example: str) -> tuple[str, ...]:
    """Take `critical = critical,page`, which reaches to the end of the line."""
    told = re.sub(r"^critical\s*[=:]?", "", words.rest().casefold())
    found = tuple(dict.fromkeys(filter(None, re.split(r"[\s,]+", told))))
    if not found:
        raise Missing("Which words are critical?", example)
    if len(found) > _MOST_SEVERITIES or not all(map(_SEVERITY.fullmatch, found)):
        raise NotUnderstood(
            f"{said(told.strip())} are not words for a severity: at most {_MOST_SEVERITIES}, with "
            "commas between.",
            example,
        )
    return found


def _done_with(words: Words, customer: str, name: str, example: str) -> Intent:
    """Take what is done with a source that there is."""
    done = words.take().word
    match done:
        case "rotate":
            found: Intent = RotateKey(customer, name)
        case "revoke":
            is_mark = _MARK.fullmatch(words.word())
            found = RevokeKey(customer, name, words.take().word if is_mark else None)
        case "keeps" | "lowers":
            words.skip(words.word() in ("severity", "severities"))
            found = KeepSeverity(customer, name, done == _KEEPS)
        case _:
            raise NotUnderstood(f"I did not understand {said(done)} behind a source.", example)
    take_end(words, example)
    return found


def _take_span(keyword: str, question: str, words: Words, example: str) -> int:
    """Take a keyword and a span of time behind it, in minutes: `24h`, `90m`, `7d`."""
    if words.word() != keyword:
        raise Missing(f"{question} What is missing is `{keyword}` and a span of time.", example)
    words.take()
    if days := _DAYS.match(" ".join(words.ahead(most=2))):
        words.skip(1 + (" " in days[0]))
        count = int(days[1]) * (7 if days[2][0] == "w" else 1)
        if not 0 < count <= _LONGEST_DAYS:
            raise NotUnderstood(f"{said(days[0])}: from a minute to {_LONGEST_DAYS} days.", example)
        return count * 24 * 60
    try:
        minutes, used = read_duration(words.ahead())
    except BadDuration as bad:
        raise ask_which(words, bad, "/customer") from bad
    words.skip(used)
    return minutes
