"""The gate before the pretend Slack: this machine only, this page only."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HERE = {"127.0.0.1", "localhost", "::1"}
_READING = {"GET", "HEAD"}
_SIGNED = "/ack/"  # only who has such a link can post there; its page does not say where it is from


class LoopbackOnly:
    """Refuses requests under a foreign host name (DNS rebinding) and posts from foreign pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 403 and the reason."""
        reason = _objection(scope, Headers(scope=scope)) if "method" in scope else None
        if reason is None:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(reason, status_code=403)(scope, receive, send)


def _objection(scope: Scope, headers: Headers) -> str | None:
    host = headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in _HERE:
        return "The sandbox is served on this machine only."
    origin = headers.get("origin")
    if origin == "null" and scope["path"].startswith(_SIGNED):
        return None
    if scope["method"] not in _READING and origin is not None and urlsplit(origin).netloc != host:
        return "Only the sandbox's own page may post here."
    return None
