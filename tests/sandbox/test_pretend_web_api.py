from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.screen import screen_of
from slackapp.pretend_slack.web.stage import Stage
from slackapp.pretend_slack.web_api.call import read_arguments
from tests.sandbox.asking import code_of, refused, said

Payload = dict[str, Any]
MODAL: Payload = {"type": "modal", "title": {"type": "plain_text", "text": "t"}, "blocks": []}


def test_who_somebody_is(client: WebClient) -> None:
    """users.info carries what Slack carries: team, roles, strangers, guests, zone, names."""
    eve = client.users_info(user="U0EVE")["user"]
    assert (eve["team_id"], eve["is_stranger"], eve["tz"]) == ("T0INITECH", True, "Europe/Zurich")
    dana = client.users_info(user="U0DANA")["user"]
    assert (dana["is_admin"], dana["is_restricted"], dana["is_bot"]) == (True, False, False)
    assert dana["profile"]["display_name"] == "Dana"
    assert len(client.users_list()["members"]) == 7


def test_where_things_are(client: WebClient) -> None:
    """Conversations tell whether the bot is in them and with whom they are shared."""
    assert client.auth_test()["user_id"] == "U0DESK"
    initech = client.conversations_info(channel="C0INITECH")["channel"]
    assert (initech["is_ext_shared"], initech["is_member"]) == (True, True)
    assert client.conversations_info(channel="C0RANDOM")["channel"]["is_member"] is False
    assert "U0EVE" in client.conversations_members(channel="C0INITECH")["members"]
    assert client.conversations_open(users="U0ADA")["channel"] == {"id": "D0ADA"}


def test_what_was_said(client: WebClient, slack: PretendSlack) -> None:
    """conversations.history tells what stands in a channel, newest first and a page at a time;
    conversations.replies a thread, or of a reply only that.
    """
    assert code_of(client.conversations_history, channel="C0ACME") == "missing_scope"
    app = slack.workspace.app
    slack.workspace.app = replace(app, scopes=(*app.scopes, "channels:history"))
    for said_there in ("one", "two", "three"):
        slack.type("ada", "#acme", said_there)
    one, two, three = (message.ts for message in slack.messages_seen_by("ada", "#acme"))
    slack.type("ben", "#acme", "a reply", thread_ts=two)
    reply = slack.messages_seen_by("ada", "#acme")[-1].ts
    first = client.conversations_history(channel="C0ACME", oldest=one, limit=1)
    assert ([each["ts"] for each in first["messages"]], first["has_more"]) == ([three], True)
    cursor = first["response_metadata"]["next_cursor"]
    rest = client.conversations_history(channel="C0ACME", oldest=one, limit=1, cursor=cursor)
    assert ([each["ts"] for each in rest["messages"]], rest["has_more"]) == ([two], False)
    thread = client.conversations_replies(channel="C0ACME", ts=two)["messages"]
    assert [each["text"] for each in thread] == ["two", "a reply"]
    only = client.conversations_replies(channel="C0ACME", ts=reply, limit=1)["messages"]
    assert [each["text"] for each in only] == ["a reply"]
    assert code_of(client.conversations_history, channel="C0RANDOM") == "not_in_channel"


def test_errors_of_the_door(client: WebClient, slack: PretendSlack, loopback: Loopback) -> None:
    """No token, a wrong token, an unknown method and a missing scope are told apart."""
    stranger = WebClient("xoxb-wrong", base_url=loopback.address + "/api/")
    assert code_of(stranger.auth_test) == "invalid_auth"
    assert slack.answer_api("auth.test", {}, None)["error"] == "not_authed"
    assert code_of(client.api_call, api_method="chat.shout") == "unknown_method"
    missing = refused(client.team_info)
    assert (missing["error"], missing["needed"]) == ("missing_scope", "team:read")
    assert "chat:write" in missing["provided"]


def test_errors_of_posting(client: WebClient, slack: PretendSlack) -> None:
    """Each thing that can be wrong with a post has Slack's own error code."""

    post = client.chat_postMessage
    assert code_of(post, channel="C0NOWHERE", text="x") == "channel_not_found"
    assert code_of(post, channel="C0RANDOM", text="x") == "not_in_channel"
    nothing = slack.answer_api("chat.postMessage", {"channel": "C0ACME"}, "xoxb-pretend")
    assert nothing["error"] == "no_text"
    assert code_of(post, channel="C0ACME", text="x" * 40_001) == "msg_too_long"
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5
    assert code_of(post, channel="C0ACME", text="x", blocks=long) == "msg_blocks_too_long"
    bad = refused(post, channel="C0ACME", text="x", blocks=[{"type": "alert"}])
    assert bad["error"] == "invalid_blocks"
    assert bad["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: alert in a message [json-pointer:/blocks/0/type]"
    ]
    slack.workspace.change_room("C0ACME", is_archived=True)
    assert code_of(post, channel="C0ACME", text="x") == "is_archived"
    assert len(slack.refusals) == 7


