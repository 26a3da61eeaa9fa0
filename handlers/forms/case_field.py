"""Which case a form is about: that of a thread, or one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Block

from handlers.forms.fields import MOST_OPTIONS, TextField, select_field
from handlers.front.views import FieldProblem, Filled
from handlers.intents.pieces.case_numbers import case_number
from handlers.slack_json import Json
from models.problems import Problem, Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.usecases import finding
from models.usecases.channels import threads
from models.usecases.turn import Turn

NUMBER = "number"


def cases_of_message(turn: Turn, payload: Json, example: str) -> Sequence[Case]:
    """Return the case of a message's thread, or else the open ones of the channel's customer, the
    oldest first; Unknown, with what to do, if there is none.
    """
    message, channel_id = payload["message"], payload["channel"]["id"]
    case = threads.case_of(turn, channel_id, message.get("thread_ts") or message["ts"])
    if case is not None:
        return [case]
    customer_id = finding.customer_id_of_channel(turn, channel_id)
    found = finding.open_cases_of(turn, customer_id) if customer_id is not None else ()
    if not found:
        raise Unknown(
            "No case was opened from this thread. Open one with “Open support case” in a "
            "message's menu, or name the case by its number, N:",
            example,
        )
    return found


def case_fields(turn: Turn, filled: Filled) -> list[Block]:
    """Return the field to choose a case, and one to type its number if there are too many.

    The cases of the channel's customer stand first, then one's own. Unknown if none is open.
    """
    found = _to_choose_from(turn, filled)
    if not found:
        raise Unknown("No case is open. Open one first:", "/case open acme Login loops")
    options = [(case_label(case, owner), str(case.id)) for case, owner in found[:MOST_OPTIONS]]
    more = len(found) > MOST_OPTIONS
    field = select_field("case", "Case", options, filled.text("case"), optional=more, changes=True)
    if not more:
        return [field]
    hint = f"The menu shows {MOST_OPTIONS} of the open cases."
    typed = filled.text(NUMBER)
    return [field, number_field("Or another case's number", typed, hint)]


def with_only_case(turn: Turn, filled: Filled) -> Filled:
    """Return the same with the one open case chosen, if there is just one."""
    found = _to_choose_from(turn, filled)
    return filled.having(case=str(found[0][0].id)) if len(found) == 1 else filled


def _to_choose_from(turn: Turn, filled: Filled) -> Sequence[tuple[Case, Customer]]:
    customer = finding.customer_of_channel(turn, filled.carried.get("channel"))
    return finding.cases_to_choose_from(turn, MOST_OPTIONS + 1, customer.id if customer else None)


def number_field(label: str, typed: str, hint: str) -> Block:
    """Return the field to type what the menu does not show."""
    return TextField(
        NUMBER, label, typed, placeholder="#12", hint=hint, optional=True, longest=60, changes=True
    ).block()


def case_label(case: Case, owner: Customer) -> str:
    """Return how a menu shows a case."""
    return f"#{case.id} {owner.key}: {case.title}"


def case_chosen(turn: Turn, filled: Filled) -> Case | None:
    """Return the case that a form carries, or that was typed or chosen in it; None if none was.

    FieldProblem for a number that is no case's.
    """
    if "case" in filled.carried:
        return finding.case(turn, filled.carried["case"])
    if typed := filled.text(NUMBER):
        return case_numbered(turn, typed, NUMBER)
    return case_numbered(turn, filled.text("case"), "case") if filled.text("case") else None


def case_numbered(turn: Turn, typed: str, field: str) -> Case:
    """Return the case with a number as it is typed; FieldProblem if there is none."""
    try:
        number = case_number(typed)
        if number is None:
            raise Unknown(f"“{typed}” is not a case's number, as in #12.")
        return finding.case(turn, number)
    except Problem as unknown:
        raise FieldProblem(field, unknown) from unknown
