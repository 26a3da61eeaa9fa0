"""What a Managed contract agrees beside the numbers: `/customer extras acme`."""

from __future__ import annotations

from slackblocks import CheckboxGroup, InputBlock, Option, PlainText

from handlers.blocks.customer import customers as say
from handlers.blocks.pieces.answer import Answer
from handlers.forms.fields import TextField
from handlers.front.views import FieldProblem, Filled, form
from handlers.talk import Form, Talk
from handlers.undo import with_undo
from models.rows.customers import Customer
from models.usecases.customer import customers
from models.usecases.customer.customers import LONGEST_EXTRA, Extras, extras_of, extras_problem

CALLBACK = "keep_extras"
_AGREED = (("Managed upgrades", "managed_upgrades"), ("Monitoring", "monitoring"))
_TOLD = (
    ("runbook_url", "Runbook", "https://…"),
    ("change_windows", "Change windows", "Tuesdays 20:00 to 22:00"),
    ("remote_access", "Remote access", "VPN, asked for at their service desk"),
)


def extras_form(customer: Customer) -> Form:
    """Show what is agreed, to be changed."""
    now = extras_of(customer)
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
    title = f"Extras of {customer.key}"[:24]
    return form(CALLBACK, title, "Save", [agreed, *told], {"customer": customer.id})


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
    customer = talk.turn.session.get_one(Customer, filled.carried["customer"])
    customers.set_extras(talk.turn, customer, extras)
    return with_undo(say.extras_kept(customer, extras), talk.turn)
