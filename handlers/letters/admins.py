"""Letters to the admins: how the desk does, and what nobody got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.blocks.home.undelivered import undelivered
from handlers.blocks.oncall import check as oncall_check
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import About, Wording
from models.usecases.oncall.check import CHECK, check
from models.usecases.outbox import UNDELIVERED
from models.usecases.self_watch import OVERDUE, Overdue
from models.usecases.turn import Turn


def _check(turn: Turn, _: About) -> Answer:
    return oncall_check.checked(check(turn), turn.wall)


def _overdue(_: Turn, about: About) -> Answer:
    return oncall_check.overdue(Overdue(int(about["rungs"]), int(about["messages"])))


def _undelivered(_: Turn, about: About) -> Answer:
    return undelivered(about["recipient"], about["topic"], about["error"], about["about"])


WORDED: Final[Mapping[str, Wording]] = {
    CHECK: _check,
    OVERDUE: _overdue,
    UNDELIVERED: _undelivered,
}
