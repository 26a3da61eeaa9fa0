"""E10: `verify` and the daily look find what does not follow from the facts, and only that."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from models.usecases.books import verifying
from models.usecases.people import DESK_ITSELF
from slackapp.worker import verifier
from tests.agreement.test_books import with_a_quarter
from tests.desk import DeskUnderTest
from tests.planted import plant
from tests.test_command_line import run
from tests.told_once import told_once

pytestmark = pytest.mark.both_databases

KEPT = "acme-2026-03-31/1"


@told_once
def with_closed_books(desk: DeskUnderTest) -> None:
    """acme's first quarter is closed, with everything in it; some time was moved and taken back."""
    with_a_quarter(desk)
    desk.types("ada", "/escalation log 30m 4 2026-03-30 --anyway")
    desk.types("ada", "/escalation move 6 #3")
    desk.types("ada", "/escalation log 45m 5 2026-03-30 --anyway")
    desk.types("ada", "/escalation undo 8")
    desk.types("cleo", "/escalation settle acme consulting")
    desk.types("cleo", "/balance acme close 2026-03-31 --anyway")


@pytest.fixture
def books(desk: DeskUnderTest) -> DeskUnderTest:
    """A desk whose books are closed."""
    with_closed_books(desk)
    desk.house.desk.database.kept.onlooker = None  # who plants a fault changes what is kept too
    return desk


def found(desk: DeskUnderTest) -> list[str]:
    """What does not hold, as people read it."""
    looks = verifying.verify(desk.house.desk, desk.clock.now)
    return [str(fault) for looked in looks for fault in looked.found]


def test_a_clean_desk_holds(books: DeskUnderTest) -> None:
    """Nothing is found where nothing is wrong, also after a reopening that is not closed again."""
    assert found(books) == []
    books.types("dana", "/balance acme reopen 2026-03-31 because forgotten")
    books.types("ada", "/escalation log 1h 3 2026-03-29 --anyway")
    assert found(books) == []
    books.types("cleo", "/balance acme close 2026-03-31")
    assert found(books) == []


