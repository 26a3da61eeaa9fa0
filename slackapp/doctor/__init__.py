"""`python -m slackapp doctor`: everything that goes wrong on the first day, and what to do then.

Each look is a small function; `CHECKS` is the table of them, with what must be well for it to be
made. The doctor changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.blocks.pieces.wording import counted
from models.clock import Clock
from models.usecases.people import DESK_ITSELF
from slackapp.assembly import SystemClock
from slackapp.database import DatabaseProblem, in_words
from slackapp.doctor import at_home, at_slack, outside
from slackapp.doctor.finding import Finding, Look, LookInTurn, Patient, ok, unchecked, wrong
from slackapp.logs import without_secrets
from slackapp.settings import SettingsProblem, read_settings


@dataclass(frozen=True)
class Check:
    """A look by its key for programs, and the keys of those that must be well before it."""

    key: str
    look: Look
    needs: tuple[str, ...] = ("settings",)


def _in_turn(look: LookInTurn) -> Look:
    """Give a look one state of the database."""

    def looks(patient: Patient) -> Iterator[Finding]:
        with in_words(), patient.desk.reading(DESK_ITSELF, patient.clock.now()) as turn:
            yield from look(patient, turn)

    return looks


def _settings(patient: Patient) -> Iterator[Finding]:
    way = "Socket Mode" if patient.settings.socket_mode else "HTTP"
    yield ok(f"The settings can be read: {way}, Slack at {patient.settings.slack_api_url}.")


CHECKS = (
    Check("settings", _settings, needs=()),
    Check("database", at_home.database),
    Check("one_server", at_home.one_server, needs=("database",)),
    Check("worker", _in_turn(at_home.worker), needs=("database",)),
    Check("outbox", _in_turn(at_home.outbox), needs=("database",)),
    Check("contacts_key", _in_turn(at_home.contacts_key), needs=("database",)),
    Check("sources", _in_turn(at_home.sources_keys), needs=("database",)),
    Check("mails", _in_turn(at_home.mails), needs=("database",)),
    Check("on_call", _in_turn(at_home.on_call), needs=("database",)),
    Check("bot_token", at_slack.bot_token),
    Check("clock", at_slack.clock, needs=("bot_token",)),
    Check("team", _in_turn(at_slack.team), needs=("bot_token", "database")),
    Check("scopes", at_slack.scopes, needs=("bot_token",)),
    Check("doors", _in_turn(at_slack.doors), needs=("bot_token", "database")),
    Check("app_token", at_slack.app_token),
    Check("same_app", at_slack.same_app, needs=("bot_token", "app_token")),
    Check("admins", at_slack.admins, needs=("bot_token",)),
    Check("channels", at_slack.channels, needs=("bot_token",)),
    Check(
        "customers_channels",
        _in_turn(at_slack.customers_channels),
        needs=("bot_token", "database"),
    ),
    Check("usergroups", at_slack.usergroups, needs=("bot_token",)),
    Check("telephones", _in_turn(outside.telephones), needs=("database",)),
    Check("public_url", outside.public_url),
    Check("heartbeat", _in_turn(outside.heartbeat), needs=("worker", "outbox")),
)
Report = list[tuple[str, Finding]]


def examine(
    environ: Mapping[str, str] | None = None,
    env_file: str | Path | None = ".env",
    clock: Clock | None = None,
) -> Report:
    """Look at everything, and return the findings in order, each with its check's key.

    `environ` and `env_file` are those of `read_settings`; `clock` is this machine's by default.
    """
    try:
        settings = read_settings(environ, env_file)
    except SettingsProblem as problem:
        return _without_settings(problem)
    patient = Patient(settings, clock or SystemClock())
    try:
        return _examined(patient)
    finally:
        patient.close()


_FEW_WAITING = 3  # looks that could not be taken, each in a line of its own


def is_wrong(report: Report) -> bool:
    """Whether anything is wrong; a warning is not."""
    return any(finding.state == "wrong" for _, finding in report)


def as_data(report: Report) -> dict[str, Any]:
    """Return a report for programs; keys and states stay, sentences may change."""
    return {
        "ok": not is_wrong(report),
        "findings": [
            {"check": key, "state": finding.state, "says": finding.says, "do": finding.do}
            for key, finding in report
        ],
    }


def as_lines(report: Report) -> Iterator[str]:
    """Yield a report for people: a line a finding, and what it comes to."""
    found = [finding for _, finding in report]
    waiting = [finding for finding in found if finding.state == "unchecked"]
    folded = len(waiting) > _FEW_WAITING
    for finding in found:
        if not (folded and finding in waiting):
            do = f" → {finding.do}" if finding.do else ""
            yield f"{finding.state:9}  {finding.says}{do}"
    if folded:
        yield f"unchecked  {len(waiting)} more things are looked at when that is mended."
    bad = sum(finding.state == "wrong" for _, finding in report)
    warnings = sum(finding.state == "warning" for _, finding in report)
    yield ""
    if bad:
        yield f"{counted(bad, 'thing is', 'things are')} wrong."
    else:
        yield "All is well" + (f", with {counted(warnings, 'warning')}." if warnings else ".")


def _without_settings(problem: SettingsProblem) -> Report:
    first = [
        ("settings", wrong(line, "Set it in .env or in the environment.")) for line in problem.lines
    ]
    return first + [(check.key, _not_looked(check, ["settings"])) for check in CHECKS[1:]]


def _examined(patient: Patient) -> Report:
    report: Report = []
    in_the_way: set[str] = set()
    for check in CHECKS:
        missing = [key for key in check.needs if key in in_the_way]
        found = [_not_looked(check, missing)] if missing else list(_safely(check.look, patient))
        if any(finding.is_in_the_way for finding in found):
            in_the_way.add(check.key)
        report += [(check.key, finding) for finding in found]
    return report


def _not_looked(check: Check, missing: Iterable[str]) -> Finding:
    return unchecked(f"{check.key} was not looked at: first mend {' and '.join(missing)}.")


def _safely(look: Look, patient: Patient) -> Iterator[Finding]:
    """Look; whatever goes wrong meanwhile is a finding too, and stops no other look."""
    try:
        yield from look(patient)
    except DatabaseProblem as problem:
        yield wrong(problem.says, problem.do)
    except Exception as error:
        words = " ".join(without_secrets(str(error)).split())
        yield wrong(
            f"This could not be looked at: {words}", "Try again; then look into the network."
        )
