"""What happens at the very instant of a letter, while the clock stands, is shown too."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.outbox import OutboxRow
from models.usecases import outbox, outcomes
from models.usecases.channels.queues import Queued
from models.usecases.channels.threads import Headline
from models.usecases.letter import Letter, Place
from models.usecases.outbox import Envelope
from models.usecases.outcomes import Sent
from models.usecases.people import DESK_ITSELF
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases

EDITS = {Headline: "mirror", Queued: "post"}


def taken_up(desk: DeskUnderTest, kind: type[Letter]) -> Envelope:
    """The letter of a kind, in a sender's hand: it was worded just now."""
    while (envelope := outbox.claim(desk.house.desk, desk.clock.now())) is not None:
        if envelope.topic == kind.topic:
            return envelope
    raise AssertionError(f"no {kind.topic}")


def edits(desk: DeskUnderTest, topic: str) -> int:
    with desk.house.desk.database.reading() as session:
        return len(session.scalars(select(OutboxRow).where(OutboxRow.topic == topic)).all())


@pytest.mark.parametrize(("kind", "edit"), EDITS.items())
@pytest.mark.parametrize("typed", [None, "/case take 1", "/case title 1 Login fails"])
def test_what_happens_meanwhile_is_shown(
    desk: DeskUnderTest, kind: type[Letter], edit: str, typed: str | None
) -> None:
    """One edit where something came between; none where nothing did, which would lose the ping."""
    with_acme(desk)
    desk.works()
    desk.types("ada", "/case open acme configuration Login loops")
    envelope = taken_up(desk, kind)
    if typed is not None:
        desk.types("ada", typed)
    place = Place(envelope.recipient, "1780000000.000100")
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        outcomes.record(turn, envelope, Sent(place))
    assert edits(desk, edit) == (typed is not None)
