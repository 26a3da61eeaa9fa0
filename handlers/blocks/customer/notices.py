"""What account managers are told without asking: of one customer, of many, and in its channel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, assert_never

from handlers.blocks.customer.renewals import argument, comes, offered
from handlers.blocks.escalation.decision import answers_to
from handlers.blocks.pieces.answer import (
    LASTS,
    Answer,
    answer,
    buttons,
    choice,
    lines,
    noting_buttons,
    section,
    small,
    with_rest,
)
from handlers.blocks.pieces.wording import (
    chf,
    counted,
    day,
    duration,
    expires,
    greeting,
    left,
    long_day,
    quoted,
)
from handlers.phrases import channel
from handlers.phrases.writer import Writer
from models.rows.customers import Customer
from models.rules.notices import (
    Breach,
    Expires,
    Left,
    Notice,
    Notices,
    ToDecide,
    Uncovered,
    Undecided,
)
from models.rules.renewal import year_used
from models.rules.service_definition import BLOCK_MINUTES, CONSULTING_MINUTE
from models.rules.statement import Block, Statement
from models.rules.written_time import Wall
from models.usecases.customer.notices import CustomerNotices, Snoozed

_MOST_LINES: Final = 7  # of one customer, that a telephone shows them with their buttons
_LONGEST_GROUP: Final = 1700  # characters: all groups of a digest fit into a message


# --- of one customer ------------------------------------------------------------------------------


def told(known: CustomerNotices, wall: Wall, only: Sequence[int] = ()) -> Answer:
    """Tell an account manager of one customer, with what may be done about it; `only` are the
    numbers of what is told, by which it is snoozed.
    """
    customer, first = known.customer, _heading(known, wall)
    said = _listed_below(known, wall)
    shown, rest = said[:_MOST_LINES], said[_MOST_LINES:]
    more = f"and {len(rest)} more: `/customer notices {customer.key}` shows all" if rest else None
    return answer(
        first,
        lines(shown),
        small(more) if more else None,
        noting_buttons(*_offered(known, wall.today, only)),
        small(f"`/customer notices {customer.key} digest` tells it on Mondays, `off` never (N2)"),
    )


def standing(known: CustomerNotices, wall: Wall, *, may_set: bool) -> Answer:
    """Show how a customer's account manager is told, and all that there is to tell of it now."""
    customer = known.customer
    others = [each for each in Notices if may_set and each is not customer.notices]
    said = answer(
        f"{customer.key}'s account manager is told {_MEANS[customer.notices]} (N2).",
        small(_heading(known, wall)) if known.notices else small("Nothing asks for a look now."),
        buttons([(each.title(), f"/customer notices {customer.key} {each}") for each in others]),
    )
    return with_rest(said, lines(_listed_below(known, wall)))


def _heading(known: CustomerNotices, wall: Wall) -> str:
    customer, number = known.customer, len(known.notices)
    if number == 1:
        return f"{customer.key}: {_said(known.notices[0], known.statement, wall)}"
    return f"{customer.key}: {number} things to look at, {left(known.statement)}."


def _listed_below(known: CustomerNotices, wall: Wall) -> Sequence[str]:
    """Return what stands below the heading, where that does not say all."""
    said = [f"• {_said(each, known.statement, wall)}" for each in known.notices]
    return said if len(said) > 1 else []


def _offered(
    known: CustomerNotices, today: date, only: Sequence[int]
) -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
    """What is offered with a notice: first what decides, then a case whose reply is late, a quote,
    a statement, a snooze of what it tells.
    """
    key = known.customer.key
    wanted = max(1, known.statement.missing)
    usual = [
        ("Quote", f"/balance {key} quote {wanted}"),
        ("Statement", f"/balance {key} statement {today.year}"),
    ]
    late = [each.case for each in known.notices if isinstance(each, Breach)]
    looks = [(f"Show #{case}", f"/case show {case}") for case in late[:1]]
    decides = next(filter(None, (_decides(key, each, today) for each in known.notices)), [])
    if len(late) == len(known.notices):
        usual = []  # neither answers a reply that is late
    first = decides or [*looks, *usual][:2]
    others = [each for each in (*looks, *usual) if each not in first]
    soon, later = snoozes(key, today, only)
    return [*first, soon], [*others, later, ("Balance", f"/balance {key}")]


