"""A desk with hundreds of customers, whose names are as long as may be and hold Slack's marks."""

from __future__ import annotations

from datetime import date

from models.rows.customers import ContractRow, Customer
from models.rules.contract_year import Agreed
from models.rules.limits import LONGEST_NAME
from models.rules.notices import Notices
from models.rules.service_definition import Level
from tests.desk import DeskUnderTest

ENDS = date(2026, 6, 30)
MARKED = "<!channel> *bold* _low_ ~gone~ `code` & <@U0BEN> :siren: https://evil.example"


def name_of(number: int) -> str:
    """The name of one of many customers, 80 characters long."""
    return f"{MARKED} {number}".ljust(LONGEST_NAME, "x")


def with_customers(
    desk: DeskUnderTest,
    number: int,
    notices: Notices = Notices.ON,
    at: str = "Fri 2026-06-05 10:00",
    manager: str | None = "U0CLEO",
) -> None:
    """Let somebody, Cleo if nobody else is named, have so many customers, whose contracts end with
    June and whose escalations do; as an older version left them: nobody was ever told anything.
    """
    desk.at(at)
    desk.types("dana", "/balance")
    with desk.writing("dana") as turn:
        for each in range(1, number + 1):
            customer = Customer(
                key=f"customer-{each:03}",
                name=name_of(each),
                manager_id=manager,
                notices=notices,
                **turn.stamp,
            )
            turn.session.add(customer)
            turn.session.flush()
            turn.session.add(
                ContractRow(
                    customer_id=customer.id,
                    what=Agreed.START,
                    day=date(2026, 1, 1),
                    level=Level.PREMIUM,
                    last_day=ENDS,
                    recorded_on=turn.today,
                    **turn.stamp,
                )
            )
