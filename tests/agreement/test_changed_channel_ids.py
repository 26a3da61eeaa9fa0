"""I3, I5: a channel that is shared gets another id from Slack: it stays the customer's, and nothing
that lives in it is done twice or lost.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from slackapp.worker.catching_up import CatchingUp
from tests.agreement.outsiders import DOWN, at_home, case, cases, mentions, pages, siren
from tests.desk import DeskUnderTest

FORMER, NOW = "C0INITECH", "C0SHARED01"
NIGHT = "Sat 2026-06-06 03:12"
KEPT_AS_IT_CAME = {
    ("changes", "old"),  # what was changed, and when the channel was set
    ("changes", "new"),
    ("former_channel_ids", "id"),
    ("deliveries", "answer"),
}


@pytest.fixture(autouse=True)
def _at_home(people_on_call: None, desk: DeskUnderTest) -> Iterator[None]:
    """initech is Managed and at home in #initech, where Eve of Initech reads. Whoever calls the
    channel by its former id is refused, as long as nobody has told them of the other.
    """
    at_home(desk, "initech")
    reads(desk)
    desk.at(NIGHT)
    yield
    assert all("channel_not_found" in each for each in desk.slack.refusals)
    desk.slack.refusals.clear()


def reads(desk: DeskUnderTest) -> None:
    """The desk reads the channels now."""
    reader = desk.house.worker.catching_up
    assert isinstance(reader, CatchingUp)
    reader.at_once()
    reader.catch_up()
    desk.works()


def is_shared(desk: DeskUnderTest) -> None:
    """#initech gets another id, and Slack tells the desk."""
    told = desk.slack.give_id(FORMER, NOW)
    assert told is not None
    assert told.status == 200
    desk.works()


def where_it_stands(desk: DeskUnderTest) -> set[tuple[str, str]]:
    """The tables and columns in which the former id still stands."""
    found = set()
    with desk.house.desk.database.reading() as session:
        connection = session.connection()
        for table in session.get_bind().dialect.get_table_names(connection):
            for row in connection.execute(text(f"SELECT * FROM {table}")).mappings():
                found |= {(table, name) for name, value in row.items() if FORMER in str(value)}
    return found


@pytest.mark.both_databases
def test_it_goes_on_as_the_same_channel(desk: DeskUnderTest) -> None:
    """The customer's, its cases' threads and headlines, its messages that wait, what was read."""
    thread = mentions(desk, f"critical: {DOWN}")
    desk.says("eve", "And the export is slow", "#initech")
    desk.works()
    is_shared(desk)
    assert where_it_stands(desk) <= KEPT_AS_IT_CAME
    assert (case(desk).channel_id, case(desk).thread_ts) == (NOW, thread)
    desk.types("ben", "/case respond 1")
    desk.works()
    seen = desk.slack.messages_seen_by("eve", "#initech")
    assert any("First reply given" in message.text for message in seen if message.is_app)


def test_what_was_heard_before_is_the_same_afterwards(desk: DeskUnderTest) -> None:
    """By a siren, by the same mention told again under either id, and read in the channel."""
    thread = mentions(desk, f"critical: {DOWN}")
    workspace = desk.slack.workspace
    message = workspace.timeline.find(FORMER, thread)
    assert message is not None
    told_before = payloads.mentioned(workspace, message)
    is_shared(desk)
    siren(desk, thread)
    desk.slack.wire.send(event_delivery(told_before))
    desk.slack.wire.send(event_delivery(payloads.mentioned(workspace, message)))
    reads(desk)
    assert (len(cases(desk)), len(pages(desk))) == (1, 1)


def test_what_is_told_late_under_the_former_id(desk: DeskUnderTest) -> None:
    """Written before, and heard after the channel has another id: it rings, in the same thread."""
    workspace = desk.slack.workspace
    message = workspace.timeline.add(FORMER, "U0EVE", f"<@U0DESK> critical: {DOWN}")
    told = payloads.mentioned(workspace, message)
    is_shared(desk)
    desk.slack.wire.send(event_delivery(told))
    desk.works()
    assert (case(desk).channel_id, case(desk).thread_ts) == (NOW, message.ts)
    assert len(pages(desk)) == 1


