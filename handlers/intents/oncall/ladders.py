"""The grammar of `/oncall ladder`: in which order people are reached for a page (O3, R5)."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, assert_never

from handlers.intents.oncall.rotations import a_rotation, take_rotation
from handlers.intents.pieces.customer_names import known_customer, take_customer, written_customer
from handlers.intents.pieces.durations import HOUR_WORDS, MINUTE_WORDS, read_duration
from handlers.intents.pieces.intent import Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import joined, person_named, take_end
from handlers.intents.pieces.written import CustomerName, Written
from models.problems import Missing
from models.rules.ladder import Ladder, Reach, ReachKind, Rung
from models.rules.permissions import Permission


class ShowLadder(Intent):
    """Show a customer's ladder (the name as typed); None means the default one (O3, R5)."""

    word = Word(
        "/oncall ladder",
        Permission.EVERYBODY,
        help={
            "/oncall ladder [acme] [0 primary, 5 secondary + @ben, 15 everyone, every 15]": (
                "shows or sets in which order people are reached; `edit` opens a form, `default` "
                "drops a customer's own"
            )
        },
    )

    customer: CustomerName | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> ShowLadder | EditLadder | SetLadder | DropLadder:
        """Read `[edit] [initech]`, `initech default`, or `[initech] 0 primary, …, every 15`."""
        edit = words.word() == "edit"
        words.skip(edit)
        customer = _customer(words, reading)
        example = "/oncall ladder" + (f" {written_customer(customer)}" if customer else "")
        if not edit and words.word() == "edit":
            edit = True
            words.take()
        if edit:
            take_end(words, "/oncall ladder edit")
            return EditLadder(customer)
        if words.done:
            return ShowLadder(customer)
        if words.word() == "default" and customer:
            words.take()
            take_end(words, f"{example} default")
            return DropLadder(customer)
        return SetLadder(customer, _ladder(words, reading, f"{example} {_some(reading)}"))


class EditLadder(Intent):
    """Open the form of a customer's ladder; None means the default one."""

    word = Word(
        "/oncall ladder edit",
        Permission.ADMINS,
        begins="ladder edit",
        reserves=("edit",),
        opens="Ladder",
    )

    customer: CustomerName | None = None


class SetLadder(Intent):
    """Give a customer (as typed) a ladder of its own, or change the default one (O3, R5)."""

    word = Word(
        "/oncall ladder 0 primary …",
        Permission.ADMINS,
        reserves=("everyone", "and", "every"),
        writes=True,
    )

    customer: CustomerName | None
    ladder: Annotated[Ladder, Written(spelled=typed_ladder)]

    @property
    def mentions(self) -> tuple[str, ...]:
        """Every person whom it names."""
        return self.ladder.named(ReachKind.PERSON)


class DropLadder(OfCustomer):
    """Let the default ladder serve a customer (as typed) again."""

    word = Word(
        "/oncall ladder acme default",
        Permission.ADMINS,
        reserves=("default",),
        writes=True,
    )

    def typed(self) -> str:
        """Return the canonical text."""
        return f"ladder {written_customer(self.customer)} default"


LadderIntent = ShowLadder | EditLadder | SetLadder | DropLadder


def typed_ladder(ladder: Ladder) -> str:
    """Return a ladder as it is typed: `0 primary, 5 secondary, 15 everyone, every 15`."""
    return ", ".join((*map(_typed_rung, ladder.rungs), f"every {_typed_minutes(ladder.every)}"))


def _typed_rung(rung: Rung) -> str:
    return f"{_typed_minutes(rung.after)} {' + '.join(map(_typed_reach, rung.reaches))}"


def _typed_reach(reach: Reach) -> str:
    match reach.kind:
        case ReachKind.PERSON:
            return f"<@{reach.name}>"
        case ReachKind.CHANNEL:
            return f"<#{reach.name}>"
        case ReachKind.EVERYONE:
            return joined("everyone", reach.name)
        case ReachKind.ROTATION:
            return reach.name
        case _:
            assert_never(reach.kind)


def _typed_minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


def _of(customer: str | None) -> str | None:
    return written_customer(customer) if customer else None


MOST_RUNGS = 10
MOST_REACHES = 30  # in all rungs: the command still fits into a Slack button
MOST_MINUTES = 24 * 60
_BETWEEN_RUNGS = (",", ";")
_BETWEEN_REACHES = ("+", "&", "and")
_UNIT = f"(?:{'|'.join((*HOUR_WORDS, *MINUTE_WORDS))})"
_TIME = re.compile(rf"-?[0-9]+(?:[.:][0-9]+)?(?:{_UNIT}(?:[0-9]+m?)?)?")
_EXAMPLE_LIMIT = 300
_TOO_MANY = f"A ladder names at most {MOST_REACHES} people, rotations and channels."


def _some(reading: Reading) -> str:
    return f"0 {a_rotation(reading)}, 15 everyone, every 15"


def _customer(words: Words, reading: Reading) -> str | None:
    """Take whose ladder it is; None is the default one, named or not."""
    known = known_customer(words, reading)
    if known is None and words.word() == "default":
        words.take()
        return None
    begins = _is_time(words.word().rstrip(",;")) or words.word() in {"every", "edit"}
    if words.done or (known is None and begins):
        return None
    return take_customer(words, reading, "/oncall ladder acme")


