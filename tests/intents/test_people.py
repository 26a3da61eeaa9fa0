"""Whom a command names: by a mention, or by the handle of somebody the desk knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.intents.case import grammar as case
from handlers.intents.customer import grammar as customer
from handlers.intents.oncall import grammar as oncall

from .at_ten import KNOWN, refusal

WITH_PEOPLE = replace(KNOWN, people=(("ben", "U0BEN"), ("cleo.m", "U0CLEO")))
DOORS = {"case": case.understand, "customer": customer.understand, "oncall": oncall.understand}


@pytest.mark.parametrize(
    "line",
    [
        "case assign 12 {}",
        "customer manager acme {}",
        "oncall who {}",
        "oncall override primary {} fri 18:00 to mon 09:00",
        "oncall rotation primary weekly mon 09:00 {}",
        "oncall ladder 0 primary, 15 {}, every 15",
    ],
)
@pytest.mark.parametrize("person", ["<@U0BEN|ben>", "<@U0BEN>", "@ben", "@Ben"])
def test_a_handle_names_a_person(line: str, person: str) -> None:
    """A handle that Slack made no mention of, as in what is copied, names the same person."""
    command, _, text = line.partition(" ")
    assert "U0BEN" in DOORS[command](text.format(person), WITH_PEOPLE).typed()


@pytest.mark.parametrize("person", ["@nobody", "nobody", "<#C0ACME|acme>"])
def test_whom_nobody_knows(person: str) -> None:
    """What names nobody is refused with what to type."""
    assert "is not a mention of a person" in str(
        refusal(customer.understand, f"manager acme {person}")
    )