def _decides(key: str, notice: Notice, today: date) -> Sequence[tuple[str, str]]:
    """What decides about what a notice tells, if a press can."""
    match notice:
        case Undecided(block=block):
            return answers_to(block.case, block.number)
        case ToDecide(renewal=renewal):
            return offered(key, renewal, today)
        case _:
            return []


def snoozes(
    key: str, today: date, only: Sequence[int] = ()
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return two ways to snooze what there is to tell of a customer: to Sunday, so that it is told
    again on Monday, and to the end of a month; `only` what is told under these numbers.
    """
    sunday = today + timedelta(days=6 - today.weekday())
    month = _end_of_month(today)
    if month - today < timedelta(days=14):
        month = _end_of_month(month + timedelta(days=1))
    soon, later = (
        (
            f"Snooze until {day(until, today)}",
            f"/customer snooze {key} until {until}{_only(only)}",
        )
        for until in (sunday, month)
    )
    return soon, later


def _only(numbers: Sequence[int]) -> str:
    return f" --only {','.join(map(str, numbers))}" if numbers else ""


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _said(notice: Notice, statement: Statement, wall: Wall) -> str:
    """Say one thing of a customer who is named before it."""
    match notice:
        case Left():
            return f"{left(statement)}."
        case Uncovered(charge=charge):
            return f"{_case(charge.block, statement)} is uncovered: no grant to take from (E7)."
        case Undecided(block=block):
            passed = duration(BLOCK_MINUTES * (block.number - 1))
            price = chf(block.minutes * CONSULTING_MINUTE)
            return (
                f"{_titled(block, statement)} waits for a decision past {passed}: "
                f"{duration(block.minutes)} so far, {price} as consulting, excl. VAT (E5)."
            )
        case Expires(line=line):
            ends = _on_day(line.grant.last_day, wall)
            return f"{expires(line)} {ends} (G6)."
        case ToDecide(renewal=renewal):
            use = year_used(statement)
            return comes(renewal, wall.today) + (f" {argument(use)}" if use else "")
        case Breach():
            how = "came late" if notice.answered else "is still to be given"
            title = quoted(notice.title, 50)
            return f"the first reply on #{notice.case} {title} {how} (S3)."
        case _:
            assert_never(notice)


def _case(block: Block, statement: Statement) -> str:
    said = _titled(block, statement)
    return f"{said}, block {block.number}," if block.number > 1 else said


def _titled(block: Block, statement: Statement) -> str:
    account = statement.case(block.case)
    return f"#{block.case}" + (f" {quoted(account.title, 50)}" if account else "")


def _on_day(day: date, wall: Wall) -> str:
    """Say on which day, and in how many days that is."""
    days = (day - wall.today).days
    when = f"in {counted(days, 'day')}" if days else "today"
    return f"on {long_day(day)}, {when}"


# --- of many --------------------------------------------------------------------------------------


def digest(found: Sequence[CustomerNotices], wall: Wall) -> Answer:
    """Tell an account manager of several customers, what presses most first."""
    number = counted(len(found), "customer")
    verb = "asks" if len(found) == 1 else "ask"
    groups = _groups(found, wall)
    menu = [(f"Balance of {k.customer.key}", f"/balance {k.customer.key}") for k in found]
    return answer(
        f"{greeting(wall)}. {number} {verb} for a look.",
        *(section(f"*{title}*\n{_listed(items)}") for title, items in groups.items()),
        choice("Look at…", menu, LASTS),
        small("`/customer snooze acme until …` lets one wait · your Home shows what is to decide"),
    )


def _groups(found: Sequence[CustomerNotices], wall: Wall) -> Mapping[str, Sequence[str]]:
    """Return what is said of customers, each in a few words, by what it is about."""
    groups: dict[str, list[str]] = {title: [] for title in _TITLES.values()}
    for known in found:
        about: dict[type[Notice], list[Notice]] = defaultdict(list)
        for notice in known.notices:
            about[type(notice)].append(notice)
        for kind, notices in about.items():
            briefs = dict.fromkeys(_brief(each, wall) for each in notices)
            groups[_TITLES[kind]].append(f"`{known.customer.key}` {', '.join(briefs)}")
    return {title: items for title, items in groups.items() if items}


_TITLES: Final[Mapping[type[Notice], str]] = {
    Uncovered: ":warning: Uncovered",
    Left: "Left",
    Undecided: "Waits for a decision",
    ToDecide: "Contracts to decide about",
    Expires: "Expires unused",
    Breach: "First reply late",
}


def _brief(notice: Notice, wall: Wall) -> str:
    """Say one thing in a few words, below its title and behind its customer."""
    match notice:
        case Left(statement=statement):
            return f"{statement.remaining} of {statement.granted}"
        case Uncovered(charge=charge):
            return f"#{charge.block.case}"
        case Undecided(block=block):
            return f"#{block.case}"
        case Expires(line=line):
            return f"{line.remaining} on {wall.day(line.grant.last_day)}"
        case ToDecide(renewal=renewal):
            how = "ends" if renewal.ends else "notice by"
            return f"{how} {wall.day(renewal.decide_by)}"
        case Breach():
            return f"#{notice.case}"
        case _:
            assert_never(notice)


def _listed(items: Sequence[str]) -> str:
    """Write items behind each other; where they are too many for a group, how many more."""
    kept, length = [], 0
    for item in items:
        length += len(item) + 3
        if length > _LONGEST_GROUP:
            break
        kept.append(item)
    more = [f"and {len(items) - len(kept)} more"] if len(kept) < len(items) else []
    return " · ".join([*kept, *more])


# --- to people from outside -----------------------------------------------------------------------


def told_outside(known: CustomerNotices, wall: Wall) -> Answer:
    """Tell a customer's people, in their language, what is left of their own, and until when
    (I9).
    """
    write = Writer(known.customer.language)
    said = [each for notice in known.notices if (each := _said_outside(notice, wall, write))]
    first, *rest = said
    return answer(first, lines(rest, write), small(write.say(channel.CONTACT_HELPS)))


def _said_outside(notice: Notice, wall: Wall, write: Writer) -> str | None:
    match notice:
        case Left(statement=statement):
            return write.say(channel.YOU_HAVE, left=left(statement, write))
        case Expires(line=line):
            day = line.grant.last_day
            days = (day - wall.today).days
            when = write.count(days, channel.IN_DAYS) if days else write.say(channel.TODAY)
            given = {"day": write.long_day(day), "when": when}
            return write.count(line.remaining, channel.EXPIRE_ON, **given)
        case _:
            return None  # nothing else is theirs to know


# --- how somebody is told -------------------------------------------------------------------------


def notices_set(customer: Customer) -> Answer:
    """Say how notices are given from now on."""
    return answer(f"{customer.key}'s account manager is told {_MEANS[customer.notices]} (N2).")


_MEANS: Final = {
    Notices.ON: "at opening, what there is to know",
    Notices.DIGEST: "on Monday at opening, all of the week together",
    Notices.OFF: "nothing without being asked",
}


def snoozed(done: Snoozed, last_day: date, again: date | None, wall: Wall) -> Answer:
    """Say what is left alone, and when it is told again."""
    known = done.known
    key, number = known.customer.key, counted(len(known.notices), "thing")
    what = (
        f"everything there is to tell of {key} ({number})" if done.is_all else f"{number} of {key}"
    )
    undoes = f"/customer snooze {key} off{_only(done.numbers)}"
    return answer(
        f"Snoozed {what} until {long_day(last_day)}: {_told_again(again)}.",
        lines(f"• {_said(each, known.statement, wall)}" for each in known.notices),
        small("Whatever else comes up is told meanwhile"),
        buttons([("Undo", undoes)]),
    )


def awake(customer: Customer, number: int, again: date | None) -> Answer:
    """Say that so many things are snoozed no more, and when they are told again."""
    verb = "is" if number == 1 else "are"
    return answer(
        f"{counted(number, 'thing')} of {customer.key} {verb} snoozed no more: "
        f"{_told_again(again)}."
    )


def _told_again(on: date | None) -> str:
    if on is None:
        return "nothing is told without being asked (N2)"
    return f"told again on {long_day(on)}, if it still stands"
