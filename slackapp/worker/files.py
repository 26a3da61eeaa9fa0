"""Bringing a file to Slack: into the channel where it was asked for, or else to the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.blocks.customer.statements import NotThere
from handlers.letters.files import File
from handlers.slack.audience import NO_CHANNEL, Audience

_MOST = 200  # messages that are looked through


class Files:
    """Uploads files, each once: what may have come before is looked for first."""

    def __init__(self, client: WebClient, audience: Audience) -> None:
        self._client = client
        self._audience = audience

    def bring(
        self,
        file: File,
        to: str,
        person_id: str,
        comment: Callable[[NotThere | None], str],
        since: datetime | None,
    ) -> None:
        """Bring a file to a channel or a person; to the person where it may not, or can't, come
        into the channel.

        `since`: when it may have been brought for the first time, if it may; `comment` introduces
        it. Raises what the client raises.
        """
        why = self._why_not(to) if to[:1] in "CG" else None
        if to[:1] not in "CG" or why is not None:
            to = str(self._client.conversations_open(users=person_id)["channel"]["id"])
        if since is None or not self._is_there(file, to, since):
            self._client.files_upload_v2(
                filename=file.name,
                title=file.title,
                file=file.content,
                channel=to,
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

    def _is_there(self, file: File, channel: str, since: datetime) -> bool:
        """Whether a file of that name has come there: the answer to an attempt was perhaps lost."""
        try:
            told = self._client.conversations_history(
                channel=channel, oldest=str(since.timestamp()), limit=_MOST
            )
        except SlackApiError:  # what is in the way is met by the upload too
            return False
        names = [each["name"] for said in told["messages"] for each in said.get("files", ())]
        return file.name in names
