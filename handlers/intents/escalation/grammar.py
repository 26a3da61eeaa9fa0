"""The grammar of `/escalation`."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final, get_args

from handlers.intents.escalation.log import LogTime, NewTime, begins_log, read_log
from handlers.intents.pieces.case_numbers import case_number, says_case, take_case
from handlers.intents.pieces.command import Command, Help
from handlers.intents.pieces.customer_names import (
    customer_name,
    known_customer,
    take_customer_anywhere,
    written_customer,
)
from handlers.intents.pieces.days import MONTHS, PAST, read_month
from handlers.intents.pieces.intent import Intent, OfCase, OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.suggestions import unknown
from handlers.intents.pieces.taking import (
    ANYWAY,
    joined,
    optional_reason,
    reason_at,
    take_day,
    take_end,
    take_number,
    take_one_of,
    take_reason,
    take_whole,
    written_reason,
)
from handlers.intents.pieces.written import CaseNumber, Reason, Written
from models.problems import Missing
from models.rules.facts import BlockAnswer, SettlementWay
from models.rules.permissions import Permission
from models.rules.service_definition import BLOCK_MINUTES


class UndoTime(Intent):
    """Take back a time entry, on a case if one is named; None means the latest of one's own."""

    word = Word(
        "/escalation undo",
        Permission.OWN_ENTRIES,
        help={
            "/escalation undo [entry|#12] [because …]": (
                "takes back your latest entry, that on a case, or the one named; `undo 31 back` "
                "puts it back"
            )
        },
        writes=True,
    )

    entry: int | None = None
    case: CaseNumber | None = None
    because: Reason | None = None

    @staticmethod
    def read(words: Words, _: Reading) -> UndoTime | PutTimeBack:
        """Read `[31] [#12] [because …]`, or `31 back`."""
        example = "/escalation undo 31 because logged on the wrong day"
        entry = None if says_case(words.ahead()) else _entry(words, example)
        if words.word() == "back":
            words.take()
            if entry is None:
                raise Missing("Which entry? Its number is missing.", "/escalation undo 31 back")
            take_end(words, f"/escalation undo {entry} back")
            return PutTimeBack(entry)
        case = take_case(words, example) if says_case(words.ahead()) else None
        named = "#12" if case is not None else entry or 31
        example = f"/escalation undo {named} because logged on the wrong day"
        return UndoTime(entry, case, optional_reason(words, example))


class PutTimeBack(Intent):
    """Put back a time entry that was taken back."""

    word = Word("/escalation undo … back", Permission.OWN_ENTRIES, reserves=("back",), writes=True)

    entry: Annotated[int, Written("{} back")]


class MoveTime(OfCase):
    """Move a time entry (None: the latest of one's own) to another case."""

    word = Word(
        "/escalation move",
        Permission.OWN_ENTRIES,
        help={"/escalation move [entry] 14 [because …]": "moves an entry to another case"},
        writes=True,
    )

    entry: int | None = None
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            "move",
            str(self.entry) if self.entry else None,
            f"#{self.case}",
            written_reason(self.because),
        )

    @staticmethod
    def read(words: Words, _: Reading) -> MoveTime:
        """Read `[31] [to] 14 [because …]`."""
        example = "/escalation move 31 #14 because logged on the wrong case"
        if words.done:
            raise Missing("To which case? Its number is missing.", "/escalation move #14")
        because = reason_at(words)
        upto = words.count if because is None else because
        numbers = [word for word in words.ahead(most=min(3, upto)) if word != "to"]
        entry = _entry(words, example) if len(numbers) > 1 else None
        words.skip(words.word() == "to")
        case = take_case(words, example)
        return MoveTime(case, entry, optional_reason(words, example))


