"""A severity that was meant is never swallowed by the title: a Managed customer's Sev-1 rings."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest

BEFORE_THE_TITLE = (
    *("SEV1 Login down", "Sev1 Login down", "Sev-1 Login down", "sev‑1 Login down"),
    *("SEV1: Login down", "Sev 1 Login down", "Severity 1 Login down", "sev 1: Login down"),
    *("P1 Login down", "S1 Login down", "critical Login down", "URGENT: Login down"),
    *("[SEV1] Login down", "- Sev1 Login down", "dringend: Login down", "Sev-1 - Login down"),
)
IN_THE_TITLE = {
    "Login down SEV1": "SEV1",
    "Login down (Sev-1)": "Sev-1",
    "Login is critical": "critical",
    "Login down, P1!": "P1",
    "All urgent logins fail": "urgent",
}


@pytest.fixture
def saturday(desk: DeskUnderTest) -> DeskUnderTest:
    """Saturday 13 June 2026 at 03:00: Ben is on call, initech is Managed, acme Standard."""
    with_people_on_call(desk)
    desk.at("Sat 2026-06-13 03:00")
    return desk


def test_before_the_title_it_rings(saturday: DeskUnderTest) -> None:
    """R1: however it is spelled, in any case and punctuation, it is a Sev-1 and rings."""
    for number, typed in enumerate(BEFORE_THE_TITLE, start=1):
        answer = saturday.types("ada", f"/case open initech {typed}")
        assert answer.text == (
            f"Opened #{number} for initech (Sev-1, untriaged): “Login down”. "
            "First response due today 05:00."
        ), typed
        assert answer.says(f"Page {number} rings <@U0BEN> now"), typed


def test_in_the_title_it_is_asked_before_anything_is_opened(saturday: DeskUnderTest) -> None:
    """R1: behind or inside the title it may be the title's; the buttons carry what was typed."""
    for typed, word in IN_THE_TITLE.items():
        asked = saturday.types("ada", f"/case open initech defect {typed}")
        assert asked.says(f"“{word}” stands in the title. Is it a Sev-1, which rings at once")
        assert asked.buttons == ["Critical: ring now", "Not critical"]
    assert saturday.types("ada", "/case list all").text == "No cases in all."
    saturday.types("ada", "/case open initech defect Login down SEV1")
    rung = saturday.presses("ada", "Critical: ring now")
    assert rung.says("Opened #1 for initech (Sev-1, defect): “Login down SEV1”.")
    assert rung.says("Page 1 rings <@U0BEN> now")
    saturday.types("ada", "/case open initech reported 02:30 Login is critical")
    kept = saturday.presses("ada", "Not critical")
    assert kept.says("Opened #2 for initech (Sev-3, untriaged): “Login is critical”.")
    assert kept.says("counted from today 02:30")


def test_a_graver_one_than_was_said_is_asked_about(saturday: DeskUnderTest) -> None:
    """S1: a Sev-2 is answered sooner than a Sev-3, and a Sev-1 rings."""
    asked = saturday.types("ada", "/case open initech Login slow, Sev-2")
    assert asked.buttons == ["Sev-2", "Sev-3"]
    assert saturday.presses("ada", "Sev-2").says("(Sev-2, untriaged)")


@pytest.mark.parametrize("customer", ["initech", "acme"])
def test_two_that_differ_are_asked_about(saturday: DeskUnderTest, customer: str) -> None:
    """S1: neither is the title's; what stands between them stays."""
    asked = saturday.types("ada", f"/case open {customer} sev1 defect sev2: Login slow")
    assert asked.text == "Sev-1 or Sev-2? Both stand before the title."
    assert asked.buttons == ["Sev-1", "Sev-2"]
    assert saturday.presses("ada", "Sev-2").says("(Sev-2, defect): “Login slow”")
    urgent = saturday.types("ada", f"/case open {customer} urgent sev3 Login slow")
    assert urgent.text == "Sev-1 or Sev-3? Both stand before the title."
    twice = saturday.types("ada", f"/case open {customer} sev2 Sev-2 Login slow again")
    assert twice.says("(Sev-2, untriaged): “Login slow again”")


@pytest.mark.parametrize(
    "typed",
    [
        '/case open initech "Login down SEV1"',
        "/case open initech -- SEV1 login",
        "/case open initech — SEV1 login",
        "/case open initech Not urgent: licence question",
        "/case open initech sev1 Login is critical",
        "/case open acme Login is critical",
        "/case open acme P1 printer is fine",
    ],
)
def test_what_is_not_asked(saturday: DeskUnderTest, typed: str) -> None:
    """Quotes and `--` force text; what is denied, said already, or decides nothing is not asked."""
    assert saturday.types("ada", typed).text.startswith("Opened #1 for ")


def test_a_case_gets_a_severity_as_people_spell_it(saturday: DeskUnderTest) -> None:
    """`/case severity 1 Sev-1` is understood like `1 1`."""
    saturday.types("ada", "/case open acme Login loops")
    for typed, severity in {"Sev-1": 1, "P2": 2, "critical": 1, "to sev 3": 3}.items():
        answer = saturday.types("ada", f"/case severity 1 {typed}")
        assert answer.says(f"Sev-{severity}"), typed
