"""Commands in plain words: what Slack tells of them, told twice, edited, and kept."""

from __future__ import annotations

import pytest

from slackapp.pretend_slack.app.deliveries import Acknowledgement, Delivery
from tests.conversations.acme import with_acme
from tests.conversations.held import held
from tests.conversations.plain_words import asks, tells, the_thread
from tests.conversations.test_kept import kept, no_inbox, nothing_gets_done
from tests.desk import DeskUnderTest
from tests.waiting import waits_until

# --- the same once more ---------------------------------------------------------------------------


def test_twice_is_once(desk: DeskUnderTest) -> None:
    """Slack tells of a message again: it is done once, and answered once."""
    thread = the_thread(desk, "Login loops")
    desk.slack.faults.set(deliver_twice=True)
    assert asks(desk, "ada", "@desk log 2h", "#acme", thread).text.startswith("Logged 2h")
    assert asks(desk, "ada", "log 1h #1").text.startswith("Logged 1h")
    assert asks(desk, "ada", "balance acme").text.startswith("acme has")
    desk.slack.faults.clear()
    assert desk.types("ada", "/escalation list 1").text == "3h in 2 entries on #1."


def test_the_same_words_again_are_meant_again(desk: DeskUnderTest) -> None:
    """Two messages are two: the second is asked about, as where it is typed."""
    with_acme(desk, "Login loops")
    asks(desk, "ada", "log 2h #1 traced")
    again = asks(desk, "ada", "log 2h #1 traced")
    assert again.typed_by(again.buttons[0]).endswith("--again 1")


def test_editing_and_deleting_change_nothing(desk: DeskUnderTest) -> None:
    """What was done stays done, and what an edited message says now is not done."""
    thread = the_thread(desk, "Login loops")
    for channel, said in (("@desk", "log 2h #1"), ("#acme", "@desk log 1h")):
        in_thread = thread if channel == "#acme" else None
        ts = desk.says("ada", said, channel, in_thread)
        own = [m.ts for m in desk.slack.messages_seen_by("ada", channel) if m.user_id == "U0ADA"]
        before = len(desk.slack.messages_seen_by("ada", channel))
        desk.slack.edit("ada", channel, own[-1], "@desk log 5h #1")
        desk.waits()
        assert len(desk.slack.messages_seen_by("ada", channel)) == before, ts
        desk.slack.delete("ada", channel, own[-1])
        desk.waits()
    assert desk.types("ada", "/escalation list 1").text == "3h in 2 entries on #1."


@pytest.mark.parametrize("subtype", [None, "file_share", "thread_broadcast"])
def test_what_somebody_says_is_heard(desk: DeskUnderTest, subtype: str | None) -> None:
    """Also beside a file, and to the channel from a thread."""
    with_acme(desk)
    assert tells(desk, subtype=subtype) == ["acme has 4 of 4 escalations left."]


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B0OTHER", "subtype": "bot_message"},
        {"bot_id": "B0OTHER"},
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"subtype": "message_changed", "message": {"text": "balance acme"}},
        {"subtype": "message_deleted", "deleted_ts": "1780297200.000100"},
        {"edited": {"user": "U0ADA", "ts": "1780297201.000100"}},
        {"subtype": "file_share", "text": ""},
        {"channel": "C0ACME", "channel_type": "channel"},
        {"type": "app_mention", "edited": {"user": "U0ADA", "ts": "1780297201.000100"}},
    ],
    ids=str,
)
def test_what_nobody_says_is_not(desk: DeskUnderTest, event: dict[str, object]) -> None:
    """Programs, joins, edits and deletions; a file without a word; what is said among people."""
    with_acme(desk)
    assert tells(desk, **event) == []


# --- in time --------------------------------------------------------------------------------------


def test_what_can_be_kept_nowhere_is_sent_again(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not acknowledged, and Slack tells again: done once, answered once."""
    thread = the_thread(desk, "Login loops")
    answering, sends = desk.house.conversation.answering, desk.slack.wire.send
    sent = list[tuple[Delivery, Acknowledgement]]()

    def records(delivery: Delivery) -> Acknowledgement:
        sent.append((delivery, sends(delivery)))
        return sent[-1][1]

    monkeypatch.setattr(desk.slack.wire, "send", records)
    monkeypatch.setattr(answering, "patience", 0.1)
    with no_inbox(desk), held(desk):
        desk.slack.type("ada", "#acme", "@desk log 2h", thread_ts=thread)
    mention, answer = sent[-1]  # before it Slack told of the message
    assert answer.failure == "dispatch_failed"
    desk.waits()
    monkeypatch.undo()
    assert sends(mention).failure is None
    told = [m.text for m in desk.slack.messages_seen_by("ada", "#acme") if m.only_for]
    assert [text[:15] for text in told] == ["Logged 2h on #1"]
    assert desk.types("ada", "/escalation list 1").text == "2h in 1 entry on #1."


def test_it_survives_the_process(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Acknowledged, and the process dies: another does it, of the day on which it was said."""
    thread = the_thread(desk, "Login loops")
    desk.house.warming.warm()  # as every minute: who is ours is known without the database
    with nothing_gets_done(desk, monkeypatch):
        desk.slack.type("ada", "#acme", "@desk log 2h", thread_ts=thread)
    waits_until(lambda: "Still working on it" in desk.last("ada", "#acme").text)
    desk.at("Tue 2026-06-02 00:30")
    assert desk.house.worker.take_up() == 1
    assert desk.last("ada", "#acme").text.startswith("Logged 2h on #1 on Mon 1 Jun")
    assert desk.slack.messages_seen_by("ada", "#acme")[-1].thread_ts == thread
    assert list(kept(desk)) == []
