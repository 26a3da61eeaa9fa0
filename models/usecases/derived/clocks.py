"""The response clocks of cases, from what their customers had and what they were, over time (S)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError
from structlog import get_logger

from models.rows.cases import Case, Change
from models.rules.contract_year import Contract, level_on
from models.rules.levels_known import RecordedFact, agreed_by, levels_known
from models.rules.noted import AboutCase, Noted, Subject
from models.rules.response import Circumstances, ResponseClock, response_clock
from models.rules.service_definition import Level, Severity
from models.usecases.derived.entitlements import recorded_with
from models.usecases.turn import Turn

_log = get_logger(__name__)


@dataclass(frozen=True)
class CaseClock:
    """A case with its clock and the level of its customer at the moment."""

    case: Case
    clock: ResponseClock
    level: Level


@dataclass(frozen=True)
class DueCases:
    """The cases for which something is due at a moment, by the clock.

    Nothing else will be until `next_at`, unless something is written.
    """

    numbers: Sequence[int]
    next_at: datetime


def clock_of(turn: Turn, case: Case) -> CaseClock:
    """Return the clock of one case at the moment of the turn."""
    return clocks_of(turn, [case])[0]


def clocks_of(turn: Turn, cases: Sequence[Case]) -> list[CaseClock]:
    """Return the clocks of cases at the moment of the turn, in the order given."""
    turn.session.flush()
    changes = _changes(turn, cases)
    customers = {case.customer_id for case in cases}
    customers |= {left for rows in changes.values() for left in _left_customers(rows)}
    recorded = recorded_with(turn.session, customers)
    levels = {id_: level_on(_agreed(facts), turn.today) for id_, facts in recorded.items()}
    return [
        CaseClock(
            case,
            response_clock(
                turn.calendar,
                case.reported_at,
                _history(turn, case, changes[case.id], recorded),
                case.responded_at,
            ),
            levels[case.customer_id],
        )
        for case in cases
    ]


def _agreed(recorded: Sequence[RecordedFact]) -> Sequence[Contract]:
    return agreed_by(tuple(each.fact for each in recorded))


def running(turn: Turn, customer_id: int | None = None) -> list[CaseClock]:
    """Return the clocks that run, of one customer or all: open cases without a first response.

    As far as they are readable.
    """
    waiting = select(Case).where(Case.responded_at.is_(None), Case.closed_at.is_(None))
    if customer_id is not None:
        waiting = waiting.where(Case.customer_id == customer_id)
    return readable(turn, turn.session.scalars(waiting.order_by(Case.id)).all())


def readable(turn: Turn, cases: Sequence[Case]) -> list[CaseClock]:
    """Return the clocks of those cases that can be read: one that can't be hides no other.

    The log has the stack of what is wrong with it.
    """
    try:
        return clocks_of(turn, cases) if cases else []
    except DBAPIError:  # nothing is wrong with a case
        raise
    except Exception:
        if len(cases) == 1:
            _log.exception("a case can't be read", case=cases[0].id)
            return []
    return [item for case in cases for item in readable(turn, [case])]


def moved(before: Sequence[CaseClock], after: Sequence[CaseClock]) -> list[CaseClock]:
    """Return the clocks of `after` that are due at another instant than `before`, by that."""
    dues = {item.case.id: item.clock.due for item in before}
    changed = [item for item in after if item.clock.due != dues.get(item.case.id)]
    return sorted(changed, key=lambda item: item.clock.due)


class _Changed(NamedTuple):
    """A change of a case's severity, or of whose it is."""

    case: int
    at: datetime
    what: Noted
    old: str | None
    new: str | None


def _changes(turn: Turn, cases: Sequence[Case]) -> dict[int, list[_Changed]]:
    found: dict[int, list[_Changed]] = defaultdict(list)
    for row in turn.read(_CHANGES, {"cases": [case.id for case in cases]}):
        changed = _Changed(*row)
        found[changed.case].append(changed)
    return found


# Built once: each letter about a case asks it.
_CHANGES = (
    select(Change.subject_id, Change.at, Change.what, Change.old, Change.new)
    .where(
        Change.subject == Subject.CASE,
        Change.subject_id.in_(bindparam("cases", expanding=True)),
        Change.what.in_((AboutCase.SEVERITY, AboutCase.CUSTOMER)),
    )
    .order_by(Change.at, Change.id)
)


def _left_customers(changes: Sequence[_Changed]) -> set[int]:
    return {
        int(change.old) for change in changes if change.what is AboutCase.CUSTOMER and change.old
    }


def _history(
    turn: Turn,
    case: Case,
    changes: Sequence[_Changed],
    recorded: Mapping[int, Sequence[RecordedFact]],
) -> list[Circumstances]:
    """What the case was at its report, and after each change up to the moment (S2, S4)."""
    severity, customer = case.severity, case.customer_id
    for each in reversed(changes):  # from what it is back to what it was
        severity, customer = _with(each.what, each.old, severity, customer)
    levels = {
        id_: levels_known(turn.calendar, recorded[id_], case.reported_at, case.at)
        for id_ in (case.customer_id, *_left_customers(changes))
    }
    moments = {since for known in levels.values() for since, _ in known}
    events: list[tuple[datetime, _Changed | None]] = [(moment, None) for moment in moments]
    events += [(each.at, each) for each in changes]
    found: list[Circumstances] = []
    for moment, change in sorted(events, key=itemgetter(0)):
        if found and moment > turn.moment:
            break
        if change is not None:
            severity, customer = _with(change.what, change.new, severity, customer)
        level = next(level for since, level in reversed(levels[customer]) if since <= moment)
        found.append(Circumstances(moment, level, severity, customer))
    return found


def _with(
    what: Noted, value: str | None, severity: Severity, customer: int
) -> tuple[Severity, int]:
    """Return a case's severity and customer with one of them changed."""
    if what is AboutCase.SEVERITY:
        return Severity(int(value or severity)), customer
    return severity, int(value or customer)
