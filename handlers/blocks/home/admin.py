"""An admin's Home: the health of the desk, and the messages that nobody got."""

from __future__ import annotations

from collections.abc import Iterator

from slackblocks import Block

from handlers.blocks.home.parts import AGAIN, Setting, heading, page_of, titled, with_button
from handlers.blocks.home.undelivered import letter_words, recipient_words
from handlers.blocks.oncall.check import IN_ORDER, finding_words, late_words
from handlers.blocks.pieces.answer import divider, lines
from handlers.blocks.pieces.slack_errors import remedy
from handlers.blocks.pieces.wording import counted, escaped
from models.rows.outbox import OutboxRow
from models.usecases.home.concerns import Health
from models.usecases.letter import read

_FINDINGS, _GIVEN_UP = 4, 5


def health(found: Health, setting: Setting) -> Iterator[Block]:
    """Yield how the desk does (O7), and what it gave up sending."""
    yield heading("The desk")
    said = lines(_state(found, setting))
    assert said is not None
    yield said
    yield from _given_up(found, setting)
    yield divider()


def _state(found: Health, setting: Setting) -> Iterator[str]:
    if found.findings:
        yield f":warning: *On call*: {counted(len(found.findings), 'thing')} to mend"
        for finding in found.findings[:_FINDINGS]:
            yield f"• {finding_words(finding, setting.wall)}"
        if len(found.findings) > _FINDINGS:
            yield f"{len(found.findings) - _FINDINGS} more: `/oncall check`"
    else:
        yield IN_ORDER
    if found.unanswered_pages:
        said = counted(found.unanswered_pages, "page rings", "pages ring")
        yield f":rotating_light: {said} and nobody has answered: `/oncall pages`"
    if found.late_responses:
        said = counted(found.late_responses, "first response is", "first responses are")
        yield f":warning: {said} overdue: `/case list overdue`"
    mark = "" if found.late.any else ":white_check_mark: "
    yield f"{mark}{late_words(found.late)}"
    if not found.given_up:
        yield ":white_check_mark: Every message of the last 7 days was delivered, or is on its way."


def _given_up(found: Health, setting: Setting) -> Iterator[Block]:
    if not found.given_up:
        return
    shown = page_of("failed", found.given_up, _GIVEN_UP, setting)
    yield titled(f":warning: {counted(len(found.given_up), 'message')} not delivered")
    for row in shown.items:
        yield from with_button(_message(row, setting), "Send again", AGAIN, str(row.id))
    if shown.turns is not None:
        yield shown.turns


def _message(row: OutboxRow, setting: Setting) -> str:
    """Say to whom a message was to go, what about, and why it did not."""
    lost = read(row.topic, row.about)
    case = f" (#{lost.case_number})" if lost is not None and lost.case_number else ""
    page = f" (page {lost.page_number})" if lost is not None and lost.page_number else ""
    error = row.error or ""
    at = setting.wall.instant(row.done_at or row.at)
    return (
        f"To {recipient_words(row.recipient, lost)}, {at}: "
        f"{letter_words(lost, row.topic)}{case}{page}\n"
        f"{f'`{escaped(error)}`'} {remedy(error)}".rstrip()
    )
