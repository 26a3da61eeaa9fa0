"""What our own people say to the desk where they talk: in mentions, in threads, and directly."""

from __future__ import annotations

import pytest

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import Acknowledgement, Delivery, event_delivery
from slackapp.pretend_slack.state.cast import Person
from tests.conversations.acme import with_acme
from tests.conversations.case_threads import place_of
from tests.conversations.held import held
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.conversations.test_kept import kept, no_inbox, nothing_gets_done
from tests.desk import DeskUnderTest, Heard
from tests.waiting import waits_until

BUTTON_LINE = "In a thread say it behind `@desk`."


def answers(
    desk: DeskUnderTest, who: str, text: str, channel: str = "@desk", thread: str | None = None
) -> list[Heard]:
    """Let somebody say something, and return what they see of the desk's then."""
    before = {message.ts for message in desk.slack.messages_seen_by(who, channel)}
    desk.slack.type(who, channel, text, thread_ts=thread)
    desk.waits()
    return [
        Heard(message.text, message.blocks, message.ts)
        for message in desk.slack.messages_seen_by(who, channel)
        if message.ts not in before and message.is_app
    ]


def asks(
    desk: DeskUnderTest, who: str, text: str, channel: str = "@desk", thread: str | None = None
) -> Heard:
    """Let somebody say something, and return the one answer to it."""
    (answer,) = answers(desk, who, text, channel, thread)
    return answer


def the_thread(desk: DeskUnderTest, *titles: str) -> str:
    """Let acme have a case of each title; return the thread of the last one in #acme."""
    with_acme(desk, *titles)
    desk.works()
    _, thread = place_of(desk, len(titles))
    return thread or ""


# --- directly -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("log 2h acme", "Logged 2h on #1 on Mon 1 Jun: 3 of 4 escalations left."),
        ("2h acme yesterday", "Logged 2h on #1 on Sun 31 May: 3 of 4 escalations left."),
        ("balance acme", "acme has 4 of 4 escalations left."),
        ("balance acme?", "acme has 4 of 4 escalations left."),
        ("please log 45m #1", "Logged 45m on #1 on Mon 1 Jun: 3 of 4 escalations left."),
        (" /escalation log 2h #1", "Logged 2h on #1 on Mon 1 Jun: 3 of 4 escalations left."),
    ],
)
def test_directly_as_one_would_type_it(desk: DeskUnderTest, said: str, answered: str) -> None:
    """A command without its name, and with it; the answer is a message."""
    with_acme(desk, "Login loops")
    assert asks(desk, "ada", said).text == answered
    assert desk.slack.messages_seen_by("ada", "@desk")[-1].only_for is None


# --- in threads -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("@desk log 2h traced the loop", "Logged 2h on #2 on Mon 1 Jun: 3 of 4 escalations left."),
        ("@desk balance", "acme has 4 of 4 escalations left."),
        ("@desk respond", "#2"),
        ("@desk take", "#2"),
        ("@desk /case show 1", "#1"),
        ("@desk show", "#2"),
    ],
)
def test_in_the_thread_of_a_case_that_case_is_meant(
    desk: DeskUnderTest, said: str, answered: str
) -> None:
    """Also where the customer has others; what is named is what is meant."""
    thread = the_thread(desk, "Slow tokens", "Login loops")
    assert answered in asks(desk, "ada", said, "#acme", thread).text
    answer = desk.slack.messages_seen_by("ada", "#acme")[-1]
    assert (answer.thread_ts, answer.only_for) == (thread, "U0ADA")


def test_undoing_in_the_thread(desk: DeskUnderTest) -> None:
    """One's latest entry on that case, and not the later one on another; where there is none, none
    elsewhere either.
    """
    thread = the_thread(desk, "Slow tokens", "Login loops")
    desk.types("ada", "/escalation log 1h #2")
    desk.types("ada", "/escalation log 30m #1")
    assert asks(desk, "ada", "@desk undo", "#acme", thread).text.startswith("Took back 1h on #2")
    assert asks(desk, "ada", "@desk undo", "#acme", thread).text == (
        "You have no time entry on #2 to take back."
    )
    assert desk.types("ada", "/escalation undo").text.startswith("Took back 30m on #1")


