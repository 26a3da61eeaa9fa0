"""E5, E7: asking what a new block should be, deciding it, and settling what is uncovered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from models.next_steps import Step
from models.problems import Impossible, Sentence, ThePerson
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import DecisionRow, SettlementRemoval, SettlementRow
from models.rules.difference import Difference
from models.rules.facts import BlockAnswer, SettlementWay
from models.rules.permissions import Permission
from models.rules.service_definition import BLOCK_MINUTES
from models.rules.statement import Block, CaseAccount, Charge, Statement
from models.rules.supposing import BlockIs, supposed
from models.usecases import finding, people
from models.usecases.channels import posts
from models.usecases.derived import entitlements
from models.usecases.derived.entitlements import Balance
from models.usecases.letter import Arrived, Letter, say_later
from models.usecases.turn import Turn


class Question(Letter, topic="decide", called="the question what a block should be"):
    """Asks what a new block of a case should be (E5)."""

    case: int
    block: int

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Remember where it stands, so that it says what became of it."""
        _asked(turn, self, arrived)

    def given_up(self, turn: Turn, recipient: str) -> None:
        """Ask the admins instead."""
        admins = people.admins(turn)
        for admin in admins if recipient not in admins else ():
            say_later(turn, admin, self)


@dataclass(frozen=True)
class DecisionAsked:
    """The first block that waits for an answer, and who was asked, if there is anybody to ask."""

    block: int
    recipients: Sequence[str]


@dataclass(frozen=True)
class Decided:
    """An answer, the block it begins with, what it did to the balance, and the answer that it
    replaces; None: there was none.
    """

    case: Case
    customer: Customer
    block: int
    answer: BlockAnswer
    difference: Difference
    was: BlockAnswer | None


@dataclass(frozen=True)
class Settled:
    """An uncovered charge that was settled, and what that did to the balance."""

    customer: Customer
    charge: Charge
    way: SettlementWay
    difference: Difference


@dataclass(frozen=True)
class Unsettled:
    """A charge that is consulting no more, and what that did to the balance."""

    customer: Customer
    charge: Charge
    difference: Difference


@dataclass(frozen=True)
class EitherWay:
    """A block that asks what it should be: today's statement, and what either answer makes of it.

    The block is as it is on that statement; None if it is not there any more.
    """

    case: Case
    customer: Customer
    block: Block | None
    now: Statement
    as_escalation: Statement
    as_consulting: Statement


def either_way(turn: Turn, number: int, block: int) -> EitherWay:
    """Return what a block of a case could be (E5): the same statement with either answer."""
    case = finding.case(turn, number)
    ledger = entitlements.with_case(
        turn.session, entitlements.ledger_of(turn.session, case.customer_id), case
    )
    answered = (
        supposed(ledger, [BlockIs(number, block, answer)], turn.today).statement(turn.today)
        for answer in (BlockAnswer.ESCALATION, BlockAnswer.CONSULTING)
    )
    now = ledger.statement(turn.today)
    account = now.case(number)
    blocks = account.blocks if account else ()
    found = next((each for each in blocks if each.number == block), None)
    return EitherWay(case, finding.customer_of(turn, case), found, now, *answered)


def ask_about_new_blocks(
    turn: Turn, customer: Customer, case: int, difference: Difference
) -> DecisionAsked | None:
    """Ask the account manager, or else the admins, about blocks that just began (E5)."""
    asks = would_ask(turn, customer, case, difference)
    for recipient in asks.recipients if asks is not None else ():
        for block in sorted(_new_blocks(case, difference)):
            say_later(turn, recipient, Question(case, block))
    return asks


def _asked(turn: Turn, question: Question, arrived: Arrived) -> None:
    """Remember where a question stands; it may have been answered while it was on its way."""
    if arrived.place is None:
        return
    case = finding.case(turn, question.case)
    finding.locked_with(turn, case)  # it may be answered just now
    post = posts.keep(turn, case.id, arrived.place, block=question.block)
    statement = entitlements.statement_of(turn.session, case.customer_id, turn.today)
    if post.block not in _undecided(statement.case(case.id)):
        posts.refresh_one(turn, post)


