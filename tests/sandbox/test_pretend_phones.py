from __future__ import annotations

from typing import Any

import pytest
from slack_bolt import App

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.web.loopback import Loopback
from tests.sandbox.asking import ask, state

# What apprise's json:// posts.
RING: dict[str, Any] = {
    "version": "1.0",
    "title": "Sev-1 at acme",
    "message": "Login is down.\nhttps://example.com/cases/12",
    "attachments": [],
    "type": "failure",
}


def rings(loopback: Loopback, user_id: str, body: Any = RING) -> int:
    return ask(loopback, "POST", f"/phone/{user_id}", body)[0]


def test_a_ring_reaches_one_person(slack: PretendSlack, bolt: App, loopback: Loopback) -> None:
    """What is posted to somebody's telephone is kept with the story's instant, for them alone."""
    assert rings(loopback, "U0BEN") == 200
    (ring,) = slack.phones.received("ben")
    assert (ring.title, ring.text, ring.type) == (RING["title"], RING["message"], "failure")
    assert ring.at == slack.clock.now()
    assert slack.phones.received("U0ADA") == []


def test_unread_until_looked_at(slack: PretendSlack, bolt: App, loopback: Loopback) -> None:
    """The page hears of a ring at once, newest first, and counts it until the person looks."""
    before = slack.workspace.version
    rings(loopback, "U0BEN")
    rings(loopback, "U0BEN", RING | {"title": "Again"})
    assert slack.workspace.version > before
    phone = state(loopback, "U0BEN")["phone"]
    assert (phone["unread"], [each["title"] for each in phone["rings"]]) == (
        2,
        ["Again", "Sev-1 at acme"],
    )
    assert ask(loopback, "POST", "/sandbox/phone", {"as": "U0BEN"})[0] == 200
    assert state(loopback, "U0BEN")["phone"]["unread"] == 0
    assert state(loopback, "U0ADA")["phone"] == {"unread": 0, "rings": []}


@pytest.mark.parametrize(
    ("user_id", "body", "status"),
    [("U0BEN", RING, 500), ("U0NOBODY", RING, 404), ("U0ADA", [], 400), ("U0ADA", {}, 400)],
)
def test_what_does_not_ring(
    slack: PretendSlack, bolt: App, loopback: Loopback, user_id: str, body: Any, status: int
) -> None:
    """A broken telephone, nobody's, and a post that says nothing are failures for the caller."""
    slack.phones.broken.add("U0BEN")
    assert rings(loopback, user_id, body) == status
    assert slack.phones.received("ben") == slack.phones.received("ada") == []


def test_behind_the_gate(slack: PretendSlack, bolt: App, loopback: Loopback) -> None:
    """A foreign page rings nobody; and what is wrong with Slack is not wrong with telephones."""
    slack.faults.set(unreachable=True, slow=9)
    foreign = ask(loopback, "POST", "/phone/U0BEN", RING, Origin="https://evil.example")
    assert foreign[0] == 403
    assert rings(loopback, "U0BEN") == 200
