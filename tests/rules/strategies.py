"""Any instant, any contract, any customer: what Hypothesis draws for the laws of the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, settings
from hypothesis import strategies as st

from models.rules.contract_year import ONE_DAY, Agreed, ContractFact, contracts, pack_last_day
from models.rules.facts import (
    BlockAnswer,
    BoughtGrant,
    CaseKind,
    Decision,
    Facts,
    GrantSource,
    Settlement,
    SettlementWay,
    TimeEntry,
)
from models.rules.service_definition import KINDS, LEVELS, PACKS, Kind, Level, PackSize

quick = settings(max_examples=50)
thorough = settings(max_examples=100)

# --- instants of 2026 -----------------------------------------------------------------------------

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_MINUTES = 60 * 24 * 350

# Minutes at which something begins or ends are drawn as often as any other.
_EDGES = (7, 8, 9, 15, 16, 17)
whole_minutes = st.one_of(
    st.integers(0, _MINUTES).map(lambda n: FIRST + timedelta(minutes=n)),
    st.builds(
        lambda day, hour, minute: FIRST + timedelta(days=day, hours=hour, minutes=minute),
        st.integers(0, 349),
        st.sampled_from(_EDGES),
        st.sampled_from((-1, 0, 1)),
    ).filter(lambda moment: moment >= FIRST),
)
instants = st.builds(
    lambda moment, seconds: moment + timedelta(seconds=seconds),
    whole_minutes,
    st.sampled_from((0, 0, 1, 59)),
)
amounts = st.integers(1, 8 * 60 * 4).map(lambda n: timedelta(minutes=n))

# --- contracts ------------------------------------------------------------------------------------

START = date(2026, 1, 1)


def days(last: int = 545, first: int = 0) -> st.SearchStrategy[date]:
    """Draw a day up to so many days after 2026-01-01."""
    return st.integers(first, last).map(lambda n: START + timedelta(days=n))


def dates_of_statements() -> st.SearchStrategy[date]:
    """Draw a day for a statement: any, or one with most of what happened behind it."""
    return st.one_of(days(), days(560, 400))


def _number(level: str, agreed: int) -> int | None:
    return agreed if level == "managed" else None


@st.composite
def contract_facts(draw: st.DrawFn) -> tuple[ContractFact, ...]:
    """Draw starts that do not overlap, and changes of level on days of their own."""
    facts: list[ContractFact] = []
    since = draw(st.one_of(st.just(date(2024, 2, 29)), days(400)))
    for _ in range(draw(st.integers(1, 2))):
        last_day = since + timedelta(days=draw(st.integers(0, 900)))
        level = draw(st.sampled_from(LEVELS))
        agreed = _number(level, draw(st.integers(2, 12)))
        facts.append(ContractFact(len(facts) + 1, Agreed.START, since, level, agreed, last_day))
        since = last_day + timedelta(days=draw(st.sampled_from((1, 2, 90))))
    if draw(st.booleans()):
        facts[-1] = ContractFact(
            facts[-1].id, Agreed.START, facts[-1].day, facts[-1].level, facts[-1].escalations
        )
    begun = facts[0].day
    # Anniversaries and the contract's own first day are drawn as often as any other day.
    changed = st.one_of(
        st.integers(0, 1200).map(lambda n: begun + timedelta(days=n)),
        st.sampled_from(
            [fact.day + timedelta(days=n) for fact in facts for n in (0, 365, 366, 730)]
        ),
    )
    for day in draw(st.lists(changed, max_size=4, unique=True)):
        level = draw(st.sampled_from(LEVELS))
        agreed = _number(level, draw(st.integers(2, 12)))
        facts.append(ContractFact(len(facts) + 1, Agreed.LEVEL, day, level, agreed))
    return tuple(facts)


# --- a customer -----------------------------------------------------------------------------------

CASES = (1, 2, 3, 4)
_BUSY_DAYS = tuple(START + timedelta(days=n) for n in (60, 61, 210))
_USUAL = (Kind.CONFIGURATION, Kind.INTEGRATION, Kind.UPGRADE)
_entry_minutes = st.one_of(
    st.sampled_from((1, 5, 10, 14, 15, 16, 60, 285, 299, 300, 301, 600)), st.integers(1, 700)
)


@st.composite
def bought_grants(draw: st.DrawFn, first_id: int = 1) -> tuple[BoughtGrant, ...]:
    """Draw packs and adjustments, often with the same first or last day."""
    drawn = []
    anchors = draw(st.lists(days(), min_size=2, max_size=2))
    some_day = st.one_of(st.sampled_from(anchors), days())
    for number in range(draw(st.integers(0, 5))):
        first = draw(some_day)
        if draw(st.booleans()):
            size = draw(st.sampled_from(PackSize))
            last, quantity = pack_last_day(first), PACKS[size].escalations
            drawn.append(
                BoughtGrant(first_id + number, GrantSource.PACK, size, first, last, quantity)
            )
        else:
            last = max(first, draw(some_day))
            quantity = draw(st.integers(1, 2))
            drawn.append(
                BoughtGrant(first_id + number, GrantSource.ADJUSTMENT, "a", first, last, quantity)
            )
    return tuple(drawn)


@st.composite
def time_entries(draw: st.DrawFn, *, distinct_days: bool = False) -> tuple[TimeEntry, ...]:
    """Draw time on cases 1 to 4; `distinct_days` leaves no tie between two entries."""
    worked_on = days() if distinct_days else st.one_of(days(), st.sampled_from(_BUSY_DAYS))
    worked = draw(st.lists(worked_on, min_size=2, max_size=12, unique=distinct_days))
    return tuple(
        TimeEntry(number, draw(st.sampled_from(CASES)), day, draw(_entry_minutes))
        for number, day in enumerate(worked, start=1)
    )


@st.composite
def customers(draw: st.DrawFn, *, settled: bool = True, distinct_days: bool = False) -> Facts:
    """Draw everything that is known of a customer."""
    kinds = st.one_of(st.sampled_from(_USUAL), st.sampled_from(_USUAL), st.sampled_from(KINDS))
    answers = st.sampled_from((BlockAnswer.ESCALATION, *BlockAnswer))
    ways = st.sampled_from(SettlementWay)
    decisions = draw(
        st.lists(
            st.tuples(st.sampled_from(CASES), st.integers(2, 4), answers),
            max_size=8,
            unique_by=(lambda d: d[:2]) if distinct_days else None,
        )
    )
    settlements = draw(
        st.lists(
            st.tuples(
                st.sampled_from(CASES),
                st.sampled_from((1, 1, 1, 2)),
                ways,
                # Behind the days of all entries where nothing may tie.
                days(700, 550) if distinct_days else days(545, 205),
            ),
            max_size=6 if settled else 0,
            unique_by=(lambda s: s[:2], lambda s: s[3]) if distinct_days else None,
        )
    )
    grants = draw(bought_grants())
    # A pack bought to settle with, as people do.
    settling = [
        day for *_, way, day in settlements if way is SettlementWay.GRANT and draw(st.booleans())
    ]
    grants += tuple(
        BoughtGrant(number, GrantSource.PACK, "S", day, pack_last_day(day), 1)
        for number, day in enumerate(settling, start=len(grants) + 1)
    )
    return Facts(
        contracts=draw(st.one_of(st.just(()), contract_facts())),
        grants=grants,
        cases=tuple(CaseKind(number, draw(kinds)) for number in CASES),
        entries=draw(time_entries(distinct_days=distinct_days)),
        decisions=tuple(
            Decision(
                number,
                case,
                block,
                answer,
                onwards=answer is BlockAnswer.CONSULTING and not distinct_days,
            )
            for number, (case, block, answer) in enumerate(decisions, start=1)
        ),
        settlements=tuple(
            Settlement(number, case, block, way, day)
            for number, (case, block, way, day) in enumerate(settlements, start=1)
        ),
    )


@st.composite
def contract_histories(draw: st.DrawFn) -> tuple[ContractFact, ...]:
    """Draw what was agreed, one after the other over two years: begun, changed, ended, corrected
    and taken back, in time, ahead and late, with gaps between contracts. None overlaps another.
    """
    facts: list[ContractFact] = []
    today = START - timedelta(days=draw(st.integers(0, 400)))
    for number in range(1, draw(st.integers(2, 8)) + 1):
        today += timedelta(days=draw(st.sampled_from((0, 0, 1, 7, 60, 150))))
        anchors = [fact.day + timedelta(days=n) for fact in facts for n in (0, 0, 1, 365)]
        near = today + timedelta(days=draw(st.integers(-90, 240)))
        day = draw(st.sampled_from((near, near, *anchors)))
        level = draw(st.sampled_from(LEVELS))
        agreed = _number(level, draw(st.integers(0, 12)))
        began = [fact for fact in facts if fact.what in (Agreed.START, Agreed.LEVEL)]
        some = st.sampled_from((Agreed.LEVEL, Agreed.LEVEL, Agreed.END, Agreed.END, *Agreed))
        what = draw(some) if began else Agreed.START
        last_day, about = None, None
        if what is Agreed.START:
            last_day = draw(st.none() | st.just(day + timedelta(days=draw(st.integers(0, 500)))))
        elif what is not Agreed.LEVEL:
            about = draw(st.sampled_from(facts if what is Agreed.TAKEN_BACK else began))
            day = max(day, about.day) if what is Agreed.END else about.day
            last_day = day if what is Agreed.END else None
        of = about.id if about else None
        facts.append(ContractFact(number, what, day, level, agreed, last_day, of, today))
    agreed_on = tuple(facts)
    assume(not _overlap(agreed_on))
    return agreed_on


def _overlap(facts: tuple[ContractFact, ...]) -> bool:
    return any(
        one.last_day is None or one.last_day >= other.start
        for one, other in pairwise(contracts(facts))
    )


@st.composite
def customers_with_ends(draw: st.DrawFn) -> Facts:
    """Draw a contract whose end is recorded and moved, packs that expire within its year, and short
    cases around those days: who takes what hangs on what was known when (E6).
    """
    told_on = sorted(draw(st.lists(days(330), min_size=1, max_size=4)))
    last_days = [draw(days(364, (day - START).days)) for day in told_on]
    start = ContractFact(
        1, Agreed.START, START, Level.STANDARD, last_day=draw(st.none() | days(364, 330))
    )
    ends = (
        ContractFact(number, Agreed.END, last, last_day=last, about=1, recorded_on=told)
        for number, (told, last) in enumerate(zip(told_on, last_days, strict=True), start=2)
    )
    worked_on = st.sampled_from(told_on).flatmap(lambda day: st.sampled_from((day, day - ONE_DAY)))
    worked = draw(st.lists(st.one_of(worked_on, days(364)), min_size=1, max_size=6))
    bought = draw(st.lists(days(-1, -364), min_size=1, max_size=3))
    return Facts(
        contracts=(start, *ends),
        grants=tuple(
            BoughtGrant(number, GrantSource.PACK, "S", day, pack_last_day(day), 1)
            for number, day in enumerate(bought, start=1)
        ),
        cases=tuple(CaseKind(number, Kind.UPGRADE) for number in range(1, len(worked) + 1)),
        entries=tuple(
            TimeEntry(number, number, max(day, START), 20)
            for number, day in enumerate(worked, start=1)
        ),
    )
