"""A year as pages, read by another program: what stands there, and that nobody's words do harm."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject

from handlers.documents import pdf as pages
from handlers.documents import typesetting
from handlers.documents.pdf import NotSet, as_pdf
from handlers.documents.statement import document
from models.rules.languages import Language
from models.usecases.books.issued import Issued
from tests.documents.years import ODD_TITLES, year


def read(issued: Issued) -> PdfReader:
    """The pages of a year."""
    return PdfReader(io.BytesIO(as_pdf(document(issued))))


def text_of(reader: PdfReader) -> str:
    """All that stands on the pages, with each space and line's end as one space."""
    pages = (page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", " ".join(pages))


def test_what_a_customer_reads() -> None:
    """Contract, grants, charges with reason, what is to be decided, consulting, what was free."""
    text = text_of(read(year(3)))
    for said in (
        "Support statement 2026",
        "Acme AG",
        "11 of 11 escalations left on 30 Nov 2026",
        "As known on 30 Nov 2026; the books are not closed",
        "Premium 1 Jun 2025 open-ended 8 4 business hours",
        "Included 2025/26 1 Jun 2025 31 May 2026 8 5 3 0",
        "Pack 1 (L) 1 Jan 2026 1 Jan 2027 3",
        "First 5 hours",
        "To be decided",
        "1004 Six hours, undecided 1 h 240.–",
        "Consulting CHF 240.– an hour, excl. VAT",
        "March 2026 1003 Ten hours 2 h 480.–",
        "April 2026 1003 Ten hours 3 h 720.–",
        "1001 A defect 1 h 30 min Product defect",
        "1002 A clarification 10 min Under 15 minutes in all",
        "4 business hours 3 4",
        "6 Jan 2026 09:05 6 Jan 2026 13:05 7 Jan 2026 09:00",
        "All amounts in CHF, excl. VAT",
        "Page 1 of",
    ):
        assert said in text, said


def test_in_german() -> None:
    text = text_of(read(year(3, Language.GERMAN)))
    for said in (
        "Support-Auszug 2026",
        "11 von 11 Eskalationen übrig am 30.11.2026",
        "Gebrauchte Eskalationen",
        "Erste 5 Stunden",
        "März 2026 1003 Ten hours 2 h 480.–",
        "Insgesamt unter 15 Minuten",
        "Alle Beträge in CHF, exkl. MWST",
        "Seite 1 von",
    ):
        assert said in text, said


@pytest.mark.parametrize("title", ODD_TITLES)
def test_what_somebody_wrote_is_text(title: str) -> None:
    """Marks of typst, of Markdown and of spreadsheets stand there as they were typed, and nothing
    is cut.
    """
    assert unbroken(title) in unbroken(text_of(read(year(1, title=title))))


def test_a_customers_name_is_text() -> None:
    """However it is written, and however long it is."""
    name = '#image("/etc/passwd") & *Söhne* <script> $ ' + "B" * 36
    assert unbroken(name) in unbroken(text_of(read(year(1, name=name))))


def unbroken(text: str) -> str:
    """A text without what a line's end may add."""
    return re.sub(r"\s", "", text)


def test_a_short_year_is_one_page() -> None:
    """How it is worked out stands below it, and a number stays with its unit."""
    (page,) = read(year(1, Language.GERMAN)).pages
    text = page.extract_text()
    assert "So wird gerechnet" in text
    assert "15 Minuten erreichte" in text
    assert "-\n" not in text.partition("So wird gerechnet")[2]


def test_three_hundred_charges_have_their_pages() -> None:
    """Each is there once; each page says which it is of how many, and repeats the headings."""
    reader = read(year(300))
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]
    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "All amounts in CHF, excl. VAT" in page
    with_charges = [page for page in pages if "First 5 hours" in page]
    assert sum(page.count("First 5 hours") for page in pages) == 302
    assert all("Date Case Subject" in page for page in with_charges)


def test_it_says_what_it_is_to_programs() -> None:
    """Its title and language, for whoever reads it aloud; no file, script or link is in it."""
    reader = read(year(1, Language.GERMAN))
    assert reader.metadata is not None
    assert reader.metadata.title == "Support-Auszug 2026 – Acme AG"
    root = cast(DictionaryObject, reader.trailer["/Root"].get_object())
    assert str(root["/Lang"]) == "de"
    assert cast(DictionaryObject, root["/MarkInfo"].get_object())["/Marked"]
    assert "/OpenAction" not in root
    assert not reader.attachments


EMPTY = {
    **dict.fromkeys(("title", "whose", "lead", "known", "notes_title", "small_print", "page"), ""),
    "language": "en",
    "numbers": [{"value": "1", "of": "escalation"}],
    "tables": [],
    "notes": [],
}


def test_nothing_is_fetched_to_set_a_page(tmp_path: Path) -> None:
    """The font comes with the library: there is no network, and no folder of its own."""
    script = (
        "import runpy, socket, sys\n"
        "def refuse(*_): raise OSError('there is no network')\n"
        "socket.socket.connect = refuse\n"
        "runpy.run_path(sys.argv[1], run_name='__main__')\n"
    )
    made = subprocess.run(
        [sys.executable, "-I", "-c", script, typesetting.__file__],
        input=json.dumps(EMPTY).encode(),
        capture_output=True,
        env={
            "HOME": str(tmp_path),
            "XDG_CACHE_HOME": str(tmp_path),
            "XDG_DATA_HOME": str(tmp_path),
        },
        check=True,
        cwd=tmp_path,
    )
    assert made.stdout.startswith(b"%PDF-")
    assert list(tmp_path.iterdir()) == []
    fonts = [font for page in read(year(1)).pages for font in fonts_of(page)]
    assert fonts
    assert all("LibertinusSerif" in font for font in fonts)


def fonts_of(page: PageObject) -> Iterator[str]:
    """The names of the fonts of a page."""
    resources = cast(DictionaryObject, page["/Resources"].get_object())
    for font in cast(DictionaryObject, resources["/Font"].get_object()).values():
        yield str(cast(DictionaryObject, font.get_object())["/BaseFont"])


def test_what_can_not_be_set_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the page, or one that lasts."""
    monkeypatch.setattr(pages, "_SETS", (sys.executable, "-c", "raise SystemExit('no such font')"))
    with pytest.raises(NotSet, match="no such font"):
        as_pdf(document(year(1)))
    monkeypatch.setattr(pages, "_LONGEST", 0.1)
    monkeypatch.setattr(pages, "_SETS", (sys.executable, "-c", "import time; time.sleep(60)"))
    with pytest.raises(NotSet, match="not within"):
        as_pdf(document(year(1)))


def test_its_memory_goes() -> None:
    """It is set in a process of its own, so that nothing of it stays in the desk's."""
    told = document(year(300))
    before = _resident()
    for _ in range(3):
        as_pdf(told)
    assert _resident() - before < 20


def _resident() -> float:
    """The memory of this process, in megabytes."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096 / 1e6
