"""Calendar feeds of who is on call, at addresses that nobody can guess (O6)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, Unknown
from models.rows.oncall import Feed
from models.rules.permissions import Permission
from models.rules.rotation import Shift, shifts
from models.usecases import people
from models.usecases.oncall import rotations
from models.usecases.tokens import hashed
from models.usecases.turn import Turn

BACK, AHEAD = timedelta(days=14), timedelta(days=90)


class Revoked(Unknown):
    """A feed that there was: whoever subscribed to it is told that it is no more."""


@dataclass(frozen=True)
class FeedShift:
    """A shift in a feed: of which rotation, and who has it, by name."""

    rotation: str
    shift: Shift
    name: str


@dataclass(frozen=True)
class FeedShown:
    """A feed with its title and its shifts, in order of their start."""

    feed: Feed
    title: str
    shifts: Sequence[FeedShift]


@dataclass(frozen=True)
class LiveFeed:
    """A person's live feed; `token` is its address's, known only when it is made."""

    feed: Feed
    token: str | None = None


@people.may(Permission.EVERYBODY)
def make(turn: Turn, rotation: str | None = None) -> LiveFeed:
    """Return the live feed of a rotation, or of the person's own shifts; made if there is none.

    Everybody has a feed of their own, so that one can be revoked alone. Its token is kept hashed.
    Unknown if there is no such rotation, Impossible without PUBLIC_URL: nobody could subscribe.
    """
    if turn.desk.public_url is None:
        raise Impossible(
            "There are no calendar feeds: the setting PUBLIC_URL is missing. An admin can set it."
        )
    if rotation is not None:
        rotations.rotation(turn.session, rotation)
    if (live := _live(turn, rotation)) is not None:
        return LiveFeed(live)
    token = secrets.token_urlsafe(24)
    feed = Feed(
        hashed=hashed(token),
        person_id=turn.person.id if rotation is None else None,
        rotation=rotation,
        **turn.stamp,
    )
    turn.session.add(feed)
    turn.session.flush()
    return LiveFeed(feed, token)


@people.may(Permission.EVERYBODY)
def revoke(turn: Turn, rotation: str | None = None) -> Feed:
    """End the person's live feed of a rotation, or of their own shifts; Unknown if none is live."""
    feed = _live(turn, rotation)
    if feed is None:
        whose = f"of `{rotation}`" if rotation else "of your shifts"
        raise Unknown(f"You have no live feed {whose}.", Step.MAKE_FEED())
    feed.revoked_at = turn.moment
    return feed


def _live(turn: Turn, rotation: str | None) -> Feed | None:
    people.lock_oneself(turn)  # one at a time: one live feed
    return turn.session.scalars(
        select(Feed)
        .where(Feed.by == turn.person.id, Feed.rotation == rotation, Feed.revoked_at.is_(None))
        .order_by(Feed.id)
        .limit(1)
    ).first()


def address_of(turn: Turn, token: str) -> str:
    """Return where a calendar program fetches the feed of a token."""
    return f"{turn.desk.public_url}/feeds/{token}.ics"


def webcal_of(turn: Turn, token: str) -> str:
    """Return the link that a calendar program opens to subscribe to the feed of a token."""
    return f"webcal://{address_of(turn, token).partition('://')[2]}"


def show(turn: Turn, token: str) -> FeedShown:
    """Return what a feed shows at the moment of the turn: 14 days back, 90 ahead.

    Raises Unknown for a token that we did not give, Revoked for a feed that has ended, by its maker
    or because they are no member of the workspace any more, or have no role at the desk.
    """
    feed = turn.session.scalars(select(Feed).where(Feed.hashed == hashed(token))).first()
    if feed is None:
        raise Unknown("There is no such calendar.")
    maker = people.known(turn.session, feed.by)
    if feed.revoked_at is not None or maker is None or people.gone(turn, [maker.id]):
        raise Revoked(("This calendar has ended. Make another with ", Step.MAKE_FEED(), "."))
    start, end = turn.moment - BACK, turn.moment + AHEAD
    found = [
        FeedShift(rotation.name, shift, people.name_of(turn.session, shift.person))
        for rotation in rotations.rotations(turn.session)
        if feed.rotation in (None, rotation.name)
        for shift in shifts(rotation, start, end)
        if shift.person is not None and feed.person_id in (None, shift.person)
    ]
    title = f"On call: {feed.rotation or maker.name}"
    return FeedShown(feed, title, sorted(found, key=lambda item: (item.shift.start, item.rotation)))
