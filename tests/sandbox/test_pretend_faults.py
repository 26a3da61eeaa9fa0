from __future__ import annotations

import time
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.web.loopback import Loopback
from tests.sandbox.asking import ask, said, state
from tests.sandbox.conftest import TOKEN


@pytest.fixture
def client(bolt: App, loopback: Loopback) -> WebClient:
    """A client that tries once."""
    return WebClient(TOKEN, base_url=loopback.address + "/api/", retry_handlers=[])


def posts(client: WebClient) -> Any:
    """What comes of posting: True, an HTTP status, or the name of the broken connection."""
    try:
        return client.chat_postMessage(channel="C0ACME", text="x")["ok"]
    except SlackApiError as error:
        return error.response.status_code
    except OSError as error:
        return type(error).__name__


def test_ratelimited(client: WebClient, slack: PretendSlack) -> None:
    """429 carries Retry-After and Slack's own JSON; nothing is posted, and nothing is refused."""
    slack.faults.set(answers=429, retry_after=7)
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel="C0ACME", text="x")
    response = error.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "7"
    assert (said(slack, "ada"), slack.refusals) == ([], [])


def test_a_500_is_no_json(client: WebClient, slack: PretendSlack, loopback: Loopback) -> None:
    """A 500 comes as a web page, as from a proxy."""
    slack.faults.set(answers=500)
    status, body = ask(loopback, "POST", "/api/auth.test", {})
    assert (status, body[:6]) == (500, "<html>")
    assert posts(client) == 500
    slack.faults.clear()
    assert posts(client) is True
    assert slack.refusals == []


def test_out_of_reach(client: WebClient, slack: PretendSlack) -> None:
    """Out of reach, Slack drops the connection: the client sees an OSError, and no status."""
    slack.faults.set(unreachable=True)
    assert posts(client) == "RemoteDisconnected"
    slack.faults.clear()
    assert (posts(client), said(slack, "ada")) == (True, ["x"])
    assert [each["status"] for each in slack.traffic.since(0)["entries"]] == [None, 200]


def test_slow(client: WebClient, slack: PretendSlack) -> None:
    """A slow Slack answers as usual, later."""
    slack.faults.set(slow=0.3)
    began = time.monotonic()
    assert posts(client) is True
    assert time.monotonic() - began >= 0.3


def test_the_next_answers(client: WebClient, slack: PretendSlack) -> None:
    """A test says how the next calls fail, one by one; then all is well again."""
    slack.faults.next(500, None, "unreachable", 429, 500)
    assert [posts(client) for _ in range(6)] == [500, True, "RemoteDisconnected", 429, 500, True]
    assert slack.faults.as_json()["on"] is False


def test_for_so_many_calls(client: WebClient, slack: PretendSlack) -> None:
    """Faults may end by themselves after a number of calls."""
    slack.faults.set(answers=500, for_calls=2)
    assert [posts(client) for _ in range(3)] == [500, 500, True]


def test_only_some_methods(client: WebClient, slack: PretendSlack) -> None:
    """Faults may be limited to methods; calls of others do not count."""
    slack.faults.set(answers=500, methods=["chat.postMessage"], for_calls=1)
    assert client.auth_test()["ok"]
    assert [posts(client), posts(client)] == [500, True]
    slack.faults.next(429, methods=["chat.postMessage"])
    assert client.auth_test()["ok"]
    assert [posts(client), posts(client)] == [429, True]


def test_response_urls(slack: PretendSlack, bolt: App) -> None:
    """Response addresses are slow and out of reach like all of Slack; statuses are for methods."""
    kept: list[Respond] = []

    @bolt.command("/echo")
    def echo(ack: Ack, respond: Respond) -> None:
        kept.append(respond)
        ack()

    slack.type("ada", "acme", "/echo x")
    slack.faults.set(answers=500, slow=0.2)
    began = time.monotonic()
    assert kept[0]("later").status_code == 200
    assert time.monotonic() - began >= 0.2
    slack.faults.set(unreachable=True)
    with pytest.raises(OSError):
        kept[0]("never")
    assert said(slack, "ada") == ["later"]


def test_everything_twice(slack: PretendSlack, bolt: App) -> None:
    """The app is told a command, an event, a press and a form twice, with the same ids; the second
    answer counts nothing, and a spent trigger is nobody's mistake."""
    heard: list[tuple[str, str]] = []
    view = {"type": "modal", "callback_id": "form", "title": {"type": "plain_text", "text": "t"}}

    @bolt.command("/echo")
    def echo(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        heard.append(("command", body["trigger_id"]))
        ack("done")
        client.views_open(trigger_id=body["trigger_id"], view=view | {"blocks": []})

    @bolt.view("form")
    def form(ack: Ack, body: dict[str, Any]) -> None:
        heard.append(("form", body["trigger_id"]))
        ack()

    @bolt.event("app_home_opened")
    def home(body: dict[str, Any]) -> None:
        heard.append(("event", body["event_id"]))

    slack.faults.set(deliver_twice=True)
    slack.type("ada", "acme", "/echo x")
    slack.submit("ada")
    slack.open_home("ada")
    assert [what for what, _ in heard] == ["command"] * 2 + ["form"] * 2 + ["event"] * 2
    assert len(set(heard)) == 3
    assert said(slack, "ada") == ["done"]
    assert slack.modal_of("ada") is None
    assert slack.refusals == []


def test_the_page_sets_them(bolt: App, slack: PretendSlack, loopback: Loopback) -> None:
    """The page shows and sets the faults, never meets them, and takes them all back."""
    assert state(loopback, "U0ADA")["faults"]["on"] is False
    body = {"slow": 2, "answers": None, "unreachable": True, "deliver_twice": True}
    assert ask(loopback, "POST", "/sandbox/faults", body)[0] == 200
    told = state(loopback, "U0ADA")["faults"]
    assert {name: told[name] for name in body} == body
    assert told["on"] is True
    slack.faults.next(500)
    assert ask(loopback, "POST", "/sandbox/faults", {"slow": 0})[0] == 200
    assert state(loopback, "U0ADA")["faults"]["on"] is False


def test_the_page_hears_when_they_end(client: WebClient, slack: PretendSlack) -> None:
    """The version grows when a fault is used up, so that the page shows that all is well."""
    slack.faults.next(500)
    before = slack.workspace.version
    posts(client)
    assert slack.workspace.version > before


def test_faults_that_there_are_not(bolt: App, loopback: Loopback) -> None:
    """What Slack cannot be made to do is answered in words."""
    for body in ({"answers": 418}, {"slow": "very"}):
        status, told = ask(loopback, "POST", "/sandbox/faults", body)
        assert status == 400
        assert "Slack can" in told["error"]
