"""What comes, in words and as a chart (N3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta
from slackblocks import Block

from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.charts import bars
from handlers.blocks.pieces.wording import counted, short_day
from models.rows.customers import Customer
from models.rules.contract_year import ONE_DAY
from models.rules.forecast import (
    LEAST_CHARGES,
    LEAST_HISTORY,
    Forecast,
    Lost,
    Silence,
    give_or_take,
    left_by_expiry,
    left_on,
)
from models.rules.statement import Grant, Statement

_MONTHS_BACK, _MONTHS_AHEAD = 12, 6
_IF_SLOWER = "More if slower"
_MOST_EXPIRIES = 2  # in the chart, beside what has expired, expires later, and is left if slower


def forecast(customer: Customer, told: Statement, comes: Forecast | Silence) -> Answer:
    """Show what comes of a customer, and from what that was worked out."""
    today = told.on
    return answer(
        _first_line(customer, comes, today),
        lines(_dates(told, comes)) if isinstance(comes, Forecast) else None,
        _chart(told, comes),
        small(_basis(comes)),
    )


def outlook(comes: Forecast | Silence | None, today: date) -> str | None:
    """Say of a customer, `runs out between 3 and 20 Oct` and `will lose 2 of 4 (included 2026) on
    31 Dec`, what comes first; None if it does neither, or if nothing can be said.
    """
    if not isinstance(comes, Forecast):
        return None
    dated = [(each.grant.last_day, _loses(each, today)) for each in comes.lost[:1]]
    if (between := comes.runs_out) is not None:
        dated.append((between[0], _runs_out(*between, today)))
    elif (between := comes.needs_more) is not None:
        dated.append((between[0], _needs_more(*between, today)))
    return " and ".join(said for _, said in sorted(dated)) or None


def _first_line(customer: Customer, comes: Forecast | Silence, today: date) -> str:
    if isinstance(comes, Silence):
        return f"There is no forecast for {customer.key} yet."
    said = outlook(comes, today) or "has enough for a year, and nothing expires unused"
    return f"{customer.key} {said}."


def _runs_out(first: date, last: date | None, today: date) -> str:
    """Say between which days none is left any more."""
    if last is None:
        return f"may run out from {short_day(first, today)} on"
    return f"runs out {_between(first, last, today)}"


def _needs_more(first: date, last: date | None, today: date) -> str:
    """Say between which days the first charge finds no grant, where none is left already."""
    if last is None:
        return f"may need more from {short_day(first, today)} on"
    return f"needs more {_between(first, last, today)}"


def _between(first: date, last: date, today: date) -> str:
    if first == last:
        return f"on {short_day(first, today)}"
    same_month = (first.year, first.month) == (last.year, last.month)
    begins = f"{first:%-d}" if same_month else short_day(first, today)
    return f"between {begins} and {short_day(last, today)}"


def _loses(lost: Lost, today: date) -> str:
    grant = lost.grant
    of = f"{grant.quantity} ({grant.label})"
    return f"{_unused(lost)} of {of} on {short_day(grant.last_day, today)}"


def _unused(lost: Lost) -> str:
    if lost.least == lost.most:
        return f"will lose {lost.most}"
    return f"will lose {lost.least} to {lost.most}" if lost.least else f"may lose {lost.most}"


def _dates(told: Statement, comes: Forecast) -> Iterator[str]:
    """Say, day by day, which grants begin, which end with something left, and when more is needed
    than there is.
    """
    today = told.on
    begin = [line.grant for line in comes.slow.lines if line.grant.first_day > today]
    dated = [(each.grant.last_day, _ends(each)) for each in comes.lost]
    dated += [(grant.first_day, _begins(grant)) for grant in begin]
    for path, pace in ((comes.fast, "faster"), (comes.slow, "slower")):
        if path.needs_more is not None and comes.runs_out is not None:
            dated.append((path.needs_more, f"the next finds none at the {pace} pace"))
    for day, said in sorted(dated):
        yield f"• {short_day(day, today)}: {said}"


def _ends(lost: Lost) -> str:
    unused = f"{lost.least} to {lost.most}" if lost.least < lost.most else str(lost.most)
    return f"{lost.grant.label} ends, {unused} of {lost.grant.quantity} unused"


def _begins(grant: Grant) -> str:
    return f"{grant.label} begins, {counted(grant.quantity, 'escalation')}"


def _basis(comes: Forecast | Silence) -> str:
    """Say from what a forecast was worked out, or why there is none."""
    if isinstance(comes, Silence):
        return (
            f"It wants {LEAST_HISTORY} days of history and {LEAST_CHARGES} charges; there are "
            f"{counted(comes.days, 'day')} and {counted(comes.charges, 'charge')} (N3)"
        )
    spread = round(give_or_take(comes.charges))
    return (
        f"From {counted(comes.charges, 'charge')} in the last {comes.days} days, give or take "
        f"{spread} (N3). The bars to come are what the faster pace leaves; _{_IF_SLOWER}_ is what "
        "the slower one would leave beside"
    )


# --- as a chart -----------------------------------------------------------------------------------


def _chart(told: Statement, comes: Forecast | Silence) -> Block | None:
    """What was left at the end of each month of the past year, is left today, and will be left in
    the coming six months: of the grants by when they expire, so that each charge is a step down.
    What is left at the slow pace alone stands apart. Nothing where nothing was left at any time.
    """
    slow, fast, ahead = None, None, 0
    if isinstance(comes, Forecast):
        slow, fast, ahead = comes.slow, comes.fast, _MONTHS_AHEAD
    month, past = told.on.replace(day=1), 1 - _MONTHS_BACK
    days = [month + relativedelta(months=n) - ONE_DAY for n in range(past, ahead + 1)]
    labels = [f"{day:%b %y}" for day in days]
    days.insert(_MONTHS_BACK, told.on)
    labels.insert(_MONTHS_BACK, "Today")
    series = _by_expiry(left_by_expiry(told, fast, days), told.on)
    at_paces = zip(left_on(told, slow, days), left_on(told, fast, days), strict=True)
    more = [slowly - quickly for slowly, quickly in at_paces]
    if any(more):
        series[_IF_SLOWER] = more
    return _drawn(labels, series)


def _drawn(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Block | None:
    """Draw from the first month on in which anything was left; where nothing is, it says so."""
    left = [sum(each) for each in zip(*series.values(), strict=True)]
    begins = next((at for at, number in enumerate(left) if number), None)
    if begins is None:
        return None
    said = [
        label if number else f"{label}: none" for label, number in zip(labels, left, strict=True)
    ]
    shown = {name: values[begins:] for name, values in series.items()}
    return bars("Left at the end of the month, by expiry", said[begins:], shown)


def _by_expiry(left: Mapping[date, Sequence[int]], today: date) -> dict[str, Sequence[int]]:
    """Return what is left by the day on which it expires, as it is called in the chart: what has
    expired, and what expires late, together.
    """
    found: dict[str, Sequence[int]] = {}
    ahead = [day for day in left if day >= today and any(left[day])]
    for day in (day for day in left if any(left[day])):
        if day < today:
            name = "Expired by now"
        elif day in ahead[:_MOST_EXPIRIES]:
            name = f"Expires {day:%-d %b %y}"
        else:
            name = "Expires later"
        others = found.get(name, [0] * len(left[day]))
        found[name] = [sum(each) for each in zip(others, left[day], strict=True)]
    return found
