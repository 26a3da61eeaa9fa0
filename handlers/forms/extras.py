"""What a Managed contract agrees beside the numbers: `/customer extras acme`."""

from __future__ import annotations

from slackblocks import CheckboxGroup, InputBlock, Option, PlainText

from handlers.blocks.customer import customers as say
from handlers.blocks.pieces.answer import Answer
from handlers.forms.fields import TextField
from handlers.front.views import FieldProblem, Filled, form
from handlers.intents.customer.windows import EVERY_WEEK, ON_A_DAY, take_window, written_window
from handlers.intents.pieces.line import Words
from handlers.talk import Form, Talk, reading_of
from handlers.undo import with_undo
from models.problems import Impossible, Problem
from models.rows.customers import Customer
from models.rules.change_window import Window
from models.usecases.customer import customers
from models.usecases.customer.customers import LONGEST_EXTRA, Extras, extras_of, extras_problem
from models.usecases.reports import change_windows
from models.usecases.turn import Turn

CALLBACK = "keep_extras"
_LONGEST_WINDOWS = 2000  # characters of all windows as they are typed
_AGREED = (("Managed upgrades", "managed_upgrades"), ("Monitoring", "monitoring"))
_TOLD = (
    ("runbook_url", "Runbook", "https://…"),
    ("change_windows", "Note on change windows", "Announced a week ahead"),
    ("remote_access", "Remote access", "VPN, asked for at their service desk"),
)


def extras_form(turn: Turn, customer: Customer) -> Form:
    """Show what is agreed, to be changed."""
    now, shown = extras_of(customer), change_windows.listed(turn, customer)
    options = [Option(PlainText(label), value=value) for label, value in _AGREED]
    ticked = [option for option in options if getattr(now, option.value or "")]
    agreed = InputBlock(
        label=PlainText("Agreed"),
        element=CheckboxGroup(action_id="value", options=options, initial_options=ticked or None),
        block_id="agreed",
        optional=True,
    )
    told = [
        TextField(
            field,
            label,
            getattr(now, field),
            placeholder=placeholder,
            optional=True,
            longest=LONGEST_EXTRA,
        ).block()
        for field, label, placeholder in _TOLD
    ]
    windows = TextField(
        "windows",
        "Change windows",
        "\n".join(written_window(each.window) for each in shown),
        placeholder=f"{EVERY_WEEK}\n{ON_A_DAY}",
        hint="One a line. What the customer's sources report then rings nobody (I8).",
        multiline=True,
        optional=True,
        longest=_LONGEST_WINDOWS,
    ).block()
    title = f"Extras of {customer.key}"[:24]
    carried = {"customer": customer.id, "windows": [each.number for each in shown]}
    return form(CALLBACK, title, "Save", [agreed, windows, *told], carried)


def keep(talk: Talk, filled: Filled) -> Answer:
    """Keep what was filled in; FieldProblem for what can't stay as it is."""
    agreed = filled.values.get("agreed") or []
    extras = Extras(
        managed_upgrades="managed_upgrades" in agreed,
        monitoring="monitoring" in agreed,
        runbook_url=filled.text("runbook_url"),
        change_windows=filled.text("change_windows"),
        remote_access=filled.text("remote_access"),
    )
    if wrong := extras_problem(extras):
        raise FieldProblem(*wrong)
    turn = talk.turn
    customer = turn.session.get_one(Customer, filled.carried["customer"])
    customers.set_extras(turn, customer, extras)
    changed = _keep_windows(turn, customer, filled)
    said = say.extras_kept(customer, extras, change_windows.listed(turn, customer), turn.wall)
    return said if changed else with_undo(said, turn)


def _keep_windows(turn: Turn, customer: Customer, filled: Filled) -> bool:
    """Agree on the windows that were written, and end those that stood in the form and do not any
    more; return whether any changed. FieldProblem for one that can't be read or agreed on.
    """
    written = _windows(turn, filled.text("windows"))
    agreed = change_windows.listed(turn, customer)
    gone = [each for each in agreed if each.window not in written]
    gone = [each for each in gone if each.number in filled.carried["windows"]]
    new = [window for window in written if window not in [each.window for each in agreed]]
    for each in gone:
        change_windows.remove(turn, customer, each.number)
    for window in new:
        try:
            change_windows.add(turn, customer, window)
        except Impossible as refused:
            raise FieldProblem("windows", refused) from refused
    return bool(gone or new)


def _windows(turn: Turn, text: str) -> list[Window]:
    reading = reading_of(turn)
    windows: list[Window] = []
    for line in filter(str.strip, text.splitlines()):
        try:
            windows.append(take_window(Words(line), reading, "/customer window"))
        except Problem as unread:
            raise FieldProblem("windows", unread) from unread
    return windows
