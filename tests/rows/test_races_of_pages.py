"""A page, its case, what is reported of it, and those who answer, at once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from models.rows.cases import Case
from models.rows.outbox import OutboxRow
from models.rows.pages import Page
from models.rows.reports import Arrival, Source
from models.rules.paging import PageCause
from models.rules.reports import CameOf, ReportDoor
from models.rules.service_definition import Kind, Level, Severity
from models.rules.standing import Standing
from models.usecases import finding, outbox
from models.usecases.case import changes, opening, withdrawal
from models.usecases.case.opening import CaseReport, Origin
from models.usecases.channels import threads
from models.usecases.customer import contracts, customers
from models.usecases.letter import Place
from models.usecases.paging import answering, attempts, boards, life, ringing
from models.usecases.paging.boards import BoardEdit, PageLine
from models.usecases.reports import arrivals, waiting
from models.usecases.reports.incoming import Incoming, event_identity, message_identity
from models.usecases.reports.waiting import FromOutside
from models.usecases.turn import Desk, Turn
from tests.rows.racing import CLEO, DANA, JANUARY, NOW, at_once, somebody


@pytest.fixture
def desk(racing_desk: Desk) -> Desk:
    return racing_desk


@pytest.fixture
def paged(desk: Desk) -> Desk:
    """initech is Managed: its case #1 is a Sev-1 and rings on page 1, its case #2 a Sev-2."""
    with desk.writing(DANA, NOW) as turn:
        initech = customers.add(turn, "initech", "Initech SA")
        contracts.begin(turn, initech, Level.MANAGED, 12, JANUARY, None)
        opening.open_case(turn, initech, CaseReport("Down", Severity.SEV1))
        opening.open_case(turn, initech, CaseReport("Slow", Severity.SEV2))
    return desk


def open_pages(desk: Desk, case: int) -> list[str]:
    """Why a case rings, by each of its pages that has not ended."""
    with desk.database.reading() as session:
        found = select(Page.why).where(Page.case_id == case, Page.ended_at.is_(None))
        return list(session.scalars(found))


def has_the_customer(turn: Turn) -> None:
    """Lock the customer of case #1, as every change of a case begins."""
    finding.locked_with(turn, finding.case(turn, 1))


@pytest.mark.parametrize(
    "second",
    [
        lambda turn: answering.acknowledge(turn, 1),
        lambda turn: answering.hand_up(turn, 1),
        lambda turn: answering.stop(turn, 1, "false alarm"),
        lambda turn: changes.respond(turn, 1),
        lambda turn: life.keep_ringing(turn, 1),
        lambda turn: ringing.climb_page(turn, 1),
        lambda turn: attempts.failed(turn, 1, "nobody answers"),
    ],
    ids=["acknowledges", "hands up", "stops", "responds", "follows", "climbs", "fails"],
)
def test_a_page_and_its_case_are_locked_in_one_order(
    paged: Desk, second: Callable[[Turn], object]
) -> None:
    """Somebody lowers the severity while others answer the page: nobody waits for each other."""
    with paged.writing(DANA, NOW) as turn:
        turn.session.get_one(Page, 1).next_at = NOW
    at_once(
        paged, has_the_customer, second, lambda turn: changes.set_severity(turn, 1, Severity.SEV3)
    )
    with paged.database.reading() as session:
        assert session.get_one(Case, 1).severity == 3
    assert open_pages(paged, 1) == []


def test_a_case_is_paged_for_once(paged: Desk) -> None:
    """Two people page for one case at once: the second is told of the page that there is."""

    def pages_for(turn: Turn) -> None:
        life.page_case(turn, finding.case(turn, 2), PageCause.ASKED)

    assert at_once(paged, pages_for, pages_for) == [
        "There is page 2 for #2 already. To ring somebody else too:"
    ]
    assert open_pages(paged, 2) == [PageCause.ASKED]


def test_a_case_that_becomes_sev_1_while_somebody_pages_for_it_rings_once(paged: Desk) -> None:
    """R4: the page that was asked for gives way to the Sev-1's, whoever was first."""

    def pages_for(turn: Turn) -> None:
        life.page_case(turn, finding.case(turn, 2), PageCause.ASKED)

    assert (
        at_once(paged, pages_for, lambda turn: changes.set_severity(turn, 2, Severity.SEV1)) == []
    )
    assert open_pages(paged, 2) == [PageCause.SEV1]