def test_opening_in_a_thread(desk: DeskUnderTest) -> None:
    """Where no case lives in it, the case does: no other thread is begun. In that of a case it is
    another, with a thread of its own.
    """
    with_acme(desk)
    thread = desk.says("ben", "The proxy is gone", "#acme")
    desk.says("ada", "I see", "#acme", thread_ts=thread)
    assert asks(desk, "ada", "@desk open Proxy gone", "#acme", thread).text.startswith("Opened #1")
    desk.works()
    assert place_of(desk, 1) == ("C0ACME", thread)
    asks(desk, "ada", "@desk open Another thing", "#acme", thread)
    desk.works()
    channel, other = place_of(desk, 2)
    assert channel == "C0ACME"
    assert other not in (None, thread)


def test_opening_in_the_thread_of_a_message_that_waits(desk: DeskUnderTest) -> None:
    """It is opened from that: it counts from 10:00, and nothing waits any more (I12)."""
    with_people_on_call(desk)
    desk.types("dana", "/customer channel initech #initech")
    desk.at("Wed 2026-06-03 10:00")
    thread = desk.says("eve", "The export is slow", "#initech")
    desk.at("Wed 2026-06-03 10:20")
    asks(desk, "ada", "@desk open Export slow since the update", "#initech", thread)
    desk.works()
    assert place_of(desk, 1) == ("C0INITECH", thread)
    desk.types("ada", "/case show 1").says("Export slow since the update", "10:00")
    assert desk.types("ada", "/case waiting").text == "No message waits."


def test_closing_in_the_thread(desk: DeskUnderTest) -> None:
    """`@desk close` closes the thread's case; everybody reads in the thread that it did."""
    thread = the_thread(desk, "Login loops")
    asks(desk, "ada", "@desk respond", "#acme", thread)
    asks(desk, "ada", "@desk close the proxy it was", "#acme", thread)
    assert desk.types("ada", "/case show 1 --more").says("closed", "the proxy it was")


def test_a_severity_opens_a_case(desk: DeskUnderTest) -> None:
    """Where somebody is in need no word has to be remembered: in the customer's channel it rings;
    alone in the thread of a case it is that case's.
    """
    with_people_on_call(desk)
    desk.types("dana", "/customer channel initech #initech")
    opened = asks(desk, "ada", "@desk critical: login is down for everybody", "#initech")
    assert opened.text.startswith("Opened #1 for initech")
    assert opened.says("“login is down for everybody”", "Sev-1")
    assert desk.types("ben", "/oncall pages").says("1 page open")
    desk.types("dana", "/customer channel acme #acme")
    desk.types("ada", "/case open acme Slow tokens")
    desk.works()
    _, thread = place_of(desk, 2)
    assert asks(desk, "ada", "@desk sev2", "#acme", thread).says("#2", "Sev-2")


# --- who sees it ----------------------------------------------------------------------------------


def test_in_a_channel_only_who_asked_sees_it(desk: DeskUnderTest) -> None:
    """Outside a thread too; the customer whose channel it is is meant."""
    with_acme(desk)
    assert asks(desk, "ada", "@desk balance", "#acme").text.startswith("acme has 4 of 4")
    answer = desk.slack.messages_seen_by("ada", "#acme")[-1]
    assert (answer.thread_ts, answer.only_for) == (None, "U0ADA")
    assert not [m for m in desk.slack.messages_seen_by("ben", "#acme") if m.is_app]


def test_here_shows_it_to_all(desk: DeskUnderTest) -> None:
    """In the thread, where it was said there; a line says whom it is about in another's channel."""
    thread = the_thread(desk, "Login loops")
    desk.types("dana", '/customer add globex "Globex" premium from 2026-01-01')
    assert "4 of 4" in asks(desk, "ada", "@desk balance --here", "#acme", thread).text
    seen = desk.slack.messages_seen_by("ben", "#acme")[-1]
    assert (seen.thread_ts, seen.only_for) == (thread, None)
    asked = asks(desk, "ada", "@desk balance globex --here", "#acme", thread)
    assert asked.says("This is acme's channel, and the answer is about globex.")


def test_here_is_refused_where_people_from_outside_read(desk: DeskUnderTest) -> None:
    """Who asked sees it alone, and reads why; Eve sees nothing of it."""
    with_acme(desk)
    told = asks(desk, "ada", "@desk balance acme --here", "#initech")
    assert told.says("4 of 4", "Only you see this: people from outside read this channel.")
    assert not [m for m in desk.slack.messages_seen_by("eve", "#initech") if m.is_app]


