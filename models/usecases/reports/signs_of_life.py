"""Signs of life: what a program calls every so often, so that somebody notices when it does not
(I11).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, Unknown
from models.rows.customers import Customer
from models.rows.reports import SignOfLife, Source
from models.rules.languages import Language
from models.rules.permissions import Permission
from models.rules.reports import ReportDoor
from models.rules.service_definition import Severity
from models.rules.writing import span
from models.usecases import people
from models.usecases.derived.clocks import DueCases
from models.usecases.reports import arrivals, entrance, sources
from models.usecases.reports.entrance import Away
from models.usecases.reports.incoming import Incoming, event_identity
from models.usecases.reports.sources import NewKey
from models.usecases.turn import Turn

Titled = Callable[[Language, str, int], str]
"""The title of a case in a language: for a sign of life, by its name and how often it is expected
(minutes).
"""


@dataclass(frozen=True)
class SignTerms:
    """How often a sign of life is expected, how late it may be, in minutes, and how severe the case
    is that is opened when it stays away.
    """

    every: int
    grace: int
    severity: Severity

    def __str__(self) -> str:
        """Return them in words, for the customer's history."""
        terms = f"every {span(self.every)}, with {span(self.grace)} of grace"
        return f"expected {terms}, as Sev-{self.severity.value}"

    @property
    def patience(self) -> timedelta:
        """How long after one the next is missed."""
        return timedelta(minutes=self.every + self.grace)


@dataclass(frozen=True)
class Expected:
    """A sign of life that is expected from now on, with its key where that is new."""

    source: Source
    sign: SignOfLife
    made: NewKey | None


@people.may(Permission.OWN_CUSTOMERS, "expect signs of life")
def expect(turn: Turn, customer: Customer, name: str, terms: SignTerms) -> Expected:
    """Expect a sign of life from its first arrival on; one that is expected, by other terms.

    Impossible for the name of a source that reports events.
    """
    people.managed(turn, customer, "expect signs of life of it")
    source = sources.find(turn, customer, name)
    if source is None:
        made = sources.add(turn, customer, name)
        sign = SignOfLife(source_id=made.source.id, **_as_columns(terms), **turn.stamp)
        turn.session.add(sign)
        sources.note(turn, made.source, f" {terms}")
        return Expected(made.source, sign, made)
    known = turn.session.get(SignOfLife, source.id)
    if known is None:
        raise Impossible(f"{customer.key} has a source {name} that reports: take another name.")
    sources.note(turn, source, f" {terms}")
    known.every, known.grace, known.severity = terms.every, terms.grace, terms.severity
    heard_at = sources.shown(turn, source).heard_at
    if known.due_at is not None and heard_at is not None:
        known.due_at = heard_at + terms.patience
    if known.ended_at is None:
        return Expected(source, known, None)
    known.ended_at = None
    return Expected(source, known, sources.new_key(turn, source))


def hear(turn: Turn, source: Source, customer: Customer, came_at: datetime) -> datetime | None:
    """Take in a sign of life, and return by when the next one is expected, its grace included; None
    if it is expected no more.

    If it had stayed away, this says that it is back (I6).
    """
    sign = turn.session.get_one(SignOfLife, source.id, with_for_update=True)
    if sign.ended_at is not None:
        return None
    alive = _incoming(source, came_at, f"{source.name} is alive", recovered=True)
    arrivals.hear_sign(turn, alive, customer)
    sign.due_at = came_at + _terms_of(sign).patience
    return sign.due_at


def missed(turn: Turn) -> DueCases:
    """Return the sources of the signs of life that are missed by now; none while the desk itself is
    away for programs.
    """
    armed = turn.session.scalars(_ARMED).all()
    aways = entrance.aways(turn) if armed else ()
    times = {sign.source_id: _missed_at(sign, _met(sign, aways)) for sign in armed}
    due = [source for source, at in times.items() if at is not None and at <= turn.moment]
    coming = (at for at in times.values() if at is not None and at > turn.moment)
    return DueCases(due, min((turn.next_midnight, *coming)))


