from __future__ import annotations

import pytest
from slack_sdk import WebClient

from slackapp.pretend_slack.slack import PretendSlack
from tests.sandbox.asking import code_of


def test_who_is_in_a_group_changes(client: WebClient, slack: PretendSlack) -> None:
    """The list given takes the place of the group's users, and the group comes back."""
    before = slack.workspace.version
    both = ["U0BEN", "U0ADA"]
    group = client.usergroups_users_update(usergroup="S0ONCALL", users=both)["usergroup"]
    assert (group["handle"], group["users"], group["user_count"]) == ("oncall", both, 2)
    assert client.usergroups_users_list(usergroup="S0ONCALL")["users"] == both
    assert client.usergroups_users_list(usergroup="S0DUTY")["users"] == ["U0ADA"]
    assert slack.workspace.groups["S0ONCALL"].members == ("U0BEN", "U0ADA")
    assert slack.workspace.version > before
    handles = [each["handle"] for each in client.usergroups_list()["usergroups"]]
    assert handles == ["engineers", "account-managers", "desk-admins", "oncall", "duty"]


@pytest.mark.parametrize(
    ("group", "users", "code"),
    [
        ("S0ONCALL", [], "no_users_provided"),
        ("S0ONCALL", ["U0ADA", "U0NOBODY"], "invalid_users"),
        ("S0ONCALL", ["U0EVE"], "invalid_users"),
        ("S0ONCALL", ["U0DESK"], "invalid_users"),
        ("S0NONE", ["U0ADA"], "no_such_subteam"),
    ],
)
def test_what_a_group_cannot_be(
    client: WebClient, slack: PretendSlack, group: str, users: list[str], code: str
) -> None:
    """Nobody at all, unknown people, strangers and bots are refused, and nothing changes."""
    assert code_of(client.usergroups_users_update, usergroup=group, users=users) == code
    assert slack.workspace.groups["S0ONCALL"].members == ("U0ADA",)


def test_somebody_who_left(client: WebClient, slack: PretendSlack) -> None:
    """A deactivated person cannot join a group."""
    slack.change_person("ben", deleted=True)
    code = code_of(client.usergroups_users_update, usergroup="S0DUTY", users="U0BEN")
    assert code == "invalid_users"


def test_the_channels_of_paging(client: WebClient) -> None:
    """#sev1 and #queues are there, with everybody of ours and the bot."""
    for channel in ("C0SEV1", "C0QUEUES"):
        assert client.conversations_info(channel=channel)["channel"]["is_member"] is True
        members = client.conversations_members(channel=channel)["members"]
        assert members == ["U0ADA", "U0BEN", "U0CLEO", "U0DANA", "U0DESK"]
