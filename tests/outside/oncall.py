"""What the tests outside Slack share: who is on call, and a Managed Sev-1 that rings."""

from __future__ import annotations

from datetime import date, time

import httpx

from models.rules.rotation import RotationVersion
from models.usecases.oncall import rotations
from models.usecases.paging import links
from slackapp.pretend_slack.web.loopback import Loopback
from tests.desk import DeskUnderTest


def on_call(desk: DeskUnderTest, name: str, *members: str) -> None:
    """Let an admin set a weekly rotation from Monday 09:00 on."""
    with desk.writing("dana") as turn:
        ids = tuple(f"U0{member.upper()}" for member in members)
        weekly = RotationVersion(turn.moment, ids, date(2026, 6, 8), time(9), 7, "Europe/Zurich")
        rotations.set_rotation(turn, name, weekly, anyway=True)


def everybody(desk: DeskUnderTest) -> None:
    """Monday 09:00: everybody is known, Ada is the primary and Ben the secondary."""
    desk.at("Mon 2026-06-08 09:00")
    for who in ("ada", "ben", "cleo", "dana"):
        desk.types(who, "/balance help")
    on_call(desk, "primary", "ada", "ben")
    on_call(desk, "secondary", "ben", "ada")


def sev1(desk: DeskUnderTest, title: str = "Login loops") -> None:
    """At 10:00 hooli, which is Managed, has a Sev-1: page 1 rings Ada."""
    everybody(desk)
    desk.types("dana", '/customer add hooli "Hooli <b>AG" managed escalations 12 from 2026-01-01')
    desk.at("Mon 2026-06-08 10:00")
    desk.types("cleo", f"/case open hooli sev1 configuration {title}")


def link(desk: DeskUnderTest, name: str, page: int = 1) -> str:
    """Return somebody's link to a page."""
    found = links.link_of(desk.house.desk, page, f"U0{name.upper()}")
    assert found is not None
    return found


def client(loopback: Loopback) -> httpx.Client:
    """A browser that follows no redirect by itself."""
    return httpx.Client(base_url=loopback.address, timeout=20)
