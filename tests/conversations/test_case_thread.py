"""In the case's thread the case lives; people from outside learn little there, and no secret."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def said_in(desk: DeskUnderTest, channel: str, who: str = "ada") -> list[str]:
    """What the desk has said in a channel and its threads, as it stands now."""
    desk.works()
    seen = desk.slack.messages_seen_by(who, channel)
    return [message.text for message in seen if message.is_app and message.only_for is None]


def whole(desk: DeskUnderTest, channel: str, who: str = "ada") -> str:
    """All that stands in the desk's messages in a channel."""
    desk.works()
    seen = desk.slack.messages_seen_by(who, channel)
    return "\n".join(
        f"{message.text}\n{message.blocks}"
        for message in seen
        if message.is_app and message.only_for is None
    )


def with_initech(desk: DeskUnderTest) -> None:
    """Initech's channel is read by Eve of Initech."""
    with_acme(desk)
    desk.types("dana", '/customer add initech "Initech" managed escalations 12 from 2026-01-01')
    desk.types("dana", "/customer channel initech #initech")


# --- among colleagues -----------------------------------------------------------------------------


def test_a_case_is_announced_and_its_thread_tells_what_happens(desk: DeskUnderTest) -> None:
    """Opened, taken, replied, time, severity, kind, decided, closed, opened again: a line each."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", "/case open acme Login loops")
    desk.types("ada", "/case take 1")
    desk.at("Mon 2026-06-08 10:30")
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case severity 1 2")
    desk.types("ada", "/case kind 1 configuration")
    desk.types("ada", "/escalation log 6h 1 looked at the proxy")
    desk.types("cleo", "/escalation decide 1 escalation")
    desk.types("ada", "/escalation log 20m 1")
    desk.types("ada", "/escalation undo")
    desk.types("dana", "/case assign 1 @ben")
    desk.types("ben", "/case title 1 Login loops in the proxy")
    desk.types("ben", "/case close 1")
    desk.types("ben", "/case reopen 1")
    assert said_in(desk, "#acme") == [
        ":speech_balloon: #1 acme Sev-2 “Login loops in the proxy”",
        "Ada has it now.",
        "Ada has replied: today 10:30, met, due Tue 9 Jun 10:00 (S3).",
        "Ada changed Sev-3 to Sev-2. First response given today 10:30.",
        "Ada changed the kind from `untriaged` to `configuration`.",
        "Ada logged 6h of Mon 8 Jun.",
        "Cleo decided: block 2 is another escalation.",
        "Ada logged 20m of Mon 8 Jun.",
        "Ada took off 20m of Mon 8 Jun.",
        "Dana gave it to <@U0BEN>.",
        "Ben changed the title. It was “Login loops”",
        "Ben closed it.",
        "Ben opened it again.",
    ]


def test_the_thread_is_the_announcements(desk: DeskUnderTest) -> None:
    """From then on the case lives there: its lines are replies, and time is logged there."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    headline = desk.last("ada", "#acme")
    reply = desk.says("ada", "Looking into it.", "#acme", thread_ts=headline.ts)
    assert "Login loops" in desk.shortcut("ada", "log_time_here", "#acme", reply)["text"]
    desk.slack.close("ada")
    assert "first response" in desk.shortcut("ada", "mark_first_reply", "#acme", reply)["text"]
    desk.slack.close("ada")
    desk.works()
    line = desk.slack.messages_seen_by("ada", "#acme")[-1]
    assert (line.thread_ts, line.text[:16]) == (headline.ts, "Ada has replied:")


def test_the_headline_mirrors_the_case(desk: DeskUnderTest) -> None:
    """One message, edited in place: who has it, by when, how much time; and what can be done."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", "/case open acme configuration Login loops")
    desk.works()
    headline = desk.last("ada", "#acme")
    headline.says(
        "#1 acme Sev-3 “Login loops”", "First response due *Tue 9 Jun 10:00*.",
        "Nobody has it yet.", "`configuration`, no time logged yet",
    )  # fmt: skip
    assert headline.buttons == ["Take it", "I've replied"]
    desk.presses("ada", "Take it", "#acme")
    desk.types("ada", "/escalation log 1h30 1")
    desk.types("ada", "/case respond 1")
    desk.works()
    now = desk.slack.messages_seen_by("ada", "#acme")[0]
    assert now.ts == headline.ts
    assert "Ada has it." in str(now.blocks)
    assert "`configuration`, 1h30 logged" in str(now.blocks)
    assert "Take it" not in str(now.blocks)
    assert "/case close 1" in str(now.blocks)


def test_a_case_from_a_message_lives_in_that_thread(desk: DeskUnderTest) -> None:
    """The headline is the desk's first reply below the message."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    ts = desk.says("dana", "Login loops since this morning", "#support")
    desk.shortcut("ada", "open_support_case", "#support", ts)
    desk.submits("ada", customer="acme")
    desk.types("ada", "/case take 1")
    desk.works()
    replies = [m for m in desk.slack.messages_seen_by("ada", "#support") if m.thread_ts == ts]
    assert [reply.text for reply in replies] == [
        ":inbox_tray: #1 acme Sev-3 “Login loops since this morning”",
        "Ada has it now.",
    ]
    assert said_in(desk, "#acme") == []