def _ladder(words: Words, reading: Reading, example: str) -> Ladder:
    words.apart("".join(_BETWEEN_RUNGS) + "+&")
    rungs: list[Rung] = []
    every: int | None = None
    while not words.done and every is None:
        if words.word() == "every":
            words.take()
            every = _minutes(words, "how often it rings after the last rung", 1, example)
        else:
            rungs.append(_rung(words, reading, example))
        if len(rungs) > MOST_RUNGS:
            raise NotUnderstood(f"A ladder has at most {MOST_RUNGS} rungs.", example)
        while words.word() in (*_BETWEEN_RUNGS, "and"):
            words.take()
    take_end(words, example)
    _check(rungs, example)
    if every is None:
        line = f"/oncall {words.shown.rstrip(' ,;')}, every 15"
        raise Missing(
            "How often do all of them ring after the last rung? What is missing is `every` and "
            "the minutes at the end.",
            line if len(line) <= _EXAMPLE_LIMIT else example,
        )
    return Ladder(tuple(rungs), timedelta(minutes=every))


def _rung(words: Words, reading: Reading, example: str) -> Rung:
    """Take `5 secondary + @ben`."""
    if not _is_time(words.word()):
        raise NotUnderstood(
            f"{said(words.text(1))} is not a time: each rung begins with its minutes, "
            "as in `0 primary, 5 secondary`.",
            example,
        )
    after = _minutes(words, "when the rung is reached", 0, example)
    if _at_edge(words):
        raise Missing(f"Whom does the rung at {after} reach?", example)
    reaches = [_reach(words, reading, example)]
    while words.word() in _BETWEEN_REACHES and words.word(1) != "every":
        words.take()
        reaches.append(_reach(words, reading, example))
        if len(reaches) > MOST_REACHES:
            raise NotUnderstood(_TOO_MANY, example)
    if not _at_edge(words) and words.word() != "and":
        raise NotUnderstood(
            f"I did not understand {said(words.text(1))}. Join whom one rung reaches with `+`, "
            "and begin the next rung with `,` and its minutes.",
            example,
        )
    return Rung(timedelta(minutes=after), tuple(dict.fromkeys(reaches)))


def _reach(words: Words, reading: Reading, example: str) -> Reach:
    """Take a person, a channel, a rotation, or everyone of one or of all that are named."""
    if words.done:
        raise Missing("Who else? Nobody is named at the end.", example)
    token = words.peek()
    if token and token.mention and token.mention[0] in "CG":
        words.take()
        return Reach(ReachKind.CHANNEL, token.mention)
    names_one = token and (token.mention or token.text.startswith("@"))
    if token and names_one and (named := person_named(token, reading)):
        words.take()
        return Reach(ReachKind.PERSON, named)
    if re.match("[@#]", words.word()):
        raise NotUnderstood(
            f"{said(words.text(1))} is not a mention of a person or channel. "
            "Type `@` or `#` and choose the person or channel that Slack offers.",
            example,
        )
    if words.word() != "everyone":
        return Reach(ReachKind.ROTATION, take_rotation(words, reading, example))
    words.take()
    if _at_edge(words) or words.word() in _BETWEEN_REACHES:
        return Reach(ReachKind.EVERYONE)
    return Reach(ReachKind.EVERYONE, take_rotation(words, reading, example))


def _is_time(word: str) -> bool:
    return _TIME.fullmatch(word) is not None


def _at_edge(words: Words) -> bool:
    """Whether a rung is at its end: a separator, the next rung, `every`, or nothing."""
    word = words.word()
    return words.done or word in (*_BETWEEN_RUNGS, "every") or _is_time(word)


def _minutes(words: Words, what: str, least: int, example: str) -> int:
    """Take a time in minutes, with or without its unit; `what` says of what."""
    if words.done:
        raise Missing(f"The minutes are missing: {what}.", example)
    shown, minutes, used = words.text(1), 0, 1
    if match := re.fullmatch(rf"([0-9]{{1,6}})({_UNIT})?", words.word()):
        unit = match[2] or words.word(1)
        minutes = int(match[1]) * (60 if unit in HOUR_WORDS else 1)
        used = 2 if not match[2] and unit in HOUR_WORDS + MINUTE_WORDS else 1
    else:
        try:
            _refuse_decimal(words.word(), shown)
            minutes, _ = read_duration([words.word()])
        except NotUnderstood as problem:
            raise NotUnderstood(problem.sentence, example) from problem
    if not least <= minutes <= MOST_MINUTES:
        raise NotUnderstood(
            f"{said(shown)} does not work as {what}: it is {least} to {MOST_MINUTES} minutes.",
            example,
        )
    words.skip(used)
    return minutes


def _refuse_decimal(word: str, shown: str) -> None:
    """Refuse `1.5`, which are hours elsewhere: without its unit a time is in minutes here."""
    if re.fullmatch(r"[0-9]*[.,][0-9]+", word):
        raise NotUnderstood(f"{said(shown)} of what? Type it like `15` or `1.5h`.")


def _check(rungs: list[Rung], example: str) -> None:
    if not rungs:
        raise Missing("Whom does it reach? A ladder begins with the rung at 0.", example)
    if sum(len(rung.reaches) for rung in rungs) > MOST_REACHES:
        raise NotUnderstood(_TOO_MANY, example)
    times = [rung.after // timedelta(minutes=1) for rung in rungs]
    if times[0] != 0:
        raise NotUnderstood(
            f"The first rung is at {times[0]}, and somebody must be reached at once: "
            "it begins with `0`.",
            example,
        )
    for before, after in pairwise(times):
        if after <= before:
            raise NotUnderstood(
                f"The rung at {after} does not come after the one at {before}: times rise.", example
            )