def _missed_at(sign: SignOfLife, met: Sequence[Away]) -> datetime | None:
    """Return when an armed sign of life is missed: where it may have `met` a desk that was away,
    its grace counts from the return of that; None while it is away.
    """
    assert sign.due_at is not None, "it is armed"
    returns = [away.until for away in met if away.until is not None]
    if len(returns) < len(met):
        return None
    return max((sign.due_at, *(until + _grace_of(sign) for until in returns)))


def _met(sign: SignOfLife, aways: Sequence[Away]) -> Sequence[Away]:
    """Return when the desk was away as an armed sign of life was to come, give or take a grace."""
    assert sign.due_at is not None, "it is armed"
    begins, ends = sign.due_at - 2 * _grace_of(sign), sign.due_at
    return [each for each in aways if each.since < ends and not _was_back(each, begins)]


def _was_back(away: Away, at: datetime) -> bool:
    return away.until is not None and away.until <= at


def _grace_of(sign: SignOfLife) -> timedelta:
    return timedelta(minutes=sign.grace)


def all_armed(turn: Turn) -> Sequence[int]:
    """Return the sources of all signs of life that may be missed."""
    found = select(SignOfLife.source_id).where(_IS_ARMED).order_by(SignOfLife.source_id)
    return turn.session.scalars(found).all()


_IS_ARMED = SignOfLife.due_at.is_not(None)
_ARMED = select(SignOfLife).where(_IS_ARMED).order_by(SignOfLife.due_at)


def miss(turn: Turn, source_id: int, *, titled: Titled) -> None:
    """Open a case for a sign of life that stays away, once, unless it came meanwhile.

    Its title is the customer's to read; that the desk was away meanwhile is for ours, in its
    history.
    """
    sign = turn.session.get_one(SignOfLife, source_id, with_for_update=True)
    if sign.ended_at is not None or sign.due_at is None:
        return
    met = _met(sign, entrance.aways(turn))
    missed_at = _missed_at(sign, met)
    if missed_at is None or missed_at > turn.moment:
        return
    source = turn.session.get_one(Source, source_id)
    customer = turn.session.get_one(Customer, source.customer_id)
    sign.due_at = None
    critical = sign.severity is Severity.SEV1
    title = titled(customer.language, source.name, sign.every)
    missed = _incoming(source, missed_at, title, critical=critical)
    returns = [turn.wall.dated(away.until) for away in met if away.until is not None]
    if returns:
        missed = replace(missed, text="The desk itself was away until " + ", ".join(returns))
    arrivals.take_in(turn, missed, customer)


def _incoming(
    source: Source,
    at: datetime,
    title: str,
    *,
    critical: bool = False,
    recovered: bool = False,
) -> Incoming:
    identity = event_identity(source, source.name)
    door = ReportDoor.SIGN_OF_LIFE
    return Incoming(
        door, identity, at, title, "", critical=critical, recovered=recovered, source=source
    )


def _terms_of(sign: SignOfLife) -> SignTerms:
    return SignTerms(sign.every, sign.grace, sign.severity)


def _as_columns(terms: SignTerms) -> dict[str, object]:
    return {"every": terms.every, "grace": terms.grace, "severity": terms.severity}


@people.may(Permission.OWN_CUSTOMERS, "expect signs of life")
def end(turn: Turn, customer: Customer, name: str) -> Source:
    """Expect a sign of life no more: its keys are revoked. Unknown if none of this name is."""
    people.managed(turn, customer, "expect signs of life of it")
    source = sources.named(turn, customer, name)
    sign = turn.session.get(SignOfLife, source.id, with_for_update=True)
    if sign is None or sign.ended_at is not None:
        raise Unknown(
            f"No sign of life {name} is expected of {customer.key}.",
            Step.LIST_SOURCES(customer=customer.key),
        )
    sign.ended_at, sign.due_at = turn.moment, None
    for key in sources.live_keys(turn, source):
        sources.end_key(turn, source, key)
    sources.note(turn, source, " expected no more")
    return source
