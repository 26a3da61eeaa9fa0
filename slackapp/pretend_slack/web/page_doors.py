"""The doors for the page in the browser: its files, what it draws, what people do on it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.refusals import NotPossible
from slackapp.pretend_slack.web.app_doors import json_or_none
from slackapp.pretend_slack.web.emoji_names import emoji_names
from slackapp.pretend_slack.web.page_acts import acts_of
from slackapp.pretend_slack.web.screen import clock_on, screen_of
from slackapp.pretend_slack.web.stage import Stage

_ACTS_AT_ONCE = 20
_HEARTBEAT = 15.0
_LOOK_UP = 0.5


class PageDoors:
    """What cannot be done is answered with 400 and a sentence for the person."""

    def __init__(self, slack: PretendSlack, stage: Stage) -> None:
        self._slack = slack
        self._stage = stage
        self._acts = acts_of(slack, stage)
        # People wait for the app, and the app needs threads to answer them: not the same ones.
        self._limiter = CapacityLimiter(_ACTS_AT_ONCE)

    async def state(self, request: Request) -> Response:
        """Tell what a person sees; `seen` is the room that they are looking at."""
        user, seen = request.query_params.get("as", ""), request.query_params.get("seen")
        return await self._answer(lambda: screen_of(self._slack, user, seen, self._stage))

    async def traffic(self, request: Request) -> Response:
        """Tell what went over the wire since an entry's number."""
        since = request.query_params.get("since", "0")
        return JSONResponse(self._slack.traffic.since(int(since) if since.isdigit() else 0))

    async def emoji(self, _: Request) -> Response:
        """Tell the character of each emoji's short name."""
        return JSONResponse(emoji_names())

    async def file(self, request: Request) -> Response:
        """Give a file that somebody was shown."""
        with self._slack.workspace.lock:
            found = self._slack.workspace.files.find(request.path_params["file_id"])
        if found is None or not found.is_complete:
            return JSONResponse({"error": "There is no such file."}, 404)
        return Response(found.content, media_type=found.mimetype)

    async def act(self, request: Request) -> Response:
        """Do something for somebody; the answer has the clock as it stands then."""
        act = self._acts.get(request.path_params["act"])
        if act is None:
            return JSONResponse({"error": "There is no such act."}, 404)
        body = json_or_none(await request.body())
        if not isinstance(body, dict):
            return JSONResponse({"error": "The body must be a JSON object."}, 400)

        def done() -> Json:
            act(body)
            return {"ok": True, **clock_on(self._slack.workspace)}

        return await self._answer(done)

    async def stream(self, _: Request) -> Response:
        """Tell each new version of the workspace."""
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._versions(), 200, headers, "text/event-stream")

    async def _versions(self) -> AsyncIterator[str]:
        """Tell each new version until the server closes or the page goes away."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop may be gone already
                loop.call_soon_threadsafe(changed.set)

        stop = self._slack.workspace.watch(wake)
        told, spoke = -1, time.monotonic()
        try:
            while not self._stage.closing():
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

    async def _answer(self, does: Callable[[], Json]) -> Response:
        try:
            return JSONResponse(await to_thread.run_sync(does, limiter=self._limiter))
        except KeyError as missing:
            return JSONResponse({"error": f"The body lacks {missing}."}, 400)
        except NotPossible as problem:
            return JSONResponse({"error": str(problem)}, 400)
