"""The looks at Slack: tokens, workspace, scopes, people, channels and user groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from handlers.slack.audience import is_shared
from models.rows.customers import Customer
from models.rows.people import Person
from models.rows.reports import Arrival
from models.rules.reports import ReportDoor
from models.rules.standing import Standing
from models.usecases.customer import other_channels
from models.usecases.turn import Turn
from slackapp import manifest
from slackapp.doctor.finding import Finding, Patient, ok, unchecked, warning, wrong

_APPS = "https://api.slack.com/apps"
_OF_BOT_TOKEN = (
    f"At {_APPS}, in your app, OAuth & Permissions: install it to the workspace if it is not, and "
    "copy the Bot User OAuth Token into SLACK_BOT_TOKEN."
)
_OF_APP_TOKEN = (
    f"At {_APPS}, in your app, Basic Information, App-Level Tokens: make one with the scope "
    "connections:write, and copy it into SLACK_APP_TOKEN."
)
_REFUSED = {
    "invalid_auth": "Slack does not know it",
    "not_authed": "Slack does not know it",
    "token_revoked": "it was revoked",
    "token_expired": "it has expired",
    "account_inactive": "the app was removed from the workspace",
    "not_allowed_token_type": "it is a token of another kind",
    "missing_scope": "it lacks a scope",
}
_SKEWED = timedelta(seconds=30)
_REFUSED_BY_CLOCK = timedelta(minutes=5)  # what Slack signed is refused when it is older


def bot_token(patient: Patient) -> Iterator[Finding]:
    """Whether Slack answers, and takes the bot's token."""
    before = patient.clock.now()
    try:
        told = patient.client.auth_test()
    except SlackApiError as error:
        yield _refused("SLACK_BOT_TOKEN", error, _OF_BOT_TOKEN)
        return
    except OSError as error:
        yield wrong(
            f"Slack can't be reached at {patient.settings.slack_api_url}: {error}",
            "Check the network, a proxy or firewall on the way out, and SLACK_API_URL.",
        )
        return
    patient.told_at = before + (patient.clock.now() - before) / 2
    patient.told = dict(told.data) if isinstance(told.data, dict) else {}
    patient.headers = {name.lower(): str(value) for name, value in told.headers.items()}
    yield ok(f"Slack takes SLACK_BOT_TOKEN: the desk is {patient.bot}.")


def clock(patient: Patient) -> Iterator[Finding]:
    """How far this machine's clock is from Slack's."""
    date = patient.headers.get("date")
    if date is None or patient.told_at is None:
        yield unchecked("Slack did not say what time it is.")
        return
    skew = abs(parsedate_to_datetime(date) + timedelta(seconds=0.5) - patient.told_at)
    seconds = round(skew.total_seconds())
    do = "Let this machine keep its time by NTP (timedatectl set-ntp true)."
    if skew > _REFUSED_BY_CLOCK:
        yield wrong(
            f"This machine's clock is {seconds} s from Slack's: clocks of cases are wrong, and "
            "what Slack signs is refused.",
            do,
        )
    elif skew > _SKEWED:
        yield warning(f"This machine's clock is {seconds} s from Slack's.", do)
    else:
        yield ok("This machine's clock agrees with Slack's.")


def team(patient: Patient, turn: Turn) -> Iterator[Finding]:
    """Whether the token's workspace is the one whose people the database knows."""
    name, team_id = patient.told.get("team", "?"), patient.told.get("team_id")
    members = select(Person.team_id).where(Person.standing == Standing.MEMBER).distinct()
    known = set(turn.session.scalars(members))
    if patient.told.get("is_enterprise_install"):
        yield ok(f"The app is installed for the whole organisation ({name}).")
    elif known and team_id not in known:
        yield wrong(
            f"SLACK_BOT_TOKEN is of the workspace {name} ({team_id}), but this database is another "
            f"one's ({', '.join(sorted(known))}): people here would be strangers.",
            "Set the token of that workspace's app, or a DATABASE_URL of its own for this one.",
        )
    else:
        yield ok(f"The workspace is {name} ({patient.told.get('url', team_id)}).")


