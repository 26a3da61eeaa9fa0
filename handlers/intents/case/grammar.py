"""The grammar of `/case`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from handlers.intents.case.changes import (
    Assign,
    CloseCase,
    MoveCase,
    Reopen,
    Respond,
    Retitle,
    SetKind,
    SetSeverity,
    TakeCase,
    _assign,
    _close,
    _move,
    _reopen,
    _respond,
    _retitle,
    _set_kind,
    _set_severity,
    _take,
)
from handlers.intents.case.opening import NewCase, OpenCase, _open
from handlers.intents.pieces.customer_names import (
    customer_name,
    known_customer,
    written_customer,
)
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import Help, NotUnderstood, Reading
from handlers.intents.pieces.suggestions import closest
from handlers.intents.pieces.taking import (
    case_number,
    dispatch,
    take_case,
    take_end,
)
from models.rules.limits import LONGEST_NAME
from models.rules.service_definition import KINDS

WhichCases = Literal["mine", "queue", "overdue", "all", "customer"]


@dataclass(frozen=True, slots=True)
class ShowCase:
    """Show one case whole."""

    writes: ClassVar[bool] = False

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"show #{self.number}"


@dataclass(frozen=True, slots=True)
class ExplainClock:
    """Explain a case's clock: which stretches counted, which did not, and why."""

    writes: ClassVar[bool] = False

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"clock #{self.number}"


@dataclass(frozen=True, slots=True)
class ListCases:
    """List cases: mine, a customer's (as typed), waiting in the queue, overdue, or all."""

    writes: ClassVar[bool] = False

    which: WhichCases
    customer: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return f"list {written_customer(self.customer) if self.customer else self.which}"


CaseIntent = (
    OpenCase
    | NewCase
    | ShowCase
    | ExplainClock
    | ListCases
    | Respond
    | Assign
    | TakeCase
    | SetSeverity
    | SetKind
    | Retitle
    | MoveCase
    | CloseCase
    | Reopen
)


__all__ = [
    "HELP",
    "Assign",
    "CaseIntent",
    "CloseCase",
    "ExplainClock",
    "ListCases",
    "MoveCase",
    "NewCase",
    "OpenCase",
    "Reopen",
    "Respond",
    "Retitle",
    "SetKind",
    "SetSeverity",
    "ShowCase",
    "TakeCase",
    "understand",
]

HELP: Final = Help(
    summary="Cases: one technical matter of one customer each.",
    rows=(
        (
            "/case open acme sev1 configuration Login loops after upgrade",
            "opens a case. Severity (3 if unsaid), kind (`untriaged` if unsaid) and "
            "`reported 08:40` stand before the title, in any order and in lower case; a capital "
            "letter, a quote or `--` begins the title",
        ),
        ("/case open", "a form for all of that"),
        ("/case show 12", "one case whole: clocks, time, charges; `show` may be left out"),
        ("/case clock 12", "which stretches of its clock counted, and which did not"),
        ("/case list [mine|acme|queue|overdue|all]", "a table of cases"),
        ("/case respond 12 [at 14:05] [because …]", "the customer has the first response"),
        ("/case take 12", "takes the case if nobody has it"),
        ("/case assign 12 [@ben]", "gives the case to somebody, or to you, whoever has it"),
        ("/case severity 12 2", "changes the severity: 1, 2 or 3"),
        ("/case kind 12 defect", f"says what kind it is: {', '.join(KINDS)}"),
        ("/case title 12 …", "changes the title"),
        ("/case customer 12 globex because …", "moves the case to another customer"),
        ("/case close 12 [note]", "closes it; asks for what is missing"),
        ("/case reopen 12", "opens it again"),
    ),
    examples=(
        "/case open acme sev2 configuration Login loops after upgrade",
        "/case respond 12 at yesterday 17:30",
    ),
)


def understand(text: str, reading: Reading) -> CaseIntent | Help:
    """Return what the text after `/case` wants; nothing typed gives the help.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    words = Words(text)
    if words.done:
        return HELP
    if words.count == 1 and case_number(words.word()):
        return _show(words, reading)
    return dispatch("case", words, GRAMMAR, HELP, reading)


def _clock(words: Words, _: Reading) -> ExplainClock:
    number = take_case(words, "/case clock 12")
    take_end(words, f"/case clock {number}")
    return ExplainClock(number)


def _show(words: Words, _: Reading) -> ShowCase:
    number = take_case(words, "/case show 12")
    take_end(words, f"/case show {number}")
    return ShowCase(number)


_WHICH: dict[str, WhichCases] = {
    "mine": "mine",
    "queue": "queue",
    "overdue": "overdue",
    "all": "all",
}


def _list(words: Words, reading: Reading) -> ListCases:
    if words.done:
        return ListCases("mine")
    which = _WHICH.get(words.word()) if words.count == 1 else None
    if which:
        return ListCases(which)
    if words.word() in _WHICH and words.count > 1:
        first = words.word()
        words.take()
        other = words.text(words.count)[:LONGEST_NAME]
        raise NotUnderstood(
            f"One filter at a time: `/case list {first}` or `/case list {other}`.",
            f"/case list {first}",
        )
    if known_customer(words, reading) is None and words.count == 1:
        guess = closest(words.word(), _WHICH, at_least=75)
        if guess:
            raise NotUnderstood(
                f"{said(words.text(1))} is not a list of cases. Did you mean `{guess}`?",
                f"/case list {guess}",
            )
    return ListCases("customer", customer_name(words.upto(words.count), "/case list acme"))


GRAMMAR: Final[Mapping[str, Callable[[Words, Reading], CaseIntent]]] = {
    "open": _open,
    "show": _show,
    "clock": _clock,
    "list": _list,
    "respond": _respond,
    "assign": _assign,
    "take": _take,
    "severity": _set_severity,
    "kind": _set_kind,
    "title": _retitle,
    "customer": _move,
    "close": _close,
    "reopen": _reopen,
}
