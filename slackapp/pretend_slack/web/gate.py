"""The gate before the pretend Slack: this machine only, this page only."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HERE = {"127.0.0.1", "localhost", "::1"}
_READING = {"GET", "HEAD"}


class LoopbackOnly:
    """Refuses requests under a foreign host name (DNS rebinding) and posts from foreign pages.

    Below `signed` a page may post that does not say where it is from: only who has such a link can.
    """

    def __init__(self, app: ASGIApp, signed: str | None = None) -> None:
        self._app = app
        self._signed = signed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 403 and the reason."""
        reason = self._objection(scope, Headers(scope=scope)) if "method" in scope else None
        if reason is None:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(reason, status_code=403)(scope, receive, send)

    def _objection(self, scope: Scope, headers: Headers) -> str | None:
        host = headers.get("host", "")
        if urlsplit(f"//{host}").hostname not in _HERE:
            return "The sandbox is served on this machine only."
        origin = headers.get("origin")
        if origin == "null" and self._signed and scope["path"].startswith(self._signed):
            return None
        is_foreign = origin is not None and urlsplit(origin).netloc != host
        if is_foreign and scope["method"] not in _READING:
            return "Only the sandbox's own page may post here."
        return None
