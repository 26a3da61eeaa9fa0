"""Roles: from Slack's user groups where they are set, asked once and kept, and else as before."""

from __future__ import annotations

import httpx
import pytest

from models.rules.roles import Role
from models.usecases import finding, people
from models.usecases.roles import roles_of
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import (
    Acknowledgement,
    command_delivery,
    event_delivery,
    interaction_delivery,
)
from slackapp.pretend_slack.web.loopback import Loopback
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest
from tests.outside.oncall import link

ASKS = "usergroups.users.list"


def roles(desk: DeskUnderTest, who: str) -> frozenset[Role]:
    """Somebody's roles, as the desk knows them."""
    with desk.house.desk.database.reading() as session:
        return roles_of(session, desk.house.desk, desk.person(who))


def asked(desk: DeskUnderTest) -> int:
    """How often Slack was asked who is in a group."""
    return sum(ASKS in entry["what"] for entry in desk.slack.traffic.since(0)["entries"])


# --- where they come from -------------------------------------------------------------------------


def test_without_groups_it_is_as_before(desk: DeskUnderTest) -> None:
    """Every full member is an engineer, whoever manages a customer an account manager, and the
    workspace's admin an admin."""
    with_acme(desk)
    desk.types("ada", "/case help")
    assert roles(desk, "ada") == {"engineer"}
    assert roles(desk, "cleo") == {"engineer", "account manager"}
    assert roles(desk, "dana") == {"engineer", "admin"}
    assert asked(desk) == 0


@pytest.mark.roles
def test_with_groups_only_they_count(desk: DeskUnderTest) -> None:
    """With all three set, an engineer is who is in the group of engineers, and so on."""
    with_acme(desk)
    desk.types("ada", "/case help")
    assert roles(desk, "ada") == {"engineer"}
    assert roles(desk, "cleo") == {"account manager"}
    assert roles(desk, "dana") == {"admin"}
    assert desk.types("cleo", "/escalation log 2h 1").says("Only engineers and admins can use")
    assert desk.types("ada", "/customer pack acme M").says(
        "Only account managers and admins can use `/customer pack`. "
        "In this workspace that is <!subteam^S0ACCOUNTS> and <!subteam^S0ADMINS>."
    )
    desk.types("ada", "/case open acme Login loops")
    given = desk.types("ada", "/case assign 1 @cleo")
    assert given.says("<@U0CLEO> may not work on cases, so can't have one.")


@pytest.mark.roles(admins_group="S0DUTY")
def test_a_group_of_admins_takes_the_place_of_the_workspaces(desk: DeskUnderTest) -> None:
    """With ADMINS_GROUP set, the workspace's admins are none of the desk's; its members are."""
    desk.at("Mon 2026-06-01 09:00")
    add = '/customer add acme "Acme AG" standard from 2026-01-01'
    assert desk.types("dana", add).says("Only admins can use `/customer add`.")
    assert desk.types("ada", add).says("Added acme")


@pytest.mark.roles
@pytest.mark.settings(admin_users=frozenset({"U0BEN"}))
def test_nobody_locks_themselves_out(desk: DeskUnderTest) -> None:
    """Whom ADMIN_USERS names is an admin whatever the groups say, and when Slack says nothing."""
    desk.at("Mon 2026-06-01 09:00")
    desk.slack.faults.set(answers=500, methods=[ASKS])
    assert desk.types("ben", '/customer add acme "Acme" basic from 2026-01-01').says("Added acme")
    assert desk.types("dana", "/balance acme").says("Slack did not tell us just now who is in")


@pytest.mark.roles
def test_who_is_in_no_group_is_told_which_there_are(desk: DeskUnderTest) -> None:
    """A member without any role is told, kindly, which groups use the desk."""
    with_acme(desk)
    desk.slack.change_group("S0ENGINEERS", ["U0ADA"])
    told = desk.types("ben", "/balance acme")
    groups = "<!subteam^S0ENGINEERS> or <!subteam^S0ACCOUNTS> or <!subteam^S0ADMINS>"
    assert told.says(f"The support desk is for members of {groups}", "Please ask an admin")
    assert "Please ask an admin" in desk.home("ben")


# --- account managers -----------------------------------------------------------------------------


@pytest.mark.roles
def test_only_members_of_the_group_are_made_account_managers(desk: DeskUnderTest) -> None:
    """With ACCOUNT_MANAGERS_GROUP set, nobody else can be named."""
    with_acme(desk)
    refused = desk.types("dana", "/customer manager acme @ben")
    assert refused.says("<@U0BEN> is not in <!subteam^S0ACCOUNTS>, and only its members can be")
    assert desk.types("dana", "/customer show acme").says("<@U0CLEO>")


