"""*Mark as first reply* (S3): the instant of a message of ours stops the clock of its case."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest


def reported(desk: DeskUnderTest, channel: str = "#acme", who: str = "dana", **filled: str) -> str:
    """Let somebody report in a channel and Ada open a case from it; return the thread's ts."""
    ts = desk.says(who, "It loops", channel)
    desk.shortcut("ada", "open_support_case", channel, ts)
    desk.submits("ada", **filled)
    return ts


def marks(desk: DeskUnderTest, ts: str, channel: str = "#acme", who: str = "ada") -> str:
    text: str = desk.shortcut(who, "mark_first_reply", channel, ts)["text"]
    return text


def test_the_instant_of_the_message_counts(desk: DeskUnderTest) -> None:
    """Not the moment of marking: a reply in time is met, however late it is marked."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    thread = reported(desk)
    desk.at("Mon 2026-06-08 11:15")
    reply = desk.says("ben", "We are on it", "#acme", thread)
    desk.at("Wed 2026-06-10 09:00")
    assert marks(desk, reply).startswith("#1 has its first response, Mon 8 Jun 11:15: met (S3).")
    assert desk.types("ada", "/case show 1").says("First response Mon 8 Jun 11:15: met")


def test_a_late_reply_is_breached(desk: DeskUnderTest) -> None:
    """A reply after the due instant is breached, and the view says so."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    thread = reported(desk)
    desk.at("Tue 2026-06-09 10:01")
    late = desk.says("ben", "Sorry", "#acme", thread)
    assert "#1 has its first response, today 10:01: breached (S3)." in marks(desk, late)


def test_it_ends_the_page(desk: DeskUnderTest) -> None:
    """R7: the first response ends the page, and the view says that too."""
    with_people_on_call(desk)
    desk.types("dana", "/customer channel initech #initech")
    desk.at("Tue 2026-06-09 10:00")
    thread = reported(desk, "#initech", "eve", severity="1")
    reply = desk.says("ben", "We see it", "#initech", thread)
    assert "Page 1 is over and rings nobody any more (R7)." in marks(desk, reply, "#initech")
    desk.works()
    assert desk.types("ada", "/oncall pages").text == "No page rings."


def test_only_a_reply_of_ours_counts(desk: DeskUnderTest) -> None:
    """A message of the customer, of a guest or of an app is no first reply; the clock runs on."""
    with_four_customers(desk)
    desk.types("dana", "/customer channel initech #initech")
    thread = reported(desk, "#initech", "eve", severity="3")
    by_eve = desk.says("eve", "Anybody there?", "#initech", thread)
    guest = desk.says("ben", "Hello", "#initech", thread)
    desk.slack.change_person("ben", is_restricted=True)
    app = desk.slack.answer_api(
        "chat.postMessage",
        {"channel": "C0INITECH", "text": "beep", "thread_ts": thread},
        "xoxb-sandbox",
    )
    for ts in (thread, by_eve, guest, str(app["ts"])):
        shown = marks(desk, ts, "#initech")
        assert "A first reply is a message of one of us, and this one is not" in shown, ts
        assert "/case respond 1 10 minutes ago" in shown
    assert desk.types("ada", "/case list queue").rows[1][0].startswith("#1 ")


def test_a_reply_before_the_report(desk: DeskUnderTest) -> None:
    """What was said before the report cannot answer it."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    first = desk.says("ben", "Good morning", "#acme")
    desk.at("Mon 2026-06-08 10:30")
    reply = desk.says("dana", "It loops", "#acme", first)
    desk.shortcut("ada", "open_support_case", "#acme", reply)
    desk.submits("ada")
    assert "#1 was only reported at 10:30 on Mon 8 Jun 2026; a response can't come before" in marks(
        desk, first
    )


def test_a_thread_without_a_case(desk: DeskUnderTest) -> None:
    """Nothing to mark: the view says what to do."""
    with_acme(desk)
    shown = marks(desk, desk.says("ada", "Hello", "#acme"))
    assert "No case was opened from this thread." in shown
    assert "name the case by its number, N:" in shown
    assert "/case respond N 10 minutes ago" in shown


def test_a_correction_wants_a_reason(desk: DeskUnderTest) -> None:
    """S3: a case that has its first response is corrected, with a reason that is kept."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 10:00")
    thread = reported(desk)
    desk.at("Mon 2026-06-08 10:20")
    reply = desk.says("ben", "We are on it", "#acme", thread)
    desk.at("Mon 2026-06-08 12:00")
    desk.types("ada", "/case respond 1")
    shown = desk.shortcut("ada", "mark_first_reply", "#acme", reply)
    assert (shown["title"], shown["fields"]) == ("Mark as first reply", ["because"])
    assert "already has its first response, today 12:00." in shown["text"]
    assert "*today 10:20* (S3)" in shown["text"]
    assert desk.submits("ada", because="  ")["errors"].keys() == {"because"}
    done = desk.submits("ada", because="Ben came first")
    assert "#1 has its first response, today 10:20: met (S3)." in done["text"]
    assert desk.types("ada", "/case show 1 --more").says("Ben came first")
    assert "This message is already the first reply of #1." in marks(desk, reply)


def test_marked_twice_at_once(desk: DeskUnderTest) -> None:
    """Delivered twice it is marked once."""
    with_acme(desk)
    thread = reported(desk)
    reply = desk.says("ben", "We are on it", "#acme", thread)
    desk.slack.faults.set(deliver_twice=True)
    assert "#1 has its first response" in marks(desk, reply)
    desk.slack.faults.clear()
    assert desk.types("ada", "/case show 1").whole.count("irst response") >= 1


def test_a_message_outside_the_cases_thread(desk: DeskUnderTest) -> None:
    """In a customer's channel it answers the one case that waited when it was said."""
    with_acme(desk, "Login loops", at="Mon 2026-06-08 10:00")
    desk.at("Mon 2026-06-08 10:30")
    reply = desk.says("ben", "We are on it", "#acme")
    desk.at("Mon 2026-06-08 10:31")
    desk.types("ada", "/case open acme Reports are empty")
    assert marks(desk, reply).startswith("#1 has its first response, today 10:30: met (S3).")


def test_which_case_it_answers_is_asked(desk: DeskUnderTest) -> None:
    """Where several wait, buttons carry the instant of the message; a stranger's is refused."""
    with_acme(desk, "Login loops", "Reports are empty", at="Mon 2026-06-08 10:00")
    desk.at("Mon 2026-06-08 10:30")
    reply = desk.says("ben", "We are on it", "#acme")
    desk.at("Mon 2026-06-08 11:00")
    assert "Which one does this message answer?" in marks(desk, reply)
    desk.slack.click("ada", "#2 Reports are empty")
    assert "#2 has its first response, today 10:30: met (S3)." in desk.form("ada")["text"]
