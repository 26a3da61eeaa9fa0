"""*Open support case*: a case from a message, with its text, its instant and its link."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape
from typing import Any

from slackblocks import InputBlock

from handlers.blocks import case as say
from handlers.blocks.answer import Answer
from handlers.conversation import Form, Talk
from handlers.forms.fields import FieldProblem, Filled, form, select_field, text_field
from handlers.intents.words import Words
from models.problems import Problem, Unknown
from models.rows.customers import Customer
from models.rules.limits import LONGEST_TITLE
from models.rules.service_definition import DEFAULT_SEVERITY, KINDS, SEVERITIES
from models.usecases import cases, finding
from models.usecases.cases import Origin
from models.usecases.turn import Turn

CALLBACK = "open_case"
MOST_OPTIONS = 100  # of a menu; with more customers the name is typed
LONGEST_TEXT = 2900


def open_case_form(turn: Turn, payload: dict[str, Any]) -> Form:
    """Show the form for a message: the customer of its channel, its text, its instant.

    Raises Problem if a case was already opened from the thread.
    """
    channel_id, message = payload["channel"]["id"], payload["message"]
    thread_ts = message.get("thread_ts") or message["ts"]
    if existing := cases.case_of_thread(turn, channel_id, thread_ts):
        raise Problem(
            f"#{existing.id} was already opened from this thread.", f"/case show {existing.id}"
        )
    text = message.get("text") or ""
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    blocks = [
        _customer_field(turn, finding.customer_of_channel(turn, channel_id)),
        text_field("title", "Title", Words(first_line).shown, longest=LONGEST_TITLE),
        text_field(
            "text",
            "What was said",
            unescape(text),
            multiline=True,
            optional=True,
            longest=LONGEST_TEXT,
        ),
        select_field(
            "severity",
            "Severity",
            [(f"Sev-{number}", str(number)) for number in SEVERITIES],
            str(DEFAULT_SEVERITY),
        ),
        select_field("kind", "Kind", [(kind, kind) for kind in KINDS], "untriaged"),
    ]
    carried = {
        "channel": channel_id,
        "thread": thread_ts,
        "ts": message["ts"],
        "link": payload.get("link"),
    }
    return form(CALLBACK, "Open support case", "Open", blocks, carried)


def _customer_field(turn: Turn, of_channel: Customer | None) -> InputBlock:
    everyone = finding.customers(turn)
    initial = of_channel.key if of_channel else None
    if not everyone:
        raise Unknown("There are no customers yet: an admin adds them.", "/customer help")
    if len(everyone) > MOST_OPTIONS:
        return text_field("customer", "Customer", initial or "", placeholder="acme")
    options = [(f"{c.key} – {c.name}", c.key) for c in everyone]
    return select_field("customer", "Customer", options, initial)


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Open the case; its clock starts at the instant of the message (S2)."""
    turn, carried = talk.turn, filled.carried
    try:
        customer = finding.customer(turn, filled.text("customer"))
    except Problem as unknown:
        raise FieldProblem("customer", unknown.sentence) from unknown
    try:
        title = cases.fitting_title(filled.text("title"))
    except Problem as unfit:
        raise FieldProblem("title", unfit.sentence) from unfit
    try:
        cases.refuse_unfit_kind(turn, customer, filled.text("kind"))
    except Problem as unfit:
        raise FieldProblem("kind", unfit.sentence) from unfit
    said_at = datetime.fromtimestamp(float(carried["ts"]), UTC)
    done = cases.open_case(
        turn,
        customer,
        title,
        int(filled.text("severity")),
        filled.text("kind"),
        min(said_at, turn.moment),  # Slack's clock may be a little ahead of ours
        Origin(carried["channel"], carried["thread"], carried["link"]),
        filled.text("text"),
    )
    return say.opened(done, turn.calendar, talk.now)
