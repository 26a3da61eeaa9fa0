"""How I am reached outside Slack: `/oncall contact`. An address is tried before it is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from slackblocks import Block, CheckboxGroup, InputBlock, Option, PlainText

from handlers.blocks.oncall import contact as say
from handlers.blocks.pieces.answer import Answer, small
from handlers.forms.fields import TextField
from handlers.front.conversation import Conversation
from handlers.front.outside import NotReached, Purpose, Unusable
from handlers.front.views import FieldProblem, Filled, form
from handlers.talk import Form, Talk
from models.problems import Problem
from models.rows.oncall import Contact
from models.usecases.oncall import contacts
from models.usecases.roles import Actor
from models.usecases.turn import Turn

CALLBACK = "keep_contacts"
LONGEST_ADDRESS = 600
REMOVE, ADDRESS, NUMBER = "remove", "address", "number"
_NUMBER = re.compile(r"\+?[0-9]{4,15}")


def contact_form(turn: Turn) -> Form:
    """Show what the person of the turn has, masked; Impossible if nothing could be kept."""
    contacts.vault(turn)
    blocks: list[Block] = [
        *_have(contacts.of(turn, turn.person.id), contacts.of(turn, turn.person.id, contacts.CALL)),
        TextField(
            ADDRESS,
            "Add an address",
            placeholder="ntfys://ntfy.sh/my-secret-topic",
            hint="Push: ntfys:// or pover://. Telephone or SMS through a gateway: twilio://, seven://"
            " or signal://. Mail: mailto://user:password@example.com?to=me@example.com. Your own"
            " hook: jsons://host/path. A test message is sent before it is saved.",
            optional=True,
            longest=LONGEST_ADDRESS,
        ).block(),
        TextField(
            NUMBER,
            "Telephone number, for calling by hand",
            placeholder="+41 79 123 45 67",
            hint="Shown to colleagues only when everything else fails.",
            optional=True,
            longest=30,
        ).block(),
    ]
    return form(CALLBACK, "How you are reached", "Save", blocks, {})


def _have(addresses: Sequence[Contact], numbers: Sequence[Contact]) -> list[Block]:
    if not addresses and not numbers:
        return [small("Outside Slack you can't be reached yet.")]
    options = [
        Option(
            PlainText(contact.shown[:75]),
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
    typed = filled.text(ADDRESS)
    _number(filled)
    if not typed:
        return filled
    with conversation.desk.reading(actor, conversation.clock.now()) as turn:
        contacts.vault(turn)
        try:
            contacts.refuse_another(turn, typed, _removed(filled))
        except Problem as refused:
            raise FieldProblem(ADDRESS, refused.sentence) from refused
    outside = conversation.outside
    try:
        outside.send(typed, say.TRIED, say.test_message(actor.person.name), Purpose.TRIES)
    except Unusable as problem:
        raise FieldProblem(ADDRESS, problem.sentence) from problem
    except NotReached as failed:
        raise FieldProblem(
            ADDRESS, f"The test message did not arrive, so nothing was saved. {failed}"
        ) from failed
    return replace(filled, carried={**filled.carried, "shown": outside.masked(typed)})


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Remove what was ticked, keep what was tried, and say what there is now."""
    turn, me = talk.turn, talk.turn.person.id
    typed, number = filled.text(ADDRESS), _number(filled)
    for contact_id in _removed(filled):
        contacts.remove(turn, contact_id)
    turn.session.flush()
    if typed:
        try:
            contacts.refuse_another(turn, typed)
        except Problem as refused:
            raise FieldProblem(ADDRESS, refused.sentence) from refused
        contacts.add(turn, contacts.SEND, typed, filled.carried["shown"])
    if number:
        contacts.replace_telephone(turn, number)
    numbers = contacts.of(turn, me, contacts.CALL)
    return say.kept(contacts.of(turn, me), numbers[-1] if numbers else None)


def _removed(filled: Filled) -> list[int]:
    return [int(value) for value in filled.values.get(REMOVE) or []]


def _number(filled: Filled) -> str:
    """Return a telephone number without what people put between its digits, or nothing."""
    number = re.sub(r"[\s()./\-\u2010-\u2013\u00a0]+", "", filled.text(NUMBER))
    if number and not _NUMBER.fullmatch(number):
        raise FieldProblem(NUMBER, "That is not a telephone number. For example +41 79 123 45 67.")
    return number
