"""A quarter's figures keep within what Slack takes, with one customer and with five hundred."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.blocks.customer.figures import figures, part_of_figures
from handlers.blocks.pieces.answer import MOST_BLOCKS, Answer, unfolded
from handlers.documents.figures import Part
from models.rules.figures import (
    Escalations,
    Figures,
    Hours,
    PartOfWeek,
    Responses,
    TimeOnCall,
    TimesRung,
    ToInvoice,
    Uncovered,
)
from models.rules.quarter import Quarter
from models.rules.service_definition import KINDS, LEVELS, SEVERITIES
from models.usecases.figures.of_quarter import FiguresTold

Q3 = Quarter(2026, 3)
ONE, MANY = 1, 500


def told(customers: int, people: int) -> FiguresTold:
    """Figures of so many customers; whoever works for them is called nearly the same."""
    keys = [f"customer-{number:03}" for number in range(customers)]
    names = {f"U{number}": f"Maximiliane von Hohenstein {number}" for number in range(people)}
    months = [date(2026, month, 1) for month in (7, 8, 9)]
    apart = {part: timedelta(hours=700, minutes=1) for part in PartOfWeek}
    found = Figures(
        quarter=Q3,
        known_on=date(2026, 10, 5),
        responses=[Responses(level, sev, 1000, 99, 9) for level in LEVELS for sev in SEVERITIES],
        escalations=[Escalations(kind, 1000, 10) for kind in KINDS],
        hours=[Hours(person, key, 90) for person in names for key in keys],
        on_call=[TimeOnCall(person, "primary", apart) for person in names],
        rung=[TimesRung(person, dict.fromkeys(PartOfWeek, 10), 20) for person in names],
        uncovered=[Uncovered(key, 2, 600) for key in keys],
        to_invoice=[ToInvoice(key, month, 60) for key in keys for month in months],
    )
    return FiguresTold(found, names)


def within_limits(said: Answer) -> bool:
    """Whether Slack takes an answer, *More* pressed: its blocks, one table, its charts."""
    whole = unfolded(said).blocks
    tables = [block for block in whole if block["type"] == "table"]
    charts = [block for block in whole if block["type"] == "data_visualization"]
    for chart in charts:
        labels = chart["chart"]["axis_config"]["categories"]
        assert len(chart["title"]) <= 50
        assert len(labels) == len(set(labels)) <= 20
        assert all(len(label) <= 20 for label in labels)
    assert all(len(table["rows"]) <= 100 for table in tables)
    return len(whole) <= MOST_BLOCKS and len(tables) <= 1 and len(charts) <= 2


@pytest.mark.parametrize(("customers", "people"), [(ONE, 1), (MANY, 40)])
def test_slack_takes_them(customers: int, people: int) -> None:
    """The look at all of it, and each part, whose chart has its longest bars."""
    many = told(customers, people)
    assert within_limits(figures(many))
    for part in Part:
        assert within_limits(part_of_figures(many, part)), part


def test_what_is_left_out_is_said() -> None:
    said = part_of_figures(told(MANY, 1), Part.TO_INVOICE)
    assert said.text == "2026 Q3, consulting to invoice: time 1500h, CHF 360’000.–."
    assert "99 of 1500 rows are shown" in str(said.blocks)
