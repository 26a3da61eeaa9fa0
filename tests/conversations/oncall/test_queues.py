"""R2, R3: what is queued is posted; at night without a ping; at opening once, in order."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import told, with_people_on_call
from tests.desk import DeskUnderTest, Heard

ROUND = "Good morning."


def with_all_levels(desk: DeskUnderTest, at: str = "Mon 2026-06-01 09:00") -> None:
    """People on call, and a customer of each level."""
    with_people_on_call(desk, at)
    desk.types("dana", '/customer add hooli "Hooli GmbH" basic from 2026-01-01')
    desk.types("dana", '/customer add globex "Globex Corp" premium from 2026-01-01')


def post(desk: DeskUnderTest, case: int) -> Heard:
    """The post of a case in its queue's channel as it stands."""
    for message in reversed(desk.slack.messages_seen_by("dana", "#queues")):
        if f"#{case} " in message.text and "Queue `" in str(message.blocks):
            return Heard(message.text, message.blocks, message.ts)
    raise AssertionError(f"#{case} is not posted")


def rounds(desk: DeskUnderTest, who: str, channel: str = "@desk") -> list[str]:
    return [text for text in told(desk, who, channel) if text.startswith(ROUND)]


def test_while_open_the_engineer_on_duty_is_pinged(desk: DeskUnderTest) -> None:
    """R3: posted with the engineer on duty pinged; *Take it*, *I've replied* edit it in place."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open globex sev1 configuration Login <loops>")
    desk.works()
    assert post(desk, 1).text == (
        ":hourglass_flowing_sand: #1 globex Sev-1 *“Login &lt;loops&gt;”* "
        "<@U0ADA>, please have a look."
    )
    assert post(desk, 1).says(
        "reply due *Tue 9 Jun 14:00* (4 business hours) · nobody has it yet",
        "Queue `premium` (Premium, R2)",
    )
    assert post(desk, 1).buttons == ["Take it", "I've replied", "Show"]
    count = len(told(desk, "dana", "#queues"))
    ts = post(desk, 1).ts
    desk.types("ben", "/case assign 1")
    desk.works()
    assert post(desk, 1).says("*Tue 9 Jun 14:00* (4 business hours) · <@U0BEN> has it")
    assert post(desk, 1).buttons == ["I've replied", "Show"]
    desk.at("Tue 2026-06-09 10:30")
    desk.types("ben", "/case respond 1")
    desk.works()
    assert post(desk, 1).says(":white_check_mark:", "replied Tue 9 Jun 10:30 · <@U0BEN> has it")
    desk.types("ben", "/case close 1")
    desk.works()
    assert post(desk, 1).says(":ballot_box_with_check:", "closed Tue 9 Jun 10:30")
    assert post(desk, 1).buttons == []
    assert (len(told(desk, "dana", "#queues")), post(desk, 1).ts) == (count, ts)


def test_its_buttons_edit_the_post(desk: DeskUnderTest) -> None:
    """*Take it* and *I've replied* do what they say, for everybody who reads the post."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open acme configuration Login loops")
    desk.works()
    desk.presses("ben", "Take it", "#queues")
    desk.works()
    assert post(desk, 1).says("<@U0BEN> has it")
    desk.presses("ben", "I've replied", "#queues")
    desk.works()
    assert post(desk, 1).says("replied Tue 9 Jun 10:00 · <@U0BEN> has it")


