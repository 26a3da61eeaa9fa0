"""Who and what there is in the pretend Slack: people, teams, channels. Plain data, handed in."""

from __future__ import annotations

from dataclasses import dataclass

ZONE = "Europe/Zurich"
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Team:
    """A workspace of Slack."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class Person:
    """A user, human or bot, with what Slack's `users.info` knows of them."""

    id: str
    name: str
    real_name: str
    title: str
    color: str
    team_id: str
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False
    tz: str = ZONE


@dataclass(frozen=True)
class Room:
    """A conversation: a channel, or the direct messages between the app and one person."""

    id: str
    name: str
    members: tuple[str, ...]
    is_dm: bool = False
    is_private: bool = False
    is_archived: bool = False
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A user group (`@engineers`)."""

    id: str
    handle: str
    name: str
    members: tuple[str, ...]
    is_disabled: bool = False


@dataclass(frozen=True)
class Cast:
    """Everything there is when the curtain rises. The first team is the one with the app."""

    teams: tuple[Team, ...]
    app_id: str
    bot_id: str
    bot_user_id: str
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]
    groups: tuple[Group, ...] = ()

    @property
    def team(self) -> Team:
        """The workspace the app is installed in."""
        return self.teams[0]

    def team_of(self, person: Person) -> Team:
        """Return the workspace the person belongs to."""
        return next(team for team in self.teams if team.id == person.team_id)

    def direct_rooms(self) -> tuple[Room, ...]:
        """Return the direct messages with the app: one room per person of its own workspace."""
        return tuple(
            Room("D" + person.id[1:], "", (person.id, self.bot_user_id), is_dm=True)
            for person in self.people
            if not person.is_bot and person.team_id == self.team.id
        )


_HOME, _INITECH = "T0PROAUTH", "T0INITECH"
_BOT = "U0DESK"
_OURS = ("U0ADA", "U0BEN", "U0CLEO", "U0DANA")

STORY = Cast(
    teams=(Team(_HOME, "ProAuth", "proauth"), Team(_INITECH, "Initech", "initech")),
    app_id="A0DESK",
    bot_id="B0DESK",
    bot_user_id=_BOT,
    people=(
        Person("U0ADA", "ada", "Ada", "Engineer", "4d6cc4", _HOME),
        Person("U0BEN", "ben", "Ben", "Engineer, on call", "2b8a5c", _HOME),
        Person("U0CLEO", "cleo", "Cleo", "Account manager", "b0513b", _HOME),
        Person("U0DANA", "dana", "Dana", "Admin", "7a4fa3", _HOME, is_admin=True),
        Person("U0EVE", "eve", "Eve", "Initech", "8a6d1f", _INITECH, is_stranger=True),
        Person(_BOT, "desk", "desk", "App", "1f6f78", _HOME, is_bot=True),
        Person(SLACKBOT, "slackbot", "Slackbot", "Slack", "757575", _HOME, is_bot=True),
    ),
    rooms=(
        Room("C0SUPPORT", "support", (*_OURS, _BOT)),
        Room("C0ACME", "acme", (*_OURS, _BOT)),
        Room("C0GLOBEX", "globex", (*_OURS, _BOT)),
        Room("C0INITECH", "initech", (*_OURS, "U0EVE", _BOT), shared_with=(_INITECH,)),
        Room("C0SEV1", "sev1", (*_OURS, _BOT)),
        Room("C0QUEUES", "queues", (*_OURS, _BOT)),
        Room("C0SALES", "sales", ("U0CLEO", "U0DANA", _BOT)),
        Room("C0ADMIN", "desk-admin", ("U0DANA", _BOT)),
        Room("C0RANDOM", "random", _OURS),
    ),
    groups=(
        Group("S0ENGINEERS", "engineers", "Engineers", ("U0ADA", "U0BEN")),
        Group("S0ACCOUNTS", "account-managers", "Account managers", ("U0CLEO",)),
        Group("S0ADMINS", "desk-admins", "Admins of the desk", ("U0DANA",)),
        Group("S0ONCALL", "oncall", "On call", ("U0ADA",)),
        Group("S0DUTY", "duty", "On duty", ("U0ADA",)),
    ),
)
