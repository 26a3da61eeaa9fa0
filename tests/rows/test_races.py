"""Two people at once on PostgreSQL: one of them is told so in words, and there is one truth."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from models.problems import Problem
from models.rows.base import Database
from models.rows.cases import Case
from models.rows.customers import Customer, GrantVoid
from models.rows.outbox import OutboxRow
from models.rows.pages import Page
from models.rows.people import Person
from models.rules.contract_year import contracts as contracts_of
from models.usecases import (
    answering,
    attempts,
    case_changes,
    cases,
    contracts,
    customers,
    entitlements,
    finding,
    grants,
    homes,
    outbox,
    paging,
    people,
    ringing,
)
from models.usecases.boards import BOARD
from models.usecases.cases import Origin
from models.usecases.pages import ASKED, SEV1
from models.usecases.queues import QUEUED
from models.usecases.turn import Desk, Turn
from tests.database import Databases

NOW = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
JANUARY = date(2026, 1, 1)


def somebody(person_id: str) -> Person:
    return Person(
        id=person_id,
        team_id="T0PROAUTH",
        handle=person_id.lower(),
        name=person_id,
        standing="member",
        is_workspace_admin=True,
        seen_at=NOW,
    )


DANA, CLEO = somebody("U0DANA"), somebody("U0CLEO")


@pytest.fixture
def desk(postgres: Databases) -> Iterator[Desk]:
    """acme and globex with Standard."""
    database = Database(postgres.fresh_database("races", "template"))
    desk = Desk(database)
    with desk.writing(DANA, NOW) as turn:
        for key in ("acme", "globex"):
            added = customers.add(turn, key, f"{key.title()} AG")
            contracts.begin(turn, added, "standard", None, JANUARY, None)
    yield desk
    database.close()


def at_once(
    desk: Desk,
    first: Callable[[Turn], object],
    second: Callable[[Turn], object],
    then: Callable[[Turn], object] = lambda _: None,
) -> list[str]:
    """Let the second begin when the first has done all but end; return what each was refused.

    `then` is what the first goes on to do when the second has begun.
    """
    together = threading.Barrier(2)

    def goes_first() -> None:
        with desk.writing(DANA, NOW) as turn:
            first(turn)
            turn.session.flush()
            together.wait(20)
            time.sleep(0.3)  # the second has begun by now, and waits or has gone too far
            then(turn)

    def goes_second() -> None:
        with desk.writing(CLEO, NOW) as turn:
            turn.session.execute(select(func.now()))
            together.wait(20)
            second(turn)

    refused = []
    with ThreadPoolExecutor(2) as pool:
        for doing in [pool.submit(goes_first), pool.submit(goes_second)]:
            try:
                doing.result()
            except Problem as problem:
                refused.append(problem.sentence)
    return refused


def count(desk: Desk, what: type[Case] | type[Customer] | type[GrantVoid]) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_a_message_becomes_one_case_whichever_customers_are_chosen(desk: Desk) -> None:
    """Two people open a case from one message at once, each for another customer."""

    def opens(key: str) -> Callable[[Turn], object]:
        origin = Origin("C0SALES", "1780000000.000100")
        return lambda turn: cases.open_case(
            turn, finding.customer(turn, key), "Login loops", origin=origin
        )

    refused = at_once(desk, opens("acme"), opens("globex"))
    assert refused == ["#1 was already opened from this thread."]
    assert count(desk, Case) == 1


def test_contracts_begun_at_once_do_not_overlap(desk: Desk) -> None:
    """Two admins begin a contract for one customer at once; contracts can't overlap."""
    with desk.writing(DANA, NOW) as turn:
        customers.add(turn, "hooli", "Hooli")

    def begins(level: str) -> Callable[[Turn], object]:
        return lambda turn: contracts.begin(
            turn, finding.customer(turn, "hooli"), level, None, JANUARY, None
        )

    refused = at_once(desk, begins("standard"), begins("premium"))
    assert len(refused) == 1
    assert "contracts can't overlap" in refused[0]
    with desk.reading(DANA, NOW) as turn:
        hooli = finding.customer(turn, "hooli").id
        facts = entitlements.facts_of(turn.session, [hooli])[hooli]
    assert len(contracts_of(facts.contracts)) == 1


def test_a_channel_belongs_to_one_customer(desk: Desk) -> None:
    """Two customers are given the same channel at once."""

    def sets(key: str) -> Callable[[Turn], object]:
        return lambda turn: customers.set_channel(turn, finding.customer(turn, key), "C0SALES")

    refused = at_once(desk, sets("acme"), sets("globex"))
    assert refused == ["That channel is acme's. A channel belongs to one customer."]


