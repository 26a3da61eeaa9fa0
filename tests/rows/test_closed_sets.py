"""What can only be one of a few things: everything else is refused at the use case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Enum, select, text

from handlers.blocks.case import lists
from models.problems import Unknown
from models.rows.base import Database, Row
from models.rows.cases import Case
from models.rows.people import Person
from models.rules.contract_year import Agreed
from models.rules.noted import AboutCustomer
from models.rules.response import ClockState
from models.rules.service_definition import LEVEL, PACKS, Kind, Level, PackSize
from models.rules.standing import Standing
from models.usecases import finding, people
from models.usecases.case import changes, opening
from models.usecases.case.opening import CaseReport
from models.usecases.customer import agreed, contracts, customers, grants, levels
from models.usecases.customer.customers import Extras
from models.usecases.escalation import decisions
from models.usecases.following import FOLLOWERS
from models.usecases.oncall.check import Trouble
from models.usecases.paging import life
from models.usecases.turn import Desk, Turn
from slackapp.doctor import at_home
from tests.rows.racing import DANA, NOW

OTHER: Any = "nonsense"  # what a program may say that no type has checked
SEVEN: Any = 7
NOUGHT: Any = 0
TRUE: Any = True


@pytest.fixture
def acme_desk(database_url: str) -> Iterator[Desk]:
    """acme, with a case."""
    database = Database(database_url)
    desk = Desk(database, FOLLOWERS)
    with desk.writing(DANA, NOW) as turn:
        acme = customers.add(turn, "acme", "Acme AG")
        opening.open_case(turn, acme, CaseReport("Login loops"))
    yield desk
    database.close()


@pytest.mark.parametrize(
    ("does", "sentence"),
    [
        (
            lambda turn: opening.open_case(
                turn, finding.customer(turn, "acme"), CaseReport("Slow", None, OTHER)
            ),
            "“nonsense” is not a kind: there are `untriaged`, `defect`, ",
        ),
        (lambda turn: changes.set_kind(turn, 1, OTHER), "“nonsense” is not a kind: there are "),
        (
            lambda turn: opening.open_case(
                turn, finding.customer(turn, "acme"), CaseReport("Slow", OTHER)
            ),
            "“nonsense” is not a severity: there are 1, 2 and 3.",
        ),
        (
            lambda turn: opening.preview(turn, finding.customer(turn, "acme"), OTHER),
            "“nonsense” is not a severity: there are 1, 2 and 3.",
        ),
        (
            lambda turn: changes.set_severity(turn, 1, SEVEN),
            "“7” is not a severity: there are 1, 2 and 3.",
        ),
        (
            lambda turn: opening.open_case(
                turn, finding.customer(turn, "acme"), CaseReport("Slow", NOUGHT)
            ),
            "“0” is not a severity: there are 1, 2 and 3.",
        ),
        (
            lambda turn: opening.open_case(
                turn, finding.customer(turn, "acme"), CaseReport("Slow", TRUE)
            ),
            "“True” is not a severity: there are 1, 2 and 3.",
        ),
        (
            lambda turn: contracts.begin(
                turn, finding.customer(turn, "acme"), OTHER, None, turn.today, None
            ),
            "“nonsense” is not a support level: there are `basic`, `standard`, ",
        ),
        (
            lambda turn: grants.buy_pack(turn, finding.customer(turn, "acme"), OTHER),
            "“nonsense” is not a pack: there are `S`, `M` and `L`.",
        ),
        (
            lambda turn: grants.void(turn, finding.customer(turn, "acme"), OTHER, 1, "x"),
            "“nonsense” is not a grant: there are `included`, `pack` and `adjustment`.",
        ),
        (
            lambda turn: decisions.decide(turn, 1, OTHER),
            "“nonsense” is not an answer: there are `escalation` and `consulting`.",
        ),
        (
            lambda turn: decisions.settle(turn, finding.customer(turn, "acme"), OTHER),
            "“nonsense” is not a way to settle: there are `grant` and `consulting`.",
        ),
        (
            lambda turn: life.page_case(turn, finding.case(turn, 1), OTHER),
            "“nonsense” is not a cause of a page: there are `sev1`, `asked` and `drill`.",
        ),
        (
            lambda turn: life.end(turn, life.drill(turn), OTHER),
            "“nonsense” is not an end of a page: there are `acknowledged`, `responded`, ",
        ),
        (
            lambda turn: people.remember(turn.session, Person(id="U0EVE", standing=OTHER)),
            "“nonsense” is not a standing: there are `member`, `guest`, ",
        ),
        (
            lambda turn: levels.change_level(
                turn, finding.customer(turn, "acme"), OTHER, None, turn.today
            ),
            "“nonsense” is not a support level: there are `basic`, `standard`, ",
        ),
    ],
)
def test_what_is_none_of_a_closed_set_is_refused(
    acme_desk: Desk, does: Callable[[Turn], object], sentence: str
) -> None:
    """By the use case, with what there is, whoever calls it."""
    with acme_desk.writing(DANA, NOW) as turn, pytest.raises(Unknown) as refused:
        does(turn)
    assert str(refused.value).startswith(sentence)


def test_a_plain_text_is_as_good_as_the_member(acme_desk: Desk) -> None:
    """A program may say `defect`."""
    said: Any = "defect"
    with acme_desk.writing(DANA, NOW) as turn:
        assert changes.set_kind(turn, 1, said).new is Kind.DEFECT


def test_what_somebody_else_put_into_the_database_hides_no_other_row(acme_desk: Desk) -> None:
    """It is read as it is; the others are members."""
    with acme_desk.writing(DANA, NOW) as turn:
        opening.open_case(turn, finding.customer(turn, "acme"), CaseReport("Slow"))
        turn.session.execute(text("UPDATE cases SET kind = 'odd' WHERE id = 1"))
    with acme_desk.reading(DANA, NOW) as turn:
        odd, well = turn.session.scalars(select(Case.kind).order_by(Case.id))
    assert (odd, well is Kind.UNTRIAGED) == ("odd", True)


def test_every_closed_set_is_kept_as_its_value() -> None:
    """None by SQLAlchemy's own enumeration, which keeps names."""
    columns = [column for table in Row.metadata.sorted_tables for column in table.columns]
    assert not [column for column in columns if isinstance(column.type, Enum)]


@pytest.mark.parametrize(
    ("said", "of"),
    [
        (LEVEL, Level),
        (PACKS, PackSize),
        ({Standing.MEMBER: "may", **people._REFUSALS}, Standing),
        (agreed.NOTED, Agreed),
        (lists.STATES, ClockState),
        ({Trouble.KEY: "told", Trouble.NOTHING: "none", **at_home._CHECKED}, Trouble),
    ],
)
def test_what_is_said_of_one_of_a_closed_set_is_said_of_all(
    said: Mapping[object, object], of: Iterable[object]
) -> None:
    """In the set's own order, too: a table reads like the type."""
    assert list(said) == list(of)


def test_every_extra_can_be_noted() -> None:
    """By the name of its field."""
    assert [AboutCustomer(each) for each in Extras.__dataclass_fields__]
