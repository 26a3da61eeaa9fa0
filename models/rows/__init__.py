"""The tables. Facts are rows that are only ever added; `cases` and `customers` show the present.

Importing this package makes all tables known to `Row.metadata`, and lets every change raise its
marks (`seen`).
"""

from models.rows import (
    books,
    carried,
    cases,
    channels,
    customers,
    eras,
    homes,
    marks,
    notices,
    oncall,
    outbox,
    pages,
    people,
    reports,
    seen,
    time,
)
from models.rows.base import Row

__all__ = [
    "Row",
    "books",
    "carried",
    "cases",
    "channels",
    "customers",
    "eras",
    "homes",
    "marks",
    "notices",
    "oncall",
    "outbox",
    "pages",
    "people",
    "reports",
    "seen",
    "time",
]
