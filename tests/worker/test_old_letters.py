"""What older versions left in the outbox is still read, and they read what this one leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers.letters.said import worded_kinds
from models.rules.reports import Reply, ShutBy
from models.rules.warning import ClockWarning
from models.usecases.books.issued import StatementFile
from models.usecases.books.verifying import NotProven
from models.usecases.case.clock_warnings import ClockRunsOut, Reminder
from models.usecases.channels.ownership import OwnWithdrawn, TakenOver
from models.usecases.channels.posts import HeadlineEdit, PostEdit, QuestionEdit
from models.usecases.channels.queues import Queued
from models.usecases.channels.threads import Headline, ThreadLine
from models.usecases.clock_set import ClockSet
from models.usecases.customer.telling import CustomerNews, Digest, NewsOutside
from models.usecases.escalation.decisions import Question
from models.usecases.letter import Letter, Way, kinds, read
from models.usecases.oncall.check import DailyCheck
from models.usecases.oncall.cover import CoverAsked, CoverEdit, CoverTaken
from models.usecases.oncall.handovers import ChangeOfPerson, GroupMembers, Handover
from models.usecases.oncall.overrides import Displaced, OverridePutBack, OverrideTakenBack
from models.usecases.open_homes import HomeFollows
from models.usecases.paging.attempts import HasIt, ReachesNobody, Ring, RingOutside
from models.usecases.paging.boards import BoardEdit, PageLine
from models.usecases.reports.offers import Offered, OfferEdit
from models.usecases.reports.read_to import LeftOut, ThreadsLeft
from models.usecases.reports.shut import ChannelShut
from models.usecases.reports.sources import NotTaken, TooLoud
from models.usecases.reports.told import MailAnswered, MailCame, Replied, WouldClose
from models.usecases.reports.unattributed import WhoseCritical, WhoseIsIt
from models.usecases.reports.waiting import Waits, WaitsEdit
from models.usecases.reports.waiting_warnings import WaitingRunsOut
from models.usecases.restoring import Restored
from models.usecases.round_at_opening import Round
from models.usecases.self_watch import OverdueAlarm, TelephonesAlarm
from models.usecases.undelivered import Undelivered

TS = "1780000000.000100"
NINE = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
AT = "2026-06-08T07:00:00+00:00"

OLD_ROWS: list[tuple[str, dict[str, object], Letter]] = [
    ("asked", {"case": 7, "ts": TS, "block": 2}, QuestionEdit(7, TS, 2)),
    ("board", {"page": 3, "ts": TS}, BoardEdit(3, TS)),
    ("check", {}, DailyCheck()),
    ("clock", {"seconds": -3600}, ClockSet(-3600)),
    ("climbed", {"page": 3, "acknowledged": "U0ADA"}, PageLine(3, acknowledged="U0ADA")),
    ("climbed", {"page": 3, "handed": "U0ADA"}, PageLine(3, handed="U0ADA")),
    ("climbed", {"page": 3, "ended": True}, PageLine(3, ended=True)),
    (
        "climbed",
        {"page": 3, "step": 1, "people": ["U0BEN"], "at": AT},
        PageLine(3, step=1, people=("U0BEN",), at=NINE),
    ),
    ("climbed", {"page": 3, "step": 1, "people": [], "at": AT}, PageLine(3, step=1, at=NINE)),
    ("cover", {"request": 4}, CoverAsked(4)),
    ("cover edit", {"request": 4, "ts": TS}, CoverEdit(4, TS)),
    ("covered", {"request": 4}, CoverTaken(4)),
    ("decide", {"case": 7, "block": 2}, Question(7, 2)),
    (
        "verified",
        {"faults": 2, "first": ["acme: a fault"]},
        NotProven(2, ("acme: a fault",)),
    ),
    ("displaced", {"override": 5}, Displaced(5)),
    (
        "handover",
        {"changes": [{"rotation": "primary", "from": "U0ADA", "at": AT}]},
        Handover((ChangeOfPerson("primary", "U0ADA", NINE),)),
    ),
    (
        "handover",
        {"changes": [{"rotation": "duty", "from": None, "at": AT}]},
        Handover((ChangeOfPerson("duty", None, NINE),)),
    ),
    ("has it", {"page": 3, "attempt": 9}, HasIt(3, 9)),
    ("headline", {"case": 7, "channel": "C0ACME", "thread": None}, Headline(7, "C0ACME", None)),
    ("headline", {"case": 7, "channel": "C0ACME", "thread": TS}, Headline(7, "C0ACME", TS)),
    ("home", {}, HomeFollows()),
    ("mirror", {"case": 7, "ts": TS, "channel": "C0ACME"}, HeadlineEdit(7, TS, "C0ACME")),
    ("nobody", {"page": 3}, ReachesNobody(3)),
    ("outside", {"page": 3, "attempt": 9}, RingOutside(3, 9)),
    ("overdue", {"rungs": 1, "messages": 2}, OverdueAlarm(1, 2)),
    (
        "overdue",
        {"rungs": 0, "messages": 2, "error": "invalid_auth"},
        OverdueAlarm(0, 2, "invalid_auth"),
    ),
    (
        "own withdrawn",
        {"case": 7, "by": "U0ADA", "because": "a double"},
        OwnWithdrawn(7, "U0ADA", "a double"),
    ),
    ("telephones", {"in_vain": 2, "error": "No answer"}, TelephonesAlarm(2, "No answer")),
    ("post", {"case": 7, "ts": TS}, PostEdit(7, TS)),
    ("post", {"case": 7, "ts": TS, "channel": "C0QUEUES"}, PostEdit(7, TS, "C0QUEUES")),
    ("put back", {"override": 6}, OverridePutBack(6)),
    ("queued", {"case": 7, "pinged": "U0ADA"}, Queued(7, "U0ADA")),
    ("queued", {"case": 7, "pinged": None}, Queued(7)),
    ("queued", {"case": 7, "pinged": "U0ADA", "since": 6}, Queued(7, "U0ADA", since=6)),
    (
        "reminder",
        {"page": 3, "warning": "three quarters", "paged": "U0BEN"},
        Reminder(3, ClockWarning.THREE_QUARTERS, "U0BEN"),
    ),
    (
        "reminder",
        {"page": 3, "warning": "half", "paged": None},
        Reminder(3, ClockWarning.HALF),
    ),
    ("restored", {"backed_up_at": AT, "at": AT}, Restored(NINE, NINE)),
    ("ring", {"page": 3, "attempt": 9}, Ring(3, 9)),
    ("round", {"cases": [7, 8]}, Round((7, 8))),
    (
        "statement",
        {"customer": 2, "until": "2026-12-31", "asked_by": "U0CLEO"},
        StatementFile(2, date(2026, 12, 31), "U0CLEO"),
    ),
    ("taken back", {"override": 5}, OverrideTakenBack(5)),
    ("taken over", {"case": 7, "by": "U0ADA", "owner": "U0BEN"}, TakenOver(7, "U0ADA", "U0BEN")),
    ("told", {"case": 7, "channel": "C0ACME", "change": 6}, ThreadLine(7, "C0ACME", change=6)),
    ("told", {"case": 7, "channel": "C0ACME", "entry": 6}, ThreadLine(7, "C0ACME", entry=6)),
    (
        "told",
        {"case": 7, "channel": "C0ACME", "entry": 6, "minutes": 90},
        ThreadLine(7, "C0ACME", entry=6, minutes=90),
    ),
    ("told", {"case": 7, "channel": "C0ACME", "removal": 6}, ThreadLine(7, "C0ACME", removal=6)),
    ("told", {"case": 7, "channel": "C0ACME", "decision": 6}, ThreadLine(7, "C0ACME", decision=6)),
    (
        "replied",
        {"thread": TS, "reply": "their open cases", "customer": 3},
        Replied(TS, Reply.STATUS, customer=3),
    ),
    (
        "replied",
        {"thread": TS, "reply": "how a case stands", "case": 7},
        Replied(TS, Reply.STANDS, 7),
    ),
    (
        "mail answered",
        {"case": 7, "customer": 3, "message_id": "1@acme.ch"},
        MailAnswered(7, 3, "1@acme.ch"),
    ),
    ("mail came", {"case": 7, "arrival": 9}, MailCame(7, 9)),
    ("would close", {"case": 7, "person": "U0EVE"}, WouldClose(7, "U0EVE")),
    ("mail answered", {"case": 7, "customer": 3}, MailAnswered(7, 3)),
    ("offer on", {"waiting": 4, "ts": TS}, OfferEdit(4, TS)),
    ("too-loud", {"source": 2}, TooLoud(2)),
    ("not taken", {"source": 2, "why": "No JSON."}, NotTaken(2, "No JSON.")),
    ("not taken", {"source": 2, "why": "x", "arrival": 7}, NotTaken(2, "x", 7)),
    ("threads left", {"channel": "C0ACME", "threads": 3}, ThreadsLeft("C0ACME", 3)),
    ("left out", {"channel": "C0ACME", "ts": "1.000100"}, LeftOut("C0ACME", "1.000100")),
    ("channel shut", {"customer": 2, "by": "archived"}, ChannelShut(2, ShutBy.ARCHIVING)),
    (
        "undelivered",
        {"recipient": "U0ADA", "topic": "ring", "error": "x", "about": {"page": 3, "attempt": 9}},
        Undelivered("U0ADA", "ring", "x", {"page": 3, "attempt": 9}),
    ),
    ("notice", {"notices": [3, 4], "at": AT}, CustomerNews((3, 4), NINE)),
    ("digest", {"notices": [3, 4], "at": AT}, Digest((3, 4), NINE)),
    ("notice outside", {"notices": [5], "at": AT}, NewsOutside((5,), NINE)),
    (
        "notice outside",
        {"notices": [5], "at": AT, "channel": "C0ACME"},
        NewsOutside((5,), NINE, "C0ACME"),
    ),
    ("offered", {"waiting": 4}, Offered(4)),
    ("usergroup", {}, GroupMembers()),
    ("waits", {"waiting": 4}, Waits(4)),
    ("waits on", {"waiting": 4, "ts": TS}, WaitsEdit(4, TS)),
    (
        "waiting warning",
        {"waiting": 4, "warning": "half"},
        WaitingRunsOut(4, ClockWarning.HALF),
    ),
    ("whose", {"arrival": 4}, WhoseIsIt(4)),
    ("whose critical", {"arrival": 4}, WhoseCritical(4)),
    ("warning", {"case": 7, "warning": "breach"}, ClockRunsOut(7, ClockWarning.BREACH)),
]


@pytest.mark.parametrize(("topic", "about", "letter"), OLD_ROWS)
def test_an_old_row_is_read(topic: str, about: dict[str, object], letter: Letter) -> None:
    """Each topic, as it was written when letters were dictionaries; and it is written so again, but
    for what is nothing or empty, which nobody misses."""
    assert read(topic, about) == letter
    kept = {key: value for key, value in about.items() if value is not None or key == "thread"}
    written = letter.to_about()
    if AT in str(about):  # an instant may end with Z
        assert read(topic, written) == letter
    else:
        assert written == kept


def test_a_group_is_told_of_whoever_is_on_call_by_then() -> None:
    """A row of an older version names people, who may be on call no more when it goes out."""
    assert read("usergroup", {"users": ["U0ADA", "U0BEN"]}) == GroupMembers()


def test_every_topic_is_among_them() -> None:
    """A new letter is written down here too: its row will be old one day."""
    assert {topic for topic, _, _ in OLD_ROWS} == {kind.topic for kind in kinds()}


def test_every_letter_to_slack_has_a_wording_in_a_room() -> None:
    """A letter that nobody words would be tried for ever."""
    to_slack = {kind for kind in kinds() if kind.way is Way.SLACK}
    assert set(worded_kinds()) == to_slack


def test_what_no_version_of_this_desk_wrote_is_not_read() -> None:
    """Of a newer desk; or a row that somebody has touched by hand."""
    assert read("tomorrow's", {"case": 7}) is None
    assert read("ring", {"page": "the third"}) is None
