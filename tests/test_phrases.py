"""What a customer reads is whole in each language."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from handlers.blocks.pieces.from_outside import LABELS, Press
from handlers.intents.from_outside import Reported, understood
from handlers.intents.questions_from_outside import Asks
from handlers.phrases import channel, offer, shared, statement
from handlers.phrases.writer import Phrase, Writer, in_language
from models.rules.facts import GrantSource
from models.rules.languages import Language
from models.rules.service_definition import Level, TargetKind
from models.rules.standing import FROM_OUTSIDE
from models.rules.year_lines import WhyFree
from tests.phrases import everything_said


def test_no_phrase_lacks_a_language() -> None:
    """Each language has words of its own, takes the same values, and ends as the other does."""
    said = list(everything_said())
    assert len(said) > 100
    assert {field.name for field in fields(Phrase)} == {language.value for language in Language}
    for name, phrase in said:
        texts = [phrase.in_language(language) for language in Language]
        assert all(text.strip() for text in texts), name
        taken = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in texts]
        assert taken[0] == taken[1], name
        assert len({text[-1] in ".:" and text[-1] for text in texts}) == 1, name


def test_what_there_may_be_has_its_phrase() -> None:
    """Every source of escalations, every reason, every way in which a target is counted."""
    assert set(statement.GRANT) == set(GrantSource)
    assert set(statement.WHY_FREE) == set(WhyFree)
    assert set(shared.TARGET) == set(TargetKind)
    assert set(offer.QUEUE) == set(Level) - {Level.BASIC}
    assert set(channel.NOT_FOR) == FROM_OUTSIDE
    assert set(LABELS) == set(Press)


def test_who_is_not_known_reads_each_language() -> None:
    """One line in each, English first."""
    assert in_language(None, channel.NONE_OPEN).splitlines() == [
        "No case of yours is open.",
        "Keiner Ihrer Fälle ist offen.",
    ]


@pytest.mark.parametrize("language", Language)
def test_the_desk_understands_what_its_help_says(language: Language) -> None:
    """Each example, in either language."""
    examples = {
        channel.HELP_CRITICAL: "critical",
        channel.HELP_REPORT: "report",
        channel.HELP_STATUS: Asks.STATUS,
        channel.HELP_BALANCE: Asks.BALANCE,
    }
    for phrase, meant in examples.items():
        (example,) = re.findall("`@desk ([^`]+)`", phrase.in_language(language))
        found = understood(example)
        if isinstance(found, Reported):
            assert ("critical" if found.critical else "report") == meant, example
        else:
            assert found is meant, example


def test_german_is_written_as_in_switzerland() -> None:
    assert not [name for name, phrase in everything_said() if "ß" in phrase.de]


@pytest.mark.parametrize(
    ("language", "day", "month", "instant", "one", "two"),
    [
        ("en", "3 Mar 2026", "March 2026", "3 Mar 2026 14:05", "1 hour", "2 hours"),
        ("de", "03.03.2026", "März 2026", "03.03.2026 14:05", "1 Stunde", "2 Stunden"),
    ],
)
def test_days_months_and_numbers(
    language: str, day: str, month: str, instant: str, one: str, two: str
) -> None:
    write = Writer(Language(language))
    assert write.day(date(2026, 3, 3)) == day
    assert write.month(date(2026, 3, 1)) == month
    assert write.instant(datetime(2026, 3, 3, 14, 5, tzinfo=ZoneInfo("Europe/Zurich"))) == instant
    hours = shared.HOURS
    assert (write.count(1, hours), write.count(2, hours)) == (one, two)


@pytest.mark.parametrize(
    ("language", "long", "in_full"),
    [("en", "Sat 5 Sep 2026", "5 September 2026"), ("de", "Sa. 05.09.2026", "5. September 2026")],
)
def test_days_in_a_sentence(language: str, long: str, in_full: str) -> None:
    write, day = Writer(Language(language)), date(2026, 9, 5)
    assert (write.long_day(day), write.day_in_full(day)) == (long, in_full)


def test_durations_and_amounts() -> None:
    """In every language alike: to the minute, and the Swiss way (M1)."""
    write = Writer(Language.GERMAN)
    spaced = [write.minutes(minutes) for minutes in (0, 45, 60, 90, 6000)]
    assert [text.replace("\xa0", " ") for text in spaced] == [
        "0 min",
        "45 min",
        "1 h",
        "1 h 30 min",
        "100 h",
    ]
    assert write.chf(Decimal("1900")) == "CHF\xa01’900.–"
    assert write.amount(Decimal("320.5")) == "320.50"
