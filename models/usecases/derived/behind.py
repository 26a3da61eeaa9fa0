"""The facts behind the lines of a statement: what was entered, by whom, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from models.rows.cases import Change
from models.rows.customers import ContractRow, GrantRow
from models.rows.time import DecisionRow, SettlementRow, TimeRow
from models.rules.facts import GrantSource
from models.rules.noted import AboutCase, Subject
from models.rules.statement import Block, CaseAccount, Grant
from models.usecases.turn import Turn

Fact = TypeVar("Fact", ContractRow, GrantRow, TimeRow, SettlementRow)


@dataclass(frozen=True)
class Behind:
    """The rows behind some lines: by their numbers, decisions and changes of kind by their case."""

    agreed: Mapping[int, ContractRow]
    bought: Mapping[int, GrantRow]
    entries: Mapping[int, TimeRow]
    settled: Mapping[int, SettlementRow]
    decided: Mapping[int, Sequence[DecisionRow]]
    kinds: Mapping[int, Change]

    def grant(self, grant: Grant) -> ContractRow | GrantRow:
        """Return what was recorded of a grant: what was agreed that includes it, or the pack."""
        rows = self.agreed if grant.source is GrantSource.INCLUDED else self.bought
        return rows[grant.recorded]

    def decision(self, block: Block) -> DecisionRow | None:
        """Return the decision that a block has its answer from (E5), if it has one."""
        answers = (
            row
            for row in self.decided.get(block.case, ())
            if row.block == block.number or (row.onwards and row.block < block.number)
        )
        return max(answers, key=lambda row: row.id, default=None)


def behind(turn: Turn, grants: Collection[Grant], accounts: Collection[CaseAccount]) -> Behind:
    """Return what is behind grants, and behind the blocks and the kinds of cases."""
    included = {g.recorded for g in grants if g.source is GrantSource.INCLUDED}
    bought = {g.recorded for g in grants if g.source is not GrantSource.INCLUDED}
    blocks = [block for account in accounts for block in account.blocks]
    return Behind(
        agreed=_numbered(turn, ContractRow, included),
        bought=_numbered(turn, GrantRow, bought),
        entries=_numbered(turn, TimeRow, {block.entry for block in blocks}),
        settled=_numbered(turn, SettlementRow, {b.settlement.id for b in blocks if b.settlement}),
        decided=_decided(turn, {block.case for block in blocks if block.number > 1}),
        kinds=_kinds(turn, {account.number for account in accounts}),
    )


def _numbered(turn: Turn, kind: type[Fact], numbers: Collection[int]) -> dict[int, Fact]:
    if not numbers:
        return {}
    rows: Sequence[Fact] = turn.session.scalars(select(kind).where(kind.id.in_(numbers))).all()
    return {row.id: row for row in rows}


def _decided(turn: Turn, cases: Collection[int]) -> dict[int, list[DecisionRow]]:
    found: dict[int, list[DecisionRow]] = {}
    if cases:
        for row in turn.session.scalars(select(DecisionRow).where(DecisionRow.case_id.in_(cases))):
            found.setdefault(row.case_id, []).append(row)
    return found


def _kinds(turn: Turn, cases: Collection[int]) -> dict[int, Change]:
    """What gave each case its kind: the latest change of it, or else its opening."""
    if not cases:
        return {}
    changes = turn.session.scalars(
        select(Change)
        .where(
            Change.subject == Subject.CASE,
            Change.subject_id.in_(cases),
            Change.what.in_((AboutCase.OPENED, AboutCase.KIND)),
        )
        .order_by(Change.id)
    )
    return {change.subject_id: change for change in changes}
