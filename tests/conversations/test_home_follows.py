"""A Home follows what changes, at most once a minute, for those who opened it within the hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.blocks.pieces.answer import buttons
from models.rows.outbox import OutboxRow
from models.usecases import outbox, outcomes
from models.usecases.people import DESK_ITSELF
from tests.conversations.at_home import clicks, home_of
from tests.conversations.four_customers import with_four_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases

CHARTS = {"data_visualization", "data_table", "table"}


def publishings(desk: DeskUnderTest) -> int:
    """How often a Home was published so far."""
    return sum(entry.what == "views.publish" for entry in desk.slack.traffic._entries)


def waiting(desk: DeskUnderTest) -> list[tuple[str, timedelta]]:
    """Whose Homes are to be published, and in how long."""
    rows = select(OutboxRow).where(OutboxRow.topic == "home", OutboxRow.done_at.is_(None))
    with desk.house.desk.database.reading() as session:
        found = session.scalars(rows.order_by(OutboxRow.recipient)).all()
    return [(row.recipient, row.due_at - desk.clock.now()) for row in found]


def case_taken(desk: DeskUnderTest) -> None:
    """Let Ada have a case."""
    with_four_customers(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case take 1")
    desk.works()


def test_at_most_once_a_minute(desk: DeskUnderTest) -> None:
    """Many changes leave one letter, which goes out a minute after the last publishing."""
    case_taken(desk)
    desk.at("Mon 2026-06-01 10:00")
    desk.home("ada")
    published = publishings(desk)
    desk.at("Mon 2026-06-01 10:00:20")
    desk.types("ben", "/case title 1 First")
    desk.types("ben", "/case title 1 Second")
    assert waiting(desk) == [("U0ADA", timedelta(seconds=40))]
    desk.works()
    assert (publishings(desk), "Login loops" in home_of(desk, "ada").whole) == (published, True)
    desk.at("Mon 2026-06-01 10:01:00")
    desk.works()
    assert publishings(desk) == published + 1
    assert home_of(desk, "ada").says("“Second”", "As of 10:01")
    desk.at("Mon 2026-06-01 10:01:30")
    desk.works()
    assert (publishings(desk), waiting(desk)) == (published + 1, [])
    desk.at("Mon 2026-06-01 10:05")
    desk.types("ben", "/case title 1 Third")
    assert waiting(desk) == [("U0ADA", timedelta())]
    desk.works()
    assert home_of(desk, "ada").says("“Third”", "As of 10:05")


def test_opening_counts_as_publishing(desk: DeskUnderTest) -> None:
    """Who opens their Home while it is to be published sees all, and is published to later."""
    case_taken(desk)
    desk.at("Mon 2026-06-01 10:00")
    desk.home("ada")
    desk.at("Mon 2026-06-01 10:00:20")
    desk.types("ben", "/case title 1 First")
    desk.at("Mon 2026-06-01 10:00:50")
    assert "“First”" in desk.home("ada")
    published = publishings(desk)
    desk.at("Mon 2026-06-01 10:01")
    desk.works()
    assert publishings(desk) == published
    desk.types("ben", "/case title 1 Second")
    assert len(waiting(desk)) == 1
    desk.at("Mon 2026-06-01 10:01:50")
    desk.works()
    assert publishings(desk) == published + 1
    assert home_of(desk, "ada").says("“Second”")


def test_for_an_hour_after_it_was_opened(desk: DeskUnderTest) -> None:
    """Nobody looks at a Home that was opened long ago, so it is left as it was."""
    case_taken(desk)
    desk.at("Mon 2026-06-01 10:00")
    desk.home("ada")
    desk.at("Mon 2026-06-01 10:59")
    desk.types("ben", "/case title 1 First")
    assert waiting(desk) == [("U0ADA", timedelta())]
    desk.works()
    desk.at("Mon 2026-06-01 11:00")
    desk.types("ben", "/case title 1 Second")
    assert waiting(desk) == []
    desk.works()
    assert home_of(desk, "ada").says("“First”")


def test_looking_changes_nothing(desk: DeskUnderTest) -> None:
    """What only reads publishes no Home."""
    case_taken(desk)
    desk.home("ada")
    desk.types("ben", "/case show 1")
    desk.types("ben", "/balance acme")
    assert waiting(desk) == []


def test_what_was_pressed_there_shows_at_once(desk: DeskUnderTest) -> None:
    """Who presses a button of the Home looks at it: it counts as opening it."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.works()
    desk.home("ben")
    desk.at("Tue 2026-06-09 03:00:10")
    assert clicks(desk, "ben", "Acknowledge").says("You have initech #1 Sev-1", "As of 03:00")


