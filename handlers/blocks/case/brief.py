"""What people from outside read in the thread of a case (I9): number, title, who has it, by when.

All of it is in the customer's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from slackblocks import Block

from handlers.blocks.case.mark import case_mark
from handlers.blocks.case.thread_facts import ThreadFacts
from handlers.blocks.pieces.answer import Answer, answer, section
from handlers.blocks.pieces.from_outside import Press, presses
from handlers.blocks.pieces.wording import as_typed, cut, in_readers_zone
from handlers.phrases import channel as say
from handlers.phrases import titles
from handlers.phrases.writer import Phrase, in_language
from models.rows.cases import Case
from models.rules.languages import Language
from models.rules.reports import Listens
from models.rules.response import ClockState
from models.rules.service_definition import Severity

# --- the headline ---------------------------------------------------------------------------------


def headline(facts: ThreadFacts) -> Answer:
    """Show a case at the head of its thread as it stands."""
    case, mark = facts.case, case_mark(facts.item, facts.wall)
    if told := " ".join(_told(facts)):
        calls = _calls_critical(facts) if case.waits else None
        critical = facts.write.say(say.CRITICAL) if _is_critical(facts) else ""
        return answer(f"{mark} #{case.id} {_title(facts)}{critical}: {told}", calls)
    is_open = say.IS_OPEN_CRITICAL if case.severity is Severity.SEV1 else say.IS_OPEN
    said = facts.write.say(is_open, number=case.id, comes=who_comes(facts), due=_reply(facts))
    return answer(f"{mark} {said}", section(_title(facts)), _calls_critical(facts))


def in_a_list(facts: ThreadFacts) -> str:
    """The same on one line of a list, always with its title."""
    said, title = headline(facts).text, _title(facts)
    return said if title in said else f"{said} {title}"


def _is_critical(facts: ThreadFacts) -> bool:
    """Whether a case is critical, and waits: afterwards that says nothing of what is done."""
    return facts.case.waits and facts.case.severity is Severity.SEV1


def _told(facts: ThreadFacts) -> Iterator[str]:
    """Say in sentences what was done about a case; nothing of one that nobody has taken up."""
    case, write = facts.case, facts.write
    if case.withdrawn_at is not None:
        withdrawn = say.WITHDRAWN_FOR if case.double_of else say.WITHDRAWN
        yield write.say(withdrawn, at=_at(facts, case.withdrawn_at), double=case.double_of)
    elif case.closed_at is not None:
        yield write.say(say.CLOSED, at=_at(facts, case.closed_at))
    else:
        if case.owner_id is not None:
            if facts.rings:
                yield f"{write.say(say.IS_BEING_RUNG)}."
            yield has_it(facts, case.owner_id)
        if case.responded_at is not None:
            yield write.say(say.REPLY_GIVEN, at=_at(facts, case.responded_at))
        elif case.owner_id is not None:
            due = _reply(facts)
            yield f"{due[0].upper()}{due[1:]}."


def _title(facts: ThreadFacts) -> str:
    title = titles.as_read(facts.case.title, facts.write)
    return facts.write.say(say.TITLE, title=as_typed(cut(title, 120)))


def who_comes(facts: ThreadFacts) -> str:
    """Say what is done about a case that nobody has, and whether anybody is rung (I2)."""
    if facts.rings:
        comes = say.IS_BEING_RUNG
    elif not facts.wall.calendar.is_open(facts.wall.now):
        comes = say.NOBODY_RUNG_NOW
    elif facts.case.severity is Severity.SEV1:
        comes = say.NOBODY_RUNG
    else:
        comes = say.IN_TURN
    return facts.write.say(comes)


def _reply(facts: ThreadFacts, in_time: Phrase = say.REPLY_BY) -> str:
    """Say by when the first reply comes, or that it is overdue (R6)."""
    clock = facts.item.clock
    is_late = clock.state(facts.wall.now) is ClockState.OVERDUE
    return facts.write.say(say.REPLY_OVERDUE if is_late else in_time, due=_at(facts, clock.due))


def _at(facts: ThreadFacts, moment: datetime) -> str:
    return in_readers_zone(facts.wall, moment, facts.write)


def _calls_critical(facts: ThreadFacts) -> Block | None:
    """The button that calls a case critical which nobody has called so yet (I2), where the desk
    listens.
    """
    if facts.case.severity is not Severity.SEV3 or facts.was_critical:
        return None
    if facts.customer.listens is Listens.NOTHING:
        return None
    return presses(facts.write, facts.case.id, Press.CASE_CRITICAL)


def farewell(case: Case, language: Language | None) -> Answer:
    """Show, where a case is at home no more, nothing but that: it is another customer's now.

    Without a `language` it is not known whose people read it.
    """
    mark, said = ":heavy_minus_sign:", in_language(language, say.MOVED, number=case.id)
    return answer(f"{mark} {said}")


# --- the lines ------------------------------------------------------------------------------------


def has_it(facts: ThreadFacts, owner: str) -> str:
    """Say who has it."""
    return _by(facts, say.HAS_IT, owner)


def replied(facts: ThreadFacts, by: str) -> str:
    """Say who has replied."""
    return _by(facts, say.HAS_REPLIED, by)


def closed(facts: ThreadFacts, by: str) -> str:
    """Say who closed it."""
    return _by(facts, say.HAS_CLOSED, by)


def reopened(facts: ThreadFacts, by: str) -> str:
    """Say who reopened it."""
    return _by(facts, say.HAS_REOPENED, by)


def withdrew(facts: ThreadFacts, by: str, double_of: str | None) -> str:
    """Say who withdrew it, and which case it doubles; the reason is ours (S6)."""
    if double_of:
        return _by(facts, say.HAS_WITHDRAWN_DOUBLE, by, double=double_of)
    return _by(facts, say.HAS_WITHDRAWN, by)


def reply_comes(facts: ThreadFacts) -> str:
    """Say by when the first reply comes now."""
    return f"{_reply(facts, say.REPLY_COMES)}."


def _by(facts: ThreadFacts, phrase: Phrase, by: str, **given: object) -> str:
    return facts.write.say(phrase, who=facts.name(by, facts.write), **given)