def test_the_round_at_opening(desk: DeskUnderTest) -> None:
    """R3: at night nobody is pinged; at opening whoever is on duty is, once, in the order of R2."""
    with_all_levels(desk)
    desk.at("Fri 2026-06-12 18:00")
    for typed in (
        "hooli -- One, due Tue 17:00",
        "initech -- Two, due Tue 17:00",
        "acme reported 17:40 -- Three, due Mon 17:00",
        "acme reported 17:20 -- Four, due Mon 17:00",
        "globex -- Five, due Mon 13:00",
        "initech sev2 -- Six, due Mon 13:00",
        "initech sev1 -- Seven, paged and never waiting",
        "acme -- Eight, answered",
    ):
        desk.types("cleo", f"/case open {typed}")
    desk.types("ben", "/case respond 8")
    desk.types("ben", "/case respond 7")
    desk.works()
    posts = told(desk, "dana", "#queues")
    assert len(posts) == 7
    assert not any("please have a look" in text for text in posts)
    before = told(desk, "ada"), told(desk, "ben")
    for wall in ("Sat 2026-06-13 09:00", "Sun 2026-06-14 12:00", "Mon 2026-06-15 08:59"):
        desk.at(wall)
        desk.works()
    assert (told(desk, "ada"), told(desk, "ben")) == before
    for wall in ("09:00", "09:01", "11:00"):
        desk.at(f"Mon 2026-06-15 {wall}")
        desk.works()
        assert len(rounds(desk, "ada")) == 1
    assert rounds(desk, "ben") == []
    shown = next(
        Heard(m.text, m.blocks)
        for m in desk.slack.messages_seen_by("ada", "@desk")
        if m.text.startswith(ROUND)
    )
    assert shown.text == "Good morning. 6 cases came in while the desk was closed."
    assert [row[0][:2] for row in shown.rows[1:]] == ["#6", "#5", "#4", "#3", "#2", "#1"]
    assert shown.rows[:2] == [
        ["Case", "First response due", "Customer", "Sev"],
        ["#6 Six, due Mon 13:00", "Mon 15 Jun 13:00", "initech", "2"],
    ]


def test_the_round_after_holidays_and_a_closure_day(desk: DeskUnderTest) -> None:
    """R3: what came in on Christmas and a closure day waits for the next opening, together."""
    with_all_levels(desk)
    desk.types("dana", '/customer closed 2026-12-28 "Inventory"')
    desk.at("Thu 2026-12-24 17:30")
    desk.types("cleo", "/case open acme -- One")
    desk.at("Sat 2026-12-26 10:00")
    desk.types("cleo", "/case open acme -- Two")
    desk.works()
    desk.at("Mon 2026-12-28 10:00")
    desk.types("cleo", "/case open hooli -- Three")
    desk.works()
    for who in ("ada", "ben"):
        assert rounds(desk, who) == []
    desk.at("Tue 2026-12-29 09:00")
    desk.works()
    assert rounds(desk, "ben") == ["Good morning. 3 cases came in while the desk was closed."]
    assert rounds(desk, "ada") == []
    desk.at("Wed 2026-12-30 09:00")
    desk.works()
    assert rounds(desk, "ada") == []


