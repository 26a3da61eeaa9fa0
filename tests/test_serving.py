"""`serve` and `work` where they cannot run: a sentence, and exit status 2."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import make_url
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from models.problems import Impossible
from slackapp.only_server import is_served, only_server
from slackapp.pretend_slack.web.loopback import DROP, Loopback
from slackapp.sandbox.run import SIGNING_SECRET
from slackapp.serving import listening
from tests.database import Databases
from tests.serving import environ_of, free_port, pretend_slack, served
from tests.waiting import waits_until
from tests.wire import Wire

NOWHERE = "http://127.0.0.1:1/api/"


def runs(folder: Path, command: str, url: str, port: int) -> subprocess.CompletedProcess[str]:
    environ = environ_of(url, NOWHERE, SLACK_SIGNING_SECRET=SIGNING_SECRET, PORT=str(port))
    return subprocess.run(
        [sys.executable, "-m", "slackapp", command],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_second_process_on_sqlite(command: str, sqlite: Databases, tmp_path: Path) -> None:
    """An SQLite file is for one server process: a second is refused and told what to do."""
    url = sqlite.fresh_database("served", "template")
    with only_server(url):
        done = runs(tmp_path, command, url, free_port())
    assert done.returncode == 2
    assert "Another “serve” or “work” runs on this SQLite database already" in done.stderr
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_process_by_a_link(sqlite: Databases, tmp_path: Path) -> None:
    """A file is the same by whichever symbolic link it is named, to itself or to its folder."""
    url = sqlite.fresh_database("linked", "template")
    file = Path(make_url(url).database or "")
    (tmp_path / "link.sqlite").symlink_to(file)
    (tmp_path / "folder").symlink_to(file.parent)
    for link in (tmp_path / "link.sqlite", tmp_path / "folder" / file.name):
        other = f"sqlite:///{link}"
        with only_server(url):
            assert is_served(other)
            with pytest.raises(Impossible), only_server(other):
                pass


def test_a_process_that_died_keeps_nothing(sqlite: Databases) -> None:
    """The lock ends with its process, however that dies; nobody has to clear anything away."""
    url = sqlite.fresh_database("killed", "template")
    keeps = (
        "import sys, time\nfrom slackapp.only_server import only_server\n"
        f"with only_server({url!r}):\n    print('mine', flush=True)\n    time.sleep(60)\n"
    )
    root = str(Path(__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", keeps], stdout=subprocess.PIPE, text=True, cwd=root
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        assert is_served(url)
        with pytest.raises(Impossible), only_server(url):
            pass
        other.kill()
        other.wait()
    assert not is_served(url)
    with only_server(url):
        assert is_served(url)


def test_postgresql_is_for_any_number(postgres: Databases) -> None:
    """Nothing is kept on PostgreSQL: any number of processes may serve."""
    url = postgres.url("anything")
    with only_server(url), only_server(url):
        assert not is_served(url)


def test_a_port_that_is_taken(sqlite: Databases, tmp_path: Path) -> None:
    """`serve` says which port is taken before it does anything."""
    url = sqlite.url("not_made")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = runs(tmp_path, "serve", url, port)
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1: Address already in use" in done.stderr
    assert "Set PORT" in done.stderr


def test_an_answer_on_a_kept_connection() -> None:
    """What is written is sent at once: a body does not wait until its header is acknowledged."""
    with (
        listening("127.0.0.1", 0) as port,
        socket.create_connection(port.getsockname()),
        port.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_same_on_loopback() -> None:
    """The pretend Slack and the sandbox's page answer at once too."""

    async def says_how_it_is_sent(scope: Scope, receive: Receive, send: Send) -> None:
        connection = scope["state"][DROP].__self__.get_extra_info("socket")
        at_once = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        await PlainTextResponse("at once" if at_once else "held back")(scope, receive, send)

    with Loopback(says_how_it_is_sent) as loopback:
        assert httpx.get(loopback.address).text == "at once"


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_database_that_lets_nobody_in(command: str, postgres: Databases, tmp_path: Path) -> None:
    """It is there, and refuses: the process ends with a sentence, for no waiting helps."""
    done = runs(tmp_path, command, postgres.url("nowhere"), free_port())
    assert done.returncode == 2
    assert "The database can't be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away(
    postgres: Databases, tmp_path: Path, desk_loopback: Loopback
) -> None:
    """The process waits for it, and says so; when it is there, it serves."""
    wire = Wire(postgres.fresh_database("awaited", "template"))
    slack = pretend_slack(desk_loopback)
    more = {"SLACK_SIGNING_SECRET": SIGNING_SECRET}
    with wire.down(), served(tmp_path, wire.url, desk_loopback, slack, **more) as process:
        waits_until(lambda: process.answers("/healthz") == 503)
        assert process.web.get("/healthz").json() == {"ok": False, "failing": ["database"]}
        assert process.answers("/slack/events") == 503
        waits_until(lambda: "the database is away" in process.log.read_text(encoding="utf-8"))
        wire.mend()
        waits_until(lambda: process.answers("/healthz") == 200)
        log = process.ends()
    assert log.count("the database is away") == 1
    assert log.count("the database is back") == 1
    wire.close()
