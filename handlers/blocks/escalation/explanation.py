"""Explaining a case's charges: every one, and every minute that was not charged, with the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from handlers.blocks.escalation.entries import MOST_ENTRIES, how_far
from handlers.blocks.pieces.answer import Answer, answer, divider, lines, section
from handlers.blocks.pieces.wording import chf, counted, day, duration, person, quoted
from models.rows.time import TimeRow
from models.rules.sentences import RULES
from models.rules.service_definition import BLOCK_MINUTES, CONSULTING_MINUTE
from models.rules.statement import Block as CaseBlock
from models.rules.statement import CaseAccount, Charge, Outcome
from models.usecases.case.shown import CaseShown

MOST_TOLD = 60  # blocks of a case: a message takes about 13000 characters in all
TOLD_AT_ONCE = 15  # lines that surely fit into one paragraph


def explained(shown: CaseShown, today: date) -> Answer:
    """Explain every charge of a case and every minute that was not charged, rule by rule."""
    case, account = shown.case, shown.account
    head = f"#{case.id} {quoted(case.title)} ({shown.customer.key}, `{case.kind}`)"
    if account is None:
        return answer(f"#{case.id} has no time, so there is nothing to charge.", section(head))
    cited: dict[str, None] = {}
    told = list(_told(account, today, cited))
    if earlier := told[:-MOST_TOLD]:
        told[:-MOST_TOLD] = [f"{counted(len(earlier), 'earlier block')} not shown"]
    return answer(
        f"#{case.id}: {duration(account.minutes)} in all, {_verdict(account)}.",
        section(head),
        lines(_entries_so_far(shown.entries, today)),
        *(lines(told[first : first + TOLD_AT_ONCE]) for first in range(0, len(told), TOLD_AT_ONCE)),
        divider(),
        lines(_rules(cited)),
    )


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


def _entries_so_far(entries: Sequence[TimeRow], today: date) -> Iterator[str]:
    total = 0
    earlier = entries[: max(0, len(entries) - MOST_ENTRIES)]
    if earlier:
        minutes = sum(entry.minutes for entry in earlier)
        yield f"{counted(len(earlier), 'earlier entry', 'earlier entries')}: {duration(minutes)}"
    for index, entry in enumerate(entries):
        total += entry.minutes
        if index >= len(entries) - MOST_ENTRIES:
            yield (
                f"• {day(entry.day, today)}: {duration(entry.minutes)} by "
                f"{person(entry.person_id)} (entry {entry.id}) → {duration(total)} in all"
            )


def _told(account: CaseAccount, today: date, cited: dict[str, None]) -> Iterator[str]:
    if free := account.why_free:
        cited[free] = None
        minutes = account.minutes
        yield f"*{duration(minutes)} not charged* ({free}): {how_far(minutes, account)}"
        return
    cited["E1"] = None
    for block in account.blocks:
        charge = account.charge_of(block)
        first, last = block.span
        told, rules = _block(block, charge, today)
        cited.update(dict.fromkeys(rules))
        span = f"Minutes {first} to {last}" if first < last else f"Minute {first}"
        yield f"*{span}* ({', '.join(rules)}): {told}"


def _block(block: CaseBlock, charge: Charge | None, today: date) -> tuple[str, list[str]]:
    """What became of one block, and the rules behind it."""
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


def _rules(cited: Iterable[str]) -> Iterator[str]:
    """Each rule in a line; below those of one sentence of the definition, that sentence, once."""
    for sentence, rules in groupby(cited, key=lambda rule: RULES[rule].sentence):
        yield from (f"*{rule}* {RULES[rule].rule}" for rule in rules)
        yield f">{sentence}" if sentence else ""