def test_without_a_channel_there_is_no_thread(desk: DeskUnderTest) -> None:
    """Nothing is posted, and nothing fails."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli Login loops")
    desk.types("ada", "/case take 1")
    desk.types("ada", "/escalation log 1h 1")
    desk.works()
    for channel in ("#acme", "#support", "#globex"):
        assert said_in(desk, channel) == []


def test_what_was_taken_back_before_it_was_told(desk: DeskUnderTest) -> None:
    """While Slack was away the case changed: the headline shows it as it is, the lines follow."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 1h 1")
    desk.types("ada", "/case take 1")
    assert said_in(desk, "#acme")[0] == ":inbox_tray: #1 acme Sev-3 “Login loops”"
    desk.last("ada", "#acme").says("Ada has it now.")
    assert "`configuration`, 1h logged" in whole(desk, "#acme")


def test_nobody_is_pinged_by_what_they_did(desk: DeskUnderTest) -> None:
    """Only who is given a case by somebody else is mentioned."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", "/case open acme configuration Login loops")
    desk.types("ada", "/case take 1")
    desk.types("ada", "/escalation log 1h 1")
    assert "<@" not in whole(desk, "#acme")
    desk.types("dana", "/case assign 1 @ben")
    assert whole(desk, "#acme").count("<@U0BEN>") == 2  # the text and its block


def test_what_people_typed_stays_text(desk: DeskUnderTest) -> None:
    """A title rings no channel and makes no link."""
    with_acme(desk)
    desk.types("dana", "/case open acme <!channel> & *bold*")
    assert said_in(desk, "#acme") == [":inbox_tray: #1 acme Sev-3 “&lt;!channel&gt; &amp; *bold*”"]


# --- where people from outside read ---------------------------------------------------------------


def test_outsiders_read_number_title_who_and_by_when(desk: DeskUnderTest) -> None:
    """Never a balance, time, a kind, a note or a reason; and nobody is mentioned."""
    with_initech(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", "/case open initech sev2 configuration Login loops")
    desk.types("dana", "/case assign 1 @ben")
    desk.types("ben", "/escalation log 6h 1 their proxy is a mess")
    desk.types("dana", "/escalation decide 1 consulting")
    desk.types("ben", "/case kind 1 integration")
    desk.types("ben", "/case respond 1")
    desk.types("ben", "/case close 1 they did not read the manual")
    assert said_in(desk, "#initech", "eve") == [
        ":white_check_mark: #1 “Login loops”",
        "Ben has it now.",
        "Ben has replied.",
        "Ben closed it.",
    ]
    read = whole(desk, "#initech", "eve")
    for secret in ("6h", "mess", "manual", "consulting", "integration", "Managed", "<@", "left"):
        assert secret not in read, secret


def test_outsiders_read_by_when(desk: DeskUnderTest) -> None:
    """Who has it and until when, without buttons."""
    with_initech(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ben", "/case open initech sev2 configuration Login loops")
    desk.works()
    headline = desk.last("eve", "#initech")
    headline.says("First response due *today 14:00*.", "Nobody has it yet.")
    assert headline.buttons == []
    desk.types("ben", "/case severity 1 3")
    assert said_in(desk, "#initech", "eve")[-1] == (
        "It is Sev-3 now. First response due *Tue 9 Jun 17:00*."
    )


def test_a_moved_case_is_not_named_where_it_was(desk: DeskUnderTest) -> None:
    """The one channel says that it is gone and nothing of where to; the other announces it."""
    with_initech(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ben", "/case open initech configuration Login loops")
    desk.works()
    desk.types("ben", "/case customer 1 acme because opened for the wrong customer")
    desk.types("ben", "/case take 1")
    assert said_in(desk, "#initech", "eve") == [":arrow_right: #1 is not dealt with here any more."]
    assert "acme" not in whole(desk, "#initech", "eve").lower()
    assert said_in(desk, "#acme") == [
        ":inbox_tray: #1 acme Sev-3 “Login loops”",
        "Ben moved it from initech to acme.",
        "Ben has it now.",
    ]


def test_moved_before_it_was_announced(desk: DeskUnderTest) -> None:
    """Then the first customer's channel never hears of it."""
    with_initech(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ben", "/case open initech configuration Login loops")
    desk.types("ben", "/case customer 1 acme because opened for the wrong customer")
    assert said_in(desk, "#initech", "eve") == []
    assert said_in(desk, "#acme")[0] == ":inbox_tray: #1 acme Sev-3 “Login loops”"


def test_moved_there_and_back(desk: DeskUnderTest) -> None:
    """It is announced anew; the older announcement stays what it became."""
    with_initech(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ben", "/case open initech configuration Login loops")
    desk.works()
    desk.types("ben", "/case customer 1 acme because opened for the wrong customer")
    desk.works()
    desk.types("ben", "/case customer 1 initech because it was theirs after all")
    assert said_in(desk, "#initech", "eve") == [
        ":arrow_right: #1 is not dealt with here any more.",
        ":inbox_tray: #1 “Login loops”",
    ]
    assert said_in(desk, "#acme")[0] == ":arrow_right: #1 is not dealt with here any more."
    desk.types("ben", "/case take 1")
    assert said_in(desk, "#initech", "eve")[-1] == "Ben has it now."
