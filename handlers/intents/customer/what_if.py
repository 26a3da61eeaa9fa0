"""The grammar of what if: `/balance acme if case 12 takes 7h and pack M`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, assert_never

from handlers.intents.customer.contracts import take_terms, written_level
from handlers.intents.pieces.case_numbers import take_case
from handlers.intents.pieces.customer_names import take_customer_anywhere, written_customer
from handlers.intents.pieces.intent import BehindCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import take_effort, take_end
from handlers.intents.pieces.written import Written
from models.problems import Missing
from models.rules.permissions import Permission
from models.rules.service_definition import LEVELS, PackSize
from models.rules.supposing import CaseTakes, LevelFrom, PackBought
from models.rules.writing import duration

Typed = CaseTakes | PackBought | LevelFrom  # what people suppose
_AND: Final = ("and", "und", "+", "&")
_TAKES: Final = ("takes", "take", "took", "costs", "braucht")
_MOST: Final = 10  # suppositions in a line


def _written(supposed: tuple[Typed, ...]) -> str:
    return " and ".join(map(_written_one, supposed))


def _written_one(each: Typed) -> str:
    match each:
        case CaseTakes(case=case, minutes=minutes, more=more):
            return f"case {case} takes {duration(minutes)}{' more' if more else ''}"
        case PackBought(size=size):
            return f"pack {size}"
        case LevelFrom(level=level, escalations=escalations, day=day):
            return f"{written_level(level, escalations)} from {day}"
        case _:
            assert_never(each)


class WhatIf(BehindCustomer):
    """Show a customer's balance beside what it would be (E11). Nothing is recorded."""

    word = Word(
        "/balance acme if",
        Permission.EVERYBODY,
        help={
            "/balance acme if case 12 takes 7h and pack M": (
                "what that would change, with the money; also `premium from 2026-07-01`, several "
                "joined by `and`"
            )
        },
        examples=("/balance acme if case 12 takes 7h and pack M",),
        words=("if",),
        reserves=("takes", "more", "and"),
    )

    supposed: Annotated[tuple[Typed, ...], Written(spelled=_written)]

    @staticmethod
    def read(words: Words, reading: Reading) -> WhatIf:
        """Read `acme case 12 takes 7h and pack M and premium from 2026-07-01`."""
        if words.word().startswith("#"):
            raise Missing("Which customer? The name is missing.", "/balance acme if pack M")
        customer = take_customer_anywhere(words, reading, "/balance acme if pack M")
        line = f"/balance {written_customer(customer)} if"
        supposed = [_take_one(words, reading, line)]
        while words.word() in _AND and len(supposed) < _MOST:
            words.take()
            supposed.append(_take_one(words, reading, line))
        _refuse_twice(supposed, line)
        take_end(words, f"{line} {_written(tuple(supposed))}")
        return WhatIf(customer, tuple(supposed))


def _refuse_twice(supposed: Sequence[Typed], line: str) -> None:
    """Refuse two things that one case is to take: which of them is meant?"""
    cases = [each for each in supposed if isinstance(each, CaseTakes)]
    numbers = [each.case for each in cases]
    for last in cases:
        if numbers.count(last.case) > 1:
            raise NotUnderstood(
                f"#{last.case} stands there more than once: say once what it takes.",
                f"{line} {_written_one(last)}",
            )


def _take_one(words: Words, reading: Reading, line: str) -> Typed:
    if words.done:
        raise Missing("If what?", f"{line} pack M")
    if words.word() in LEVELS:
        terms = take_terms(words, reading, line)
        return LevelFrom(terms.level, terms.escalations, terms.first_day)
    if words.word() == "pack" and words.word(1) in _SIZES:
        words.skip(1)
        pack = PackBought(_SIZES[words.take().word])
        if words.word() in ("on", "from"):
            raise NotUnderstood(
                "A pack is supposed to be bought today: no day stands behind it.",
                f"{line} {_written_one(pack)}",
            )
        return pack
    if words.word() == "case" or words.word().startswith("#"):
        return _take_case(words, line)
    raise NotUnderstood(
        f"I can't suppose {said(words.text(words.count))}: what I know is `case 12 takes 7h`, "
        "`pack M` and `premium from 2026-07-01`, joined by `and`.",
        f"{line} pack M",
    )


_SIZES: Final = {size.lower(): size for size in PackSize}


def _take_case(words: Words, line: str) -> CaseTakes:
    case = take_case(words, f"{line} case 12 takes 7h")
    words.skip(words.word() in _TAKES)
    example = f"{line} case {case} takes 7h"
    minutes = take_effort(words, example)
    more = words.word() in ("more", "mehr")
    words.skip(more)
    return CaseTakes(case, minutes, more)
