"""I1, I9: in whatever shape Slack tells of somebody's doing, it is given to the right one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import select

from handlers.blocks.pieces.from_outside import Press, presses
from handlers.blocks.pieces.wording import IN_ENGLISH
from models.rows.reports import Arrival, WaitingMessage
from models.rules.standing import Standing
from models.usecases import people
from slackapp.pretend_slack.app.deliveries import event_delivery, interaction_delivery
from slackapp.pretend_slack.state.cast import Person
from slackapp.worker.catching_up import CatchingUp
from tests.agreement.outsiders import at_home, case, cases, joins, pages
from tests.agreement.recorded_shapes import (
    CHANNEL,
    OUR_ORGANISATION,
    OURS,
    THEIR_ORGANISATION,
    THEIRS,
    Json,
    envelope,
    mention,
    message,
    press,
    reaction,
)
from tests.desk import DeskUnderTest

NIGHT = "Sat 2026-06-06 03:12"


@dataclass(frozen=True)
class Someone:
    """Somebody as Slack's payloads and `users.info` know them; a message is `sent_as` of a team."""

    person: Person
    sent_as: str
    teams: dict[str, str]
    ours: str | None = None  # our organisation, if we are of one

    @property
    def id(self) -> str:
        return self.person.id


def _of(id_: str, team: str, **more: Any) -> Person:
    return replace(Person(id_, id_[2:].lower(), id_[2:].title(), "", "000000", team), **more)


_EVE = {"team": THEIRS, "user_team": THEIRS, "source_team": THEIRS}
_GRETA = {"team": "T0INITECHNY", "user_team": THEIR_ORGANISATION, "source_team": THEIR_ORGANISATION}
GUEST = Someone(_of("U0GUS", OURS, is_restricted=True), OURS, {"team": OURS})
FROM_OUTSIDE = [
    pytest.param(Someone(_of("U0EVE", THEIRS), THEIRS, _EVE), id="Slack Connect"),
    pytest.param(
        Someone(_of("W0GRETA", THEIR_ORGANISATION, is_stranger=True), "T0INITECHNY", _GRETA),
        id="their Enterprise Grid",
    ),
    pytest.param(
        Someone(_of("U0EVE", THEIRS), THEIRS, _EVE, OUR_ORGANISATION), id="our Enterprise Grid"
    ),
    pytest.param(GUEST, id="guest"),
    pytest.param(
        replace(GUEST, person=replace(GUEST.person, is_ultra_restricted=True)), id="single channel"
    ),
    pytest.param(replace(GUEST, ours=OUR_ORGANISATION), id="guest of our Enterprise Grid"),
]


@pytest.fixture(autouse=True)
def _at_home(people_on_call: None, desk: DeskUnderTest) -> None:
    """initech is Managed and at home in #initech, which it shares with its organisation too."""
    at_home(desk, "initech")
    desk.slack.workspace.change_room(CHANNEL, shared_with=(THEIRS, THEIR_ORGANISATION))


def comes(desk: DeskUnderTest, whom: Someone) -> None:
    """Let somebody be in the channel, and our workspace be of an organisation, if it is."""
    if whom.id not in desk.slack.workspace.people or whom.person.is_restricted:
        joins(desk, whom.person)
    if whom.ours is not None:
        reads = desk.house.worker.catching_up
        assert isinstance(reads, CatchingUp)
        known: AuthorizeResult = reads.ourselves()
        known.enterprise_id = known["enterprise_id"] = whom.ours
    desk.at(NIGHT)


def ts_now(desk: DeskUnderTest, whom: Someone, text: str) -> str:
    """Write a message of somebody's into the channel, of which nobody tells the desk; its ts."""
    return desk.slack.workspace.timeline.add(CHANNEL, whom.id, text).ts


def sends(desk: DeskUnderTest, body: Json) -> None:
    """Slack sends it, and the worker does what is due."""
    deliver = event_delivery if body["type"] == "event_callback" else interaction_delivery
    assert desk.slack.wire.send(deliver(body)).status == 200
    desk.waits()
    desk.works()


@pytest.mark.parametrize("whom", FROM_OUTSIDE)
def test_a_mention(desk: DeskUnderTest, whom: Someone) -> None:
    """A critical report by them: initech's, and it rings."""
    comes(desk, whom)
    ts = ts_now(desk, whom, "<@U0DESK> critical: login is down")
    told = mention(whom.id, "critical: login is down", ts, **whom.teams)
    sends(desk, envelope(told, ours=whom.ours))
    assert (case(desk).by, case(desk).title, len(pages(desk))) == (whom.id, "login is down", 1)


