"""The case that is meant where somebody names none: a customer's open one, or one's own."""

from __future__ import annotations

from collections.abc import Sequence

from models.next_steps import Step
from models.problems import Problem, Unknown
from models.rows.cases import Case
from models.rules.permissions import Permission
from models.usecases import finding, people
from models.usecases.names import customer_names
from models.usecases.turn import Turn


class SeveralCases(Problem):
    """Several open cases fit: somebody has to say which. `keys` are the short names of whose each
    is, where that goes without saying for none.
    """

    def __init__(self, why: str, cases: Sequence[Case], keys: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.cases, self.keys = cases, keys


@people.may(Permission.ENGINEERS)
def case_meant(turn: Turn, customer_id: int | None, channel_id: str | None) -> Case:
    """Return the open case of a customer, without one that of whose channel it is, without any the
    person's own.

    Unknown if none is open, SeveralCases if several are.
    """
    customer_id = customer_id or finding.customer_id_of_channel(turn, channel_id)
    keys = customer_names(turn.session).keys
    if customer_id is None:
        fitting = _own_cases(turn)
        several = SeveralCases(
            "You have several open ones.", fitting, [keys[case.customer_id] for case in fitting]
        )
    else:
        fitting = _cases_of(turn, customer_id, keys[customer_id])
        several = SeveralCases(f"{keys[customer_id]} has several open ones.", fitting)
    if len(fitting) > 1:
        raise several
    return fitting[0]


def _cases_of(turn: Turn, customer_id: int, key: str) -> Sequence[Case]:
    found = finding.open_cases_of(turn, customer_id)
    if not found:
        raise Unknown(
            f"{key} has no open case to log on. Open one first:",
            Step.OPEN_CASE_FOR(customer=key),
        )
    return found


def _own_cases(turn: Turn) -> Sequence[Case]:
    own = finding.open_cases_owned_by(turn, turn.person.id)
    if not own:
        raise Unknown(
            (
                "On which case? This channel is no customer's, and you have no open case of your "
                "own. Name the case or the customer, or open a case with ",
                Step.OPEN_A_CASE(),
                ".",
            ),
            Step.LOG_TIME(),
        )
    return own
