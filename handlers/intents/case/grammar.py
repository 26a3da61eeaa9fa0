"""The grammar of `/case`."""

from __future__ import annotations

from typing import Final, get_args

from handlers.intents.case.arrivals import ArrivalIntent
from handlers.intents.case.changes import AskWhyWithdrawn, CaseChange, SetSeverity
from handlers.intents.case.opening import NewCase, OpenCase
from handlers.intents.case.waiting import ListWaiting, NoCase, OpenWaiting
from handlers.intents.pieces.asking import ask
from handlers.intents.pieces.case_numbers import case_number, take_case
from handlers.intents.pieces.command import Command, Help
from handlers.intents.pieces.customer_names import customer_name, known_customer, written_customer
from handlers.intents.pieces.intent import Intent, OfCase, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.markup import escaped
from handlers.intents.pieces.reading import Reading, Unclear
from handlers.intents.pieces.severities import read_severity
from handlers.intents.pieces.suggestions import closest
from handlers.intents.pieces.taking import person_named
from models.rules.limits import LONGEST_NAME
from models.rules.permissions import Permission
from models.rules.routing import WhichCases

_FILTERS = tuple(which for which in WhichCases if which is not WhichCases.OPEN)
_CLOSED = ("closed", "done", "geschlossen", "erledigt")


class ShowCase(OfCase):
    """Show one case whole."""

    word = Word(
        "/case show",
        Permission.EVERYBODY,
        help={"/case show 12": "one case whole: clocks, time, charges; `show` may be left out"},
    )


class ExplainClock(OfCase):
    """Explain a case's clock: which stretches counted, which did not, and why."""

    word = Word(
        "/case clock",
        Permission.EVERYBODY,
        help={"/case clock 12": "which stretches of its clock counted, and which did not"},
    )


class ListCases(Intent):
    """List cases: of mine, of a customer (as typed) or a person (Slack's id), waiting in the queue,
    overdue, or all.
    """

    word = Word(
        "/case list",
        Permission.EVERYBODY,
        help={"/case list [mine|acme|@ben|queue|overdue|all]": "a table of cases"},
        reserves=_FILTERS,
    )

    which: WhichCases = WhichCases.OPEN
    customer: str | None = None
    owner_id: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        if self.owner_id:
            return f"list <@{self.owner_id}>"
        return f"list {written_customer(self.customer) if self.customer else self.which}"

    @staticmethod
    def read(words: Words, reading: Reading) -> ListCases:
        """Read `mine`, `queue`, `overdue`, `all`, a customer, or a person."""
        first = words.peek()
        if first is None:
            return ListCases(WhichCases.MINE)
        if words.word() in _FILTERS:
            if words.count == 1:
                return ListCases(WhichCases(words.word()))
            one = words.take().word
            other = words.text(words.count)[:LONGEST_NAME]
            raise ask(
                f"One filter at a time: {said(one)} or {said(other)}?",
                (one, f"/case list {one}"),
                (other, f"/case list {escaped(other)}"),
            )
        is_slip = known_customer(words, reading) is None and words.count == 1
        if is_slip and (owner_id := person_named(first, reading)):
            return ListCases(owner_id=owner_id)
        if is_slip and words.word() in _CLOSED:
            raise ask("Closed cases stand last in the list of all.", ("all", "/case list all"))
        if is_slip and (guess := closest(words.word(), _FILTERS, at_least=75)):
            raise ask(
                f"{said(words.text(1))} is not a list of cases. Did you mean `{guess}`?",
                (guess, f"/case {words.corrected(1, guess)}"),
            )
        customer = customer_name(words.upto(words.count), "/case list acme")
        return ListCases(customer=customer)


WaitingIntent = ListWaiting | OpenWaiting | NoCase
CaseIntent = (
    OpenCase
    | NewCase
    | ShowCase
    | ExplainClock
    | ListCases
    | WaitingIntent
    | ArrivalIntent
    | CaseChange
    | AskWhyWithdrawn
)

CASE: Final = Command[CaseIntent](
    "/case", "Cases: one technical matter of one customer each.", get_args(CaseIntent)
)


def understand(text: str, reading: Reading) -> CaseIntent | Help:
    """Return what the text after `/case` wants; nothing typed gives the help.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    words = reading.words(text)
    if words.done:
        return CASE.help
    if words.count == 1 and case_number(words.word()):
        return ShowCase(take_case(words, "/case show 12"))
    if case_number(words.word()) and _is_severity(words):
        return SetSeverity.read(words, reading)
    return CASE.read(words, reading)


def _is_severity(words: Words) -> bool:
    """Whether all that stands behind a case's number is a severity: `33 sev2`."""
    try:
        found = read_severity(words.ahead(1))
    except Unclear:
        return False
    return found is not None and found.used == words.count - 1
