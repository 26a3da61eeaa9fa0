"""All doors of the pretend Slack, each behind the gate."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.web.app_doors import AppDoors
from slackapp.pretend_slack.web.gate import LoopbackOnly
from slackapp.pretend_slack.web.page_doors import PageDoors
from slackapp.pretend_slack.web.stage import Stage

_PAGE = Path(__file__).parents[1] / "page"


def routes_of(slack: PretendSlack, stage: Stage | None = None) -> list[BaseRoute]:
    """Return what is served: the Web API, response addresses, telephones, the page, its JSON."""
    app, page = AppDoors(slack), PageDoors(slack, stage or Stage())
    gate = [Middleware(LoopbackOnly)]
    get, post = ["GET"], ["POST"]
    return [
        Route("/api/{method}", app.api, methods=post, middleware=gate),
        Route("/hook/{token}", app.hook, methods=post, middleware=gate),
        Route("/phone/{user_id}", app.phone, methods=post, middleware=gate),
        Route("/upload/v1/{ticket}", app.upload, methods=post, middleware=gate),
        Route("/files/{file_id}/{name}", page.file, methods=get, middleware=gate),
        Route("/sandbox/state", page.state, methods=get, middleware=gate),
        Route("/sandbox/emoji", page.emoji, methods=get, middleware=gate),
        Route("/sandbox/stream", page.stream, methods=get, middleware=gate),
        Route("/sandbox/traffic", page.traffic, methods=get, middleware=gate),
        Route("/sandbox/{act}", page.act, methods=post, middleware=gate),
        Route("/", _index, methods=get, middleware=gate),
        Mount("/page", StaticFiles(directory=_PAGE, check_dir=False), middleware=gate),
    ]


async def _index(_: Request) -> Response:
    return FileResponse(_PAGE / "index.html")
