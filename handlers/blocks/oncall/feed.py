"""What is said about the feed of a calendar."""

from __future__ import annotations

from dataclasses import replace

from handlers.blocks.pieces.answer import Answer, answer, small
from models.rows.oncall import Feed
from models.rules.written_time import Wall


def feed_made(made: Feed, link: str, wall: Wall) -> Answer:
    """Hand out the address of a calendar feed: it is not shown again, nor kept."""
    said = answer(
        f"The calendar {_whose(made)}: {link}",
        small(
            "Whoever has the address can read it, and it is shown only now. "
            f"`{_typed(made)} revoke` ends it."
        ),
    )
    return replace(said, again=feed_lives(made, wall))


def feed_lives(live: Feed, wall: Wall) -> Answer:
    """Say that there is a calendar feed, whose address was shown when it was made."""
    return answer(
        f"You have a calendar {_whose(live)} since {wall.instant(live.at)}: "
        "its address was shown then, and is kept nowhere.",
        small(f"Lost it? `{_typed(live)} revoke` ends it, and `{_typed(live)}` makes another."),
    )


def feed_revoked(ended: Feed) -> Answer:
    """Say that a calendar feed is no more."""
    return answer(f"The calendar {_whose(ended)} has ended: its address shows nothing any more.")


def _whose(feed: Feed) -> str:
    return f"of `{feed.rotation}`" if feed.rotation else "of your shifts"


def _typed(feed: Feed) -> str:
    return f"/oncall feed {feed.rotation}" if feed.rotation else "/oncall feed"
