"""What a customer reads is whole in each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from handlers.documents import phrases
from handlers.documents.languages import Counted, Phrase, Writer
from models.rules.facts import GrantSource
from models.rules.languages import Language
from models.rules.service_definition import TargetKind
from models.rules.year_lines import WhyFree


def everything_said() -> Iterator[tuple[str, Phrase]]:
    """Every phrase of the catalogue, by its name."""
    for name, value in vars(phrases).items():
        if name.isupper():
            yield from _in(name, value)


def _in(name: str, value: object) -> Iterator[tuple[str, Phrase]]:
    match value:
        case Phrase():
            yield name, value
        case Counted():
            yield from ((name, value.one), (name, value.other))
        case dict():
            for each in value.values():
                yield from _in(name, each)
        case _:
            raise AssertionError(f"{name} is no phrase")


def test_no_phrase_lacks_a_language() -> None:
    """Each language has words of its own, and takes the same values."""
    said = list(everything_said())
    assert len(said) > 50
    assert {field.name for field in fields(Phrase)} == {language.value for language in Language}
    for name, phrase in said:
        texts = [phrase.in_language(language) for language in Language]
        assert all(text.strip() for text in texts), name
        taken = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in texts]
        assert taken[0] == taken[1], name


def test_what_there_may_be_has_its_phrase() -> None:
    """Every source of escalations, every reason, every way in which a target is counted."""
    assert set(phrases.GRANT) == set(GrantSource)
    assert set(phrases.WHY_FREE) == set(WhyFree)
    assert set(phrases.TARGET) == set(TargetKind)


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
    hours = phrases.TARGET[TargetKind.ELAPSED]
    assert (write.count(1, hours), write.count(2, hours)) == (one, two)


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
