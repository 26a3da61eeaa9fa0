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
