"""Years of a customer for documents: as many charges as are wanted, and what else there may be."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.rules.contract_year import Agreed, ContractFact
from models.rules.entitlement import statement
from models.rules.facts import BlockAnswer, BoughtGrant, CaseKind, Decision, Facts, GrantSource
from models.rules.facts import TimeEntry as Entry
from models.rules.languages import Language
from models.rules.service_definition import FOUR_BUSINESS_HOURS, Kind, Level
from models.rules.year_lines import year_lines
from models.usecases.books.issued import Issued, Late, Replies
from tests.rules.test_year_lines import times_of

ZURICH = ZoneInfo("Europe/Zurich")
ON = date(2026, 11, 30)
LONG = "Single sign-on fails for guests whose address has an apostrophe, " * 3
ODD_TITLES = (
    "#let x = 1; $x^2$ *bold* _it_ @ref <lab> \\ `code` // comment /* and */ [more]",
    '=HYPERLINK("http://example.com","x")',
    "+41 44 000 00 00 does not answer",
    "-1 is shown",
    "@desk does not answer",
    "\tbegins with a tab",
    "a; semicolon, “quotes” \"and\" 'others'",
    "Ünïcödé, Ελληνικά, кириллица",
    "A" * 200,
    LONG,
)


def year(
    charges: int, language: Language = Language.ENGLISH, name: str = "Acme AG", title: str = ""
) -> Issued:
    """A year with so many cases that are charged, and a few that are not."""
    titles = [title] if title else ["Login loops", *ODD_TITLES]
    cases, entries = [], []
    for number in range(1, charges + 1):
        cases.append(CaseKind(number, Kind.CONFIGURATION, titles[(number - 1) % len(titles)]))
        day = date(2026, 1, 5) + timedelta(days=number % 300)
        entries.append(Entry(number, number, day, 45 + number % 200))
    if charges > 1:
        cases += [
            CaseKind(1001, Kind.DEFECT, "A defect"),
            CaseKind(1002, Kind.CONFIGURATION, "A clarification"),
            CaseKind(1003, Kind.INTEGRATION, "Ten hours"),
            CaseKind(1004, Kind.UPGRADE, "Six hours, undecided"),
        ]
        entries += [
            Entry(1001, 1001, date(2026, 2, 2), 90),
            Entry(1002, 1002, date(2026, 2, 3), 10),
            Entry(1003, 1003, date(2026, 3, 3), 420),
            Entry(1004, 1003, date(2026, 4, 1), 180),
            Entry(1005, 1004, date(2026, 5, 4), 360),
        ]
    facts = Facts(
        contracts=(ContractFact(1, Agreed.START, date(2025, 6, 1), Level.PREMIUM),),
        grants=(
            BoughtGrant(
                1, GrantSource.PACK, "pack 1 (L)", date(2026, 1, 1), date(2027, 1, 1), charges
            ),
        ),
        cases=tuple(cases),
        entries=tuple(entries),
        decisions=(Decision(1, 1003, 2, BlockAnswer.CONSULTING, onwards=True),),
    )
    late = [
        Late(
            1,
            titles[0],
            datetime(2026, 1, 6, 9, 5, tzinfo=ZURICH),
            datetime(2026, 1, 6, 13, 5, tzinfo=ZURICH),
            datetime(2026, 1, 7, 9, 0, tzinfo=ZURICH),
        )
    ]
    return Issued(
        "acme",
        name,
        language,
        ON,
        None,
        None,
        year_lines(statement(facts, ON), date(2026, 1, 1), times_of(facts, ON)),
        Replies([(FOUR_BUSINESS_HOURS, charges, charges + 1)], late, 2),
    )
