"""The languages in which a customer is written to."""

from __future__ import annotations

from models.rules.closed_sets import Named


class Language(Named, called="a language"):
    """A language, by its ISO 639 code."""

    ENGLISH = "en"
    GERMAN = "de"
