"""I12: what a customer writes in its channel waits, until it is a case or somebody says it is none.

Eve is initech's, which is Managed and at home in #initech.
"""

from __future__ import annotations

import pytest

from tests.agreement.outsiders import answers, shown
from tests.conversations.case_threads import in_channel
from tests.conversations.oncall.people_on_call import thread
from tests.desk import DeskUnderTest, Heard

SLOW = "The export is slow since the update"
OFFER = "Nobody of ours has seen this yet: a reply is due by "


@pytest.fixture(autouse=True)
def initechs_channel(desk: DeskUnderTest, people_on_call: None) -> None:
    """#initech is initech's."""
    desk.types("dana", "/customer channel initech #initech")


def queue(desk: DeskUnderTest) -> list[Heard]:
    """What is shown in the queues' channel."""
    desk.works()
    return in_channel(desk, "#queues")


def waits(desk: DeskUnderTest) -> str:
    """What `/case waiting` shows."""
    return desk.types("ada", "/case waiting").whole


# --- it waits -------------------------------------------------------------------------------------


def test_it_waits_silently_with_the_clock_of_a_case(desk: DeskUnderTest) -> None:
    """On Friday at 16:00: one business day ends on Monday; nothing is said in the channel."""
    desk.at("Fri 2026-06-05 16:00")
    desk.says("eve", SLOW, "#initech")
    [shown] = queue(desk)
    shown.says("initech: Eve wrote “The export is slow since the update”", "Mon 8 Jun", "I12")
    assert shown.buttons == ["Open case", "No case"]
    assert [said.text for said in in_channel(desk, "#initech")] == [SLOW]


def test_what_its_author_adds_within_five_minutes_belongs_to_it(desk: DeskUnderTest) -> None:
    """10:00 and 10:04, in the channel or the thread; at 10:06 it is another."""
    desk.at("Wed 2026-06-03 10:00")
    first = desk.says("eve", SLOW, "#initech")
    desk.at("Wed 2026-06-03 10:04")
    desk.says("eve", "since 09:30, to be precise", "#initech")
    desk.says("eve", "and for all of us", "#initech", thread_ts=first)
    assert len(queue(desk)) == 1
    desk.at("Wed 2026-06-03 10:06")
    desk.says("eve", "Another thing: who is our contact?", "#initech")
    called = "<@U0ADA>, please have a look."
    assert [shown.text.removesuffix(f" {called}") for shown in queue(desk)] == [
        ":speech_balloon: initech: Eve wrote “The export is slow since the update since 09:30, to "
        "be precise and for all of us”",
        ":speech_balloon: initech: Eve wrote “Another thing: who is our contact?”",
    ]


@pytest.mark.parametrize(
    ("who", "channel", "text"),
    [
        ("ada", "#initech", "Good morning"),  # one of ours
        ("eve", "#initech", "@desk help"),  # to the desk
    ],
)
def test_what_does_not_wait(desk: DeskUnderTest, who: str, channel: str, text: str) -> None:
    """What our own people say, and what is said to the desk."""
    desk.at("Wed 2026-06-03 10:00")
    desk.says(who, text, channel)
    assert waits(desk).startswith("No message waits.")


def test_a_reply_in_a_thread_begins_none(desk: DeskUnderTest) -> None:
    desk.at("Wed 2026-06-03 10:00")
    ours = desk.says("ada", "We update tonight", "#initech")
    desk.says("eve", "Fine with us", "#initech", thread_ts=ours)
    assert waits(desk).startswith("No message waits.")


# --- it ends --------------------------------------------------------------------------------------


def test_opening_keeps_thread_instant_and_author(desk: DeskUnderTest) -> None:
    """Written at 10:00, opened at 11:30: the clock is from 10:00, the case lives in its thread."""
    desk.at("Wed 2026-06-03 10:00")
    desk.says("eve", SLOW, "#initech")
    queue(desk)
    desk.at("Wed 2026-06-03 11:30")
    desk.presses("ada", "Open case", "#queues").says("Opened #1", SLOW, "Thu 4 Jun 17:00")
    desk.works()
    assert any("#1 is open: an engineer" in said for said in thread(desk, "#initech"))
    assert "#1 was opened from it, by Ada." in queue(desk)[0].whole
    assert waits(desk).startswith("No message waits.")


