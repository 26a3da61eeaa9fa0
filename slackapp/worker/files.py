"""Bringing a file to Slack: into the channel where it was asked for, or else to the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.blocks.customer.statements import NotThere
from handlers.letters.files import File
from handlers.slack.audience import Audience

_NOT_A_MEMBER = {"not_in_channel", "channel_not_found"}
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
        if to[:1] in "CG" and why is None:
            try:
                return self._upload(file, to, comment(None), since)
            except SlackApiError as error:
                if error.response.get("error") not in _NOT_A_MEMBER:
                    raise
                why = NotThere.NOT_A_MEMBER
        direct = self._client.conversations_open(users=person_id)["channel"]["id"]
        return self._upload(file, str(direct), comment(why), since)

    def _why_not(self, channel: str) -> NotThere | None:
        try:
            return NotThere.OUTSIDERS_READ if self._audience.is_from_outside(channel) else None
        except SlackApiError as error:
            if error.response.get("error") not in _NOT_A_MEMBER:
                raise
            return NotThere.NOT_A_MEMBER

    def _upload(self, file: File, channel: str, comment: str, since: datetime | None) -> None:
        if since is not None and self._is_there(file, channel, since):
            return
        self._client.files_upload_v2(
            filename=file.name,
            title=file.title,
            file=file.content,
            channel=channel,
            initial_comment=comment,
        )

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
