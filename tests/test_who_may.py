"""Who may: each door, tried by everybody who may come to it. The table decides, and nobody else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import handlers
from handlers.blocks.pieces.answer import LASTS, RETYPE, buttons
from handlers.front.who_may import HOME, SEND_AGAIN, as_markdown
from handlers.intents import COMMANDS
from handlers.intents.pieces.command import Help
from handlers.intents.pieces.intent import Intent
from handlers.talk import Talk, reading_of
from models.problems import NotAllowed, Problem
from models.rules.permissions import Guarded
from models.rules.roles import Role
from models.usecases.roles import Actor
from models.usecases.turn import Whoever
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery, interaction_delivery
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import ROLES
from tests import office
from tests.database import Databases
from tests.desk import DeskUnderTest, Heard, Switch
from tests.office import (
    EVERYBODY,
    OPENED,
    SHARED,
    STRANGERS,
    TYPED,
    WITH_A_ROLE,
    intent_of,
    is_refusal,
)

ROOT = Path(__file__).parents[1]
SHORTCUTS = {**handlers.MESSAGE_SHORTCUTS, **handlers.GLOBAL_SHORTCUTS}
ROLE_OF: dict[str, Role] = {
    office.ENGINEER: Role.ENGINEER,
    office.MANAGER: Role.ACCOUNT_MANAGER,
    office.ANOTHER_MANAGER: Role.ACCOUNT_MANAGER,
    office.ADMIN: Role.ADMIN,
}


@pytest.fixture(scope="module")
def furnished(
    sqlite: Databases, desk_switch: Switch, desk_loopback: Loopback
) -> Iterator[tuple[DeskUnderTest, Any]]:
    """One office for all: what somebody may not do changes nothing, and the rest harms nobody."""
    url = sqlite.fresh_database("who_may", "template")
    desk = DeskUnderTest(url, desk_switch, desk_loopback, changed=ROLES)
    desk.is_installed_everywhere()  # whose Slack knows no commands of ours is refused by us too
    office.furnish(desk)
    yield desk, desk_switch.app
    desk.close()


@pytest.fixture
def desk(furnished: tuple[DeskUnderTest, Any], desk_switch: Switch) -> DeskUnderTest:
    desk, desk_switch.app = furnished
    return desk


def may(used: Guarded, who: str) -> bool:
    """What the table says; acme and initech are Cleo's, and not Cora's."""
    extent = used.may.roles.get(ROLE_OF[who]) if who in ROLE_OF else None
    return extent is not None and not (extent.startswith("own") and who == office.ANOTHER_MANAGER)


def agrees(used: Guarded, who: str, said: str) -> None:
    """The answer agrees with the table; and it tells nothing to who has no role."""
    assert is_refusal(said) is not may(used, who), f"{who} at {used.name}: {said}"
    assert "something broke" not in said
    if who not in WITH_A_ROLE:
        assert ("<!subteam^S0ENGINEERS>" in said) is (who == office.NO_ROLE), said
        assert "acme" not in said.lower()
        assert "initech" not in said.lower()


def offered(heard: Heard | None) -> Iterator[str]:
    """The commands that an answer's buttons and menus would type."""
    for block in heard.blocks if heard else ():
        for element in block["elements"] if block["type"] == "actions" else ():
            for option in element.get("options", [element]):
                if element["action_id"].startswith((RETYPE, LASTS)):
                    yield option["value"]


# --- the table is whole ---------------------------------------------------------------------------


def _intents() -> Iterator[type[Intent]]:
    """Every intent in the files of the grammars."""
    for found in pkgutil.walk_packages(handlers.intents.__path__, "handlers.intents."):
        for each in vars(importlib.import_module(found.name)).values():
            is_intent = isinstance(each, type) and issubclass(each, Intent)
            if is_intent and each.__module__ == found.name and ".pieces." not in found.name:
                yield each


def test_every_intent_is_of_a_command_and_is_tried() -> None:
    """What a command's union or `tests/office.py` forgets is named here, with its file."""
    of_a_command = {intent for command in COMMANDS for intent in command.intents}
    tried = {type(intent_of(typed)) for typed in TYPED}
    for intent in _intents():
        where = f"{intent.__name__} in {intent.__module__}"
        assert intent in of_a_command, f"{where} is in the union of no command"
        assert intent in tried, f"{where} is in no line of TYPED in tests/office.py"


