"""How a refusal is worded: in Slack's messages, in a form's field, and for who is not in Slack."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, assert_never

from handlers.blocks.pieces.answer import Answer, answer, buttons, small
from handlers.blocks.pieces.wording import as_typed, escaped, person
from handlers.phrases.channel import NOT_FOR
from handlers.phrases.writer import in_language
from models.next_steps import NextStep, Step
from models.problems import (
    Choice,
    Piece,
    Problem,
    Sentence,
    TheChannel,
    TheGroup,
    Then,
    ThePerson,
    TheStanding,
)

TYPED: Final[Mapping[Step, str]] = {
    Step.ADD_CUSTOMER: "/customer add",
    Step.LIST_CUSTOMERS: "/customer list",
    Step.SHOW_CUSTOMER: "/customer show {customer}",
    Step.SET_CHANNEL: "/customer channel",
    Step.BEGIN_CONTRACT: '/customer add {customer} "{name}" {level} from {day}',
    Step.CHANGE_LEVEL: "/customer level {customer} {level} from {day}",
    Step.LEVEL_BEFORE: "/customer level {customer} {level} from {day} because recorded wrongly",
    Step.CORRECT_LEVEL: (
        "/customer correct {customer} {level} from {day} because recorded wrongly"
    ),
    Step.END_CONTRACT: "/customer end {customer} {day} because decided late",
    Step.RENEW: "/customer renews {customer} from {day}",
    Step.BUY_PACK: "/customer pack {customer} {size}",
    Step.ADJUST: "/customer adjust {customer} +{quantity} until {day} because goodwill",
    Step.VOID_GRANT: "/customer void {customer} {source} {number} because recorded twice",
    Step.CLOSE_DAYS: '/customer closed {day} "{name}" because decided late',
    Step.LIST_SOURCES: "/customer source {customer}",
    Step.ROTATE_KEY: "/customer source {customer} {source} rotate",
    Step.REVOKE_KEY: "/customer source {customer} {source} revoke",
    Step.REOPEN_BOOKS: "/balance {customer} reopen {day} because recorded late",
    Step.OPEN_A_CASE: "/case open",
    Step.OPEN_CASE_FOR: "/case open {customer} configuration Login loops after upgrade",
    Step.LIST_CASES: "/case list",
    Step.LIST_WAITING: "/case waiting",
    Step.RESPOND: "/case respond {case}",
    Step.RESPOND_EARLIER: "/case respond {case} 10 minutes ago",
    Step.CORRECT_RESPONSE: "/case respond {case} at {at:%Y-%m-%d %H:%M} because typed too late",
    Step.TAKE_OVER_CASE: "/case assign {case}",
    Step.CHANGE_KIND: "/case kind",
    Step.SET_KIND: "/case kind {case} {kind}",
    Step.MOVE_CASE: "/case customer {case} {customer} because opened for the wrong customer",
    Step.REOPEN_CASE: "/case reopen {case}",
    Step.WITHDRAW_CASE: "/case withdraw {case} because opened by mistake",
    Step.LOG_TIME: "/escalation log 2h #12",
    Step.LIST_OWN_TIME: "/escalation list me",
    Step.UNDO_TIME: "/escalation undo {entry} because logged twice",
    Step.MOVE_TIME: "/escalation move {entry} #{case} because logged twice",
    Step.CHANGE_DAY: "/escalation day {entry} {worked} because logged on the wrong day",
    Step.DECIDE_BLOCK: "/escalation decide {case} {answer} block {block}",
    Step.SHOW_CALENDAR: "/oncall calendar",
    Step.SET_ROTATION: "/oncall rotation {rotation} weekly mon 09:00 @ada @ben",
    Step.EDIT_ROTATION: "/oncall rotation {rotation}",
    Step.EDIT_LADDER: "/oncall ladder edit {customer}",
    Step.ASK_COVER: "/oncall cover {rotation} fri 18:00 to mon 09:00",
    Step.REMOVE_OVERRIDE: "/oncall override remove {override}",
    Step.KEEP_CONTACT: "/oncall contact",
    Step.MAKE_FEED: "/oncall feed",
    Step.LIST_PAGES: "/oncall pages",
    Step.HAND_UP_PAGE: "/oncall handup {page}",
    Step.STOP_PAGE: "/oncall stop {page} because false alarm",
}


def typed(then: Then) -> str:
    """Return what is typed for a next step, or the line that a grammar would understand."""
    return then if isinstance(then, str) else TYPED[then.step].format_map(then.about)


def problem(refused: Problem) -> Answer:
    """Say why something was refused, with the example to copy or the choices to press."""
    sentence = mrkdwn(refused.sentence)
    options = refused.options if isinstance(refused, Choice) else ()
    offered = buttons([(label, typed(then)) for label, then in options])
    copied = refused.then if not options else None
    example = f"`{as_typed(typed(copied))}`" if copied else None
    lead = "" if sentence.endswith(":") else "Try "  # it says who may, perhaps somebody else
    advice = small(f"{lead}{example}") if example and example not in sentence else None
    return replace(answer(sentence, advice, offered), refused=True)


def mrkdwn(sentence: Sentence) -> str:
    """Write a sentence for a message of Slack's: mentions, and what is text escaped."""
    return "".join(_mrkdwn(piece) for piece in sentence)


def _mrkdwn(piece: Piece) -> str:
    match piece:
        case str():
            return "".join(_words(part) for part in _QUOTES.split(piece))
        case ThePerson(id=person_id):
            return person(person_id)
        case TheChannel(id=channel_id):
            return f"<#{channel_id}>"
        case TheGroup(id=group_id):
            return f"<!subteam^{group_id}>"
        case TheStanding(standing=standing):
            return in_language(None, NOT_FOR[standing])
        case NextStep():
            return f"`{as_typed(typed(piece))}`"
        case _:
            assert_never(piece)


def _words(part: str) -> str:
    """Write a part of a text: what the person typed, in its quotes, is shown as it is."""
    return as_typed(part) if _QUOTES.fullmatch(part) else escaped(part)


_QUOTES: Final = re.compile("(“[^”]*”)")


def plain(sentence: Sentence, name_of: Callable[[str], str], where: str = "") -> str:
    """Write a sentence as plain text: people by `name_of` their id, and steps with `where` they are
    typed.
    """
    return "".join(_plain(piece, name_of, where) for piece in sentence)


def _plain(piece: Piece, name_of: Callable[[str], str], where: str) -> str:
    match piece:
        case str():
            parts = _QUOTES.split(piece)
            return "".join(p if _QUOTES.fullmatch(p) else p.replace("`", "") for p in parts)
        case ThePerson(id=person_id):
            return name_of(person_id)
        case TheChannel(id=channel_id):
            return f"#{channel_id}"
        case TheGroup(role=role):
            return f"the {role}s' group"
        case TheStanding(standing=standing):
            return in_language(None, NOT_FOR[standing])
        case NextStep():
            return f"{typed(piece)}{where}"
        case _:
            assert_never(piece)


def outside_slack(refused: Problem, name_of: Callable[[str], str] = str) -> str:
    """Word a refusal for who reads it elsewhere; a next step only where the sentence leads to it.

    Without `name_of` people are called by their ids: where nobody can be meant.
    """
    return plain(refused.whole, name_of, " in Slack")
