"""What follows from a change follows by itself: a door calls the use case, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from models.problems import Impossible
from models.rows.base import Database
from models.rows.outbox import OutboxRow
from models.rules.service_definition import Level, Severity
from models.usecases import finding, open_homes
from models.usecases.books import closing
from models.usecases.case import changes, opening
from models.usecases.case.opening import CaseReport
from models.usecases.channels import posts, queues, threads
from models.usecases.customer import contracts, customers
from models.usecases.escalation import time_corrections, time_entries
from models.usecases.following import FOLLOWERS
from models.usecases.letter import Place
from models.usecases.paging import attempts, boards
from models.usecases.reports import offers, waiting
from models.usecases.turn import Desk, Follower, Turn
from tests.rows.racing import CLEO, DANA, JANUARY, NOW

FOLLOW_WITH: dict[Follower, set[str]] = {
    closing.follow: set(),  # it says nothing: nobody has closed any books here
    posts.follow: {"post"},
    queues.follow: set(),  # nothing is agreed with anybody
    threads.follow: {"headline", "told"},
    boards.follow: {"board"},
    attempts.follow: set(),  # nobody of these has a telephone
    waiting.follow: set(),  # no message of these waits
    offers.follow: set(),  # nobody wrote in a customer's channel
    open_homes.follow: {"home"},
}


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """initech is Managed and has a channel; Cleo looks at her Home."""
    database = Database(database_url)
    queues = {Level.MANAGED: "C0QUEUES"}
    desk = Desk(database, FOLLOWERS, sev1_channel="C0SEV1", queue_channels=queues)
    with desk.writing(DANA, NOW) as turn:
        initech = customers.add(turn, "initech", "Initech SA")
        contracts.begin(turn, initech, Level.MANAGED, 12, JANUARY, None)
        customers.set_channel(turn, initech, "C0INITECH")
    with desk.writing(CLEO, NOW) as turn:
        open_homes.opened(turn, {})
    yield desk
    database.close()


def a_case(turn: Turn, severity: Severity = Severity.SEV3) -> None:
    """Open a case."""
    report = CaseReport("Login loops", severity)
    opening.open_case(turn, finding.customer(turn, "initech"), report)


def some_work(turn: Turn) -> None:
    """Take the case, log time on it, and take that back."""
    changes.take(turn, 1)
    time_entries.log(turn, finding.case(turn, 1), 20, None, "")
    time_corrections.undo(turn)


def taken_out(desk: Desk) -> Sequence[str]:
    """The topics of what waits in the outbox, in order; it is taken out."""
    waits = OutboxRow.done_at.is_(None)
    with desk.database.writing() as session:
        topics = session.scalars(select(OutboxRow.topic).where(waits).order_by(OutboxRow.id)).all()
        session.execute(update(OutboxRow).where(waits).values(done_at=NOW))
    return topics


def test_a_case_is_opened(desk: Desk) -> None:
    """It is posted to its queue, its thread begins, and Homes follow."""
    desk.write(DANA, NOW, a_case)
    assert taken_out(desk) == ["queued", "headline", "home"]


def test_facts_of_a_case_are_told(desk: Desk) -> None:
    """Each once in its thread, in order; whatever shows the case is edited once."""
    desk.write(DANA, NOW, a_case)
    with desk.writing(DANA, NOW) as turn:
        posts.keep(turn, 1, Place("C0QUEUES", "1.1"))
    taken_out(desk)
    desk.write(DANA, NOW, some_work)
    assert taken_out(desk) == ["post", "told", "told", "told", "home"]


def test_a_page_shows_what_becomes_of_it_and_of_its_case(desk: Desk) -> None:
    """Where a page was delivered it is edited: by that, and by each change of its case."""
    desk.write(DANA, NOW, lambda turn: a_case(turn, Severity.SEV1))
    assert {"ring", "headline", "home"} <= set(taken_out(desk))
    desk.write(DANA, NOW, lambda turn: attempts.delivered(turn, 1, Place("C0SEV1", "2.1")))
    assert taken_out(desk) == ["board"]
    desk.write(DANA, NOW, lambda turn: changes.retitle(turn, 1, "Login loops again"))
    assert taken_out(desk) == ["told", "board", "home"]


@pytest.mark.parametrize("missing", FOLLOWERS, ids=lambda follow: follow.__module__)
def test_each_is_needed(desk: Desk, missing: Follower) -> None:
    """Without one of them, what it says is not said, and all else is."""
    others = tuple(follow for follow in FOLLOWERS if follow is not missing)
    without = replace(desk, followers=others)
    without.write(DANA, NOW, lambda turn: a_case(turn, Severity.SEV1))
    with without.writing(DANA, NOW) as turn:
        posts.keep(turn, 1, Place("C0QUEUES", "1.1"))
        attempts.delivered(turn, 1, Place("C0SEV1", "2.1"))
    without.write(DANA, NOW, some_work)
    said = set(taken_out(desk)) & set().union(*FOLLOW_WITH.values())
    assert said == set().union(*(FOLLOW_WITH[follow] for follow in others))


def test_nothing_follows_what_fails(desk: Desk) -> None:
    """Nothing is told of a turn that was not committed."""

    def fails(turn: Turn) -> None:
        a_case(turn)
        raise Impossible("Not today.")

    with pytest.raises(Impossible):
        desk.write(DANA, NOW, fails)
    assert taken_out(desk) == []
