"""By when it is to be decided whether a contract goes on, in words, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.blocks.pieces.answer import Answer, answer, small
from handlers.blocks.pieces.wording import chf, counted, duration, long_day, short_day
from models.rows.customers import Customer
from models.rules.contract_year import ONE_DAY
from models.rules.renewal import Renewal, YearUse
from models.usecases.customer.renewals import Renewed


def comes(renewal: Renewal, today: date) -> str:
    """Say what comes by which day, of a contract whose customer is named before it."""
    days = (renewal.decide_by - today).days
    when = f"in {counted(days, 'day')}" if days else "today"
    if renewal.ends:
        return f"its contract ends with {long_day(renewal.decide_by)}, {when}."
    return (
        f"its contract renews on {long_day(renewal.turns_on)}; notice by "
        f"{long_day(renewal.decide_by)}, {when}."
    )


def argument(use: YearUse) -> str:
    """Say what the contract year used beside what it included."""
    said = f"This year used {use.used} beside {use.included} included"
    if not use.consulting_minutes:
        return f"{said}."
    price = chf(use.consulting_chf)
    return f"{said}, and {duration(use.consulting_minutes)} of consulting: {price} excl. VAT."


def offered(key: str, renewal: Renewal, today: date) -> Sequence[tuple[str, str]]:
    """Return what can be decided about a customer's contract: what each button says and types."""
    renews = ("Renews", f"/customer renews {key} from {renewal.turns_on}")
    if renewal.ends:
        return [renews]
    last_day = renewal.turns_on - ONE_DAY
    return [renews, (f"Ends {short_day(last_day, today)}", f"/customer end {key} {last_day}")]


def notice_period_set(customer: Customer, renewal: Renewal | None, today: date) -> Answer:
    """Say what the notice period is, and by when is to be decided then."""
    months = customer.notice_months
    period = "no notice period that is known" if months is None else counted(months, "month")
    agreed = period if months is None else f"a notice period of {period}"
    return answer(
        f"{customer.key}'s contract has {agreed}.",
        small(f"Next: {comes(renewal, today)}") if renewal is not None else None,
    )


def renewed(done: Renewed) -> Answer:
    """Say that a contract goes on: at an anniversary, or to another last day."""
    if done.ended is None:
        return set_renewed(done.customer)
    last, was = done.ended.contract.last_day, done.ended.was
    assert last is not None, "it was given one"
    assert was is not None, "it had one"
    return answer(
        f"{done.customer.key}'s contract goes on to {long_day(last)} (was {long_day(was)})."
    )


def set_renewed(customer: Customer) -> Answer:
    """Say at which anniversary a contract goes on for sure, if at any."""
    if customer.renews_on is None:
        return answer(f"Whether {customer.key}'s contract renews is to be decided again.")
    return answer(f"{customer.key}'s contract renews on {long_day(customer.renews_on)}.")