def test_whispers_need_the_person_in_the_channel(client: WebClient, slack: PretendSlack) -> None:
    """An ephemeral message reaches one person, who must be in the channel."""

    whisper = partial(client.chat_postEphemeral, text="psst")
    assert code_of(whisper, channel="C0SALES", user="U0ADA") == "user_not_in_channel"
    assert code_of(whisper, channel="C0RANDOM", user="U0ADA") == "not_in_channel"
    assert code_of(whisper, channel="C0ACME", user="U0NOBODY") == "user_not_found"
    whisper(channel="C0ACME", user="U0ADA")
    assert (said(slack, "ada"), said(slack, "ben")) == (["psst"], [])


def test_change_and_take_back(client: WebClient, slack: PretendSlack) -> None:
    """The app changes and takes back its own messages, and nobody else's."""
    ts = client.chat_postMessage(channel="U0ADA", text="one")["ts"]
    client.chat_update(channel="D0ADA", ts=ts, text="two")
    message = slack.messages_seen_by("ada", "@desk")[0]
    assert (message.text, bool(message.edited), message.is_app) == ("two", True, True)
    client.chat_delete(channel="D0ADA", ts=ts)
    assert slack.messages_seen_by("ada", "@desk") == []
    slack.type("ada", "acme", "mine")
    own = slack.messages_seen_by("ada", "acme")[0].ts
    for ts, code in ((own, "cant_update_message"), ("1.2", "message_not_found")):
        assert code_of(client.chat_update, channel="C0ACME", ts=ts, text="x") == code
    link = client.chat_getPermalink(channel="C0ACME", message_ts=own)["permalink"]
    assert link == f"https://proauth.slack.com/archives/C0ACME/p{own.replace('.', '')}"


def test_ts_is_the_storys_time(client: WebClient) -> None:
    """Messages are stamped with the story's time, and no two of a channel alike."""
    stamps = [client.chat_postMessage(channel="C0ACME", text="x")["ts"] for _ in range(2)]
    assert stamps == ["1780905600.000100", "1780905600.000200"]


def test_errors_of_views(client: WebClient, slack: PretendSlack) -> None:
    """A view that Slack would refuse is refused before the trigger is used up."""
    trigger_id = slack.workspace.triggers.issue("U0ADA", None)
    wrong = MODAL | {"title": {"type": "plain_text", "text": "x" * 25}}
    answer = refused(client.views_open, trigger_id=trigger_id, view=wrong)
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    large = MODAL | {"blocks": [
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2000}] * 10}
    ] * 15}  # fmt: skip
    too_large = code_of(client.views_open, trigger_id=trigger_id, view=large)
    assert too_large == "view_too_large"
    view = client.views_open(trigger_id=trigger_id, view=MODAL)["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)

    again = code_of(client.views_update, view_id=view["id"], hash=view["hash"], view=MODAL)
    assert again == "hash_conflict"
    assert code_of(client.views_update, view_id="V0NONE", view=MODAL) == "not_found"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json; charset=utf-8", b'{"channel": "C0ACME", "blocks": [{"type": "x"}]}'),
        (
            "application/x-www-form-urlencoded",
            b"channel=C0ACME&blocks=%5B%7B%22type%22%3A%22x%22%7D%5D",
        ),
    ],
)
def test_reads_both_encodings(content_type: str, body: bytes) -> None:
    """The Web API reads JSON bodies and form-encoded ones with JSON inside, as Slack does."""
    assert read_arguments(content_type, body) == {"channel": "C0ACME", "blocks": [{"type": "x"}]}


def test_a_failure_can_be_asked_for(client: WebClient, slack: PretendSlack) -> None:
    """A test can let the next call of a method fail, once, with any of Slack's errors."""
    slack.api.fail_next("chat.postMessage", "account_inactive")
    code = code_of(client.chat_postMessage, channel="C0ACME", text="x")
    assert code == "account_inactive"
    assert client.chat_postMessage(channel="C0ACME", text="x")["ok"]


def test_replies_of_the_app(client: WebClient, slack: PretendSlack) -> None:
    """The app replies in a thread, and tells the channel as well where it says so."""
    root = client.chat_postMessage(channel="C0ACME", text="a case")["ts"]
    quiet = client.chat_postMessage(channel="C0ACME", text="one", thread_ts=root)["message"]
    loud = client.chat_postMessage(
        channel="C0ACME", text="two", thread_ts=root, reply_broadcast=True
    )["message"]
    assert [quiet["thread_ts"], loud["thread_ts"]] == [root, root]
    assert (quiet.get("subtype"), loud["subtype"]) == (None, "thread_broadcast")
    messages = screen_of(slack, "ben", None, Stage())["messages"]["C0ACME"]
    assert [each["broadcast"] for each in messages] == [False, False, True]
    assert messages[0]["reply_count"] == 2
