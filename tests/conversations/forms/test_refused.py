"""A form that is refused for what is no field's fault stays, with what was typed, and says why."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def filled(desk: DeskUnderTest) -> None:
    """Let Ada fill in that she worked 5h30 on case 1."""
    with_acme(desk, "Login loops")
    desk.types("dana", "/customer manager acme @cleo")
    desk.opens("ada", "/escalation log #1")
    desk.fills("ada", "time", "5h30")


def submits(desk: DeskUnderTest) -> dict[str, Any]:
    return desk.submits("ada", time="5h30", note="Traced <it>", day="2026-06-01")


def initially(form: dict[str, Any]) -> dict[str, str]:
    """What the form's fields begin with."""
    inputs = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
    return {
        field: element.get("initial_value") or element.get("initial_date")
        for field, element in inputs.items()
    }


def test_a_crash_keeps_what_was_typed(desk: DeskUnderTest) -> None:
    """The reference stands above the form; submitted again, the time is logged, and once."""
    filled(desk)
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE outbox RENAME TO outbox_gone"))
    for _ in range(2):
        broken = submits(desk)
        assert broken["text"].count("something broke on our side. Nothing was changed.") == 1
        assert broken["blocks"][0]["text"]["text"].startswith(":warning: ")
        assert initially(broken) == {"time": "5h30", "day": "2026-06-01", "note": "Traced <it>"}
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE outbox_gone RENAME TO outbox"))
    assert "Logged 5h30 on #1" in submits(desk)["text"]
    assert desk.types("ada", "/escalation list 1").text == "5h30 in 1 entry on #1."


def test_who_may_no_longer_loses_nothing(desk: DeskUnderTest) -> None:
    """Why not stands above the form; who may again by then submits it as it is."""
    filled(desk)
    desk.slack.change_person("ada", is_restricted=True)
    refused = submits(desk)
    assert "guests can't use it" in refused["text"]
    assert initially(refused)["note"] == "Traced <it>"
    desk.slack.change_person("ada", is_restricted=False)
    assert "Logged 5h30 on #1" in submits(desk)["text"]