@pytest.mark.parametrize(
    ("key", "name", "sentence"),
    [
        ("hooli", "Hooli Inc.", "`hooli` is taken by Hooli."),
        ("hooli2", "HOOLI", "“HOOLI” is taken by `hooli`."),
    ],
)
def test_a_name_belongs_to_one_customer(desk: Desk, key: str, name: str, sentence: str) -> None:
    """Two admins add a customer with the same short, or the same full name at once."""
    refused = at_once(
        desk,
        lambda turn: customers.add(turn, "hooli", "Hooli"),
        lambda turn: customers.add(turn, key, name),
    )
    assert refused == [sentence]
    assert count(desk, Customer) == 3


def test_a_grant_is_voided_once(desk: Desk) -> None:
    """Two admins void the same pack at once (G4)."""
    with desk.writing(DANA, NOW) as turn:
        grants.buy_pack(turn, finding.customer(turn, "acme"), "M")

    def voids(turn: Turn) -> None:
        grants.void(turn, finding.customer(turn, "acme"), "pack", 1, "recorded twice")

    assert at_once(desk, voids, voids) == ["acme's pack 1 (M) was already voided."]
    assert count(desk, GrantVoid) == 1


def test_somebody_new_is_remembered_once(desk: Desk) -> None:
    """Two requests of somebody new learn of them at once, and neither fails."""

    def remembers(turn: Turn) -> None:
        people.remember(turn.session, somebody("U0NEW"))
        turn.session.flush()

    assert at_once(desk, remembers, remembers) == []
    with desk.database.reading() as session:
        assert people.known(session, "U0NEW") is not None


def test_handed_over_twice_at_once_tells_who_it_was(desk: Desk) -> None:
    """Two people hand a customer over at once: the second takes it from the first's choice."""
    was: list[str | None] = []

    def hands_to(manager: Person) -> Callable[[Turn], object]:
        return lambda turn: was.append(
            customers.set_manager(turn, finding.customer(turn, "acme"), manager)
        )

    assert at_once(desk, hands_to(CLEO), hands_to(DANA)) == []
    assert was == [None, "U0CLEO"]


def test_a_locked_customer_is_seen_as_it_is(desk: Desk) -> None:
    """Whoever waited for a customer sees what was changed while they waited."""
    seen: list[str | None] = []

    def hands_over(turn: Turn) -> None:
        customers.set_manager(turn, finding.customer(turn, "acme"), CLEO)

    def looks(turn: Turn) -> None:
        acme = finding.customer(turn, "acme")
        seen.append(finding.locked(turn, acme.id).manager_id)

    assert at_once(desk, hands_over, looks) == []
    assert seen == ["U0CLEO"]


# --- pages: locked are the customer first, then the case, then its page ---------------------------


@pytest.fixture
def paged(desk: Desk) -> Desk:
    """initech is Managed: its case #1 is a Sev-1 and rings on page 1, its case #2 a Sev-2."""
    with desk.writing(DANA, NOW) as turn:
        initech = customers.add(turn, "initech", "Initech SA")
        contracts.begin(turn, initech, "managed", 12, JANUARY, None)
        cases.open_case(turn, initech, "Down", 1)
        cases.open_case(turn, initech, "Slow", 2)
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
        lambda turn: case_changes.respond(turn, 1),
        lambda turn: paging.follow_customer(turn, 1),
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
    at_once(paged, has_the_customer, second, lambda turn: case_changes.set_severity(turn, 1, 3))
    with paged.database.reading() as session:
        assert session.get_one(Case, 1).severity == 3
    assert open_pages(paged, 1) == []


def test_a_case_is_paged_for_once(paged: Desk) -> None:
    """Two people page for one case at once: the second is told of the page that there is."""

    def pages_for(turn: Turn) -> None:
        paging.page_case(turn, finding.case(turn, 2), ASKED)

    assert at_once(paged, pages_for, pages_for) == [
        "There is page 2 for #2 already. To ring somebody else too:"
    ]
    assert open_pages(paged, 2) == [ASKED]


def test_a_case_that_becomes_sev_1_while_somebody_pages_for_it_rings_once(paged: Desk) -> None:
    """R4: the page that was asked for gives way to the Sev-1's, whoever was first."""

    def pages_for(turn: Turn) -> None:
        paging.page_case(turn, finding.case(turn, 2), ASKED)

    assert at_once(paged, pages_for, lambda turn: case_changes.set_severity(turn, 2, 1)) == []
    assert open_pages(paged, 2) == [SEV1]


