"""Opening a case in a form: from a message, with its text, its instant and its link; or from
nothing.

Where the case will go, and by when, is shown before it is confirmed, and worked out anew then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from slackblocks import Block, InputBlock

from handlers.blocks.case import opening as say_opening
from handlers.blocks.case.preview import case_would
from handlers.blocks.pieces.answer import Answer
from handlers.forms.fields import MOST_OPTIONS, TextField, select_field, with_preview
from handlers.front.conversation import Conversation
from handlers.front.views import CHANGE, FieldProblem, Filled, form
from handlers.intents.case.grammar import CASE
from handlers.intents.case.opening import OpenCase
from handlers.intents.pieces.instants import read_instant
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.markup import as_seen
from handlers.slack.permalink import link_to
from handlers.slack_json import Json
from handlers.talk import Form, Request, Talk, reading_of, whether_meant
from models.problems import Doubtful, Problem, Unknown
from models.rows.customers import Customer
from models.rules.limits import LONGEST_TITLE
from models.rules.service_definition import (
    DEFAULT_SEVERITY,
    SEVERITIES,
    TOUCHPOINT_LEVELS,
    Kind,
    Level,
    Severity,
    kinds_of,
)
from models.usecases import finding, people
from models.usecases.case import opening
from models.usecases.case.opening import CaseReport, Origin
from models.usecases.channels import threads
from models.usecases.customer import first_day
from models.usecases.roles import Actor
from models.usecases.turn import Turn

CALLBACK = "open_case"
LONGEST_TEXT = 2900
_UNCLEAR = "Choose the {} to see where the case will go, and by when it is due."
_PRESET = "preset"  # carried while a severity is chosen that nobody chose
_NOBODYS = {_PRESET: True}
_USUAL = {"severity": str(DEFAULT_SEVERITY)}
_NEW = {"kind": Kind.UNTRIAGED}


@dataclass(frozen=True)
class _Matter:
    """What decides where a case goes and by when."""

    customer: Customer
    severity: Severity
    reported: datetime | None


def from_message(conversation: Conversation, request: Request, actor: Actor, payload: Json) -> Form:
    """Show the form for a message: the customer of its channel, its text, its instant.

    Raises Problem if a case was already opened from the thread.
    """
    channel_id, message = payload["channel"]["id"], payload["message"]
    thread_ts = message.get("thread_ts") or message["ts"]
    link = link_to(request.client, channel_id, message["ts"])
    carried = {
        "channel": channel_id,
        "thread": thread_ts,
        "ts": message["ts"],
        "link": link,
    }
    with conversation.desk.reading(actor, conversation.clock.now()) as turn:
        if existing := threads.case_of(turn, channel_id, thread_ts):
            raise Problem(
                f"#{existing.id} was already opened from this thread.", f"/case show {existing.id}"
            )
        values = {**_NEW, **_said(turn, message.get("text") or "")}
        return _form(turn, _of_channel(turn, channel_id, Filled(values, carried)))


def _said(turn: Turn, text: str) -> Json:
    """Return the text of a message as people see it, and its first line as the title."""
    seen, _ = as_seen(text, reading_of(turn).name_of)
    return {
        "title": next((line.strip() for line in seen.splitlines() if line.strip()), ""),
        "text": seen,
    }


def form_anywhere(turn: Turn, payload: Json) -> Form:  # noqa: ARG001
    """Show the form of a new case."""
    return _form(turn, Filled({**_NEW}, {}))


def form_in_channel(turn: Turn, channel_id: str | None) -> Form:
    """Show the form of a new case, for the customer of a channel if it is anybody's."""
    return _form(turn, _of_channel(turn, channel_id, Filled({**_NEW}, {})))


def _of_channel(turn: Turn, channel_id: str | None, filled: Filled) -> Filled:
    customer = finding.customer_of_channel(turn, channel_id)
    return filled.having(customer=customer.key) if customer else filled


def is_urgent(filled: Filled) -> bool:
    """Whether it is a Sev-1."""
    return filled.text("severity") == str(Severity.SEV1)


def refresh(turn: Turn, filled: Filled, action: Json) -> Form:
    """Show the form after a choice, with where the case will go and by when."""
    if action.get("block_id") == "severity":
        filled = Filled(filled.values, filled.carried | {_PRESET: False})
    return _form(turn, filled)


def _form(turn: Turn, filled: Filled) -> Form:
    level = _level(turn, filled)
    filled = _preset(filled, level)
    of_message = "ts" in filled.carried
    # What decides where it goes stands first, and right below where that is: it must be seen.
    deciding = [
        _customer_field(turn, filled.text("customer")),
        TextField("title", "Title", filled.text("title"), longest=LONGEST_TITLE).block(),
        _severity_field(level, filled.text("severity")),
        *([] if of_message else [_reported_field(filled.text("reported"))]),
    ]
    blocks: list[Block] = [
        *with_preview(deciding, lambda: _would(turn, filled)),
        _kind_field(level, filled.text("kind")),
        TextField(
            "text",
            "What was said",
            filled.text("text"),
            multiline=True,
            optional=True,
            longest=LONGEST_TEXT,
        ).block(),
    ]
    title = "Open support case" if of_message else "New case"
    return form(CALLBACK, title, "Open", blocks, filled.carried)


