"""Who somebody is: what Slack says, kept for some hours, and nothing taken on trust."""

from __future__ import annotations

import time
from typing import Any

import pytest
from slack_sdk import WebClient

from handlers import case
from handlers.blocks.pieces.answer import Answer
from handlers.slack.directory import standing
from handlers.talk import Request
from models.problems import Problem
from models.usecases import people
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

OURS = "T0PROAUTH"


@pytest.mark.parametrize(
    ("told", "home", "found"),
    [
        ({}, OURS, "member"),
        ({"team_id": "T0OTHER"}, OURS, "outsider"),
        ({"team_id": None}, OURS, "outsider"),
        ({}, None, "outsider"),
        ({"is_stranger": True}, OURS, "outsider"),
        ({"is_restricted": True}, OURS, "guest"),
        ({"is_bot": True}, None, "bot"),
        ({"deleted": True}, None, "deactivated"),
    ],
)
def test_standing(told: dict[str, Any], home: str | None, found: str) -> None:
    """Of another workspace is whoever is not surely of ours: also while ours is unknown."""
    assert standing({"id": "U0ADA", "team_id": OURS, **told}, home) == found


GRID = "E0PROAUTH"


@pytest.mark.parametrize(
    ("told", "home", "found"),
    [
        ({"team_id": "T0SISTER", "teams": [OURS, "T0SISTER"]}, OURS, "member"),
        ({"team_id": "T0SISTER", "enterprise_user": {"teams": [OURS]}}, OURS, "member"),
        ({"team_id": None, "enterprise_user": {"teams": [OURS]}}, OURS, "member"),
        ({"team_id": "T0SISTER", "teams": [OURS], "is_restricted": True}, OURS, "guest"),
        (
            {"team_id": "T0SISTER", "enterprise_user": {"teams": ["T0SISTER"]}},
            OURS,
            "colleague",
        ),
        ({"team_id": "T0SISTER", "enterprise_id": GRID}, OURS, "colleague"),
        ({"team_id": OURS, "teams": ["T0SISTER"]}, OURS, "colleague"),  # moved, says the list
        ({"team_id": "T0OTHER", "enterprise_id": "E0OTHER"}, OURS, "outsider"),
        ({"team_id": "T0SISTER", "is_stranger": True}, OURS, "outsider"),
        ({"team_id": "T0SISTER", "enterprise_id": GRID}, GRID, "member"),  # installed for all
        ({"team_id": "T0OTHER", "enterprise_id": "E0OTHER"}, GRID, "outsider"),
    ],
)
def test_standing_in_an_organisation(told: dict[str, Any], home: str, found: str) -> None:
    """Ours is whoever's workspaces hold ours, whatever `team_id` says; of a sister workspace is
    neither an outsider nor one of us."""
    enterprise_user = {"enterprise_id": told.get("enterprise_id", GRID)}
    user = {"id": "U0ADA", **told}
    user["enterprise_user"] = enterprise_user | told.get("enterprise_user", {})
    assert standing(user, home, GRID) == found


def test_a_change_that_names_no_workspace_locks_nobody_out(desk: DeskUnderTest) -> None:
    """`user_change` may come without a `team_id`, and with a profile that is null."""
    with_acme(desk)
    learn, now = desk.house.conversation.directory.learn, desk.clock.now()
    desk.types("ada", "/balance help")
    learn({"id": "U0ADA", "name": "ada", "profile": None}, OURS, now)
    ada = desk.person("ada")
    assert (ada.standing, ada.team_id, ada.name) == ("member", OURS, "ada")
    learn({"id": "U0ADA", "name": "ada", "deleted": True}, OURS, now)
    assert desk.person("ada").standing == "deactivated"
    learn({"id": "U0NEW", "name": "new"}, OURS, now)  # whose, nobody said: not kept
    with desk.reading("dana") as turn:
        assert people.known(turn.session, "U0NEW") is None


def test_an_outsider_is_told_so_from_a_shared_channel(desk: DeskUnderTest) -> None:
    """Somebody of another company can press buttons in a shared channel, and is refused kindly."""
    with_acme(desk)
    desk.is_installed_everywhere()
    assert desk.types("eve", "/balance acme", "#initech").says("for people at ProAuth")


def test_who_is_mentioned_is_named(desk: DeskUnderTest) -> None:
    """If Slack does not say who somebody is, the sentence names whom it was asked about."""
    with_acme(desk, "Login loops")
    silent = WebClient("xoxb-none", base_url="http://127.0.0.1:9/api/")
    recognise = desk.house.conversation.directory.recognise
    with pytest.raises(Problem, match="just now who you are"):
        recognise(silent, "U0BEN", OURS, desk.clock.now())
    talk = Request("U0ADA", OURS, "C0SUPPORT", "key", silent, desk.clock.now())
    said = desk.house.conversation.answering._safely(
        lambda: desk.house.conversation.run(case.DOOR, "assign 1 <@U0BEN>", talk), time.monotonic()
    )
    assert isinstance(said, Answer)
    assert said.text.startswith("Slack did not tell us just now who <@U0BEN> is.")


def test_nobody_waits_for_a_slack_that_does_not_say_who_they_are(desk: DeskUnderTest) -> None:
    """It is asked once a minute then, though all are to be asked about: what was known serves."""
    with_acme(desk, at="Mon 2026-06-01 09:00")
    for who in ("ada", "ben"):
        desk.types(who, "/balance acme")
    desk.at("Mon 2026-06-01 22:00")
    desk.slack.faults.set(answers=500, methods=["users.info"])
    before = len(desk.slack.traffic.since(0)["entries"])
    for number, at in ((1, "Mon 2026-06-01 22:00"), (2, "Mon 2026-06-01 22:01")):
        desk.at(at)
        for who in ("ada", "ben", "ada"):
            assert desk.types(who, "/balance acme").says("4 of 4")
        new = desk.slack.traffic.since(0)["entries"][before:]
        assert sum("users.info" in entry["what"] for entry in new) == number


def test_people_are_asked_about_again_after_some_hours(desk: DeskUnderTest) -> None:
    """Renewed after some hours without any event: who became a guest meanwhile is refused."""
    with_acme(desk, at="Mon 2026-06-01 09:00")
    assert desk.types("ben", "/balance acme").says("4 of 4")
    desk.slack.workspace.change_person("U0BEN", is_restricted=True)
    desk.at("Mon 2026-06-01 20:00")
    assert desk.types("ben", "/balance acme").says("4 of 4")
    desk.at("Mon 2026-06-01 22:00")
    assert desk.types("ben", "/balance acme").says("guests can't use it")
