"""The files that there are, and those whose bytes are still to be brought."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass
from datetime import datetime

from slackapp.pretend_slack.block_kit.elements import Json


@dataclass(eq=False)
class File:
    """A file: asked for by its name and length, then brought, then completed under a title."""

    id: str
    name: str
    length: int
    made: datetime
    content: bytes | None = None
    title: str = ""
    is_complete: bool = False

    @property
    def mimetype(self) -> str:
        """What is in it, as far as its name says."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class Files:
    """All files. Whoever calls holds the workspace's lock; `address` is where they are served."""

    def __init__(self) -> None:
        self.address = ""
        self._known: dict[str, File] = {}
        self._tickets: dict[str, File] = {}

    def ask(self, name: str, length: int, made: datetime) -> tuple[File, str]:
        """Return a file that is to be brought, and the address to which."""
        file = File(f"F0{len(self._known) + 1:08d}", name, length, made)
        ticket = secrets.token_urlsafe(18)
        self._known[file.id] = self._tickets[ticket] = file
        return file, f"{self.address}/upload/v1/{ticket}"

    def bring(self, ticket: str, content: bytes) -> bool:
        """Take the bytes of a file; return whether they are as many as was said, and asked for."""
        file = self._tickets.get(ticket)
        if file is None or file.content is not None or len(content) != file.length:
            return False
        file.content = content
        return True

    def find(self, file_id: str) -> File | None:
        """Return a file by its id."""
        return self._known.get(file_id)

    def as_json(self, file: File, user_id: str) -> Json:
        """Return a file as Slack writes it."""
        at, kind = int(file.made.timestamp()), file.name.rpartition(".")[2]
        link = f"{self.address}/files/{file.id}/{file.name}"
        return {
            "id": file.id,
            "created": at,
            "timestamp": at,
            "name": file.name,
            "title": file.title or file.name,
            "mimetype": file.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": user_id,
            "editable": False,
            "size": file.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "public_url_shared": False,
            "url_private": link,
            "url_private_download": link,
            "permalink": link,
        }
