"""A desk in a process of its own, which also says what it has used; it ends with its input.

It loads nothing of the tests': its memory is the desk's.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from slackapp.assembly import assemble, web
from slackapp.logs import set_up_logs
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import ROLES, sandbox_settings
from tests.bench.counted import Counted


def main(asked: dict[str, Any]) -> None:
    """Warm up, and serve until the input ends; what is `asked` comes from `desks.apart`."""
    set_up_logs(level="ERROR")
    settings = sandbox_settings(asked["url"], asked["slack"]).model_copy(update=ROLES)
    clock = StoryClock(datetime.fromisoformat(asked["now"]), running=True)
    house = assemble(settings, clock, asked["patience"], asked["pace"])
    house.warming.warm()
    house.warming.start()
    counted = Counted()

    def used(_: Request) -> Response:
        return JSONResponse(
            {
                "cpu": time.process_time(),
                "statements": counted.total,
                "memory": _resident(),
                "most_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )

    def quiet(_: Request) -> Response:
        return PlainTextResponse(str(house.worker.wait_until_quiet(0.0)))

    more = [Route("/used", used), Route("/quiet", quiet)]
    with counted.counting(), Loopback(web(house, *more), asked["port"]):
        if asked["worker"]:
            house.worker.start()
        sys.stdin.read()
    house.close()


def _resident() -> float:
    """Return the memory that the process has now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
