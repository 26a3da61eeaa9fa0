"""The grammar of `/escalation log`: duration, then case or customer, then day, then note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from typing import Annotated

from handlers.intents.escalation.log_slips import (
    is_bare_number,
    late_customer,
    lead_of,
    refuse_near_customer,
    refuse_near_day,
    refuse_turned_round,
    turned_round,
)
from handlers.intents.pieces.asking import THE_NOTE, ask, ask_which
from handlers.intents.pieces.case_numbers import case_number, read_case, says_case, take_case
from handlers.intents.pieces.counts import is_amount, may_count
from handlers.intents.pieces.customer_names import customer_ahead
from handlers.intents.pieces.days import ON, PAST, begins_day, read_day
from handlers.intents.pieces.durations import (
    TOGETHER,
    BadDuration,
    begins_duration,
    looks_like_duration,
    read_duration,
)
from handlers.intents.pieces.from_to import FromTo, read_from_to
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import TEXT_LIMIT, Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading, Unclear
from handlers.intents.pieces.taking import ANYWAY, limited, take_again
from handlers.intents.pieces.written import (
    Again,
    Anyway,
    CaseNumber,
    CustomerName,
    Verbatim,
    Written,
)
from models.problems import Missing
from models.rules.limits import A_DAY
from models.rules.permissions import Permission
from models.rules.writing import duration


class LogTime(Intent):
    """Log minutes (1 to 1440) of work on a day; None means today.

    On a case, or on the case that is meant: the customer's (its short name) or the channel's open
    one; with both the case is to be the customer's. `again` is the entry that said the very same
    and is meant once more; `anyway` if the day is meant.
    """

    word = Word(
        "/escalation log",
        Permission.ENGINEERS,
        help={
            "/escalation log 2h [#12|acme] [day] [note]": (
                "logs time. Durations: `2h`, `90m`, `1h30`, `1.5h`, `0:45`; days: `yesterday`, "
                "`mon`, `last fri`, `8 jun`, `8.6.`, `2026-06-08`; quotes begin the note"
            )
        },
        examples=(
            "/escalation log 2h",
            "/escalation log 1h30 #12 yesterday Traced the login loop",
        ),
        reserves=("again",),
        writes=True,
    )

    minutes: Annotated[int, Written(spelled=duration)]
    case: CaseNumber | None = None
    customer: CustomerName | None = None
    day: date | None = None
    note: Verbatim = ""
    anyway: Anyway = False
    again: Again | None = None
    perhaps: Annotated[LogTime | None, Written("")] = field(default=None, compare=False)

    @staticmethod
    def read(words: Words, reading: Reading) -> LogTime | NewTime:
        """Read nothing or `#12`, which is the form, or what `read_log` reads."""
        if words.done:
            return NewTime()
        is_case = words.count == 1 and words.word().startswith("#")
        if is_case and (case := case_number(words.word())):
            return NewTime(case)
        return read_log(words, reading)


class NewTime(Intent):
    """Open the form for logging time, on a case if one is named."""

    word = Word(
        "/escalation log (form)",
        Permission.ENGINEERS,
        help={"/escalation log [#12]": "a form for that, which shows beforehand what it takes"},
        opens="Log time",
    )

    case: CaseNumber | None = None


def begins_log(words: Words, reading: Reading) -> bool:
    """Whether `log` was left out: a duration is ahead, perhaps behind the case or the customer."""
    if begins_duration(words.ahead()) or is_bare_number(words.word()):
        return True
    return turned_round(words, reading) is not None


def read_log(words: Words, reading: Reading) -> LogTime:
    """Read everything behind `log`; what no piece of the grammar claims is the note, verbatim.

    What begins the note and looks like more of the rest is asked about.
    """
    again = take_again(words, "entry is logged")
    anyway = words.take_last(ANYWAY)
    if words.done:
        raise Missing("How long did it take? Like `2h`, `45m`, `1h30`.", "/escalation log 2h")
    case, customer, used = turned_round(words, reading) or (None, None, 0)
    words.skip(used)
    if not begins_duration(words.ahead()) and not is_bare_number(words.word()):
        raise refuse_turned_round(words)
    span = read_from_to(" ".join(words.ahead()))
    minutes = _minutes(words)
    words.skip_dash()
    if not used:
        case = _case(words, reading)
        customer = None if case else _customer(words, reading)
    if case:
        customer = _whose(words, reading)
    elif customer:
        case = _case_of(words, reading)
    words.skip_dash()
    day = None if words.is_text else _day(words, reading)
    words.skip_dash()
    entry = LogTime(minutes, case, customer, day, anyway=anyway, again=again)
    if not words.done and not words.is_text:
        _ask_about(words, reading, entry)
        entry = replace(entry, perhaps=_on_the_number(words, entry))
    entry = replace(entry, note=limited(words.rest(), TEXT_LIMIT, "note"))
    if span is not None:
        _ask_whether_begun(reading, entry, span)
    return entry


def _ask_whether_begun(reading: Reading, entry: LogTime, span: FromTo) -> None:
    """Ask about a stretch of today that has not begun yet: it may have been the day before."""
    now, today = reading.now, reading.today
    has_begun = span.start <= now.hour * 60 + now.minute
    if has_begun or not span.certain or entry.day not in (None, today):
        return
    options = (
        (f"{duration(entry.minutes)} today", entry),
        ("It was yesterday", replace(entry, day=today - timedelta(days=1))),
    )
    raise ask(
        f"{said(span.shown)} has not begun yet: it is {now:%H:%M} now.",
        *((label, f"/escalation {intent.typed()}") for label, intent in options),
    )


def _whose(words: Words, reading: Reading) -> str | None:
    """Take a customer that alone stands behind the case, before a day or the end: it is checked."""
    found = customer_ahead(words, reading)
    if found is None:
        return None
    behind = words.ahead(found[1])
    if behind and not begins_day(behind, reading.today):
        return None
    words.skip(found[1])
    return found[0]


def _case_of(words: Words, reading: Reading) -> int | None:
    """Take a case that alone stands behind its customer, before a day or the end: it is checked."""
    found = read_case(words.ahead()) if says_case(words.ahead()) else None
    if found is None:
        return None
    behind = words.ahead(found[1])
    return _take_case(words) if not behind or begins_day(behind, reading.today) else None


def _ask_about(words: Words, reading: Reading, entry: LogTime) -> None:
    """Ask about what begins the note of an entry and looks like more of what stands before it."""
    note, lead = words.text(words.count), lead_of(words)
    plus = int(words.word() in TOGETHER)
    if used := looks_like_duration(words.ahead(plus)):
        more, _ = _read_duration(words.ahead(plus, used))
        used += plus
        sentence = f"Is {said(words.text(used))} more time?"
        label = f"{duration(entry.minutes + more)} in all"
        meant = replace(entry, minutes=entry.minutes + more)
    elif case := _late_case(words, lead, entry):
        number, used = case
        sentence, label = f"Is {said(words.text(used - lead, lead))} the case?", f"#{number}"
        meant = replace(entry, case=number, customer=None)
    elif late := _late_customer(words, reading, entry):
        customer, used = late
        sentence, label = f"Is {said(words.text(used - lead, lead))} the customer?", customer
        meant = replace(entry, customer=customer)
    else:
        return
    words.skip(used)
    meant = replace(meant, note=words.text(words.count))
    options = [(label, meant)] if meant.minutes <= A_DAY else []
    options.append((THE_NOTE, replace(entry, note=note)))
    raise ask(sentence, *((label, f"/escalation {intent.typed()}") for label, intent in options))


def _late_customer(words: Words, reading: Reading, entry: LogTime) -> tuple[str, int] | None:
    """Return the customer that stands behind the day, and its words; on a case only where the line
    ends with it.
    """
    if entry.customer is not None or (late := late_customer(words, reading)) is None:
        return None
    return late if entry.case is None or words.count == late[1] else None


def _read_duration(words: Sequence[str]) -> tuple[int, int]:
    try:
        return read_duration(words)
    except BadDuration:
        return A_DAY, len(words)


def _late_case(words: Words, lead: int, entry: LogTime) -> tuple[int, int] | None:
    """Return the case that stands behind the case, the customer or the day, and its words.

    A number alone is one only where the line ends with it.
    """
    ahead = words.ahead(lead)
    ends = entry.case is None and words.count == lead + 1 and is_bare_number(words.word(lead))
    found = read_case(ahead) if says_case(ahead) or ends else None
    return (found[0], lead + found[1]) if found else None


def _minutes(words: Words) -> int:
    """Take the duration; in the lines of a question everything else stays as it was typed."""
    try:
        minutes, used = read_duration(words.ahead())
    except BadDuration as bad:
        if not bad.readings:
            raise NotUnderstood(bad.sentence, "/escalation log 2h") from bad
        others = []
        if bad.text_from is not None and bad.text_from < words.count:
            words.skip(bad.text_from)
            others = [(THE_NOTE, f"/escalation {words.as_text()}")]
            words.skip(-bad.text_from)
        raise ask_which(words, bad, "/escalation", *others) from bad
    words.skip(used)
    return minutes


def _take_case(words: Words) -> int:
    return take_case(words, "/escalation log 2h #12")


def _case(words: Words, reading: Reading) -> int | None:
    """Take a case; a bare number is one unless a day begins so, or it may count something."""
    lead = lead_of(words)
    ahead = words.ahead(lead)
    if not says_case(ahead):
        if begins_day(ahead, reading.today) or read_case(ahead) is None:
            return None
        if is_bare_number(ahead[0]) and (is_amount(ahead[1:]) or may_count(ahead[1:])):
            return None
    words.skip(lead)
    return _take_case(words)


def _on_the_number(words: Words, entry: LogTime) -> LogTime | None:
    """Return an entry as it is on the case whose number may begin its note; None if none does."""
    number = lead_of(words)
    is_where_a_case_stands = (entry.case, entry.customer) == (None, None)
    if not is_where_a_case_stands or not is_bare_number(words.word(number)):
        return None
    behind = words.ahead(number + 1)
    if not may_count(behind) and (entry.day is None or is_amount(behind)):
        return None
    note = words.text(words.count, number + 1)
    return replace(entry, case=int(words.word(number)), note=note)


def _customer(words: Words, reading: Reading) -> str | None:
    lead = lead_of(words)
    found = customer_ahead(words, reading, lead)
    if found is None:
        refuse_near_customer(words, reading, lead)
        return None
    customer, used = found
    words.skip(lead + used)
    return customer


def _day(words: Words, reading: Reading) -> date | None:
    on = int(words.word() in ON)
    the_note = (THE_NOTE, f"/escalation {words.as_text()}")
    words.skip(on)
    try:
        found = read_day(words.ahead(), reading.today, PAST)
    except Unclear as unclear:
        raise ask_which(words, unclear, "/escalation", the_note) from unclear
    except NotUnderstood as problem:
        raise ask(str(problem), the_note) from problem
    if found is None:
        words.skip(-on)
        refuse_near_day(words, on)
        return None
    words.skip(found[1])
    return found[0]
