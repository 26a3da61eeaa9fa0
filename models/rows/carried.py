"""What lines of other programs' files became here, so that none is brought in twice."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Recorded
from models.rules.sheets import Sheet


class CarriedLine(Recorded):
    """A line that was imported, by the `key` that it has where it comes from.

    `number` is the id of the row that it became; `said` tells whether a line with the same key says
    the same.
    """

    __tablename__ = "carried_lines"

    sheet: Mapped[Sheet] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    said: Mapped[str]