def scopes(patient: Patient) -> Iterator[Finding]:
    """Whether the app was given exactly what the manifest asks for, but for what may be refused."""
    header = patient.headers.get("x-oauth-scopes")
    if header is None:
        yield unchecked("Slack did not say which scopes the token has.")
        return
    given = {scope.strip() for scope in header.split(",") if scope.strip()}
    asked = manifest.bot_scopes()
    if missing := sorted(asked - given - manifest.optional_scopes()):
        yield wrong(
            f"Scopes are missing: {', '.join(missing)}.",
            f"At {_APPS}, in your app, App Manifest: paste what python -m slackapp manifest "
            "prints, save, and install the app again.",
        )
    if superfluous := sorted(given - asked):
        yield warning(
            f"Scopes that nothing uses: {', '.join(superfluous)}.",
            f"At {_APPS}, in your app, OAuth & Permissions: remove them, and install it again.",
        )
    if given <= asked and not missing:
        yield ok("The scopes are those of the manifest.")


@dataclass(frozen=True)
class _Way:
    """A way by which people reach the desk: what it needs, and how its arrivals are kept."""

    called: str
    scopes: tuple[str, ...]
    events: str
    door: ReportDoor | None = None


_WAYS = (
    _Way("mentions", ("app_mentions:read",), "app_mention", ReportDoor.MENTION),
    _Way("sirens on messages", ("reactions:read",), "reaction_added", ReportDoor.REACTION),
    _Way(
        "messages that wait, and catching up with them",
        ("channels:history", "groups:history"),
        "message.channels and message.groups",
        ReportDoor.MESSAGE,
    ),
    _Way("direct messages", ("im:history",), "message.im"),
)


def doors(patient: Patient, turn: Turn) -> Iterator[Finding]:
    """Which ways by which people reach the desk are shut: for want of a scope, or maybe an event.

    Slack does not say of which events it tells; it told of what has arrived lately.
    """
    header = patient.headers.get("x-oauth-scopes")
    if header is None:
        yield unchecked("Slack did not say which scopes the token has.")
        return
    given = {scope.strip() for scope in header.split(",")}
    heard = set(turn.session.scalars(select(Arrival.door).distinct()))
    for way in _WAYS:
        if missing := [scope for scope in way.scopes if scope not in given]:
            yield warning(
                f"Shut: {way.called}. The app was not given {' and '.join(missing)}.",
                f"At {_APPS}, in your app, OAuth & Permissions: install it again, and allow it.",
            )
    opened = [way for way in _WAYS if given.issuperset(way.scopes)]
    quiet = [way.events for way in opened if way.door not in {None, *heard}]
    hint = f" Nobody knows of these events whether Slack tells of them: {', '.join(quiet)}."
    if opened:
        open_ways = ", ".join(way.called for way in opened)
        yield ok(f"Open: {open_ways}.{hint if quiet else ''}")


def app_token(patient: Patient) -> Iterator[Finding]:
    """Whether Socket Mode may be opened; without an app-level token Slack comes by HTTP."""
    token = patient.settings.slack_app_token
    if token is None:
        yield ok("No SLACK_APP_TOKEN: Slack posts to /slack/events (HTTP).")
        return
    try:
        # Only a ticket: no connection is opened with it, so none is taken from `serve`.
        patient.client.apps_connections_open(app_token=token.get_secret_value())
    except SlackApiError as error:
        yield _refused("SLACK_APP_TOKEN", error, _OF_APP_TOKEN)
    except OSError as error:
        yield wrong(f"Slack can't be reached: {error}", "Check the network.")
    else:
        yield ok("Slack takes SLACK_APP_TOKEN: Socket Mode can be opened.")


