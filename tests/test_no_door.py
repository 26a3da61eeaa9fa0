"""What the web entrance says where there is nothing, or what is there takes another method."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from models.rows.base import Database
from slackapp.assembly import waiting, web
from tests.desk import DeskUnderTest
from tests.web_entrance import entrance_of

NOTHING = "There is nothing at this address. The desk is spoken to in Slack.\n"
NO_CALENDAR = "A calendar's address ends in .ics. /oncall feed in Slack makes a new one.\n"
NO_DOOR = (
    "Events go to /in/events, mails to /in/mail, and signs of life to /in/alive/ and their key."
)


@pytest.fixture
def browser(desk: DeskUnderTest) -> Iterator[httpx.Client]:
    """Whoever asks at the web entrance of a desk with Slack's door closed."""
    with (
        entrance_of(web(desk.house, slack=False)) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


def test_for_people(browser: httpx.Client) -> None:
    """A line of text, which looks like no page of somebody else's."""
    for method, path, status, said in (
        ("GET", "/", 404, NOTHING),
        ("GET", "/wp-login.php", 404, NOTHING),
        ("POST", "/slack/events", 404, NOTHING),
        ("GET", "/in", 404, NOTHING),
        ("GET", "/feeds/x", 404, NO_CALENDAR),
        ("GET", "/feeds/", 404, NO_CALENDAR),
        ("POST", "/feeds/x.ics", 405, "Send GET.\n"),
        ("DELETE", "/ack/x", 405, "Send GET or POST.\n"),
        ("POST", "/healthz", 405, "Send GET.\n"),
        ("PUT", "/metrics", 405, "Send GET.\n"),
    ):
        answer = browser.request(method, path)
        assert (answer.status_code, answer.text) == (status, said), path
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert ("Allow" in answer.headers) == (status == 405)


def test_for_programs(browser: httpx.Client) -> None:
    """The same as any refusal below `/in/`."""
    for method, path, status, said in (
        ("POST", "/in/event", 404, NO_DOOR),
        ("GET", "/in/", 404, NO_DOOR),
        ("GET", "/in/events", 405, "Send POST."),
        ("PUT", "/in/events/", 405, "Send POST."),
        ("DELETE", "/in/alive/x", 405, "Send GET or POST."),
        ("GET", "/in/mail", 405, "Send POST."),
    ):
        answer = browser.request(method, path)
        assert answer.headers["content-type"] == "application/problem+json"
        told = answer.json()
        assert (answer.status_code, told["status"], told["detail"]) == (status, status, said), path
        assert ("Allow" in answer.headers) == (status == 405)


def test_too_much_for_programs(browser: httpx.Client) -> None:
    """What is too large for any door is refused below `/in/` as programs read it."""
    answer = browser.post("/in/events", content=b"x" * 1_000_001)
    assert (answer.status_code, answer.json()["title"]) == (413, "Too large")


def test_while_the_database_is_away() -> None:
    """Whatever is asked for: not yet; a program knows when to ask again."""
    with (
        entrance_of(waiting(Database("sqlite://"))) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        for method, path in (("GET", "/"), ("DELETE", "/ack/x"), ("POST", "/in/events")):
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert "The desk waits for its database." in answer.text
            assert ("problem+json" in answer.headers["content-type"]) == path.startswith("/in/")
