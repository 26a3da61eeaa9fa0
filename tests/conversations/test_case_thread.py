"""In its thread a case lives: a headline kept up to date, a line for each fact, brief outside."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from handlers.blocks.answer import answer
from handlers.letters import NEVER, Said
from models.rows.cases import Case
from models.usecases.threads import HEADLINE
from slackapp.worker import Worker
from tests.desk import DeskUnderTest, Heard
from tests.worker.post import outbox, refused

EVE_SAID = "Login is down for everybody"
NOTE = "their admin forgot the proxy"
LEAKS = ("acme", "Acme", "globex", "Globex", "escalation", "left", "2h", NOTE, "charge", "CHF")


def with_two_customers(desk: DeskUnderTest, at: str = "Tue 2026-06-09 10:00") -> None:
    """acme at home in #acme, among ourselves; initech in #initech, where Eve from outside reads."""
    desk.at(at)
    for who in ("ada", "ben", "cleo"):
        desk.types(who, "/case help")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", '/customer add initech "Initech SA" managed escalations 12 from 2026-01-01')
    desk.types("dana", "/customer manager acme @cleo")
    desk.types("dana", "/customer channel acme #acme")
    desk.types("dana", "/customer channel initech #initech")


def in_channel(desk: DeskUnderTest, channel: str, who: str = "dana") -> list[Heard]:
    """Everything that stands in a channel, threads too."""
    found = desk.slack.messages_seen_by(who, channel)
    return [Heard(message.text, message.blocks, message.ts) for message in found]


def thread(desk: DeskUnderTest, channel: str, who: str = "dana") -> list[str]:
    """The lines below headlines, oldest first."""
    seen = desk.slack.messages_seen_by(who, channel)
    return [message.text for message in seen if message.thread_ts not in (None, message.ts)]


def roots(desk: DeskUnderTest, channel: str) -> list[str]:
    """What stands in a channel itself."""
    seen = desk.slack.messages_seen_by("dana", channel)
    return [message.text for message in seen if message.thread_ts in (None, message.ts)]


def headline(desk: DeskUnderTest, channel: str, number: int = 1, who: str = "dana") -> Heard:
    """The headline of a case."""
    return next(said for said in in_channel(desk, channel, who) if f" #{number} " in said.text)


def menu(said: Heard) -> list[str]:
    """What the menu of a message offers."""
    elements = [e for block in said.blocks for e in block.get("elements", [])]
    menus = [e for e in elements if e.get("type") == "overflow"]
    return [option["text"]["text"] for found in menus for option in found["options"]]


def place_of(desk: DeskUnderTest, number: int) -> tuple[str | None, str | None]:
    """The channel and the thread of a case."""
    with desk.house.desk.database.reading() as session:
        case = session.scalars(select(Case).where(Case.id == number)).one()
        return case.channel_id, case.thread_ts


def test_a_case_is_announced_to_its_customers_channel(desk: DeskUnderTest) -> None:
    """The announcement is the headline, and its thread the case's from then on."""
    with_two_customers(desk)
    desk.types("ada", "/case open acme sev2 configuration Login <loops>")
    assert place_of(desk, 1) == (None, None)
    desk.works()
    said = headline(desk, "#acme")
    assert said.text == ":inbox_tray: #1 acme Sev-2 “Login &lt;loops&gt;”"
    assert said.says(
        "First response due *Wed 10 Jun 10:00* (8 business hours). Nobody has it yet.",
        "`configuration`, no time yet",
    )
    assert said.buttons == ["Take it", "I've replied", "Log time"]
    assert menu(said) == ["Make it Sev-1", "Make it Sev-3", "Close", "Show"]
    assert place_of(desk, 1) == ("C0ACME", said.ts)


