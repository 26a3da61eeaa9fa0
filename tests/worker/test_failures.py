"""The worker when Slack does not take a message: tried again, or kept with the reason."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from slack_sdk import WebClient

from models.usecases.letter import say_later
from models.usecases.people import DESK_ITSELF
from models.usecases.undelivered import Undelivered
from slackapp.sandbox.run import BOT_TOKEN
from slackapp.worker import Worker
from tests.desk import DeskUnderTest
from tests.worker.post import (
    Mood,
    MoodySlack,
    opens_the_desk,
    outbox,
    passes_five_hours,
    received,
    refused,
    sender_of,
    waits,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.no_queues]

TIRED = Mood(503, "<html>upstream connect error</html>")


def with_two_questions(desk: DeskUnderTest) -> None:
    """One question for Cleo, one for Ben."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    passes_five_hours(desk, "globex", "Second", "2026-06-05")


def sender(desk: DeskUnderTest, client: WebClient) -> Worker:
    return Worker(desk.house.desk, desk.clock, sender_of(desk.house.desk, client, desk.clock))


@pytest.mark.parametrize("name", ["Retry-After", "retry-after"])
def test_retry_after_is_obeyed(desk: DeskUnderTest, name: str) -> None:
    """429 carries Retry-After in seconds, which is obeyed and not guessed."""
    with_two_questions(desk)
    busy = Mood(429, '{"ok": false, "error": "ratelimited"}', ((name, "37"),))
    slack = MoodySlack([busy])
    with slack.server:
        worker = sender(desk, slack.client)
        worker.send_all()
        assert slack.taken == ["#2"]
        first = outbox(desk)[0]
        assert first.error == "ratelimited"
        assert first.due_at == desk.clock.now() + timedelta(seconds=37)
        waits(desk, seconds=36)
        assert worker.send_all() == 0
        waits(desk, seconds=1)
        assert worker.send_all() == 1
    assert slack.taken == ["#2", "#1"]


def test_while_slack_is_ill_it_is_tried_every_few_seconds(desk: DeskUnderTest) -> None:
    """By one letter for all; when it is well again, everything goes out."""
    with_two_questions(desk)
    slack = MoodySlack([TIRED] * 20)
    tried = []
    with slack.server:
        worker = sender(desk, slack.client)
        for second in range(100):
            before = len(slack.moods)
            worker.send_all()
            tried += [second] * (before - len(slack.moods))
            waits(desk, seconds=1)
    assert [b - a for a, b in pairwise(tried)] == [1, 2, 4, *[5] * 16]
    assert sorted(slack.taken) == ["#1", "#2"]


def test_what_slack_refuses_is_tried_again_and_again(desk: DeskUnderTest) -> None:
    """Twice as long between each, at most half an hour, and for as long as it takes. After a day
    the next to the same person waits behind it no longer."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    passes_five_hours(desk, "acme", "Second", "2026-06-05")
    slack = MoodySlack([Mood(200, '{"ok": false, "error": "internal_error"}')] * 58)
    pauses = []
    with slack.server:
        worker = sender(desk, slack.client)
        while (first := outbox(desk)[0]).attempts < 58:
            pauses.append((first.due_at - desk.clock.now()).total_seconds())
            waits(desk, seconds=max(0.0, pauses[-1]))
            worker.send_all()
        assert pauses[1:] == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, *[1800] * 47]
        assert (first.done_at, first.error) == (None, "internal_error")
        assert slack.taken == ["#2"]
        waits(desk, minutes=30)
        worker.send_all()
    assert slack.taken == ["#2", "#1"]
    assert all(row.done_at and not row.error for row in outbox(desk))


SAID_BY_NO_SLACK = [
    Mood(200, "<html><title>Sign in to the hotel's network</title></html>"),
    Mood(403, "<html>Blocked by policy</html>"),
    Mood(403, '{"ok": false, "error": "is_archived"}'),
    Mood(404, "not found"),
    Mood(302, ""),
    Mood(200, ""),
    Mood(200, "[]"),
    Mood(200, '"maintenance"'),
    Mood(200, '{"ok": false}'),
]
ABOUT_THE_DESK = [
    "team_added_to_org",
    "token_revoked",
    "token_expired",
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "accesslimited",
    "org_login_required",
    "ekm_access_denied",
    "missing_scope",
    "fatal_error",
    "service_unavailable",
    "an_error_of_tomorrow",
]


@pytest.mark.parametrize(
    "mood",
    [*SAID_BY_NO_SLACK, *(Mood(200, f'{{"ok": false, "error": "{e}"}}') for e in ABOUT_THE_DESK)],
)
def test_what_is_not_about_the_message_loses_none(desk: DeskUnderTest, mood: Mood) -> None:
    """A token that was revoked, a workspace that moves, an error that nobody knows, what a proxy
    says, or a hotel's network: three days later everything arrives, in order."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    passes_five_hours(desk, "acme", "Second", "2026-06-05")
    slack = MoodySlack([mood] * 20)
    with slack.server:
        worker = sender(desk, slack.client)
        for _ in range(20):
            assert worker.send_all() == 1
            waits(desk, minutes=30)
        assert slack.taken == []
        worker.send_all()
    assert slack.taken == ["#1", "#2"]
    assert [row.topic for row in outbox(desk)] == ["decide", "decide"]


