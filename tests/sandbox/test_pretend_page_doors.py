from __future__ import annotations

import http.client
import json
import re
from pathlib import Path

import pytest
from slack_bolt import Ack, App

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.web.emoji_names import emoji_names
from slackapp.pretend_slack.web.loopback import Loopback
from tests.sandbox.asking import ask, state


def test_type_over_http(slack: PretendSlack, bolt: App, loopback: Loopback) -> None:
    """What is typed on the page reaches the app, and its answer stands in the state."""

    @bolt.command("/echo")
    def echo(ack: Ack) -> None:
        ack("heard")

    before = state(loopback, "U0ADA")["version"]
    body = {"as": "U0ADA", "channel": "C0ACME", "text": "/echo hi"}
    assert ask(loopback, "POST", "/sandbox/type", body)[0] == 200
    told = state(loopback, "U0ADA")
    message = told["messages"]["C0ACME"][0]
    assert (message["text"], message["ephemeral"], message["app"]) == ("heard", True, True)
    assert told["version"] > before
    assert state(loopback, "U0BEN")["messages"]["C0ACME"] == []


def test_state_tells_the_whole_page(bolt: App, loopback: Loopback) -> None:
    """The state holds the clock, people, commands and shortcuts that the page draws."""
    told = state(loopback, "U0ADA")
    assert (told["now"], told["zone"], told["running"]) == (
        "2026-06-08T10:00:00+02:00", "Europe/Zurich", False,
    )  # fmt: skip
    assert [each["command"] for each in told["commands"]] == ["/echo", "/raw"]
    assert told["message_shortcuts"] == [{"name": "Open a case", "callback_id": "open_case"}]
    assert told["global_shortcuts"] == [{"name": "Anywhere", "callback_id": "anywhere"}]
    assert told["examples"]["C0ACME"] == ["/echo acme"]
    assert [each["id"] for each in told["users"] if each["outsider"]] == ["U0EVE"]


def test_outsiders_see_only_what_is_shared(bolt: App, loopback: Loopback) -> None:
    """Somebody of another company sees the shared channel and no other, not even by name."""
    eve = state(loopback, "U0EVE")
    assert [each["id"] for each in eve["channels"]] == ["C0INITECH"]
    assert eve["public_names"] == {}
    assert not eve["commands"] + eve["message_shortcuts"] + eve["global_shortcuts"]
    channels = {each["id"]: each for each in state(loopback, "U0ADA")["channels"]}
    assert channels["C0RANDOM"]["is_bot_in"] is False
    assert (channels["D0ADA"]["kind"], channels["D0ADA"]["with"]) == ("dm", "U0DESK")


def test_a_machine_is_set_going(bolt: App, loopback: Loopback) -> None:
    """What a button does is the stage's matter; what came of it everybody sees."""
    shown = {"name": "Bell", "note": "It rings.", "buttons": ["Ring"], "trouble": ""}
    choices = {"choices": ["soft", "loud"]}
    assert state(loopback, "U0ADA")["machines"] == [{**shown, **choices, "said": ""}]
    for wrong in ({"machine": "Gong"}, {"button": "Mute"}, {"choice": "shrill"}):
        press = {"machine": "Bell", "button": "Ring", "choice": "loud", **wrong}
        status, answer = ask(loopback, "POST", "/sandbox/machine", press)
        assert (status, list(answer)) == (400, ["error"])
    press = {"machine": "Bell", "button": "Ring", "choice": "loud"}
    assert ask(loopback, "POST", "/sandbox/machine", press)[0] == 200
    assert state(loopback, "U0EVE")["machines"] == [{**shown, **choices, "said": "LOUD"}]


def test_unread_until_looked_at(slack: PretendSlack, bolt: App, loopback: Loopback) -> None:
    """A message of somebody else is unread until the page says that the channel is shown."""
    slack.type("ben", "acme", "look")

    def unread(more: str = "") -> int:
        channels = state(loopback, "U0ADA", more)["channels"]
        return next(int(each["unread"]) for each in channels if each["id"] == "C0ACME")

    assert [unread(), unread("&seen=C0ACME"), unread()] == [1, 0, 0]


