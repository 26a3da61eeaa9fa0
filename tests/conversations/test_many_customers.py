"""What is shown of all customers at once is within Slack's limits, with one and with five hundred.

The pretend Slack holds the limits, and refuses what Slack would. Names are as long as they may be,
and what looks like Slack's marks in them is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import TimeRow
from models.rules.service_definition import Kind, Severity
from models.usecases.books import verifying
from models.usecases.people import DESK_ITSELF
from tests.conversations.at_home import home_of
from tests.conversations.many_customers import MARKED, with_customers
from tests.conversations.mornings import told
from tests.desk import DeskUnderTest, Heard

MANY = pytest.mark.parametrize("number", [1, 500])
MANY_CASES = "customer-020"  # up to this one, by key
LONG_TITLE = f"{MARKED} that is long, and says so at length, ".ljust(200, "y")


def with_work(desk: DeskUnderTest) -> None:
    """Let each customer have a case of seven hours that is to be decided and whose first reply is
    late, and the first of them 9 more of an hour, of which two are uncovered.
    """
    desk.types("ada", "/case help")
    with desk.writing("dana") as turn:
        day = turn.today - timedelta(days=60)
        for customer in turn.session.query(Customer).order_by(Customer.id).all():
            for minutes in (420, *([60] * 9 if customer.key <= MANY_CASES else [])):
                case = Case(
                    customer_id=customer.id,
                    title=LONG_TITLE,
                    kind=Kind.CONFIGURATION,
                    severity=Severity.SEV3,
                    reported_at=turn.moment - timedelta(days=60),
                    **turn.stamp,
                )
                turn.session.add(case)
                turn.session.flush()
                entry = TimeRow(
                    case_id=case.id, person_id="U0ADA", day=day, minutes=minutes, **turn.stamp
                )
                turn.session.add(entry)


def is_text(heard: Heard) -> bool:
    """Whether a message mentions nobody, though names and titles in it look as if they did."""
    found = list(_mentions(heard.blocks))
    assert not found
    return True


def _mentions(content: Any) -> Iterator[str]:
    match content:
        case {"type": "mrkdwn", "text": str(text)}:
            yield from re.findall("<(?:!channel|@U0BEN)[^>]*>", text)
        case {"type": "broadcast" | "user" as kind}:
            yield kind
        case dict():
            for value in content.values():
                yield from _mentions(value)
        case list():
            for value in content:
                yield from _mentions(value)


@MANY
def test_the_balance_of_all(desk: DeskUnderTest, number: int) -> None:
    """The tightest first; behind *More* as many as Slack takes."""
    with_customers(desk, number)
    with_work(desk)
    assert desk.types("cleo", "/balance").says("customer-001")
    assert desk.types("cleo", "/balance --more").says("customer-001")


@MANY
def test_the_list_of_customers(desk: DeskUnderTest, number: int) -> None:
    with_customers(desk, number)
    assert is_text(desk.types("cleo", "/customer list --more"))


@MANY
def test_homes(desk: DeskUnderTest, number: int) -> None:
    """An account manager's, with what waits, all that expires and the queue of renewals; and an
    admin's; each a view of 250 kB and 100 blocks at most.
    """
    with_customers(desk, number)
    with_work(desk)
    for who in ("cleo", "dana", "ada"):
        desk.home(who)
        assert is_text(home_of(desk, who))
    shown = home_of(desk, "cleo")
    assert shown.says("Waits for your decision", "Contracts to decide about", MARKED)
    assert shown.says(f"{number} customer")


@MANY
@pytest.mark.parametrize("manager", ["U0CLEO", None])
def test_notices(desk: DeskUnderTest, number: int, manager: str | None) -> None:
    """Of everything there is to tell, to an account manager or in the admins' channel."""
    with_customers(desk, number, manager=manager)
    with_work(desk)
    where = ("cleo", "@desk") if manager else ("dana", "#desk-admin")
    heard = told(desk, "Mon 2026-06-08 09:00", *where)
    assert len(heard) == -(-number // 100)
    assert all(map(is_text, heard))
    whole = "".join(each.whole for each in heard)
    assert "customer-001" in whole
    assert told(desk, "Mon 2026-06-08 09:01", *where) == []


@MANY
def test_what_the_daily_look_finds(desk: DeskUnderTest, number: int) -> None:
    """Faults in the books of all customers are one message."""
    with_customers(desk, number)
    faults = [verifying.Fault(f"customer-{each}", LONG_TITLE) for each in range(number)]
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        verifying.ended(turn, faults)
    desk.works()
    (said,) = (
        message
        for message in desk.slack.messages_seen_by("dana", "#desk-admin")
        if "daily look at the books" in message.text
    )
    assert is_text(Heard(said.text, said.blocks))
