"""A customer's year as a document: how long it takes, and what memory, by its charges."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from handlers.documents import typesetting
from handlers.documents.document import Document
from handlers.documents.pdf import as_page_reads, as_pdf
from handlers.documents.sheets import as_csv, as_xlsx
from handlers.documents.statement import document
from tests.bench.processes import alone
from tests.documents.years import year

CHARGES = (1, 30, 300, 3000)
ROUNDS = 5


def years() -> None:
    """A customer's year with 1 to 3,000 charges as PDF, CSV and XLSX: seconds, and memory."""
    for charges in CHARGES:
        told = document(year(charges))
        pdf, csv, xlsx = (seconds(write, told) for write in (as_pdf, as_csv, as_xlsx))
        print(
            f"{charges:5} charges: PDF {pdf:.2f} s in a process of {memory(told):.0f} MB, "
            f"CSV {csv:.3f} s, XLSX {xlsx:.3f} s"
        )


def seconds(write: Callable[[Document], bytes], told: Document) -> float:
    """How long it takes to write a document, the median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        write(told)
        taken.append(time.perf_counter() - began)
    return median(taken)


def memory(told: Document) -> float:
    """The megabytes of the process that sets it, at most."""
    return alone(typesetting.__file__, as_page_reads(told).encode()).memory


MEASURES = (years,)
