"""What Toggl and Kimai write comes in by a mapping."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from models.rows.cases import Case
from tests.carrying.files import address, files
from tests.desk import DeskUnderTest
from tests.test_command_line import run

pytestmark = pytest.mark.both_databases


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
    docs = (Path(__file__).parents[2] / "docs" / "carrying.md").read_text()
    found = re.search(rf"```toml\n(# {name}\.toml.*?)```", docs, re.DOTALL)
    assert found
    return found[1]
