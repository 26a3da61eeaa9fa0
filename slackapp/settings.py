"""What whoever runs the desk may set, from the environment or `.env`.

Each field's description says what would be right; a wrong or missing value is answered with it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from holidays.countries.switzerland import Switzerland
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_serializer,
    field_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from models.rules.roles import Role
from models.rules.secrets import HIDDEN, without_secrets
from models.rules.service_definition import Level
from models.vault import Vault

DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
"""A person's id at Slack, as in their profile under "Copy member ID"."""
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,}")
"""A channel's id at Slack, as at the end of its details."""
GROUP_ID = re.compile(r"S[A-Z0-9]{2,}")
"""A user group's id at Slack."""
ROTATION = re.compile(r"[a-z0-9][a-z0-9-]*")
"""A rotation's name."""


class SettingsProblem(Exception):
    """All that is wrong with the settings: a sentence a line, without any secret."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def _database(url: str) -> str:
    try:
        parsed = make_url(url)
        known = parsed.set(drivername=DRIVERS[parsed.drivername])
    except (ArgumentError, KeyError, ValueError) as problem:
        raise ValueError("not a database") from problem
    return known.render_as_string(hide_password=False)


def _canton(name: str) -> str:
    cantons = {known.casefold(): known for known in Switzerland.subdivisions}
    if name.casefold() not in cantons:
        raise ValueError("not a canton")
    return cantons[name.casefold()]


def _users(text: object) -> object:
    if not isinstance(text, str):
        return text
    people = [word for word in re.split(r"[\s,;]+", text) if word]
    if not all(USER_ID.fullmatch(person) for person in people):
        raise ValueError("not user ids")
    return frozenset(people)


def _pairs(text: str) -> dict[str, str]:
    """Read `name=value, name=value`; ValueError for anything else, and for a name twice."""
    pairs = [part.split("=") for part in re.split(r"[,;]+", text) if part.strip()]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise ValueError("no pairs")
    read = {name.strip(): value.strip() for name, value in pairs}
    if len(read) < len(pairs):
        raise ValueError("a name twice")
    return read


def _queues(text: object) -> object:
    if not isinstance(text, str):
        return text
    if CHANNEL_ID.fullmatch(text):
        return dict.fromkeys(Level, text)
    queues = {level.casefold(): channel for level, channel in _pairs(text).items()}
    if not queues.keys() <= set(Level) or not all(map(CHANNEL_ID.fullmatch, queues.values())):
        raise ValueError("no queues")
    return queues


def _usergroups(text: object) -> object:
    if not isinstance(text, str):
        return text
    groups = {
        group: tuple(name.strip().casefold() for name in rotations.split("+"))
        for group, rotations in _pairs(text).items()
    }
    if not all(map(GROUP_ID.fullmatch, groups)):
        raise ValueError("no user groups")
    if not all(ROTATION.fullmatch(name) for names in groups.values() for name in names):
        raise ValueError("no rotations")
    return groups


def _key(key: SecretStr) -> SecretStr:
    Vault(key.get_secret_value())
    return key


def _long_key(key: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]{20,}", key.get_secret_value()):
        raise ValueError("too short, or not plain")
    return key


def _mails_by(address: SecretStr) -> SecretStr:
    if not re.fullmatch(r"mailtos?://\S+", address.get_secret_value()):
        raise ValueError("no mail server")
    return address


def _public(url: str) -> str:
    parsed = urlsplit(url)
    if parsed.username or parsed.query or parsed.fragment or not parsed.hostname:
        raise ValueError("not a plain address")
    if parsed.scheme != "https" and not (parsed.scheme == "http" and is_loopback(url)):
        raise ValueError("not safe")
    _ = parsed.port  # ValueError if it is no number
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Whether an address names this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _with_slash(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def _token(prefix: str) -> AfterValidator:
    def check(token: SecretStr) -> SecretStr:
        if not re.fullmatch(rf"{prefix}\S+", token.get_secret_value()):
            raise ValueError("not this kind of token")
        return token

    return AfterValidator(check)


_CHANNEL = Field(
    None,
    pattern=rf"^{CHANNEL_ID.pattern}$",
    description="a channel's id at Slack, such as C024BE91L (at the end of its details)",
)


def _group(who: str) -> Any:
    return Field(
        None,
        pattern=rf"^{GROUP_ID.pattern}$",
        description=f"the id at Slack of the user group of {who}, such as S024BE91L"
        ' (in its menu under "Copy group ID")',
    )


class DeskSettings(BaseModel):
    """What the command line needs: the database, the business calendar, and the groups."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    # Not shown, because a password may be part of it.
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///var/desk.sqlite",
        repr=False,
        description="an address such as sqlite:///var/desk.sqlite (below the current directory)"
        " or postgresql://user:password@host/name",
    )
    business_timezone: ZoneInfo = Field(
        ZoneInfo("Europe/Zurich"), description="the name of a time zone, such as Europe/Zurich"
    )
    holiday_canton: Annotated[str, AfterValidator(_canton)] = Field(
        "ZH", description="the two letters of a Swiss canton, such as ZH"
    )

    engineers_group: str | None = _group("the engineers")
    account_managers_group: str | None = _group("the account managers")
    admins_group: str | None = _group("the desk's admins")

    @field_serializer("database_url")
    def _without_password(self, url: str) -> str:
        # What stands behind the `?` may be a password as well.
        return make_url(url).set(query={}).render_as_string()

    @property
    def role_groups(self) -> dict[Role, str]:
        """The user groups that roles come from, for those roles that have one."""
        groups: dict[Role, str | None] = {
            Role.ENGINEER: self.engineers_group,
            Role.ACCOUNT_MANAGER: self.account_managers_group,
            Role.ADMIN: self.admins_group,
        }
        return {role: group for role, group in groups.items() if group}