def _preset(filled: Filled, level: Level | None) -> Filled:
    """Choose the usual severity while nobody has chosen one; none where it decides (S1, R1)."""
    chosen = filled.text("severity")
    if level is not Level.MANAGED:
        return filled if chosen else Filled(filled.values | _USUAL, filled.carried | _NOBODYS)
    nobodys = filled.carried.get(_PRESET) and chosen == str(DEFAULT_SEVERITY)
    return filled.having(severity="") if nobodys else filled


def _customer_field(turn: Turn, chosen: str) -> InputBlock:
    everyone = finding.customers(turn)
    if not everyone:
        raise Unknown("There are no customers yet: an admin adds them.", "/customer help")
    if len(everyone) > MOST_OPTIONS:
        return TextField("customer", "Customer", chosen, placeholder="acme", changes=True).block()
    options = [(f"{c.key} – {c.name}", c.key) for c in everyone]
    return select_field("customer", "Customer", options, chosen, changes=True)


def _level(turn: Turn, filled: Filled) -> Level | None:
    """Return the level of the customer that is chosen, if one is."""
    try:
        return opening.level_today(turn, finding.customer(turn, filled.text("customer")))
    except Problem:
        return None


def _severity_field(level: Level | None, chosen: str) -> InputBlock:
    """Offer the severities with what each does; where it decides, nothing is chosen beforehand."""
    options = [(say_opening.severity_words(each, level), str(each)) for each in SEVERITIES]
    field = select_field("severity", "Severity", options, chosen, changes=True)
    if level is Level.MANAGED:
        field.element.action_id = f"{CHANGE}:managed"  # another field: what was chosen is not kept
    return field


def _kind_field(level: Level | None, chosen: str) -> InputBlock:
    """Offer the kinds that the level knows; what was chosen for another customer may be none."""
    kinds = (Kind.UNTRIAGED, *kinds_of(level))
    kept = chosen if chosen in kinds else Kind.UNTRIAGED
    field = select_field("kind", "Kind", [(kind, kind) for kind in kinds], kept)
    if level in TOUCHPOINT_LEVELS:
        field.element.action_id = "touchpoints"  # another field, for the same reason
    return field


def _reported_field(typed: str) -> InputBlock:
    return TextField(
        "reported",
        "Reported",
        typed,
        placeholder="08:40, or yesterday 17:30",
        hint="When the customer said it: the clock starts then. Empty means now.",
        optional=True,
        longest=60,
        changes=True,
    ).block()


def _would(turn: Turn, filled: Filled) -> str:
    """Say where the case will go and by when; FieldProblem for what can't be."""
    for field in ("customer", "severity"):
        if not filled.text(field):
            return _UNCLEAR.format(field)
    matter = _read(turn, filled)
    found = opening.preview(turn, matter.customer, matter.severity, matter.reported)
    return case_would(found, turn.wall)


def _read(turn: Turn, filled: Filled) -> _Matter:
    try:
        customer = finding.customer(turn, filled.text("customer"))
    except Problem as unknown:
        raise FieldProblem("customer", unknown) from unknown
    chosen = _preset(filled, opening.level_today(turn, customer)).text("severity")
    if not chosen:
        raise FieldProblem("severity", "How grave is it? Choose the severity.")
    return _Matter(customer, Severity.of(int(chosen)), _reported(turn, filled))


def _reported(turn: Turn, filled: Filled) -> datetime | None:
    """Return when it was reported: with the message (S2), when somebody says, or now (None)."""
    if "ts" in filled.carried:
        said_at = datetime.fromtimestamp(float(filled.carried["ts"]), UTC)
        return min(said_at, turn.moment)  # Slack's clock may be a little ahead of ours
    words = Words(filled.text("reported"))
    if words.done:
        return None
    try:
        found = read_instant(words.ahead(), turn.calendar.local(turn.moment))
    except Problem as unclear:
        raise FieldProblem("reported", unclear) from unclear
    if found is None or found[1] < words.count:
        raise FieldProblem("reported", "That is not a time. Type it like 08:40 or yesterday 17:30.")
    return found[0]


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Open the case; its clock starts at the instant of the message, or of the report (S2)."""
    turn, carried = talk.turn, filled.carried
    matter = _read(turn, filled)
    try:
        title = opening.fitting_title(filled.text("title"))
    except Problem as unfit:
        raise FieldProblem("title", unfit) from unfit
    try:
        kind = Kind.of(filled.text("kind"))
        opening.refuse_unfit_kind(turn, matter.customer, kind)
    except Problem as unfit:
        raise FieldProblem("kind", unfit) from unfit
    if matter.reported is not None and "ts" not in carried:
        _ask_about_day(turn, matter, title, kind)
    origin = _origin(carried) if "ts" in carried else None
    report = CaseReport(title, matter.severity, kind, matter.reported, origin, filled.text("text"))
    done = opening.open_case(turn, matter.customer, report)
    return say_opening.opened(done, turn.wall, works=people.works_on_cases(turn))


def _ask_about_day(turn: Turn, matter: _Matter, title: str, kind: Kind) -> None:
    """Ask (Choice) about a report of a day before the customer's first contract."""
    assert matter.reported is not None, "there is a day to ask about"
    try:
        day = turn.calendar.local(matter.reported).date()
        first_day.doubt(turn, matter.customer, day)
    except Doubtful as doubtful:
        typed = OpenCase(matter.customer.key, title, matter.severity, kind, matter.reported)
        raise whether_meant(doubtful, CASE.name, typed) from doubtful


def _origin(carried: Json) -> Origin:
    return Origin(carried["channel"], carried["thread"], carried["link"])
