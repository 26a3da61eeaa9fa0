"""What whoever opens a case is told: where it goes, by when it is due, and why (R6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.due import first_response_due
from handlers.blocks.pieces.wording import left, level, long_ago, person, quoted, stop_after
from models.problems import Choice
from models.rows.pages import Page
from models.rules.routing import Route, route
from models.rules.service_definition import LEVEL, Level, Severity
from models.rules.written_time import Wall
from models.usecases.case.opening import CaseOpened
from models.usecases.derived.clocks import CaseClock


def _first_steps(done: CaseOpened) -> tuple[tuple[str, str], tuple[str, str]]:
    number = done.case.id
    take = (
        ("Acknowledge the page", f"/oncall ack {done.page.id}")
        if done.page
        else ("I'll take it", f"/case take {number}")
    )
    return take, ("I've replied", f"/case respond {number}")


def opened(done: CaseOpened, wall: Wall, *, works: bool) -> Answer:
    """Say what was understood, where the case goes and why, and by when it is due.

    `works`: to somebody who may work on cases, who may take its page and log time.
    """
    case, customer = done.case, done.customer
    return answer(
        f"Opened #{case.id} for {customer.key} (Sev-{case.severity}, {case.kind}): "
        f"{stop_after(quoted(case.title))} "
        f"{first_response_due(done.clock.clock, wall)}.",
        lines(
            [
                long_ago(wall.calendar.day_of(case.reported_at), wall.calendar.day_of(wall.now)),
                target_words(done.clock, wall),
                where_it_goes(done.route, done.page, done.rung_people),
                f"{customer.key} has {left(done.statement)}.",
            ]
        ),
        buttons(
            [
                *(_first_steps(done) if works else ()),
                ("Show", f"/case show {case.id}"),
            ]
        ),
        small(f"`/escalation log 2h #{case.id}` logs time on it") if works else None,
    )


def severity_words(severity: Severity, level: Level | None) -> str:
    """Say what a severity does under a level (S1, R1); None where that is not known yet."""
    if level is None:
        return f"Sev-{severity}"
    target = LEVEL[level].target(severity).words
    rings = "rings at once, at any hour; " if route(level, severity).pages else ""
    return f"Sev-{severity}: {rings}first response in {target}"


def how_grave(
    shown: str, graver: Severity, given: Severity, typed: Mapping[Severity, str]
) -> Choice:
    """Ask whether a case is as grave as its title says; `typed` is what each answer types."""
    if graver is Severity.SEV1:
        sentence = f"“{shown}” stands in the title. Is it a Sev-1, which rings at once (R1)?"
        labels = "Critical: ring now", "Not critical"
    else:
        sentence = f"“{shown}” stands in the title. Is it a Sev-{graver}?"
        labels = f"Sev-{graver}", f"Sev-{given}"
    return Choice(sentence, ((labels[0], typed[graver]), (labels[1], typed[given])))


def target_words(item: CaseClock, wall: Wall) -> str:
    """Say which target is counted from when (S1); for an old report, since which change (S4)."""
    step, target, promised = item.clock.steps[-1], item.clock.target, level(item.clock.level)
    if step.at > item.clock.reported:
        since = wall.instant(step.at)
        return f"{promised} since {since}: {target.words} (S4, {target.rule})."
    since = wall.instant(item.clock.reported)
    return f"{promised}: {target.words}, counted from {since} (S1, {target.rule})."


def where_it_goes(route: Route, page: Page | None, rung_people: Sequence[str]) -> str:
    """Say where a case goes and why (R6)."""
    if route.pages and page is not None:
        rings = (
            f"rings {' and '.join(person(who) for who in rung_people)} now"
            if rung_people
            else "rings"
        )
        return (
            f":rotating_light: *Page {page.id} {rings}: a Managed Sev-1 is paged at once, at any "
            "hour (R1).*"
            + (
                ""
                if rung_people
                else " :warning: Nobody is on call (O4): it goes on up the ladder."
            )
        )
    if route.pages:
        return "A Managed Sev-1 is paged at once, at any hour (R1)."
    priority = "the priority " if route.queue is Level.PREMIUM else ""
    name = f"{priority}queue `{route.queue}`"
    return f"It waits in {name}, in business hours: only a Managed Sev-1 is paged ({route.rule})."
