"""A message that somebody said where the desk hears it, as Slack tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from handlers.intents.first_words import EMOJI, GREETINGS
from handlers.slack_json import Json

_SAID: Final = (None, "file_share", "thread_broadcast")
"""What kinds of events tell of something that is said: others of edits, deletions, who joined."""
_ENDS: Final = (".", "!", "?", "…", ")", "\n")  # a sentence, or a line


@dataclass(frozen=True)
class Message:
    """What was said, as Slack sends it, by whom and where; in a thread, if it was in one.

    `authors_team` is the workspace of the author, or its organisation, where Slack says so;
    `edited_at` the ts of the edit that it is heard by, if it is.
    """

    channel_id: str
    ts: str
    text: str
    author_id: str
    authors_team: str | None = None
    thread_ts: str | None = None
    is_direct: bool = False
    has_files: bool = False
    edited_at: str | None = None
    is_by_program: bool = False

    @property
    def key(self) -> str:
        """What is the same each time that Slack tells of this message, or of this edit of it, and
        of no other.
        """
        return f"{self.said_key}:edited:{self.edited_at}" if self.is_edited else self.said_key

    @property
    def said_key(self) -> str:
        """The same of the message and all its edits."""
        return f"said:{self.channel_id}:{self.ts}"

    @property
    def is_edited(self) -> bool:
        """Whether it is heard by an edit."""
        return self.edited_at is not None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread that another message began."""
        return self.thread_ts not in (None, self.ts)

    @property
    def root(self) -> str:
        """The message that begins the thread in which it stands, or would begin."""
        return self.thread_ts or self.ts

    @property
    def at(self) -> datetime:
        """When it was said, in UTC."""
        return datetime.fromtimestamp(float(self.ts), UTC)


def message_of(body: Json) -> Message | None:
    """Return what an event tells that somebody said; None of what only changes a message, unless it
    mentions the desk now, and of what programs say.

    In a message `team` is the workspace of its author, in a mention it is ours.
    """
    event = body["event"]
    edited_at = event["edited"].get("ts") or "" if event.get("edited") else None
    if event.get("subtype") not in _SAID or event.get("bot_id"):
        return None
    if edited_at is not None and event["type"] != "app_mention":
        return None
    if not (event.get("user") and event.get("channel") and event.get("ts")):
        return None
    team = event.get("user_team") or event.get("source_team")
    if team is None and event["type"] == "message":
        team = event.get("team") or body.get("team_id")
    return Message(
        channel_id=event["channel"],
        ts=event["ts"],
        text=event.get("text") or "",
        author_id=event["user"],
        authors_team=team,
        thread_ts=event.get("thread_ts"),
        is_direct=event.get("channel_type") == "im",
        has_files=bool(event.get("files")),
        edited_at=edited_at,
    )


def said_beside(desk_id: str, text: str) -> str | None:
    """Return what somebody says who mentions the desk, wherever they do; None where they only quote
    a mention of it.
    """
    mention = rf"[ \t]*<@{desk_id}(?:\|[^<>]*)?>"
    own = "\n".join(line for line in text.splitlines() if not line.startswith("&gt;"))
    if re.search(mention, own) is None:
        return None
    beside = re.sub(mention, "", own).strip()
    return beside if EMOJI.match(beside) else beside.lstrip(",:").strip()


def said_to(desk_id: str, text: str) -> str | None:
    """Return what a message says to the desk: all behind a mention of it that begins a sentence.

    None where it is only spoken of, or quoted: nobody asks it anything.
    """
    mention = re.search(rf"<@{desk_id}(?:\|[^<>]*)?>", text)
    if mention is None:
        return None
    before = EMOJI.sub("", text[: mention.start()]).strip(" \t\u00a0")
    greets = {word.lower() for word in re.findall(r"\w+", before)} <= GREETINGS
    if before and not greets and not before.endswith(_ENDS):
        return None
    return re.sub(r"^(?:[,:](?=\s))?\s*", "", text[mention.end() :])
