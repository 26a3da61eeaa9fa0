"""An admin's Home: the health of the desk, and sending again what nobody got."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.cases import Change
from models.usecases import letter
from tests.conversations.at_home import clicks, home_of
from tests.conversations.four_customers import with_four_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases

POSTS = "chat.postMessage"


def refused_post(desk: DeskUnderTest) -> None:
    """Let Slack refuse the post of case 1 in its queue's channel, at 10:00."""
    with_four_customers(desk)
    desk.works()
    desk.at("Mon 2026-06-01 10:00")
    desk.slack.api.fail_next(POSTS, "is_archived")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    desk.slack.refusals.clear()
    desk.at("Mon 2026-06-01 10:10")


def shown_in_queue(desk: DeskUnderTest) -> int:
    """How many posts show case 1 in the channel of its queue."""
    return sum("#1 acme" in m.text for m in desk.slack.messages_seen_by("dana", "#queues"))


def kept(desk: DeskUnderTest) -> list[tuple[str, str | None, str]]:
    """What the desk remembers of messages that were given up: what, why it failed, and who."""
    wanted = select(Change).where(Change.subject == "message").order_by(Change.id)
    with desk.house.desk.database.reading() as session:
        return [(row.what, row.old, row.by) for row in session.scalars(wanted)]


def test_the_health_of_the_desk(desk: DeskUnderTest) -> None:
    """O7: in short what `/oncall check` finds, what is overdue, and that all else is well."""
    desk.at("Mon 2026-06-01 09:00")
    home = desk.home("dana")
    assert ":warning: *On call*: 1 thing to mend\n• There is no rotation yet" in home
    with_people_on_call(desk, "Mon 2026-06-01 09:05")
    home = desk.home("dana")
    assert "• <@U0CLEO> (`primary`) can't be reached outside Slack" in home
    assert (
        ":white_check_mark: The desk itself is on time: no rung and no message of its own is late."
        in home
    )
    assert ":white_check_mark: Every message of the last 7 days was delivered" in home
    desk.types("ada", "/case open acme configuration Login loops")
    desk.at("Mon 2026-06-01 09:07")
    assert ":warning: Overdue by more than a minute: 1 message" in desk.home("dana")
    desk.works()


def test_what_asks_for_somebody_has_its_button(desk: DeskUnderTest) -> None:
    """Pages that ring and first responses that are overdue are shown with a press; that the desk
    itself is on time is another matter, and says so."""
    with_people_on_call(desk)
    desk.types("ada", "/case open acme configuration Slow console")
    desk.at("Wed 2026-06-03 10:00")
    desk.types("cleo", "/oncall page acme the portal is down")
    desk.works()
    home = desk.home("dana")
    assert ":rotating_light: 1 page rings and nobody has answered." in home
    assert ":warning: 1 first response is overdue to customers." in home
    assert "Show pages" in home
    assert "Show overdue" in home


@pytest.mark.settings(admin_channel=None)
def test_without_an_admin_channel_each_admin_hears_of_it(desk: DeskUnderTest) -> None:
    """What nobody got is told to each admin directly."""
    refused_post(desk)
    assert desk.last("dana", "@desk").says("about #1 for <#C0QUEUES> was not delivered")


def test_sent_again(desk: DeskUnderTest) -> None:
    """A message that was given up says to whom, what about and why; pressed, it goes out once."""
    refused_post(desk)
    desk.home("dana")
    home = home_of(desk, "dana")
    assert home.says(
        "*:warning: 1 message not delivered*",
        "To <#C0QUEUES>, today 10:00: a case in its queue (#1)\n`is_archived` The channel is",
        "Send again",
    )
    assert shown_in_queue(desk) == 0
    after = clicks(desk, "dana", "Send again")
    assert after.says(":outbox_tray: On its way again.")
    assert "not delivered" not in after.whole
    desk.works()
    assert shown_in_queue(desk) == 1
    assert kept(desk) == [("sent again", "is_archived", "U0DANA")]


def test_sent_again_by_two_at_once(desk: DeskUnderTest) -> None:
    """A second press, on a Home that still shows it, sends nothing more."""
    refused_post(desk)
    desk.home("dana")
    view = desk.slack.home_of("dana")
    assert view is not None
    old = [dict(block) for block in view.blocks]
    clicks(desk, "dana", "Send again")
    desk.slack.workspace.views.publish("U0DANA", {"type": "home", "blocks": old})
    assert clicks(desk, "dana", "Send again").says(
        ":warning: That message is on its way again already."
    )
    desk.works()
    desk.slack.workspace.views.publish("U0DANA", {"type": "home", "blocks": old})
    assert clicks(desk, "dana", "Send again").says(":warning: That message was sent, or put aside")
    desk.works()
    assert shown_in_queue(desk) == 1


def test_its_reason_is_gone(desk: DeskUnderTest) -> None:
    """A question that was answered meanwhile is not asked again; it says so, and rests."""
    with_four_customers(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    desk.slack.api.fail_next(POSTS, "user_not_found")
    desk.types("ada", "/escalation log 5h30 #1")
    desk.works()
    desk.slack.refusals.clear()
    desk.types("cleo", "/escalation decide 1 consulting")
    assert "the question what a block should be (#1)\n`user_not_found`" in desk.home("dana")
    told = len(desk.slack.messages_seen_by("cleo", "@desk"))
    after = clicks(desk, "dana", "Send again")
    assert after.says(":white_check_mark: Nothing to send any more: what that message was about")
    desk.works()
    assert len(desk.slack.messages_seen_by("cleo", "@desk")) == told
    assert "not delivered" not in desk.home("dana")
    assert kept(desk) == [("put aside", "user_not_found", "U0DANA")]


@pytest.mark.roles
def test_only_admins(desk: DeskUnderTest) -> None:
    """Who is no admin any more is refused, kindly, and nothing is sent."""
    refused_post(desk)
    desk.home("dana")
    desk.slack.change_group("S0ADMINS", [])
    desk.slack.change_group("S0ENGINEERS", ["U0ADA", "U0BEN", "U0DANA"])
    refused = clicks(desk, "dana", "Send again")
    assert refused.says(":warning: Only admins can use “Send again”.")
    desk.works()
    assert (shown_in_queue(desk), kept(desk)) == (0, [])


def test_every_letter_has_a_name() -> None:
    """What was not delivered is told in words, whatever it was."""
    assert all(kind.called for kind in letter.kinds())
