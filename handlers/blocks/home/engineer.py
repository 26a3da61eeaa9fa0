"""An engineer's Home: on call, pages, cases with their clocks, and the time of this week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slackblocks import Block

from handlers.blocks.case.lists import unreadable
from handlers.blocks.home.open_pages import open_pages
from handlers.blocks.home.parts import Setting, heading, page_of, titled, with_command
from handlers.blocks.pieces.answer import buttons, divider, lines, section
from handlers.blocks.pieces.charts import hours, text_bar
from handlers.blocks.pieces.wording import counted, duration, person, quoted
from models.rules.response import ClockState
from models.usecases.case.lists import ListedCase
from models.usecases.home.concerns import Engineering, Queue
from models.usecases.oncall.rotations import OnCall
from models.usecases.paging.pages import PageShown

_CASES = 8  # on one page of the list


def engineering(
    found: Engineering, pages: Sequence[PageShown], me: str, setting: Setting
) -> Iterator[Block]:
    """Yield what concerns an engineer; nothing where there is nothing."""
    yield heading("Your work")
    on_call = lines(_on_call(item, me, setting) for item in found.on_call)
    if on_call is not None:
        yield on_call
    yield from open_pages(pages, setting)
    yield from _cases(found, setting)
    yield from _week(found)
    yield divider()


def is_empty(found: Engineering) -> bool:
    """Whether there is nothing at all to show."""
    mine = found.mine.cases or found.mine.unreadable
    return not (found.on_call or mine or found.queue.without_owner or any(found.week.values()))


def _on_call(item: OnCall, me: str, setting: Setting) -> str:
    """Say who is on call in a rotation, until when, and who follows (O6)."""
    following = item.next
    until = f" until {setting.wall.instant(following.start)}" if following else ""
    then = f", then {_who(following.person, me)}" if following else ""
    if item.shift.person == me and item.gone is None:
        return f":large_green_circle: *You are on call* (`{item.rotation.name}`){until}{then}."
    left = f", who is {item.gone}," if item.gone else ""
    who = _who(item.shift.person, me)
    return f":white_circle: `{item.rotation.name}`: {who}{left}{until}{then}."


def _who(person_id: str | None, me: str) -> str:
    if person_id == me:
        return "*you*"
    return person(person_id) if person_id else ":warning: nobody"


# --- cases ----------------------------------------------------------------------------------------


def _cases(found: Engineering, setting: Setting) -> Iterator[Block]:
    if found.queue.without_owner:
        yield from with_command(_queue(found.queue), "Show", "/case list queue")
    unread = unreadable(found.mine.unreadable)
    if unread is not None:
        yield section(unread)
    if not found.mine.cases:
        return
    shown = page_of("cases", found.mine.cases, _CASES, setting)
    yield titled("Your open cases")
    for item in shown.items:
        yield from _case(item, setting)
    if shown.turns is not None:
        yield shown.turns


def _queue(found: Queue) -> str:
    """Say what waits, as the list that *Show* opens counts it, and how many nobody has."""
    waits = counted(found.waiting, "case waits", "cases wait")
    late = f", *{found.overdue} overdue*" if found.overdue else ""
    of_them = "it" if found.waiting == 1 else f"{found.without_owner} of them"
    mark = ":warning:" if found.overdue else ":inbox_tray:"
    return f"{mark} {waits} for a first response{late}; nobody has {of_them}."


def _case(item: ListedCase, setting: Setting) -> Iterator[Block]:
    """Yield a case with what can be done; an overdue one asks for its first response (S3)."""
    said, log = _case_words(item, setting), ("Log", f"/escalation log #{item.case.id}")
    if item.clock.clock.state(setting.wall.now) is not ClockState.OVERDUE:
        yield from with_command(said, *log)
        return
    yield section(said)
    row = buttons([("I've replied", f"/case respond {item.case.id}"), log])
    assert row is not None
    yield row


def _case_words(item: ListedCase, setting: Setting) -> str:
    case = item.case
    time = f" · {duration(item.minutes)} logged" if item.minutes else ""
    return (
        f"*#{case.id}* {quoted(case.title, 80)}\n"
        f"{_clock(item, setting)} · {item.customer_key} Sev-{case.severity}{time}"
    )


def _clock(item: ListedCase, setting: Setting) -> str:
    """Say how the clock of the first response stands (S3, S5)."""
    clock = item.clock.clock
    due = setting.wall.instant(clock.due)
    match clock.state(setting.wall.now):
        case ClockState.MET:
            return ":white_check_mark: First response met"
        case ClockState.BREACHED:
            return ":heavy_check_mark: First response given late"
        case ClockState.OVERDUE:
            return f":red_circle: *Overdue*: first response was due {due}"
        case _:
            share = clock.share(setting.wall.calendar, setting.wall.now)
            bar = text_bar(round(100 * share), 100)
            return f"{bar} First response due *{due}* ({round(100 * share)}% has run)"


# --- time -----------------------------------------------------------------------------------------


def _week(found: Engineering) -> Iterator[Block]:
    total = sum(found.week.values())
    if not total:
        none = "*Your time this week*\nNo time logged this week yet."
        yield from with_command(none, "Log time", "/escalation log")
        return
    days = ", ".join(f"{day:%a} {duration(m)}" for day, m in found.week.items() if m)
    yield titled("Your time this week", f"{duration(total)} in all: {days}")
    yield hours("Hours by day", {f"{day:%a %-d %b}": m for day, m in found.week.items()})
