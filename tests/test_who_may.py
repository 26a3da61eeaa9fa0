"""Who may: each door, tried by everybody who may come to it. The table decides, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import event

import handlers
from handlers.blocks.pieces.answer import buttons
from handlers.front import doors
from handlers.front.doors import HOME, OWN, SEND_AGAIN, WHO_MAY, form, shortcut
from handlers.intents.case.grammar import CaseIntent
from handlers.intents.customer.balance import BalanceIntent
from handlers.intents.customer.grammar import CustomerIntent
from handlers.intents.escalation.grammar import EscalationIntent
from handlers.intents.oncall.grammar import OncallIntent
from handlers.intents.pieces.reading import Help
from handlers.talk import Form, Talk, reading_of
from models.problems import NotAllowed, Problem
from models.rules.roles import Role
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery, interaction_delivery
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import ROLES
from tests import office
from tests.database import Databases
from tests.desk import DeskUnderTest, Switch
from tests.office import CHOSEN, EVERYBODY, OPENED, SHARED, TYPED, WITH_A_ROLE, is_refusal

ROOT = Path(__file__).parents[1]
INTENTS = (CaseIntent, EscalationIntent, BalanceIntent, CustomerIntent, OncallIntent)
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
    desk = DeskUnderTest(url, desk_switch, desk_loopback, roles=ROLES)
    office.furnish(desk)
    yield desk, desk_switch.app
    desk.close()


@pytest.fixture
def desk(furnished: tuple[DeskUnderTest, Any], desk_switch: Switch) -> DeskUnderTest:
    desk, desk_switch.app = furnished
    return desk


def name(key: doors.Key) -> str:
    return WHO_MAY[key].name


def may(key: doors.Key, who: str) -> bool:
    """What the table says; acme and initech are Cleo's, and not Cora's."""
    extent = WHO_MAY[key].may.get(ROLE_OF[who]) if who in ROLE_OF else None
    return extent is not None and not (extent == OWN and who == office.ANOTHER_MANAGER)


def agrees(key: doors.Key, who: str, said: str) -> None:
    """The answer agrees with the table; and it tells nothing to who has no role."""
    assert is_refusal(said) is not may(key, who), f"{who} at {name(key)}: {said}"
    assert "something broke" not in said
    if who not in WITH_A_ROLE:
        assert ("<!subteam^S0ENGINEERS>" in said) is (who == office.NO_ROLE), said
        assert "acme" not in said.lower()
        assert "initech" not in said.lower()


# --- the table is whole ---------------------------------------------------------------------------


def test_every_door_has_its_row() -> None:
    """Whatever people can do is in the table: each intent, shortcut, form, and Home."""
    intents = {intent for union in INTENTS for intent in get_args(union)}
    callback_ids = (*handlers.MESSAGE_SHORTCUTS, *handlers.GLOBAL_SHORTCUTS)
    shortcuts = {shortcut(callback_id) for callback_id in callback_ids}
    forms = {form(callback_id) for callback_id in handlers.FORMS}
    assert WHO_MAY.keys() == {Help, HOME, SEND_AGAIN, *intents, *shortcuts, *forms}
    assert handlers.REFRESHED.keys() <= handlers.FORMS.keys()


def test_every_door_is_tried() -> None:
    """No row of the table is left out below."""
    assert WHO_MAY.keys() == {HOME, SEND_AGAIN, *TYPED, *CHOSEN, *OPENED}


def test_each_example_is_of_its_door(desk: DeskUnderTest) -> None:
    """What is typed below is understood as what it should be."""
    by_command = {door.command: door for door in handlers.DOORS}
    with desk.reading("ada") as turn:
        for key, typed in TYPED.items():
            command, _, text = desk.slack._escaped(typed).partition(" ")
            assert type(by_command[command].understand(text, reading_of(turn))) is key


def test_the_readme_has_the_table() -> None:
    """docs/who-may.md shows the very table; `handlers.front.doors` says how to print it."""
    assert doors.as_markdown() in (ROOT / "docs" / "who-may.md").read_text(encoding="utf-8")


# --- doors by roles -------------------------------------------------------------------------------


@pytest.mark.parametrize("key", TYPED, ids=name)
def test_commands(desk: DeskUnderTest, key: doors.Key) -> None:
    """Each command, typed by everybody."""
    for who in EVERYBODY:
        channel = office.channel_of(who)
        heard = office.told(desk, who, lambda: desk.slack.type(who, channel, TYPED[key]), channel)  # noqa: B023
        agrees(key, who, heard.text if heard else "")


@pytest.mark.parametrize("key", CHOSEN, ids=name)
def test_shortcuts(desk: DeskUnderTest, key: doors.Key) -> None:
    """Each shortcut, chosen by everybody in a channel that is shared with another company."""
    callback_id = str(key).removeprefix("shortcut ")
    message = {"channel": SHARED, "ts": desk.says("eve", f"Please look: {callback_id}", SHARED)}
    where = message if callback_id in handlers.MESSAGE_SHORTCUTS else {}
    for who in EVERYBODY:
        heard = office.told(
            desk,
            who,
            lambda: desk.slack.shortcut(who, callback_id, **where),  # noqa: B023
            SHARED,
        )
        agrees(key, who, heard.text if heard else "")


@pytest.mark.parametrize("key", OPENED, ids=name)
def test_forms(desk: DeskUnderTest, key: doors.Key) -> None:
    """Each form, submitted by everybody, whoever opened it."""
    OPENED[key](desk, desk.says("eve", f"Please look: {key}", SHARED))
    desk.waits()
    opener = "dana" if desk.slack.modal_of("ada") is None else "ada"
    view = desk.slack.modal_of(opener)
    assert view is not None
    assert form(view.spec["callback_id"]) == key
    for who in reversed(EVERYBODY):
        person = desk.slack.workspace.who(who)
        payload = payloads.submission(desk.slack.workspace, person, view)
        payload["view"]["hash"] = f"{who}"  # each is a delivery of its own
        answer = desk.slack.wire.send(interaction_delivery(payload))
        agrees(key, who, office.text_of_view(answer))
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
    """For who has no role, the desk reads who they are and which groups there are: nothing else."""
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
    assert set(tables) <= {"people", "user_groups"}


# --- the use cases agree --------------------------------------------------------------------------


class _UndoneError(Exception):
    """Takes back what was tried."""


@pytest.mark.parametrize(
    "key", [key for key in TYPED if Role.ENGINEER not in WHO_MAY[key].may], ids=name
)
def test_use_cases_agree(desk: DeskUnderTest, key: doors.Key) -> None:
    """Without the table, the use case itself refuses the same people at what is not for all."""
    by_command = {door.command: door for door in handlers.DOORS}
    command, _, text = desk.slack._escaped(TYPED[key]).partition(" ")
    door = by_command[command]
    for who in WITH_A_ROLE:
        refused = False
        try:
            with desk.writing(who) as turn:
                intent = door.understand(text, reading_of(turn))
                known = {f"U0{each.upper()}": desk.person(each) for each in ("ada", "cleo")}
                assert not isinstance(door.do(Talk(turn, None, known), intent), Form) or (
                    not intent.writes
                )
                raise _UndoneError
        except NotAllowed:
            refused = True
        except (_UndoneError, Problem):
            pass
        assert refused is not may(key, who), f"{who} at {name(key)}"