def test_two_workers_page_for_a_case_once(paged: Desk) -> None:
    """R1: a customer became Managed, and two workers see it at once."""
    with paged.writing(DANA, NOW) as turn:
        acme = finding.customer(turn, "acme")
        number = opening.open_case(turn, acme, CaseReport("Down", Severity.SEV1)).case.id
        turn.session.get_one(Case, number).customer_id = finding.customer(turn, "initech").id

    def follows(turn: Turn) -> None:
        life.keep_ringing(turn, number)

    assert at_once(paged, follows, follows) == []
    assert open_pages(paged, number) == [PageCause.SEV1]


def test_two_workers_let_a_page_whose_owner_left_ring_once(paged: Desk) -> None:
    """R7: two workers see at once that whoever has a page is gone: one of them lets it ring on."""
    desk = replace(paged, sev1_channel="C0SEV1")
    ben = somebody("U0BEN")
    ben.standing = Standing.DEACTIVATED
    with desk.writing(DANA, NOW) as turn:
        turn.session.add(ben)
        page = turn.session.get_one(Page, 1)
        page.acknowledged_by, page.acknowledged_at, page.next_at = "U0BEN", NOW, None

    def follows(turn: Turn) -> None:
        life.keep_ringing(turn, 1)

    assert at_once(desk, follows, follows) == []
    with desk.database.reading() as session:
        assert session.get_one(Page, 1).acknowledged_by is None
        said = select(OutboxRow.about).where(OutboxRow.topic == PageLine.topic)
        assert [about.get("left") for about in session.scalars(said)].count("U0BEN") == 1


def test_an_answer_that_comes_while_a_page_follows_its_case_is_kept(paged: Desk) -> None:
    """A page is followed as it is, not as it was before somebody else changed it."""
    seen: list[str | None] = []

    def follows(turn: Turn) -> None:
        case = finding.case(turn, 1)
        before = turn.session.get_one(Page, 1)
        assert before.acknowledged_by is None
        life.follow_case(turn, case)
        seen.append(before.acknowledged_by)

    assert at_once(paged, lambda turn: answering.acknowledge(turn, 1), follows) == []
    assert seen == ["U0DANA"]


def all_claimed(desk: Desk) -> list[str]:
    """Claim all that there is; return the topics."""
    return [envelope.topic for envelope in iter(lambda: outbox.claim(desk, NOW), None) if envelope]


def test_an_edit_that_waits_is_worded_after_what_it_shows_is_committed(paged: Desk) -> None:
    """A board is to be edited already when somebody answers: no sender words it before."""
    with paged.writing(DANA, NOW) as turn:
        attempts.delivered(turn, 1, Place("C0SEV1", "1780000000.000100"))
    claimed: list[str] = []

    def answers(turn: Turn) -> None:
        answering.acknowledge(turn, 1)
        boards.follow(turn)

    def sends(_: Turn) -> None:
        claimed.extend(all_claimed(paged))

    assert at_once(paged, answers, sends) == []
    assert BoardEdit.topic not in claimed
    assert BoardEdit.topic in all_claimed(paged)


def test_who_pages_twice_at_once_is_counted_twice(paged: Desk) -> None:
    """The fifth page within a minute rings, and the sixth, typed at the same time, is asked about.

    Both are Dana's, by two devices.
    """
    with paged.writing(DANA, NOW) as turn:
        turn.session.merge(CLEO)
        turn.session.flush()
        for number in range(life.MOST_TYPED - 1):
            life.page_person(turn, CLEO.id, f"call me {number}")

    def pages_about(text: str) -> Callable[[Turn], object]:
        def pages_cleo(turn: Turn) -> None:
            turn.person = DANA
            life.page_person(turn, CLEO.id, text)

        return pages_cleo

    refused = at_once(paged, pages_about("first"), pages_about("second"))
    assert refused == ["You have paged 5 times within a minute. Ring once more?"]


# --- what is reported -----------------------------------------------------------------------------

FOUND = "1780000000.000100"  # the message of case #3


@pytest.fixture
def reported(paged: Desk) -> Desk:
    """Somebody of initech's has reported case #3, and its monitoring #4, a Sev-1."""
    with paged.writing(DANA, NOW) as turn:
        initech = finding.customer(turn, "initech")
        turn.session.add(
            Source(customer_id=initech.id, name="monitoring", critical="critical", **turn.stamp)
        )
        says(FOUND)(turn)
        detects()(turn)
    return paged


