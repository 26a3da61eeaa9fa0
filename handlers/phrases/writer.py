"""What a customer reads, in its language: every phrase in each, dates, durations, amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from babel import Locale
from babel.dates import format_date

from models.rules.languages import Language
from models.rules.quote import chf
from models.rules.written_time import clock_shows


@dataclass(frozen=True)
class Phrase:
    """What we say, in every language; what stands in {braces} is put in."""

    en: str
    de: str

    def in_language(self, language: Language) -> str:
        """Return it in one of them."""
        return {Language.ENGLISH: self.en, Language.GERMAN: self.de}[language]


@dataclass(frozen=True)
class Counted:
    """What we say of one, and of any other number {n}."""

    one: Phrase
    other: Phrase


_LOCALE: Final[Mapping[Language, Locale]] = {
    Language.ENGLISH: Locale("en"),  # British patterns stand below; its `Sept` is nobody's here
    Language.GERMAN: Locale("de", "CH"),
}
_DAY: Final[Mapping[Language, str]] = {Language.ENGLISH: "d MMM y", Language.GERMAN: "dd.MM.y"}
_IN_FULL: Final[Mapping[Language, str]] = {
    Language.ENGLISH: "d MMMM y",
    Language.GERMAN: "d. MMMM y",
}
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Writer:
    """Writes in a language."""

    language: Language

    def say(self, phrase: Phrase, **given: object) -> str:
        """Write a phrase with what is put into it."""
        return phrase.in_language(self.language).format(**given)

    def count(self, number: int, counted: Counted, **given: object) -> str:
        """Write a number with its thing: `1 escalation`, `2 escalations`."""
        form = _LOCALE[self.language].plural_form(number)
        return self.say(counted.one if form == "one" else counted.other, n=number, **given)

    def day(self, day: date) -> str:
        """Write a date: `3 Mar 2026`, `03.03.2026`."""
        return format_date(day, _DAY[self.language], locale=_LOCALE[self.language])

    def long_day(self, day: date) -> str:
        """Write a date with its day of the week: `Tue 3 Mar 2026`, `Di. 03.03.2026`."""
        weekday = format_date(day, "EEE", locale=_LOCALE[self.language])
        return f"{weekday} {self.day(day)}"

    def day_in_full(self, day: date) -> str:
        """Write a date as a letter does: `3 March 2026`, `3. März 2026`."""
        return format_date(day, _IN_FULL[self.language], locale=_LOCALE[self.language])

    def month(self, month: date) -> str:
        """Write a month: `March 2026`, `März 2026`."""
        return format_date(month, "MMMM y", locale=_LOCALE[self.language])

    def instant(self, local: datetime) -> str:
        """Write an instant in its own zone: `3 Mar 2026 14:05`, `03.03.2026 14:05`."""
        return f"{self.day(local.date())} {clock_shows(local)}"

    def minutes(self, minutes: int) -> str:
        """Write a duration: `2 h`, `1 h 30 min`, `0 min`."""
        hours, rest = divmod(minutes, 60)
        parts = [f"{hours}{NO_BREAK}h"] * bool(hours)
        parts += [f"{rest}{NO_BREAK}min"] * bool(rest or not hours)
        return NO_BREAK.join(parts)

    def chf(self, amount: Decimal) -> str:
        """Write an amount the Swiss way: `CHF 1’900.–` (M1)."""
        return chf(amount).replace(" ", NO_BREAK)

    def amount(self, amount: Decimal) -> str:
        """Write an amount where it is said that it is in CHF: `1’900.–`."""
        return chf(amount).removeprefix("CHF ")


def in_language(language: Language | None, phrase: Phrase, **given: object) -> str:
    """Write a phrase in a language; in every one, a line in each, for people of whom it is not
    known which they read.
    """
    languages = Language if language is None else (language,)
    return "\n".join(Writer(each).say(phrase, **given) for each in languages)
