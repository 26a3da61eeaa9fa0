"""The figures of a quarter, of all customers and all who work for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.problems import Impossible
from models.rules import figures as of
from models.rules.figures import Figures
from models.rules.permissions import Permission
from models.rules.quarter import Quarter
from models.usecases import finding, people
from models.usecases.derived import entitlements
from models.usecases.figures.consulted import consulting_since
from models.usecases.figures.worked import clocks_in, hours_in, on_call_in, rung_in
from models.usecases.turn import Turn


@dataclass(frozen=True)
class FiguresTold:
    """The figures of a quarter, and the names of the people in them, by Slack's id."""

    figures: Figures
    names: Mapping[str, str]


@people.may(Permission.ACCOUNT_MANAGERS, "read the report")
def figures(turn: Turn, quarter: Quarter | None = None) -> FiguresTold:
    """Return the figures of a quarter (default: the one that runs), as known today.

    What was withdrawn counts in none of them (S6). Impossible for a quarter that has not begun.
    """
    quarter = quarter or Quarter.of(turn.today)
    if quarter.first > turn.today:
        raise Impossible(f"{quarter} has not begun yet.")
    keys = {customer.id: customer.key for customer in finding.customers(turn)}
    told = entitlements.statements_of(turn.session, keys, turn.today)
    statements = {keys[id_]: each for id_, each in told.items()}
    consulting = consulting_since(turn, quarter.first, told)
    found = Figures(
        quarter=quarter,
        known_on=turn.today,
        responses=of.responses(clocks_in(turn, quarter)),
        escalations=of.escalations(quarter, statements.values()),
        hours=hours_in(turn, quarter, keys),
        on_call=on_call_in(turn, quarter),
        rung=rung_in(turn, quarter),
        uncovered=of.uncovered(quarter, statements),
        to_invoice=of.to_invoice(quarter, {keys[id_]: each for id_, each in consulting.items()}),
    )
    return FiguresTold(found, people.names(turn.session, found.people))
