"""`import`: the past comes in without a sound, once, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select

from models.rows.outbox import OutboxRow
from slackapp.carrying import importing
from slackapp.carrying.importing import Imported
from tests.bench.counted import Counted
from tests.carrying.files import CASES, CONTRACTS, CUSTOMERS, TIME, address, files
from tests.desk import DeskUnderTest
from tests.test_command_line import run

pytestmark = pytest.mark.both_databases


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


def test_what_hangs_on_a_line_whose_name_is_wrong(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """It can't be told whose it is: that lines are refused is said, not that files are missing."""
    names = files(tmp_path, customers=CUSTOMERS.replace("\nacme;Acme AG", "\nacme_1;Acme Holding"))
    done = run(tmp_path, "import", *names, url=address(quiet))
    said = [line for line in done.stdout.splitlines() if line.startswith("contracts.csv")]
    assert said[0] == (
        "contracts.csv, line 2, customer: “acme” is wrong: no line of customers that came in has "
        "that name, and some are refused above."
    )
    assert "import customers first" not in done.stdout


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


def test_closed_books_stay_closed(quiet: DeskUnderTest, tmp_path: Path) -> None:
    """E10: a day up to which a customer's books are closed is refused here too."""
    url = address(quiet)
    assert run(tmp_path, "import", *files(tmp_path), "--apply", url=url).exit_code == 0
    quiet.types("cleo", "/balance acme close 2026-03-31 --anyway")
    (tmp_path / "time.csv").write_text(TIME + "9;T-1;ada;30.03.2026;30;\n")
    done = run(tmp_path, "import", "time.csv", "--apply", url=url)
    assert done.exit_code == 1
    assert "line 5, day: “30.03.2026” is wrong: acme's books are closed up to" in done.stdout


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
