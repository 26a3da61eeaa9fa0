"""What the desk did not hear, and reads when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select

from models.rows.cases import Case
from slackapp.worker.catching_up import CatchingUp
from tests.desk import DeskUnderTest

DOWN = "critical: login is down for everybody"


def reader(desk: DeskUnderTest) -> CatchingUp:
    """Who reads in the channels."""
    reads = desk.house.worker.catching_up
    assert isinstance(reads, CatchingUp)
    return reads


def catches_up(desk: DeskUnderTest) -> int:
    """The desk reads what it did not hear; return how many messages that were."""
    reads = reader(desk)
    reads.at_once()
    heard = reads.catch_up()
    desk.works()
    return heard


@contextmanager
def nobody_hears(desk: DeskUnderTest) -> Iterator[None]:
    """Slack tells the desk nothing."""
    workspace = desk.slack.workspace
    app, workspace.app = workspace.app, replace(workspace.app, events=())
    yield
    workspace.app = app


def the_further_channel(desk: DeskUnderTest) -> None:
    """#globex is initech's as well, with Eve in it, and is read from now on."""
    members = (*desk.slack.workspace.rooms["C0GLOBEX"].members, "U0EVE")
    desk.slack.workspace.change_room("C0GLOBEX", members=members, shared_with=("T0INITECH",))
    desk.types("dana", "/customer channel initech also #globex")
    catches_up(desk)


def cases(desk: DeskUnderTest) -> list[Case]:
    with desk.reading("dana") as turn:
        return list(turn.session.scalars(select(Case).order_by(Case.id)))
