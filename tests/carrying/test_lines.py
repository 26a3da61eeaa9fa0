"""What a line, or a file, must be to come in, and what is said of one that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.carrying.files import CUSTOMERS, FILES, TIME, address, files
from tests.desk import DeskUnderTest
from tests.test_command_line import run

pytestmark = pytest.mark.both_databases


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