@pytest.mark.parametrize(
    ("body", "now"),
    [
        ({"advance": "5m"}, "2026-06-08T10:05:00+02:00"),
        ({"advance": "1h"}, "2026-06-08T11:00:00+02:00"),
        ({"to": "opening"}, "2026-06-09T08:00:00+02:00"),
        ({"to": "2026-12-08T17:55"}, "2026-12-08T17:55:00+01:00"),
        ({"to": "2026-06-09 03:00"}, "2026-06-09T03:00:00+02:00"),
        ({"to": "03:00"}, "2026-06-09T03:00:00+02:00"),
        ({"to": "10:00"}, "2026-06-09T10:00:00+02:00"),
        ({"to": " 17:30 "}, "2026-06-08T17:30:00+02:00"),
        ({"to": "Mon 03:00"}, "2026-06-15T03:00:00+02:00"),
        ({"to": "9 Jun 03:00"}, "2026-06-09T03:00:00+02:00"),
        ({"to": "tuesday 9. june, 3:00"}, "2026-06-09T03:00:00+02:00"),
        ({"to": "2 Dec 03:00"}, "2026-12-02T03:00:00+01:00"),
        ({"to": "2 Dec 2027 03:00"}, "2027-12-02T03:00:00+01:00"),
    ],
)
def test_clock_moves_forward(bolt: App, loopback: Loopback, body: dict[str, str], now: str) -> None:
    """The clock is moved in Zurich time: by a span, to the next opening, to any instant."""
    assert ask(loopback, "POST", "/sandbox/clock", body)[1]["now"] == now


@pytest.mark.parametrize(
    ("act", "body", "sentence"),
    [
        ("clock", {"to": "2026-06-08T09:59"}, "The clock only goes forward: pick a later time."),
        ("clock", {"to": "7 Jun 03:00"}, "The clock only goes forward: pick a later time."),
        ("clock", {"to": "Wed 9 Jun 03:00"}, "9 Jun 2026 is a Tuesday."),
        (
            "clock",
            {"to": "9.6. at three"},
            "“9.6. at three” is not a time: write 03:00, 9 Jun 03:00, Tue 9 Jun 03:00 or "
            "2026-06-09 03:00, on Zurich's clock.",
        ),
        ("clock", {"advance": "soon"}, "“soon” is not a span of time: write 5m, 1h or 2d."),
        (
            "type",
            {"as": "U0EVE", "channel": "C0ACME", "text": "x"},
            "Eve is in no channel “C0ACME”.",
        ),
        ("type", {"as": "U0ADA"}, "The body lacks 'channel'."),
        ("submit", {"as": "U0ADA", "view_id": "V1"}, "Ada has no such form open."),
    ],
)
def test_mistakes_are_sentences(
    bolt: App, loopback: Loopback, act: str, body: dict[str, str], sentence: str
) -> None:
    """What cannot be done is answered with a sentence for the person."""
    assert ask(loopback, "POST", f"/sandbox/{act}", body) == (400, {"error": sentence})


def test_read_up_to_where_one_looks_anew(
    slack: PretendSlack, bolt: App, loopback: Loopback
) -> None:
    """The state tells up to where somebody had read the channel before they look at it again."""
    slack.type("ben", "acme", "first")
    assert state(loopback, "U0ADA", "&seen=C0ACME")["read_to"] == ""
    first = slack.messages_seen_by("ada", "acme")[0].ts
    slack.type("ben", "acme", "second")
    assert state(loopback, "U0ADA", "&seen=C0ACME")["read_to"] == first
    second = slack.messages_seen_by("ada", "acme")[1].ts
    assert state(loopback, "U0ADA", "&seen=C0ACME")["read_to"] == second


