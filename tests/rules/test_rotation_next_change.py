"""O6: what people are told comes next."""

from __future__ import annotations

import pytest

from models.rules.rotation import FOREVER, Override, next_change, next_shift, on_call
from tests.rules.rota import at, override, rotation, told, version


def change(of_people: str, *overrides: Override, moment: str) -> str | None:
    """Say what the next change is for a weekly rotation."""
    found = next_change(rotation(version(of_people), overrides=overrides), at(moment))
    return told(found) if found else None


@pytest.mark.parametrize(
    ("people", "moment", "expected"),
    [
        ("ada ben", "Wed 2026-06-03 12:00 CEST", "Mon 2026-06-08 09:00 CEST ben"),
        ("ada ada ben", "Wed 2026-06-03 12:00 CEST", "Mon 2026-06-15 09:00 CEST ben"),
        ("ben ada ada", "Wed 2026-06-10 12:00 CEST", "Mon 2026-06-22 09:00 CEST ben"),
        ("ada", "Wed 2026-05-20 12:00 CEST", "Mon 2026-06-01 09:00 CEST ada"),
        ("ada", "Wed 2026-06-03 12:00 CEST", None),
        ("", "Wed 2026-06-03 12:00 CEST", None),
    ],
)
def test_the_next_change(people: str, moment: str, expected: str | None) -> None:
    """O6: the next change skips a handover to the same person, and there may be none."""
    assert change(people, moment=moment) == expected


def test_the_next_change_sees_overrides() -> None:
    """O6, O2: an override of whoever is on call anyway changes nothing, one of another does."""
    own = override(1, "ada", "Wed 2026-06-03 08:00 CEST", "Wed 2026-06-10 08:00 CEST")
    other = override(2, "eve", "Tue 2026-06-09 08:00 CEST", "Tue 2026-06-09 20:00 CEST")
    tuesday = "Tue 2026-06-02 12:00 CEST"
    assert change("ada ben", own, moment=tuesday) == "Wed 2026-06-10 08:00 CEST ben"
    assert (
        change("ada ben", own, other, moment=tuesday)
        == "Tue 2026-06-09 08:00 CEST eve by override 2"
    )


@pytest.mark.parametrize(
    ("people", "expected"),
    [("ada", "Wed 2026-12-02 08:00 CET eve"), ("", "Thu 2026-10-01 12:00 CEST fred")],
)
def test_the_next_change_sees_what_is_months_ahead(people: str, expected: str) -> None:
    """O6, O2: a stand-in for a rotation of one, and a rotation that is filled later."""
    stand_in = override(1, "eve", "Wed 2026-12-02 08:00 CET", "Thu 2026-12-03 08:00 CET")
    filled = version(people or "fred", since=at("Thu 2026-10-01 12:00 CEST"))
    of = rotation(version(people), filled, overrides=(stand_in,))
    change = next_change(of, at("Wed 2026-06-03 12:00 CEST"))
    assert change is not None
    assert told(change).startswith(expected)


def test_the_next_shift_may_be_the_same_person_s() -> None:
    """O6: the next shift is simply the one that follows; after an endless one there is none."""
    of = rotation(version("ada"))
    now = on_call(of, at("Wed 2026-06-03 12:00 CEST"))
    following = next_shift(of, now)
    assert following is not None
    assert told(following) == "Mon 2026-06-08 09:00 CEST ada"
    endless = Override(1, "dana", at("Wed 2026-06-03 08:00 CEST"), FOREVER)
    of = rotation(version("ada"), overrides=(endless,))
    assert next_shift(of, on_call(of, at("Wed 2026-06-03 12:00 CEST"))) is None
