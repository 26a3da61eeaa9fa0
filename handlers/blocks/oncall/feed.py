"""What is said about the feed of a calendar."""

from __future__ import annotations

from handlers.blocks.pieces.answer import Answer, answer, small
from models.rows.oncall import Feed


def feed_made(made: Feed, link: str) -> Answer:
    """Hand out the address of a calendar feed."""
    whose = f"of `{made.rotation}`" if made.rotation else "of your shifts"
    revoke = f"/oncall feed {f'{made.rotation} ' if made.rotation else ''}revoke"
    return answer(
        f"The calendar {whose}: {link}",
        small(f"Whoever has the address can read it. `{revoke}` ends it."),
    )


def feed_revoked(ended: Feed) -> Answer:
    """Say that a calendar feed is no more."""
    whose = f"of `{ended.rotation}`" if ended.rotation else "of your shifts"
    return answer(f"The calendar {whose} has ended: its address shows nothing any more.")
