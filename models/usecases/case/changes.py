"""What happens to a case after it was opened. Each change is a row that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from models.next_steps import Step
from models.problems import Choice, Impossible, Missing, ThePerson
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rows.people import Person
from models.rules.difference import Difference
from models.rules.noted import AboutCase
from models.rules.permissions import Permission
from models.rules.routing import Route, route
from models.rules.service_definition import Kind, Severity, kinds_of
from models.rules.standing import Standing
from models.rules.written_time import clock_shows
from models.usecases import finding, people
from models.usecases.case.opening import fitting_title, level_today, refuse_unfit_kind
from models.usecases.channels import ownership, queues
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.derived.entitlements import Balance
from models.usecases.escalation.decisions import Asked, ask_about_new_blocks
from models.usecases.escalation.time_listed import standing_entries
from models.usecases.paging import life, pages
from models.usecases.turn import Turn


@dataclass(frozen=True)
class CaseChanged:
    """What changed: the field, the clock before and after, the balance before and after (E8).

    `left_customer` is the difference for the customer whom the case was moved away from; `page`
    the page that this started (R4) with whom it rang, `page_ended` the one that it ended (R7),
    `page_rings` one that rings on. `doubled` is the case of which a withdrawn one is a double.
    """

    case: Case
    customer: Customer
    what: AboutCase
    old: object
    new: object
    clock_before: CaseClock
    clock: CaseClock
    route_before: Route
    route: Route
    difference: Difference
    asked: Asked | None = None
    left_customer: tuple[Customer, Difference] | None = None
    page: Page | None = None
    rung_people: Sequence[str] = ()
    page_ended: Page | None = None
    page_rings: Page | None = None
    doubled: CaseClock | None = None


class _Watch:
    """Looks at a case before a change, and afterwards lets page and queue follow it."""

    def __init__(
        self, turn: Turn, number: int, target: Customer | None = None, *, reopens: bool = False
    ) -> None:
        self.turn = turn
        self.case = finding.case(turn, number)
        locked = _locked(turn, self.case, target)
        if not reopens:
            finding.refuse_withdrawn(self.case)
        self.customer = locked[self.case.customer_id]
        self.balances = {id_: Balance(turn, customer) for id_, customer in locked.items()}
        self.clock = clock_of(turn, self.case)
        self.route = route(self.clock.level, self.case.severity)

    def changed(
        self, what: AboutCase, old: object, new: object, reason: str | None = None
    ) -> CaseChanged:
        """Keep the change, let page and queue follow it, and say all that it did."""
        turn, case = self.turn, self.case
        turn.note(what, case.id, old, new, reason)
        clock = clock_of(turn, case)
        goes = route(clock.level, case.severity)
        difference, left_customer = self._differences()
        before = pages.open_page_of(turn, case.id)
        page = life.follow_case(
            turn,
            case,
            starts=goes.pages and not self.route.pages,
            responded=what is AboutCase.RESPONDED and old is None,
        )
        if goes != self.route and not goes.pages and case.responded_at is None:
            queues.enqueue(turn, clock)
        customer = finding.customer_of(turn, case)
        return CaseChanged(
            case=case,
            customer=customer,
            what=what,
            old=old,
            new=new,
            clock_before=self.clock,
            clock=clock,
            route_before=self.route,
            route=goes,
            difference=difference,
            asked=ask_about_new_blocks(turn, customer, case.id, difference),
            left_customer=left_customer,
            page=page,
            rung_people=pages.rung_people(turn, page) if page else (),
            page_ended=before if before is not None and before.ended_at is not None else None,
            page_rings=before if before is not None and before.next_at is not None else None,
        )

    def _differences(self) -> tuple[Difference, tuple[Customer, Difference] | None]:
        """Return what the balance of the case's customer gained or lost, and of one it left."""
        here = self.balances[self.case.customer_id].difference()
        if self.case.customer_id == self.customer.id:
            return here, None
        return here, (self.customer, self.balances[self.customer.id].difference())


