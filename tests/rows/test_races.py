"""Two people at once on PostgreSQL: one of them is told so in words, and there is one truth."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from models.rows.cases import Case
from models.rows.customers import Customer, GrantVoid
from models.rows.outbox import OutboxRow
from models.rows.people import Person
from models.rules.contract_year import contracts as contracts_of
from models.rules.facts import BlockAnswer, GrantSource
from models.rules.service_definition import Kind, Level, PackSize
from models.usecases import finding, open_homes, people
from models.usecases.case import opening
from models.usecases.case.opening import CaseReport, Origin
from models.usecases.channels import posts
from models.usecases.customer import contracts, customers, grants, renewals
from models.usecases.escalation import decisions, time_entries
from models.usecases.escalation.decisions import Question
from models.usecases.letter import Arrived, Place
from models.usecases.turn import Desk, Turn
from tests.facts import facts_of
from tests.rows.racing import CLEO, DANA, JANUARY, NOW, at_once, somebody, somebody_waits
from tests.waiting import SOON, waits_until


@pytest.fixture
def desk(racing_desk: Desk) -> Desk:
    return racing_desk


def count(desk: Desk, what: type[Case] | type[Customer] | type[GrantVoid]) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_a_message_becomes_one_case_whichever_customers_are_chosen(desk: Desk) -> None:
    """Two people open a case from one message at once, each for another customer."""

    def opens(key: str) -> Callable[[Turn], object]:
        origin = Origin("C0SALES", "1780000000.000100")
        return lambda turn: opening.open_case(
            turn, finding.customer(turn, key), CaseReport("Login loops", origin=origin)
        )

    refused = at_once(desk, opens("acme"), opens("globex"))
    assert refused == ["#1 was already opened from this thread."]
    assert count(desk, Case) == 1


def test_contracts_begun_at_once_do_not_overlap(desk: Desk) -> None:
    """Two admins begin a contract for one customer at once; contracts can't overlap."""
    with desk.writing(DANA, NOW) as turn:
        customers.add(turn, "hooli", "Hooli")

    def begins(level: Level) -> Callable[[Turn], object]:
        return lambda turn: contracts.begin(
            turn, finding.customer(turn, "hooli"), level, None, JANUARY, None
        )

    refused = at_once(desk, begins(Level.STANDARD), begins(Level.PREMIUM))
    assert len(refused) == 1
    assert "contracts can't overlap" in refused[0]
    with desk.reading(DANA, NOW) as turn:
        hooli = finding.customer(turn, "hooli").id
        facts = facts_of(turn.session, hooli)
    assert len(contracts_of(facts.contracts)) == 1


def test_two_who_let_a_contract_go_on_at_once_do_so_once(desk: Desk) -> None:
    """N1: the second finds that it was decided, and decides about no other year."""
    with desk.writing(DANA, NOW) as turn:
        acme = finding.customer(turn, "acme")
        contracts.end(turn, acme, date(2026, 8, 31))

    def renews(turn: Turn) -> object:
        return renewals.renew(turn, finding.customer(turn, "acme"))

    (refused,) = at_once(desk, renews, renews)
    assert refused.startswith(
        "Next to be decided is whether acme's contract goes on from Wed 1 Sep"
    )
    with desk.database.reading() as session:
        acme_id = session.scalar(select(Customer.id).where(Customer.key == "acme"))
        assert acme_id is not None
        (contract,) = contracts_of(facts_of(session, acme_id).contracts)
    assert contract.last_day == date(2027, 8, 31)


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
        ("hooli2", "Hooli", "“Hooli” is taken by `hooli`."),
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
        grants.buy_pack(turn, finding.customer(turn, "acme"), PackSize.M)

    def voids(turn: Turn) -> None:
        grants.void(turn, finding.customer(turn, "acme"), GrantSource.PACK, 1, "recorded twice")

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
        open_homes.follow(turn)

    def opens(turn: Turn) -> None:
        open_homes.opened(turn, {})
        seen.append(finding.customer(turn, "acme").name)

    at_once(desk, changes, opens)
    assert seen == ["Acme Group AG"]


def test_who_opens_a_home_keeps_nobody_waiting(desk: Desk) -> None:
    """A change stands still in the middle: a Home that is opened waits for it for a moment only,
    and so does whatever comes behind that; the Home is shown anew a little later.
    """
    stands, goes_on = threading.Event(), threading.Event()

    def opens_case(key: str, then: Callable[[Turn], object] = lambda _: None) -> None:
        with desk.writing(DANA, NOW) as turn:
            report = CaseReport("Login loops", kind=Kind.CONFIGURATION)
            opening.open_case(turn, finding.customer(turn, key), report)
            then(turn)

    def stands_still(turn: Turn) -> None:
        open_homes.follow(turn)
        stands.set()
        assert goes_on.wait(SOON)

    def opens_home() -> None:
        with desk.writing(CLEO, NOW) as turn:
            open_homes.opened(turn, {})

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(opens_case, "acme", stands_still)
        assert stands.wait(SOON)
        home = pool.submit(opens_home)
        waits_until(lambda: home.done() or somebody_waits(desk))
        try:
            pool.submit(opens_case, "globex").result(5)
            home.result(5)
        finally:
            goes_on.set()
        first.result(SOON)
    with desk.database.reading() as session:
        follows = select(OutboxRow).where(OutboxRow.topic == open_homes.HomeFollows.topic)
        assert [row.recipient for row in session.scalars(follows)] == [CLEO.id]


def test_a_question_answered_while_its_post_is_kept_says_so(desk: Desk) -> None:
    """E5: whichever is first, the post is edited to what became of the block."""
    with desk.writing(DANA, NOW) as turn:
        acme = finding.customer(turn, "acme")
        acme.manager_id = CLEO.id
        case = opening.open_case(
            turn, acme, CaseReport("Login loops", kind=Kind.CONFIGURATION)
        ).case
        time_entries.log(turn, case, 360, NOW.date(), "")
        question = turn.session.scalars(
            select(OutboxRow).where(OutboxRow.topic == Question.topic)
        ).one()
        asked_at = question.at

    place = Place("D0CLEO", "1780000000.000100")
    refused = at_once(
        desk,
        lambda turn: decisions.decide(turn, 1, BlockAnswer.CONSULTING),
        lambda turn: Question(1, 2).arrived(turn, Arrived(CLEO.id, asked_at, asked_at, place)),
    )
    assert refused == []
    with desk.database.reading() as session:
        edits = session.scalars(
            select(OutboxRow).where(OutboxRow.topic == posts.QuestionEdit.topic)
        ).all()
    assert len(edits) == 1
