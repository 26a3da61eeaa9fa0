from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.refusals import NotPossible
from tests.sandbox.asking import hears, said


def echoes(bolt: App) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []

    @bolt.command("/echo")
    def echo(ack: Ack, command: dict[str, Any]) -> None:
        heard.append(command)
        ack(f"you said {command['text']}")

    return heard


def test_answer_travels_in_the_acknowledgement(slack: PretendSlack, bolt: App) -> None:
    """The text of the acknowledgement is shown to the person who typed, and to nobody else."""
    echoes(bolt)
    answer = slack.type("ada", "#acme", "/echo hello")
    assert answer is not None
    assert answer.status == 200
    assert said(slack, "ada") == ["you said hello"]
    assert said(slack, "ben") == []
    assert slack.messages_seen_by("ada", "acme")[0].only_for == "U0ADA"


def test_in_channel_is_seen_by_all(slack: PretendSlack, bolt: App) -> None:
    """A command answered with response_type in_channel is seen by everybody in the channel."""
    hears(bolt.command("/echo"), text="for all", response_type="in_channel")
    slack.type("ada", "acme", "/echo x")
    assert said(slack, "ben") == ["for all"]


def test_payload_is_slacks(slack: PretendSlack, bolt: App) -> None:
    """A slash command arrives with the fields that Slack documents."""
    heard = echoes(bolt)
    slack.type("ada", "acme", "/echo hi")
    command = heard[0]
    expected = {
        "team_id": "T0PROAUTH", "team_domain": "proauth", "channel_id": "C0ACME",
        "channel_name": "acme", "user_id": "U0ADA", "user_name": "ada", "command": "/echo",
        "text": "hi", "api_app_id": "A0DESK", "is_enterprise_install": "false",
    }  # fmt: skip
    assert {key: command[key] for key in expected} == expected
    assert set(command) - set(expected) == {"token", "response_url", "trigger_id"}


def test_outsider_comes_with_their_own_team(slack: PretendSlack, bolt: App) -> None:
    """Somebody of another company is told apart by the team in the payload, where the app is
    installed in theirs too."""
    slack.workspace.app_teams.add("T0INITECH")
    heard = echoes(bolt)
    slack.type("eve", "initech", "/echo hi")
    assert (heard[0]["user_id"], heard[0]["team_id"]) == ("U0EVE", "T0INITECH")
    with pytest.raises(NotPossible):
        slack.type("eve", "acme", "/echo hi")


def test_outsiders_have_no_commands(slack: PretendSlack, bolt: App) -> None:
    """In a shared channel those of another company type messages; a command is none to them, nor
    is there a shortcut."""
    heard = echoes(bolt)
    assert slack.type("eve", "initech", "/echo hi") is None
    said = slack.messages_seen_by("eve", "initech")[-1]
    assert (said.text, said.only_for) == (
        "/echo is not a valid command. To send it as a message, begin with a space.",
        "U0EVE",
    )
    slack.type("eve", "initech", "Is anybody there?")
    ts = slack.messages_seen_by("eve", "initech")[-1].ts
    with pytest.raises(NotPossible):
        slack.shortcut("eve", "open_case", channel="initech", ts=ts)
    assert heard == []


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("12 @ben, please", "12 <@U0BEN|ben>, please"),
        ("@Ben.", "<@U0BEN|ben>."),
        ("in #acme and #12", "in <#C0ACME|acme> and #12"),
        ("@nobody #nowhere a@ben", "@nobody #nowhere a@ben"),
        ("<!channel> & <@U0BEN>", "&lt;!channel&gt; &amp; &lt;@U0BEN&gt;"),
        ("see https://a.ch/?x=1&y=2", "see <https://a.ch/?x=1&amp;y=2>"),
        ("  spaces  ", "spaces"),
    ],
)
def test_escapes_what_was_typed(slack: PretendSlack, bolt: App, typed: str, sent: str) -> None:
    """With should_escape, mentions that exist become ids, and control characters are escaped."""
    heard = echoes(bolt)
    slack.type("ada", "acme", f"/echo {typed}")
    assert heard[0]["text"] == sent


def test_without_should_escape_mentions_stay(slack: PretendSlack, bolt: App) -> None:
    """A command declared without should_escape gets mentions as they were typed."""
    heard = hears(bolt.command("/raw"))
    slack.type("ada", "acme", "/raw @ben")
    assert heard[0]["text"] == "@ben"
    assert said(slack, "ada") == []


def test_a_late_app_is_an_error(slack: PretendSlack, bolt: App) -> None:
    """Who answers later than Slack waits is reported to the person, and the answer is dropped."""

    @bolt.command("/echo")
    def echo(ack: Ack) -> None:
        time.sleep(0.6)
        ack("too late")

    slack.type("ada", "acme", "/echo x")
    assert said(slack, "ada") == [
        "/echo failed because the app did not respond (operation_timeout)."
    ]


