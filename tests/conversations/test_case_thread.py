"""In its thread a case lives: a headline kept up to date, and a line for each fact."""

from __future__ import annotations

import pytest

from models.usecases.channels.threads import Headline
from slackapp.sandbox.run import BOT_TOKEN
from tests.conversations.case_threads import (
    headline,
    in_channel,
    menu,
    place_of,
    roots,
)
from tests.conversations.oncall.people_on_call import thread
from tests.desk import DeskUnderTest
from tests.worker.post import outbox, refused

pytestmark = pytest.mark.usefixtures("two_customers")

NOTE = "their admin forgot the proxy"


def test_a_case_is_announced_to_its_customers_channel(desk: DeskUnderTest) -> None:
    """The announcement is the headline, and its thread the case's from then on."""
    desk.types("ada", "/case open acme sev2 configuration Login <loops>")
    assert place_of(desk, 1) == (None, None)
    desk.works()
    said = headline(desk, "#acme")
    assert said.text == ":hourglass_flowing_sand: #1 acme Sev-2 *“Login &lt;loops&gt;”*"
    assert said.says(
        "reply due *Wed 10 Jun 10:00* (8 business hours) · nobody has it yet · `configuration`"
    )
    assert said.buttons == ["Take it", "I've replied", "Log time"]
    assert menu(said) == ["Make it Sev-1", "Make it Sev-3", "Close", "Withdraw…", "Show"]
    assert place_of(desk, 1) == ("C0ACME", said.ts)


def test_the_menu_says_what_would_ring_people(desk: DeskUnderTest) -> None:
    """R1: a Managed case that becomes Sev-1 pages at once, and its menu says so beforehand."""
    desk.types("dana", "/customer level acme managed escalations 12 from 2026-06-09")
    desk.types("ada", "/case open acme sev2 configuration Login loops")
    desk.works()
    offered = menu(headline(desk, "#acme"))
    assert offered == ["Make it Sev-1 and page", "Make it Sev-3", "Close", "Withdraw…", "Show"]


def test_every_fact_is_a_line_and_the_headline_follows(desk: DeskUnderTest) -> None:
    """Taken, replied, logged, taken back, changed, decided, closed, reopened: in order, once."""
    desk.types("ada", "/case open acme Login loops")
    desk.works()
    ts = headline(desk, "#acme").ts
    for wall, who, typed in (
        ("10:05", "ben", "/case take 1"),
        ("10:10", "cleo", "/case severity 1 2"),
        ("10:20", "ben", "/case respond 1"),
        ("10:25", "ben", "/case kind 1 configuration"),
        ("11:00", "ben", f"/escalation log 5h01 1 {NOTE}"),
        ("11:01", "ben", "/escalation log 2h 1"),
        ("11:02", "ben", "/escalation undo"),
        ("11:30", "cleo", "/escalation decide 1 consulting"),
        ("11:31", "cleo", "/escalation decide 1 escalation"),
        ("11:40", "ben", "/case respond 1 at 10:15 because earlier by phone"),
        ("12:00", "ben", "/case close 1 solved in the end"),
    ):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.types(who, typed)
        desk.works()
    assert thread(desk, "#acme") == [
        "#1: Ben has it.",
        "#1: Cleo made it Sev-2 (was Sev-3). First response due Wed 10 Jun 10:00.",
        "#1: Ben gave the first response, Tue 9 Jun 10:20: met (S3).",
        "#1: Ben says it is `configuration` (was `untriaged`).",
        "#1: Ben logged 5h01: 5h01 in all.",
        "#1: Ben logged 2h: 7h01 in all.",
        "#1: Ben took away 2h: 5h01 in all.",
        "#1: Cleo decided: consulting from block 2 on (E5).",
        "#1: Cleo decided: block 2 is another escalation (E5).",
        "#1: Ben corrected the first response to Tue 9 Jun 10:15: met (S3).",
        "#1: Ben closed it.",
    ]
    said = headline(desk, "#acme")
    assert said.text == ":ballot_box_with_check: #1 acme Sev-2 *“Login loops”*"
    assert said.says("closed Tue 9 Jun 12:00 · Ben had it · `configuration`, 5h01 logged")
    assert (said.buttons, said.ts) == (["Reopen", "Show"], ts)
    desk.types("ada", "/case reopen 1")
    desk.works()
    assert thread(desk, "#acme")[-1] == "#1: Ada reopened it."
    assert headline(desk, "#acme").buttons == ["Log time"]