def test_the_admins_hear_of_it_once(desk: DeskUnderTest) -> None:
    """One notice for all that waits, with what it meets and what helps; one when all is well."""
    opens_the_desk(desk)
    for customer in ("acme", "globex"):
        for title in ("First", "Second"):
            passes_five_hours(desk, customer, title, "2026-06-04")
    revoked = Mood(200, '{"ok": false, "error": "token_revoked"}')
    slack = MoodySlack([revoked] * 200)
    with slack.server:
        worker = sender(desk, slack.client)
        for _ in range(20):
            worker.send_all()
            worker.watch()
            waits(desk, minutes=10)
    for _ in range(3):
        desk.sends_what_is_due()
        worker.watch()
        waits(desk, minutes=30)
    notices = [row for row in outbox(desk) if row.recipient == "C0ADMIN"]
    assert [row.topic for row in notices] == ["overdue", "overdue"]
    told = [m.text for m in desk.slack.messages_seen_by("dana", "C0ADMIN")]
    assert told == [
        ":warning: Overdue by more than a minute: 4 messages. "
        "Not delivered: `token_revoked`. The bot's token was revoked: install the app again. "
        "All are kept, and tried again.",
        ":white_check_mark: The desk is on time again.",
    ]
    assert (len(received(desk, "cleo")), len(received(desk, "ben"))) == (2, 2)


@pytest.mark.parametrize(
    "reason", ["not_in_channel", "is_archived", "user_not_found", "msg_too_long"]
)
def test_what_is_about_the_message_ends_it(desk: DeskUnderTest, reason: str) -> None:
    """A bot that is not in the channel, an archived channel, nobody there: no retry loop; the row
    keeps the reason, and the next message goes out."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    passes_five_hours(desk, "acme", "Second", "2026-06-05")
    passes_five_hours(desk, "globex", "Third", "2026-06-06")
    desk.slack.api.fail_next("chat.postMessage", reason)
    desk.sends_what_is_due()
    assert refused(desk) == [f"chat.postMessage: {reason}"]
    assert received(desk, "cleo") == ["#2"]
    assert received(desk, "ben") == ["#3"]
    first = outbox(desk)[0]
    assert (first.attempts, first.error) == (1, reason)
    assert first.done_at == desk.clock.now()
    waits(desk, hours=2)
    assert desk.sends_what_is_due() == 0


def test_nobody_answers(desk: DeskUnderTest) -> None:
    """Where no Slack answers at all, the message waits and goes out later."""
    with_two_questions(desk)
    slack = MoodySlack([])
    nowhere = slack.server.address  # taken, but nobody serves there yet
    client = WebClient(token=BOT_TOKEN, base_url=f"{nowhere}/api/", timeout=1, retry_handlers=[])
    sender(desk, client).send_all()
    first, second = outbox(desk)
    assert "did not answer in time" in (first.error or "")
    assert (first.attempts, second.attempts) == (1, 0)  # one trial serves for all
    waits(desk, seconds=2)
    assert desk.sends_what_is_due() == 2
    slack.server.start()
    slack.server.stop()


def test_a_message_of_a_newer_desk(desk: DeskUnderTest) -> None:
    """A message that this desk cannot word is tried again like any other, and holds nobody else up:
    whoever comes behind it waits for a day at most."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    passes_five_hours(desk, "acme", "Second", "2026-06-05")
    passes_five_hours(desk, "globex", "Third", "2026-06-06")
    with desk.house.desk.database.writing() as session:
        row = session.get_one(type(outbox(desk)[0]), 1)
        row.topic = "tomorrow's"
    assert desk.sends_what_is_due() == 2
    assert received(desk, "ben") == ["#3"]
    first = outbox(desk)[0]
    assert (first.attempts, first.done_at) == (1, None)
    assert first.error == 'KeyError: "tomorrow\'s"'
    waits(desk, seconds=1)
    assert desk.sends_what_is_due() == 0
    while not received(desk, "cleo"):
        waits(desk, minutes=30)
        desk.sends_what_is_due()
    first, second, _ = outbox(desk)
    assert timedelta(hours=24) <= desk.clock.now() - second.at < timedelta(hours=24.5)
    assert (received(desk, "cleo"), first.done_at) == (["#2"], None)


def test_many_short_waits_are_no_reason_to_give_up(desk: DeskUnderTest) -> None:
    """A busy Slack may ask for patience again and again; the message still arrives."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    busy = Mood(429, '{"ok": false, "error": "ratelimited"}', (("Retry-After", "37"),))
    slack = MoodySlack([busy] * 40)
    with slack.server:
        worker = sender(desk, slack.client)
        for _ in range(40):
            assert worker.send_all() == 1
            waits(desk, seconds=37)
        assert slack.taken == []
        worker.send_all()
    assert slack.taken == ["#1"]


def test_what_waited_long_is_not_given_up_at_its_first_failure(desk: DeskUnderTest) -> None:
    """A worker that was away for days tries each message as often as any other."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    waits(desk, hours=72)
    slack = MoodySlack([TIRED] * 3)
    with slack.server:
        worker = sender(desk, slack.client)
        for seconds in (2, 4, 8):
            assert worker.send_all() == 1
            waits(desk, seconds=seconds)
        worker.send_all()
    assert slack.taken == ["#1"]


def test_a_notice_is_not_lost_however_long_slack_is_ill(desk: DeskUnderTest) -> None:
    """What tells that a message was lost is itself not lost while Slack is ill."""
    opens_the_desk(desk)
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        say_later(turn, "C0ADMIN", Undelivered("U0BEN", "question", "is_archived", {}))
    slack = MoodySlack([TIRED] * 150)
    with slack.server:
        worker = sender(desk, slack.client)
        for _ in range(150):
            assert worker.send_all() == 1
            waits(desk, minutes=30)
        worker.send_all()
    assert slack.taken == [":warning:"]
