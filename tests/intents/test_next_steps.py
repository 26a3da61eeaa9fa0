"""Each next step is typed as what the grammar understands as just that."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from string import Formatter

import pytest

from handlers.blocks.pieces.refusal import TYPED, typed
from handlers.intents.case.changes import Assign, MoveCase, Reopen, Respond, SetKind, Withdraw
from handlers.intents.case.grammar import ListCases
from handlers.intents.case.opening import NewCase, OpenCase
from handlers.intents.case.waiting import ListWaiting
from handlers.intents.customer.books import ReopenBooks
from handlers.intents.customer.closures import CloseDays
from handlers.intents.customer.contracts import AddCustomer, ChangeLevel, CorrectLevel, EndContract
from handlers.intents.customer.grammar import ListCustomers, ShowCustomer
from handlers.intents.customer.grants import AddPack, Adjust, VoidGrant
from handlers.intents.customer.notices import Renew
from handlers.intents.customer.sources import ListSources, RevokeKey, RotateKey
from handlers.intents.escalation.grammar import DayOfTime, Decide, ListTime, MoveTime, UndoTime
from handlers.intents.escalation.log import LogTime
from handlers.intents.oncall.grammar import KeepContacts, MakeFeed, ShowCalendar
from handlers.intents.oncall.ladders import EditLadder
from handlers.intents.oncall.overrides import AskCover, RemoveOverride
from handlers.intents.oncall.pages import HandUp, ListPages, Stop
from handlers.intents.oncall.rotations import EditRotation, SetRotation
from handlers.intents.pieces.intent import Intent
from models.next_steps import NextStep, Step
from models.problems import Missing
from tests.intents.at_ten import KNOWN, ZURICH
from tests.intents.test_laws import GRAMMARS

MODELS = Path(__file__).parents[2] / "models"

EVENING = replace(
    KNOWN,
    now=datetime(2026, 6, 8, 18, tzinfo=ZURICH),
    people=(("ada", "U0ADA"), ("ben", "U0BEN")),
)

MEANT: dict[Step, type[Intent] | type[Missing]] = {
    Step.ADD_CUSTOMER: Missing,  # the word alone, as in "an admin adds them with"
    Step.LIST_CUSTOMERS: ListCustomers,
    Step.SHOW_CUSTOMER: ShowCustomer,
    Step.SET_CHANNEL: Missing,
    Step.BEGIN_CONTRACT: AddCustomer,
    Step.CHANGE_LEVEL: ChangeLevel,
    Step.LEVEL_BEFORE: ChangeLevel,
    Step.CORRECT_LEVEL: CorrectLevel,
    Step.END_CONTRACT: EndContract,
    Step.RENEW: Renew,
    Step.BUY_PACK: AddPack,
    Step.ADJUST: Adjust,
    Step.VOID_GRANT: VoidGrant,
    Step.CLOSE_DAYS: CloseDays,
    Step.LIST_SOURCES: ListSources,
    Step.ROTATE_KEY: RotateKey,
    Step.REVOKE_KEY: RevokeKey,
    Step.REOPEN_BOOKS: ReopenBooks,
    Step.OPEN_A_CASE: NewCase,
    Step.OPEN_CASE_FOR: OpenCase,
    Step.LIST_CASES: ListCases,
    Step.LIST_WAITING: ListWaiting,
    Step.RESPOND: Respond,
    Step.RESPOND_EARLIER: Respond,
    Step.CORRECT_RESPONSE: Respond,
    Step.TAKE_OVER_CASE: Assign,
    Step.CHANGE_KIND: Missing,
    Step.SET_KIND: SetKind,
    Step.MOVE_CASE: MoveCase,
    Step.REOPEN_CASE: Reopen,
    Step.WITHDRAW_CASE: Withdraw,
    Step.LOG_TIME: LogTime,
    Step.LIST_OWN_TIME: ListTime,
    Step.UNDO_TIME: UndoTime,
    Step.MOVE_TIME: MoveTime,
    Step.CHANGE_DAY: DayOfTime,
    Step.DECIDE_BLOCK: Decide,
    Step.SHOW_CALENDAR: ShowCalendar,
    Step.SET_ROTATION: SetRotation,
    Step.EDIT_ROTATION: EditRotation,
    Step.EDIT_LADDER: EditLadder,
    Step.ASK_COVER: AskCover,
    Step.REMOVE_OVERRIDE: RemoveOverride,
    Step.KEEP_CONTACT: KeepContacts,
    Step.MAKE_FEED: MakeFeed,
    Step.LIST_PAGES: ListPages,
    Step.HAND_UP_PAGE: HandUp,
    Step.STOP_PAGE: Stop,
}
ABOUT = {
    "customer": "acme",
    "name": "Acme AG",
    "level": "premium",
    "day": date(2026, 7, 1),
    "size": "M",
    "quantity": 2,
    "source": "pack",
    "number": 3,
    "case": 12,
    "at": datetime(2026, 6, 8, 9, 30, tzinfo=ZURICH),
    "kind": "defect",
    "entry": 7,
    "worked": date(2026, 6, 5),
    "answer": "consulting",
    "block": 2,
    "rotation": "primary",
    "page": 5,
    "override": 3,
}


@pytest.mark.parametrize("step", Step)
def test_a_next_step_is_understood_as_what_it_is(step: Step) -> None:
    """What people are told to try does what the use case meant."""
    command, _, text = typed(NextStep(step, ABOUT)).removeprefix("/").partition(" ")
    try:
        understood: object = GRAMMARS[command](text, EVENING)
    except Missing as word_alone:
        understood = word_alone
    assert type(understood) is MEANT[step]


def test_a_use_case_names_what_its_next_step_is_about() -> None:
    """Wherever a step is named, it is named with all that is typed for it, and nothing else."""
    named = [
        (Step[node.func.attr], {each.arg for each in node.keywords})
        for file in MODELS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "Step"
    ]
    assert {step for step, _ in named} == set(Step)
    for step, about in named:
        assert about == {name for _, name, _, _ in Formatter().parse(TYPED[step]) if name}, step