def test_a_crash_is_an_error(slack: PretendSlack, bolt: App) -> None:
    """An app that answers 500 is reported to the person as Slack does."""

    @bolt.command("/echo")
    def echo() -> None:
        raise RuntimeError("broken on purpose")

    slack.type("ada", "acme", "/echo x")
    assert said(slack, "ada") == ['/echo failed with the error "dispatch_failed"']


def test_nobody_listens(slack: PretendSlack, bolt: App) -> None:
    """An entrance where nobody listens is Slack's dispatch_failed."""
    slack.live_at("http://127.0.0.1:9", "http://127.0.0.1:9/slack/events")
    slack.type("ada", "acme", "/echo x")
    assert said(slack, "ada") == ['/echo failed with the error "dispatch_failed"']


def test_signature_is_checked_for_real(slack: PretendSlack, bolt: App) -> None:
    """The door verifies the signature: with another secret it refuses the request."""
    heard = echoes(bolt)
    slack.wire._signer.signing_secret = "another secret"
    answer = slack.type("ada", "acme", "/echo x")
    assert answer is not None
    assert (answer.status, heard) == (401, [])
    assert said(slack, "ada") == ['/echo failed with the error "http_client_error"']


def test_delivered_twice(slack: PretendSlack, bolt: App) -> None:
    """The same command delivered again has the same trigger_id and passes verification."""
    heard = echoes(bolt)
    slack.type("ada", "acme", "/echo x")
    answer = slack.deliver_again()
    assert answer.status == 200
    assert heard[0] == heard[1]


def test_not_in_threads_and_only_known_ones(slack: PretendSlack, bolt: App) -> None:
    """A command in a thread and an unknown command never reach the app."""
    slack.type("ada", "acme", "hello")
    thread_ts = slack.messages_seen_by("ada", "acme")[0].ts
    assert slack.type("ada", "acme", "/echo x", thread_ts=thread_ts) is None
    assert slack.type("ada", "acme", "/nope x") is None
    assert said(slack, "ada") == [
        "hello",
        "/echo is not supported in threads. Sorry!",
        "/nope is not a valid command. To send it as a message, begin with a space.",
    ]
    answers = slack.messages_seen_by("ada", "acme")[1:]
    assert [each.thread_ts for each in answers] == [thread_ts, None], "each where it was typed"


def test_an_answer_over_the_limits(slack: PretendSlack, bolt: App) -> None:
    """An acknowledgement that Slack would not take is an error and is noted with its reason."""
    hears(bolt.command("/echo"), text="x", blocks=[{"type": "divider"}] * 51)
    slack.type("ada", "acme", "/echo x")
    assert said(slack, "ada") == ['/echo failed with the error "invalid_command_response"']
    assert slack.refusals == [
        "answer to /echo: invalid_blocks "
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_response_url_serves_five_times(slack: PretendSlack, bolt: App) -> None:
    """A response_url posts to the person alone, five times and no more."""
    codes: list[int] = []

    @bolt.command("/echo")
    def echo(ack: Ack, respond: Respond) -> None:
        ack()
        codes.extend(respond(f"part {n}").status_code for n in range(6))

    slack.type("ada", "acme", "/echo x")
    assert codes == [200, 200, 200, 200, 200, 404]
    assert said(slack, "ada") == [f"part {n}" for n in range(5)]
    assert said(slack, "ben") == []
    assert slack.refusals == ["response_url: used_url"]


def test_response_url_lives_half_an_hour(slack: PretendSlack, bolt: App) -> None:
    """A response_url is refused when 30 minutes of the story have passed."""
    kept: list[Respond] = []

    @bolt.command("/echo")
    def echo(ack: Ack, respond: Respond) -> None:
        kept.append(respond)
        ack()

    slack.type("ada", "acme", "/echo x")
    slack.clock.advance(timedelta(minutes=31))
    assert kept[0]("late").status_code == 404
    assert slack.refusals == ["response_url: expired_url"]


def test_traffic_is_logged(slack: PretendSlack, bolt: App) -> None:
    """The inspector sees what Slack sent and what the app answered, without the token."""
    echoes(bolt)
    slack.type("ada", "acme", "/echo x")
    entries = slack.traffic.since(0)["entries"]
    command = next(each for each in entries if each["from"] == "slack")
    assert command["what"] == "POST /slack/events command /echo"
    assert (command["request"]["text"], command["response"]) == ("x", "you said x")
    assert "xoxb" not in str(entries)