def test_two_workers_page_for_a_case_once(paged: Desk) -> None:
    """R1: a customer became Managed, and two workers see it at once."""
    with paged.writing(DANA, NOW) as turn:
        acme = finding.customer(turn, "acme")
        number = cases.open_case(turn, acme, "Down", 1).case.id
        turn.session.get_one(Case, number).customer_id = finding.customer(turn, "initech").id

    def follows(turn: Turn) -> None:
        paging.follow_customer(turn, number)

    assert at_once(paged, follows, follows) == []
    assert open_pages(paged, number) == [SEV1]


def test_two_workers_queue_a_case_once(paged: Desk) -> None:
    """R7: a customer left Managed, and two workers see it at once: one post in the queue."""
    desk = replace(paged, queue_channels={"standard": "C0QUEUES"})
    with desk.writing(DANA, NOW) as turn:
        turn.session.get_one(Case, 1).customer_id = finding.customer(turn, "acme").id

    def follows(turn: Turn) -> None:
        paging.follow_customer(turn, 1)

    assert at_once(desk, follows, follows) == []
    assert open_pages(desk, 1) == []
    with desk.database.reading() as session:
        posts = select(func.count()).where(OutboxRow.topic == QUEUED)
        assert session.scalar(posts) == 1


def test_an_answer_that_comes_while_a_page_follows_its_case_is_kept(paged: Desk) -> None:
    """A page is followed as it is, not as it was before somebody else changed it."""
    seen: list[str | None] = []

    def follows(turn: Turn) -> None:
        case = finding.case(turn, 1)
        before = turn.session.get_one(Page, 1)
        assert before.acknowledged_by is None
        paging.follow(turn, case)
        seen.append(before.acknowledged_by)

    assert at_once(paged, lambda turn: answering.acknowledge(turn, 1), follows) == []
    assert seen == ["U0DANA"]


def test_an_edit_that_waits_is_worded_after_what_it_shows_is_committed(paged: Desk) -> None:
    """A board is to be edited already when somebody answers: no sender words it before."""
    with paged.writing(DANA, NOW) as turn:
        attempts.delivered(turn, 1, "C0SEV1", "1780000000.000100")
    claimed: list[outbox.Letter | None] = []

    def sends(_: Turn) -> None:
        claimed.append(outbox.claim(paged.database, NOW, only=BOARD))

    assert at_once(paged, lambda turn: answering.acknowledge(turn, 1), sends) == []
    assert claimed == [None]
    assert outbox.claim(paged.database, NOW, only=BOARD) is not None


def test_two_who_wait_for_each_other_are_both_done(desk: Desk) -> None:
    """Two lock what the other has: PostgreSQL ends one of them, and that one is done anew, once."""
    both_have_one = threading.Barrier(2)
    tries: list[str] = []

    def locks(first: int, second: int) -> Callable[[Turn], dict[str, object]]:
        def work(turn: Turn) -> dict[str, object]:
            tries.append(turn.person.id)
            finding.locked(turn, first)
            if len(tries) <= 2:  # the one that is done anew waits for nobody
                both_have_one.wait(20)
            customers.rename(turn, finding.locked(turn, second), turn.person.id)
            return {"done by": turn.person.id}

        return work

    with ThreadPoolExecutor(2) as pool:
        dana = pool.submit(desk.once, "dana", DANA, NOW, locks(1, 2))
        cleo = pool.submit(desk.once, "cleo", CLEO, NOW, locks(2, 1))
        assert dana.result() == {"done by": "U0DANA"}
        assert cleo.result() == {"done by": "U0CLEO"}
    assert len(tries) == 3
    with desk.database.reading() as session:
        names = session.scalars(select(Customer.name).order_by(Customer.id)).all()
    assert names == ["U0CLEO", "U0DANA"]


def test_a_home_opened_while_something_changes_misses_nothing(desk: Desk) -> None:
    """What is under way does not know of the Home, so opening waits for it, and shows it."""
    seen: list[str] = []

    def changes(turn: Turn) -> None:
        customers.rename(turn, finding.customer(turn, "acme"), "Acme Group AG")
        homes.follow(turn)

    def opens(turn: Turn) -> None:
        homes.opened(turn, {})
        seen.append(finding.customer(turn, "acme").name)

    at_once(desk, changes, opens)
    assert seen == ["Acme Group AG"]
