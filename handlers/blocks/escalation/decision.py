"""What is said about what a later block should be, and about settling what nothing covers."""

from __future__ import annotations

from datetime import date

from slackblocks import Block

from handlers.blocks.escalation.entries import other_effects, taken
from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines, small
from handlers.blocks.pieces.wording import chf, day, duration, left, quoted
from models.rows.cases import Case
from models.rules.facts import BlockAnswer, SettlementWay
from models.rules.service_definition import BLOCK_MINUTES, CONSULTING_HOURLY, CONSULTING_MINUTE
from models.rules.statement import Block as CaseBlock
from models.usecases.escalation.decisions import Decided, EitherWay, Settled, Unsettled


def question(asks: EitherWay, block: CaseBlock) -> Answer:
    """Ask the account manager what a block should be (E5): what either answer would come to, with
    two buttons.
    """
    case, customer, minutes = asks.case, asks.customer, block.minutes
    return answer(
        f"{_passed(asks, block.number)}: another escalation, or consulting?",
        lines(
            [
                f"{quoted(case.title)} (`{case.kind}`)",
                f"So far {duration(minutes)}, {as_consulting(minutes)}. {customer.key} has "
                f"{left(asks.now)}.",
                f"• *Another escalation*: {_one_more(asks)}.",
                f"• *Consulting*: {left(asks.as_consulting)}, {chf(CONSULTING_HOURLY)} an hour, up "
                f"to {chf(BLOCK_MINUTES * CONSULTING_MINUTE)} for {duration(BLOCK_MINUTES)}, excl. "
                "VAT.",
                "Time goes on being recorded either way (E5).",
            ]
        ),
        question_buttons(case, block),
    )


def _passed(asks: EitherWay, number: int) -> str:
    passed = duration(BLOCK_MINUTES * (number - 1))
    return f"#{asks.case.id} of {asks.customer.key} passed {passed}"


def _one_more(asks: EitherWay) -> str:
    """What is left if a block is one more escalation; it may be another's that is uncovered then,
    for the earlier charge is served first (E6).
    """
    after = asks.as_escalation
    uncovered = len(after.uncovered) - len(asks.now.uncovered)
    return left(after) + (f", :warning: {uncovered} more uncovered (E7)" if uncovered else "")


def answered(asks: EitherWay, number: int) -> Answer:
    """Show in a question's place what became of it, and how to change that; there may be nothing to
    answer any more.
    """
    case, block = asks.case, asks.block
    if block is None or not block.charged:
        return answer(f":white_check_mark: {_passed(asks, number)}: nothing to decide any more.")
    is_escalation = block.answer is BlockAnswer.ESCALATION
    other = BlockAnswer.CONSULTING if is_escalation else BlockAnswer.ESCALATION
    return answer(
        f":white_check_mark: {_passed(asks, number)}: it is {_called(block.answer)}.",
        lines([quoted(case.title)]),
        lasting_buttons(
            [("Change the answer", f"/escalation decide #{case.id} {other} block {number}")]
        ),
    )


def as_consulting(minutes: int) -> str:
    """Say what minutes would cost as consulting (E5, E7), in CHF without VAT."""
    return f"{chf(minutes * CONSULTING_MINUTE)} as consulting"


def question_buttons(case: Case, block: CaseBlock) -> Block | None:
    """The two answers to what a block should be (E5); what is said then leaves them standing, for
    the question says itself what became of it.
    """
    return lasting_buttons(answers_to(case.id, block.number))


def answers_to(case: int, block: int) -> list[tuple[str, str]]:
    """Return the two answers to what a case's block should be: what each button says and types."""
    decide = f"/escalation decide #{case}"
    return [
        ("Another escalation", f"{decide} escalation block {block} --asked"),
        ("Consulting", f"{decide} consulting block {block} --asked"),
    ]


def decided(done: Decided, today: date) -> Answer:
    """Say what was decided, and what that did."""
    what = (
        f"block {done.block} is {_called(done.answer)}"
        if done.answer is BlockAnswer.ESCALATION
        else f"consulting from block {done.block} on"
    )
    return answer(
        f"Decided for #{done.case.id}: {what}. {done.customer.key} has "
        f"{left(done.difference.after)}.",
        lines([_replaces(done), *taken(done.difference, today), _stays_consulting(done)]),
        small(f"`/escalation explain {done.case.id}` shows every line; a decision can be changed."),
    )


def _called(given: BlockAnswer | None) -> str:
    return "another escalation" if given is BlockAnswer.ESCALATION else "consulting"


def _replaces(done: Decided) -> str | None:
    """Name the answer that was given before, if one was."""
    return f"It replaces what was decided: {_called(done.was)}." if done.was else None


def _stays_consulting(done: Decided) -> str | None:
    """Say that later blocks keep an earlier answer (E5), where one was turned round."""
    account = done.difference.after.case(done.case.id)
    later = [b for b in account.blocks if b.number > done.block] if account else []
    following = next((b.number for b in later if b.consulting), None)
    if done.answer is not BlockAnswer.ESCALATION or following is None:
        return None
    return (
        f"Later blocks stay consulting: `/escalation decide {done.case.id} escalation block "
        f"{following}` changes the next."
    )


def settled(done: Settled, today: date) -> Answer:
    """Say which uncovered charge was settled, and how."""
    block, after = done.charge.block, done.difference.after
    way = "from a grant" if done.way is SettlementWay.GRANT else "as consulting"
    return answer(
        f"Settled {way}: the charge of {day(block.day, today)} on #{block.case}. "
        f"{done.customer.key} has {left(after)}.",
        lines(
            [
                _served_from(done, today),
                *taken(done.difference, today),
                f"{len(after.uncovered)} still uncovered." if after.uncovered else None,
            ]
        ),
    )


def unsettled(done: Unsettled, today: date) -> Answer:
    """Say which charge is consulting no more, and what became of it."""
    block = done.charge.block
    return answer(
        f"Consulting no more: the charge of {day(block.day, today)} on #{block.case}. "
        f"{done.customer.key} has {left(done.difference.after)}.",
        lines(
            [
                *other_effects(done.difference, today),
                _became_of(done, today),
            ]
        ),
    )


def _became_of(done: Unsettled, today: date) -> str | None:
    """Which grant serves the charge now, if one does."""
    account = done.difference.after.case(done.charge.block.case)
    charge = account.charge_of(done.charge.block) if account else None
    if charge is None or charge.grant is None:
        return None
    return f"It takes 1 escalation from {charge.grant.label}, dated {day(charge.day, today)} (E6)."


def _served_from(done: Settled, today: date) -> str | None:
    """Which grant a settled charge takes from; None where it is consulting."""
    account = done.difference.after.case(done.charge.block.case)
    charge = account.charge_of(done.charge.block) if account else None
    if charge is None or charge.grant is None:
        return None
    return f"It takes 1 escalation from {charge.grant.label}, as of {day(charge.day, today)} (E7)."