class DayOfTime(Intent):
    """Give a time entry another day: it was logged on the wrong one."""

    word = Word(
        "/escalation day",
        Permission.OWN_ENTRIES,
        help={"/escalation day 31 yesterday [because …]": "moves an entry to another day"},
        writes=True,
    )

    entry: int
    day: date
    because: str | None = None
    anyway: bool = False

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            "day",
            str(self.entry),
            self.day.isoformat(),
            written_reason(self.because),
            ANYWAY if self.anyway else None,
        )

    @staticmethod
    def read(words: Words, reading: Reading) -> DayOfTime:
        """Read `31 yesterday [because …]`."""
        example = "/escalation day 31 yesterday"
        anyway = words.take_last(ANYWAY)
        entry = _entry(words, example)
        if entry is None:
            raise Missing("Of which entry? `/escalation list me` has their numbers.", example)
        day = take_day(words, reading, PAST, f"/escalation day {entry} yesterday")
        return DayOfTime(entry, day, optional_reason(words, example), anyway)


class ListTime(Intent):
    """List time entries of a case or of a customer (as typed), or mine; of a month if one is given.

    `month` is its first day.
    """

    word = Word(
        "/escalation list",
        Permission.EVERYBODY,
        help={"/escalation list [12|acme|me] [month]": "lists time entries"},
    )

    case: int | None = None
    customer: str | None = None
    month: date | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        whose = f"#{self.case}" if self.case else "me"
        return joined(
            "list",
            written_customer(self.customer) if self.customer else whose,
            f"{self.month:%Y-%m}" if self.month else None,
        )

    @staticmethod
    def read(words: Words, reading: Reading) -> ListTime:
        """Read `[12|acme|me] [month]`."""
        before, month = _month_at_end(words, reading)
        if before == 0 or (before == 1 and words.word() == "me"):
            return ListTime(month=month)
        if before == 1 and (case := case_number(words.word())):
            return ListTime(case=case, month=month)
        known = known_customer(words, reading)
        if known and known[1] < before:
            words.skip(known[1])
            raise unknown(
                words,
                MONTHS,
                "a month, as in `june`, `jun 2025` or `2025-06`",
                "/escalation list acme {}",
            )
        customer = customer_name(words.upto(before), "/escalation list acme june")
        return ListTime(customer=customer, month=month)


class Explain(OfCase):
    """Explain every charge of a case, and every minute that was not charged."""

    word = Word(
        "/escalation explain",
        Permission.EVERYBODY,
        help={"/escalation explain 12": "explains every charge, and every minute not charged"},
    )


class Decide(OfCase):
    """Answer for a later block of a case (E5); without a block the one that the answer means.

    `asked` says that the desk's own question is answered, which only an undecided block is.
    """

    word = Word(
        "/escalation decide",
        Permission.OWN_CUSTOMERS,
        help={
            "/escalation decide 12 escalation|consulting [block 2]": (
                f"what a case's time over {BLOCK_MINUTES // 60} hours takes: account managers and "
                "admins"
            )
        },
        reserves=("block", "escalation", "consulting"),
        writes=True,
    )

    answer: BlockAnswer
    block: Annotated[int | None, Written("block {}")] = None
    asked: Annotated[bool, Written("--asked")] = False

    @staticmethod
    def read(words: Words, _: Reading) -> Decide:
        """Read `12 consulting [block 2]`; the desk's question adds `--asked`."""
        asked = words.take_last("--asked", "-asked")
        case = take_case(words, "/escalation decide 12 consulting")
        example = f"/escalation decide {case} {{}}"
        while words.word() in _ONE_MORE:
            words.take()
        if words.word() in _IN_GERMAN:
            answer = _IN_GERMAN[words.take().word]
        else:
            answer = take_one_of(words, BlockAnswer, BlockAnswer.called, example)
        block = None
        if words.word() == "block":
            words.take()
            block = take_whole(
                words, "the block", 2, 999, example.replace("{}", f"{answer} block 2")
            )
        take_end(words, example.replace("{}", answer))
        return Decide(case, answer, block, asked)


_ONE_MORE: Final = ("another", "one", "more", "as", "noch", "eine", "weitere", "als")
_IN_GERMAN: Final = {"eskalation": BlockAnswer.ESCALATION, "beratung": BlockAnswer.CONSULTING}


