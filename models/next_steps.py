"""What can be done next where something was refused. Each door says how it is done there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Step(Enum):
    """A thing to do. Calling it names what it is about: `Step.REOPEN_CASE(case=12)`."""

    ADD_CUSTOMER = auto()
    LIST_CUSTOMERS = auto()
    SHOW_CUSTOMER = auto()
    SET_CHANNEL = auto()
    BEGIN_CONTRACT = auto()
    CHANGE_LEVEL = auto()
    LEVEL_BEFORE = auto()
    CORRECT_LEVEL = auto()
    END_CONTRACT = auto()
    RENEW = auto()
    BUY_PACK = auto()
    ADJUST = auto()
    VOID_GRANT = auto()
    CLOSE_DAYS = auto()
    LIST_SOURCES = auto()
    ROTATE_KEY = auto()
    REVOKE_KEY = auto()
    REOPEN_BOOKS = auto()

    OPEN_A_CASE = auto()
    OPEN_CASE_FOR = auto()
    LIST_CASES = auto()
    LIST_WAITING = auto()
    RESPOND = auto()
    RESPOND_EARLIER = auto()
    CORRECT_RESPONSE = auto()
    TAKE_OVER_CASE = auto()
    CHANGE_KIND = auto()
    SET_KIND = auto()
    MOVE_CASE = auto()
    REOPEN_CASE = auto()
    WITHDRAW_CASE = auto()

    LOG_TIME = auto()
    LIST_OWN_TIME = auto()
    UNDO_TIME = auto()
    MOVE_TIME = auto()
    CHANGE_DAY = auto()
    DECIDE_BLOCK = auto()

    SHOW_CALENDAR = auto()
    SET_ROTATION = auto()
    EDIT_ROTATION = auto()
    EDIT_LADDER = auto()
    ASK_COVER = auto()
    REMOVE_OVERRIDE = auto()
    KEEP_CONTACT = auto()
    MAKE_FEED = auto()
    LIST_PAGES = auto()
    HAND_UP_PAGE = auto()
    STOP_PAGE = auto()

    def __call__(self, **about: object) -> NextStep:
        """Return the step for what it is about."""
        return NextStep(self, about)


@dataclass(frozen=True)
class NextStep:
    """A step and what it is about, by name: a case's number, a customer's short name, a day."""

    step: Step
    about: Mapping[str, object]