def test_what_comes_before_slack_tells_of_it(desk: DeskUnderTest) -> None:
    """Under an id that nobody knows yet: it is asked whose it is, and rings when Slack has told."""
    desk.slack.workspace.give_id(FORMER, NOW)
    mentions(desk, f"critical: {DOWN}")
    assert cases(desk) == []
    desk.slack.wire.send(event_delivery(payloads.id_changed(desk.slack.workspace, FORMER, NOW)))
    desk.works()
    assert (case(desk).channel_id, len(pages(desk))) == (NOW, 1)


def test_what_could_not_be_posted_meanwhile(desk: DeskUnderTest) -> None:
    """Slack knows the former id no more, and has not told of it: it is said when it has."""
    mentions(desk, "the export fails")
    desk.slack.workspace.give_id(FORMER, NOW)
    desk.types("ben", "/case respond 1")
    desk.works()
    desk.slack.wire.send(event_delivery(payloads.id_changed(desk.slack.workspace, FORMER, NOW)))
    desk.works()
    seen = [each.text for each in desk.slack.messages_seen_by("eve", "#initech") if each.is_app]
    assert any("First reply given" in said for said in seen), seen


def test_it_is_told_again_and_changes_once_more(desk: DeskUnderTest) -> None:
    """Slack tells each event up to four times; and a channel may change its id again."""
    mentions(desk, "the export fails")
    is_shared(desk)
    again = payloads.id_changed(desk.slack.workspace, FORMER, NOW)
    desk.slack.wire.send(event_delivery(again))
    desk.slack.give_id(NOW, "C0SHARED02")
    desk.works()
    assert case(desk).channel_id == "C0SHARED02"
    message = desk.slack.workspace.timeline.add(
        "C0SHARED02", "U0EVE", "<@U0DESK> critical: all of it"
    )
    told = payloads.mentioned(desk.slack.workspace, message)
    told["event"]["channel"] = FORMER
    desk.slack.wire.send(event_delivery(told))
    desk.works()
    assert [each.channel_id for each in cases(desk)] == ["C0SHARED02"] * 2


def test_where_somebody_has_set_it_by_hand_before(desk: DeskUnderTest) -> None:
    """The cases of the former id follow all the same."""
    thread = mentions(desk, "the export fails")
    desk.slack.workspace.give_id(FORMER, NOW)
    desk.types("dana", "/customer channel initech #initech")
    desk.slack.wire.send(event_delivery(payloads.id_changed(desk.slack.workspace, FORMER, NOW)))
    desk.works()
    assert (case(desk).channel_id, case(desk).thread_ts) == (NOW, thread)
    mentions(desk, "critical", thread=thread)
    assert [(each.severity, each.channel_id) for each in cases(desk)] == [(1, NOW)]


# --- a channel that is shut -----------------------------------------------------------------------


def told(desk: DeskUnderTest) -> list[str]:
    """What the admins read of channels that are shut."""
    desk.works()
    seen = desk.slack.messages_seen_by("dana", "#desk-admin")
    return [each.text for each in seen if "does not reach the desk" in each.text]


def test_a_channel_that_is_archived(desk: DeskUnderTest) -> None:
    """The admins are told, once; not of a channel that is no customer's."""
    for _ in range(2):
        desk.slack.archive("dana", FORMER)
    desk.slack.archive("dana", "C0GLOBEX")
    (said,) = told(desk)
    assert said == (
        ":warning: initech does not reach the desk in Slack: its channel <#C0INITECH> was archived."
    )


def test_a_channel_whose_new_id_nobody_told(desk: DeskUnderTest) -> None:
    """The desk was away: that it can't be read any more is said, once, and again after it was."""
    desk.slack.workspace.give_id(FORMER, NOW)
    for _ in range(2):
        reads(desk)
    assert len(told(desk)) == 1
    desk.types("dana", "/customer channel initech #initech")
    desk.at("Sat 2026-06-06 03:20")
    reads(desk)
    desk.slack.workspace.give_id(NOW, "C0SHARED02")
    desk.at("Sat 2026-06-06 03:30")
    reads(desk)
    assert len(told(desk)) == 2