def test_what_one_wrote_is_edited(slack: PretendSlack, bolt: App, loopback: Loopback) -> None:
    """What somebody wrote themselves they can change, mentions and all; nobody else can."""
    slack.type("ada", "acme", "Ben has it")
    ts = slack.messages_seen_by("ada", "acme")[0].ts
    body = {"as": "U0ADA", "channel": "C0ACME", "ts": ts, "text": "@ben has it"}
    assert ask(loopback, "POST", "/sandbox/edit", body)[0] == 200
    changed = state(loopback, "U0BEN")["messages"]["C0ACME"][0]
    assert changed["text"] == "<@U0BEN|ben> has it"
    assert changed["edited"]
    assert ask(loopback, "POST", "/sandbox/edit", body | {"as": "U0BEN"}) == (
        400,
        {"error": "You can only edit what you wrote yourself."},
    )


def test_emoji_by_the_names_that_slack_has(bolt: App, loopback: Loopback) -> None:
    """The table is whole, and has Slack's own spellings beside those that others use too."""
    status, names = ask(loopback, "GET", "/sandbox/emoji")
    assert status == 200
    assert len(names) > 5000
    assert [names[each] for each in ("rotating_light", "large_green_circle", "flag-ch", "+1")] == [
        "🚨", "🟢", "🇨🇭", "👍",
    ]  # fmt: skip
    assert names["female-technologist"] == names["woman-technologist"] == "👩‍💻"


def test_every_emoji_of_the_desk_is_drawn() -> None:
    """Whatever name the desk writes in a message is one that the page knows."""
    names, handlers = emoji_names(), Path(__file__).parents[2] / "handlers"
    sources = [*handlers.glob("blocks/**/*.py"), *handlers.glob("letters/**/*.py")]
    written = {
        name
        for source in sources
        for name in re.findall(r":([a-z]+(?:_[a-z]+)*):", source.read_text(encoding="utf-8"))
    }
    assert {"warning", "rotating_light"} <= written
    assert written - names.keys() == set()


def test_stream_wakes_with_each_change(slack: PretendSlack, bolt: App, loopback: Loopback) -> None:
    """The stream tells the version at once and after each change."""
    connection = http.client.HTTPConnection(loopback.address.removeprefix("http://"), timeout=5)
    connection.request("GET", "/sandbox/stream?as=U0ADA")
    response = connection.getresponse()
    first = json.loads(response.readline().removeprefix(b"data: "))["version"]
    response.readline()
    slack.type("ada", "acme", "hello")
    assert json.loads(response.readline().removeprefix(b"data: "))["version"] > first
    connection.close()


def test_only_this_machine_and_this_page(bolt: App, loopback: Loopback) -> None:
    """A foreign host name and a post from a foreign page are refused, our own page is not."""
    assert ask(loopback, "GET", "/sandbox/state?as=U0ADA", Host="evil.example")[0] == 403
    assert ask(loopback, "GET", "/sandbox/state?as=U0ADA", Host="localhost:80")[0] == 200
    body = {"advance": "5m"}
    assert ask(loopback, "POST", "/sandbox/clock", body, Origin="https://evil.example")[0] == 403
    assert ask(loopback, "POST", "/sandbox/clock", body, Origin="null")[0] == 403
    assert ask(loopback, "POST", "/sandbox/clock", body, Origin=loopback.address)[0] == 200


def test_traffic_from_a_number_on(slack: PretendSlack, bolt: App, loopback: Loopback) -> None:
    """The inspector asks for what is new since the last entry it has."""
    bolt.client.auth_test()
    last = ask(loopback, "GET", "/sandbox/traffic?since=0")[1]["last"]
    bolt.client.chat_postMessage(channel="C0ACME", text="x")
    entries = ask(loopback, "GET", f"/sandbox/traffic?since={last}")[1]["entries"]
    assert [(each["from"], each["what"]) for each in entries] == [("desk", "chat.postMessage")]
