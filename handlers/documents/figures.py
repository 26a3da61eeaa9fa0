"""The figures of a quarter in words: the same tables for messages, CSV and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from typing import assert_never

from handlers.documents.document import Cell, Column, Document, KeyNumber, Table
from models.rules.figures import Figures, PartOfWeek
from models.rules.languages import Language
from models.rules.quote import chf
from models.rules.service_definition import LEVEL
from models.rules.writing import duration
from models.usecases.figures.of_quarter import FiguresTold


class Part(Enum):
    """A part of the figures, by the word that is typed for it."""

    RESPONSES = "responses"
    ESCALATIONS = "escalations"
    HOURS = "hours"
    ON_CALL = "oncall"
    PAGES = "pages"
    UNCOVERED = "uncovered"
    TO_INVOICE = "invoice"


TITLE: Mapping[Part, str] = {
    Part.RESPONSES: "First responses",
    Part.ESCALATIONS: "Escalations",
    Part.HOURS: "Hours",
    Part.ON_CALL: "On call",
    Part.PAGES: "Pages",
    Part.UNCOVERED: "Uncovered",
    Part.TO_INVOICE: "Consulting to invoice",
}
_APART = "Nights lie outside opening hours; weekends are whole days closed, holidays too (T2)."
_NOTE: Mapping[Part, str] = {
    Part.RESPONSES: "By the level that promised it, of what was reported in the quarter (S3).",
    Part.ESCALATIONS: "Charges dated in the quarter, by the kind of their case.",
    Part.HOURS: "Time worked in the quarter, charged or not.",
    Part.ON_CALL: (
        "Whoever is on call in two rotations at once stands in each of them, so their hours do not "
        f"add up. {_APART}"
    ),
    Part.PAGES: f"Pages that reached somebody, each once; drills do not count. {_APART}",
    Part.UNCOVERED: "Charges of the quarter without a grant; CHF if settled as consulting (E7).",
    Part.TO_INVOICE: (
        "Consulting by the month of the work, excl. VAT (E5, E7); packs and yearly prices are not "
        "in it."
    ),
}


def document(told: FiguresTold) -> Document:
    """Return the figures of a quarter as a document for the house, in English."""
    found = told.figures
    so_far = "" if found.is_over else " so far"
    return Document(
        language=Language.ENGLISH,
        name=f"report-{found.quarter.year}-Q{found.quarter.number}",
        title=f"Report {found.quarter}",
        whose="All customers",
        lead=f"{met(found).capitalize()}{so_far}",
        known=f"As known on {found.known_on:%-d %b %Y}",
        numbers=list(_numbers(told)),
        tables=[table(told, part) for part in Part],
        notes=[],
        notes_title="Notes",
        total="Total",
        small_print="Amounts in CHF, excl. VAT. What was withdrawn counts nowhere (S6).",
        page="Page {n} of {all}",
    )


def _numbers(told: FiguresTold) -> Iterator[KeyNumber]:
    found = told.figures
    yield KeyNumber(str(found.charges), "escalations")
    yield KeyNumber(worked(found), "worked")
    yield KeyNumber(chf(found.chf), "consulting to invoice")


def met(found: Figures) -> str:
    """Say how many first responses of a quarter were met."""
    if not found.decided:
        return "no first response was due"
    return f"{found.met} of {found.decided} first responses met"


def worked(found: Figures) -> str:
    """Write the time that was worked in a quarter."""
    return duration(found.minutes) if found.minutes else "no time"


def table(told: FiguresTold, part: Part) -> Table:
    """Return the table of a part; without rows if there is nothing to tell."""
    return Table(TITLE[part], _columns(part), list(_rows(told, part)), _NOTE[part])


def _columns(part: Part) -> Sequence[Column]:
    apart = [_summed(each.value.capitalize()) for each in PartOfWeek]
    match part:
        case Part.RESPONSES:
            numbers = map(_summed, ("Met", "Late", "Running"))
            return [Column("Level"), Column("Severity"), *numbers]
        case Part.ESCALATIONS:
            return [Column("Kind"), _summed("Used"), _summed("Uncovered")]
        case Part.HOURS:
            return [Column("Engineer"), Column("Customer"), _summed("Time")]
        case Part.ON_CALL:
            parts = [Column(each.heading) for each in apart]
            return [Column("Person"), Column("Rotation"), *parts, Column("In all")]
        case Part.PAGES:
            return [Column("Person"), *apart, _summed("Acknowledged")]
        case Part.UNCOVERED:
            return [Column("Customer"), _summed("Escalations"), _summed("Time"), _summed("CHF")]
        case Part.TO_INVOICE:
            return [Column("Customer"), Column("Month"), _summed("Time"), _summed("CHF")]
        case _:
            assert_never(part)


def _summed(heading: str) -> Column:
    return Column(heading, summed=True)


def _rows(told: FiguresTold, part: Part) -> Iterator[Sequence[Cell]]:
    found = told.figures
    match part:
        case Part.RESPONSES:
            for reply in found.responses:
                level, severity = LEVEL[reply.level].title, f"Sev-{reply.severity}"
                yield level, severity, reply.met, reply.late, reply.running
        case Part.ESCALATIONS:
            for charged in found.escalations:
                yield charged.kind.value, charged.used, charged.uncovered
        case Part.HOURS:
            for hours in found.hours:
                yield name(told, hours.person), hours.customer, _time(hours.minutes)
        case Part.ON_CALL:
            for shift in found.on_call:
                yield name(told, shift.person), shift.rotation, *shift.time.values(), shift.whole
        case Part.PAGES:
            for rung in found.rung:
                yield name(told, rung.person), *rung.pages.values(), rung.acknowledged
        case Part.UNCOVERED:
            for open_ in found.uncovered:
                yield open_.customer, open_.escalations, _time(open_.minutes), open_.chf
        case Part.TO_INVOICE:
            for due in found.to_invoice:
                yield due.customer, f"{due.month:%B %Y}", _time(due.minutes), due.chf
        case _:
            assert_never(part)


def name(told: FiguresTold, person: str) -> str:
    """Return what somebody is called; their id if nothing is known of them."""
    return told.names.get(person, person)


def _time(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)