def test_every_form_is_tried() -> None:
    """No form of the table is left out below."""
    assert handlers.FORMS.keys() == OPENED.keys()


def test_docs_have_the_table() -> None:
    """docs/who-may.md shows the very table that `python -m slackapp who-may` prints."""
    shown = (ROOT / "docs" / "who-may.md").read_text(encoding="utf-8")
    assert as_markdown(handlers.WHO_MAY) in shown


# --- doors by roles -------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", TYPED)
def test_commands(desk: DeskUnderTest, typed: str) -> None:
    """Each command, typed by everybody."""
    for who in EVERYBODY:
        channel = office.channel_of(who)
        heard = office.told(desk, who, lambda: desk.slack.type(who, channel, typed), channel)  # noqa: B023
        agrees(intent_of(typed).word, who, heard.text if heard else "")
        in_vain = [each for each in offered(heard) if not may(intent_of(each).word, who)]
        assert in_vain == [], f"{who} is offered at {typed} what would be refused"


@pytest.mark.parametrize("typed", TYPED)
def test_plain_words(desk: DeskUnderTest, typed: str) -> None:
    """The same, said to the desk by everybody; what strangers say is no command."""
    for who in EVERYBODY:
        channel, said = office.channel_of(who), f"@desk {typed.removeprefix('/')}"
        heard = office.told(desk, who, lambda: desk.slack.type(who, channel, said), channel)  # noqa: B023
        if who in STRANGERS:
            assert heard is None, f"{who} is told {heard}"
            continue
        agrees(intent_of(typed).word, who, heard.text if heard else "")
        in_vain = [each for each in offered(heard) if not may(intent_of(each).word, who)]
        assert in_vain == [], f"{who} is offered at {said} what would be refused"


@pytest.mark.parametrize("callback_id", SHORTCUTS)
def test_shortcuts(desk: DeskUnderTest, callback_id: str) -> None:
    """Each shortcut, chosen by everybody in a channel that is shared with another company."""
    message = {"channel": SHARED, "ts": desk.says("eve", f"Please look: {callback_id}", SHARED)}
    where = message if callback_id in handlers.MESSAGE_SHORTCUTS else {}
    for who in EVERYBODY:
        heard = office.told(
            desk,
            who,
            lambda: desk.slack.shortcut(who, callback_id, **where),  # noqa: B023
            SHARED,
        )
        agrees(SHORTCUTS[callback_id], who, heard.text if heard else "")


@pytest.mark.parametrize("callback_id", OPENED)
def test_forms(desk: DeskUnderTest, callback_id: str) -> None:
    """Each form, submitted by everybody, whoever opened it."""
    OPENED[callback_id](desk, desk.says("eve", f"Please look: {callback_id}", SHARED))
    desk.waits()
    opener = "dana" if desk.slack.modal_of("ada") is None else "ada"
    view = desk.slack.modal_of(opener)
    assert view is not None
    assert view.spec["callback_id"] == callback_id
    for who in reversed(EVERYBODY):
        person = desk.slack.workspace.who(who)
        payload = payloads.submission(desk.slack.workspace, person, view)
        payload["view"]["hash"] = f"{who}"  # each is a delivery of its own
        answer = desk.slack.wire.send(interaction_delivery(payload))
        agrees(handlers.FORMS[callback_id], who, office.text_of_view(answer))
    desk.slack.close(opener)


def test_home(desk: DeskUnderTest) -> None:
    """Home, opened by everybody."""
    for who in EVERYBODY:
        person = desk.slack.workspace.who(who)
        desk.slack.wire.send(event_delivery(payloads.home_opened(desk.slack.workspace, person)))
        desk.waits()
        home = desk.slack.home_of(who)
        assert home is not None
        agrees(HOME, who, home.blocks[0]["text"]["text"])


