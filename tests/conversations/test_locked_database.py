"""The database is held locked for 5 s, and everybody asks at once, and Slack tells it all twice.

Every form opens within a second, whoever asked is told "still working" before Slack gives up, and
that nothing is recorded yet, the answer follows, nothing is lost and nothing is done twice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text

from handlers.front.answering import STILL_WORKING_AFTER
from models.rows import Row
from slackapp.pretend_slack.app.deliveries import Acknowledgement as Answer
from slackapp.pretend_slack.state.cast import Person, Room
from slackapp.pretend_slack.web.loopback import Loopback
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest, Switch

pytestmark = pytest.mark.both_databases

HELD = 5.0  # seconds
SLACK_GIVES_UP = 3000  # milliseconds
STILL_WORKING = "Still working on it, but nothing is recorded yet"
LOADING = "One moment, please"

# What is typed beforehand: a case, a customer or a page of its own for each that changes one.
BEFORE = (
    *(f'/customer add {name} "{name} AG" standard from 2026-01-01' for name in (
        "raised", "ends", "packed", "goodwill", "voids", "managed-by", "shared", "called", "paged",
    )),
    '/customer add hooli "Hooli" basic from 2026-01-01',
    "/customer manager acme @cleo",
    "/customer adjust voids +1 until 2026-12-31 because goodwill",
    '/customer closed 2026-12-28 "A bridge"',
    *(f"/case open acme configuration Number {number}" for number in range(1, 24)),
    "/case open hooli integration Login loops",
    "/case respond 8",
    "/case respond 9",
    "/case close 9",
    "/case respond 23",
    "/escalation log 1h #11",
    "/escalation log 1h #12",
    "/escalation log 6h #14",
    "/escalation log 1h #24",
    "/oncall rotation nights daily 18:00 @p20 @ada --anyway",
    "/oncall rotation stays weekly mon 09:00 @p20 @ada --anyway",
    "/oncall ladder initech 0 primary, every 15",
    *(f"/oncall page paged it is down {number}" for number in range(1, 5)),
)  # fmt: skip

COMMANDS = {
    "/case open acme configuration While it was locked": "Opened #",
    "/case respond 1": "#1 has its first response",
    "/case assign 2 @ben": "#2 is <@U0BEN>'s now",
    "/case take 3": "#3 is <@U0P",
    "/case severity 4 2": "#4 is Sev-2 now",
    "/case kind 5 defect": "#5 is `defect` now",
    "/case title 6 Another title": "#6 is called “Another title” now",
    "/case customer 7 initech because it is theirs": "#7 is initech's now",
    "/case close 8": "Closed #8",
    "/case reopen 9": "Reopened #9",
    "/case withdraw 21 because opened by mistake": "Withdrew #21",
    "/escalation log 2h #10": "Logged 2h on #10",
    "/escalation undo 1 because logged twice": "Took back 1h on #11",
    "/escalation move 2 #13 because wrong case": "Moved 1h of",
    "/escalation decide 14 consulting": "Decided for #14",
    "/escalation settle hooli consulting": "Settled as consulting",
    '/customer add umbrella "Umbrella" basic from 2026-01-01': "umbrella",
    "/customer level raised premium from 2026-06-08": "Premium",
    "/customer end ends 2026-12-31": "31 Dec 2026",
    "/customer pack packed M": "pack 1 (M)",
    "/customer adjust goodwill +1 until 2026-12-31 because goodwill": "adjustment 1",
    "/oncall cover stays wed 18:00 to wed 20:00": "Asked the others of `stays`",
    "/customer void voids adjustment 1 because by mistake": "adjustment 1",
    "/customer manager managed-by @cleo": "<@U0CLEO>",
    "/customer channel shared #globex": "<#C0GLOBEX>",
    '/customer rename called "Another Name AG"': "Another Name AG",
    '/customer closed 2026-12-29 "A bridge"': "29 Dec",
    "/customer closed 2026-12-28 off because no bridge": "28 Dec",
    "/oncall take primary until wed 09:00 --anyway": "is on call for `primary` now",
    "/oncall override duty @ben fri 18:00 to sat 09:00": "<@U0BEN> is on call for `duty`",
    "/oncall rotation evenings daily 18:00 @ada @ben --anyway": "`evenings` is handed over daily",
    "/oncall ladder acme 0 primary, every 10": "acme",
    "/oncall ladder initech default": "initech",
    "/oncall test": "Ringing you, and only you",
    "/oncall page 15 please look": "Page",
    "/oncall page acme it is down": "Page",
    "/oncall ack 1": "Page 1 is yours",
    "/oncall handup 2": "Page 2 is handed up",
    "/oncall stop 3 because false alarm": "Page 3 is stopped: false alarm",
    "/oncall feed": " of your shifts",  # its address is told to one delivery alone
}  # fmt: skip

OPENS = {
    "/case open": "New case",
    "/escalation log": "Log time",
    "/oncall contact": "How you are reached",
    "/oncall rotation add": "New rotation",
    "/oncall ladder edit": "The default ladder",
    "/oncall stop 4": "Stop a page",
    "/case withdraw 22": "Withdraw a case",
    "/customer extras initech": "Extras of initech",
    "log_time": "Log time",
    "new_case": "New case",
    "page_somebody": "Page somebody",
    "open_support_case": "Open support case",
    "log_time_here": "Log time",
    "mark_first_reply": "Mark as first reply",
}

SUBMITS: dict[str, tuple[dict[str, Any], str]] = {
    "/escalation log": ({"case": "16", "time": "2h"}, "Logged 2h on #16"),
    "/case open": ({"customer": "acme", "title": "In a form"}, "Opened #"),
    "/oncall contact": ({"number": "+41 79 123 45 67"}, "by hand, when everything else fails"),
    "/oncall rotation add": ({"name": "weekends"}, "`weekends` is handed over weekly"),
    "/oncall ladder edit": ({"ladder": "0 primary\nevery 20"}, "The default ladder is now"),
    "/case withdraw 22": ({"because": "double of #20"}, "Withdrew #22"),
    "/oncall stop 4": ({"because": "false alarm"}, "Page 4 is stopped: false alarm"),
    "/customer extras initech": ({"change_windows": "Tuesdays"}, "Tuesdays"),
    "page_somebody": ({"about": "acme", "text": "the portal is down"}, "Page"),
    "mark_first_reply": ({"because": "this one came first"}, "has its first response"),
}
# How many rows more there are then: each thing was done, and done once.
MORE = {
    "cases": 2,
    "time_entries": 3,
    "time_removals": 2,
    "decisions": 1,
    "settlements": 1,
    "grants": 2,
    "grant_voids": 1,
    "closures": 2,
    "customers": 1,
    "rotation_versions": 2,
    "overrides": 2,
    "cover_requests": 1,
    "ladders": 3,
    "pages": 4,
    "contacts": 1,
    "feeds": 1,
}


@pytest.fixture
def hurried(
    database_url: str, desk_switch: Switch, desk_loopback: Loopback
) -> Iterator[DeskUnderTest]:
    """The desk as it is in earnest: "still working" is said after two seconds."""
    under_test = DeskUnderTest(
        database_url, desk_switch, desk_loopback, patience=STILL_WORKING_AFTER
    )
    under_test.house.desk.database.kept.onlooker = None  # what is timed reads nothing once more
    yield under_test
    under_test.close()


@contextmanager
def held(desk: DeskUnderTest) -> Iterator[None]:
    """Hold the database from outside the process: for HELD seconds, and until everybody has asked.

    SQLite's one write lock; in PostgreSQL every table, so that nobody can even read.
    """
    database = desk.house.desk.database
    tables = ", ".join(Row.metadata.tables)
    locks = (
        ["BEGIN IMMEDIATE"]
        if database.is_sqlite
        else ["BEGIN", f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE"]
    )
    locked, asked = threading.Event(), threading.Event()

    def holds() -> None:
        engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for lock in locks:
                connection.exec_driver_sql(lock)
            locked.set()
            time.sleep(HELD)
            asked.wait(20)  # a busy machine may take longer
            connection.exec_driver_sql("COMMIT")
        engine.dispose()

    holder = threading.Thread(target=holds)
    holder.start()
    assert locked.wait(20)
    try:
        yield
    finally:
        asked.set()
        holder.join()


def more_people(desk: DeskUnderTest, number: int) -> list[str]:
    """Let so many admins more be in the workspace and in all its channels; the desk knows them."""
    workspace = desk.slack.workspace
    names = [f"p{index}" for index in range(number)]
    ids = [f"U0P{index}" for index in range(number)]
    for id_, name in zip(ids, names, strict=True):
        workspace.people[id_] = Person(
            id_, name, name, "Admin", "777777", "T0PROAUTH", is_admin=True
        )
        direct = Room(f"D0{name.upper()}", "", (id_, "U0DESK"), is_dm=True)
        workspace.rooms[direct.id] = direct
    for room in list(workspace.rooms.values()):
        if not room.is_dm:
            workspace.change_room(room.id, members=(*room.members, *ids))
    for name in names:
        desk.types(name, "/oncall help")
    return names


def opens(desk: DeskUnderTest, who: str, what: str, message: str, reply: str) -> Answer:
    """Let somebody open a form by a command or a shortcut."""
    if what.startswith("/"):
        answer = desk.slack.type(who, "#support", what)
        assert answer is not None
        return answer
    if what in ("log_time", "new_case", "page_somebody"):
        return desk.slack.shortcut(who, what)
    ts = message if what == "open_support_case" else reply
    return desk.slack.shortcut(who, what, channel="#acme", ts=ts)


def seconds_until_open(desk: DeskUnderTest, who: str, does: Callable[[], Answer]) -> float:
    """How long it took from asking until the loading view was there."""
    began = time.monotonic()
    acting = desk.meanwhile(does)
    while (view := desk.slack.modal_of(who)) is None:
        assert time.monotonic() < began + HELD, f"{who} has no form open"
        time.sleep(0.01)
    took = time.monotonic() - began
    assert LOADING in str(view.blocks) or desk.house.desk.database.is_sqlite  # which lets one read
    answer = acting.result()
    assert (answer.failure, answer.body) == (None, "")
    return took


def rows(desk: DeskUnderTest) -> dict[str, int]:
    with desk.house.desk.database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(text(name))) or 0
            for name in Row.metadata.tables
        }


def heard(desk: DeskUnderTest, who: str) -> list[str]:
    """What somebody was told, but that it takes longer."""
    seen = desk.slack.messages_seen_by(who, "#support")[1:]  # after the help
    told = [f"{each.text} {each.blocks}" for each in seen if each.only_for == f"U0{who.upper()}"]
    return [each for each in told if STILL_WORKING not in each]


def was_told_twice(desk: DeskUnderTest, who: str) -> bool:
    """Whether somebody has the answer to either delivery."""
    return len(heard(desk, who)) == 2


def sees(desk: DeskUnderTest, who: str, said: str) -> bool:
    """Whether this stands in the view that somebody has open."""
    return said in desk.form(who)["text"]


def wrong_answers(told: list[str], said: str) -> list[str]:
    """Those of two answers, to the first delivery and to the second, that say something else."""
    return [each for each in told if said not in each]


def eventually(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def test_nobody_types_twice_and_nothing_is_lost(hurried: DeskUnderTest) -> None:
    """All commands that write and all forms at once, delivered twice, while nothing moves."""
    desk = hurried
    with_people_on_call(desk)
    names = more_people(desk, len(COMMANDS) + len(OPENS) + len(SUBMITS))
    desk.at("Mon 2026-06-08 10:00")
    for line in BEFORE:
        desk.types("dana", line)
    message = desk.says("ada", "It loops", "#acme")
    reply = desk.says("ben", "We are on it", "#acme", message)
    desk.shortcut("ada", "open_support_case", "#acme", message)
    desk.submits("ada", customer="acme")
    desk.at("Mon 2026-06-08 10:10")
    desk.types("ada", "/case respond 25")
    fresh = desk.says("ada", "Another one", "#acme")
    typing = dict(zip(COMMANDS, names, strict=False))
    opening = dict(zip(OPENS, names[len(COMMANDS) :], strict=False))
    filling = dict(zip(SUBMITS, names[len(COMMANDS) + len(OPENS) :], strict=True))
    for what, who in filling.items():
        opens(desk, who, what, fresh, reply)
        assert desk.form(who)["fields"], (what, desk.form(who)["text"])
    before = rows(desk)
    desk.slack.faults.set(deliver_twice=True)

    with ThreadPoolExecutor(len(names)) as pool, held(desk):
        typed = {
            line: pool.submit(desk.slack.type, typing[line], "#support", line) for line in COMMANDS
        }
        sent = {
            what: pool.submit(desk.slack.submit, filling[what], SUBMITS[what][0])
            for what in SUBMITS
        }
        opened: dict[str, Future[float]] = {
            what: pool.submit(
                seconds_until_open, desk, who, partial(opens, desk, who, what, fresh, reply)
            )
            for what, who in opening.items()
        }
        answers = {what: future.result() for what, future in (typed | sent).items()}
        took = {what: future.result() for what, future in opened.items()}
    desk.slack.faults.clear()

    for what, answer in answers.items():
        assert answer is not None, what
        assert answer.failure is None, what
        assert answer.ms < SLACK_GIVES_UP, what
        assert STILL_WORKING in answer.body, (what, answer.body)
    assert {what: seconds for what, seconds in took.items() if seconds >= 1.0} == {}
    for line in COMMANDS:
        eventually(partial(was_told_twice, desk, typing[line]), f"no answer to {line}")
    wrong = {
        line: heard(desk, typing[line])
        for line, said in COMMANDS.items()
        if wrong_answers(heard(desk, typing[line]), said)
    }
    assert wrong == {}
    assert sum("webcal" in each for each in heard(desk, typing["/oncall feed"])) == 1
    for what, title in OPENS.items():
        shown = desk.form(opening[what])
        assert (shown["title"], LOADING in shown["text"]) == (title, False), what
    for what, (_, said) in SUBMITS.items():
        eventually(partial(sees, desk, filling[what], said), f"no answer to {what}")
    after = rows(desk)
    assert {name: after[name] - before[name] for name in MORE} == MORE
