"""The doors for the app, and for telephones: the Web API, response addresses, who is rung."""

from __future__ import annotations

import asyncio
import json
import time

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.faults import Met
from slackapp.pretend_slack.state.traffic import Entry
from slackapp.pretend_slack.web.loopback import DROP
from slackapp.pretend_slack.web_api.call import read_arguments

_NO_BLOCKS = "invalid_blocks"
_TIRED = "<html><body><h1>500 Internal Server Error</h1></body></html>\n"


class AppDoors:
    """What is posted here is noted in the traffic, with what came of it."""

    def __init__(self, slack: PretendSlack) -> None:
        self._slack = slack

    async def api(self, request: Request) -> Response:
        """Answer a call of the Web API."""
        method, began = request.path_params["method"], time.monotonic()
        try:
            args = read_arguments(request.headers.get("content-type", ""), await request.body())
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_json"})
        told = args.pop("token", None)
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip() or told
        met = self._slack.faults.meet(method)
        await asyncio.sleep(met.slow)
        if met.failure is not None:
            return await self._fail(request, method, began, met, args)
        if self._slack.faults.refuses(args):
            answer = {"ok": False, "error": "invalid_arguments" if "view" in args else _NO_BLOCKS}
        else:
            answer = self._slack.answer_api(method, args, token)
        self._note(method, began, 200, args, answer)
        return JSONResponse(answer, headers=self._slack.api.headers())

    async def hook(self, request: Request) -> Response:
        """Take what is posted to a response address."""
        what, began = "POST response_url", time.monotonic()
        content = json_or_none(await request.body())
        met = self._slack.faults.meet(None)
        await asyncio.sleep(met.slow)
        if met.failure is not None:
            return await self._fail(request, what, began, met, content)
        if self._slack.faults.refuses(content):
            error: str | None = _NO_BLOCKS
        else:
            error = self._slack.effects.of_reply(request.path_params["token"], content)
        status = 200 if error is None else 404 if error.endswith("_url") else 400
        self._note(what, began, status, content, error or "ok")
        if status == 404:
            return JSONResponse({"ok": False, "error": error}, status)
        return PlainTextResponse(error or "ok", status)

    async def upload(self, request: Request) -> Response:
        """Take the bytes of a file."""
        what, began, content = "POST upload_url", time.monotonic(), await request.body()
        met = self._slack.faults.meet(None)
        await asyncio.sleep(met.slow)
        size = f"({len(content)} bytes)"
        if met.failure is not None:
            return await self._fail(request, what, began, met, size)
        with self._slack.workspace.lock:
            is_taken = self._slack.workspace.files.bring(request.path_params["ticket"], content)
        answer, status = (f"OK - {len(content)}", 200) if is_taken else ("Bad Request", 400)
        self._note(what, began, status, size, answer)
        return PlainTextResponse(answer, status)

    async def phone(self, request: Request) -> Response:
        """Ring somebody's telephone."""
        began, told = time.monotonic(), json_or_none(await request.body())
        user_id = request.path_params["user_id"]
        status = self._slack.phones.ring(user_id, told)
        answer = {"ok": status == 200}
        self._note(f"POST /phone/{user_id}", began, status, told, answer)
        return JSONResponse(answer, status)

    async def _fail(
        self, request: Request, what: str, began: float, met: Met, asked: object
    ) -> Response:
        response = await _failed(request, met)
        status = response.status_code if met.failure != "unreachable" else None
        self._note(what, began, status, asked, "(a fault, as it was asked for)")
        return response

    def _note(
        self, what: str, began: float, status: int | None, request: object, response: object
    ) -> None:
        ms, at = (time.monotonic() - began) * 1000, self._slack.clock.now()
        self._slack.traffic.add(Entry("desk", what, at, request, response, ms, status))


async def _failed(request: Request, met: Met) -> Response:
    """Fail a call as it was asked for: Slack's own 429, a 500 without JSON, or no answer at all."""
    if met.failure == 429:
        headers = {"Retry-After": str(met.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    if met.failure == "unreachable":
        request.scope["state"][DROP]()
        await asyncio.sleep(0)  # so that the server learns of it, and lets the answer below go
    return HTMLResponse(_TIRED, 500)


def json_or_none(body: bytes) -> object:
    """Read JSON; None for what is none."""
    try:
        read: object = json.loads(body)
    except ValueError:
        return None
    return read
