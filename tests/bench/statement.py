"""A customer's statement by the number of its entries: drawn, typed for, and as a document.

Each size is a desk of its own, whose `acme` has ten years of history with ten entries a case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from handlers.documents.document import Document
from handlers.documents.pdf import as_pdf
from handlers.documents.sheets import as_csv, as_xlsx
from handlers.documents.statement import document
from models.rows.customers import Customer
from models.rows.kept import Kept
from models.usecases import finding
from models.usecases.books.issued import issued
from models.usecases.derived import entitlements
from models.usecases.derived.entitlements import Balance
from models.usecases.escalation.time_entries import add_entry
from models.usecases.turn import Turn
from tests.bench import processes
from tests.bench.beside import beside
from tests.bench.desks import KINDS, Apart, copy_of, opened
from tests.bench.made_up import Desk, of_entries
from tests.bench.side_by_side import Act, at_sizes, tell_sizes
from tests.desk import DeskUnderTest

SIZES = (1_000, 10_000, 100_000)
ROUNDS, FEW = 30, 5
ACME = 1  # the first customer
YEAR = date(2025, 12, 31)
WRITTEN = {"PDF": as_pdf, "CSV": as_csv, "XLSX": as_xlsx}

# {case} is acme's open one, {n} is new each time.
TYPED = (
    "/balance acme",
    "/balance acme charges",
    "/balance acme on 2026-03-31",
    "/balance acme on 2020-12-31",
    "/balance acme if case {case} takes 7h more and pack M",
    "/balance acme forecast",
    "/balance acme quote 5",
    "/balance acme explain",
    "/balance acme explain 2026-03-31",
    "/customer show acme",
    "/case list acme",
    "/case show {case}",
    "/escalation list acme",
    "/escalation explain {case}",
    "/escalation log 1m {case} 2026-06-08 n{n}",
)


def drawn(sizes: Sequence[int] = SIZES, kinds: Iterable[str] = KINDS) -> None:
    """A statement drawn: when nothing is kept, again, with an entry more, and of an earlier day."""
    for kind in kinds:
        with ExitStack() as stack:
            desks = [stack.enter_context(opened(kind, of_entries(size)))[0] for size in sizes]
            for what, way, rounds in (
                ("a statement, nothing kept", _drawn_first, FEW),
                ("again", _drawn, ROUNDS),
                ("with an entry more", _drawn_with_one_more, ROUNDS),
                ("of 31 March", partial(_drawn, on=date(2026, 3, 31)), FEW),
                ("its facts, past all that is kept", _read, FEW),
            ):
                acts = [partial(way, desk) for desk in desks]
                tell_sizes(f"{what}, {kind}", at_sizes(acts, rounds), list(desks_of(sizes)))


def _drawn_first(desk: DeskUnderTest) -> None:
    desk.house.desk.database.kept = Kept()
    _drawn(desk)


def _drawn(desk: DeskUnderTest, on: date | None = None) -> None:
    with desk.reading("ada") as turn:
        entitlements.statement_of(turn.session, ACME, on or turn.today)


def _drawn_with_one_more(desk: DeskUnderTest) -> None:
    with desk.house.desk.database.writing() as session:  # what follows a log is not measured here
        turn = Turn(desk.house.desk, session, desk.person("ada"), desk.clock.now())
        before = Balance(turn, session.get_one(Customer, ACME))  # as who logs takes it
        add_entry(turn, case_id=1, minutes=1, day=turn.today, note="")
        before.difference()


def _read(desk: DeskUnderTest) -> None:
    with desk.reading("ada") as turn:
        entitlements.facts_of(turn.session, ACME)


def typed(sizes: Sequence[int] = SIZES, kinds: Iterable[str] = KINDS, rounds: int = ROUNDS) -> None:
    """What is typed about a customer, to its answer; and the memory of the desk afterwards."""
    for kind in kinds:
        with beside(kind, desks_of(sizes)) as desks:
            for text in TYPED:
                acts = [_types(desk, text, size) for desk, size in zip(desks, sizes, strict=True)]
                what = " ".join(text.split()[:4]).replace("{case}", "#")
                desks.tell(what, acts, rounds)
            desks.tell_memory()


def desks_of(sizes: Iterable[int]) -> dict[str, Desk]:
    """Desks by the number of entries that their `acme` has."""
    return {f"{size:,}": of_entries(size) for size in sizes}


def _types(desk: Apart, text: str, size: int) -> Act:
    numbers, open_case = count(), of_entries(size).customers[0].cases
    return lambda: desk.types("ada", text.format(case=open_case, n=next(numbers)))


def as_document(sizes: Sequence[int] = SIZES, kinds: Iterable[str] = KINDS) -> None:
    """A year of it as a document: read, written in each way, and by the command line as a whole."""
    for kind in kinds:
        with ExitStack() as stack:
            desks = [stack.enter_context(opened(kind, of_entries(size)))[0] for size in sizes]
            reads = [partial(_year, desk) for desk in desks]
            tell_sizes(f"a year read, {kind}", at_sizes(reads, FEW), list(desks_of(sizes)))
            years = [read() for read in reads]
        for name, written in WRITTEN.items():
            writes = [partial(written, year) for year in years]
            tell_sizes(f"the same as {name}, {kind}", at_sizes(writes, FEW), list(desks_of(sizes)))
        _tell_command_line(sizes, kind)


def _year(desk: DeskUnderTest) -> Document:
    with desk.reading("ada") as turn:
        return document(issued(turn, finding.customer(turn, "acme"), YEAR))


def _tell_command_line(sizes: Sequence[int], kind: str) -> None:
    with TemporaryDirectory() as folder:
        files = (f"--{way}={Path(folder, 'year')}.{way}" for way in ("pdf", "csv", "xlsx"))
        words = ("statement", "acme", f"--year={YEAR.year}", *files)
        ran = [processes.desk(copy_of(kind, of_entries(size)), *words) for size in sizes]
    processes.tell(f"`statement --pdf --csv --xlsx`, {kind}", ran, list(desks_of(sizes)))


MEASURES = (drawn, typed, as_document)