def test_every_fact_is_a_line_and_the_headline_follows(desk: DeskUnderTest) -> None:
    """Taken, replied, logged, taken back, changed, decided, closed, reopened: in order, once."""
    with_two_customers(desk)
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
        "#1: Ben gave the first response, today 10:20: met (S3).",
        "#1: Ben says it is `configuration` (was `untriaged`).",
        "#1: Ben logged 5h01: 5h01 in all.",
        "#1: Ben logged 2h: 7h01 in all.",
        "#1: Ben took away 2h: 5h01 in all.",
        "#1: Cleo decided: consulting from block 2 on (E5).",
        "#1: Cleo decided: block 2 is another escalation (E5).",
        "#1: Ben corrected the first response to today 10:15: met (S3).",
        "#1: Ben closed it.",
    ]
    said = headline(desk, "#acme")
    assert said.text == ":white_check_mark: #1 acme Sev-2 “Login loops”"
    assert said.says(
        "Closed today 12:00. First response today 10:15: met (due Wed 10 Jun 10:00). Ben had it.",
        "`configuration`, 5h01 logged",
    )
    assert (said.buttons, said.ts) == (["Reopen", "Show"], ts)
    desk.types("ada", "/case reopen 1")
    desk.works()
    assert thread(desk, "#acme")[-1] == "#1: Ada reopened it."
    assert headline(desk, "#acme").buttons == ["Log time"]


def test_a_moved_entry_is_told_in_both_threads(desk: DeskUnderTest) -> None:
    """Time goes from one thread and comes in the other."""
    with_two_customers(desk)
    desk.types("ada", "/case open acme configuration One")
    desk.types("ada", "/case open acme configuration Two")
    desk.works()
    desk.types("ada", "/escalation log 30m 1")
    desk.works()
    desk.types("ada", "/escalation move #2")
    desk.works()
    assert thread(desk, "#acme") == [
        "#1: Ada logged 30m: 30m in all.",
        "#1: Ada took away 30m: no time is left.",
        "#2: Ada moved here 30m: 30m in all.",
    ]


def test_only_who_is_given_a_case_is_mentioned(desk: DeskUnderTest) -> None:
    """Names ring nobody; who gets a case from somebody else is rung, among ourselves."""
    with_two_customers(desk)
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


def test_people_from_outside_read_little(desk: DeskUnderTest) -> None:
    """Number, title, who has it, by when: no balance, no time, no kind, no notes, no buttons."""
    with_two_customers(desk)
    desk.types("ada", "/case open initech sev2 configuration Login loops")
    desk.works()
    due = "<!date^1781013600^{date_short_pretty} {time}|Tue 9 Jun 2026 16:00>"
    desk_due = desk.moment_of("Tue 2026-06-09 14:00")
    due = f"<!date^{int(desk_due.timestamp())}^{{date_short_pretty}} {{time}}|Tue 9 Jun 2026 14:00>"
    said = headline(desk, "#initech", who="eve")
    assert said.text == (
        f":inbox_tray: #1 “Login loops”: somebody will take it, with a first reply by {due}."
    )
    assert (len(said.blocks), said.buttons) == (1, [])
    desk.types("ben", "/case take 1")
    desk.works()
    assert headline(desk, "#initech", who="eve").text == (
        f":inbox_tray: #1 “Login loops”: Ben has it, with a first reply by {due}."
    )
    for who, typed in (
        ("ben", "/case severity 1 3"),
        ("ben", "/case kind 1 integration"),
        ("ben", f"/escalation log 2h 1 {NOTE}"),
        ("ben", "/escalation log 3h01 1"),
        ("dana", "/escalation decide 1 consulting"),
        ("ben", "/escalation undo"),
        ("ben", "/case respond 1"),
        ("ben", f"/case close 1 {NOTE}"),
        ("ben", "/case reopen 1"),
    ):
        desk.types(who, typed)
        desk.works()
    assert thread(desk, "#initech", "eve") == [
        "#1: Ben has it.",
        "#1: it is Sev-3 now (was Sev-2).",
        "#1: Ben has replied.",
        "#1: Ben closed it.",
        "#1: Ben reopened it.",
    ]
    given = headline(desk, "#initech", who="eve")
    assert given.text.startswith(":speech_balloon: #1 “Login loops”: Ben has it. First reply given")
    for heard in in_channel(desk, "#initech", "eve"):
        assert not [leak for leak in LEAKS if leak in heard.whole]
    assert not [row for row in outbox(desk) if row.error or row.topic == "undelivered"]


