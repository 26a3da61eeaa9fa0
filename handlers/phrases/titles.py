"""Titles of cases that nobody has worded, in the language of their customer."""

from __future__ import annotations

from handlers.phrases import channel as say
from handlers.phrases.writer import Writer
from models.rules.languages import Language
from models.rules.reports import WITHOUT_WORDS
from models.rules.writing import span


def as_read(title: str, write: Writer) -> str:
    """Return a case's title as its customer reads it: also of one that came without words."""
    return write.say(say.WITHOUT_WORDS) if title == WITHOUT_WORDS else title


def stays_away(language: Language, name: str, every: int) -> str:
    """Return the title of a case for a sign of life that is expected every so many minutes."""
    return Writer(language).say(say.STAYS_AWAY, name=name, every=span(every))