@pytest.mark.roles(account_managers_group="S0ACCOUNTS")
def test_who_left_the_group_manages_nobody(desk: DeskUnderTest) -> None:
    """Cleo is still acme's account manager by name, but not in the group any more: she can't act
    as one, and an admin can."""
    with_acme(desk)
    assert desk.types("cleo", "/customer pack acme M").says("Recorded")
    desk.slack.change_group("S0ACCOUNTS", ["U0BEN"])
    with desk.reading("cleo") as turn:
        assert not people.may_manage(turn, finding.customer(turn, "acme"))
    assert desk.types("cleo", "/customer pack acme M").says("Only account managers and admins")
    assert desk.types("ben", "/customer pack acme M").says("Only acme's account manager (<@U0CLEO>")
    assert desk.types("dana", "/customer pack acme S").says("Recorded")


@pytest.mark.roles(account_managers_group="S0ACCOUNTS")
def test_who_left_the_group_is_not_asked_to_decide(desk: DeskUnderTest) -> None:
    """Who can't answer is not asked: the question goes to the admins, as without anybody (E5)."""
    with_acme(desk, "Login loops")
    desk.slack.change_group("S0ACCOUNTS", ["U0BEN"])
    desk.types("ada", "/escalation log 6h 1")
    desk.works()
    asked_where = [
        channel
        for who, channel in (("dana", "#desk-admin"), ("cleo", "@desk"))
        if any("#1 of acme passed 5h" in m.text for m in desk.slack.messages_seen_by(who, channel))
    ]
    assert asked_where == ["#desk-admin"]


# --- asked once, and kept -------------------------------------------------------------------------


@pytest.mark.roles
def test_slack_is_asked_once_in_some_hours(desk: DeskUnderTest) -> None:
    """Three groups are asked about at the first command, and again after twelve hours."""
    with_acme(desk, at="Mon 2026-06-01 09:00")
    assert asked(desk) == 3
    desk.slack.workspace.change_group("S0ENGINEERS", members=("U0ADA", "U0CLEO"))
    desk.at("Mon 2026-06-01 20:00")
    assert desk.types("ben", "/balance acme").says("4 of 4")
    desk.at("Mon 2026-06-01 21:01")
    assert desk.types("ben", "/balance acme").says("The support desk is for members of")
    assert asked(desk) == 6


@pytest.mark.roles
def test_a_change_of_a_group_counts_at_once(desk: DeskUnderTest) -> None:
    """Slack tells that somebody joined or left, and the desk asks anew there and then."""
    desk.slack.workspace.touch()  # all is told here: what Slack is asked is counted
    with_acme(desk)
    desk.slack.change_group("S0ENGINEERS", ["U0ADA", "U0CLEO"])
    assert desk.types("ben", "/balance acme").says("The support desk is for members of")
    assert roles(desk, "cleo") == {"engineer", "account manager"}
    desk.slack.change_group("S0DUTY", ["U0BEN"])  # no role comes from it
    assert asked(desk) == 4


@pytest.mark.roles
def test_a_change_is_not_forgotten(desk: DeskUnderTest) -> None:
    """If Slack does not answer when it tells of a change, it is asked again at the next command."""
    with_acme(desk)
    desk.slack.faults.set(answers=500, methods=[ASKS])
    desk.slack.change_group("S0ENGINEERS", ["U0ADA"])
    desk.slack.faults.clear()
    assert desk.types("ben", "/balance acme").says("The support desk is for members of")


@pytest.mark.roles
def test_another_workspaces_groups_are_ignored(desk: DeskUnderTest) -> None:
    """What is told of a group in another workspace is not ours."""
    desk.slack.workspace.touch()  # all is told here: what Slack is asked is counted
    with_acme(desk)
    group = desk.slack.workspace.groups["S0ENGINEERS"]
    told = payloads.group_changed(desk.slack.workspace, group, group)
    told["event"]["team_id"] = "T0INITECH"
    assert desk.slack.wire.send(event_delivery(told)).status == 200
    assert asked(desk) == 3


@pytest.mark.roles
def test_what_was_known_serves(desk: DeskUnderTest) -> None:
    """While Slack says nothing, the groups are as they were; it is asked again by the minute."""
    with_acme(desk, at="Mon 2026-06-01 09:00")
    desk.at("Tue 2026-06-02 09:00")
    desk.slack.faults.set(answers=500, methods=[ASKS])
    desk.slack.change_group("S0ENGINEERS", ["U0ADA"])
    before = asked(desk)
    assert desk.types("ben", "/balance acme").says("4 of 4")
    assert desk.types("ben", "/balance acme").says("4 of 4")
    assert asked(desk) - before == 3
    desk.slack.faults.clear()
    assert desk.types("ben", "/balance acme").says("4 of 4")
    desk.at("Tue 2026-06-02 09:01")
    assert desk.types("ben", "/balance acme").says("The support desk is for members of")


