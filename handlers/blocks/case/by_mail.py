"""What is said of mails about a case: by mail to whoever reported it (I9), and to ours.

What a customer reads is plain text, in its language.
"""

from __future__ import annotations

from datetime import datetime

from handlers.blocks.case.brief import who_comes
from handlers.blocks.case.thread_facts import ThreadFacts
from handlers.blocks.pieces.answer import Answer, answer, buttons, section
from handlers.blocks.pieces.wording import as_typed, cut, quoted
from handlers.phrases import channel, titles
from handlers.phrases import mail as say
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.reports import Arrival
from models.rules.response import ClockState
from models.rules.service_definition import Severity
from models.usecases.reports.incoming import mail_of


def opened(facts: ThreadFacts) -> tuple[str, str]:
    """Return the subject and the text of the answer to a mail from which a case was opened."""
    case, write = facts.case, facts.write
    title = cut(titles.as_read(case.title, write), 120)
    clock = facts.item.clock
    is_late = clock.state(facts.wall.now) is ClockState.OVERDUE
    due = write.say(
        channel.REPLY_OVERDUE if is_late else channel.REPLY_BY, due=_at(facts, clock.due)
    )
    comes = who_comes(facts)
    lines = [
        write.say(say.HAS_OPENED, number=case.id, title=write.say(channel.TITLE, title=title)),
        f"{comes[0].upper()}{comes[1:]}; {due}.",
        "",
        write.say(say.ANSWER_ADDS),
        *([] if case.severity is Severity.SEV1 else [write.say(say.CANNOT_WAIT)]),
        "",
        write.say(say.BY_ITSELF),
    ]
    return write.say(say.SUBJECT, number=case.id, title=title), "\n".join(lines)


def came(arrival: Arrival, case: Case, customer: Customer) -> Answer:
    """Tell ours what somebody has written by mail about a case that there is."""
    mail = mail_of(arrival)
    by = as_typed(mail.sender) if mail is not None and mail.sender else "Somebody"
    return answer(
        f":email: {by} wrote a mail about #{case.id} of {customer.key} {quoted(case.title)}:",
        section(as_typed(cut(str(arrival.read_as["text"]), _LONGEST)) or "(without words)"),
        buttons([("Show", f"/case show {case.id}"), ("Mail", f"/case arrival {arrival.id}")]),
    )


_LONGEST = 1000  # characters


def _at(facts: ThreadFacts, moment: datetime) -> str:
    """Write an instant for whoever may be anywhere: on the desk's own clock, with its zone."""
    local = facts.wall.calendar.local(moment)
    return f"{facts.write.long_day(local.date())} {local:%H:%M %Z}"
