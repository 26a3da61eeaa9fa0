"""What the doctor finds, and what he has at hand while he looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from handlers.slack.directory import standing
from models.clock import Clock
from models.rules.standing import Standing
from models.usecases.turn import Desk, Turn
from slackapp.assembly import client_of, desk_of
from slackapp.database import sqlite_file
from slackapp.settings import Settings

State = Literal["ok", "warning", "wrong", "unchecked"]


@dataclass(frozen=True)
class Finding:
    """One line: how it is, in a sentence, and what to do about it if anything."""

    state: State
    says: str
    do: str = ""

    @property
    def is_in_the_way(self) -> bool:
        """Whether what builds on this cannot be looked at."""
        return self.state in ("wrong", "unchecked")


def ok(says: str) -> Finding:
    """All is well."""
    return Finding("ok", says)


def warning(says: str, do: str = "") -> Finding:
    """The desk works, but something is missing or will be."""
    return Finding("warning", says, do)


def wrong(says: str, do: str = "") -> Finding:
    """The desk does not work as it should until something is done."""
    return Finding("wrong", says, do)


def unchecked(says: str) -> Finding:
    """This could not be looked at, and why."""
    return Finding("unchecked", says)


@dataclass
class Patient:
    """The desk as its settings describe it; nothing is written, and nothing is migrated."""

    settings: Settings
    clock: Clock
    # What `auth.test` answered, its headers, and when: kept by the look at the bot's token.
    told: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    told_at: datetime | None = None

    @cached_property
    def desk(self) -> Desk:
        """The desk over its database."""
        return desk_of(self.settings)

    @cached_property
    def client(self) -> WebClient:
        """The way to Slack, patient with its limits."""
        client = client_of(self.settings)
        client.token = self.settings.slack_bot_token.get_secret_value()
        client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
        return client

    @cached_property
    def guests(self) -> frozenset[str]:
        """The guests of the workspace."""
        users = (user for page in self.client.users_list(limit=1000) for user in page["members"])
        own_team = self.told.get("team_id")
        return frozenset(user["id"] for user in users if standing(user, own_team) == Standing.GUEST)

    @property
    def sqlite_file(self) -> Path | None:
        """Where the database is, if it is an SQLite file."""
        return sqlite_file(self.settings.database_url)

    @property
    def bot(self) -> str:
        """How people write to the desk, as @desk."""
        return f"@{self.told.get('user', 'desk')}"

    def close(self) -> None:
        """Give back the database, if it was opened."""
        if "desk" in self.__dict__:
            self.desk.database.close()


Look = Callable[[Patient], Iterable[Finding]]
LookInTurn = Callable[[Patient, Turn], Iterable[Finding]]
