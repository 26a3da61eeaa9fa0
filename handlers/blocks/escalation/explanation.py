"""Explaining a case's charges: every one, and every minute that was not charged, with the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from handlers.blocks.escalation.entries import MOST_ENTRIES, how_far
from handlers.blocks.pieces.answer import Answer, answer, divider, lines, section, with_rest
from handlers.blocks.pieces.wording import (
    as_typed,
    chf,
    counted,
    day,
    duration,
    long_day,
    person,
    quoted,
)
from models.rows.base import Recorded
from models.rows.customers import GrantRow
from models.rows.time import TimeRow
from models.rules.contract_year import Agreed
from models.rules.facts import GrantSource
from models.rules.sentences import RULES
from models.rules.service_definition import BLOCK_MINUTES, CONSULTING_MINUTE
from models.rules.statement import Block as CaseBlock
from models.rules.statement import CaseAccount, Charge, Grant, Outcome
from models.rules.written_time import Wall
from models.usecases.case.shown import CaseExplained
from models.usecases.derived.behind import Behind

MOST_TOLD = 60  # blocks of a case: a message takes about 13000 characters in all
MOST_GRANTS = 6
TOLD_AT_ONCE = 15  # lines that surely fit into one paragraph


def explained(found: CaseExplained, wall: Wall) -> Answer:
    """Explain every charge of a case and every minute that was not charged, rule by rule."""
    case, account = found.case, found.account
    head = f"#{case.id} {quoted(case.title)} ({found.customer.key}, `{case.kind}`)"
    if account is None:
        return answer(f"#{case.id} has no time, so there is nothing to charge.", section(head))
    cited: dict[str, None] = {}
    told = list(_told(account, found.behind, wall, cited))
    if earlier := told[:-MOST_TOLD]:
        told[:-MOST_TOLD] = [f"{counted(len(earlier), 'earlier block')} not shown"]
    said = answer(
        f"#{case.id}: {duration(account.minutes)} in all, {_verdict(account)}.",
        section(head),
        lines(_entries_so_far(found.entries, wall)),
        *(lines(told[first : first + TOLD_AT_ONCE]) for first in range(0, len(told), TOLD_AT_ONCE)),
        lines(_facts(found, account, wall, cited)),
        divider(),
        lines(rules(cited)),
    )
    return with_rest(said, lines(_earlier_entries(found.entries, wall)))


def _facts(
    found: CaseExplained, account: CaseAccount, wall: Wall, cited: dict[str, None]
) -> Iterator[str]:
    """What was recorded of the grants, and of the kind, by whom and when."""
    for grant in found.grants[-MOST_GRANTS:]:
        told, rule = granted(grant, found.behind, wall)
        cited[rule] = None
        yield f"• {grant.label} ({rule}): {told}"
    yield f"• {kind_given(account, found.behind, wall)}"


def kind_given(account: CaseAccount, behind: Behind, wall: Wall) -> str:
    """Say who gave a case its kind, and when."""
    change = behind.kinds.get(account.number)
    return f"`{account.kind}`{f': said {recorded(change, wall)}' if change else ''}"


def granted(grant: Grant, behind: Behind, wall: Wall) -> tuple[str, str]:
    """Say what was recorded of a grant, by whom and when, and return the rule behind it."""
    row = behind.grant(grant)
    if isinstance(row, GrantRow):
        return _bought(row, wall), "G3" if row.source is GrantSource.PACK else "G6"
    raised = row.what is Agreed.LEVEL
    what = f"{'level' if raised else 'contract'} from {long_day(row.day)}"
    return f"{what}, recorded {recorded(row, wall)}", "G5" if raised else "G1"


def _bought(row: GrantRow, wall: Wall) -> str:
    if row.source is GrantSource.PACK:
        return f"bought on {long_day(row.first_day)}, recorded {recorded(row, wall)}"
    why = f" – {as_typed(row.reason)}" if row.reason else ""
    return f"given {recorded(row, wall)}{why}"


def recorded(row: Recorded, wall: Wall) -> str:
    """Say when something was recorded, and by whom."""
    return f"{wall.instant(row.at)} by {person(row.by)}"


def _verdict(account: CaseAccount) -> str:
    charged = sum(1 for charge in account.charges if charge.grant is not None)
    uncovered = sum(1 for c in account.charges if c.outcome is Outcome.UNCOVERED)
    said = [counted(charged, "escalation") if charged else "no escalation"]
    if uncovered:
        said.append(f"{uncovered} uncovered")
    if account.undecided_minutes:
        said.append(f"{duration(account.undecided_minutes)} undecided")
    if account.consulting_minutes:
        price = chf(account.consulting_minutes * CONSULTING_MINUTE)
        said.append(f"{duration(account.consulting_minutes)} consulting at {price} excl. VAT")
    return ", ".join(said)


def _entries_so_far(entries: Sequence[TimeRow], wall: Wall) -> Iterator[str]:
    """Say of the newest entries what the case had come to with each; the others together."""
    first = max(0, len(entries) - MOST_ENTRIES)
    if first:
        minutes = sum(entry.minutes for entry in entries[:first])
        yield f"{counted(first, 'earlier entry', 'earlier entries')}: {duration(minutes)}"
    yield from _entries(entries, first, len(entries), wall)


def _earlier_entries(entries: Sequence[TimeRow], wall: Wall) -> Iterator[str]:
    """Say the same of the entries before these, as many again."""
    last = max(0, len(entries) - MOST_ENTRIES)
    if last:
        yield "*Entries before these*"
    yield from _entries(entries, max(0, last - MOST_ENTRIES), last, wall)


def _entries(entries: Sequence[TimeRow], first: int, last: int, wall: Wall) -> Iterator[str]:
    total = sum(entry.minutes for entry in entries[:first])
    for entry in entries[first:last]:
        total += entry.minutes
        so_far = f"→ {duration(total)} in all"
        yield f"• {wall.day(entry.day)}: {logged(entry)} {so_far}, {entered(entry, wall)}"


def logged(entry: TimeRow) -> str:
    """Say whose work a time entry is, and how much."""
    return f"{duration(entry.minutes)} by {person(entry.person_id)} (entry {entry.id})"


def entered(entry: TimeRow, wall: Wall) -> str:
    """Say when a time entry was recorded, and by whom, if that was somebody else."""
    by = f" by {person(entry.by)}" if entry.by != entry.person_id else ""
    return f"recorded {wall.instant(entry.at)}{by}"


def _told(
    account: CaseAccount, behind: Behind, wall: Wall, cited: dict[str, None]
) -> Iterator[str]:
    if free := account.why_free:
        cited[free] = None
        minutes = account.minutes
        yield f"*{duration(minutes)} not charged* ({free}): {how_far(minutes, account)}"
        return
    cited["E1"] = None
    for block in account.blocks:
        charge = account.charge_of(block)
        first, last = block.span
        told, by_rules = became(block, charge, wall.today)
        cited.update(dict.fromkeys(by_rules))
        span = f"Minutes {first} to {last}" if first < last else f"Minute {first}"
        yield f"*{span}* ({', '.join(by_rules)}): {told}{said_of(block, charge, behind, wall)}"


_SETTLED = (Outcome.SETTLED_FROM_GRANT, Outcome.SETTLED_AS_CONSULTING)


def said_of(block: CaseBlock, charge: Charge | None, behind: Behind, wall: Wall) -> str:
    """Say who decided about a block (E5), or settled it (E7), and when; nothing if nobody did."""
    decided, settled = behind.decision(block), block.settlement
    said = f" Decided {recorded(decided, wall)}." if decided else ""
    if settled is not None and charge is not None and charge.outcome in _SETTLED:
        said += f" Settled {recorded(behind.settled[settled.id], wall)}."
    return said


def became(block: CaseBlock, charge: Charge | None, today: date) -> tuple[str, list[str]]:
    """Say what became of a block, and return the rules behind it."""
    dated = f"dated {day(block.day, today)} (entry {block.entry})"
    minutes = duration(block.minutes)
    price = f"{chf(block.minutes * CONSULTING_MINUTE)} excl. VAT"
    if charge is None:
        if block.consulting:
            return f"consulting, {minutes} for {price}.", ["E5"]
        return f"{minutes} undecided: no escalation is taken until it is decided.", ["E5"]
    first = "E4" if block.number == 1 else "E5"
    if charge.outcome is Outcome.COVERED and charge.grant:
        more = BLOCK_MINUTES - block.minutes
        room = f" Another {duration(more)} would cost nothing more." if more else ""
        return f"1 escalation from {charge.grant.label}, {dated}.{room}", [first, "E6"]
    if charge.outcome is Outcome.SETTLED_FROM_GRANT and charge.grant:
        return (
            f"1 escalation, {dated}; it found no grant and was settled from "
            f"{charge.grant.label} as of {day(charge.day, today)}.",
            [first, "E7"],
        )
    if charge.consulting:
        return f"found no grant and was settled as consulting: {minutes} for {price}.", ["E7"]
    return f"1 escalation, {dated}, but no grant to take from: uncovered.", [first, "E7"]


def rules(cited: Iterable[str]) -> Iterator[str]:
    """Yield each rule in a line, and below those of one sentence of the definition that sentence,
    once.
    """
    for sentence, rules in groupby(cited, key=lambda rule: RULES[rule].sentence):
        yield from (f"*{rule}* {RULES[rule].rule}" for rule in rules)
        yield f">{sentence}" if sentence else ""
