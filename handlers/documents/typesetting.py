"""Sets a document's page, in a process of its own: what typst keeps in memory ends with it.

Takes the document as JSON, and gives a PDF. It is started as a file and imports nothing of the
house, so that it is there at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typst

PAGE = Path(__file__).with_name("statement.typ")


def main() -> None:
    """Read from standard input, write to standard output; nothing is fetched from anywhere.

    The page's font comes with typst; what it lacks (another script, an emoji) the machine may have.
    """
    os.nice(5)  # whoever rings goes first
    document = sys.stdin.buffer.read().decode()
    pdf = typst.compile(PAGE, sys_inputs={"document": document}, root=PAGE.parent)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
