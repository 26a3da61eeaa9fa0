"""Withdrawing a case that was opened by mistake, or twice (S6)."""

from __future__ import annotations

from dataclasses import replace

from models.next_steps import Step
from models.problems import Choice, Impossible, Missing
from models.rows.cases import Case
from models.rules.noted import AboutCase
from models.rules.permissions import Permission
from models.usecases import finding, people
from models.usecases.case.watch import CaseChanged, Watch
from models.usecases.channels import ownership
from models.usecases.derived.clocks import clock_of
from models.usecases.escalation.time_listed import standing_entries
from models.usecases.turn import Turn


@people.may(Permission.ENGINEERS, "change cases")
def withdraw(
    turn: Turn, number: int, because: str | None, double_of: int | None = None
) -> CaseChanged:
    """Withdraw a case that was opened by mistake, or twice (S6): it wants a reason.

    The case that it doubles takes over an earlier report's instant. Choice while there is time on
    it, which is moved first.
    """
    watch = Watch(turn, number)
    case = watch.case
    if not because:
        raise Missing("Withdrawing a case wants a reason.", Step.WITHDRAW_CASE(case=number))
    doubled = _doubled(turn, case, double_of) if double_of is not None else None
    _refuse_time(turn, case, doubled)
    case.withdrawn_at, case.double_of = turn.moment, double_of
    case.closed_at = case.closed_at or turn.moment
    ownership.tell_owner_withdrawn(turn, case, because)
    done = watch.changed(AboutCase.WITHDRAWN, None, double_of, because)
    if doubled is None:
        return done
    if case.reported_at < doubled.reported_at:
        old, doubled.reported_at = doubled.reported_at, case.reported_at
        turn.note(AboutCase.REPORTED, doubled.id, old, case.reported_at, f"reported as #{number}")
    return replace(done, doubled=clock_of(turn, doubled))


def _doubled(turn: Turn, case: Case, number: int) -> Case:
    """Return the case that another doubles: of the same customer, and not withdrawn itself."""
    doubled = finding.case(turn, number)
    turn.session.refresh(doubled)
    finding.refuse_withdrawn(doubled)
    if number == case.id:
        raise Impossible(f"#{number} can't be a double of itself.")
    if doubled.customer_id != case.customer_id:
        customer = finding.customer_of(turn, doubled)
        raise Impossible(f"#{number} is {customer.key}'s, so #{case.id} is no double of it.")
    return doubled


def _refuse_time(turn: Turn, case: Case, doubled: Case | None) -> None:
    """Ask to move the time on a case first: nothing that is withdrawn costs anything (S6)."""
    entries = standing_entries(turn, [case.id])
    if not entries:
        return
    steps = (
        (f"Move entry {entry.id} to #{doubled.id}", Step.MOVE_TIME(entry=entry.id, case=doubled.id))
        if doubled is not None
        else (f"Take back entry {entry.id}", Step.UNDO_TIME(entry=entry.id))
        for entry in entries
    )
    raise Choice(
        f"#{case.id} has time on it, which is moved first, or taken back (S6). Then withdraw it.",
        tuple(steps),
    )