def test_a_secret_does_not_stay(desk: DeskUnderTest) -> None:
    """The address of a feed is shown once: directly too it is gone when Slack is loaded anew."""
    with_people_on_call(desk)
    assert asks(desk, "ada", "feed").says("/feeds/")
    assert desk.slack.messages_seen_by("ada", "@desk")[-1].only_for == "U0ADA"
    assert asks(desk, "ben", "@desk feed --here", "#acme").says("Only you see this: it says a")


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.roles
@pytest.mark.parametrize(
    ("who", "said", "refused"),
    [
        ("cleo", "@desk log 2h", "Only engineers and admins can use `/escalation log`"),
        ("cleo", "@desk close", "Only engineers and admins can use `/case close`"),
        ("ada", "@desk decide consulting", "Only account managers"),
        ("ada", "@desk pack M", "Only account managers"),
        ("nora", "@desk show", "The support desk is for members of"),
    ],
)
def test_who_may_not_is_refused(desk: DeskUnderTest, who: str, said: str, refused: str) -> None:
    """By the sentence that who types it reads."""
    thread = the_thread(desk, "Login loops")
    workspace = desk.slack.workspace
    ours = workspace.cast.team.id
    workspace.people["U0NORA"] = Person("U0NORA", "nora", "Nora", "", "000000", ours)
    workspace.change_room("C0ACME", members=(*workspace.rooms["C0ACME"].members, "U0NORA"))
    assert asks(desk, who, said, "#acme", thread).text.startswith(refused)
    assert desk.statement("acme")["remaining"] == 4


def test_what_people_from_outside_say_is_no_command(desk: DeskUnderTest) -> None:
    """Nobody answers Eve's mention, or a guest's, as one of ours; and nothing is done of it."""
    with_acme(desk, "Login loops")
    workspace = desk.slack.workspace
    ours = workspace.cast.team.id
    workspace.people["U0GUS"] = Person("U0GUS", "gus", "Gus", "", "0", ours, is_restricted=True)
    workspace.change_room("C0INITECH", members=(*workspace.rooms["C0INITECH"].members, "U0GUS"))
    for who in ("eve", "gus"):
        for said in ("@desk balance acme", "@desk log 2h #1", "@desk close 1 --here"):
            desk.says(who, said, "#initech")
            desk.works()
            told = desk.slack.messages_seen_by(who, "#initech")[-1]
            assert told.is_app
            assert "acme" not in Heard(told.text, told.blocks).whole
    assert desk.types("ada", "/case show 1").says("open", "No time logged yet.")


# --- what is asked back ---------------------------------------------------------------------------


def test_a_word_of_several_commands_is_asked_about(desk: DeskUnderTest) -> None:
    """With a button for each; it does what it says."""
    with_acme(desk, "Login loops")
    asked = asks(desk, "ada", "list acme")
    assert asked.text == "“list” is a word of several commands. Which one?"
    assert asked.buttons == ["/case list acme", "/escalation list acme"]
    assert desk.presses("ada", "/case list acme", "@desk").says("1 case of acme open")


def test_another_case_in_a_thread_is_asked_about(desk: DeskUnderTest) -> None:
    """A number may be a case or what is said of the thread's: nothing is closed unasked."""
    thread = the_thread(desk, "Slow tokens", "Login loops")
    asked = asks(desk, "ada", "@desk close 1", "#acme", thread)
    assert asked.text == "This is the thread of #2. Which case do you mean?"
    assert (asked.typed_by("#1"), asked.typed_by("#2")) == ("/case close 1", "/case close #2 1")
    assert desk.presses("ada", "#1", "#acme").says("#1 has no first response yet")
    assert desk.slack.messages_seen_by("ada", "#acme")[-1].thread_ts == thread


def test_slips_are_helped(desk: DeskUnderTest) -> None:
    """As behind a command: by a button that carries all that was said."""
    with_acme(desk, "Login loops")
    asked = asks(desk, "ada", "lgo 2h acme traced the loop")
    assert asked.text == "I don't know “lgo”. Did you mean `log`?"
    assert desk.presses("ada", "log", "@desk").text.startswith("Logged 2h on #1")
    unclear = asks(desk, "ada", "log 2h acne")
    assert unclear.buttons


def test_what_is_no_command_is_said_to_be_none(desk: DeskUnderTest) -> None:
    """With what would be one; in a thread, where none can be typed, how it is said there."""
    thread = the_thread(desk, "Login loops")
    assert asks(desk, "ada", "the export fails").says(
        "I don't know what to do with “the export fails”.", "`log 2h`", "`help` tells of them"
    )
    refused = asks(desk, "ada", "@desk close", "#acme", thread)
    assert refused.says("no first response yet", "`/case respond 1 at 14:05`", BUTTON_LINE)
    assert BUTTON_LINE not in asks(desk, "ada", "close 1").whole


