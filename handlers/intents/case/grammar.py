"""The grammar of `/case`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from handlers.intents.case.case_intents import (
    Assign,
    CaseIntent,
    CloseCase,
    ExplainClock,
    ListCases,
    MoveCase,
    NewCase,
    OpenCase,
    Reopen,
    Respond,
    Retitle,
    SetKind,
    SetSeverity,
    ShowCase,
    TakeCase,
    WhichCases,
)
from handlers.intents.pieces.customer_names import (
    customer_name,
    known_customer,
    take_customer,
    written_customer,
)
from handlers.intents.pieces.line import TEXT_LIMIT, Words, said, visible
from handlers.intents.pieces.reading import Help, NotUnderstood, Reading
from handlers.intents.pieces.suggestions import ALMOST_CERTAIN, closest
from handlers.intents.pieces.taking import (
    case_number,
    dispatch,
    instant_ahead,
    limited,
    optional_reason,
    take_case,
    take_end,
    take_one_of,
    take_person,
)
from models.problems import Missing
from models.rules.limits import LONGEST_NAME, LONGEST_TITLE
from models.rules.service_definition import KINDS, SEVERITIES

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


def _open(words: Words, reading: Reading) -> OpenCase | NewCase:
    example = "/case open acme sev2 configuration Login loops after upgrade"
    if words.done:
        return NewCase()
    if known_customer(words, reading) is None and _is_option(words.word()):
        raise Missing(
            f"Which customer? The name comes first, before {said(words.text(1))}.", example
        )
    customer = take_customer(words, reading, example)
    example = f"/case open {written_customer(customer)} sev2 configuration Login loops"
    severity: int | None = None
    kind: str | None = None
    reported: datetime | None = None
    while not words.done:
        if severity is None and (found := _severity(words, example)):
            severity, used = found
        elif kind is None and _kind(words):
            kind, used = words.word(), 1
        elif reported is None and (since := _reported(words, reading, example)):
            reported, used = since
        else:
            break
        words.skip(used)
    title = _title(words, f"What is it about? The title is missing for {customer}.", example)
    return OpenCase(customer, title, severity, kind, reported)


def _option(words: Words, ahead: int = 0) -> str:
    """Return the word if it is typed as an option, all in lower case; else ""."""
    word = words.text_at(ahead)
    return word if word == word.lower() else ""


def _is_option(word: str) -> bool:
    return word in KINDS or re.fullmatch(r"(?:sev|severity)[0-9]*|reported", word) is not None


def _severity(words: Words, example: str) -> tuple[int, int] | None:
    """Read `sev1`, `sev 1` or `severity 1`; return it and the words it takes."""
    match = re.fullmatch(r"(?:sev|severity)([0-9]{0,9})", _option(words).rstrip(","))
    if match is None:
        return None
    digits, used = (match[1], 1) if match[1] else (_option(words, 1), 2)
    if not re.fullmatch(r"[0-9]{1,9}", digits):
        return None
    if int(digits) not in SEVERITIES:
        raise NotUnderstood(
            f"{said(words.text(used))} does not exist: a severity is 1, 2 or 3. "
            "If it begins the title, put the title in quotes.",
            example,
        )
    return int(digits), used


def _kind(words: Words) -> bool:
    """Whether a kind is ahead. What is almost certainly meant as one is asked about."""
    word = _option(words)
    if not word or word in KINDS:
        return word != ""
    guess = closest(word, KINDS, ALMOST_CERTAIN)
    if guess is None:
        return False
    raise NotUnderstood(
        f"{said(word)} is not a kind. Did you mean `{guess}`? "
        "If it begins the title, put the title in quotes.",
        f"/case {words.corrected(1, guess)}",
    )


def _reported(words: Words, reading: Reading, example: str) -> tuple[datetime, int] | None:
    """Read `reported 08:40`; anything but an instant behind it makes it the title's first word."""
    if _option(words) != "reported":
        return None
    found = instant_ahead(words, 1, reading, example)
    return (found[0], found[1] + 1) if found else None