def test_a_case_of_a_message_lives_in_its_thread(desk: DeskUnderTest) -> None:
    """The headline is the desk's first reply below the message, and nothing is announced."""
    with_two_customers(desk)
    ts = desk.says("ben", "Login loops at acme", "#support")
    desk.shortcut("ada", "open_support_case", "#support", ts)
    desk.submits("ada", customer="acme")
    desk.works()
    desk.types("ben", "/case take 1")
    desk.works()
    first, taken = thread(desk, "#support")
    assert first == ":inbox_tray: #1 acme Sev-3 “Login loops at acme”"
    assert taken == "#1: Ben has it."
    assert headline(desk, "#support").says("Ben has it.")
    assert place_of(desk, 1) == ("C0SUPPORT", ts)
    assert roots(desk, "#acme") == []


def test_a_message_of_somebody_from_outside(desk: DeskUnderTest) -> None:
    """In a shared channel too: the customer sees that we have it."""
    with_two_customers(desk)
    ts = desk.says("eve", EVE_SAID, "#initech")
    desk.shortcut("ada", "open_support_case", "#initech", ts)
    desk.submits("ada", severity="2")
    desk.works()
    assert [said.split("”", 1)[0] for said in thread(desk, "#initech", "eve")] == [
        f":inbox_tray: #1 “{EVE_SAID}"
    ]


def test_a_customer_without_a_channel_has_no_thread(desk: DeskUnderTest) -> None:
    """Nothing is posted, and nobody is told that it was not."""
    with_two_customers(desk)
    desk.types("dana", '/customer add hooli "Hooli GmbH" basic from 2026-01-01')
    desk.types("ada", "/case open hooli Login loops")
    desk.types("ben", "/case take 1")
    desk.works()
    assert {row.topic for row in outbox(desk)} <= {"queued", "post", "check"}
    assert place_of(desk, 1) == (None, None)


def test_a_moved_case_leaves_its_customers_channel(desk: DeskUnderTest) -> None:
    """The old channel hears nothing of the new customer; the new one gets an announcement, and the
    thread is there from then on."""
    with_two_customers(desk)
    desk.types("ada", "/case open initech sev2 configuration Login loops")
    desk.works()
    desk.types("ada", "/case customer 1 acme because typed the wrong one")
    desk.types("ben", "/case take 1")
    desk.works()
    assert [said.whole for said in in_channel(desk, "#initech", "eve")] == [
        "\n".join([":heavy_minus_sign: #1 was moved and is not followed here any more."] * 2)
    ]
    said = headline(desk, "#acme")
    assert said.text == ":inbox_tray: #1 acme Sev-2 “Login loops”"
    assert place_of(desk, 1) == ("C0ACME", said.ts)
    assert thread(desk, "#acme") == ["#1: Ben has it."]
    desk.types("ben", "/case title 1 Acme pays late")
    desk.types("ben", "/case respond 1")
    desk.works()
    assert len(in_channel(desk, "#initech", "eve")) == 1
    assert "Acme" not in in_channel(desk, "#initech", "eve")[0].whole
    desk.types("ada", "/case customer 1 initech because it was theirs after all")
    desk.works()
    assert headline(desk, "#acme").text.endswith("not followed here any more.")
    assert len(roots(desk, "#initech")) == 2