def _locked(turn: Turn, case: Case, target: Customer | None) -> dict[int, Customer]:
    """Lock a case's customer, and the one it goes to; see the case as it is by then."""
    while True:
        affected = {case.customer_id, target.id} if target else {case.customer_id}
        locked = {id_: finding.locked(turn, id_) for id_ in sorted(affected)}
        turn.session.refresh(case)  # it may just have changed, or been moved
        if case.customer_id in locked:
            return locked


@people.may(Permission.ENGINEERS, "change cases")
def respond(
    turn: Turn, number: int, at: datetime | None = None, because: str | None = None
) -> CaseChanged:
    """Stop the clock: the first response was given at `at` (default: now); only once (S3).

    A second time corrects the instant, which wants a time and a reason.
    """
    watch = _Watch(turn, number)
    case, old = watch.case, watch.case.responded_at
    if old is not None and (at is None or not because):
        raise Missing(
            f"#{number} already has its first response, at {_wall(turn, old)}. "
            "To correct the time, say when and why.",
            Step.CORRECT_RESPONSE(case=number, at=turn.calendar.local(old)),
        )
    instant = (at or turn.asked_at).astimezone(UTC)
    if instant < case.reported_at:
        raise Impossible(
            f"#{number} was only reported at {_wall(turn, case.reported_at)}; "
            "a response can't come before."
        )
    if instant > turn.moment:
        raise Impossible("A response can't lie in the future.")
    case.responded_at = instant
    return watch.changed(AboutCase.RESPONDED, old, instant, because)


@people.may(Permission.ENGINEERS, "change cases")
def mark_reply(turn: Turn, number: int, author: Person | None, at: datetime) -> CaseChanged:
    """Stop the clock at the instant of a message, which is one of ours (S3)."""
    refuse_foreign_reply(number, author)
    return respond(turn, number, at)


def refuse_foreign_reply(number: int, author: Person | None) -> None:
    """Refuse (Impossible) a reply that nobody of ours wrote: the first response is ours to give
    (S3). The author is None where it is no person.
    """
    if author is None or author.standing != Standing.MEMBER:
        raise Impossible(
            "A first reply is a message of one of us, and this one is not. Choose our reply "
            "in the thread; for one that was given elsewhere, say when:",
            Step.RESPOND_EARLIER(case=number),
        )


def _wall(turn: Turn, moment: datetime) -> str:
    local = turn.calendar.local(moment)
    return f"{clock_shows(local)} on {local:%a %-d %b %Y}"


@people.may(Permission.ENGINEERS, "change cases")
def assign(turn: Turn, number: int, owner: Person) -> CaseChanged:
    """Give a case to somebody who may work on it. Taking a case does not stop its clock (S3).

    Whoever had it is told, unless they give it away themselves.
    """
    people.refuse_gone(turn, [owner.id], "have a case")
    people.refuse_no_engineer(turn, owner)
    watch = _Watch(turn, number)
    _refuse_closed(watch.case)
    old, watch.case.owner_id = watch.case.owner_id, owner.id
    if old == owner.id:
        raise Impossible((ThePerson(owner.id), f" already has #{number}."))
    ownership.tell_former_owner(turn, number, old, owner.id)
    return watch.changed(AboutCase.OWNER, old, owner.id)


@people.may(Permission.ENGINEERS, "change cases")
def take(turn: Turn, number: int) -> CaseChanged:
    """Take a case that nobody has; Impossible if somebody else was quicker."""
    watch = _Watch(turn, number)
    _refuse_closed(watch.case)
    owner = watch.case.owner_id
    if owner == turn.person.id:
        raise Impossible(f"You already have #{number}.")
    if owner is not None:
        take_over = Step.TAKE_OVER_CASE(case=number)
        raise Impossible((ThePerson(owner), f" has #{number}. To take it over: ", take_over))
    watch.case.owner_id = turn.person.id
    return watch.changed(AboutCase.OWNER, None, turn.person.id)


@people.may(Permission.ENGINEERS, "change cases")
def set_severity(turn: Turn, number: int, severity: Severity) -> CaseChanged:
    """Change a case's severity; the clock follows by S4."""
    severity = Severity.of(severity)
    watch = _Watch(turn, number)
    _refuse_closed(watch.case)
    old = watch.case.severity
    if old == severity:
        raise Impossible(f"#{number} is already Sev-{severity}.")
    watch.case.severity = severity
    return watch.changed(AboutCase.SEVERITY, old, severity)