def test_send_again(desk: DeskUnderTest) -> None:
    """*Send again*, pressed by everybody, also by who never saw the button."""
    label = {"type": "plain_text", "text": "Send again"}
    button = {"type": "button", "text": label, "action_id": "home:again", "value": "999"}
    blocks = [{"type": "actions", "block_id": "failed", "elements": [button]}]
    message = desk.slack.workspace.timeline.add("C0INITECH", "U0DESK", "Look", blocks, is_app=True)
    for who in EVERYBODY:
        desk.slack.press(
            who, channel=SHARED, ts=message.ts, block_id="failed", action_id="home:again"
        )
        desk.waits()
        home = desk.slack.home_of(who)
        assert home is not None
        told = home.blocks[2 if who in WITH_A_ROLE else 0]["text"]["text"]
        agrees(SEND_AGAIN, who, told.removeprefix(":warning: "))


def test_buttons_go_through_commands(desk: DeskUnderTest) -> None:
    """A button that others see asks who presses, and a refused press leaves it standing."""
    offered = buttons([("Decide", "/escalation decide 1 escalation"), ("Show", "/case show 1")])
    assert offered is not None
    blocks = [{**offered._resolve(), "block_id": "offered"}]
    message = desk.slack.workspace.timeline.add("C0INITECH", "U0DESK", "Look", blocks, is_app=True)
    for who in (office.ENGINEER, office.NO_ROLE, *office.STRANGERS):
        for label in ("Decide", "Show"):
            if (who, label) == (office.ENGINEER, "Show"):
                continue
            heard = office.told(desk, who, lambda: _presses(desk, who, message.ts, label), SHARED)  # noqa: B023
            assert heard is not None
            assert is_refusal(heard.text), f"{who} pressed {label}: {heard.text}"
    assert message.text == "Look"


def _presses(desk: DeskUnderTest, who: str, ts: str, label: str) -> None:
    action_id = {"Decide": "retype:0", "Show": "retype:1"}[label]
    desk.slack.press(who, channel=SHARED, ts=ts, block_id="offered", action_id=action_id)


# --- nothing is read before -----------------------------------------------------------------------


def test_nothing_is_read_before_the_refusal(desk: DeskUnderTest) -> None:
    """For who has no role, the desk reads who they are and which groups there are: nothing else.

    Beside them only marks, numbers by which it sees whether what it knows of these still holds.
    """
    tables: list[str] = []

    def reads(*execution: Any) -> None:
        words = execution[2].split()
        tables.extend(words[at + 1] for at, word in enumerate(words) if word in ("FROM", "INTO"))

    engine = desk.house.desk.database.engine
    event.listen(engine, "before_cursor_execute", reads)
    try:
        for who in (office.NO_ROLE, *office.STRANGERS):
            channel = office.channel_of(who)
            desk.slack.type(who, channel, "/balance acme")
    finally:
        event.remove(engine, "before_cursor_execute", reads)
    assert set(tables) <= {"people", "user_groups", "marks"}


# --- the use cases agree --------------------------------------------------------------------------


def _is_done(intent: Intent) -> bool:
    """Whether a use case does it: a form is only shown, and help is no use case's."""
    return intent.word.opens is None and not isinstance(intent, Help)


class _UndoneError(Exception):
    """Takes back what was tried."""


@pytest.mark.parametrize("typed", [typed for typed in TYPED if _is_done(intent_of(typed))])
def test_use_cases_agree(desk: DeskUnderTest, typed: str) -> None:
    """Without the table, the use case itself refuses the same people, by whichever door they come.

    Somebody without a role is an actor with none, as a program may be.
    """
    command, _, text = desk.slack._escaped(typed).partition(" ")
    door = next(door for door in handlers.DOORS if door.name == command)
    word = intent_of(typed).word
    nobody = Actor(desk.person("ada"), frozenset())
    actors: dict[str, Whoever] = {who: desk.person(who) for who in WITH_A_ROLE}
    for who, actor in {**actors, office.NO_ROLE: nobody}.items():
        refused = False
        try:
            with desk.house.desk.writing(actor, desk.clock.now()) as turn:
                known = {f"U0{each.upper()}": desk.person(each) for each in ("ada", "cleo")}
                door.do(Talk(turn, None, known), door.understand(text, reading_of(turn)))
                raise _UndoneError
        except NotAllowed:
            refused = True
        except (_UndoneError, Problem):
            pass
        assert refused is not may(word, who), f"{who} at {word.name}"
