"""What is said in a case's thread: its headline, a line for what happens, and less to outsiders.

Where people from outside read, they learn of a case its number, its title, who has it and by when:
never a balance, time, a kind, a note, or another customer. Nobody is mentioned there, so nobody is
pinged; to colleagues only who was given a case is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from slackblocks import Block

from handlers.blocks.answer import Answer, answer, lasting_buttons, lines
from handlers.blocks.words import day, duration, escaped, instant, person, quoted
from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.time import DecisionRow, SettlementRow, TimeRemoval, TimeRow
from models.rules.calendar import BusinessCalendar
from models.usecases.clocks import CaseClock
from models.usecases.threads import Fact


@dataclass(frozen=True)
class Setting:
    """What every sentence in a thread is said against: people's names by their ids, and when."""

    names: Mapping[str, str]
    calendar: BusinessCalendar
    now: datetime

    def name(self, person_id: str | None) -> str:
        """Return somebody's name, escaped; it pings nobody."""
        return escaped(self.names.get(person_id or "", "somebody"))

    def at(self, moment: datetime) -> str:
        """Write an instant."""
        return instant(self.calendar, moment, self.now)


# --- the headline ---------------------------------------------------------------------------------


def headline(item: CaseClock, customer: Customer, minutes: int, setting: Setting) -> Answer:
    """Show a case as it stands, to colleagues."""
    case = item.case
    logged = f"{duration(minutes)} logged" if minutes else "no time logged yet"
    return answer(
        f"{_mark(case)} #{case.id} {customer.key} Sev-{case.severity} {quoted(case.title)}",
        lines([f"{_state(item, setting)} {_owner(case, setting)}", f"`{case.kind}`, {logged}"]),
        _buttons(case),
    )


def headline_outside(item: CaseClock, setting: Setting) -> Answer:
    """Show a case as it stands, where people from outside read."""
    case = item.case
    return answer(
        f"{_mark(case)} #{case.id} {quoted(case.title)}",
        lines([f"{_state(item, setting)} {_owner(case, setting)}"]),
    )


def gone(case: Case) -> Answer:
    """Say where a case was shown that it is not there any more, and not where it went."""
    return answer(f":arrow_right: #{case.id} is not dealt with here any more.")


def _mark(case: Case) -> str:
    if case.closed_at is not None:
        return ":white_check_mark:"
    return ":speech_balloon:" if case.responded_at is not None else ":inbox_tray:"


def _state(item: CaseClock, setting: Setting) -> str:
    case, due = item.case, item.clock.due
    if case.closed_at is not None:
        return f"Closed {setting.at(case.closed_at)}."
    if case.responded_at is not None:
        return f"First response given {setting.at(case.responded_at)}."
    late = " It is overdue." if setting.now > due else ""
    return f"First response due *{setting.at(due)}*.{late}"


def _owner(case: Case, setting: Setting) -> str:
    if case.closed_at is not None:
        return ""
    return f"{setting.name(case.owner_id)} has it." if case.owner_id else "Nobody has it yet."


def _buttons(case: Case) -> Block | None:
    if case.closed_at is not None:
        return lasting_buttons([("Reopen", f"/case reopen {case.id}")])
    offered: list[tuple[str, str]] = []
    if case.owner_id is None:
        offered.append(("Take it", f"/case take {case.id}"))
    if case.responded_at is None:
        offered.append(("I've replied", f"/case respond {case.id}"))
    more = [("Show the whole case", f"/case show {case.id}")]
    if case.responded_at is not None and case.kind != "untriaged":
        more.append(("Close it", f"/case close {case.id}"))
    return lasting_buttons(offered, more)


# --- what happens ---------------------------------------------------------------------------------


def line(
    fact: Fact, entry: TimeRow | None, keys: Mapping[int, str], item: CaseClock, setting: Setting
) -> Answer:
    """Say to colleagues what happened; `entry` is the time entry that a removal takes back."""
    return answer(_words(fact, entry, keys, item, setting))


def line_outside(fact: Fact, item: CaseClock, setting: Setting) -> Answer | None:
    """Say what happened where people from outside read; None if it is not for them."""
    if not isinstance(fact, Change):
        return None
    by = setting.name(fact.by)
    said = {
        "owner": f"{setting.name(fact.new)} has it now.",
        "severity": f"It is Sev-{fact.new} now. {_state(item, setting)}",
        "responded": f"{by} has replied.",
        "closed": f"{by} closed it.",
        "reopened": f"{by} opened it again.",
    }.get(fact.what)
    return answer(said) if said else None


def _words(
    fact: Fact, entry: TimeRow | None, keys: Mapping[int, str], item: CaseClock, setting: Setting
) -> str:
    by, today = setting.name(fact.by), setting.calendar.day_of(setting.now)
    match fact:
        case TimeRow(minutes=minutes, day=on, moved_from=moved):
            did = "moved here" if moved else "logged"
            return f"{by} {did} {duration(minutes)} of {day(on, today)}."
        case TimeRemoval():
            assert entry is not None  # a removal is of one
            return f"{by} took off {duration(entry.minutes)} of {day(entry.day, today)}."
        case DecisionRow(block=block, answer="escalation"):
            return f"{by} decided: block {block} is another escalation."
        case DecisionRow(block=block):
            return f"{by} decided: from block {block} on it is consulting."
        case SettlementRow(block=block, way=way):
            how = "from a grant" if way == "grant" else "as consulting"
            return f"{by} settled block {block} {how}."
        case Change():
            return _changed(fact, keys, item, setting)
    raise TypeError(f"{fact!r} is nothing that happens to a case")


def _changed(change: Change, keys: Mapping[int, str], item: CaseClock, setting: Setting) -> str:
    by = setting.name(change.by)
    match change.what:
        case "owner" if change.new == change.by:
            return f"{by} has it now."
        case "owner":
            return f"{by} gave it to {person(change.new or '')}."
        case "severity":
            return f"{by} changed Sev-{change.old} to Sev-{change.new}. {_state(item, setting)}"
        case "kind":
            return f"{by} changed the kind from `{change.old}` to `{change.new}`."
        case "title":
            return f"{by} changed the title. It was {quoted(change.old or '')}"
        case "customer":
            return f"{by} moved it from {_key(keys, change.old)} to {_key(keys, change.new)}."
        case "responded" if change.old:
            return f"{by} corrected the first response: {_given(change, item, setting)}."
        case "responded":
            return f"{by} has replied: {_given(change, item, setting)}."
        case "closed":
            return f"{by} closed it."
        case "reopened":
            return f"{by} opened it again."
    raise TypeError(f"{change.what} is nothing that happens in a thread")


def _key(keys: Mapping[int, str], customer_id: str | None) -> str:
    return keys.get(int(customer_id or 0), "?")


def _given(change: Change, item: CaseClock, setting: Setting) -> str:
    """Say when the first response was given, and whether that was in time (S3)."""
    at = datetime.fromisoformat(change.new or "")
    due = setting.at(item.clock.due)
    said = f"met, due {due}" if at <= item.clock.due else f"breached, it was due {due}"
    return f"{setting.at(at)}, {said} (S3)"