def would_ask(
    turn: Turn, customer: Customer, case: int, difference: Difference
) -> DecisionAsked | None:
    """Return the first block that a difference would ask about, and whom; None if it asks none."""
    if not (new := _new_blocks(case, difference)):
        return None
    return DecisionAsked(min(new), people.deciding(turn, customer))


def _new_blocks(case: int, difference: Difference) -> set[int]:
    return _undecided(difference.after.case(case)) - _undecided(difference.before.case(case))


def _undecided(account: CaseAccount | None) -> set[int]:
    return {block.number for block in account.blocks if block.undecided} if account else set()


@people.may(Permission.OWN_CUSTOMERS, "decide that")
def decide(
    turn: Turn, number: int, answer: BlockAnswer, block: int | None = None, asked: bool = False
) -> Decided:
    """Answer for a block of a case (E5): account managers and admins.

    `escalation` answers the first undecided block, if there is none the first consulting one;
    `consulting` the first undecided one and all later. A `block` names the one that is meant.
    An answer to the desk's question (`asked`) counts only while the block is undecided.
    """
    answer = BlockAnswer.of(answer)
    case = finding.case(turn, number)
    customer = finding.locked_with(turn, case)
    people.require_manager(turn, customer, "decide that")
    balance = Balance(turn, customer)
    account = balance.before.case(number)
    meant = _block_meant(number, account, answer, block)
    if asked and not meant.undecided:
        raise Impossible(_decided_before(turn, number, meant))
    if meant.answer == answer:
        raise Impossible(f"Block {meant.number} of #{number} is already {_as_words(answer)}.")
    row = DecisionRow(
        case_id=number,
        block=meant.number,
        answer=answer,
        onwards=answer is BlockAnswer.CONSULTING,
        **turn.stamp,
    )
    turn.session.add(row)
    difference = balance.difference()
    return Decided(case, customer, meant.number, answer, difference, meant.answer)


def _block_meant(
    number: int, account: CaseAccount | None, answer: BlockAnswer, wanted: int | None
) -> Block:
    later = [b for b in account.blocks if b.number > 1 and b.charged] if account else []
    if account is not None and account.why_free and len(account.blocks) > 1:
        raise Impossible(
            (
                f"#{number} is `{account.kind}`, which is never charged, so there is nothing to "
                f"decide ({account.why_free}). Its kind can be changed with ",
                Step.CHANGE_KIND(),
                ".",
            )
        )
    if not later:
        raise Impossible(
            f"#{number} has not passed {BLOCK_MINUTES // 60} hours, so there is nothing to decide "
            "yet (E1, E5)."
        )
    if wanted is not None:
        if found := next((b for b in later if b.number == wanted), None):
            return found
        raise Impossible(
            f"#{number} has no block {wanted} to decide; its last is block {later[-1].number}."
        )
    undecided = [b for b in later if b.undecided]
    consulting = [b for b in later if b.consulting] if answer is BlockAnswer.ESCALATION else []
    if fitting := undecided or consulting:
        return fitting[0]
    raise _nothing_to_decide(number, later, answer)


def _nothing_to_decide(number: int, later: Sequence[Block], answer: BlockAnswer) -> Impossible:
    """Say that all blocks have their answer, and how one that can be changed is named."""
    different = [b.number for b in later if b.answer is not answer]
    said = "has its answer" if different else f"is {_as_words(answer)} already"
    other = answer if different else next(each for each in BlockAnswer if each is not answer)
    block = different[-1] if different else later[-1].number
    return Impossible(
        (
            f"Every block of #{number} {said}. To change one, name it: ",
            Step.DECIDE_BLOCK(case=number, answer=other, block=block),
            ".",
        )
    )


