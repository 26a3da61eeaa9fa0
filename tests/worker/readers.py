"""Who reads channels, for a worker of the tests."""

from __future__ import annotations

from slack_sdk import WebClient

from handlers.slack.audience import Audience
from handlers.slack.directory import Directory
from models.clock import Clock
from models.usecases.turn import Desk


def audience_of(desk: Desk, client: WebClient, clock: Clock) -> Audience:
    """Who reads channels, as this Slack tells a desk."""
    return Audience(client, Directory(desk), clock, lambda: "T0PROAUTH")