@pytest.mark.parametrize("whom", FROM_OUTSIDE)
def test_a_message(desk: DeskUnderTest, whom: Someone) -> None:
    """It waits, as theirs."""
    comes(desk, whom)
    ts = ts_now(desk, whom, "The export is slow")
    told = message(whom.id, "The export is slow", ts, **whom.teams)
    sends(desk, envelope(told, team=whom.sent_as, ours=whom.ours))
    with desk.reading("dana") as turn:
        [waits] = turn.session.scalars(select(WaitingMessage)).all()
    assert (waits.person_id, waits.ts, cases(desk)) == (whom.id, ts, [])


@pytest.mark.parametrize("whom", FROM_OUTSIDE)
def test_a_reaction(desk: DeskUnderTest, whom: Someone) -> None:
    """A siren on what they wrote: critical, and theirs."""
    comes(desk, whom)
    ts = ts_now(desk, whom, "Login is gone")
    sends(desk, envelope(reaction(whom.id, ts, whom.id), ours=whom.ours))
    assert (case(desk).by, case(desk).severity, len(pages(desk))) == (whom.id, 1, 1)


@pytest.mark.parametrize("whom", FROM_OUTSIDE)
def test_a_press(desk: DeskUnderTest, whom: Someone) -> None:
    """*This is critical* on a message of theirs that waits."""
    comes(desk, whom)
    ts = ts_now(desk, whom, "The export is slow")
    told = message(whom.id, "The export is slow", ts, **whom.teams)
    sends(desk, envelope(told, team=whom.sent_as, ours=whom.ours))
    (button,) = presses(IN_ENGLISH, 1, Press.MESSAGE_CRITICAL)._resolve()["elements"]
    action = {name: button[name] for name in ("action_id", "value", "text")}
    sends(desk, press(whom.id, whom.person.team_id, ts, action, whom.ours))
    assert (case(desk).severity, case(desk).thread_ts, len(pages(desk))) == (1, ts, 1)
    with desk.reading("dana") as turn:
        pressed = turn.session.scalars(select(Arrival).order_by(Arrival.id.desc())).first()
    assert pressed is not None
    assert (pressed.person_id, pressed.door) == (whom.id, "press")


OUR_OWN = [
    pytest.param({"team": OURS}, OURS, None, id="alone"),
    pytest.param(
        {"team": OURS, "user_team": OURS, "source_team": OURS}, OURS, None, id="in a shared channel"
    ),
    pytest.param(
        {"team": OURS, "user_team": OUR_ORGANISATION, "source_team": OUR_ORGANISATION},
        OURS,
        OUR_ORGANISATION,
        id="of our Enterprise Grid",
    ),
]


@pytest.mark.parametrize(("teams", "sent_as", "ours"), OUR_OWN)
@pytest.mark.parametrize("tells", [mention, message], ids=["mention", "message"])
def test_one_of_ours(
    desk: DeskUnderTest,
    tells: Callable[..., Json],
    teams: dict[str, str],
    sent_as: str,
    ours: str | None,
) -> None:
    """In the customer's channel: their mention is a command, their message nothing that waits."""
    whom = Someone(desk.slack.workspace.people["U0ADA"], sent_as, teams, ours)
    comes(desk, whom)
    ts = ts_now(desk, whom, "status of the export")
    sends(desk, envelope(tells("U0ADA", "show 1", ts, **teams), team=sent_as, ours=ours))
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Arrival)).all() == []
    assert desk.person("ada").standing is Standing.MEMBER
    said = [each.text for each in desk.slack.messages_seen_by("ada", "#initech") if each.is_app]
    assert said == (["There is no case #1."] if tells is mention else [])


def test_a_colleague_of_a_sister_workspace(desk: DeskUnderTest) -> None:
    """Of our organisation, but not of our workspace: nobody from outside, and not one of us."""
    whom = Someone(_of("W0SUE", "T0SISTER"), "T0SISTER", {"team": "T0SISTER"}, OUR_ORGANISATION)
    comes(desk, whom)
    with desk.writing("dana") as turn:
        known = people.stranger(whom.id, "T0SISTER", turn.moment)
        known.standing = Standing.COLLEAGUE
        people.remember(turn.session, known)
    ts = ts_now(desk, whom, "critical: login is down")
    told = mention(whom.id, "critical: login is down", ts, user_team="T0SISTER")
    sends(desk, envelope(told, ours=OUR_ORGANISATION))
    assert (cases(desk), pages(desk)) == ([], [])
