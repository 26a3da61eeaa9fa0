"""R5, O3: the ladder of a customer, or the default one; and whom a rung means just now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import Select, select

from models.next_steps import Step
from models.problems import Impossible
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rows.oncall import LadderRow
from models.rows.pages import Page
from models.rules.ladder import DEFAULT_LADDER, Ladder, Reach, ReachKind, read_ladder, written
from models.rules.noted import AboutLadder
from models.rules.paging import PageCause
from models.rules.permissions import Permission
from models.rules.rotation import on_call
from models.usecases import people
from models.usecases.oncall import rotations
from models.usecases.turn import Turn


def own_ladder(turn: Turn, customer_id: int | None) -> Ladder | None:
    """Return the ladder that was made for a customer (None: for everybody), if one was."""
    row = turn.session.scalars(_kept_for(customer_id).limit(1)).first()
    return read_ladder(row.ladder) if row is not None and row.ladder is not None else None


def _kept_for(customer_id: int | None) -> Select[LadderRow]:
    """What was made for a customer (None: for everybody), the latest first."""
    kept = select(LadderRow).where(LadderRow.customer_id == customer_id)
    return kept.order_by(LadderRow.id.desc())


def ladder_of(turn: Turn, customer_id: int | None) -> Ladder:
    """Return the ladder that serves a customer: its own (R5), or the default."""
    own = own_ladder(turn, customer_id) if customer_id is not None else None
    return own or own_ladder(turn, None) or DEFAULT_LADDER


@people.may(Permission.EVERYBODY)
def show(turn: Turn, customer: Customer | None) -> tuple[Ladder, bool]:
    """Return the ladder that serves a customer (None: everybody), and whether it is its own."""
    own = own_ladder(turn, customer.id if customer else None)
    return own or ladder_of(turn, None), own is not None


def own_ladders(turn: Turn) -> Iterator[tuple[Customer, Ladder]]:
    """Yield the customers that have a ladder of their own (R5), by short name."""
    with_own = select(LadderRow.customer_id).where(LadderRow.customer_id.is_not(None))
    own = select(Customer).where(Customer.id.in_(with_own)).order_by(Customer.key)
    for customer in turn.session.scalars(own):
        if (ladder := own_ladder(turn, customer.id)) is not None:
            yield customer, ladder


@people.may(Permission.ADMINS, "change ladders")
def set_ladder(turn: Turn, customer: Customer | None, ladder: Ladder) -> Ladder | None:
    """Make a customer's ladder, or the default one; return the one before (admins only).

    A page that rings already keeps its own (O3). Impossible if it names an unknown rotation.
    """
    rotations.lock(turn)
    _refuse_unknown(turn, ladder)
    before = own_ladder(turn, customer.id if customer else None)
    _keep(turn, customer, written(ladder))
    return before


def _refuse_unknown(turn: Turn, ladder: Ladder) -> None:
    """Refuse (Impossible) a ladder that names a rotation which is none, or somebody who is gone."""
    known = {rotation.name for rotation in rotations.standing(turn.session, turn.moment)}
    for name in ladder.named(ReachKind.ROTATION, ReachKind.EVERYONE):
        if name and name not in known:
            raise Impossible(
                f"There is no rotation `{name}`. Make it first:",
                Step.SET_ROTATION(rotation=name),
            )
    people.refuse_gone(turn, ladder.named(ReachKind.PERSON), "be on a ladder")


@people.may(Permission.ADMINS, "change ladders")
def drop_ladder(turn: Turn, customer: Customer) -> Ladder:
    """Let the default ladder serve a customer again, and return it (admins only)."""
    rotations.lock(turn)
    if own_ladder(turn, customer.id) is None:
        raise Impossible(f"{customer.key} has no ladder of its own: the default serves.")
    _keep(turn, customer, None)
    return ladder_of(turn, customer.id)


@dataclass(frozen=True)
class LadderUndone:
    """Whose ladder (None: the default one) is as it was; `own` is theirs, if they have one."""

    customer: Customer | None
    serving: Ladder
    own: Ladder | None


@people.may(Permission.ADMINS, "change ladders")
def undo_ladder(turn: Turn, change: Change) -> LadderUndone:
    """Let a ladder be what it was before its last change; Impossible once a page used it."""
    rotations.lock(turn)
    whose = change.subject_id or None
    customer = turn.session.get_one(Customer, whose) if whose else None
    _refuse_in_use(turn, customer, ladder_of(turn, whose), change)
    earlier = _kept_for(whose).where(LadderRow.id < int(change.new or 0)).limit(1)
    before = turn.session.scalars(earlier).first()
    back = before.ladder if before is not None else None
    if back is not None:
        _refuse_unknown(turn, read_ladder(back))
    _keep(turn, customer, back, undoes=change)
    return LadderUndone(customer, ladder_of(turn, whose), own_ladder(turn, whose))


def _refuse_in_use(turn: Turn, customer: Customer | None, ladder: Ladder, change: Change) -> None:
    """Refuse (Impossible) to undo a change of a ladder by which a page has rung since."""
    since = select(Page).where(Page.at > change.at, Page.why != PageCause.DRILL).order_by(Page.id)
    if customer is not None:
        since = since.where(Page.customer_id == customer.id)
    for page in turn.session.scalars(since):
        if page.ladder == written(ladder):
            raise Impossible(
                f"Page {page.id} has used it since, so that can't be undone any more. "
                "To change it:",
                Step.EDIT_LADDER(customer=customer.key if customer else "default"),
            )


def _keep(
    turn: Turn,
    customer: Customer | None,
    data: dict[str, object] | None,
    undoes: Change | None = None,
) -> None:
    row = LadderRow(customer_id=customer.id if customer else None, ladder=data, **turn.stamp)
    turn.session.add(row)
    turn.session.flush()
    turn.note(AboutLadder.LADDER, customer.id if customer else 0, new=row.id, undoes=undoes)


def recipients(turn: Turn, ladder: Ladder, reaches: Iterable[Reach]) -> list[tuple[ReachKind, str]]:
    """Return whom reaches mean at the moment of the turn (O3): a person or a channel, and its id.

    Nobody is named twice; a rotation with nobody on call names nobody (O4).
    """
    found: dict[tuple[ReachKind, str], None] = {}
    known = rotations.rotations(turn.session)
    for reach in reaches:
        match reach.kind:
            case ReachKind.CHANNEL | ReachKind.PERSON as kind:
                found[kind, reach.name] = None
            case ReachKind.ROTATION:
                for rotation in known:
                    who = on_call(rotation, turn.moment).person
                    if rotation.name == reach.name and who:
                        found[ReachKind.PERSON, who] = None
            case ReachKind.EVERYONE:
                names = [reach.name] if reach.name else ladder.named(ReachKind.ROTATION)
                for rotation in known:
                    if rotation.name in names:
                        everyone = rotation.people_at(turn.moment)
                        found |= dict.fromkeys((ReachKind.PERSON, person) for person in everyone)
            case _:
                assert_never(reach.kind)
    return list(found)