def test_a_round_without_anybody_on_duty(desk: DeskUnderTest) -> None:
    """R3: with nobody on duty the queues' channel gets it, once."""
    desk.at("Fri 2026-06-12 18:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("cleo", "/case open acme -- One")
    desk.types("cleo", "/case open acme -- Two")
    desk.at("Mon 2026-06-15 09:00")
    desk.works()
    desk.works()
    assert rounds(desk, "dana", "#queues") == [
        "Good morning. 2 cases came in while the desk was closed."
    ]


def test_nothing_came_in(desk: DeskUnderTest) -> None:
    """An empty night wakes nobody, nor does what was answered before opening."""
    with_all_levels(desk)
    desk.at("Fri 2026-06-12 18:00")
    desk.types("cleo", "/case open acme -- One")
    desk.types("ben", "/case respond 1")
    desk.works()
    desk.at("Mon 2026-06-15 09:00")
    desk.works()
    assert rounds(desk, "ada") == []


def test_what_was_lowered_at_night_is_in_the_round(desk: DeskUnderTest) -> None:
    """R3, R4: a Sev-1 of the afternoon that is lowered at night comes in at night."""
    with_all_levels(desk)
    desk.at("Fri 2026-06-12 16:50")
    desk.types("cleo", "/case open initech sev1 -- Down")
    desk.types("cleo", "/case open initech sev2 -- Slow")
    desk.works()
    desk.at("Fri 2026-06-12 18:30")
    desk.types("ben", "/case severity 1 3")
    desk.works()
    assert post(desk, 1).text == ":hourglass_flowing_sand: #1 initech Sev-3 *“Down”*"
    desk.at("Mon 2026-06-15 09:00")
    desk.works()
    assert rounds(desk, "ada") == ["Good morning. 1 case came in while the desk was closed."]


def test_what_is_late_pings_nobody_by_night(desk: DeskUnderTest) -> None:
    """R3: a post that went out only after closing pings nobody."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 16:59")
    desk.types("cleo", "/case open globex sev1 configuration Login loops")
    desk.at("Tue 2026-06-09 17:00")
    desk.works()
    assert "<@U0ADA>" not in post(desk, 1).text


def test_the_round_after_a_day_that_the_worker_missed(desk: DeskUnderTest) -> None:
    """R3: the round tells all that came in since the last one, also of a night before the last."""
    with_all_levels(desk)
    desk.at("Mon 2026-06-15 09:00")
    desk.works()
    desk.at("Mon 2026-06-15 18:00")
    desk.types("cleo", "/case open acme -- One")
    desk.at("Tue 2026-06-16 18:00")  # all day nobody was at work
    desk.types("cleo", "/case open acme -- Two")
    desk.at("Wed 2026-06-17 09:00")
    desk.works()
    assert rounds(desk, "ada") == ["Good morning. 2 cases came in while the desk was closed."]


def test_a_round_tells_nothing_that_the_last_one_told(desk: DeskUnderTest) -> None:
    """R3: once: what was told and still waits is not told again."""
    with_all_levels(desk)
    desk.at("Fri 2026-06-12 18:00")
    desk.types("cleo", "/case open hooli -- One")
    desk.at("Mon 2026-06-15 09:00")
    desk.works()
    desk.at("Mon 2026-06-15 18:00")
    desk.types("cleo", "/case open hooli -- Two")
    desk.at("Tue 2026-06-16 09:00")
    desk.works()
    told_of = [*rounds(desk, "ada"), *rounds(desk, "ben")]
    assert told_of == 2 * ["Good morning. 1 case came in while the desk was closed."]


def test_a_post_shows_by_when_since_a_contract_moved_it(desk: DeskUnderTest) -> None:
    """S2, S4: whatever begins, changes or ends a contract edits the posts of cases that wait."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 09:30")
    desk.types("dana", '/customer add umbrella "Umbrella AG" standard from 2026-07-01')
    desk.types("ada", "/case open umbrella configuration Login loops")
    desk.works()
    assert post(desk, 1).says("*Wed 10 Jun 17:00* (1 business day)")
    desk.types("dana", '/customer add umbrella "Umbrella AG" premium from 2026-06-01 to 2026-06-30')
    desk.works()
    assert post(desk, 1).says("*Tue 9 Jun 13:30* (4 business hours)")


def test_a_post_shows_by_when_on_the_day_on_which_the_level_comes(desk: DeskUnderTest) -> None:
    """S4: a level that was agreed for a later day moves the clock on that day, and the post."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 16:00")
    desk.types("dana", "/customer level acme premium from 2026-06-10")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    assert post(desk, 1).says("*Wed 10 Jun 16:00* (8 business hours)")
    desk.at("Wed 2026-06-10 00:01")
    desk.works()
    due = desk.types("ada", "/case clock 1").text.partition("due ")[2].partition(",")[0]
    assert due != "Wed 10 Jun 16:00"
    assert due.removeprefix("today ") in post(desk, 1).whole


@pytest.mark.no_queues
def test_the_round_has_what_was_lowered_at_night_without_a_channel(desk: DeskUnderTest) -> None:
    """R3: what comes into a queue by a change is told at opening, wherever queues are shown."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open initech sev1 configuration Login loops")
    desk.types("ben", "/oncall ack 1")
    desk.at("Tue 2026-06-09 20:00")
    desk.types("ada", "/case severity 1 2")
    desk.works()
    desk.at("Wed 2026-06-10 09:00")
    desk.works()
    assert any("1 case came in" in said for who in ("ada", "ben") for said in rounds(desk, who))


