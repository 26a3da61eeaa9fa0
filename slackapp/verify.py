"""`verify`: all that can be proved of the desk's books, with a bar that says how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console

from models.rows.kept import Kept
from models.usecases.books import verifying
from models.usecases.books.verifying import Fault
from models.usecases.names import customer_names
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk
from slackapp.assembly import desk_without_slack
from slackapp.database import opened
from slackapp.progress import progress_on
from slackapp.settings import DeskSettings


@dataclass(frozen=True)
class Verified:
    """How many customers' books were looked at, and what does not hold."""

    customers: int
    faults: list[Fault]


def verify(settings: DeskSettings, shown: Console) -> Verified:
    """Look at everything, with a bar on `shown`; Problem if the database can't be looked at."""
    with opened(settings.database_url) as database:
        database.kept = Kept(room=0)  # each customer is looked at once
        return _verify(desk_without_slack(settings, database), shown)


def _verify(desk: Desk, shown: Console) -> Verified:
    with desk.reading(DESK_ITSELF, _now()) as turn:
        customers = len(customer_names(turn.session).keys)
    faults: list[Fault] = []
    with progress_on(shown) as progress:
        task = progress.add_task("Verifying")
        for looked in verifying.verify(desk, _now):
            faults += looked.found
            progress.update(task, completed=looked.done, total=looked.of)
    return Verified(customers, faults)


def _now() -> datetime:
    return datetime.now(UTC)
