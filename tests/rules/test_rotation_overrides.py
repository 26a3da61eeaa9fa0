"""O2: overrides as tables: who is on call instead of whom, and from when until when."""

from __future__ import annotations

import pytest

from models.rules.rotation import Override
from tests.rules.rota import WEEKLY, override, rotation, stretches, version, who


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (  # inside a shift
            [override(1, "dana", "Wed 2026-06-03 08:00 CEST", "Thu 2026-06-04 20:00 CEST")],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 1",
                "Thu 2026-06-04 20:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # over a handover
            [override(1, "dana", "Sat 2026-06-06 12:00 CEST", "Tue 2026-06-09 12:00 CEST")],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Sat 2026-06-06 12:00 CEST dana by override 1",
                "Tue 2026-06-09 12:00 CEST ben",
            ],
        ),
        (  # from handover to handover
            [override(1, "dana", "Mon 2026-06-01 09:00 CEST", "Mon 2026-06-08 09:00 CEST")],
            [
                "Mon 2026-06-01 09:00 CEST dana by override 1",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # two that overlap: the later-made is the later one
            [
                override(1, "dana", "Wed 2026-06-03 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
                override(2, "eve", "Thu 2026-06-04 08:00 CEST", "Sat 2026-06-06 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 1",
                "Thu 2026-06-04 08:00 CEST eve by override 2",
                "Sat 2026-06-06 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # or the earlier one, however the rows come
            [
                override(2, "dana", "Wed 2026-06-03 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
                override(1, "eve", "Thu 2026-06-04 08:00 CEST", "Sat 2026-06-06 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 2",
                "Fri 2026-06-05 08:00 CEST eve by override 1",
                "Sat 2026-06-06 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # nested: the later-made lies inside
            [
                override(1, "dana", "Wed 2026-06-03 08:00 CEST", "Sat 2026-06-06 08:00 CEST"),
                override(2, "eve", "Thu 2026-06-04 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 1",
                "Thu 2026-06-04 08:00 CEST eve by override 2",
                "Fri 2026-06-05 08:00 CEST dana by override 1",
                "Sat 2026-06-06 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # nested: the later-made lies around, and hides the other
            [
                override(2, "dana", "Wed 2026-06-03 08:00 CEST", "Sat 2026-06-06 08:00 CEST"),
                override(1, "eve", "Thu 2026-06-04 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 2",
                "Sat 2026-06-06 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # touching: the first ends as the second begins
            [
                override(2, "dana", "Wed 2026-06-03 08:00 CEST", "Thu 2026-06-04 08:00 CEST"),
                override(1, "eve", "Thu 2026-06-04 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 2",
                "Thu 2026-06-04 08:00 CEST eve by override 1",
                "Fri 2026-06-05 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # empty, and reversed
            [
                override(1, "dana", "Wed 2026-06-03 08:00 CEST", "Wed 2026-06-03 08:00 CEST"),
                override(2, "eve", "Fri 2026-06-05 08:00 CEST", "Thu 2026-06-04 08:00 CEST"),
            ],
            ["Mon 2026-06-01 09:00 CEST ada", "Mon 2026-06-08 09:00 CEST ben"],
        ),
    ],
)
def test_overrides(overrides: list[Override], expected: list[str]) -> None:
    """O2: an override wins over the rotation, the later-made one over the earlier-made."""
    of = rotation(WEEKLY, overrides=tuple(overrides))
    assert stretches(of, "Mon 2026-06-01 09:00 CEST", "Wed 2026-06-10 09:00 CEST") == expected


def test_an_override_before_the_first_shift_and_without_people() -> None:
    """O2: an override puts somebody on call where the rotation has nobody."""
    of = rotation(
        version(""),
        overrides=(override(1, "dana", "Wed 2026-05-20 08:00 CEST", "Thu 2026-05-21 08:00 CEST"),),
    )
    assert stretches(of, "Tue 2026-05-19 09:00 CEST", "Fri 2026-05-22 09:00 CEST") == [
        "Tue 2026-05-19 09:00 CEST nobody",
        "Wed 2026-05-20 08:00 CEST dana by override 1",
        "Thu 2026-05-21 08:00 CEST nobody",
    ]


def test_an_override_over_the_hour_that_comes_twice() -> None:
    """O2: a stretch is one of instants: from the first 02:30 to the second lies an hour."""
    of = rotation(
        version("ada ben", "2026-10-19"),
        overrides=(override(1, "dana", "Sun 2026-10-25 02:30 CEST", "Sun 2026-10-25 02:30 CET"),),
    )
    assert who(of)("Sun 2026-10-25 02:15 CEST") == "ada"
    assert who(of)("Sun 2026-10-25 02:45 CEST") == "dana"
    assert who(of)("Sun 2026-10-25 02:15 CET") == "dana"
    assert who(of)("Sun 2026-10-25 02:45 CET") == "ada"
