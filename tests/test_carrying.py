"""`import` and `export`: the past comes in without a sound, once, all or nothing; and goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select

from models.rows.base import Database
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.oncall import LadderRow
from models.rows.outbox import OutboxRow
from models.rules.ladder import Ladder, Reach, ReachKind, Rung, written
from models.rules.service_definition import Severity
from models.rules.statement import Statement
from models.usecases import finding
from models.usecases.case.opening import CaseReport, open_case
from models.usecases.derived.entitlements import statement_of
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk
from slackapp.carrying import importing
from slackapp.carrying.importing import Imported
from slackapp.pretend_slack.state.story_clock import StoryClock
from tests.bench.counted import Counted
from tests.database import Databases
from tests.desk import DeskUnderTest
from tests.test_command_line import run
from tests.waiting import waits_until
from tests.worker.busy import Listener, worker_of
from tests.worker.mortal import over

pytestmark = pytest.mark.both_databases

CUSTOMERS = "customer;name;manager;channel;language\nacme;Acme AG;cleo;;de\nglobex;Globex AG;;;\n"
CONTRACTS = (
    "key;customer;what;level;escalations;from;to;known\n"
    "a1;acme;start;standard;;01.01.2025;;\n"
    "a2;acme;level;premium;;2026-03-01;;2026-02-20\n"
    "g1;globex;;managed;12;2026-01-01;31.12.2026;\n"
)
PACKS = (
    "key;customer;bought;size;escalations;price\n"
    "p1;acme;10.03.2026;m;;\np2;globex;1.4.2026;;5;2’500.–\n"
)
CASES = (
    "key;customer;title;kind;severity;reported;responded;closed;owner\n"
    "T-1;acme;Login loops;configuration;3;02.03.2026 09:15;02.03.2026 10:00;;ada\n"
    "T-2;globex;Alles steht;integration;1;2026-04-02T03:00;2026-04-02T03:20;2026-04-02T05:00;\n"
)
TIME = (
    "key;case;person;day;minutes;note\n"
    '1;T-1;ada;02.03.2026;1:30;"Traced it;\nand found it"\n'
    "2;T-2;U0LEFT;2026-04-02;90;=1+1\n"
)
FILES = {
    "customers": CUSTOMERS,
    "contracts": CONTRACTS,
    "packs": PACKS,
    "cases": CASES,
    "time": TIME,
}


@pytest.fixture
def quiet(desk: DeskUnderTest) -> Iterator[DeskUnderTest]:
    """A desk that nobody has recorded anything at; what is imported comes at its own time."""
    desk.at("Mon 2026-06-01 10:00")
    desk.types("ada", "/case list")
    desk.types("ben", "/case list")
    desk.types("cleo", "/balance")
    with patch("slackapp.carrying.importing._now", desk.clock.now):
        yield desk


def address(desk: DeskUnderTest) -> str:
    return desk.house.desk.database.url.render_as_string(hide_password=False)


def files(folder: Path, **other: str) -> list[str]:
    """Write the files into a folder, some of them otherwise."""
    for name, text in {**FILES, **other}.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [f"{name}.csv" for name in {**FILES, **other}]


def test_everything_comes_in_once(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """First it is only said, line by line; `--apply` writes it; a second time nothing comes in."""
    names, url = files(tmp_path), address(quiet)
    said = run(tmp_path, "import", *names, url=url)
    assert (said.exit_code, said.exception) == (0, None), said.output
    assert said.stdout.splitlines()[:3] == [
        "customers.csv, line 2: comes in as customer acme (Acme AG).",
        "customers.csv, line 3: comes in as customer globex (Globex AG).",
        "contracts.csv, line 2: comes in as contract of acme: Standard from Wed 1 Jan 2025.",
    ]
    assert "time.csv, line 4: comes in as 1h30 of U0LEFT" in said.stdout
    assert said.stdout.splitlines()[-1] == (
        "11 lines would come in, 0 there already. `--apply` writes them."
    )
    assert quiet.types("cleo", "/customer list").says("There are no customers yet")
    done = run(tmp_path, "import", *reversed(names), "--apply", url=url)
    assert done.stdout == "11 lines came in, 0 there already.\n", done.output
    assert quiet.types("ada", "/case show 1").says("Login loops", "1h30")
    assert quiet.types("cleo", "/balance globex").says("16 of 17")
    again = run(tmp_path, "import", *names, "--apply", url=url)
    assert again.stdout == "0 lines came in, 11 there already.\n", again.output


def test_nothing_is_said_of_the_past(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """Not of a Sev-1 of a Managed customer, of what ran out, is undecided or was late: no message
    is written, then or in the mornings after.
    """
    quiet.at("Mon 2026-06-01 10:00")
    quiet.works()
    cases = CASES.replace("2026-04-02T03:20", "2026-05-29T03:20").replace("T05:00", "T23:00")
    cases = cases.replace("2026-04-02T23:00", "2026-05-29T23:00")
    time = TIME + "".join(f"x{n};T-1;ada;{n}.5.2026;10h;\n" for n in range(11, 21))
    names = files(tmp_path, cases=cases, time=time, contracts=CONTRACTS.replace("31.12.", "30.06."))
    before = everything_said(quiet)
    done = run(tmp_path, "import", *names, "--apply", url=address(quiet))
    assert done.exit_code == 0, done.output
    for wall in (
        "Mon 2026-06-01 10:01",
        "Tue 2026-06-02 09:00",
        "Thu 2026-06-04 16:00",
        "Mon 2026-06-08 09:00",
    ):
        quiet.at(wall)
        quiet.works()
    assert everything_said(quiet) == before


def everything_said(desk: DeskUnderTest) -> set[tuple[str, str]]:
    """Every message and ring that was written, but for the daily check of who is on call."""
    with desk.reading("dana") as turn:
        written = select(OutboxRow.id, OutboxRow.topic).where(OutboxRow.topic != "check")
        rows = turn.session.execute(written).all()
    return {(str(number), topic) for number, topic in rows}


def test_all_or_nothing(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """Each wrong line is said with its number, its column, what stands there and what is right."""
    time = TIME + (
        "3;T-9;ada;02.03.2026;30;\n"
        "4;T-1;ada;31.02.2026;30;\n"
        "5;T-1;ada;03/04/2026;30;\n"
        "6;T-1;ada;02.03.2026;1.5;\n"
        "7;T-1;zoe;02.03.2026;30;\n"
        "8;T-1;ada;02.07.2026;30;\n"
        "1;T-1;ada;02.03.2026;30;\n"
        "9;T-1;ada;02.03.2026;23:00;\n"
        "10;T-1;ada;02.03.2026;30;a;b\n"
        "11;;ada;;30;\n"
    )
    names = files(tmp_path, time=time)
    for apply in ((), ("--apply",)):
        done = run(tmp_path, "import", *names, *apply, url=address(quiet))
        assert done.exit_code == 1, done.output
        assert [line for line in done.stdout.splitlines() if "comes in" not in line] == [
            "time.csv, line 5, case: “T-9” is wrong: no case has that key: import cases first, "
            "or write `#12`.",
            "time.csv, line 6, day: “31.02.2026” is wrong: there is no such day; write 2026-12-31 "
            "or 31.12.2026.",
            "time.csv, line 7, day: “03/04/2026” is wrong: day and month could be either way "
            "round; write 2026-12-31 or 31.12.2026.",
            "time.csv, line 8, minutes: “1.5” is wrong: minutes such as 90, or hours such as 1:30 "
            "or 1.5h.",
            "time.csv, line 9, person: “zoe” is wrong: nobody known has that handle: write it as "
            "Slack shows it, or a member id.",
            "time.csv, line 10, day: “02.07.2026” is wrong: a day from Sat 1 Jan 2000 to today.",
            "time.csv, line 11, key: “1” is wrong: a line above has that key.",
            "time.csv, line 12, minutes: “23:00” is wrong: ada has 1h30 on that day already: with "
            "this it would be more than 24 hours.",
            "time.csv, line 13: “b” is wrong: it has 7 cells, and there are 6 headings.",
            "time.csv, line 14, case: nothing stands there: write T-4711, for example.",
            "time.csv, line 14, day: nothing stands there: write 18.03.2024, for example.",
            "10 lines wrong. Nothing was written.",
        ]
    assert quiet.types("cleo", "/customer list").says("There are no customers yet")


def test_what_hangs_on_a_refused_line(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """Lines about a customer, or a case, whose own line is wrong say that, and not that files are
    missing.
    """
    names = files(tmp_path, customers=CUSTOMERS.replace(";de", ";fr"))
    done = run(tmp_path, "import", *names, url=address(quiet))
    said = [line for line in done.stdout.splitlines() if "above" in line]
    assert said[:2] == [
        "contracts.csv, line 2, customer: “acme” is wrong: its line of customers is refused above.",
        "contracts.csv, line 3, customer: “acme” is wrong: its line of customers is refused above.",
    ]
    assert "time.csv, line 2, case: “T-1” is wrong: its line of cases is refused above." in said


@pytest.mark.roles(account_managers_group="S0ACCOUNTS")
def test_a_manager_who_is_not_in_the_group(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """As `/customer manager`: where a group is set, only its members can be account managers."""
    group = {"ACCOUNT_MANAGERS_GROUP": "S0ACCOUNTS"}
    quiet.slack.change_group("S0ACCOUNTS", ["U0CLEO"])
    quiet.works()
    names = files(tmp_path)
    assert run(tmp_path, "import", *names, url=address(quiet), more=group).exit_code == 0
    names = files(tmp_path, customers=CUSTOMERS.replace("cleo", "ada"))
    done = run(tmp_path, "import", *names, url=address(quiet), more=group)
    assert "customers.csv, line 2, manager: “ada” is wrong: " in done.stdout, done.output
    assert "and only its members can be account managers." in done.stdout


WRONG = {
    "customers": {
        "KEY;Acme Ag;;;": "name: “Acme Ag” is wrong: that is acme's name, or looks like it.",
        "KEY;Nr KEY;;general;": "channel: “general” is wrong: a channel's id, such as C012AB3CD",
        "KEY;Nr KEY;zoe;;": "manager: “zoe” is wrong: nobody known has that handle",
        "KEY;Nr KEY;;;fr": "language: “fr” is wrong: there are `en` and `de`.",
    },
    "contracts": {
        "KEY;hooli;start;basic;;01.01.2025;;": "customer: “hooli” is wrong: no customer has that",
        "KEY;globex;level;goldd;;01.01.2027;;": "level: “goldd” is wrong: there are `basic`, `st",
        "KEY;acme;;basic;;01.06.2026;;": "from: “01.06.2026” is wrong: acme has a contract from",
        "KEY;globex;end;;;;31.12.2030;": "to: “31.12.2030” is wrong: globex has no contract on t",
        "KEY;acme;correction;;;;;": "what: “correction” is wrong: there are `start`, `level`",
        "KEY;globex;;managed;;01.01.2027;;": "is wrong: A Managed contract carries its negotiat",
        "KEY;globex;;;;01.01.2027;;": "level: nothing stands there: basic, standard, premium or",
        "KEY;globex;;basic;;01.01.2027;;2040-01-01": "known: “2040-01-01” is wrong: that day is",
    },
    "packs": {
        "KEY;acme;10.03.2027;S;;": "bought: “10.03.2027” is wrong: a purchase can't lie in the fut",
        "KEY;acme;10.03.2026;;5;2000": "size: nothing stands there: S, M or L: without a size only",
        "KEY;acme;10.03.2026;M;9;": "escalations: “9” is wrong: pack M has 3.",
        "KEY;globex;10.03.2026;;5;EUR 9": "price: “EUR 9” is wrong: an amount in CHF, such as",
    },
    "cases": {
        "KEY;acme;T;defect;5;2.3.2026;2.3.2026;;": "severity: “5” is wrong: there are `1`, `2` and",
        "KEY;acme;T;defect;3;2.3.2026;1.3.2026;;": "responded: “1.3.2026” is wrong: the first re",
        "KEY;acme;T;defect;3;2.3.2026;;;": "responded: nothing stands there: when it was: a case t",
        "KEY;acme;T;defect;3;2.7.2026;3.7.2026;;": "responded: “3.7.2026” is wrong: that is stil",
        "KEY;acme;T;defect;3;2.3.2026;3.3.2026;2.3.2026;": "closed: “2.3.2026” is wrong: a case is",
        "KEY;acme;T;touchpoint;3;2.3.2025;2.3.2025;;": "kind: “touchpoint” is wrong: touchpoints",
        "KEY;acme;T;defect;3;0001-01-01;2.3.2025;;": "reported: “0001-01-01” is wrong: a day from",
    },
    "time": {
        "KEY;T-1;ada;02.03.2026;25:00;": "minutes: “25:00” is wrong: one minute to 24 hours.",
        "KEY;T-1;ada;02.03.2026;-30;": "minutes: “-30” is wrong: minutes such as 90, or hours",
        f"KEY;T-1;ada;02.03.2026;30;{'n' * 701}": "note: “nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
        'KEY;T-1;ada;02.03.2026;30;"never closed': "below it quotation marks do not enclose a cell",
    },
}


@pytest.mark.parametrize("name", WRONG)
def test_a_line_that_is_wrong(quiet: DeskUnderTest, tmp_path: Path, name: str) -> None:
    """Whatever is wrong with it is said, and nothing is written."""
    wrong = (f"{line}\n".replace("KEY", f"key-{n}") for n, line in enumerate(WRONG[name]))
    names = files(tmp_path, **{name: FILES[name] + "".join(wrong)})
    done = run(tmp_path, "import", *names, "--apply", url=address(quiet))
    assert done.exit_code == 1, done.output
    said = [line for line in done.stdout.splitlines() if line.startswith(f"{name}.csv")]
    assert len(said) == len(WRONG[name]), said
    for line, why in zip(said, WRONG[name].values(), strict=True):
        assert why in line
    assert quiet.types("cleo", "/customer list").says("There are no customers yet")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_however_a_spreadsheet_saves_it(
    quiet: DeskUnderTest, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    """With a mark or without, in Windows' letters too, by semicolons, commas or tabs."""
    text = CUSTOMERS.replace("Globex AG", "Globé & Söhne").replace(";", delimiter)
    (tmp_path / "customers.csv").write_text(text, encoding)
    done = run(tmp_path, "import", "customers.csv", "--apply", url=address(quiet))
    assert done.exit_code == 0, done.output
    assert quiet.types("cleo", "/customer show globex").says("Globé &amp; Söhne")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("key;customer;what;colour\n", "line 1: “colour” is no column of a file of contracts"),
        ("key;case;person;day;minuts\n", "line 1: “minuts” is no column of a file of time, which"),
        ("foo\n", "line 1: “foo” is a column of no file. There are files of customers: customer, "),
        ("key;key;case;person;day;minutes\n", "line 1: “key” stands there twice."),
    ],
)
def test_what_is_no_such_file(quiet: DeskUnderTest, tmp_path: Path, text: str, said: str) -> None:
    """Its headings tell which file it is, and what is odd about them is said."""
    (tmp_path / "some.csv").write_text(text)
    done = run(tmp_path, "import", "some.csv", url=address(quiet))
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_templates_come_in(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """What `--template` writes can be imported as it is, and is never written over."""
    url = address(quiet)
    written = run(tmp_path, "import", "--template", "examples", url=url)
    names = written.stdout.split()
    assert [Path(name).name for name in names] == [f"{name}.csv" for name in FILES]
    done = run(tmp_path, "import", *names, "--apply", url=url)
    assert done.stdout == "5 lines came in, 0 there already.\n", done.output
    assert run(tmp_path, "import", "--template", "examples", url=url).exit_code == 2


def test_a_short_name_with_which_nothing_could_be_typed(
    quiet: DeskUnderTest, tmp_path: Path
) -> None:
    """What `/customer add` would refuse: a word of the commands, and what is no short name."""
    (tmp_path / "customers.csv").write_text("customer;name\nbooks;Books AG\n-x;Ex AG\n", "utf-8")
    done = run(tmp_path, "import", "customers.csv", url=address(quiet))
    books, ex = done.stdout.splitlines()[:2]
    assert books.endswith("it already means something in the commands. Take a longer one.")
    assert ex.endswith("and begins with a letter or digit.")


def test_a_line_that_says_something_else_now(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """What came in is never changed by a file: the desk has ways for that, which leave a trace."""
    url = address(quiet)
    assert run(tmp_path, "import", *files(tmp_path), "--apply", url=url).exit_code == 0
    (tmp_path / "time.csv").write_text(TIME.replace("1:30", "2:30"))
    done = run(tmp_path, "import", "time.csv", "--apply", url=url)
    assert done.exit_code == 1
    assert "line 2, key: “1” is wrong: it is here as number 1 and says something" in done.stdout


def test_closed_books_stay_closed(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """E10: a day up to which a customer's books are closed is refused here too."""
    url = address(quiet)
    assert run(tmp_path, "import", *files(tmp_path), "--apply", url=url).exit_code == 0
    quiet.types("cleo", "/balance acme close 2026-03-31 --anyway")
    (tmp_path / "time.csv").write_text(TIME + "9;T-1;ada;30.03.2026;30;\n")
    done = run(tmp_path, "import", "time.csv", "--apply", url=url)
    assert done.exit_code == 1
    assert "line 5, day: “30.03.2026” is wrong: acme's books are closed up to" in done.stdout


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


TOGGL = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,"
    "Duration,Tags,Amount ()\n"
    "Ben,ben@x.example,Acme AG,Login,,,Yes,2026-03-03,09:00:00,2026-03-03,09:20:00,00:20:00,,\n"
    "Ada,ada@x.example,Acme AG,Login,,Traced it,Yes,2026-03-02,09:15:00,2026-03-02,10:45:31,"
    "01:30:31,,\n"
)
KIMAI = (
    "Date,From,To,Duration,Currency,Price,Internal price,Hourly price,Fixed price,Name,User,E-mail,"
    "Staff number,Customer,Project,Activity,Description,Billable,Tags,Type,category,Account,"
    "Project number,VAT-ID,Order number,Working place,Working place\n"
    "2026-03-02,09:15,10:45,1:30,CHF,360,360,240,0,Ada,ada,ada@x.example,,Acme AG,Login,Support,"
    '"Traced it, and found it",1,,timesheet,work,A-1,,,,,\n'
)


def test_many_lines_are_written_by_as_few_statements(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """Others wait while lines are written: 200 take no more statements than 9, and no file."""
    url = address(quiet)
    assert run(tmp_path, "import", *files(tmp_path), "--apply", url=url).exit_code == 0
    few, many = (statements_of_time(quiet, tmp_path, keys) for keys in (range(9), range(9, 209)))
    assert few == many


def statements_of_time(desk: DeskUnderTest, folder: Path, keys: range) -> int:
    """How many statements an import of time takes; its file is gone before it is written."""
    lines = (f"n{key};T-1;U0LEFT;02.03.2026;1;" for key in keys)
    file = folder / "more.csv"
    file.write_text("\n".join(["key;case;person;day;minutes;note", *lines]))
    counted, writes = Counted(), importing._write

    def without_file(*given: Any) -> Imported:
        file.unlink()
        return writes(*given)

    with patch("slackapp.carrying.importing._write", without_file), counted.counting():
        done = run(folder, "import", file.name, "--apply", url=address(desk))
    assert done.stdout == f"{len(keys)} lines came in, 0 there already.\n", done.output
    return counted.total


@pytest.mark.parametrize(("name", "text", "comes"), [("toggl", TOGGL, 3), ("kimai", KIMAI, 2)])
def test_what_other_trackers_write(
    quiet: DeskUnderTest, tmp_path: Path, name: str, text: str, comes: int
) -> None:
    """By the mapping file that stands in the docs, as it stands there."""
    url = address(quiet)
    names = [f"{each}.csv" for each in ("customers", "contracts")]
    files(tmp_path)
    assert run(tmp_path, "import", *names, "--apply", url=url).exit_code == 0
    (tmp_path / "mapping.toml").write_text(in_the_docs(name))
    (tmp_path / "theirs.csv").write_text(text)
    words = ("import", "theirs.csv", "--mapping", "mapping.toml", "--apply")
    done = run(tmp_path, *words, url=url)
    assert done.stdout == f"{comes} lines came in, 0 there already.\n", done.output
    assert quiet.types("ada", "/case show 1").says("Login")
    assert run(tmp_path, *words, url=url).stdout.startswith("0 lines came in")


def test_what_a_tracker_writes_a_month_later(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """Each project is one case for all files, those of later months too, from its earliest line on,
    in whichever order they stand.
    """
    url = address(quiet)
    files(tmp_path)
    known = ("customers.csv", "contracts.csv")
    assert run(tmp_path, "import", *known, "--apply", url=url).exit_code == 0
    (tmp_path / "mapping.toml").write_text(in_the_docs("toggl"))
    for month, text in (
        ("april", TOGGL.replace("2026-03", "2026-04")),
        ("march", TOGGL),
        ("may", TOGGL.replace("2026-03", "2026-05")),
    ):
        (tmp_path / f"{month}.csv").write_text(text)
    words = ("import", "--mapping", "mapping.toml", "--apply")
    both = run(tmp_path, *words, "april.csv", "march.csv", url=url)
    assert both.stdout == "5 lines came in, 0 there already.\n", both.output
    later = run(tmp_path, *words, "may.csv", url=url)
    assert later.stdout == "2 lines came in, 1 there already.\n", later.output
    with quiet.reading("ada") as turn:
        (case,) = turn.session.scalars(select(Case))
        assert str(turn.wall.instant(case.reported_at)) == "Mon 2 Mar 09:15"


MAPPINGS = {
    "x = 1": "“x” is no part of a mapping: there are customers,",
    "": "has no part: there are customers,",
    "cases = 3": "“cases” is a table, [cases].",
    "[cases]\nonce = 'no'": "once of cases is true or false.",
    "[time]\nkey = '1'": "time lack case, person, day, minutes.",
    "[time]\nhours = '1'": "“hours” is no column of time: there are key,",
    "[packs]\nkey = ['a']\ncustomer = 'a'\nbought = 'a'": "“key” is a text, in quotation marks.",
    "[values.persn]\n[packs]\nkey = '1'": "“persn” is no column of ours: there are",
    "[packs]\nkey = '{Number}'\ncustomer = 'a'\nbought = 'a'": "has no column “Number”; it has",
    "[packs": "is no TOML",
}


@pytest.mark.parametrize("text", MAPPINGS)
def test_what_is_no_mapping(quiet: DeskUnderTest, tmp_path: Path, text: str) -> None:
    """What is odd about it is said, before anything is looked at."""
    (tmp_path / "mapping.toml").write_text(text)
    (tmp_path / "theirs.csv").write_text(TOGGL)
    words = ("import", "theirs.csv", "--mapping", "mapping.toml")
    done = run(tmp_path, *words, url=address(quiet))
    assert (done.exit_code, done.stdout) == (2, "")
    assert MAPPINGS[text] in done.stderr


def in_the_docs(name: str) -> str:
    """A mapping file of the docs: the example that begins with its name."""
    docs = (Path(__file__).parents[1] / "docs" / "carrying.md").read_text()
    found = re.search(rf"```toml\n(# {name}\.toml.*?)```", docs, re.DOTALL)
    assert found
    return found[1]
