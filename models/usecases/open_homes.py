"""Whose Home is open, and letting it follow what changes: at most once a minute each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from models.rows.base import Row
from models.rows.cases import Case
from models.rows.homes import Home
from models.rows.outbox import OutboxRow, Post, Remembered
from models.rows.pages import Attempt
from models.usecases.letter import Arrived, Letter, Way, kinds, say_later
from models.usecases.turn import Turn


class HomeFollows(
    Letter, topic="home", called="a Home that follows a change", way=Way.HOME, in_place=True
):
    """Publishes its recipient's Home anew."""

    def lane(self, recipient: str) -> str:
        """Return one for each Home."""
        return f"{self.topic}:{recipient}"

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Remember that it was published."""
        _published(turn, arrived.recipient, arrived.worded_at)

    def given_up(self, turn: Turn, recipient: str) -> None:
        """Let a Home that Slack does not take follow nothing until somebody opens it again."""
        turn.session.execute(delete(Home).where(Home.person_id == recipient))


FOLLOWS_FOR = timedelta(hours=1)  # after it was opened, or used
AT_MOST_EVERY = timedelta(minutes=1)

_OPENED = "a home is opened"  # what is locked then; whatever changes something shares it


def pages_of(turn: Turn, person_id: str) -> Mapping[str, int]:
    """Return which page of each list somebody's Home shows; what is not named shows its first."""
    home = turn.session.get(Home, person_id)
    return home.pages if home else {}


def opened(turn: Turn, pages: Mapping[str, int]) -> None:
    """Remember that the person of the turn looks at their Home, which is published with `pages`.

    Said before it is read: what is under way is waited for, and the Home follows all that comes.
    What stands still in the middle is not: whatever may come of it is shown by the next look.
    """
    waited = turn.lock_soon(_OPENED)
    insert = sqlite.insert if turn.desk.database.is_sqlite else postgresql.insert
    now = {"opened_at": turn.moment, "published_at": turn.moment, "pages": dict(pages)}
    turn.session.execute(
        insert(Home)
        .values(person_id=turn.person.id, **now)
        .on_conflict_do_update(index_elements=["person_id"], set_=now)
    )
    if not waited:
        _publish_later(turn, turn.person.id, turn.moment)


def _published(turn: Turn, person_id: str, as_of: datetime) -> None:
    """Remember that a Home was published anew, as it was at an instant.

    Whoever opened it meanwhile may have been shown this after what is newer: so once more.
    """
    if (home := turn.session.get(Home, person_id)) is not None:
        overtook = home.published_at > as_of
        home.published_at = turn.moment
        if overtook:
            _publish_later(turn, person_id, home.published_at)


def may_be_published_at(turn: Turn, person_id: str) -> datetime:
    """Return the first instant, perhaps past, at which a Home may follow a change again."""
    home = turn.session.get(Home, person_id)
    return home.published_at + AT_MOST_EVERY if home else turn.moment


def follow(turn: Turn) -> None:
    """Let the Homes that were opened within the hour show what this turn has changed.

    A letter that waits already will show this too; it is held until this turn is committed, so
    that no sender words it before.
    """
    added = (_is_shown(row, added=True) for row in turn.added)
    if not any(added) and not any(map(_is_shown, turn.altered)):
        return
    turn.lock(_OPENED, shared=True)
    homes = turn.read(_OPENED_SINCE, {"since": turn.moment - FOLLOWS_FOR}).all()
    if not homes:
        return
    pending = (
        select(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.claimed_until.is_(None))
        .where(OutboxRow.topic == HomeFollows.topic)
        .with_for_update(skip_locked=True)
    )
    waiting = {row.recipient for row in turn.session.scalars(pending)}
    for person_id, published_at in homes:
        if person_id not in waiting:
            _publish_later(turn, person_id, published_at)


_PUBLISHED = select(Home.person_id, Home.published_at).order_by(Home.person_id)
_OPENED_SINCE = _PUBLISHED.where(Home.opened_at > bindparam("since"))


def _is_shown(row: Row, *, added: bool = False) -> bool:
    """Whether Homes may show a row that was added or altered.

    What is worth a letter is worth a look, whoever or whatever brought it: the clock adds no other
    row. Where messages stand is shown nowhere; what changes of a case is a row of its own.
    """
    match row:
        case OutboxRow() if added:
            return all(row.topic != kind.topic for kind in kinds() if kind.in_place)
        case OutboxRow():
            return row.done_at is not None and row.error is not None  # given up: admins see it
        case Attempt() | Case() | Home() | Post() | Remembered():
            return False
        case _:
            return True


def show_anew(turn: Turn, people: Iterable[str]) -> None:
    """Let the Homes of these people be published anew, however long ago they were opened."""
    for person_id, published_at in turn.session.execute(
        _PUBLISHED.where(Home.person_id.in_(set(people)))
    ):
        _publish_later(turn, person_id, published_at)


def _publish_later(turn: Turn, person_id: str, published_at: datetime) -> None:
    wait = max(published_at + AT_MOST_EVERY - turn.moment, timedelta())
    say_later(turn, person_id, HomeFollows(), after=wait)