def says(ts: str, thread: str = FOUND, *, critical: bool = False) -> Callable[[Turn], object]:
    """Somebody of initech's says something to the desk; the process knows of what stands."""

    def says_so(turn: Turn) -> object:
        turn.session.scalars(select(Case)).all()
        identity = message_identity("C0INITECH", ts)
        report = Incoming(
            ReportDoor.MENTION,
            identity,
            NOW,
            "The export fails",
            raw="",
            critical=critical,
            origin=Origin("C0INITECH", thread),
            person_id="U0EVE",
        )
        return arrivals.take_in(turn, report, finding.customer(turn, "initech"))

    return says_so


def detects(*, recovered: bool = False) -> Callable[[Turn], object]:
    """Its monitoring reports that login is down, or that it is not any more."""

    def detects_it(turn: Turn) -> object:
        turn.session.scalars(select(Case)).all()
        source = turn.session.get_one(Source, 1)
        report = Incoming(
            ReportDoor.EVENT,
            event_identity(source, "login"),
            NOW,
            "Login is down",
            raw="",
            critical=True,
            recovered=recovered,
            source=source,
        )
        return arrivals.take_in(turn, report, finding.customer(turn, "initech"))

    return detects_it


def closes(turn: Turn) -> None:
    """Answer case #3 and close it."""
    changes.respond(turn, 3)
    changes.set_kind(turn, 3, Kind.DEFECT)
    changes.close(turn, 3)


@pytest.mark.parametrize(
    ("ours", "came", "severities"),
    [
        (closes, CameOf.SEEN_AGAIN, [1, 2, 3, 1]),
        (
            lambda turn: changes.set_severity(turn, 3, Severity.SEV1),
            CameOf.SEEN_AGAIN,
            [1, 2, 1, 1],
        ),
        (lambda turn: withdrawal.withdraw(turn, 3, "twice", 2), CameOf.RAISED, [1, 1, 3, 1]),
    ],
    ids=["close it", "raise it", "withdraw it"],
)
def test_a_report_comes_again_while_ours_change_its_case(
    reported: Desk, ours: Callable[[Turn], object], came: CameOf, severities: list[int]
) -> None:
    """It sees what they did: nothing is refused, and of a double the other case is raised."""
    assert at_once(reported, ours, says(FOUND, critical=True)) == []
    with reported.database.reading() as session:
        assert session.scalars(select(Arrival.came).order_by(Arrival.id)).all()[-1] is came
        assert session.scalars(select(Case.severity).order_by(Case.id)).all() == severities


def test_it_recovers_while_somebody_takes_it(reported: Desk) -> None:
    """I6: what one of ours is at stays as it is."""
    assert at_once(reported, lambda turn: changes.take(turn, 4), detects(recovered=True)) == []
    with reported.database.reading() as session:
        assert session.get_one(Case, 4).severity == 1


def test_a_message_that_waits_is_opened_once(paged: Desk) -> None:
    """Two of ours press *Open case* at once: the second reads who was first."""
    with paged.writing(DANA, NOW) as turn:
        said = FromOutside("C0INITECH", FOUND, "U0EVE", "The export fails", NOW)
        waiting.hear(turn, finding.customer(turn, "initech"), said)

    def opens(turn: Turn) -> object:
        return waiting.open_case(turn, 1)

    refused = at_once(paged, opens_and_follows(opens), opens)
    assert refused == ["#3 was opened from that message already, by U0DANA."]


def opens_and_follows(opens: Callable[[Turn], object]) -> Callable[[Turn], object]:
    """Open a case, and end what waits."""

    def opens_it(turn: Turn) -> None:
        opens(turn)
        waiting.follow(turn)

    return opens_it


def test_a_message_that_waits_is_opened_while_more_is_said_in_its_thread(paged: Desk) -> None:
    """Both lock the thread before the message: nobody waits for each other."""
    with paged.writing(DANA, NOW) as turn:
        said = FromOutside("C0INITECH", FOUND, "U0EVE", "The export fails", NOW)
        waiting.hear(turn, finding.customer(turn, "initech"), said)
    refused = at_once(
        paged,
        lambda turn: threads.lock(turn, "C0INITECH", FOUND),
        lambda turn: waiting.open_case(turn, 1),
        opens_and_follows(says("1780000000.000200", critical=True)),
    )
    assert refused == ["#3 was opened from that message already, by U0DANA."]
