"""`python -m slackapp …`: the same answers for programs, without any setting of Slack's."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import chdir
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from models.next_steps import Step
from models.problems import Impossible, ThePerson
from models.rows.base import Database
from slackapp.cli import app
from tests.database import Databases
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


def run(
    folder: Path,
    *words: str,
    url: str | None = None,
    given: str = "",
    columns: str = "200",
    more: Mapping[str, str] | None = None,
) -> Result:
    """Run the command line in a folder of its own, with nothing set but the database and `more`."""
    environ = {"COLUMNS": columns, **(more or {})} | ({"DATABASE_URL": url} if url else {})
    with patch.dict(os.environ, environ, clear=True), chdir(folder):
        return CliRunner().invoke(app, words, input=given)


@pytest.fixture
def filled(desk: DeskUnderTest) -> DeskUnderTest:
    """acme with a pack, an escalation taken, and an hour of consulting."""
    desk.at("Mon 2026-06-01 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", "/customer pack acme M on 2026-03-10")
    desk.types("dana", '/customer closed 2026-06-15 "Team day"')
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 6h 1")
    desk.types("dana", "/escalation decide 1 consulting")
    return desk


def test_a_year_for_the_customer(filled: DeskUnderTest, tmp_path: Path) -> None:
    """`statement acme --on … --pdf FILE --csv FILE --xlsx FILE` writes the same year three times;
    `--year 2026` means up to its last day, or today.
    """
    url = filled.house.desk.database.url.render_as_string(hide_password=False)
    year = ("statement", "acme", "--on", "2026-06-30")
    files = ("--pdf", "a.pdf", "--csv", "a.csv", "--xlsx", "a.xlsx")
    done = run(tmp_path, *year, *files, url=url)
    assert (done.exit_code, done.stderr) == (0, "")
    told = "Support statement 2026 – Acme AG. 6 of 7 escalations left on 30 Jun 2026."
    assert done.stdout.splitlines() == [f"a.{kind}: {told}" for kind in ("pdf", "csv", "xlsx")]
    page = PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    rows = (tmp_path / "a.csv").read_text("utf-8-sig")
    book = load_workbook(tmp_path / "a.xlsx")
    assert "6 of 7 escalations left on 30 Jun 2026" in page
    assert "June 2026;1;Login loops;1:00;240.00" in rows
    assert [cell.value for cell in book["Consulting"][2]] == [
        "June 2026",
        1,
        "Login loops",
        timedelta(hours=1),
        240,
    ]
    whole = run(tmp_path, "statement", "acme", "--year", "2026", "--csv", "b.csv", url=url)
    assert whole.stdout.startswith("b.csv: Support statement 2026 – Acme AG.")
    for words, said in (
        ((*year, "--pdf", "nowhere/a.pdf"), "can't be written"),
        (("statement", "acme", "--year", "2099", "--csv", "c.csv"), "2099 has not begun yet."),
        (("statement", "acme", "--year", "2024", "--csv", "c.csv"), "There is nothing to tell of"),
        (("statement", "acme", "--year", "26", "--csv", "c.csv"), "is not a date"),
        (("statement", "acne", "--year", "2026", "--csv", "c.csv"), "Did you mean acme?"),
    ):
        refused = run(tmp_path, *words, url=url)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert said in refused.stderr
    assert not (tmp_path / "c.csv").exists()


def test_the_figures_of_a_quarter(filled: DeskUnderTest, tmp_path: Path) -> None:
    """`report --quarter 2026-Q2 --csv FILE --xlsx FILE` writes the same figures twice; without a
    file they are printed.
    """
    url = filled.house.desk.database.url.render_as_string(hide_password=False)
    quarter = ("report", "--quarter", "2026-Q2")
    done = run(tmp_path, *quarter, "--csv", "a.csv", "--xlsx", "a.xlsx", url=url)
    assert (done.exit_code, done.stderr) == (0, "")
    told = "Report 2026 Q2 – All customers. 0 of 1 first responses met."
    assert done.stdout.splitlines() == [f"a.{kind}: {told}" for kind in ("csv", "xlsx")]
    rows = (tmp_path / "a.csv").read_text("utf-8-sig")
    for row in ("acme;June 2026;1:00;240.00", "configuration;1;0", "Ada;acme;6:00"):
        assert row in rows
    book = load_workbook(tmp_path / "a.xlsx")
    assert [cell.value for cell in book["Consulting to invoice"][2]] == [
        "acme",
        "June 2026",
        timedelta(hours=1),
        240,
    ]
    assert run(tmp_path, *quarter, url=url).stdout.replace("\r\n", "\n") == rows
    for words, said in (
        (("report", "--quarter", "2099-Q1"), "2099 Q1 has not begun yet."),
        (("report", "--quarter", "Q2"), "“Q2” is not a quarter. Write it like 2026-Q3."),
    ):
        refused = run(tmp_path, *words, url=url)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert said in refused.stderr


def test_the_statement_for_programs(filled: DeskUnderTest, tmp_path: Path) -> None:
    """`statement acme --on … --json` prints the same statement, key by key."""
    url = filled.house.desk.database.url.render_as_string(hide_password=False)
    done = run(tmp_path, "statement", "acme ag", "--on", "2026-06-30", "--json", url=url)
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        "customer": "acme",
        "on": "2026-06-30",
        "level": "standard",
        "remaining": 6,
        "granted": 7,
        "uncovered": 0,
        "undecided_minutes": 0,
        "consulting_minutes": 60,
        "consulting_chf": "240.00",
        "grants": [
            {
                "label": "included 2026",
                "source": "included",
                "from": "2026-01-01",
                "last_day": "2026-12-31",
                "quantity": 4,
                "charged": 1,
                "remaining": 3,
            },
            {
                "label": "pack 1 (M)",
                "source": "pack",
                "from": "2026-03-10",
                "last_day": "2027-03-10",
                "quantity": 3,
                "charged": 0,
                "remaining": 3,
            },
        ],
        "charges": [
            {
                "case": 1,
                "number": 1,
                "date": "2026-06-01",
                "grant": "included 2026",
                "rule": "E4",
            }
        ],
    }
    for_people = run(tmp_path, "statement", "acme", "--on", "2026-06-30", url=url)
    assert "acme has 6 of 7 escalations left on Tue 30 Jun 2026" in for_people.stdout
    narrow = run(tmp_path, "statement", "acme", "--on", "2026-06-30", url=url, columns="40")
    assert narrow.stdout == for_people.stdout
    heads = ("Grant", "Source", "First day", "Last day", "Escalations", "Charged", "Left")
    assert all(head in narrow.stdout for head in (*heads, "2027-03-10", "Block"))
    assert "last_day" not in narrow.stdout
    closed = run(
        tmp_path,
        *("due", "--level", "standard", "--at", "2026-06-12T18:00", "--json"),
        url=url,
    )
    assert json.loads(closed.stdout)["due"] == "2026-06-16T17:00:00+02:00"
    unknown = run(tmp_path, "statement", "acne", url=url)
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "Did you mean acme?" in unknown.stderr


def test_due_without_a_database(tmp_path: Path) -> None:
    """`due` answers without a database, and leaves none behind."""
    question = ("--level", "managed", "--severity", "1", "--at", "2026-06-12T18:00+02:00")
    done = run(tmp_path, "due", *question, "--json")
    assert json.loads(done.stdout) == {"due": "2026-06-12T20:00:00+02:00", "rule": "S1, T5"}
    assert list(tmp_path.iterdir()) == []
    wrong = run(tmp_path, "due", "--level", "gold", "--at", "2026-06-12T18:00")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "There is no level “gold”" in wrong.stderr


def test_many_questions_at_once(tmp_path: Path) -> None:
    """`due --batch -` answers each line in its place; one it cannot read says why."""
    lines = [
        '{"level": "basic", "severity": 3, "at": "2026-06-12T18:00:00+02:00"}',
        "not json",
        '{"level": "managed", "severity": 9, "at": "2026-06-12T18:00+02:00"}',
        '{"level": "premium", "severity": 1, "at": "2026-12-24T12:00Z"}',
        '{"level": "premium", "severity": 1, "at": "tomorrow"}',
        "[]",
        '{"level": ["basic"], "severity": "1", "at": 5}',
        '{"level": "managed", "severity": 1, "at": "9999-12-31T23:59+00:00"}',
        "",
        '{"level": "basic"}',
        "{}",
        '{"level": "basic", "severity": null, "at": "2026-06-12T18:00"}',
        '{"level": "basic", "at": 5}',
    ]
    done = run(tmp_path, "due", "--batch", "-", given="\n".join(lines) + "\n")
    assert (done.exit_code, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers[0] == {"due": "2026-06-16T17:00:00+02:00", "rule": "S1, T4"}
    assert answers[3] == {"due": "2026-12-24T17:00:00+01:00", "rule": "S1, T3"}
    assert [list(answer) for answer in answers] == [
        ["due", "rule"] if index in (0, 3) else ["error"] for index in range(len(lines))
    ]
    assert [answer["error"] for answer in answers[6:7] + answers[8:]] == [
        "The level must be a text: one of basic, standard, premium, managed. "
        "The severity must be a number: 1, 2 or 3. "
        "The instant at must be a text like 2026-06-12T18:00+02:00.",
        "That line is empty.",
        "What is missing: at.",
        "What is missing: level and at.",
        "The severity must be a number: 1, 2 or 3.",
        "The instant at must be a text like 2026-06-12T18:00+02:00.",
    ]


def test_errors_are_sentences(tmp_path: Path) -> None:
    """Errors go to standard error, in words, with exit status 2."""
    for words, sentence in (
        (("statement", "acme", "--on", "31.6.2026"), "is not a date"),
        (("statement", "acme", "--on", "9999-12-31"), "A date lies between"),
        (("due", "--level", "basic", "--at", "yesterday"), "is not an instant"),
        (("due",), "--level and --at are missing."),
        (("due", "--level", "basic"), "--at is missing."),
        (("due", "--level", "manged"), "--at is missing.\nThere is no level “manged”. Use one of"),
        (("due", "--at", "5", "--level", "x"), "“x”. Use one of basic, standard, premium, managed"),
        (("serve",), "SLACK_BOT_TOKEN is missing"),
    ):
        done = run(tmp_path, *words)
        assert (done.exit_code, done.stdout) == (2, ""), words
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_has_nothing_of_slacks(filled: DeskUnderTest, tmp_path: Path) -> None:
    """People are called by their names, and what is typed in Slack says that it is typed there."""
    url = filled.house.desk.database.url.render_as_string(hide_password=False)
    unknown = run(tmp_path, "statement", "umbrella", url=url)
    assert unknown.stderr == (
        "There is no customer “umbrella”. /customer list in Slack shows them all.\n"
    )
    refused = Impossible((ThePerson("U0ADA"), " has `acme` <now>."), Step.LIST_CUSTOMERS())
    with patch("slackapp.answers_for_programs.balance", side_effect=refused):
        named = run(tmp_path, "statement", "acme", url=url)
    assert (named.exit_code, named.stderr) == (2, "Ada has acme <now>.\n")


def test_beside_a_writer_on_sqlite(sqlite: Databases, tmp_path: Path) -> None:
    """The command line may run beside `serve` on SQLite: it reads while somebody writes."""
    url = sqlite.fresh_database("beside", "template")
    database = Database(url)
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO customers (key, name, managed_upgrades, monitoring, runbook_url, "
            "change_windows, remote_access, at, by) "
            "VALUES ('late', 'Late', 0, 0, '', '', '', '2026-01-01 00:00:00', 'x')"
        )
        done = run(tmp_path, "statement", "late", url=url)
        assert (done.exit_code, "no customer “late”" in done.stderr) == (2, True)
    after = run(tmp_path, "statement", "late", "--json", url=url)
    assert json.loads(after.stdout)["level"] == "basic"
    database.close()
