"""What is said of arrivals: as a list, one whole, as it came, and whose one is (I10, I5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from slackblocks import Block, RichTextBlock, RichTextCodeBlock
from slackblocks.rich_text.elements import RichText

from handlers.blocks.pieces.answer import (
    Answer,
    answer,
    buttons,
    choice,
    fields,
    lines,
    small,
    with_buttons,
    with_rest,
    with_table,
)
from handlers.blocks.pieces.wording import as_typed, counted, cut, person, quoted
from models.rows.customers import Customer
from models.rows.reports import Arrival
from models.rules.reports import BY_RULE
from models.rules.written_time import Wall
from models.usecases.reports.arrivals_shown import ArrivalList, ArrivalShown, Repeated
from models.usecases.reports.incoming import mail_of
from models.usecases.reports.unattributed import vouched_sender_of

MOST_LISTED = 60
MOST_ASKED = 100  # customers in a menu of Slack's
_COLUMNS = ("No.", "Arrived", "What came of it", "Read as", "By", "Customer")
_CHUNK, _MOST_CHUNKS = 2500, 12  # characters of what came, in how many pieces


def listed(found: ArrivalList, customer: Customer | None, wall: Wall) -> Answer:
    """Show what came in, the newest first; of one customer, it is not said of each whose it is."""
    whose = f" of {customer.key}" if customer is not None else ""
    when = "in the last 30 days" if found.before is None else f"before arrival {found.before}"
    if not found.shown:
        return answer(f"Nothing{whose} came in by itself {when}.")
    line = f"/case arrivals {customer.key}" if customer is not None else "/case arrivals"
    earlier = [("Earlier", f"{line} before {found.shown[-1].last.arrival.id}")]
    said = answer(
        f"{counted(found.total, 'arrival')}{whose} {when}.",
        buttons(earlier) if found.not_shown else None,
        small(f"`/case arrival {found.shown[0].last.arrival.id}` shows one whole"),
    )
    if found.not_shown:
        said = with_rest(said, small(f"{found.not_shown} earlier not shown"))
    columns = _COLUMNS[: -1 if customer is not None else None]
    rows = [_row(each, wall)[: len(columns)] for each in found.shown]
    return with_table(said, columns, rows, wrap=(2, 3))


def _row(repeated: Repeated, wall: Wall) -> tuple[str, ...]:
    each, times = repeated.last, repeated.times
    arrival = each.arrival
    since = f", {times} times since {wall.instant(repeated.since)}" if times > 1 else ""
    return (
        str(arrival.id),
        wall.instant(arrival.at),
        f"{came_words(arrival, wall)}{since}",
        cut(_read_as(arrival), 120),
        f"{arrival.door}, {_from(each)}",
        each.customer.key if each.customer is not None else "nobody knows",
    )


def shown(each: ArrivalShown, wall: Wall) -> Answer:
    """Show one arrival, and what can be done with it."""
    arrival = each.arrival
    line = f"/case arrival {arrival.id}"
    pairs = [
        ("Customer", each.customer.key if each.customer is not None else "nobody knows"),
        ("Door", f"{arrival.door}, {as_typed(_from(each))}"),
        ("Sent", wall.instant(arrival.sent_at)),
        ("Arrived", wall.instant(arrival.at)),
        ("Read as", as_typed(_read_as(arrival))),
        ("What came of it", came_words(arrival, wall)),
    ]
    offered = [("Raw", f"{line} raw"), ("Treat again", f"{line} again"), *_shows_case(arrival)]
    return answer(
        f"Arrival {arrival.id}: {came_words(arrival, wall)}.",
        fields(pairs),
        lines(_details(arrival, wall)),
        buttons(offered),
    )


def _details(arrival: Arrival, wall: Wall) -> Iterator[str]:
    read = arrival.read_as
    if read.get("text"):
        yield as_typed(cut(str(read["text"]), 1000))
    if read.get("link"):
        yield f"<{read['link']}|The message it came from>"
    if read.get("treated_at"):
        at = wall.instant(datetime.fromisoformat(str(read["treated_at"])))
        yield f"Treated again {at} by {person(str(read['treated_by']))}"


def raw(each: ArrivalShown) -> Answer:
    """Show an arrival as it came, without its secrets."""
    text = each.arrival.raw or "(nothing)"
    pieces = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    more = len(pieces) - _MOST_CHUNKS
    return answer(
        f"Arrival {each.arrival.id} as it came, without its secrets.",
        *(_verbatim(piece) for piece in pieces[:_MOST_CHUNKS]),
        small("What follows is too long to be shown") if more > 0 else None,
    )


def _verbatim(text: str) -> Block:
    return RichTextBlock(RichTextCodeBlock([RichText(text)]))


def treated(arrival: Arrival, wall: Wall) -> Answer:
    """Say what came of an arrival now that it was treated again."""
    said = answer(f"Treated arrival {arrival.id} again: {came_words(arrival, wall)}.")
    return with_buttons(said, shows) if (shows := _shows_case(arrival)) else said


def given(arrival: Arrival, customer: Customer, wall: Wall) -> Answer:
    """Say whose an arrival is, and what came of it; and offer to have it always so."""
    said = answer(
        f"Arrival {arrival.id} is {customer.key}'s: {came_words(arrival, wall)}.",
        small(f"It counts from {wall.instant(arrival.sent_at)} (I5)"),
    )
    always = (f"Always {customer.key}", f"/case arrival {arrival.id} of {customer.key} always")
    from_there = arrival.read_as.get("channel") or vouched_sender_of(arrival)
    offered = [always] if from_there else []
    return with_buttons(said, [*offered, *_shows_case(arrival)])


def whose(each: ArrivalShown, customers: Sequence[Customer], wall: Wall) -> Answer:
    """Ask whose something is that came in."""
    arrival = each.arrival
    line = f"/case arrival {arrival.id}"
    options = [(f"{one.key}: {one.name}", f"{line} of {one.key}") for one in customers[:MOST_ASKED]]
    return answer(
        f":question: Whose is this? {_by_whom(arrival, wall)}, and nobody knows for which "
        f"customer: {quoted(str(arrival.read_as['title']))}",
        choice("Choose the customer…", options) if options else None,
        small(f"It counts from its own instant (I5). Also: `{line} of acme`"),
    )


def _by_whom(arrival: Arrival, wall: Wall) -> str:
    """Say who has reported something, when and where."""
    at, mail = wall.dated(arrival.sent_at), mail_of(arrival)
    if mail is None:
        by = person(arrival.person_id) if arrival.person_id else "Somebody"
        return f"{by} reported it {at} in {_place(arrival)}"
    if mail.vouched:
        return f"{as_typed(mail.sender)} wrote it by mail {at}"
    if mail.sender:
        return (
            f"A mail came {at} that names {as_typed(mail.sender)} as its sender, for which our "
            "mail server does not vouch"
        )
    return f"A mail came {at} that names no sender"


def came_words(arrival: Arrival, wall: Wall) -> str:
    """Say what came of an arrival, about which case, and by which rule."""
    until = f" until {wall.instant(arrival.held_until)}" if arrival.held_until else ""
    case = f", #{arrival.case_id}" if arrival.case_id is not None else ""
    return f"{arrival.came}{until}{case} ({BY_RULE[arrival.came]})"


def _shows_case(arrival: Arrival) -> list[tuple[str, str]]:
    number = arrival.case_id
    return [(f"Show #{number}", f"/case show {number}")] if number is not None else []


def _read_as(arrival: Arrival) -> str:
    """What it was read as: whether it is critical, or has recovered, and its title."""
    read = arrival.read_as
    said = "recovered: " if read.get("recovered") else "critical: " if read.get("critical") else ""
    return f"{said}{read.get('title', '')}"


def _from(each: ArrivalShown) -> str:
    if each.source is not None:
        return each.source.name
    if each.person is not None:
        return each.person.name
    if (mail := mail_of(each.arrival)) is not None:
        return f"{mail.sender or 'nobody'}{'' if mail.vouched else ' (nobody vouches for it)'}"
    return each.arrival.person_id or "unknown"


def _place(arrival: Arrival) -> str:
    channel = arrival.read_as.get("channel")
    return f"<#{channel}>" if channel else "no channel"
