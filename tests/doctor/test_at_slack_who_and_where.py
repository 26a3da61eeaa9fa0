"""What the doctor finds at Slack: admins, channels and user groups."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from slackapp.doctor.at_slack import usergroups
from slackapp.doctor.finding import Patient
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.settings import Settings
from tests.doctor.clinic import Clinic


def test_admins_who_are_nobody(clinic: Clinic) -> None:
    """An id that Slack does not know, or of somebody who left."""
    assert "whom Slack does not know" in clinic.finds("admins", ADMIN_USERS="U0NOBODY").says
    assert "no member" in clinic.finds("admins", ADMIN_USERS="U0EVE").says
    clinic.desk.slack.workspace.change_person("U0DANA", deleted=True)
    assert "no member" in clinic.finds("admins").says
    assert "own admins" in clinic.says_ok("admins", ADMIN_USERS="")


def archived(slack: PretendSlack) -> None:
    slack.workspace.change_room("C0SEV1", is_archived=True)


def without_the_desk(slack: PretendSlack) -> None:
    slack.workspace.change_room("C0SEV1", members=("U0ADA",))


def private(slack: PretendSlack) -> None:
    slack.workspace.change_room("C0SEV1", members=("U0ADA",), is_private=True)


def shared(slack: PretendSlack) -> None:
    slack.workspace.change_room("C0SEV1", shared_with=("T0INITECH",))


def with_a_guest(slack: PretendSlack) -> None:
    slack.workspace.change_person("U0BEN", is_ultra_restricted=True)
    slack.workspace.change_room("C0QUEUES", members=("U0ADA", "U0DESK"))


@pytest.mark.parametrize(
    ("change", "says", "do"),
    [
        (archived, "SEV1_CHANNEL: #sev1 is archived.", "unarchive"),
        (without_the_desk, "the desk is not in #sev1", "Type in #sev1: /invite @desk"),
        (private, "there is no channel C0SEV1, or it is private", "/invite @desk"),
        (shared, "people of another company read #sev1", "only your own people"),
        (with_a_guest, "guests read #sev1", "only your own people"),
    ],
)
def test_a_channel_of_the_settings(
    clinic: Clinic, change: Callable[[PretendSlack], None], says: str, do: str
) -> None:
    """A channel that is archived, that the desk is not in, or that others read."""
    change(clinic.desk.slack)
    found = clinic.finds("channels")
    assert found.state == "wrong"
    assert says in found.says
    assert do in found.do


def test_channels_that_are_not_set(clinic: Clinic) -> None:
    """Without a channel the desk works, and the doctor says what is missed."""
    report = clinic.examine(SEV1_CHANNEL="", QUEUE_CHANNEL="managed=C0SEV1, basic=C0QUEUES")
    found = [finding for key, finding in report if key == "channels"]
    assert [f.state for f in found] == ["ok", "warning", "ok", "ok"]
    assert found[1].says.startswith("SEV1_CHANNEL is not set: pages ring people")


def test_customers_channels(clinic: Clinic) -> None:
    """A customer's channel may be shared; one that is gone or without the desk is a warning."""
    desk = clinic.desk
    for key, channel in (("acme", "acme"), ("initech", "initech"), ("globex", "globex")):
        desk.types("dana", f'/customer add {key} "{key} AG" standard from 2026-01-01')
        desk.types("dana", f"/customer channel {key} #{channel}")
    desk.works()
    assert clinic.says_ok("customers_channels").endswith(": 3.")
    desk.slack.workspace.change_room("C0ACME", members=("U0ADA",))
    desk.slack.workspace.change_room("C0GLOBEX", is_archived=True)
    found = [f for key, f in clinic.examine() if key == "customers_channels"]
    assert {f.state for f in found} == {"warning"}
    assert [f.says for f in found] == [
        "acme: the desk is not in its channel #acme.",
        "globex: its channel #globex is archived.",
    ]
    desk.slack.workspace.change_room("C0GLOBEX", is_archived=False, members=(), is_private=True)
    desk.slack.workspace.change_room("C0ACME", members=("U0ADA", "U0DESK"))
    assert "is not there, or is private" in clinic.finds("customers_channels").says


def test_customers_further_channels(clinic: Clinic) -> None:
    """I5: what comes from #globex is acme's too."""
    desk = clinic.desk
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", "/customer channel acme #acme")
    desk.types("dana", "/customer channel acme also #globex")
    desk.works()
    assert clinic.says_ok("customers_channels").endswith(": 2.")
    desk.slack.workspace.change_room("C0GLOBEX", members=("U0ADA",))
    found = clinic.finds("customers_channels")
    assert (found.says, found.do) == (
        "acme: the desk is not in its channel #globex.",
        "Type in #globex: /invite @desk",
    )
    desk.slack.workspace.change_room("C0GLOBEX", is_archived=True)
    found = clinic.finds("customers_channels")
    assert (found.says, found.do) == (
        "acme: its channel #globex is archived.",
        "Type in Slack: /customer channel acme remove #globex",
    )


def test_user_groups(clinic: Clinic) -> None:
    """A group that does not exist or is disabled is wrong, an empty one a warning."""
    workspace = clinic.desk.slack.workspace
    workspace.change_group("S0ONCALL", members=())
    assert clinic.finds("usergroups").says == "ONCALL_USERGROUPS: @oncall is empty."
    workspace.change_group("S0ONCALL", is_disabled=True)
    disabled = clinic.finds("usergroups")
    assert (disabled.state, disabled.says) == ("wrong", "ONCALL_USERGROUPS: @oncall is disabled.")
    gone = clinic.finds("usergroups", ONCALL_USERGROUPS="S0GONE=primary")
    assert (gone.state, "there is no user group S0GONE" in gone.says) == ("wrong", True)
    assert clinic.says_ok("usergroups", ONCALL_USERGROUPS="") == "No user group is set."


def test_groups_of_roles(clinic: Clinic) -> None:
    """The groups that say who is an engineer, an account manager or an admin are looked at too."""
    groups = {"engineers_group": "S0ENGINEERS", "admins_group": "S0GONE"}
    given = {name.lower(): value for name, value in clinic.environ.items()}
    patient = Patient(Settings.model_validate(given | groups), clinic.desk.clock)
    assert [(found.state, found.says) for found in usergroups(patient)] == [
        ("ok", "ONCALL_USERGROUPS: @oncall is there and holds people."),
        ("ok", "ENGINEERS_GROUP: @engineers is there and holds people."),
        ("wrong", "ADMINS_GROUP: there is no user group S0GONE."),
    ]
