"""Bad input: a sentence that says what was not understood and what would be; nothing is written."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models.rows import Row
from tests.desk import DeskUnderTest

# What is typed, by whom, and what the sentence must name.
REFUSED = [
    ("ada", "/escalation log 0h acme", "no time at all"),
    ("ada", "/escalation log -2h acme", "negative"),
    ("ada", "/escalation log 25h acme", "24 hours"),
    ("ada", "/escalation log 2x acme", "“2x”"),
    ("ada", "/escalation log 1h75 acme", "75"),
    ("ada", "/escalation log 1h 30", "30"),
    ("ada", "/escalation log 1.33h acme", "1.33h"),
    ("ada", "/escalation log 2h acme 31 jun", "31"),
    ("ada", "/escalation log 2h acme 29.2.2026", "29"),
    ("ada", "/escalation log 2h acme 2026-06-09", "lies ahead"),
    ("ada", "/escalation log 2h #77", "no case #77"),
    ("ada", "/escalation log 2h #2", "closed"),
    ("ada", "/escalation log acme", "2h"),
    ("ada", "/escalation undo 4711", "no time entry 4711"),
    ("ada", "/escalation decide 1 escalation", "account manager"),
    ("dana", "/escalation decide 1 escalation", "has not passed 5 hours"),
    ("dana", "/escalation settle acme grant", "nothing to settle"),
    ("ada", "/balance nobody", "no customer “nobody”"),
    ("ada", "/balance acne", "`acme`"),
    ("ada", "/balance ac", "`acme`"),
    ("ada", "/case open nobody Title", "no customer “nobody”"),
    ("ada", "/case open acme", "title"),
    ("ada", "/case open acme touchpoint Review", "Premium and Managed"),
    ("ada", "/case open acme " + "X" * 5000, "250"),
    ("ada", "/case show 77", "no case #77"),
    ("ada", "/case severity 1 4", "4"),
    ("ada", "/case kind 1 bug", "bug"),
    ("ada", "/case kind 2 defect", "closed"),
    ("ada", "/case respond 1 at 23:00", "23:00"),
    ("ada", "/case colse 1", "`close`"),
    ("ada", '/customer add new "New" standard from 2026-01-01', "admin"),
    ("dana", '/customer add acme "Other" standard from 2026-01-01', "taken"),
    ("dana", '/customer add mon "Monday" standard from 2026-01-01', "“mon”"),
    ("dana", '/customer add new "New" gold from 2026-01-01', "gold"),
    ("dana", '/customer add new "New" managed from 2026-01-01', "escalations"),
    ("dana", '/customer add new "New" standard from 2026-01-01 to 2025-12-31', "before"),
    ("dana", "/customer pack acme XL", "XL"),
    ("dana", "/customer pack acme M on 2026-06-09", "lies ahead"),
    ("dana", "/customer adjust acme -1 until 2026-12-31 because x", "-1"),
    ("dana", "/customer adjust acme +1 until 2026-12-31", "because"),
    ("dana", "/customer void acme pack 9 because x", "pack 9"),
    ("dana", "/customer level acme premium", "from"),
    ("dana", "/customer closed 2026-12-25 Silvester", "Christmas"),
    ("dana", "/customer end acme 2025-01-01", "no contract"),
]


def contents(desk: DeskUnderTest) -> dict[str, int]:
    """How many rows there are, by table; what was answered is not a fact."""
    with desk.house.desk.database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Row.metadata.sorted_tables
            if table.name not in ("deliveries", "people")
        }


@pytest.fixture
def acme(desk: DeskUnderTest) -> DeskUnderTest:
    """acme and acmecorp; case 1 open with ten minutes, case 2 closed."""
    desk.at("Thu 2026-01-01 09:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", '/customer add acorn "Acorn Ltd" basic from 2026-01-01')
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case open acme configuration Done already")
    desk.types("ada", "/case respond 2")
    desk.types("ada", "/case close 2")
    desk.types("ada", "/escalation log 10m 1")
    return desk


def test_every_bad_input_is_a_sentence_and_writes_nothing(acme: DeskUnderTest) -> None:
    """For each: a sentence that says what was not understood, and nothing written."""
    before = contents(acme)
    wrong = []
    for who, typed, named in REFUSED:
        answer = acme.types(who, typed)
        if named not in answer.whole or "Reference" in answer.whole or contents(acme) != before:
            wrong.append(f"{typed[:60]} -> {answer.whole[:300]}")
    assert not wrong, "\n".join(wrong)
    assert contents(acme) == before


def test_a_day_has_24_hours(acme: DeskUnderTest) -> None:
    """A person's day over 24 h in all is refused; another person's is not touched by it."""
    acme.types("ada", "/escalation log 23h 1 yesterday")
    assert acme.types("ada", "/escalation log 61m 1 yesterday").says("more than 24 hours in a day")
    assert acme.types("ada", "/escalation log 60m 1 yesterday").says("Logged 1h")
    assert acme.types("ben", "/escalation log 61m 1 yesterday").says("Logged 1h01")


ODD = [
    "🔥🔥 émoji – naïve café 👩‍💻",
    "<!channel> <!here> <@U0BEN> everybody",
    "*bold* _it_ ~no~ `code` ```pre```",
    "He said \"it's 'quoted'\"",
    "\u202eright to left\u200f and שלום",
    "Robert'); DROP TABLE cases;--",
    "%s %d {0} {title} %(x)s \\n",
    "&amp; &lt;tag&gt; <b>",
]


def test_odd_titles_and_notes_go_through_unharmed(acme: DeskUnderTest) -> None:
    """Whatever a title or a note holds, it is kept and shown as typed, and rings nobody."""
    for number, title in enumerate(ODD, start=3):
        opened = acme.types("ada", f"/case open acme defect -- {title}")
        assert opened.says(f"Opened #{number}"), title
        shown = acme.types("ada", f"/case show {number}").whole
        assert "<!channel>" not in shown
        assert "<!here>" not in shown
        acme.types("ada", f"/escalation log 5m #{number} -- {title}")
    rows = acme.types("ada", "/escalation list acme").rows[2:]
    assert len(rows) == len(ODD)
    assert all(row[4] for row in rows)
    table = acme.types("ada", "/case list acme")
    assert any("DROP TABLE" in row[0] for row in table.rows)