def test_help(desk: DeskUnderTest) -> None:
    """Said alone, or where nothing else is said, it tells what can be; of a word what it does."""
    with_acme(desk)
    overview = asks(desk, "ada", "help")
    assert overview.text.startswith("Say it as you would type a command, without its name:")
    assert overview.says("`case help`", "`oncall help`")
    for said in ("@desk", "@desk hi", "@desk help", "Hello @desk"):
        assert asks(desk, "ada", said, "#acme").text == overview.text
    assert asks(desk, "ada", "help log").says("`/escalation`:", "logs time")


def test_a_form_is_opened_by_a_button(desk: DeskUnderTest) -> None:
    """A message opens none; whoever may not have it is refused at once."""
    thread = the_thread(desk, "Login loops")
    asked = asks(desk, "ada", "@desk log", "#acme", thread)
    assert (asked.text, asked.buttons) == ("*Log time* is a form:", ["Log time…"])
    desk.slack.click("ada", "Log time…", channel="#acme")
    assert "#1" in desk.form("ada")["text"]


@pytest.mark.roles
def test_no_button_is_offered_to_who_may_not(desk: DeskUnderTest) -> None:
    """Whoever may not have a form is refused at once."""
    thread = the_thread(desk, "Login loops")
    assert asks(desk, "cleo", "@desk log", "#acme", thread).text.startswith("Only engineers")


# --- where nobody asked anything ------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "@desk thanks",
        "@desk ok :+1:",
        "@desk :tada:",
        "I told @desk close 1, and it did",
        "ask @desk",
        "> @desk close 1",
        "log 2h traced the loop",
    ],
)
def test_the_desk_is_quiet_where_nobody_asked(desk: DeskUnderTest, said: str) -> None:
    """Thanked, spoken of, quoted, or not mentioned."""
    thread = the_thread(desk, "Login loops")
    assert answers(desk, "ada", said, "#acme", thread) == []
    assert desk.types("ada", "/case show 1").says("open", "No time logged yet.")


def test_directly_it_is_quiet_too(desk: DeskUnderTest) -> None:
    """Where it was thanked."""
    with_acme(desk)
    assert answers(desk, "ada", "thanks!") == []
    assert answers(desk, "ada", "👍") == []


def test_a_sentence_may_stand_before_the_mention(desk: DeskUnderTest) -> None:
    """A greeting, or a sentence of its own; and a comma behind it."""
    thread = the_thread(desk, "Login loops")
    for said in ("Hey @desk, log 1m", "Thanks, Ben! @desk log 2m", "It was DNS.\n@desk: log 3m"):
        assert asks(desk, "ada", said, "#acme", thread).text.startswith("Logged")
    assert desk.types("ada", "/escalation list 1").says("6m in 3 entries")


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


# --- as Slack tells of it -------------------------------------------------------------------------


def tells(desk: DeskUnderTest, **event: object) -> list[str]:
    """Let Slack tell of something in Ada's direct messages; return what the desk says then."""
    before = len(desk.slack.messages_seen_by("ada", "@desk"))
    told: dict[str, object] = {
        "type": "message",
        "channel": "D0ADA",
        "channel_type": "im",
        "user": "U0ADA",
    }
    told |= {"ts": "1780297200.000100", "team": "T0PROAUTH", "text": "balance acme"} | event
    sent = event_delivery(payloads.event(desk.slack.workspace, told))
    assert desk.slack.wire.send(sent).status == 200
    desk.waits()
    return [message.text for message in desk.slack.messages_seen_by("ada", "@desk")[before:]]


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


def test_a_guest_is_refused_directly(desk: DeskUnderTest) -> None:
    """Kindly, as where they type a command, and so is whoever is of another company."""
    with_acme(desk)
    desk.slack.workspace.change_person("U0BEN", is_restricted=True)
    assert asks(desk, "ben", "balance acme").text.startswith("The support desk is for full members")
    (refused,) = tells(desk, team="T0INITECH", user_team="T0INITECH")
    assert refused.splitlines() == [
        "The support desk is for people at ProAuth. Please ask your contact there: they will "
        "gladly help.",
        "Der Support-Desk ist für die Leute von ProAuth. Bitte fragen Sie Ihre Kontaktperson dort: "
        "Sie hilft gern.",
    ]


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