@pytest.mark.roles
def test_when_nothing_was_ever_known(desk: DeskUnderTest) -> None:
    """If Slack never said who is in a group, nobody can say who may: please try again."""
    desk.at("Mon 2026-06-01 09:00")
    desk.slack.faults.set(answers=429, methods=[ASKS])
    assert desk.types("ada", "/balance").says("Slack did not tell us just now", "try again")
    desk.slack.faults.clear()
    desk.at("Mon 2026-06-01 09:01")
    assert desk.types("ada", "/balance").says("no customers")


# --- user and team, on every entrance -------------------------------------------------------------


def test_a_foreign_team_is_refused_whoever_it_says_it_is(desk: DeskUnderTest) -> None:
    """A payload whose person is of another workspace is refused, whatever the desk knows of the
    id, and nothing is asked of Slack."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/case show 1")
    ada = desk.slack.workspace.who("ada")
    room = desk.slack.workspace.rooms["C0SUPPORT"]
    before = len(desk.slack.traffic.since(0)["entries"])
    fields = payloads.command_fields(desk.slack.workspace, ada, room, "/case", "show 1", "")
    answer = desk.slack.wire.send(command_delivery({**fields, "team_id": "T0INITECH"}))
    assert _text(answer).startswith("The support desk is for people at ProAuth.")

    desk.opens("ada", "/oncall contact")
    view = desk.slack.modal_of("ada")
    assert view is not None
    payload = payloads.submission(desk.slack.workspace, ada, view)
    payload["user"]["team_id"] = "T0INITECH"
    answer = desk.slack.wire.send(interaction_delivery(payload))
    said = answer.content["view"]["blocks"][0]["text"]["text"]
    assert said.startswith(":warning: The support desk is for people at ProAuth.")
    new = desk.slack.traffic.since(0)["entries"][before:]
    assert not any("users.info" in entry["what"] for entry in new)


def _text(answer: Acknowledgement) -> str:
    return str(answer.content["text"])


def test_a_change_of_somebody_elsewhere_makes_no_member(desk: DeskUnderTest) -> None:
    """Slack tells of people of connected workspaces too: they stay outsiders."""
    with_acme(desk)
    eve = desk.slack.workspace.change_person("U0EVE", is_stranger=False)
    desk.slack.wire.send(event_delivery(payloads.person_changed(desk.slack.workspace, eve)))
    assert desk.person("eve").standing == "outsider"
    desk.is_installed_everywhere()
    assert desk.types("eve", "/balance acme", "#initech").says("for people at ProAuth")


def test_while_our_workspace_is_unknown_nobody_becomes_a_stranger(desk: DeskUnderTest) -> None:
    """If Slack did not say which workspace is ours, what was known of people holds."""
    with_acme(desk, at="Mon 2026-06-01 09:00")
    desk.types("ben", "/balance acme")
    directory, slack = desk.house.conversation.directory, desk.house.bolt.client
    later = desk.at("Tue 2026-06-02 09:00")
    assert directory.recognise(slack, "U0BEN", None, later).standing == "member"
    directory.learn(slack.users_info(user="U0BEN")["user"], None, later)
    assert desk.person("ben").standing == "member"


# --- outside Slack --------------------------------------------------------------------------------


@pytest.mark.roles
def test_who_lost_their_role_reads_no_feed_and_takes_no_page(
    desk: DeskUnderTest, desk_loopback: Loopback
) -> None:
    """A calendar's address and a page's link end with the role of whoever had them."""
    with_acme(desk)
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 from 2026-06-01 @ben --anyway")
    desk.types("ben", "/oncall page acme the portal is down")
    said = desk.types("ben", "/oncall feed")
    address = next(word for word in said.whole.split() if ".ics" in word)
    feed = "/feeds/" + address.split("/feeds/")[1].split(".ics")[0] + ".ics"
    with httpx.Client(base_url=desk_loopback.address, timeout=20) as browser:
        ack = link(desk, "ben")
        assert (browser.get(feed).status_code, browser.get(ack).status_code) == (200, 200)
        desk.slack.change_group("S0ENGINEERS", ["U0ADA"])
        assert (browser.get(feed).status_code, browser.get(ack).status_code) == (410, 403)
        assert browser.post(ack).status_code == 403
    assert desk.types("ada", "/oncall pages 1").says("somebody is needed now")
    found = desk.types("ada", "/oncall check")
    assert found.says("<@U0BEN> (`primary`) is in no user group of the desk any more.")
