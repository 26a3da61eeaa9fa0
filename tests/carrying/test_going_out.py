"""`export`: everything goes out, and another desk says the same of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.rows.base import Database
from models.rows.customers import Customer
from models.rows.oncall import LadderRow
from models.rules.ladder import Ladder, Reach, ReachKind, Rung, written
from models.rules.service_definition import Severity
from models.rules.statement import Statement
from models.usecases import finding
from models.usecases.case.opening import CaseReport, open_case
from models.usecases.derived.entitlements import statement_of
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk
from slackapp.pretend_slack.state.story_clock import StoryClock
from tests.carrying.files import FILES, address, files
from tests.database import Databases
from tests.desk import DeskUnderTest
from tests.test_command_line import run
from tests.waiting import waits_until
from tests.worker.busy import Listener, worker_of
from tests.worker.mortal import over

pytestmark = pytest.mark.both_databases


def test_what_goes_out_comes_in_elsewhere(
    quiet: DeskUnderTest, tmp_path: Path, elsewhere: str
) -> None:
    """Both ways: as the files that are imported, and as everything. Here it is there already."""
    url = address(quiet)
    assert run(tmp_path, "import", *files(tmp_path), "--apply", url=url).exit_code == 0
    quiet.types("ada", "/escalation log 2h #1")
    out = run(tmp_path, "export", "out", url=url)
    assert out.exit_code == 0, out.output
    names = [f"out/{name}.csv" for name in FILES]
    again = run(tmp_path, "import", *names, url=url)
    assert "0 lines would come in, 12 there already." in again.stdout, again.output
    sheets = run(tmp_path, "import", *names, "--apply", url=elsewhere)
    assert sheets.stdout == "12 lines came in, 0 there already.\n", sheets.output
    assert said_elsewhere(elsewhere) == said_elsewhere(url)


def test_everything_goes_out_and_comes_in(
    quiet: DeskUnderTest, tmp_path: Path, elsewhere: str
) -> None:
    """Facts, history and kept statements; `verify` finds the same there; twice comes in once."""
    url = address(quiet)
    assert run(tmp_path, "import", *files(tmp_path), "--apply", url=url).exit_code == 0
    quiet.types("ada", "/escalation log 2h #1")
    quiet.types("ada", "/escalation undo")
    quiet.types("ada", "/case open globex sev1 Down")
    quiet.types("cleo", "/balance acme close 2026-03-31 --anyway")
    assert run(tmp_path, "export", "out", url=url).exit_code == 0
    file = "out/everything.jsonl"
    assert " 0 lines" not in run(tmp_path, "import", file, url=elsewhere).stdout
    done = run(tmp_path, "import", file, "--apply", url=elsewhere)
    assert done.exit_code == 0, done.output
    assert said_elsewhere(elsewhere) == said_elsewhere(url)
    proof = run(tmp_path, "verify", url=elsewhere)
    assert proof.stdout == "Everything holds, of 2 customers.\n", proof.output
    again = run(tmp_path, "import", file, "--apply", url=elsewhere)
    assert again.stdout.startswith("0 lines came in, "), again.output
    broken = (tmp_path / file).read_text().replace('"minutes": 90', '"minutes": 91')
    (tmp_path / "broken.jsonl").write_text(broken)
    wrong = run(tmp_path, "import", "broken.jsonl", "--apply", url=elsewhere)
    assert wrong.exit_code == 1
    assert "time_entries 1” is wrong: the desk has another with that number." in wrong.stdout


def test_a_waiting_sev1_that_comes_in_rings_nobody(
    quiet: DeskUnderTest, tmp_path: Path, elsewhere: str
) -> None:
    """A worker runs there, and Ben is on call: he hears of what is opened there afterwards, and of
    nothing that came in.
    """
    url = address(quiet)
    assert run(tmp_path, "import", *files(tmp_path), "--apply", url=url).exit_code == 0
    quiet.types("ada", "/case open globex sev1 Down since three")
    assert run(tmp_path, "export", "out", url=url).exit_code == 0
    desk = over(quiet.house.desk, Database(elsewhere))
    slack, clock = Listener(), StoryClock(quiet.clock.now(), running=False)
    ben_is_on_call(desk, clock.now())
    worker = worker_of(desk, slack, clock)
    worker.start()
    try:
        done = run(tmp_path, "import", "out/everything.jsonl", "--apply", url=elsewhere)
        assert done.exit_code == 0, done.output
        clock.move_to(clock.now() + timedelta(minutes=40))
        worker.look()
        worker.look()
        opens_a_sev1(desk, clock.now())
        waits_until(lambda: "U0BEN" in {who for who, _, _ in slack.taken})
        told = {said for _, said, _ in slack.taken if "on-call check" not in said}
        assert {"Login is down" in said for said in told} == {True}, told
    finally:
        worker.stop()
        desk.database.close()


def ben_is_on_call(desk: Desk, at: datetime) -> None:
    """Whatever rings, rings Ben."""
    rung = Rung(timedelta(), (Reach(ReachKind.PERSON, "U0BEN"),))
    ladder = written(Ladder((rung,), timedelta(minutes=15)))
    with desk.writing(DESK_ITSELF, at) as turn:
        turn.session.add(LadderRow(customer_id=None, ladder=ladder, **turn.stamp))


def opens_a_sev1(desk: Desk, at: datetime) -> None:
    """Open a case that rings."""
    with desk.writing(DESK_ITSELF, at) as turn:
        report = CaseReport("Login is down", Severity.SEV1)
        open_case(turn, finding.customer(turn, "globex"), report)


@pytest.fixture
def elsewhere(place: Databases) -> str:
    """The address of another database, migrated and empty."""
    return place.fresh_database("elsewhere", "template")


def said_elsewhere(url: str) -> list[Statement]:
    """The statements of all customers of a database, on some days."""
    database = Database(url)
    try:
        with database.reading() as session:
            ids = session.scalars(select(Customer.id).order_by(Customer.key)).all()
            days = (date(2026, 3, 31), date(2026, 6, 1), date(2027, 1, 1))
            return [statement_of(session, number, day) for day in days for number in ids]
    finally:
        database.close()