QUEUES = {"standard": "C0SALES", "premium": "C0QUEUES", "managed": "C0QUEUES"}


@pytest.mark.settings(queue_channel=QUEUES)
def test_a_case_moves_to_the_queue_of_the_new_level(desk: DeskUnderTest) -> None:
    """R2: from the day of the level it is shown in that queue's channel, and the old post says so.

    What has its first response stays where it is.
    """
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case open acme configuration Answered")
    desk.types("ada", "/case respond 2")
    desk.works()
    assert [text for text in told(desk, "dana", "#sales") if "Login loops" in text]
    desk.types("dana", "/customer level acme premium from 2026-06-09")
    desk.works()
    assert post(desk, 1).says("Queue `premium` (Premium, R2)")
    assert "please have a look" not in post(desk, 1).text
    assert [text for text in told(desk, "dana", "#sales") if "Login loops" in text] == [
        "#1 acme “Login loops” is in queue `premium` now: <#C0QUEUES>"
    ]
    count = len(told(desk, "dana", "#queues"))
    desk.types("ada", "/case take 1")
    desk.works()
    assert post(desk, 1).says("<@U0ADA> has it")
    assert len(told(desk, "dana", "#queues")) == count


@pytest.mark.settings(queue_channel=QUEUES)
def test_a_case_moves_on_the_day_on_which_the_level_comes(desk: DeskUnderTest) -> None:
    """R2, G5: a level agreed for tomorrow moves it tomorrow, and one that falls back too."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 16:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("dana", "/customer level acme premium from 2026-06-10")
    desk.works()
    assert not [text for text in told(desk, "dana", "#queues") if "Login loops" in text]
    desk.at("Wed 2026-06-10 00:01")
    desk.works()
    assert post(desk, 1).says("Queue `premium` (Premium, R2)")


@pytest.mark.settings(queue_channel=QUEUES)
def test_a_post_that_comes_late_moves_on(desk: DeskUnderTest) -> None:
    """R2: a level that changed while the post was on its way."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("dana", "/customer level acme premium from 2026-06-09")
    desk.works()
    shown = [text for text in told(desk, "dana", "#queues") if "Login loops" in text]
    assert len(shown) == 1
    assert post(desk, 1).says("Queue `premium` (Premium, R2)")


@pytest.mark.settings(queue_channel=QUEUES)
def test_a_post_that_comes_once_its_level_was_undone_says_where_the_case_is(
    desk: DeskUnderTest,
) -> None:
    """R2: a case has one live post, whatever was on its way meanwhile."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    desk.types("dana", "/customer level acme premium from 2026-06-09")
    desk.presses("dana", "Undo")
    desk.works()
    assert [text for text in told(desk, "dana", "#queues") if "Login loops" in text] == [
        "#1 acme “Login loops” is in queue `standard` now: <#C0SALES>"
    ]
    live = [text for text in told(desk, "dana", "#sales") if "Login loops" in text]
    assert len(live) == 1
    assert "is in queue" not in live[0]


@pytest.mark.settings(queue_channel={"standard": "C0SALES", "basic": "C0QUEUES"})
def test_a_case_moves_on_the_day_on_which_the_contract_has_ended(desk: DeskUnderTest) -> None:
    """R2, G5: from then on there is none, which is Basic."""
    with_all_levels(desk)
    desk.at("Tue 2026-06-09 16:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("dana", "/customer end acme 2026-06-09")
    desk.works()
    assert not [text for text in told(desk, "dana", "#queues") if "Login loops" in text]
    desk.at("Wed 2026-06-10 00:01")
    desk.works()
    assert post(desk, 1).says("Queue `basic` (Basic, R2)")
    assert [text for text in told(desk, "dana", "#sales") if "Login loops" in text] == [
        "#1 acme “Login loops” is in queue `basic` now: <#C0QUEUES>"
    ]
