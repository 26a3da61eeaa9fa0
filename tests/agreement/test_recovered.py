"""I6: what a program says has recovered; the same again counts up; and I3, by HTTP as they do."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.cases import Case
from models.rows.pages import JoinedCase, Page
from models.rows.reports import Arrival
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.coming_in import rang, writes
from tests.conversations.oncall.people_on_call import board, thread
from tests.desk import DeskUnderTest
from tests.machines import Program, answer, program_of
from tests.shapes.made_up import Body, plain

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


def owners(desk: DeskUnderTest) -> list[str | None]:
    with desk.reading("dana") as turn:
        return list(turn.session.scalars(select(Case.owner_id).order_by(Case.id)))


@pytest.fixture
def three(desk: DeskUnderTest, monitoring: Program) -> Program:
    """Three of initech's are critical at 03:10 and 03:11, and one page rings for all (I7); at 03:14
    Eve reads along in her channel.
    """
    desk.types("dana", "/customer channel initech #initech")
    for minute, name in ((10, "login"), (11, "mail"), (11, "search")):
        desk.at(f"Sat 2026-06-06 03:{minute}")
        answer(monitoring.posts(named(name)))
    desk.works()
    desk.at("Sat 2026-06-06 03:14")
    return monitoring


def named(name: str, *, recovers: bool = False) -> Body:
    """Something of a name that is down, or up again."""
    action = "resolve" if recovers else "trigger"
    return plain(summary=f"{name} is down", dedup_key=name, action=action)


def eve_reads(desk: DeskUnderTest, number: int) -> str:
    """The headline of a case in Eve's channel."""
    heads = [each.text for each in desk.slack.messages_seen_by("eve", "#initech")]
    return next(text for text in heads if f" #{number} is open" in text)


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


@pytest.mark.parametrize("recovers", ["login", "mail"])
def test_what_is_lowered_leaves_its_page(
    desk: DeskUnderTest, three: Program, recovers: str
) -> None:
    """I6, I7, R4: whether the page began with it or it joined. The page goes on for the other two,
    and says so; of what was lowered it is told that nobody is rung, to the program and to Eve.
    """
    lowered, other = (1, 2) if recovers == "login" else (2, 1)
    told = answer(three.posts(named(recovers, recovers=True)))
    desk.works()
    assert (told["case"], told["page"]) == (lowered, None)
    assert told["due"] == "2026-06-08T13:00:00+02:00"
    shown = board(desk)
    shown.says(":rotating_light:", "search is down")
    assert f"{recovers} is down" not in shown.whole
    assert "nobody is rung at this hour" in eve_reads(desk, lowered)
    for number in (other, 3):
        assert "an engineer is being rung" in eve_reads(desk, number)
    desk.at("Sat 2026-06-06 03:20")
    desk.works()
    assert "Handed up" in " ".join(thread(desk, "#sev1"))
    assert ended(desk) == [False]


@pytest.mark.parametrize("recovers", ["login", "mail"])
def test_an_acknowledgement_takes_nothing_that_has_left(
    desk: DeskUnderTest, three: Program, recovers: str
) -> None:
    """O5: whoever takes the page has what it rings for."""
    answer(three.posts(named(recovers, recovers=True)))
    desk.types("ben", "/oncall ack 1")
    desk.works()
    has = [None, "U0BEN", "U0BEN"] if recovers == "login" else ["U0BEN", None, "U0BEN"]
    assert owners(desk) == has
    shown = board(desk)
    shown.says(":large_green_circle:")
    assert f"{recovers} is down" not in shown.whole


@pytest.mark.parametrize("first", [("login", "mail", "search"), ("search", "mail", "login")])
def test_the_page_ends_with_the_last_that_recovers(
    desk: DeskUnderTest, three: Program, first: tuple[str, ...]
) -> None:
    """I7, R7: in whatever order, and nobody is rung anew."""
    for name in first:
        assert ended(desk) == [False]
        answer(three.posts(named(name, recovers=True)))
    desk.at("Sat 2026-06-06 03:40")
    desk.works()
    assert (ended(desk), severity(desk), severity(desk, 2)) == ([True], 2, 2)


@pytest.mark.parametrize("recovers", ["login", "mail"])
def test_what_burns_anew_joins_the_page_anew(
    desk: DeskUnderTest, three: Program, recovers: str
) -> None:
    """I7: as long as nobody has answered it. After an acknowledgement it rings anew."""
    answer(three.posts(named(recovers, recovers=True)))
    assert answer(three.posts(named(recovers)))["page"] == 1
    desk.works()
    board(desk).says(f"{recovers} is down")
    answer(three.posts(named(recovers, recovers=True)))
    desk.types("ben", "/oncall ack 1")
    assert answer(three.posts(named(recovers)))["page"] == 2


@pytest.mark.both_databases
@pytest.mark.parametrize("recovers", ["login", "mail"])
def test_a_page_counts_for_what_has_left_it(
    desk: DeskUnderTest, three: Program, recovers: str
) -> None:
    """S6: it rang for what had really happened, also if what it went on for was no case. Whether
    the page began with it or it joined, and when it came and left, stays known.
    """
    left, others = (1, (2, 3)) if recovers == "login" else (2, (1, 3))
    desk.at("Sat 2026-06-06 03:14")
    answer(three.posts(named(recovers, recovers=True)))
    with desk.reading("dana") as turn:
        kept = turn.session.get_one(JoinedCase, (1, left))
        assert kept.at < (kept.left_at or kept.at) == turn.moment
    for number in others:
        desk.types("ben", f"/case withdraw {number} because nothing was wrong")
    assert ended(desk) == [True]
    pages = "/balance report pages"
    assert desk.types("dana", pages).rows[1:] == [["Ada", "0", "0", "1", "0"]]
    desk.types("ben", f"/case withdraw {left} because nothing was wrong")
    assert desk.types("dana", pages).rows[1:] == []


def test_what_was_answered_leaves_the_page_too(desk: DeskUnderTest, three: Program) -> None:
    """R7: it needs nobody any more, and is Ada's when Ben takes the page."""
    desk.types("ada", "/case take 2")
    desk.types("ada", "/case respond 2")
    desk.works()
    assert "mail is down" not in board(desk).whole
    desk.types("ben", "/oncall ack 1")
    assert owners(desk) == ["U0BEN", "U0ADA", "U0BEN"]


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
