"""The doors of the pretend Slack: its Web API for the app, its JSON and files for the page."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from slackapp.pretend_slack.state.faults import Met, NoSuchFault
from slackapp.pretend_slack.state.story_clock import BackwardsInTime
from slackapp.pretend_slack.state.workspace import NotPossible
from slackapp.pretend_slack.web.app_doors import failed
from slackapp.pretend_slack.web.gate import LoopbackOnly
from slackapp.pretend_slack.web.page_doors import ACTS
from slackapp.pretend_slack.web_api.call import read_arguments

if TYPE_CHECKING:
    from slackapp.pretend_slack.slack import PretendSlack

Json = dict[str, Any]
_PAGE = Path(__file__).parents[1] / "page"
_ACTS_AT_ONCE = 20
_HEARTBEAT = 15.0
_LOOK_UP = 0.5
_NO_BLOCKS = "invalid_blocks"


def web_routes(slack: PretendSlack) -> list[BaseRoute]:
    """Return all routes of the pretend Slack, each behind the gate."""
    doors = _Doors(slack)
    gate = [Middleware(LoopbackOnly)]
    get, post = ["GET"], ["POST"]
    return [
        Route("/api/{method}", doors.api, methods=post, middleware=gate),
        Route("/hook/{token}", doors.hook, methods=post, middleware=gate),
        Route("/phone/{user_id}", doors.phone, methods=post, middleware=gate),
        Route("/sandbox/state", doors.state, methods=get, middleware=gate),
        Route("/sandbox/stream", doors.stream, methods=get, middleware=gate),
        Route("/sandbox/traffic", doors.traffic, methods=get, middleware=gate),
        Route("/sandbox/{act}", doors.act, methods=post, middleware=gate),
        Route("/", doors.page, methods=get, middleware=gate),
        Mount("/page", StaticFiles(directory=_PAGE, check_dir=False), middleware=gate),
    ]


class _Doors:
    def __init__(self, slack: PretendSlack) -> None:
        self._slack = slack
        # People wait for the app, and the app needs threads to answer them: not the same ones.
        self._limiter = CapacityLimiter(_ACTS_AT_ONCE)

    async def api(self, request: Request) -> Response:
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
        began = time.monotonic()
        content = _json_or_none(await request.body())
        met = self._slack.faults.meet(None)
        await asyncio.sleep(met.slow)
        if met.failure is not None:
            return await self._fail(request, "POST response_url", began, met, content)
        if self._slack.faults.refuses(content):
            error: str | None = _NO_BLOCKS
        else:
            error = self._slack.answer_reply(request.path_params["token"], content)
        status = 200 if error is None else 404 if error.endswith("_url") else 400
        self._note("POST response_url", began, status, content, error or "ok")
        if status == 404:
            return JSONResponse({"ok": False, "error": error}, status)
        return PlainTextResponse(error or "ok", status)

    async def phone(self, request: Request) -> Response:
        began, told = time.monotonic(), _json_or_none(await request.body())
        user_id = request.path_params["user_id"]
        status = self._slack.phones.ring(user_id, told)
        answer = {"ok": status == 200}
        self._note(f"POST /phone/{user_id}", began, status, told, answer)
        return JSONResponse(answer, status)

    async def state(self, request: Request) -> Response:
        query = request.query_params
        return await self._answer(
            lambda: self._slack.state_for(query.get("as", ""), query.get("seen"))
        )

    async def traffic(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        return JSONResponse(self._slack.traffic.since(int(since) if since.isdigit() else 0))

    async def act(self, request: Request) -> Response:
        act = ACTS.get(request.path_params["act"])
        if act is None:
            return JSONResponse({"error": "There is no such act."}, 404)
        body = _json_or_none(await request.body())
        if not isinstance(body, dict):
            return JSONResponse({"error": "The body must be a JSON object."}, 400)
        return await self._answer(lambda: act(self._slack, body))

    async def page(self, _: Request) -> Response:
        return FileResponse(_PAGE / "index.html")

    async def stream(self, _: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._versions(), 200, headers, "text/event-stream")

    async def _versions(self) -> AsyncIterator[str]:
        """Tell each new version of the workspace until the server closes or the page goes away."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop may be gone already
                loop.call_soon_threadsafe(changed.set)

        stop = self._slack.workspace.watch(wake)
        told, spoke = -1, time.monotonic()
        try:
            while not self._slack.closing():
                version = self._slack.workspace.version
                if version != told:
                    told, spoke = version, time.monotonic()
                    yield f'data: {{"version": {version}}}\n\n'
                elif time.monotonic() - spoke > _HEARTBEAT:
                    spoke = time.monotonic()
                    yield ": still here\n\n"
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), _LOOK_UP)
                changed.clear()
        finally:
            stop()

    async def _answer(self, act: Callable[[], Json]) -> Response:
        try:
            return JSONResponse(await to_thread.run_sync(act, limiter=self._limiter))
        except KeyError as missing:
            return JSONResponse({"error": f"The body lacks {missing}."}, 400)
        except (NotPossible, BackwardsInTime, NoSuchFault) as problem:
            return JSONResponse({"error": str(problem)}, 400)

    async def _fail(
        self, request: Request, what: str, began: float, met: Met, asked: Any
    ) -> Response:
        response = await failed(request, met)
        status = response.status_code if met.failure != "unreachable" else None
        self._note(what, began, status, asked, "(a fault, as it was asked for)")
        return response

    def _note(
        self, what: str, began: float, status: int | None, request: Any, response: Any
    ) -> None:
        ms, at = (time.monotonic() - began) * 1000, self._slack.clock.now()
        self._slack.traffic.add(
            "desk", what, at=at, ms=ms, status=status, request=request, response=response
        )


def _json_or_none(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