class Settings(DeskSettings):
    """All that `serve` needs: the desk's settings, and those of Slack and the web entrance."""

    slack_bot_token: Annotated[SecretStr, _token("xoxb-")] = Field(
        description="the bot's token, which begins with xoxb-"
        " (at Slack, in the app's page OAuth & Permissions)"
    )
    slack_app_token: Annotated[SecretStr, _token("xapp-")] | None = Field(
        None,
        description="an app-level token, which begins with xapp- and switches Socket Mode on"
        " (at Slack, in the app's page Basic Information)",
    )
    slack_signing_secret: SecretStr | None = Field(
        None,
        validate_default=True,
        description="the app's signing secret, with which Slack signs what it sends"
        " (at Slack, in the app's page Basic Information)",
    )
    slack_api_url: Annotated[str, AfterValidator(_with_slash)] = Field(
        "https://slack.com/api/",
        pattern=r"^https?://[^\s/]+\S*$",
        description="an address such as https://slack.com/api/",
    )
    host: str = Field(
        "127.0.0.1", pattern=r"^\S+$", description="an address to listen on, such as 127.0.0.1"
    )
    port: int = Field(3000, ge=1, le=65535, description="a number from 1 to 65535")
    admin_users: Annotated[frozenset[str], BeforeValidator(_users)] = Field(
        frozenset(),
        description="people's ids at Slack, such as U024BE7LH, with commas or spaces between"
        ' (in a profile under "Copy member ID")',
    )
    admin_channel: str | None = _CHANNEL
    sev1_channel: str | None = _CHANNEL
    queue_channel: Annotated[Mapping[Level, str], BeforeValidator(_queues)] = Field(
        {},
        description="a channel's id at Slack, such as C024BE91L, for all queues,"
        " or one each: managed=C1MANAGED, premium=C1PREMIUM, standard=C1QUEUE, basic=C1QUEUE",
    )
    oncall_usergroups: Annotated[Mapping[str, tuple[str, ...]], BeforeValidator(_usergroups)] = (
        Field(
            {},
            description="user groups' ids at Slack with the rotations whose people they hold,"
            " such as S024ONCALL=primary+secondary, S024DUTY=duty",
        )
    )
    contacts_key: Annotated[SecretStr, AfterValidator(_key)] | None = Field(
        None,
        description="a key that addresses outside Slack are encrypted with, or several with commas"
        " between: the first is used; to make one: python -m slackapp key",
    )
    public_url: Annotated[str, AfterValidator(_public)] | None = Field(
        None,
        description="the address under which people reach the desk's web pages, such as"
        " https://desk.example.com (http only on this machine, as http://127.0.0.1:3000)",
    )
    mail_key: Annotated[SecretStr, AfterValidator(_long_key)] | None = Field(
        None,
        description="the key with which our own mail server hands mails on, of 20 characters or"
        " more without a space; to make one: python -m slackapp key",
    )
    mail_server: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$",
        description="the name by which our own mail server says in the header"
        " Authentication-Results what it vouches for, such as mail.example.com",
    )
    mail_answers_by: Annotated[SecretStr, AfterValidator(_mails_by)] | None = Field(
        None,
        description="the address of a mail server by which customers' mails are answered, such as"
        " mailtos://user:password@mail.example.com?from=desk@example.com",
    )
    # Not shown, because whoever knows it can send the heartbeat.
    heartbeat_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/]+\S*$",
        repr=False,
        description="an address that is called once a minute while the worker is well,"
        " such as https://hc-ping.com/0b1c…",
    )

    # Not shown, because a password may be part of it.
    contacts_proxy: str | None = Field(
        None,
        pattern=r"^https?://[^\s/]+:\d+/?$",
        repr=False,
        description="the proxy by which people are reached outside Slack, such as"
        " http://proxy.example.com:3128",
    )

    @field_validator("slack_signing_secret")
    @classmethod
    def _needed_without_socket_mode(
        cls, secret: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        # A token that was refused is missing in `data`: it has been complained of already.
        if secret is None and info.data.get("slack_app_token", "refused") is None:
            raise ValueError("and so is SLACK_APP_TOKEN, with which none is needed (Socket Mode)")
        return secret

    @field_serializer("heartbeat_url", "contacts_proxy")
    def _not_shown(self, url: str | None) -> str | None:
        return url and HIDDEN

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is listened to by Socket Mode; otherwise at `POST /slack/events`."""
        return self.slack_app_token is not None


def read_settings(
    environ: Mapping[str, str] | None = None, env_file: str | Path | None = ".env"
) -> Settings:
    """Read all settings, for `serve`; `environ` (default: the process's own) goes before the file.

    An empty variable counts as unset, and a file that is not there as empty. Raises
    SettingsProblem with everything that is missing or wrong.
    """
    return _read(Settings, environ, env_file)


def read_desk_settings(
    environ: Mapping[str, str] | None = None, env_file: str | Path | None = ".env"
) -> DeskSettings:
    """Read what the command line needs, in the same way; wrong Slack settings do not matter."""
    return _read(DeskSettings, environ, env_file)


Kind = TypeVar("Kind", bound=DeskSettings)


def _read(kind: type[Kind], environ: Mapping[str, str] | None, env_file: str | Path | None) -> Kind:
    try:
        written = (
            dotenv_values(env_file, interpolate=False)
            if env_file and Path(env_file).is_file()
            else {}
        )
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsProblem([f"{env_file} cannot be read: {problem}."]) from None
    given = _filled(written) | _filled(os.environ if environ is None else environ)
    try:
        return kind.model_validate(given)
    except ValidationError as problem:
        # `from None`: the chain would show the values that were given.
        raise SettingsProblem(list(_lines(kind, given, problem))) from None


def _filled(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Name the fields as the classes above do, and drop what is empty."""
    return {
        name.lower(): value.strip() for name, value in variables.items() if value and value.strip()
    }


def _lines(
    kind: type[DeskSettings], given: Mapping[str, str], problem: ValidationError
) -> Iterator[str]:
    for error in problem.errors(include_input=False, include_url=False):
        name = str(error["loc"][0])
        field = kind.model_fields[name]
        if name not in given:
            why = error.get("ctx", {}).get("error")
            what = f"is missing, {why}" if isinstance(why, ValueError) else "is missing"
        elif not field.repr or "SecretStr" in str(field.annotation):
            what = "cannot be right"
        else:
            what = f"cannot be “{without_secrets(given[name])}”"
        yield f"{name.upper()} {what}. It should be {field.description}."