@people.may(Permission.ENGINEERS, "change cases")
def set_kind(turn: Turn, number: int, kind: Kind) -> CaseChanged:
    """Change a case's kind; the time already logged counts, or is given back (E2)."""
    kind = Kind.of(kind)
    watch = _Watch(turn, number)
    _refuse_closed(watch.case)
    old = watch.case.kind
    if old == kind:
        raise Impossible(f"#{number} is already `{kind}`.")
    if (old, kind) != (Kind.TOUCHPOINT, Kind.TOUCHPOINT_WORK):  # E9: work that came of one
        refuse_unfit_kind(turn, watch.customer, kind)
    watch.case.kind = kind
    return watch.changed(AboutCase.KIND, old, kind)


@people.may(Permission.ENGINEERS, "change cases")
def retitle(turn: Turn, number: int, title: str) -> CaseChanged:
    """Give a case another title."""
    watch = _Watch(turn, number)
    old, new = watch.case.title, fitting_title(title)
    if old == new:
        raise Impossible(f"#{number} is called that already.")
    watch.case.title = new
    return watch.changed(AboutCase.TITLE, old, watch.case.title)


@people.may(Permission.ENGINEERS, "change cases")
def move_to_customer(turn: Turn, number: int, target: Customer, because: str | None) -> CaseChanged:
    """Move a case, with its time and decisions, to the customer it belongs to. Wants a reason."""
    if not because:
        raise Missing(
            "Moving a case to another customer moves its time too, so it wants a reason.",
            Step.MOVE_CASE(case=number, customer=target.key),
        )
    watch = _Watch(turn, number, target)
    if target.id == watch.customer.id:
        raise Impossible(f"#{number} is already {target.key}'s.")
    refuse_unfit_kind(turn, target, watch.case.kind)
    watch.case.customer_id = target.id
    return watch.changed(AboutCase.CUSTOMER, watch.customer.id, target.id, because)


@people.may(Permission.ENGINEERS, "change cases")
def close(turn: Turn, number: int, note: str | None = None) -> CaseChanged:
    """Close a case. It needs a first response (S3) and a kind (E2); Choice asks for them."""
    watch = _Watch(turn, number)
    case = watch.case
    if case.closed_at is not None:
        raise Impossible(f"#{number} is already closed.")
    if case.responded_at is None:
        raise Choice(
            (
                f"#{number} has no first response yet (S3). When was it given? If earlier, type ",
                Step.RESPOND_EARLIER(case=number),
                ". Then close it.",
            ),
            (("I've replied just now", Step.RESPOND(case=number)),),
        )
    if case.kind is Kind.UNTRIAGED:
        raise Choice(
            f"#{number} needs a kind before it is closed (E2). What was it? Then close it.",
            tuple(
                (kind, Step.SET_KIND(case=number, kind=kind))
                for kind in kinds_of(level_today(turn, watch.customer))
            ),
        )
    case.closed_at = turn.moment
    return watch.changed(AboutCase.CLOSED, None, turn.moment, note)


@people.may(Permission.ENGINEERS, "change cases")
def reopen(turn: Turn, number: int) -> CaseChanged:
    """Open a closed case again, also one that was withdrawn."""
    watch = _Watch(turn, number, reopens=True)
    case = watch.case
    if case.closed_at is None:
        raise Impossible(f"#{number} is open already.")
    old, case.closed_at, case.withdrawn_at, case.double_of = case.closed_at, None, None, None
    return watch.changed(AboutCase.REOPENED, old, None)


@people.may(Permission.ENGINEERS, "change cases")
def withdraw(
    turn: Turn, number: int, because: str | None, double_of: int | None = None
) -> CaseChanged:
    """Withdraw a case that was opened by mistake, or twice (S6): it wants a reason.

    The case that it doubles takes over an earlier report's instant. Choice while there is time on
    it, which is moved first.
    """
    watch = _Watch(turn, number)
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


def _refuse_closed(case: Case) -> None:
    if case.closed_at is not None:
        raise Impossible(f"#{case.id} is closed. Reopen it first.", Step.REOPEN_CASE(case=case.id))
