"""The figures of a quarter: at a glance, and each part of them as a table with its chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, assert_never

from slackblocks import ActionsBlock, DataVisualizationBlock

from handlers.blocks.pieces.answer import (
    MOST_ROWS,
    Answer,
    answer,
    buttons,
    lines,
    small,
    with_table,
)
from handlers.blocks.pieces.charts import bars
from handlers.blocks.pieces.wording import chf, counted, cut, duration, level, long_day
from handlers.documents.document import Cell, Table
from handlers.documents.figures import TITLE, Part, met, name, table, worked
from models.rules.figures import Figures, PartOfWeek
from models.rules.quarter import Quarter
from models.rules.service_definition import LEVELS
from models.rules.writing import month
from models.usecases.figures.of_quarter import FiguresTold

_NAMED: Final = 3  # on a line, that a telephone shows it whole
_MOST_BARS, _LONGEST_LABEL = 12, 20
_UNIT: Final = {Part.HOURS: "Hours", Part.ON_CALL: "Hours", Part.TO_INVOICE: "CHF"}
_HOUR: Final = timedelta(hours=1)


def figures(told: FiguresTold) -> Answer:
    """Show a quarter at a glance."""
    found = told.figures
    return answer(
        f"{_when(found)}: {met(found)}, {counted(found.charges, 'escalation')}, "
        f"{worked(found)} worked, consulting of {chf(found.chf)} to invoice.",
        lines(_lines(told)),
        _chart(told, Part.RESPONSES),
        _chart(told, Part.ESCALATIONS),
        _parts(found.quarter),
        small(
            f"As known on {long_day(found.known_on)} · excl. VAT · What was withdrawn counts "
            "nowhere (S6)"
        ),
    )


def part_of_figures(told: FiguresTold, part: Part) -> Answer:
    """Show a part of a quarter whole, as far as Slack takes so many rows."""
    found, shown = told.figures, table(told, part)
    back = buttons([("Report", f"/balance report {found.quarter}")])
    first_line = f"{_when(found)}, {TITLE[part].lower()}"
    if not shown.rows:
        return answer(f"{first_line}: nothing.", back, small(shown.note))
    said = answer(
        f"{first_line}: {_on_call(found) if part is Part.ON_CALL else _totals(shown)}.",
        _chart(told, part),
        back,
        small(" · ".join([shown.note, *_left_out(found.quarter, len(shown.rows))])),
    )
    return with_table(
        said,
        [column.heading for column in shown.columns],
        [[_cell(cell) for cell in row] for row in shown.rows[:MOST_ROWS]],
        right=[place for place, cell in enumerate(shown.rows[0]) if not isinstance(cell, str)],
    )


def _when(found: Figures) -> str:
    return str(found.quarter) if found.is_over else f"{found.quarter} so far"


def _parts(quarter: Quarter) -> ActionsBlock | None:
    """Each part as a table, and the quarter before."""
    parts = [(TITLE[part], f"/balance report {quarter} {part.value}") for part in Part]
    return buttons([*parts, (str(quarter.before), f"/balance report {quarter.before}")])


# --- in words -------------------------------------------------------------------------------------


def _lines(told: FiguresTold) -> Iterator[str]:
    """Say of each part what there is most of in it."""
    found = told.figures
    hours: Counter[str] = Counter()
    for each in found.hours:
        hours[name(told, each.person)] += each.minutes
    replies = [
        f"{label} {bar['In time']} of {sum(bar.values())}"
        for label, bar in _bars(told, Part.RESPONSES)
    ]
    for part, said in (
        (Part.RESPONSES, replies),
        (Part.ESCALATIONS, [f"{e.kind} {e.used + e.uncovered}" for e in found.escalations]),
        (Part.HOURS, [f"{who} {duration(minutes)}" for who, minutes in hours.most_common()]),
        (Part.PAGES, [f"{name(told, r.person)} {sum(r.pages.values())}" for r in found.rung]),
        (Part.TO_INVOICE, _consulting(found)),
    ):
        if said:
            named = len(LEVELS) if part is Part.RESPONSES else _NAMED
            yield f"• {TITLE[part]}: {_listed(said, named)}"
    if found.uncovered:
        number = sum(each.escalations for each in found.uncovered)
        price = sum((each.chf for each in found.uncovered), Decimal(0))
        yield f"• :warning: {number} uncovered: {chf(price)} if settled as consulting (E7)"


def _listed(items: Sequence[str], most: int) -> str:
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def _consulting(found: Figures) -> Sequence[str]:
    return [f"{month(m, found.known_on)} {chf(of)}" for m, of in _by_month(found).items()]


def _by_month(found: Figures) -> Mapping[date, Decimal]:
    months: dict[date, Decimal] = {}
    for each in sorted(found.to_invoice, key=lambda each: each.month):
        months[each.month] = months.get(each.month, Decimal(0)) + each.chf
    return months


def _totals(shown: Table) -> str:
    """Write the sums of a table; of a single row they are what stands in it."""
    sums = shown.totals or shown.rows[0]
    return ", ".join(
        chf(total) if isinstance(total, Decimal) else f"{column.heading.lower()} {_cell(total)}"
        for column, total in zip(shown.columns, sums, strict=True)
        if column.summed
    )


def _on_call(found: Figures) -> str:
    """Say of each rotation how long somebody was on call: a sum of several means nothing."""
    lasts: dict[str, timedelta] = {}
    for shift in found.on_call:
        lasts[shift.rotation] = lasts.get(shift.rotation, timedelta()) + shift.whole
    return ", ".join(f"{rotation} {_cell(time)}" for rotation, time in lasts.items())


def _left_out(quarter: Quarter, rows: int) -> Iterator[str]:
    if rows > MOST_ROWS:
        wanted = f"{quarter.year}-Q{quarter.number}"
        yield (
            f"{MOST_ROWS} of {rows} rows are shown; `python -m slackapp report --quarter {wanted} "
            "--xlsx FILE` writes all"
        )


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str() | int():
            return str(cell)
        case timedelta():
            return duration(cell // timedelta(minutes=1))
        case Decimal():
            return chf(cell).removeprefix("CHF ")  # the column says so
        case datetime() | date():
            return long_day(cell)
        case _:
            assert_never(cell)


# --- as a chart -----------------------------------------------------------------------------------

Bar = tuple[str, Mapping[str, float]]  # its label, and its values by what they are of


def _chart(told: FiguresTold, part: Part) -> DataVisualizationBlock | None:
    """A bar chart of a part: of many bars the longest. Nothing where there is nothing to see."""
    drawn = list(_bars(told, part))
    if len(drawn) > _MOST_BARS:
        drawn = sorted(drawn, key=lambda bar: -sum(bar[1].values()))[:_MOST_BARS]
    if not any(value for _, values in drawn for value in values.values()):
        return None
    series = {of: [values[of] for _, values in drawn] for of in drawn[0][1]}
    title = f"{TITLE[part]} {told.figures.quarter}"
    return bars(title, _labels(label for label, _ in drawn), series, beside=_UNIT.get(part))


def _labels(wanted: Iterable[str]) -> list[str]:
    """Shorten labels, and number those that are the same then."""
    seen: Counter[str] = Counter()
    labels = []
    for label in wanted:
        short = cut(label, _LONGEST_LABEL - 3)
        seen[short] += 1
        labels.append(f"{short} {seen[short]}" if seen[short] > 1 else short)
    return labels


def _bars(told: FiguresTold, part: Part) -> Iterator[Bar]:
    found = told.figures
    match part:
        case Part.RESPONSES:
            for key in reversed(LEVELS):
                of_level = [each for each in found.responses if each.level == key]
                if decided := sum(each.decided for each in of_level):
                    in_time = sum(each.met for each in of_level)
                    yield level(key), {"In time": in_time, "Late": decided - in_time}
        case Part.ESCALATIONS:
            for each in found.escalations:
                yield each.kind, {"Used": each.used, "Uncovered": each.uncovered}
        case Part.HOURS:
            for person in dict.fromkeys(each.person for each in found.hours):
                minutes = sum(each.minutes for each in found.hours if each.person == person)
                yield name(told, person), {"Hours": round(minutes / 60, 2)}
        case Part.ON_CALL:
            for shift in found.on_call:
                label = f"{name(told, shift.person)}, {shift.rotation}"
                yield label, _apart({of: time / _HOUR for of, time in shift.time.items()})
        case Part.PAGES:
            for rung in found.rung:
                yield name(told, rung.person), _apart(rung.pages)
        case Part.UNCOVERED:
            for open_ in found.uncovered:
                yield open_.customer, {"Escalations": open_.escalations}
        case Part.TO_INVOICE:
            for month, amount in _by_month(found).items():
                yield f"{month:%B}", {"CHF": float(amount)}
        case _:
            assert_never(part)


def _apart(values: Mapping[PartOfWeek, float]) -> Mapping[str, float]:
    return {part.value.capitalize(): round(value, 2) for part, value in values.items()}