def same_app(patient: Patient) -> Iterator[Finding]:
    """Whether both tokens are of one app: an app-level token has its app's id in it."""
    token = patient.settings.slack_app_token
    named = re.match(r"xapp-\d+-(A[A-Z0-9]+)-", token.get_secret_value()) if token else None
    if named is None:
        return
    app_id = patient.client.bots_info(bot=patient.told["bot_id"])["bot"]["app_id"]
    if named[1] != app_id:
        yield wrong(
            f"The tokens are of two apps: SLACK_BOT_TOKEN of {app_id}, SLACK_APP_TOKEN of "
            f"{named[1]}. Commands would never arrive.",
            "Copy both from the same app.",
        )
    else:
        yield ok(f"Both tokens are of one app ({app_id}).")


def admins(patient: Patient) -> Iterator[Finding]:
    """Whether those whom ADMIN_USERS names are members of the workspace."""
    settings = patient.settings
    named = sorted(settings.admin_users)
    lost = [found for person in named if (found := _lost_admin(patient, person)) is not None]
    yield from lost
    if not lost:
        yield ok(
            f"ADMIN_USERS are people of the workspace: {', '.join(named)}."
            if named
            else "ADMIN_USERS is not set: the members of ADMINS_GROUP are the desk's admins."
            if settings.admins_group
            else "ADMIN_USERS is not set: the workspace's own admins are the desk's."
        )


def _lost_admin(patient: Patient, person: str) -> Finding | None:
    try:
        user = patient.client.users_info(user=person)["user"]
    except SlackApiError as error:
        if error.response.get("error") not in ("user_not_found", "user_not_visible"):
            raise
        return wrong(f"ADMIN_USERS names {person}, whom Slack does not know.", "Correct the id.")
    if user.get("deleted") or user.get("team_id") != patient.told.get("team_id"):
        says = f"ADMIN_USERS names {person}, who is no member of the workspace (any more)."
        return wrong(says, "Take the id out.")
    return None


def channels(patient: Patient) -> Iterator[Finding]:
    """Whether the settings' channels are there, for the desk, and only read by us."""
    settings = patient.settings
    named = {"ADMIN_CHANNEL": [settings.admin_channel], "SEV1_CHANNEL": [settings.sev1_channel]}
    named["QUEUE_CHANNEL"] = list(dict.fromkeys(settings.queue_channel.values()))
    for setting, ids in named.items():
        wanted = [channel_id for channel_id in ids if channel_id]
        if not wanted:
            yield warning(f"{setting} is not set: {_WITHOUT[setting]}.", _SET_CHANNEL)
        for channel_id in wanted:
            yield _channel(patient, setting, channel_id)


_SET_CHANNEL = "Its id is at the end of a channel's details in Slack."
_WITHOUT = {
    "ADMIN_CHANNEL": "each admin is told directly when something goes wrong",
    "SEV1_CHANNEL": "pages ring people, but are posted nowhere",
    "QUEUE_CHANNEL": "what waits is posted nowhere",
}


def _channel(patient: Patient, setting: str, channel_id: str) -> Finding:
    info = _info(patient, channel_id)
    if info is None:
        return wrong(
            f"{setting}: there is no channel {channel_id}, or it is private and the desk is not "
            "in it.",
            f"Correct the id, or type in the channel: /invite {patient.bot}",
        )
    name = f"#{info.get('name', channel_id)}"
    if info.get("is_archived"):
        return wrong(f"{setting}: {name} is archived.", "Name another one, or unarchive it.")
    if not info.get("is_member"):
        do = f"Type in {name}: /invite {patient.bot}"
        return wrong(f"{setting}: the desk is not in {name} and can't post there.", do)
    if who := _from_outside(patient, channel_id, info):
        return wrong(
            f"{setting}: {who} read {name}, so the desk posts nothing there.",
            "Name a channel that only your own people read.",
        )
    return ok(f"{setting} is {name}, and the desk is in it.")


def customers_channels(patient: Patient, turn: Turn) -> Iterator[Finding]:
    """Whether customers' channels are there and the desk is in them, the further ones too (I5);
    they may be shared.
    """
    theirs = _channels_of_customers(turn)
    found = (_customers_channel(patient, *each) for each in theirs)
    lost = [finding for finding in found if finding is not None]
    yield from lost
    if not theirs:
        yield ok("No customer has a channel yet.")
    elif not lost:
        yield ok(f"Customers' channels are there, and the desk is in them: {len(theirs)}.")


