"""An admin's Home: the health of the desk, and the messages that nobody got."""

from __future__ import annotations

from collections.abc import Iterator

from slackblocks import Block

from handlers.blocks.home.parts import (
    AGAIN,
    Setting,
    heading,
    page_of,
    titled,
    with_button,
    with_command,
)
from handlers.blocks.home.undelivered import letter_words, recipient_words
from handlers.blocks.oncall.check import (
    IN_ORDER,
    LEARNED,
    delay_words,
    finding_words,
    late_words,
)
from handlers.blocks.pieces.answer import divider, section
from handlers.blocks.pieces.slack_errors import remedy
from handlers.blocks.pieces.wording import counted, escaped
from models.rows.outbox import OutboxRow
from models.usecases.home.concerns import Health
from models.usecases.letter import read

_FINDINGS, _GIVEN_UP = 4, 5


def health(found: Health, setting: Setting) -> Iterator[Block]:
    """Yield how the desk does (O7), and what it gave up sending."""
    yield heading("The desk")
    yield from _on_call(found, setting)
    if found.unanswered_pages:
        said = counted(found.unanswered_pages, "page rings", "pages ring")
        nobody = f":rotating_light: {said} and nobody has answered."
        yield from with_command(nobody, "Show pages", "/oncall pages")
    if found.late_responses:
        said = counted(found.late_responses, "first response is", "first responses are")
        yield from with_command(
            f":warning: {said} overdue to customers.", "Show overdue", "/case list overdue"
        )
    yield from _own_state(found)
    yield from _given_up(found, setting)
    yield divider()


def _on_call(found: Health, setting: Setting) -> Iterator[Block]:
    said = [IN_ORDER]
    if found.findings:
        said = [f":warning: *On call*: {counted(len(found.findings), 'thing')} to mend"]
        said += [f"• {finding_words(each, setting.wall)}" for each in found.findings[:_FINDINGS]]
    if len(found.findings) > _FINDINGS:
        said.append(f"{len(found.findings) - _FINDINGS} more: `/oncall check`")
    yield section("\n".join(said))


def _own_state(found: Health) -> Iterator[Block]:
    """Yield whether the desk itself is on time with what it sends."""
    said = (
        late_words(found.late) if found.late.any else f":white_check_mark: {late_words(found.late)}"
    )
    if not found.given_up:
        said += (
            "\n:white_check_mark: Every message of the last 7 days was delivered, or is on its way."
        )
    if found.learned is not None:
        said += f"\n{delay_words(LEARNED, found.learned)}"
    yield section(said)


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