def test_only_who_is_given_a_case_is_mentioned(desk: DeskUnderTest) -> None:
    """Names ring nobody; who gets a case from somebody else is rung, among ourselves."""
    desk.types("ada", "/case open acme Login loops")
    desk.types("ada", "/case open initech Slow")
    desk.works()
    desk.types("ada", "/case assign 1 @ben")
    desk.types("ada", "/case assign 2 @ben")
    desk.works()
    assert thread(desk, "#acme") == ["#1: <@U0BEN> has it now: Ada gave it to them."]
    assert thread(desk, "#initech") == ["#2: Ben has it."]
    for channel in ("#acme", "#initech"):
        mentioned = [said for said in in_channel(desk, channel) if "<@" in said.whole]
        assert len(mentioned) == (1 if channel == "#acme" else 0)


def test_a_case_of_a_message_lives_in_its_thread(desk: DeskUnderTest) -> None:
    """The headline is the desk's first reply below the message, and nothing is announced."""
    ts = desk.says("ben", "Login loops at acme", "#support")
    desk.shortcut("ada", "open_support_case", "#support", ts)
    desk.submits("ada", customer="acme")
    desk.works()
    desk.types("ben", "/case take 1")
    desk.works()
    first, taken = thread(desk, "#support")
    assert first == ":hourglass_flowing_sand: #1 acme Sev-3 *“Login loops at acme”*"
    assert taken == "#1: Ben has it."
    assert headline(desk, "#support").says("Ben has it")
    assert place_of(desk, 1) == ("C0SUPPORT", ts)
    assert roots(desk, "#acme") == []


def test_a_customer_without_a_channel_has_no_thread(desk: DeskUnderTest) -> None:
    """Nothing is posted, and nobody is told that it was not."""
    desk.types("dana", '/customer add hooli "Hooli GmbH" basic from 2026-01-01')
    desk.types("ada", "/case open hooli Login loops")
    desk.types("ben", "/case take 1")
    desk.works()
    assert {row.topic for row in outbox(desk)} <= {"queued", "post", "check"}
    assert place_of(desk, 1) == (None, None)


def test_what_is_otherwise_by_now_is_not_said(desk: DeskUnderTest) -> None:
    """A line whose reason is gone when it goes out says nothing."""
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    for typed in (
        "/case assign 1",
        "/case assign 1 @ben",
        "/case severity 1 1",
        "/case severity 1 2",
        "/escalation log 1h 1",
        "/case respond 1",
        "/case close 1",
        "/case reopen 1",
    ):
        desk.types("ada", typed)
    desk.works()
    assert thread(desk, "#acme") == [
        "#1: <@U0BEN> has it now: Ada gave it to them.",
        "#1: Ada made it Sev-2 (was Sev-1).",
        "#1: Ada logged 1h: 1h in all.",
        "#1: Ada gave the first response, Tue 9 Jun 10:00: met (S3).",
        "#1: Ada reopened it.",
    ]


def test_the_buttons_of_the_headline(desk: DeskUnderTest) -> None:
    """*Take it*, *I've replied* and the menu do what they say; what can't be done is not shown."""
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    desk.presses("ben", "Take it", "#acme")
    desk.works()
    assert headline(desk, "#acme").buttons == ["I've replied", "Log time"]
    desk.slack.click("ben", "Log time", channel="#acme")
    assert "#1" in desk.form("ben")["text"]
    desk.submits("ben", time="45m")
    desk.works()
    assert headline(desk, "#acme").says("45m logged")
    desk.presses("ben", "I've replied", "#acme")
    desk.works()
    assert headline(desk, "#acme").buttons == ["Log time"]
    desk.chooses("ben", "/case close 1", "#acme")
    desk.works()
    assert headline(desk, "#acme").buttons == ["Reopen", "Show"]


def test_log_time_here_on_an_announcement(desk: DeskUnderTest) -> None:
    """*Log time here* and *Mark as first reply* know the announcement's thread."""
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    root = headline(desk, "#acme").ts
    assert "#1" in desk.shortcut("ben", "log_time", "#acme", root)["text"]
    desk.at("Tue 2026-06-09 10:30")
    desk.says("ben", "We found it: the proxy.", "#acme", root)
    reply = desk.last("ben", "#acme").ts
    desk.shortcut("ben", "mark_first_reply", "#acme", reply)
    desk.works()
    assert thread(desk, "#acme")[-1].startswith("#1: Ben gave the first response, Tue 9 Jun 10:30")


def test_the_headline_tells_of_a_breach_and_of_another_level(desk: DeskUnderTest) -> None:
    """S4, S5: by when is kept up to date: it moves with the level, and says when it has passed."""
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    desk.at("Tue 2026-06-09 10:30")
    desk.types("cleo", "/customer level acme premium from today")
    desk.works()
    assert headline(desk, "#acme").says("reply due *Tue 9 Jun 14:30* (4 business hours)")
    desk.at("Tue 2026-06-09 15:00")
    desk.works()
    assert headline(desk, "#acme").says(":red_circle:", "overdue since *Tue 9 Jun 14:30*")
    desk.types("ben", "/case respond 1")
    desk.works()
    assert headline(desk, "#acme").says("replied Tue 9 Jun 15:00, late: due Tue 9 Jun 14:30")