def _decided_before(turn: Turn, number: int, block: Block) -> Sentence:
    """Say who decided a block since the desk asked, and how to change that."""
    row = turn.session.scalars(
        select(DecisionRow)
        .where(
            DecisionRow.case_id == number,
            or_(
                DecisionRow.block == block.number,
                and_(DecisionRow.onwards, DecisionRow.block <= block.number),
            ),
        )
        .order_by(DecisionRow.id.desc())
        .limit(1)
    ).one()
    other = next(each for each in BlockAnswer if each is not block.answer)
    return (
        f"Block {block.number} of #{number} has its answer: ",
        ThePerson(row.by),
        f" decided {_as_words(row.answer)}. To change that, type ",
        Step.DECIDE_BLOCK(case=number, answer=other, block=block.number),
        ".",
    )


def _as_words(answer: BlockAnswer) -> str:
    return "another escalation" if answer is BlockAnswer.ESCALATION else "consulting"


@people.may(Permission.OWN_CUSTOMERS, "settle that")
def settle(
    turn: Turn,
    customer: Customer,
    way: SettlementWay,
    case: int | None = None,
    block: int | None = None,
) -> Settled:
    """Settle the oldest uncovered charge, a case's, or a block's, from a grant or as consulting.

    From a grant only where fewer charges are uncovered then: not at the cost of another (E7).
    """
    way = SettlementWay.of(way)
    balance = Balance(turn, finding.locked(turn, customer.id))
    people.require_manager(turn, customer, "settle that")
    uncovered = [
        c
        for c in balance.before.uncovered
        if case in (None, c.block.case) and block in (None, c.block.number)
    ]
    if not uncovered:
        of_case = f" on #{case}" if case is not None else ""
        of_block = f", block {block}" if block is not None else ""
        raise Impossible(
            f"{customer.key} has no uncovered charge{of_case}{of_block}: nothing to settle (E7)."
        )
    charge = uncovered[0]
    row = SettlementRow(
        case_id=charge.block.case,
        block=charge.block.number,
        way=way,
        day=turn.today,
        **turn.stamp,
    )
    turn.session.add(row)
    done = balance.difference()
    if way is SettlementWay.GRANT and done.uncovered >= 0:
        raise _nothing_gained(customer, charge, done)
    return Settled(customer, charge, way, done)


@people.may(Permission.OWN_CUSTOMERS, "take that back")
def unsettle(
    turn: Turn, customer: Customer, case: int, block: int | None, because: str
) -> Unsettled:
    """Take back that a case's charge, or its block's, was settled as consulting (E7)."""
    balance = Balance(turn, finding.locked(turn, customer.id))
    people.require_manager(turn, customer, "take that back")
    settled = [
        c
        for c in balance.before.charges
        if c.consulting and c.block.case == case and block in (None, c.block.number)
    ]
    if not settled:
        raise Impossible(f"Nothing of {customer.key}'s #{case} is settled as consulting (E7).")
    charge = settled[-1]
    assert charge.block.settlement is not None, "it is settled"
    turn.session.add(
        SettlementRemoval(settlement_id=charge.block.settlement.id, reason=because, **turn.stamp)
    )
    return Unsettled(customer, charge, balance.difference())


def _nothing_gained(customer: Customer, charge: Charge, done: Difference) -> Impossible:
    """Say why settling from a grant helps nobody: there is none, or another charge has it."""
    then = {(c.block.case, c.block.number) for c in done.before.uncovered}
    lost = [c for c in done.after.uncovered if (c.block.case, c.block.number) not in then]
    if not lost:
        return Impossible(
            f"{customer.key} has no grant to take from today. Buy a pack first, "
            "or settle it as consulting (E7).",
            Step.BUY_PACK(customer=customer.key, size="S"),
        )
    loser = lost[0].block
    return Impossible(
        f"That would only take the escalation from the charge of {loser.day:%-d %b %Y} on "
        f"#{loser.case}, which would be uncovered in its place. Buy a pack first, or settle "
        f"#{charge.block.case} as consulting (E7).",
        Step.BUY_PACK(customer=customer.key, size="S"),
    )
