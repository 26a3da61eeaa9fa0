"""The app's Home: a greeting, and what to type first."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient

from handlers.blocks.answer import answer, lines, section, small
from handlers.blocks.words import escaped, escaped_but_mentions
from models.rows.people import Person

_FIRST = (
    ("/escalation log 2h", "logs time on the open case of a channel's customer, or your own"),
    ("/balance acme", "shows what is left of a customer's escalations"),
    ("/case open acme Login loops", "opens a case and starts its clock"),
    ("/case list mine", "shows your open cases"),
    ("/oncall", "shows who is on call; `/oncall page 12` asks for help"),
    ("/customer list", "shows all customers"),
)


def publish(client: WebClient, person: Person) -> None:
    """Show somebody their Home."""
    client.views_publish(user_id=person.id, view={"type": "home", "blocks": _blocks(person)})


def _blocks(person: Person) -> list[dict[str, Any]]:
    said = answer(
        f"*Hello {escaped(person.name)}. This is ProAuth's support desk.*",
        section(
            "Type a command where you write messages: in any channel, best in the customer's own. "
            "Home has no such field."
        ),
        lines(f"• `{command}`  {does}" for command, does in _FIRST),
        section(
            "In a message's menu, also inside a thread: *Open support case* and *Log time here*."
        ),
        small("Each command answers `help` with all it can do."),
    )
    return said.blocks


def publish_refusal(client: WebClient, person_id: str, sentence: str) -> None:
    """Tell somebody who may not use the desk, kindly."""
    blocks = answer(escaped_but_mentions(sentence)).blocks
    client.views_publish(user_id=person_id, view={"type": "home", "blocks": blocks})
