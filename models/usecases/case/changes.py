"""What happens to a case after it was opened. Each change is a row that stays."""

from __future__ import annotations

from datetime import UTC, datetime

from models.next_steps import Step
from models.problems import Choice, Impossible, Missing, ThePerson
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.people import Person
from models.rules.noted import AboutCase
from models.rules.permissions import Permission
from models.rules.service_definition import Kind, Severity, kinds_of
from models.rules.standing import Standing
from models.rules.written_time import clock_shows
from models.usecases import people
from models.usecases.case.opening import fitting_title, level_today, refuse_unfit_kind
from models.usecases.case.watch import CaseChanged, Watch
from models.usecases.channels import ownership
from models.usecases.turn import Turn


@people.may(Permission.ENGINEERS, "change cases")
def respond(
    turn: Turn, number: int, at: datetime | None = None, because: str | None = None
) -> CaseChanged:
    """Stop the clock: the first response was given at `at` (default: now); only once (S3).

    A second time corrects the instant, which wants a time and a reason.
    """
    watch = Watch(turn, number)
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
    watch = Watch(turn, number)
    _refuse_closed(watch.case)
    old, watch.case.owner_id = watch.case.owner_id, owner.id
    if old == owner.id:
        raise Impossible((ThePerson(owner.id), f" already has #{number}."))
    ownership.tell_former_owner(turn, number, old, owner.id)
    return watch.changed(AboutCase.OWNER, old, owner.id)


@people.may(Permission.ENGINEERS, "change cases")
def take(turn: Turn, number: int) -> CaseChanged:
    """Take a case that nobody has; Impossible if somebody else was quicker."""
    watch = Watch(turn, number)
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
def set_severity(
    turn: Turn,
    number: int,
    severity: Severity,
    because: str | None = None,
    *,
    by_itself: bool = False,
) -> CaseChanged:
    """Change a case's severity; the clock follows by S4. `by_itself`: it was reported so (I7)."""
    severity = Severity.of(severity)
    watch = Watch(turn, number)
    _refuse_closed(watch.case)
    old = watch.case.severity
    if old == severity:
        raise Impossible(f"#{number} is already Sev-{severity}.")
    watch.case.severity = severity
    return watch.changed(AboutCase.SEVERITY, old, severity, because, by_itself=by_itself)


@people.may(Permission.ENGINEERS, "change cases")
def set_kind(turn: Turn, number: int, kind: Kind) -> CaseChanged:
    """Change a case's kind; the time already logged counts, or is given back (E2)."""
    kind = Kind.of(kind)
    watch = Watch(turn, number)
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
    watch = Watch(turn, number)
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
    watch = Watch(turn, number, target)
    if target.id == watch.customer.id:
        raise Impossible(f"#{number} is already {target.key}'s.")
    refuse_unfit_kind(turn, target, watch.case.kind)
    watch.case.customer_id = target.id
    return watch.changed(AboutCase.CUSTOMER, watch.customer.id, target.id, because)


@people.may(Permission.ENGINEERS, "change cases")
def close(turn: Turn, number: int, note: str | None = None) -> CaseChanged:
    """Close a case. It needs a first response (S3) and a kind (E2); Choice asks for them."""
    watch = Watch(turn, number)
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
    watch = Watch(turn, number, reopens=True)
    case = watch.case
    if case.closed_at is None:
        raise Impossible(f"#{number} is open already.")
    old, case.closed_at, case.withdrawn_at, case.double_of = case.closed_at, None, None, None
    return watch.changed(AboutCase.REOPENED, old, None)


def _refuse_closed(case: Case) -> None:
    if case.closed_at is not None:
        raise Impossible(f"#{case.id} is closed. Reopen it first.", Step.REOPEN_CASE(case=case.id))