def test_what_was_logged_there_shows_at_once(desk: DeskUnderTest) -> None:
    """A form that was opened in the Home: what it did stands there when it is closed."""
    case_taken(desk)
    desk.home("ada")
    desk.slack.click("ada", "Log")
    desk.waits()
    desk.fills("ada", "time", "2h")
    desk.submits("ada", time="2h", day="2026-06-01")
    desk.waits()
    assert home_of(desk, "ada").says("2h logged", "2h in all: Mon 2h")


def test_a_home_that_slack_does_not_take(desk: DeskUnderTest) -> None:
    """The Home tab may be switched off: then it follows nothing, and nobody is bothered."""
    case_taken(desk)
    desk.at("Mon 2026-06-01 10:00")
    desk.home("ada")
    desk.slack.api.fail_next("views.publish", "not_enabled")
    for minute in (2, 4):
        desk.at(f"Mon 2026-06-01 10:0{minute}")
        desk.types("ben", f"/case title 1 Number {minute}")
        desk.works()
        assert waiting(desk) == []
    assert desk.slack.messages_seen_by("dana", "#desk-admin")[1:] == []  # after the check
    assert "delivered, or is on its way" in desk.home("dana")
    desk.slack.refusals.clear()


def test_published_in_the_end(desk: DeskUnderTest) -> None:
    """Slack is ill for a moment when a Home is opened: it comes a minute later."""
    case_taken(desk)
    desk.at("Mon 2026-06-01 10:00")
    desk.slack.faults.next(500, methods=["views.publish"])
    desk.slack.open_home("ada")
    desk.waits()
    assert desk.slack.home_of("ada") is None
    desk.at("Mon 2026-06-01 10:01")
    desk.works()
    assert home_of(desk, "ada").says("Login loops", "As of 10:01")


def test_who_may_look_no_longer_sees_nothing(desk: DeskUnderTest) -> None:
    """Somebody becomes a guest: what their Home showed of customers goes, however old it is."""
    case_taken(desk)
    desk.at("Mon 2026-06-01 10:00")
    assert "Login loops" in desk.home("ada")
    desk.at("Mon 2026-06-01 15:00")
    desk.slack.change_person("ada", is_restricted=True)
    desk.works()
    home = home_of(desk, "ada")
    assert home.says("guests can't use it")
    assert "Login loops" not in home.whole


def test_who_is_no_admin_any_more_sees_no_desk(desk: DeskUnderTest) -> None:
    """Where admins are the workspace's own: what only they may see goes with that."""
    case_taken(desk)
    assert "The desk" in desk.home("dana")
    desk.at("Mon 2026-06-01 15:00")
    desk.slack.change_person("dana", is_admin=False)
    desk.works()
    assert "The desk" not in home_of(desk, "dana").whole


def test_a_customer_who_is_anothers_goes_from_home(desk: DeskUnderTest) -> None:
    """Whoever was a customer's account manager sees its balance at Home no more."""
    case_taken(desk)
    desk.types("dana", "/customer manager acme @cleo")
    assert "4 of 4 escalations left" in desk.home("cleo")
    desk.at("Mon 2026-06-01 15:00")
    desk.types("dana", "/customer manager acme @ben")
    desk.works()
    assert "4 of 4 escalations left" not in home_of(desk, "cleo").whole


