"""I6: what a program says has recovered; the same again counts up; and I3, by HTTP as they do."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.cases import Case
from models.rows.pages import Page
from models.rows.reports import Arrival
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.coming_in import rang, writes
from tests.conversations.oncall.people_on_call import thread
from tests.desk import DeskUnderTest
from tests.machines import Program, answer, program_of
from tests.shapes.made_up import plain

pytestmark = pytest.mark.usefixtures("people_on_call")

RESOLVED = plain(action="resolve")


@pytest.fixture
def monitoring(desk: DeskUnderTest, desk_loopback: Loopback) -> Program:
    """initech's, at night; initech is Managed, and has a channel in which only we are."""
    desk.types("dana", "/customer channel initech #support")
    desk.at("Sat 2026-06-06 03:10")
    return program_of(desk, desk_loopback.address)


def severity(desk: DeskUnderTest, number: int = 1) -> int:
    with desk.reading("dana") as turn:
        return turn.session.get_one(Case, number).severity


def ended(desk: DeskUnderTest) -> list[bool]:
    with desk.reading("dana") as turn:
        found = turn.session.scalars(select(Page.ended_at).order_by(Page.id))
        return [each is not None for each in found]


def came(desk: DeskUnderTest) -> list[str]:
    with desk.reading("dana") as turn:
        return [
            str(each) for each in turn.session.scalars(select(Arrival.came).order_by(Arrival.id))
        ]


def test_what_nobody_has_taken_up_is_lowered(desk: DeskUnderTest, monitoring: Program) -> None:
    """I6, R4, S4: its page ends, and its clock is that of a Sev-2 from the report on; it stays
    open.
    """
    monitoring.posts(plain())
    desk.works()
    desk.at("Sat 2026-06-06 03:14")
    told = answer(monitoring.posts(RESOLVED))
    desk.works()
    assert told == {"case": 1, "new": False, "page": None, "due": "2026-06-08T13:00:00+02:00"}
    assert (severity(desk), ended(desk)) == (2, [True])
    said = "made it Sev-2 (was Sev-1): recovered, says monitoring."
    assert any(said in line for line in thread(desk, "#support"))
    assert desk.types("ben", "/case show 1").says(
        "reported by monitoring, recovered Sat 6 Jun 03:14"
    )


@pytest.mark.parametrize(
    "typed", ["/oncall ack 1", "/case take 1", "/case respond 1", "/case assign 1 @ben"]
)
def test_what_one_of_ours_is_at_stays_as_it_is(
    desk: DeskUnderTest, monitoring: Program, typed: str
) -> None:
    """I6: acknowledged, taken or answered: it is a line in the thread, said once."""
    monitoring.posts(plain())
    desk.works()
    desk.types("ben", typed)
    for _ in range(2):
        answer(monitoring.posts(RESOLVED))
        desk.works()
    assert severity(desk) == 1
    assert came(desk) == ["opened a case", *["recovered, and said so"] * 2]
    assert thread(desk, "#support").count("#1: monitoring says that it has recovered.") == 1


def test_what_somebody_else_has_reported_too_stays_as_it_is(
    desk: DeskUnderTest, monitoring: Program
) -> None:
    """I6: a person saw it as well, and has not said that it is over."""
    desk.types("dana", "/customer channel initech #initech")
    monitoring.posts(plain())
    desk.works()
    with desk.reading("dana") as turn:
        head = turn.session.get_one(Case, 1).thread_ts
    assert head is not None
    writes(desk, "we see it too", critical=True, ts=head)
    answer(monitoring.posts(RESOLVED))
    assert (severity(desk), ended(desk)) == (1, [False])


def test_a_source_can_be_set_to_keep_its_severity(desk: DeskUnderTest, monitoring: Program) -> None:
    desk.types("dana", "/customer source initech monitoring keeps severity")
    monitoring.posts(plain())
    answer(monitoring.posts(RESOLVED))
    assert (severity(desk), ended(desk)) == (1, [False])


def test_what_burns_anew_rings_anew(desk: DeskUnderTest, monitoring: Program) -> None:
    """I2, I3: the same case, for it is open still."""
    monitoring.posts(plain())
    answer(monitoring.posts(RESOLVED))
    desk.at("Sat 2026-06-06 03:40")
    told = answer(monitoring.posts(plain()))
    assert (told["case"], told["new"], told["page"]) == (1, False, 2)
    assert (severity(desk), rang(desk)) == (1, [1, 1])


def test_what_comes_after_its_case_was_closed_is_another(
    desk: DeskUnderTest, monitoring: Program
) -> None:
    """I3: one identity as long as its case is open."""
    monitoring.posts(plain())
    desk.types("ben", "/case respond 1")
    desk.types("ben", "/case kind 1 defect")
    desk.types("ben", "/case close 1")
    assert answer(monitoring.posts(RESOLVED))["case"] is None
    assert answer(monitoring.posts(plain()))["case"] == 2


def test_what_never_was_has_not_recovered(desk: DeskUnderTest, monitoring: Program) -> None:
    told = answer(monitoring.posts(RESOLVED))
    assert told == {"case": None, "new": False, "page": None, "due": None}
    assert came(desk) == ["recovered, with no case open"]


def test_the_same_again_counts_up_on_the_case(
    desk: DeskUnderTest, monitoring: Program, desk_loopback: Loopback
) -> None:
    """In place: no line, no ring. Where people from outside read along they are told none of it."""
    desk.types("dana", "/customer channel initech #initech")
    of_acme = program_of(desk, desk_loopback.address, "acme")
    desk.types("dana", "/customer channel acme #acme")
    answer(of_acme.posts(plain()))
    desk.works()
    desk.last("ben", "#acme").says("reported by monitoring")
    before = len(desk.slack.messages_seen_by("ben", "#acme"))
    for minute in range(11, 24):
        desk.at(f"Sat 2026-06-06 03:{minute}")
        of_acme.posts(plain())
    monitoring.posts(plain())
    desk.works()
    desk.last("ben", "#acme").says("reported by monitoring, seen 14 times, last Sat 6 Jun 03:23")
    assert len(desk.slack.messages_seen_by("ben", "#acme")) == before
    assert "monitoring" not in desk.last("dana", "#initech").whole