def test_a_case_opened_by_another_door_ends_it(desk: DeskUnderTest) -> None:
    """Also from the message itself, by the shortcut."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", SLOW, "#initech")
    desk.shortcut("ada", "open_support_case", channel="#initech", ts=ts)
    desk.fills("ada", "severity", "3")
    desk.submits("ada", severity="3")
    desk.works()
    assert waits(desk).startswith("No message waits.")
    assert "There is no case #2" in desk.types("ada", "/case show 2").text


def test_no_case(desk: DeskUnderTest) -> None:
    """It is said once: whoever says it again reads who did."""
    desk.at("Wed 2026-06-03 10:00")
    desk.says("eve", "Good morning everybody", "#initech")
    queue(desk)
    assert desk.types("ada", "/case waiting 1 none").text.startswith("No case")
    assert "Ada says that it is no case." in queue(desk)[0].whole
    assert desk.types("ben", "/case waiting 1 open").text == (
        "Ada has said already that this message is no case."
    )


# --- it is warned of ------------------------------------------------------------------------------


def test_it_is_warned_of_like_a_case(desk: DeskUnderTest) -> None:
    """S5: written on Wednesday at 10:00, due on Thursday at 17:00, so in 15 open hours."""
    desk.at("Wed 2026-06-03 10:00")
    desk.says("eve", SLOW, "#initech")
    for wall in ("Thu 2026-06-04 09:30", "Thu 2026-06-04 13:15", "Fri 2026-06-05 09:00"):
        desk.at(wall)
        queue(desk)
    said = [shown.text for shown in queue(desk)[1:]]
    assert len(said) == 3
    for text, words in zip(said, ("half of its", "three quarters", "is overdue"), strict=True):
        assert words in text


def test_what_one_of_ours_has_answered_is_warned_of_until_they_say_what_it_is(
    desk: DeskUnderTest,
) -> None:
    """S3: answered at 10:20, which stops no clock; half of it has run on Thursday at 09:30."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", SLOW, "#initech")
    desk.at("Wed 2026-06-03 10:20")
    desk.says("ada", "I'm looking at it", "#initech", thread_ts=ts)
    desk.at("Thu 2026-06-04 09:30")
    warned = queue(desk)[1]
    assert "half of its" in warned.text
    warned.says("Ada answered Wed 3 Jun 10:20: only saying so stops the clock (S3).")
    desk.types("ada", "/case waiting").says("reply due *Thu 4 Jun 17:00*")


# --- who is told --------------------------------------------------------------------------------


def test_while_open_the_engineer_on_duty_is_pinged(desk: DeskUnderTest) -> None:
    """R3, as with a case; by night nobody is."""
    desk.at("Wed 2026-06-03 10:00")
    desk.says("eve", SLOW, "#initech")
    assert queue(desk)[0].text.endswith(" <@U0ADA>, please have a look.")
    desk.at("Wed 2026-06-03 22:00")
    desk.says("eve", "And another thing", "#initech")
    assert "please have a look" not in queue(desk)[1].text


def test_what_came_by_night_is_in_the_round(desk: DeskUnderTest) -> None:
    """R3: at opening whoever is on duty, from then on Ben, is told, once, of what still waits."""
    desk.at("Wed 2026-06-03 22:00")
    desk.says("eve", SLOW, "#initech")
    desk.at("Wed 2026-06-03 22:10")
    desk.says("eve", "Good night", "#initech")
    desk.types("ben", "/case waiting 2 none")
    for wall in ("09:00", "09:01"):
        desk.at(f"Thu 2026-06-04 {wall}")
        desk.works()
    [said] = [
        Heard(message.text, message.blocks)
        for message in desk.slack.messages_seen_by("ben", "@desk")
        if message.text.startswith("Good morning.")
    ]
    assert said.text == "Good morning. 1 message came in while the desk was closed."
    said.says(SLOW, "reply due *Fri 5 Jun 17:00*", "/case waiting")


def test_the_round_with_nobody_on_duty(desk: DeskUnderTest) -> None:
    """R3: their queue's channel gets it, as it does of cases, and no admin for themselves."""
    desk.types("dana", "/oncall rotation duty end --anyway")
    desk.at("Wed 2026-06-03 22:00")
    desk.says("eve", SLOW, "#initech")
    desk.at("Thu 2026-06-04 09:00")
    said = [shown.text for shown in queue(desk) if shown.text.startswith("Good morning.")]
    assert said == ["Good morning. 1 message came in while the desk was closed."]


# --- the desk answers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "silent", "offered", "due"),
    [
        (
            "Wed 2026-06-03 10:00",
            "Wed 2026-06-03 10:01",
            "Wed 2026-06-03 10:02",
            "Thu 2026-06-04 17:00",
        ),
        ("Sat 2026-06-06 03:10", None, "Sat 2026-06-06 03:10", "Tue 2026-06-09 17:00"),
    ],
)
def test_a_managed_customer_is_asked_what_it_is(
    desk: DeskUnderTest, written: str, silent: str | None, offered: str, due: str
) -> None:
    """After two minutes without an answer, and outside opening hours at once; once."""
    desk.at(written)
    desk.says("eve", SLOW, "#initech")
    desk.works()
    if silent is not None:
        desk.at(silent)
        desk.works()
        assert thread(desk, "#initech", "eve") == []
    desk.at(offered)
    desk.works()
    desk.works()
    [said] = thread(desk, "#initech", "eve")
    assert said == (
        f"{OFFER}{shown(desk, due)}. Is it critical? Please say so here, or if it should be a case."
    )


