"""Severities as people spell them."""

from __future__ import annotations

import pytest

from handlers.intents.pieces.reading import Unclear
from handlers.intents.pieces.severities import read_severity, severity_within


@pytest.mark.parametrize(
    ("typed", "severity", "used"),
    [
        ("sev1 login", 1, 1),
        ("sev-1 login", 1, 1),
        ("sev_2 login", 2, 1),
        ("sev 1 login", 1, 2),
        ("sev 1: login", 1, 2),
        ("severity 3 login", 3, 2),
        ("severity: 2 login", 2, 2),
        ("severity critical", 1, 2),
        ("prio 1 login", 1, 2),
        ("priority 2", 2, 2),
        ("(sev1) login", 1, 1),
        ("*sev1* login", 1, 1),
        ("p1, login", 1, 1),
        ("p3 login", 3, 1),
        ("s1 login", 1, 1),
        ("critical! login", 1, 1),
        ("notfall login", 1, 1),
        ("sev-one login", 1, 1),
        ("sev two login", 2, 2),
        ("severity drei", 3, 2),
        ("sevv1 login", 1, 1),
        ("schweregrad 1 login", 1, 2),
        ("p 2 mail", 2, 2),
        ("blocker: vpn", 1, 1),
    ],
)
def test_read(typed: str, severity: int, used: int) -> None:
    """In any punctuation, and no word more than belongs to it."""
    found = read_severity(typed.split())
    assert found is not None
    assert (found.severity, found.used) == (severity, used)


@pytest.mark.parametrize(
    "typed",
    [
        "sever the link",
        "seven users",
        "several logins fail",
        "one login",
        "s3 bucket",
        "p4 printer",
        "s4 hana",
        "critically slow",
        "login",
        "",
    ],
)
def test_no_severity(typed: str) -> None:
    """What is not one stays what it is; `S3` is no graver than a case is anyway."""
    assert read_severity(typed.split()) is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sev4", ["sev3"]),
        ("sev 0", ["sev1"]),
        ("p0", ["sev1"]),
        ("severity high", ["sev1", "sev2"]),
        ("prio low", ["sev2", "sev3"]),
    ],
)
def test_unclear(typed: str, offered: list[str]) -> None:
    """One that there is not is asked about, with those that it may mean."""
    with pytest.raises(Unclear) as asked:
        read_severity(typed.split())
    assert [text for _, text in asked.value.readings] == offered


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("Login down SEV1", 1),
        ("Login (critical)", 1),
        ("P2: slow, later urgent", 1),
        ("Logins slow, Sev-2", 2),
        ("Not urgent: a question", None),
        ("nicht dringend", None),
        ("Kein Notfall", None),
        ("uncritical", None),
        ("S3 bucket", None),
        ("manual, p 1", None),
        ("p1.example.com not reachable", None),
        ("This is a blocker", 1),
        ("Sev-3 as agreed", None),
        ("APP1 fails", None),
        ("Login loops", None),
    ],
)
def test_within(title: str, severity: int | None) -> None:
    """The gravest that a title speaks of, and does not deny."""
    found = severity_within(title)
    assert (found[0] if found else None) == (severity or (3 if "Sev-3" in title else None))