FAULTS: dict[str, tuple[str, str]] = {
    "a changed minute": (
        "UPDATE time_entries SET minutes = 61 WHERE id = 3",
        f"{KEPT}: #3, time of 3 Mar 2026: 1h then, 1h01 now",
    ),
    "a moved date": (
        "UPDATE time_entries SET day = '2026-03-06' WHERE id = 3",
        f"{KEPT}: #3, time of 6 Mar 2026: nothing then, 1h now",
    ),
    "time of another case": (
        "UPDATE time_entries SET case_id = 3 WHERE id = 4",
        f"{KEPT}: #4, time of 4 Mar 2026: 1h then, nothing now",
    ),
    "a deleted entry": (
        "DELETE FROM time_entries WHERE id = 4",
        f"{KEPT}: #4, block 1: 1 escalation from included 2026, dated 4 Mar 2026 then, nothing now",
    ),
    "an entry that nobody logged": (
        "INSERT INTO time_entries (id, case_id, person_id, day, minutes, note, at, by)"
        " VALUES (99, 3, 'U0ADA', '2026-03-05', 10, '', '2026-03-05 09:00:00+00:00', 'U0ADA')",
        f"{KEPT}: #3, time of 5 Mar 2026: nothing then, 10m now",
    ),
    "a deleted removal": (
        "DELETE FROM time_removals WHERE entry_id = 8",
        f"{KEPT}: #5, time of 30 Mar 2026: nothing then, 45m now",
    ),
    "a deleted removal of what was moved": (
        "DELETE FROM time_removals WHERE entry_id = 6",
        "entry 6: it counts, though entry 7 stands in its place",
    ),
    "a removal without its entry": (
        "DELETE FROM time_entries WHERE id = 8",
        "time_removals: its entry_id is 8, and time_entries has no such row",
    ),
    "a swapped grant": (
        "UPDATE grants SET customer_id = 2 WHERE id = 2",
        f"{KEPT}: pack 2 (S): 1 of 1 left, from 20 Mar 2026 then, nothing now",
    ),
    "a grant's number": (
        "UPDATE grants SET number = 7 WHERE id = 2",
        "acme: of its packs up to number 7 there are 2",
    ),
    "a bigger grant": (
        "UPDATE grants SET quantity = 2 WHERE id = 2",
        f"{KEPT}: pack 2 (S): 1 of 1 left, from 20 Mar 2026 then, 2 of 2 left",
    ),
    "a deleted void": (
        "DELETE FROM grant_voids",
        f"{KEPT}: pack 1 (S): nothing then, 1 of 1 left, from 20 Mar 2026 now",
    ),
    "another level": (
        "UPDATE contract_facts SET level = 'premium' WHERE id = 1",
        f"{KEPT}: level: standard then, premium now",
    ),
    "a later start": (
        "UPDATE contract_facts SET day = '2026-02-01' WHERE id = 1",
        f"{KEPT}: included 2026: 0 of 4 left, from 1 Jan 2026 then, nothing now",
    ),
    "a changed kind": (
        "UPDATE cases SET kind = 'defect' WHERE id = 3",
        f"{KEPT}: #3, block 1: 1 escalation from included 2026, dated 3 Mar 2026 then, nothing now",
    ),
    "a kind that costs the same": (
        "UPDATE cases SET kind = 'security' WHERE id = 2",
        "#2: its kind is security, and noted last is defect",
    ),
    "a case of another customer": (
        "UPDATE cases SET customer_id = 2 WHERE id = 3",
        f"{KEPT}: #3, time of 3 Mar 2026: 1h then, nothing now",
    ),
    "a deleted case": (
        "DELETE FROM cases WHERE id = 4",
        "time_entries 4: its case_id is 4, and cases has no such row",
    ),
    "a changed decision": (
        "UPDATE decisions SET answer = 'consulting'",
        f"{KEPT}: #1, block 2: 1 escalation from included 2026, dated 2 Mar 2026 then, "
        "1h consulting now",
    ),
    "a deleted settlement": (
        "DELETE FROM settlements",
        f"{KEPT}: #5, block 1: 2h settled as consulting then, uncovered, dated 4 Mar 2026 now",
    ),
    "a kind that there is not": (
        "UPDATE cases SET kind = 'nonsense' WHERE id = 2",
        "#2: its kind is nonsense, and noted last is defect",
    ),
    "a day that is none": (
        "UPDATE settlements SET way = 'nonsense'",
        f"{KEPT}: #5, block 1: 2h settled as consulting then",
    ),
    "a kept statement that says something else": (
        "UPDATE kept_statements SET statement = "
        "CAST(replace(CAST(statement AS VARCHAR), 'standard', 'premium') AS {json})",
        f"{KEPT}: level: premium then, standard now",
    ),
    "a kept statement that is none": (
        "UPDATE kept_statements SET statement = '{{}}'",
        f"{KEPT}: what was kept is no statement",
    ),
    "a deleted kept statement": (
        "DELETE FROM kept_statements",
        "acme: the statement that was kept of 2026-03-31 is gone",
    ),
    "books that are open": (
        "UPDATE customers SET closed_until = NULL",
        "acme: its books are closed up to None, and noted is 2026-03-31",
    ),
    "a change of nothing": (
        "UPDATE changes SET subject_id = 77 WHERE what = 'kind'",
        "its subject_id is 77, and cases has no such row",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(books: DeskUnderTest, fault: str) -> None:
    """Where, what was kept, and what the facts say now."""
    sql, told = FAULTS[fault]
    database = books.house.desk.database
    plant(database, sql.format(json="TEXT" if database.is_sqlite else "JSON"))
    said = found(books)
    assert any(told in each for each in said), "\n".join(said)


def test_what_a_process_keeps_is_held_against_the_facts(books: DeskUnderTest) -> None:
    """A row that was changed by hand raised no mark: the process would go on with what it has."""
    books.types("ada", "/balance globex")
    plant(books.house.desk.database, "UPDATE contract_facts SET level = 'premium' WHERE id = 2")
    assert "globex: its statement of today is not the one that its facts give" in found(books)


# --- the command ----------------------------------------------------------------------------------


def test_the_command_line_proves_it(books: DeskUnderTest, tmp_path: Path) -> None:
    """Exit status 0 where all holds, 1 where something does not, 2 where nobody could look."""
    database = books.house.desk.database
    url = database.url.render_as_string(hide_password=False)
    done = run(tmp_path, "verify", url=url)
    assert (done.exit_code, done.stdout) == (0, "Everything holds, of 2 customers.\n")
    assert done.stderr == ""  # a bar is for a terminal
    plant(database, FAULTS["a changed minute"][0])
    done = run(tmp_path, "verify", url=url)
    assert done.exit_code == 1
    assert FAULTS["a changed minute"][1] in done.stdout
    assert "do not hold" in done.stdout
    done = run(tmp_path, "verify")
    assert (done.exit_code, done.stdout) == (2, "")


# --- once a day -----------------------------------------------------------------------------------


def told_to_admins(desk: DeskUnderTest) -> list[str]:
    """What the admins are told of the daily look."""
    desk.sends_what_is_due()
    seen = desk.slack.messages_seen_by("dana", "#desk-admin")
    return [message.text for message in seen if "daily look at the books" in message.text]


def test_the_worker_looks_once_a_day(books: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the night; the admins are told at opening what it found, and nothing if all holds."""
    monkeypatch.setattr(verifier, "RESTS", 0.0)
    looks = books.house.worker.verifier.look_daily
    books.at("Thu 2026-04-02 03:05")
    looks()
    books.at("Thu 2026-04-02 09:00")
    assert told_to_admins(books) == []

    plant(books.house.desk.database, FAULTS["a changed minute"][0])
    books.at("Thu 2026-04-02 12:00")
    looks()  # it was done today
    books.at("Fri 2026-04-03 02:55")
    looks()  # too early
    assert told_to_admins(books) == []
    books.at("Fri 2026-04-03 03:05")  # Good Friday
    looks()
    looks()
    assert told_to_admins(books) == []
    books.at("Tue 2026-04-07 09:00")
    (told,) = told_to_admins(books)
    assert told.startswith(":warning: The daily look at the books found ")
    message = books.slack.messages_seen_by("dana", "#desk-admin")[-1]
    assert FAULTS["a changed minute"][1] in str(message.blocks)


def test_a_worker_that_died_is_followed_by_another(books: DeskUnderTest) -> None:
    """Whoever took the look in hand and did not end it within an hour is not waited for."""
    desk = books.house.desk
    for wall, takes in (("03:05", True), ("03:06", False), ("04:04", False), ("04:06", True)):
        books.at(f"Thu 2026-04-02 {wall}")
        assert desk.write(DESK_ITSELF, books.clock.now(), verifying.takes) is takes


def test_two_workers_tell_once(books: DeskUnderTest) -> None:
    """Whoever took it for dead followed it; both come to the end."""
    plant(books.house.desk.database, FAULTS["a changed minute"][0])
    desk = books.house.desk
    for wall in ("03:05", "04:06"):
        books.at(f"Thu 2026-04-02 {wall}")
        assert desk.write(DESK_ITSELF, books.clock.now(), verifying.takes)
    faults = [fault for looked in verifying.verify(desk, books.clock.now) for fault in looked.found]
    for _ in range(2):
        desk.write(DESK_ITSELF, books.clock.now(), partial(verifying.ended, found=faults))
    books.at("Thu 2026-04-02 09:00")
    assert len(told_to_admins(books)) == 1


def test_a_worker_that_was_away_for_a_week(
    books: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What passed is looked at once, when it is back; by day the admins hear of it at once."""
    monkeypatch.setattr(verifier, "RESTS", 0.0)
    plant(books.house.desk.database, FAULTS["a changed minute"][0])
    books.at("Thu 2026-04-09 10:30")
    for _ in range(2):
        books.house.worker.verifier.look_daily()
    assert len(told_to_admins(books)) == 1
