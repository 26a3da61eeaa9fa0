"""Storms: however much comes at once, each thing is a case, and the telephones ring few times."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from models.rows.cases import Case
from models.rows.pages import JoinedCase
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.coming_in import rang
from tests.desk import DeskUnderTest
from tests.machines import answer, program_of
from tests.shapes.made_up import alert, grafana, plain

pytestmark = pytest.mark.usefixtures("people_on_call")

MANY, CUSTOMERS = 300, 30
ASKED_A_MINUTE = 140  # what is refused tells nothing new


def cases(desk: DeskUnderTest) -> int:
    with desk.reading("dana") as turn:
        return turn.session.scalar(select(func.count(Case.id))) or 0


def test_fifty_alerts_in_one_message_are_cases_of_one_page(
    desk: DeskUnderTest, desk_loopback: Loopback
) -> None:
    """I7: nobody is rung twice."""
    desk.at("Sat 2026-06-06 03:10")
    program = program_of(desk, desk_loopback.address)
    few = [alert(f"w{number}") for number in range(50)]
    told = answer(program.posts(grafana(*few)))["events"]
    assert len({each["case"] for each in told}) == len(few)
    desk.works()
    assert rang(desk) == [1]
    with desk.reading("dana") as turn:
        assert turn.session.scalar(select(func.count(JoinedCase.case_id))) == len(few) - 1


def test_what_is_beyond_the_limit_is_heard_when_it_is_sent_again(
    desk: DeskUnderTest, desk_loopback: Loopback
) -> None:
    """Of what one source says in a minute 120 are taken in, and in the end none is lost."""
    desk.at("Sat 2026-06-06 03:10")
    program = program_of(desk, desk_loopback.address)
    waiting, minute = list(range(MANY)), 10
    with ThreadPoolExecutor(8) as at_once:
        while waiting:
            now, rest = waiting[:ASKED_A_MINUTE], waiting[ASKED_A_MINUTE:]
            sent = at_once.map(lambda n: program.posts(plain(dedup_key=f"w{n}")).status_code, now)
            later = [n for n, status in zip(now, sent, strict=True) if status == 429]
            assert len(now) - len(later) == min(120, len(now))
            waiting, minute = [*later, *rest], minute + 1
            desk.at(f"Sat 2026-06-06 03:{minute}:01")
    assert cases(desk) == MANY
    assert rang(desk) == [1]


def test_thirty_customers_at_once(desk: DeskUnderTest, desk_loopback: Loopback) -> None:
    """I7 is of one customer: each has its case and its page, and is answered."""
    desk.at("Fri 2026-06-05 17:00")
    programs = []
    for number in range(CUSTOMERS):
        key = f"m{number}x"
        managed = f'/customer add {key} "Customer {number}" managed escalations 12 from 2026-01-01'
        assert desk.types("dana", managed).says("Added")
        programs.append(program_of(desk, desk_loopback.address, key))
    desk.at("Sat 2026-06-06 03:10")
    with ThreadPoolExecutor(CUSTOMERS) as at_once:
        told = [answer(said) for said in at_once.map(lambda one: one.posts(plain()), programs)]
    assert {each["case"] for each in told} == set(range(1, CUSTOMERS + 1))
    desk.works()
    assert sorted(filter(None, rang(desk))) == list(range(1, CUSTOMERS + 1))