def test_nobody_is_asked_where_one_of_ours_has_answered(desk: DeskUnderTest) -> None:
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", SLOW, "#initech")
    desk.at("Wed 2026-06-03 10:01")
    desk.says("ada", "I'm looking at it", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 10:03")
    desk.works()
    assert not any(said.startswith(OFFER) for said in thread(desk, "#initech", "eve"))


def offer(desk: DeskUnderTest, ts: str) -> Heard:
    """What the desk has asked Eve at night of what she wrote, as it reads now."""
    desk.works()
    return answers(desk, ts)[0]


@pytest.mark.parametrize(
    ("presses", "says"),
    [
        ("This is critical", "Eve says that this is critical: it is #1."),
        ("Open a case", "Eve opened a case: it is #1."),
    ],
)
def test_what_was_pressed_is_seen_in_its_place(
    desk: DeskUnderTest, presses: str, says: str
) -> None:
    """The buttons go with the question."""
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("eve", SLOW, "#initech")
    assert offer(desk, ts).buttons == ["This is critical", "Open a case"]
    desk.slack.click("eve", presses, channel="#initech")
    said = offer(desk, ts)
    assert (said.text, said.buttons) == (says, [])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("/case waiting 1 open", "Ben opened a case: it is #1."),
        ("/case waiting 1 none", "Ben has seen this."),
    ],
)
def test_what_ours_did_is_seen_there_too(desk: DeskUnderTest, typed: str, says: str) -> None:
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("eve", SLOW, "#initech")
    offer(desk, ts)
    desk.types("ben", typed)
    said = offer(desk, ts)
    assert (said.text, said.buttons) == (says, [])


def test_that_one_of_ours_has_answered_is_seen_there(desk: DeskUnderTest) -> None:
    """It may be critical all the same."""
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("eve", SLOW, "#initech")
    offer(desk, ts)
    desk.slack.type("ben", "#initech", "On it", thread_ts=ts)
    said = offer(desk, ts)
    assert said.text.startswith("Ben has answered. Is it critical")
    assert said.buttons == ["This is critical", "Open a case"]


# --- one of ours answers --------------------------------------------------------------------------


def test_whoever_of_ours_answers_is_asked_once_and_privately(desk: DeskUnderTest) -> None:
    """At 10:20, what it is; the answer is the first reply of the case that is opened then (S3)."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", SLOW, "#initech")
    desk.at("Wed 2026-06-03 10:20")
    desk.slack.type("ada", "#initech", "I'm looking at it", thread_ts=ts)
    asked = desk.last("ada", "#initech")
    assert asked.buttons == ["Open a case, this was the first reply", "Open a case", "No case"]
    assert "Is it a case?" not in "".join(thread(desk, "#initech", "eve"))
    desk.slack.type("ben", "#initech", "So am I", thread_ts=ts)
    assert desk.last("ben", "#initech").text == "So am I"
    desk.presses("ada", "Open a case, this was the first reply", "#initech")
    desk.types("ada", "/case show 1").says("10:20", "met")


def test_of_a_case_it_is_asked_whether_it_was_the_first_reply(desk: DeskUnderTest) -> None:
    """Opened from a message without an answer; answered at 10:20, said so at 10:40."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", SLOW, "#initech")
    desk.types("dana", "/case waiting 1 open")
    desk.at("Wed 2026-06-03 10:20")
    desk.slack.type("ada", "#initech", "I'm looking at it", thread_ts=ts)
    assert desk.last("ada", "#initech").buttons == ["It was the first reply to #1"]
    desk.at("Wed 2026-06-03 10:40")
    desk.presses("ada", "It was the first reply to #1", "#initech")
    desk.types("ada", "/case show 1").says("10:20", "met")


# --- to what the desk listens ---------------------------------------------------------------------


@pytest.mark.parametrize("listens", ["mentions", "nothing"])
def test_where_the_desk_listens_to_less(desk: DeskUnderTest, listens: str) -> None:
    """Set for each customer, by its account manager or an admin; *Undo* listens again."""
    said = desk.types("dana", f"/customer listens initech {listens}")
    assert said.text.startswith("initech in <#C0INITECH>: ")
    desk.at("Wed 2026-06-03 10:00")
    desk.says("eve", SLOW, "#initech")
    assert waits(desk).startswith("No message waits.")
    desk.presses("dana", "Undo")
    desk.says("eve", SLOW, "#initech")
    assert waits(desk).startswith("1 message of customers waits.")
