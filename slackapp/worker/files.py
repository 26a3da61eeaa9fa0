"""Bringing a file to Slack: into the channel where it was asked for, or else to the person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.blocks.customer.statements import NotThere
from handlers.letters.files import File
from handlers.slack.audience import NO_CHANNEL, Audience
from handlers.slack_json import Json

_MOST = 200  # messages that are looked through


@dataclass(frozen=True)
class Where:
    """A channel or a person, by Slack's id, and the message that begins the thread that is meant in
    it, if one is.
    """

    id: str
    thread: str | None = None

    @property
    def is_channel(self) -> bool:
        """Whether several people may read there."""
        return self.id[:1] in "CG"


class Files:
    """Uploads files, each once: what may have come before is looked for first."""

    def __init__(self, client: WebClient, audience: Audience) -> None:
        self._client = client
        self._audience = audience

    def bring(
        self,
        file: File,
        to: Where,
        person_id: str,
        comment: Callable[[NotThere | None], str],
        since: datetime | None,
    ) -> None:
        """Bring a file to a channel or its thread, or a person; to the person where it may not, or
        can't, come into the channel.

        `since`: when it may have been brought for the first time, if it may; `comment` introduces
        it. Raises what the client raises.
        """
        why = self._why_not(to.id) if to.is_channel else None
        if not to.is_channel or why is not None:
            to = Where(str(self._client.conversations_open(users=person_id)["channel"]["id"]))
        if since is None or not self._is_there(file, to, since):
            self._client.files_upload_v2(
                filename=file.name,
                title=file.title,
                file=file.content,
                channel=to.id,
                thread_ts=to.thread,
                initial_comment=comment(why),
            )

    def _why_not(self, channel: str) -> NotThere | None:
        try:
            told = self._client.conversations_info(channel=channel)["channel"]
            if not told.get("is_member"):
                return NotThere.NOT_A_MEMBER
            return NotThere.OUTSIDERS_READ if self._audience.is_from_outside(channel) else None
        except SlackApiError as error:
            if error.response.get("error") != NO_CHANNEL:
                raise
            return NotThere.NOT_A_MEMBER

    def _is_there(self, file: File, at: Where, since: datetime) -> bool:
        """Whether a file of that name has come there: the answer to an attempt was perhaps lost."""
        try:
            told = self._said(at, since)
        except SlackApiError:  # what is in the way is met by the upload too
            return False
        return file.name in [each["name"] for said in told for each in said.get("files", ())]

    def _said(self, at: Where, since: datetime) -> Sequence[Json]:
        """What was said since in a channel, or in its thread, whose first message is older."""
        client, oldest = self._client, str(since.timestamp())
        if at.thread is None:
            told = client.conversations_history(channel=at.id, oldest=oldest, limit=_MOST)
            return list(told["messages"])
        told = client.conversations_replies(channel=at.id, ts=at.thread, oldest=oldest, limit=_MOST)
        return [said for said in told["messages"] if said["ts"] != at.thread]
