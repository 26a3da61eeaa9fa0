"""Names that look the same are the same to whoever compares them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.look_alikes import as_compared


@pytest.mark.parametrize(
    "other",
    [
        "ACME AG",
        "Acme  AG",
        "Acme\u00a0AG",
        "Ac\u200bme AG",  # zero width space
        "Acme\u2060 AG\ufe0f",  # word joiner, variation selector
        "\u0410cme AG",  # Cyrillic А
        "Асме АG",  # А, с, м, е: Cyrillic all but one
        "Αcme AG",  # Greek Α
        "Ａｃｍｅ ＡＧ",  # full width
    ],
)
def test_what_looks_the_same(other: str) -> None:
    """Letter case, spaces, what nobody sees, and letters of other scripts."""
    assert as_compared(other) == as_compared("Acme AG")


@pytest.mark.parametrize(
    "other", ["Acme", "Acme GmbH", "Acmé AG", "Acne AG", "Acme-AG", "AcmeAG", "Акме АГ"]
)
def test_what_does_not(other: str) -> None:
    """An accent, a dash or another letter is seen."""
    assert as_compared(other) != as_compared("Acme AG")


@given(st.text())
def test_however_it_is_composed(name: str) -> None:
    """NFC and NFD of a name are one name."""
    composed, taken_apart = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert as_compared(composed) == as_compared(taken_apart)


@pytest.mark.parametrize("name", ["Восток", "Νίκη", "Müller", "Weißbrot", "Łódź", "東京"])
def test_a_name_of_any_script_is_found_in_any_letter_case(name: str) -> None:
    """Also where only some of its letters look like ours."""
    assert as_compared(name.upper()) == as_compared(name.lower()) == as_compared(name)
