"""The check over everything that is said can fail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from slackapp.pretend_slack.state.traffic import Entry
from tests.said_well import ill_said


def said(content: Any) -> Entry:
    return Entry("desk", "chat.postMessage", datetime.now(UTC), content, None)


def message(text: str, mrkdwn: str = "Well said.") -> Entry:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}
    return said({"text": text, "blocks": [block]})


def test_what_slack_would_mark_up() -> None:
    """Without `verbatim` a person's `@here` or `#general` becomes a mention, an address a link."""
    plain = {"type": "mrkdwn", "text": "Well said."}
    assert ill_said(said({"text": "Two words", "blocks": [{"type": "section", "text": plain}]}))


@pytest.mark.parametrize(
    "mrkdwn",
    ["<!channel> look", "a < b", "R&D", "<!here>", "<@not a person>", "x > y", "<!subteam^S012>"],
)
def test_what_is_not_escaped(mrkdwn: str) -> None:
    """Control characters of Slack's that mean nothing of ours are found in any text."""
    assert ill_said(message("Two words", mrkdwn))
    assert ill_said(message(mrkdwn + " and more words"))


@pytest.mark.parametrize("text", ["", ":rotating_light:", "Done.", "#12 2h"])
def test_a_text_that_makes_no_sense_alone(text: str) -> None:
    """A message is announced, and read aloud, by its text."""
    assert ill_said(message(text))


@pytest.mark.parametrize(
    "mrkdwn",
    [
        "R&amp;D says 1 &lt; 2", "<@U0ADA> has it in <#C0ACME|acme>", ">A clause, quoted",
        "due <!date^1780905600^{date_short_pretty} {time}|Mon 8 Jun 2026 10:00>",
        "<https://example.com/a?b=c|the message>",
    ],
)  # fmt: skip
def test_what_is_meant_may_stand(mrkdwn: str) -> None:
    """Mentions, instants, links, quotations and entities are well said."""
    assert ill_said(message("Two words", mrkdwn)) == []


def test_a_user_group_is_named_to_one_person_only() -> None:
    """In a channel its members would be rung."""
    whole = {**message("<!subteam^S0ADMINS> can do that").request}
    assert ill_said(said(whole))
    assert ill_said(said({**whole, "response_type": "ephemeral"})) == []


def test_nothing_is_held_back() -> None:
    """What stands for a person's `*` inside the desk is a `*` again when it is said."""
    assert ill_said(message("Two words \ufdd0"))
    assert ill_said(message("Two words", "a \ufdd3"))


def test_views_have_no_text_of_their_own() -> None:
    """A form or a Home is looked at: only its blocks are checked."""
    text = {"type": "mrkdwn", "text": "<", "verbatim": True}
    view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
    assert len(ill_said(said({"view": view}))) == 1


def pressed(*kinds: str) -> Entry:
    elements = [{"type": kind} for kind in kinds]
    return said({"text": "Two words", "blocks": [{"type": "actions", "elements": elements}]})


def test_too_many_buttons() -> None:
    """A message has at most three buttons and a menu."""
    assert ill_said(pressed("button", "button", "button", "overflow")) == []
    assert ill_said(pressed("button", "button", "button", "button"))
    assert ill_said(pressed("overflow", "overflow"))
