"""What measures statements and books runs at any size: here at a tiny one, on one database."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bench import balance, books, statement
from tests.bench.made_up import of_customers

TINY, SQLITE = (20,), ("SQLite",)

MEASURES: dict[str, tuple[Callable[[], None], str]] = {
    "drawn": (lambda: statement.drawn(TINY, SQLITE), "with an entry more"),
    "typed": (lambda: statement.typed(TINY, SQLITE, 1), "/balance acme explain"),
    "as a document": (lambda: statement.as_document(TINY, SQLITE), "as PDF"),
    "all customers": (lambda: balance.of_all((2,), SQLITE, 1), "/balance on 2020-12-31"),
    "closed": (lambda: books.closed(TINY, SQLITE), "a decision"),
    "kept": (lambda: books.kept(TINY), "kept of"),
    "verified": (lambda: books.verified([of_customers(2)], SQLITE), "`verify`"),
}


@pytest.mark.parametrize("name", MEASURES)
def test_it_measures(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each prints its figures, and what it types is answered as it expects."""
    measure, told = MEASURES[name]
    measure()
    assert told in capsys.readouterr().out
