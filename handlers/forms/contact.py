"""How I am reached outside Slack: `/oncall contact`. An address is tried before it is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from slackblocks import Block, CheckboxGroup, InputBlock, Option, PlainText

from handlers.blocks.oncall import contact as say
from handlers.blocks.pieces.answer import Answer, small
from handlers.forms.fields import TextField, select_field
from handlers.forms.ways import WAYS
from handlers.front.conversation import Conversation
from handlers.front.outside import NotReached, Purpose, Unusable
from handlers.front.views import FieldProblem, Filled, form
from handlers.slack_json import Json
from handlers.talk import Form, Talk
from handlers.undo import with_undo
from models.problems import Problem
from models.rows.oncall import Contact
from models.usecases.oncall import contacts
from models.usecases.roles import Actor
from models.usecases.turn import Turn

CALLBACK = "keep_contacts"
LONGEST_ADDRESS = 600
REMOVE, SERVICE, ADDRESS, NUMBER = "remove", "service", "address", "number"
_BETWEEN_DIGITS = r"[\s()./\-\u2010-\u2013\u00a0]+"
_NUMBER = re.compile(r"\+?[0-9]{4,15}")


def contact_form(turn: Turn) -> Form:
    """Show what the person of the turn has, masked; Impossible if nothing could be kept."""
    contacts.vault(turn)
    return _form(turn, Filled({}, {}))


def refreshed(turn: Turn, filled: Filled, _: Json) -> Form:
    """Show what the service needs that was chosen."""
    return _form(turn, filled)


def _form(turn: Turn, filled: Filled) -> Form:
    me, chosen = turn.person.id, filled.text(SERVICE)
    blocks: list[Block] = [
        *_have(contacts.of(turn, me), contacts.of(turn, me, contacts.CALL)),
        select_field(
            SERVICE,
            "Add a way: by which service?",
            [(way.name, key) for key, way in WAYS.items()],
            chosen,
            optional=True,
            changes=True,
        ),
        *(field.block() for field in _asked(chosen)),
        TextField(
            NUMBER,
            "Telephone number, for calling by hand",
            initial=filled.text(NUMBER),
            placeholder="+41 79 123 45 67",
            hint="Shown to colleagues only when everything else fails.",
            optional=True,
            longest=30,
        ).block(),
    ]
    return form(CALLBACK, "How you are reached", "Save", blocks, {})


def _asked(chosen: str) -> Sequence[TextField]:
    """Return the fields of the service that was chosen; of none, the one for an address."""
    if chosen in WAYS:
        needs = WAYS[chosen].needs
        return [
            TextField(need.field, need.label, placeholder=need.placeholder, longest=300)
            for need in needs
        ]
    return [
        TextField(
            ADDRESS,
            "Or by its address, if you know it",
            placeholder="jsons://host/path",
            hint="A hook of your own: jsons://host/path. Anything else by its address at apprise. "
            "A test message is sent before it is saved.",
            optional=True,
            longest=LONGEST_ADDRESS,
        )
    ]


def _typed(filled: Filled) -> str:
    """Return the address that was typed, or that follows from what a service needs."""
    if (way := WAYS.get(filled.text(SERVICE))) is None:
        return filled.text(ADDRESS)
    return way.address_of({need.field: _bare(need.field, filled) for need in way.needs})


def _bare(field: str, filled: Filled) -> str:
    """Return what was filled in, a number without what people put between its digits."""
    text = filled.text(field)
    return re.sub(_BETWEEN_DIGITS, "", text) if text.startswith("+") else text


def _where(filled: Filled) -> str:
    """Return the field beside which is said what is wrong with a way."""
    return SERVICE if filled.text(SERVICE) in WAYS else ADDRESS


def _have(addresses: Sequence[Contact], numbers: Sequence[Contact]) -> list[Block]:
    if not addresses and not numbers:
        return [small("Outside Slack you can't be reached yet.")]
    options = [
        Option(
            PlainText(contacts.seen(contact)[:75]),
            value=str(contact.id),
            description=PlainText("for calling by hand" if contact in numbers else "rings"),
        )
        for contact in (*addresses, *numbers)
    ]
    return [
        InputBlock(
            label=PlainText("What there is: tick what should be removed"),
            element=CheckboxGroup(action_id="value", options=options),
            block_id=REMOVE,
            optional=True,
        )
    ]


def tried(conversation: Conversation, actor: Actor, filled: Filled) -> Filled:
    """Send a test message to a new address, before anything is written.

    Returns what was filled in, with what may be shown of the address. Raises FieldProblem for what
    is no address or no number, and for an address that the test message did not reach.
    """
    typed, where = _typed(filled), _where(filled)
    _number(filled)
    if not typed:
        return filled
    with conversation.desk.reading(actor, conversation.clock.now()) as turn:
        contacts.vault(turn)
        try:
            contacts.refuse_another(turn, typed, _removed(filled))
        except Problem as refused:
            raise FieldProblem(where, refused) from refused
    outside = conversation.outside
    try:
        outside.send(typed, say.TRIED, say.test_message(actor.person.name), Purpose.TRIES)
    except Unusable as problem:
        raise FieldProblem(where, problem) from problem
    except NotReached as failed:
        raise FieldProblem(
            where, f"The test message did not arrive, so nothing was saved. {failed}"
        ) from failed
    return replace(filled, carried={**filled.carried, "shown": outside.masked(typed)})


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Remove what was ticked, keep what was tried, and say what there is now."""
    turn, before = talk.turn, contacts.all_of_oneself(talk.turn)
    typed, number = _typed(filled), _number(filled)
    for contact_id in _removed(filled):
        contacts.remove(turn, contact_id)
    turn.session.flush()
    if typed:
        try:
            contacts.refuse_another(turn, typed)
        except Problem as refused:
            raise FieldProblem(_where(filled), refused) from refused
        contacts.add(turn, contacts.SEND, typed, filled.carried["shown"])
    if number:
        contacts.replace_telephone(turn, number)
    contacts.note_kept(turn, before)
    return with_undo(kept(turn), turn)


def kept(turn: Turn) -> Answer:
    """Say how the person of the turn is reached now."""
    me = turn.person.id
    numbers = contacts.of(turn, me, contacts.CALL)
    return say.kept(contacts.of(turn, me), numbers[-1] if numbers else None)


def _removed(filled: Filled) -> list[int]:
    return [int(value) for value in filled.values.get(REMOVE) or []]


def _number(filled: Filled) -> str:
    """Return a telephone number without what people put between its digits, or nothing."""
    number = re.sub(_BETWEEN_DIGITS, "", filled.text(NUMBER))
    if number and not _NUMBER.fullmatch(number):
        raise FieldProblem(NUMBER, "That is not a telephone number. For example +41 79 123 45 67.")
    return number