def test_a_case_that_is_moved_before_it_is_announced(desk: DeskUnderTest) -> None:
    """What is announced is worded from the facts of its moment: once, and to the right customer."""
    with_two_customers(desk)
    desk.types("ada", "/case open initech Acme's login loops")
    desk.types("ada", "/case customer 1 acme because typed the wrong one")
    desk.works()
    assert in_channel(desk, "#initech", "eve") == []
    assert roots(desk, "#acme") == [":inbox_tray: #1 acme Sev-3 “Acme's login loops”"]
    assert thread(desk, "#acme") == []


def test_a_case_that_is_moved_while_it_is_announced(desk: DeskUnderTest) -> None:
    """What was just posted to the wrong customer is taken back at once."""
    with_two_customers(desk)
    desk.types("ada", "/case open initech Login loops")

    def moves(worker: Worker) -> None:
        sends = worker._sender.send

        def send(letter, moment):  # type: ignore[no-untyped-def]
            arrived = sends(letter, moment)
            if letter.topic == HEADLINE and letter.recipient == "C0INITECH":
                desk.at("Tue 2026-06-09 10:01")
                desk.types("ada", "/case customer 1 acme because typed the wrong one")
            return arrived

        worker._sender.send = send  # type: ignore[method-assign]

    moves(desk.house.worker)
    desk.works()
    assert [said.text for said in in_channel(desk, "#initech", "eve")] == [
        ":heavy_minus_sign: #1 was moved and is not followed here any more."
    ]
    assert place_of(desk, 1) == ("C0ACME", headline(desk, "#acme").ts)


def test_a_thread_among_ourselves_goes_on(desk: DeskUnderTest) -> None:
    """A thread in a channel that is no customer's stays the case's when it is moved."""
    with_two_customers(desk)
    ts = desk.says("ben", "Login loops at acme", "#support")
    desk.shortcut("ada", "open_support_case", "#support", ts)
    desk.submits("ada", customer="acme")
    desk.works()
    desk.types("ada", "/case customer 1 initech because they wrote it")
    desk.works()
    assert thread(desk, "#support")[1:] == ["#1: Ada moved it from acme to initech, with its time."]
    assert headline(desk, "#support").says("#1 initech Sev-3")
    assert roots(desk, "#initech") == roots(desk, "#acme") == []


def test_another_customers_channel_hears_nothing(desk: DeskUnderTest) -> None:
    """A case opened for acme from a message in initech's channel is not spoken of there; moved to
    initech, it has its headline below that message."""
    with_two_customers(desk)
    ts = desk.says("eve", EVE_SAID, "#initech")
    desk.shortcut("ada", "open_support_case", "#initech", ts)
    desk.submits("ada", customer="acme")
    desk.types("ben", "/case take 1")
    desk.works()
    assert thread(desk, "#initech", "eve") == []
    desk.types("ben", "/case customer 1 initech because it is theirs")
    desk.works()
    assert len(thread(desk, "#initech", "eve")) == 1
    assert headline(desk, "#initech").says("Ben has it")


def test_what_is_otherwise_by_now_is_not_said(desk: DeskUnderTest) -> None:
    """A line whose reason is gone when it goes out says nothing."""
    with_two_customers(desk)
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
        "#1: Ada gave the first response, today 10:00: met (S3).",
        "#1: Ada reopened it.",
    ]


