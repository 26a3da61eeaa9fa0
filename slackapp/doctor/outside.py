"""The looks at what is reached over the web: the desk's own pages, and the heartbeat."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

from models.usecases import self_watch
from models.usecases.turn import Turn
from slackapp.doctor.finding import Finding, Patient, ok, unchecked, warning, wrong

_PATIENCE = 5.0  # seconds


def public_url(patient: Patient) -> Iterator[Finding]:
    """Whether the desk answers under the address that its links carry."""
    url = patient.settings.public_url
    if url is None:
        yield warning(
            "PUBLIC_URL is not set: pages outside Slack carry no link, there are no feeds, and "
            "programs know of no address to report at.",
            "Set it to the address under which people and programs reach the desk, if they can.",
        )
        return
    try:
        status, body = _get(f"{url}/healthz")
    except OSError as error:
        yield wrong(
            f"Nothing answers at PUBLIC_URL: {_reason(error)}",
            "Does serve run, and does the proxy pass everything on to its HOST and PORT?",
        )
        return
    if not _is_desk(body):
        says = f"What answers at PUBLIC_URL is not the desk (status {status})."
        yield wrong(says, "Let the proxy pass everything on to the desk's HOST and PORT.")
    elif status == 200:
        yield ok("The desk answers at PUBLIC_URL.")
    else:
        yield wrong("The desk answers at PUBLIC_URL, and that it is not well.", "Read its log.")


def _is_desk(body: bytes) -> bool:
    try:
        return "ok" in json.loads(body)
    except (ValueError, TypeError):
        return False


def telephones(_: Patient, turn: Turn) -> Iterator[Finding]:
    """Whether any address outside Slack was reached, of those that were tried in the last hour."""
    found = self_watch.telephones(turn)
    if found.silent:
        yield wrong(
            f"Telephones can't be reached: all {found.failed} of those tried in the last hour "
            "failed at last.",
            "See /oncall pages for what each met; can this machine reach those services?",
        )
    elif found.reached:
        yield ok(f"Telephones reached in the last hour: {found.reached}.")
    else:
        yield ok("No telephone was tried in the last hour; /oncall test rings one's own.")


def heartbeat(patient: Patient, turn: Turn) -> Iterator[Finding]:
    """Whether the address that is called while all is well answers; it is called only then."""
    url = patient.settings.heartbeat_url
    if url is None:
        yield warning(
            "HEARTBEAT_URL is not set: nobody notices when the whole desk is silent.",
            "Make a check at a monitoring service that is called once a minute, and set its URL.",
        )
        return
    if self_watch.last_look(turn) is None:
        yield unchecked("HEARTBEAT_URL is not called while no worker runs: its silence counts.")
        return
    try:
        status, _ = _get(url)
    except OSError as error:
        yield wrong(f"HEARTBEAT_URL does not answer: {_reason(error)}", "Correct the address.")
        return
    if status >= 400:
        yield wrong(f"HEARTBEAT_URL answers with status {status}.", "Correct the address.")
    else:
        yield ok("HEARTBEAT_URL answers.")


def _get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:
            return answer.status, answer.read(10_000)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(10_000)


def _reason(error: OSError) -> str:
    return str(getattr(error, "reason", None) or error)
