"""A customer's year as a document: how long it takes, and what memory, by its charges."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from handlers.documents import typesetting
from handlers.documents.document import Document
from handlers.documents.pdf import as_page_reads, as_pdf
from handlers.documents.sheets import as_csv, as_xlsx
from handlers.documents.statement import document
from tests.documents.years import year

CHARGES = (1, 30, 300, 3000)
ROUNDS = 5
# What a process had at most: elsewhere the system counts in what has begun it.
_SAYS_ITS_MEMORY = (
    "import runpy, sys\n"
    "runpy.run_path(sys.argv[1], run_name='__main__')\n"
    "sys.stderr.write(open('/proc/self/status').read())\n"
)


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
    done = subprocess.run(
        [sys.executable, "-I", "-c", _SAYS_ITS_MEMORY, typesetting.__file__],
        input=as_page_reads(told).encode(),
        capture_output=True,
        check=True,
    )
    found = re.search(rb"VmHWM:\s+(\d+) kB", done.stderr)
    assert found is not None
    return int(found[1]) / 1024


MEASURES = (years,)
