"""SQL statements, counted as they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


class Counted:
    """How many statements were run on any database of this process; BEGIN is none."""

    def __init__(self) -> None:
        self.total = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count meanwhile."""
        event.listen(Engine, "before_cursor_execute", self._count)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", self._count)

    def of(self, act: Callable[[], object]) -> int:
        """How many one act runs."""
        before = self.total
        act()
        return self.total - before

    def _count(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.total += not statement.startswith("BEGIN")