class Settle(OfCustomer):
    """Settle a customer's oldest uncovered charge, a case's, or that of its block (E7).

    The customer is as typed.
    """

    word = Word(
        "/escalation settle",
        Permission.OWN_CUSTOMERS,
        help={
            "/escalation settle acme [12 [block 2]] grant|consulting": (
                "settles the oldest uncovered charge, or a case's: account managers and admins; "
                "`acme #12 back because …` takes consulting back"
            ),
        },
        reserves=("grant",),
        writes=True,
    )

    way: SettlementWay
    case: int | None = None
    block: int | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        case = f"#{self.case}" if self.case else None
        block = f"block {self.block}" if self.block else None
        return joined("settle", written_customer(self.customer), case, block, self.way)

    @staticmethod
    def read(words: Words, reading: Reading) -> Settle | Unsettle:
        """Read `acme [12 [block 2]] grant`, or `acme 12 [block 2] back because …`."""
        customer = take_customer_anywhere(words, reading, "/escalation settle acme grant")
        case, block = None, None
        example = f"/escalation settle {written_customer(customer)} {{}}"
        if words.word() not in tuple(SettlementWay) and (case := case_number(words.word())):
            words.take()
            if words.word() == "block":
                words.take()
                named = f"/escalation settle {written_customer(customer)} #{case} block 1 grant"
                block = take_whole(words, "the block", 1, 999, named)
        if case and words.word() == "back":
            words.take()
            typed = f"/escalation settle {written_customer(customer)} #{case} back because"
            return Unsettle(customer, case, block, take_reason(words, f"{typed} a pack was bought"))
        named = f" #{case}" if case else ""
        example = f"/escalation settle {written_customer(customer)}{named} {{}}"
        way = take_one_of(words, SettlementWay, SettlementWay.called, example)
        take_end(words, example.replace("{}", way))
        return Settle(customer, way, case, block)


class Unsettle(OfCustomer):
    """Take back that a case's charge was settled as consulting, with a reason (E7)."""

    word = Word("/escalation settle … back", Permission.OWN_CUSTOMERS, writes=True)

    case: int
    block: int | None
    because: Reason

    def typed(self) -> str:
        """Return the canonical text."""
        block = f"block {self.block}" if self.block else None
        customer, case = written_customer(self.customer), f"#{self.case}"
        return joined("settle", customer, case, block, "back", written_reason(self.because))


EscalationIntent = (
    LogTime
    | NewTime
    | UndoTime
    | PutTimeBack
    | MoveTime
    | DayOfTime
    | ListTime
    | Explain
    | Decide
    | Settle
    | Unsettle
)

ESCALATION: Final = Command[EscalationIntent](
    "/escalation", "Time on cases, and the escalations it takes.", get_args(EscalationIntent)
)


def understand(text: str, reading: Reading) -> EscalationIntent | Help:
    """Return what the text after `/escalation` wants; nothing typed gives the help.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    words = reading.words(text)
    if words.done:
        return ESCALATION.help
    if words.word() not in ESCALATION.grammar and begins_log(words, reading):
        return read_log(words, reading)
    return ESCALATION.read(words, reading)


def _entry(words: Words, example: str) -> int | None:
    """Take an entry's number, a bare one: `#12` is a case."""
    word = words.word()
    if re.fullmatch(r"#[0-9]+", word):
        raise NotUnderstood(
            f"{said(word)} is a case. An entry's number stands without `#`.", example
        )
    if not re.fullmatch(r"[0-9]+", word):
        return None
    return take_number(words, "an entry's number", example)


def _month_at_end(words: Words, reading: Reading) -> tuple[int, date | None]:
    """Return how many words stand before the month that ends the line, and the month."""
    for before in range(words.count):
        found = read_month(words.ahead(before), reading.today)
        if found and before + found[1] == words.count:
            return before, found[0]
    return words.count, None
