"""What the app sees of a fault: Slack's own 429, a 500 without JSON, or a dropped connection."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from slackapp.pretend_slack.state.faults import Met
from slackapp.pretend_slack.web.loopback import DROP

_TIRED = "<html><body><h1>500 Internal Server Error</h1></body></html>\n"


async def failed(request: Request, met: Met) -> Response:
    """Fail a call as it was asked for."""
    if met.failure == 429:
        headers = {"Retry-After": str(met.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    if met.failure == "unreachable":
        request.scope["state"][DROP]()
        await asyncio.sleep(0)  # so that the server learns of it, and lets the answer below go
    return HTMLResponse(_TIRED, 500)