def _channels_of_customers(turn: Turn) -> list[tuple[str, str, bool]]:
    """Return each customer's key with the id of a channel of theirs, and whether it is at home
    there.
    """
    customers = turn.session.scalars(select(Customer).order_by(Customer.key)).all()
    return [
        (customer.key, channel_id, channel_id == customer.channel_id)
        for customer in customers
        for channel_id in (customer.channel_id, *other_channels.of(turn, customer))
        if channel_id is not None
    ]


def _customers_channel(
    patient: Patient, key: str, channel_id: str, is_home: bool
) -> Finding | None:
    info = _info(patient, channel_id)
    name = f"#{info.get('name', channel_id)}" if info is not None else "#its-channel"
    do = f"Type in Slack: /customer channel {key} {'#its-channel' if is_home else f'remove {name}'}"
    if info is None:
        says = f"{key}: its channel {channel_id} is not there, or is private"
        return warning(f"{says} and the desk is not in it.", do)
    if info.get("is_archived"):
        return warning(f"{key}: its channel {name} is archived.", do)
    if not info.get("is_member"):
        says = f"{key}: the desk is not in its channel {name}."
        return warning(says, f"Type in {name}: /invite {patient.bot}")
    return None


def _info(patient: Patient, channel_id: str) -> dict[str, Any] | None:
    try:
        return dict(patient.client.conversations_info(channel=channel_id)["channel"])
    except SlackApiError as error:
        if error.response.get("error") != "channel_not_found":
            raise
        return None


def _from_outside(patient: Patient, channel_id: str, info: dict[str, Any]) -> str | None:
    """Say which people from outside read a channel, if any."""
    if is_shared(info):
        return "people of another company"
    pages = patient.client.conversations_members(channel=channel_id, limit=1000)
    members = {person for page in pages for person in page["members"]}
    return "guests" if members & patient.guests else None


_ROLES = ("ENGINEERS_GROUP", "ACCOUNT_MANAGERS_GROUP", "ADMINS_GROUP")


def usergroups(patient: Patient) -> Iterator[Finding]:
    """Whether the settings' user groups are there, enabled, and hold somebody."""
    wanted = list(_named_groups(patient))
    if not wanted:
        yield ok("No user group is set.")
        return
    answered = patient.client.usergroups_list(include_disabled=True, include_users=True)
    groups = {group["id"]: group for group in answered["usergroups"]}
    for setting, group_id in wanted:
        yield _group(setting, group_id, groups.get(group_id))


def _named_groups(patient: Patient) -> Iterator[tuple[str, str]]:
    for group_id in patient.settings.oncall_usergroups:
        yield "ONCALL_USERGROUPS", group_id
    for setting in _ROLES:
        given = getattr(patient.settings, setting.lower(), None) or ()
        for group_id in (given,) if isinstance(given, str) else sorted(given):
            yield setting, group_id


def _group(setting: str, group_id: str, group: dict[str, Any] | None) -> Finding:
    if group is None:
        return wrong(
            f"{setting}: there is no user group {group_id}.",
            "Correct the id: in Slack, People, User groups, the group's menu, Copy group ID.",
        )
    handle = f"@{group.get('handle', group_id)}"
    if group.get("date_delete"):
        return wrong(
            f"{setting}: {handle} is disabled.", "Enable it in Slack, People, User groups."
        )
    if not group.get("users"):
        return warning(f"{setting}: {handle} is empty.", "Add people to it in Slack.")
    return ok(f"{setting}: {handle} is there and holds people.")


def _refused(setting: str, error: SlackApiError, do: str) -> Finding:
    code = str(error.response.get("error", "nothing that can be read"))
    if code in _REFUSED:
        return wrong(f"{setting} is refused: {_REFUSED[code]} ({code}).", do)
    return wrong(f"Slack answered {code} when {setting} was tried.", "Try again in a minute.")