def test_what_the_clock_brings_is_followed(desk: DeskUnderTest) -> None:
    """Nobody has typed anything: a page climbs to Ada, who looks at her Home."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.works()
    assert "Open pages" not in desk.home("ada")
    desk.at("Tue 2026-06-09 03:30")
    desk.works()
    assert home_of(desk, "ada").says("Open pages", "initech #1 Sev-1", "As of 03:30")


def test_a_message_that_is_given_up_shows(desk: DeskUnderTest) -> None:
    """An admin sees what nobody got, while looking."""
    with_four_customers(desk)
    desk.works()
    desk.at("Mon 2026-06-01 10:00")
    desk.home("dana")
    desk.at("Mon 2026-06-01 10:02")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.slack.faults.next(500, methods=["chat.postMessage"])
    desk.works()
    assert "Send again" not in home_of(desk, "dana").whole
    desk.at("Mon 2026-06-01 10:04")
    desk.slack.api.fail_next("chat.postMessage", "is_archived")
    desk.works()
    desk.slack.refusals.clear()
    desk.at("Mon 2026-06-01 10:05")  # it follows once a minute
    desk.works()
    assert "Send again" in home_of(desk, "dana").whole


def test_two_letters_never_publish_at_once(desk: DeskUnderTest) -> None:
    """One that came too early keeps its place, and what came after waits behind it."""
    case_taken(desk)
    desk.at("Mon 2026-06-01 10:00")
    desk.home("ada")
    desk.at("Mon 2026-06-01 10:02")
    desk.types("ben", "/case title 1 First")
    claimed = outbox.claim(desk.house.desk, desk.clock.now())
    while claimed is not None and claimed.topic != "home":
        claimed = outbox.claim(desk.house.desk, desk.clock.now())
    assert claimed is not None
    desk.home("ada")  # opened while the letter is on its way
    desk.types("ben", "/case title 1 Second")
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        with pytest.raises(outcomes.Held) as held:
            desk.house.worker.postman._sender.send(claimed)
        outcomes.record(turn, claimed, held.value)
    with desk.house.desk.database.reading() as session:
        lanes = select(OutboxRow.lane).where(OutboxRow.topic == "home", OutboxRow.done_at.is_(None))
        assert session.scalars(lanes).all() == ["home:U0ADA", "home:U0ADA"]
    published = publishings(desk)
    desk.at("Mon 2026-06-01 10:03")
    desk.works()
    assert publishings(desk) == published + 1
    assert home_of(desk, "ada").says("“Second”")


def test_charts_that_slack_refuses(desk: DeskUnderTest) -> None:
    """A Home goes out again without its charts, when opened and by the worker; facts stay."""
    case_taken(desk)
    desk.types("ada", "/escalation log 2h #1")
    desk.slack.faults.set(refuses_charts=True)
    desk.at("Mon 2026-06-01 10:00")
    assert "2h in all: Mon 2h" in desk.home("ada")
    assert not CHARTS & {block["type"] for block in home_of(desk, "ada").blocks}
    desk.at("Mon 2026-06-01 10:02")
    desk.types("ada", "/escalation log 1h #1")
    desk.works()
    assert home_of(desk, "ada").says("3h in all: Mon 3h")
    desk.slack.faults.clear()
    desk.home("ada")
    assert CHARTS & {block["type"] for block in home_of(desk, "ada").blocks}


def test_tables_that_slack_refuses(desk: DeskUnderTest) -> None:
    """A message goes out again with its table as lines, so that no fact is lost."""
    with_four_customers(desk, "Fri 2026-06-05 16:00")
    desk.at("Fri 2026-06-05 20:00")
    desk.types("ada", "/case open acme configuration Login <loops>")
    desk.slack.faults.set(refuses_charts=True)
    desk.at("Mon 2026-06-08 09:00")
    desk.works()
    last = desk.last("dana", "#queues")
    assert last.says("1 case came in", "• #1 Login &lt;loops&gt; · Mon 8 Jun 17:00 · acme · 3")
    assert not CHARTS & {block["type"] for block in last.blocks}


def test_an_answer_whose_table_slack_refuses(desk: DeskUnderTest) -> None:
    """An answer by the response address goes out again with its table as lines, too."""
    with_four_customers(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    shown = buttons([("My cases", "/case list acme")])
    assert shown is not None
    blocks = [{**shown._resolve(), "block_id": "offered"}]
    desk.slack.workspace.timeline.add("C0SUPPORT", "U0DESK", "Look here", blocks, is_app=True)
    desk.slack.faults.set(refuses_charts=True)
    said = desk.presses("ada", "My cases")
    assert said.says("1 case of acme", "• #1 Login loops · ", " · acme · 3 · configuration")