def test_the_buttons_of_the_headline(desk: DeskUnderTest) -> None:
    """*Take it*, *I've replied* and the menu do what they say; what can't be done is not shown."""
    with_two_customers(desk)
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
    with_two_customers(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    root = headline(desk, "#acme").ts
    assert "#1" in desk.shortcut("ben", "log_time", "#acme", root)["text"]
    desk.at("Tue 2026-06-09 10:30")
    desk.says("ben", "We found it: the proxy.", "#acme", root)
    reply = desk.last("ben", "#acme").ts
    desk.shortcut("ben", "mark_first_reply", "#acme", reply)
    desk.works()
    assert thread(desk, "#acme")[-1].startswith("#1: Ben gave the first response, today 10:30")


def test_the_headline_tells_of_a_breach_and_of_another_level(desk: DeskUnderTest) -> None:
    """S4, S5: by when is kept up to date: it moves with the level, and says when it has passed."""
    with_two_customers(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    desk.at("Tue 2026-06-09 10:30")
    desk.types("cleo", "/customer level acme premium from today")
    desk.works()
    assert headline(desk, "#acme").says("First response due *today 14:00* (4 business hours).")
    desk.at("Tue 2026-06-09 15:00")
    desk.works()
    assert headline(desk, "#acme").says("(4 business hours, overdue)")
    desk.types("ben", "/case respond 1")
    desk.works()
    assert headline(desk, "#acme").says("First response today 15:00: breached (due today 14:00).")


def test_a_page_that_is_acknowledged_gives_the_case_an_owner(desk: DeskUnderTest) -> None:
    """O5: whoever takes the page has the case, and its thread says so."""
    with_two_customers(desk)
    desk.types("ada", "/case open initech sev1 Login is down")
    desk.works()
    desk.types("ben", "/oncall ack 1")
    desk.works()
    assert thread(desk, "#initech", "eve") == ["#1: Ben has it."]


def test_a_channel_that_the_desk_is_not_in(desk: DeskUnderTest) -> None:
    """The admins are told once that a case could not be announced; its lines follow it nowhere."""
    with_two_customers(desk)
    desk.types("dana", "/customer channel acme #random")
    desk.types("ada", "/case open acme Login loops")
    desk.types("ben", "/case take 1")
    desk.works()
    desk.types("ben", "/case respond 1")
    desk.works()
    told = [said.text for said in in_channel(desk, "#desk-admin") if "headline" in said.whole]
    assert len(told) == 1
    assert [row.topic for row in outbox(desk) if row.error] == [HEADLINE]
    assert any("not_in_channel" in said or "random" in said for said in refused(desk))


def test_while_slack_does_not_say_who_reads(desk: DeskUnderTest) -> None:
    """What outsiders may know is said; what they may not waits until Slack says who reads."""
    with_two_customers(desk)
    desk.slack.faults.set(answers=500, methods=["conversations.info"])
    desk.types("ada", "/case open acme sev2 configuration Login loops")
    desk.works()
    assert headline(desk, "#acme").text.startswith(":inbox_tray: #1 “Login loops”: somebody will")
    desk.types("ada", "/escalation log 2h 1")
    desk.works()
    assert thread(desk, "#acme") == []
    desk.slack.faults.clear()
    desk.at("Tue 2026-06-09 10:05")
    desk.works()
    assert thread(desk, "#acme") == ["#1: Ada logged 2h: 2h in all."]
    assert headline(desk, "#acme").says("acme Sev-2", "2h logged")


def test_who_forgets_outsiders_says_nothing_to_them() -> None:
    """A letter without a wording for outsiders is refused where they read."""
    assert Said(answer("Something about a customer")).to_outsiders is NEVER


@pytest.mark.parametrize("topic", ["queued", "question"])
def test_what_is_not_for_outsiders_is_refused(desk: DeskUnderTest, topic: str) -> None:
    """Everything else stays out of a shared channel, and the admins are told."""
    with_two_customers(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    with desk.house.desk.writing(_ada(desk), desk.clock.now()) as turn:
        about: dict[str, object] = {"case": 1, "block": 1, "pinged": None}
        turn.say_later(
            "C0INITECH",
            topic if topic != "question" else "warning",
            {
                **about,
                "warning": "half",
            },
        )
    desk.works()
    assert in_channel(desk, "#initech", "eve") == []
    assert "people from outside read that channel" in str(outbox(desk)[-1].about)


def _ada(desk: DeskUnderTest):  # type: ignore[no-untyped-def]
    from tests.conversations.oncall.people_on_call import person

    return person(desk, "ada")
