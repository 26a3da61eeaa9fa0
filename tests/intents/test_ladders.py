"""`/oncall ladder`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.intents.oncall.grammar import OncallIntent, understand
from handlers.intents.oncall.ladders import DropLadder, EditLadder, SetLadder, ShowLadder
from models.rules.ladder import DEFAULT_LADDER, Ladder, Reach, ReachKind, Rung

from .at_ten import KNOWN, MONDAY_TEN, refused

PRIMARY = Reach(ReachKind.ROTATION, "primary")
BEN = Reach(ReachKind.PERSON, "U2")
SEV1 = Reach(ReachKind.CHANNEL, "C1")


def _ladder(every: int, *rungs: tuple[int, tuple[Reach, ...]]) -> Ladder:
    return Ladder(
        tuple(Rung(timedelta(minutes=after), reaches) for after, reaches in rungs),
        timedelta(minutes=every),
    )


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("", ShowLadder(None)),
        ("default", ShowLadder(None)),
        ("initech", ShowLadder("initech")),
        ("Acme AG", ShowLadder("Acme AG")),
        ("edit", EditLadder(None)),
        ("edit initech", EditLadder("initech")),
        ("initech edit", EditLadder("initech")),
        ("initech default", DropLadder("initech")),
        ("0 primary, 5 secondary, 15 everyone, every 15", SetLadder(None, DEFAULT_LADDER)),
        ("default 0 primary; 5m secondary; 15 min everyone; every 15 min", DEFAULT_LADDER),
        ("0 primary 5 secondary 15 everyone and every 15", DEFAULT_LADDER),
        ("0m primary,5 secondary,0:15 everyone,every 15m", DEFAULT_LADDER),
        (
            "initech 0 primary + <@U2|ben> + <#C1|sev1>, 10 everyone primary, every 10",
            SetLadder(
                "initech",
                _ladder(
                    10, (0, (PRIMARY, BEN, SEV1)), (10, (Reach(ReachKind.EVERYONE, "primary"),))
                ),
            ),
        ),
        (
            "0 primary and <@U2|ben>&amp;<#C1|sev1>, 1h everyone+primary, every 1h30",
            _ladder(90, (0, (PRIMARY, BEN, SEV1)), (60, (Reach(ReachKind.EVERYONE), PRIMARY))),
        ),
        ("0 primary + primary, every 1440", _ladder(1440, (0, (PRIMARY,)))),
    ],
)
def test_understood(typed: str, intent: OncallIntent | Ladder) -> None:
    """Rungs from 0 on, with whom each reaches, and how often all of them ring at the end."""
    wanted = SetLadder(None, intent) if isinstance(intent, Ladder) else intent
    assert understand(f"ladder {typed}", MONDAY_TEN) == wanted
    assert understand(f"ladder {typed}", KNOWN) == wanted


def test_whom_it_names() -> None:
    """People who must be looked up first are named by the intent, each once."""
    ladder = understand(
        "ladder 0 <@U2|ben> + <#C1|sev1>, 5 <@U1|ada> + <@U2|ben>, every 5", MONDAY_TEN
    )
    assert isinstance(ladder, SetLadder)
    assert ladder.mentions == ("U2", "U1")


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        (
            "initech 0 primary, 5 <@U2|ben>",
            "How often do all of them ring after the last rung?",
            "/oncall ladder initech 0 primary, 5 @ben, every 15",
        ),
        ("0 primary,", "How often do all", "/oncall ladder 0 primary, every 15"),
        ("5 primary, every 15", "The first rung is at 5, and somebody must be reached", None),
        (
            "0 primary, 5 secondary, 5 everyone, every 15",
            "The rung at 5 does not come after the one at 5: times rise.",
            None,
        ),
        ("initech every 15", "Whom does it reach?", None),
        ("0, 5 primary, every 15", "Whom does the rung at 0 reach?", None),
        ("0 primary +", "Who else?", None),
        ("0 primary secondary, every 15", "I did not understand “secondary”. Join", None),
        ("0 @ben, every 15", "“@ben” is not a mention of a person or channel.", None),
        ("initech primary, every 15", "“primary” is not a time: each rung begins", None),
        ("0 primary, every 0", "“0” does not work as how often it rings", None),
        ("0 primary, every 1441", "“1441” does not work as how often it rings", None),
        ("0 primary, every", "The minutes are missing", None),
        ("0 primary, 25h everyone, every 5", "“25h” does not work as when the rung", None),
        ("0 primary, every 5, 10 everyone", "I did not understand “10 everyone” at", None),
        ("0 weekly, every 5", "Which rotation? Its name is missing before “weekly”.", None),
        (
            ", ".join(f"{number} primary" for number in range(11)),
            "A ladder has at most 10 rungs.",
            None,
        ),
        ("0 " + " + ".join(f"r{number}" for number in range(31)), "A ladder names at most", None),
        ("edit initech now", "I did not understand “now” at the end.", None),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """A ladder that begins late, does not rise, reaches nobody, or stops ringing."""
    refused(understand, f"ladder {typed}", sentence, example)