def _title(words: Words, missing: str, example: str) -> str:
    title = words.rest()
    if not visible(title):
        raise Missing(missing, example)
    return limited(title, LONGEST_TITLE, "title")


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


def _respond(words: Words, reading: Reading) -> Respond:
    number = take_case(words, "/case respond 12")
    example = f"/case respond {number} at yesterday 17:30 because I replied by phone"
    at = None
    if words.word() == "at":
        words.take()
        if words.done:
            raise Missing("At what time? The instant is missing.", example)
        found = instant_ahead(words, 0, reading, example)
        if found is None:
            raise NotUnderstood(
                f"{said(words.text(1))} is not a time. Type it like `14:05` or `yesterday 17:30`.",
                example,
            )
        at, used = found
        words.skip(used)
    return Respond(number, at, optional_reason(words, example))


def _assign(words: Words, _: Reading) -> Assign:
    number = take_case(words, "/case assign 12 @ben")
    user_id = None
    if words.word() == "me":
        words.take()
    elif not words.done:
        user_id = take_person(words, f"/case assign {number} @ben")
    take_end(words, f"/case assign {number} @ben")
    return Assign(number, user_id)


def _take(words: Words, _: Reading) -> TakeCase:
    number = take_case(words, "/case take 12")
    take_end(words, f"/case take {number}")
    return TakeCase(number)


_NO_SEVERITY = 10  # from here on a number was clearly meant as a case


def _set_severity(words: Words, _: Reading) -> SetSeverity:
    number = take_case(words, "/case severity 12 2")
    example = f"/case severity {number} 2"
    if words.done:
        raise Missing("Which severity: 1, 2 or 3?", example)
    match = re.fullmatch(r"(?:sev)?([0-9]{1,9})", words.word())
    if match is None or int(match[1]) not in SEVERITIES:
        case = case_number(words.word())
        if number in SEVERITIES and case is not None and case >= _NO_SEVERITY:
            raise NotUnderstood(
                "The case comes first, and then the severity.", f"/case severity {case} {number}"
            )
        raise NotUnderstood(
            f"{said(words.text(1))} is not a severity: there are 1, 2 and 3.", example
        )
    words.take()
    take_end(words, example)
    return SetSeverity(number, int(match[1]))


def _set_kind(words: Words, _: Reading) -> SetKind:
    if words.word() in KINDS and (case := case_number(words.word(1))) is not None:
        kind = words.word()
        raise NotUnderstood("The case comes first, and then the kind.", f"/case kind {case} {kind}")
    number = take_case(words, "/case kind 12 defect")
    kind = take_one_of(words, KINDS, "a kind", f"/case kind {number} {{}}")
    take_end(words, f"/case kind {number} {kind}")
    return SetKind(number, kind)


def _retitle(words: Words, _: Reading) -> Retitle:
    number = take_case(words, "/case title 12 Login loops after upgrade")
    example = f"/case title {number} Login loops after upgrade"
    return Retitle(number, _title(words, f"What is the new title of #{number}?", example))


def _move(words: Words, _: Reading) -> MoveCase:
    number = take_case(words, "/case customer 12 globex because opened for the wrong one")
    example = f"/case customer {number} globex because opened for the wrong one"
    because = words.find("because")
    customer = customer_name(words.upto(words.count if because is None else because), example)
    return MoveCase(number, customer, optional_reason(words, example))


def _close(words: Words, _: Reading) -> CloseCase:
    number = take_case(words, "/case close 12")
    return CloseCase(number, limited(words.rest(), TEXT_LIMIT, "note") or None)


def _reopen(words: Words, _: Reading) -> Reopen:
    number = take_case(words, "/case reopen 12")
    take_end(words, f"/case reopen {number}")
    return Reopen(number)


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
