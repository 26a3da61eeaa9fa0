"""Programs that report by a customer's key, over HTTP, as they do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import func, select

from models.rows.cases import Case
from models.rules.service_definition import Severity
from models.usecases import finding
from models.usecases.reports import signs_of_life, sources
from models.usecases.reports.signs_of_life import SignTerms
from models.usecases.reports.sources import CRITICAL, NewKey
from tests.desk import DeskUnderTest, Heard

PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Program:
    """A program with a key, and the desk's web entrance as it reaches it."""

    address: str
    key: str

    def posts(self, body: object, **headers: str) -> httpx.Response:
        """Report something with the key in a header."""
        return self.sends(json.dumps(body).encode(), **headers)

    def sends(self, content: bytes, **headers: str) -> httpx.Response:
        """Send these bytes with the key in a header."""
        carried = {"Authorization": f"Bearer {self.key}", **headers}
        return httpx.post(f"{self.address}/in/events", content=content, headers=carried, timeout=60)

    def calls(self, method: str = "GET") -> httpx.Response:
        """Give a sign of life."""
        return httpx.request(method, f"{self.address}/in/alive/{self.key}", timeout=60)


def program_of(
    desk: DeskUnderTest, address: str, customer: str = "initech", name: str = "monitoring"
) -> Program:
    """A new source of a customer's, by its key."""
    with desk.writing("dana") as turn:
        made = sources.make(turn, finding.customer(turn, customer), name, CRITICAL)
        assert isinstance(made, NewKey)
    return Program(address, made.key)


def sign_of(
    desk: DeskUnderTest, address: str, customer: str = "initech", *, critical: bool = False
) -> Program:
    """A nightly backup of a customer's, expected every 24 hours with a grace of 2."""
    terms = SignTerms(24 * 60, 2 * 60, Severity.SEV1 if critical else Severity.SEV3)
    with desk.writing("dana") as turn:
        found = finding.customer(turn, customer)
        made = signs_of_life.expect(turn, found, "nightly-backup", terms).made
    assert made is not None
    return Program(address, made.key)


def answer(response: httpx.Response) -> dict[str, Any]:
    """What came of a report that was taken in."""
    assert response.status_code == 202, response.text
    told: dict[str, Any] = response.json()
    return told


def cases(desk: DeskUnderTest) -> int:
    """How many cases there are."""
    with desk.reading("dana") as turn:
        return turn.session.scalar(select(func.count(Case.id))) or 0


def told_of_refusals(desk: DeskUnderTest) -> list[Heard]:
    """What the admins read of what was refused."""
    desk.works()
    seen = desk.slack.messages_seen_by("dana", "#desk-admin")
    return [Heard(each.text, each.blocks) for each in seen if "that was refused:" in each.text]