def test_a_page_that_is_acknowledged_gives_the_case_an_owner(desk: DeskUnderTest) -> None:
    """O5: whoever takes the page has the case, and its thread says so."""
    desk.types("ada", "/case open initech sev1 Login is down")
    desk.works()
    desk.types("ben", "/oncall ack 1")
    desk.works()
    assert thread(desk, "#initech", "eve") == ["#1: Ben has it."]


def test_a_channel_that_the_desk_is_not_in(desk: DeskUnderTest) -> None:
    """The admins are told once that a case could not be announced; its lines follow it nowhere."""
    said = desk.types("dana", "/customer channel acme #random")
    assert said.says("if the desk is not in it yet, add it with `/invite`")
    desk.types("ada", "/case open acme Login loops")
    desk.types("ben", "/case take 1")
    desk.works()
    desk.types("ben", "/case respond 1")
    desk.works()
    told = [said.text for said in in_channel(desk, "#desk-admin") if "headline" in said.whole]
    assert len(told) == 1
    assert [row.topic for row in outbox(desk) if row.error] == [Headline.topic]
    assert any("not_in_channel" in said or "random" in said for said in refused(desk))


def test_a_deleted_announcement_is_begun_anew(desk: DeskUnderTest) -> None:
    """Somebody deletes the headline in the channel: the case gets another, with a thread of its
    own, once. Whoever deletes that one too does not want it."""
    desk.types("ada", "/case open acme Login loops")
    desk.works()
    first = headline(desk, "#acme")
    deletes(desk, "C0ACME", first.ts)
    desk.types("ben", "/case take 1")
    desk.works()
    second = headline(desk, "#acme")
    assert second.says("Ben has it")
    assert place_of(desk, 1) == ("C0ACME", second.ts)
    desk.types("cleo", "/case severity 1 2")
    desk.works()
    assert [text for text in roots(desk, "#acme") if "#1" in text] == [headline(desk, "#acme").text]
    assert headline(desk, "#acme").says("Sev-2")
    deletes(desk, "C0ACME", second.ts)
    for severity in (3, 2):
        desk.types("cleo", f"/case severity 1 {severity}")
        desk.works()
    assert not [text for text in roots(desk, "#acme") if "acme Sev-" in text]
    assert set(refused(desk)) == {
        "chat.update: message_not_found",
        "chat.postMessage: thread_not_found",
    }
    assert not [row for row in outbox(desk) if row.error or row.topic == "undelivered"]


def test_a_deleted_headline_of_a_message_is_begun_anew_in_its_thread(desk: DeskUnderTest) -> None:
    """The case goes on where it lives, below the message that it was opened from."""
    ts = desk.says("ada", "It loops", "#acme")
    desk.shortcut("ada", "open_support_case", "#acme", ts)
    desk.submits("ada", customer="acme")
    desk.works()
    first = headline(desk, "#acme")
    deletes(desk, "C0ACME", first.ts)
    desk.types("ben", "/case take 1")
    desk.works()
    second = headline(desk, "#acme")
    assert second.ts != first.ts
    assert second.says("Ben has it")
    assert place_of(desk, 1) == ("C0ACME", ts)
    assert refused(desk) == ["chat.update: message_not_found"]


@pytest.mark.no_queues
def test_a_case_whose_message_was_deleted_is_announced(desk: DeskUnderTest) -> None:
    """Somebody deletes the message before the desk has replied to it."""
    ts = desk.says("ada", "It loops", "#acme")
    desk.shortcut("ada", "open_support_case", "#acme", ts)
    desk.submits("ada", customer="acme")
    desk.slack.api.fail_next("chat.postMessage", "thread_not_found")
    desk.works()
    assert place_of(desk, 1) == ("C0ACME", headline(desk, "#acme").ts)
    assert refused(desk) == ["chat.postMessage: thread_not_found"]


def deletes(desk: DeskUnderTest, channel: str, ts: str) -> None:
    """Let a message be deleted in Slack."""
    args = {"channel": channel, "ts": ts}
    assert desk.slack.answer_api("chat.delete", args, BOT_TOKEN)["ok"]


def test_a_line_says_what_was_true_with_it(desk: DeskUnderTest) -> None:
    """Also when it goes out later: each entry with the time in all that there was by then."""
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 1h 1")
    desk.types("ada", "/escalation log 2h 1")
    desk.types("ada", "/escalation undo 1 because twice")
    desk.types("ada", "/escalation log 30m 1")
    desk.works()
    assert thread(desk, "#acme") == [
        "#1: Ada logged 2h: 3h in all.",
        "#1: Ada took away 1h: 2h in all.",
        "#1: Ada logged 30m: 2h30 in all.",
    ]
