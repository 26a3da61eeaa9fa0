"""From the outbox to Slack: how each topic is worded, and what a refusal of Slack's means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.blocks import escalation as say
from handlers.blocks.answer import Answer
from models.rows.people import Person
from models.usecases import finding
from models.usecases.decisions import QUESTION
from models.usecases.entitlements import statement_of
from models.usecases.outbox import Letter
from models.usecases.turn import Desk, Turn

_TRY_AGAIN = {
    "fatal_error",
    "internal_error",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
}


class NotSent(Exception):
    """Slack did not take a message. `hopeless`: it never will, until somebody changes something."""

    def __init__(
        self, reason: str, *, hopeless: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.hopeless = hopeless
        self.retry_after = retry_after


def send(desk: Desk, client: WebClient, letter: Letter, moment: datetime) -> None:
    """Word a message from the facts of this moment and post it; NotSent if Slack does not take it.

    A question that was answered meanwhile is not asked any more.
    """
    with desk.reading(_DESK_ITSELF, moment) as turn:
        said = _WORDED[letter.topic](turn, letter.about)
    if said is None:
        return
    try:
        client.chat_postMessage(
            channel=letter.recipient,
            text=said.text,
            blocks=said.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
    except SlackApiError as error:
        raise _not_sent(error) from error
    except OSError as error:
        raise NotSent(str(error)) from error


def _not_sent(error: SlackApiError) -> NotSent:
    response = error.response
    if response.status_code == 429:
        seconds = str(response.headers.get("Retry-After", ""))
        asked = timedelta(seconds=int(seconds)) if seconds.isdecimal() else None
        return NotSent("ratelimited", retry_after=asked)
    if response.status_code >= 500:
        return NotSent(f"Slack answered {response.status_code}")
    reason = str(response.get("error", "unknown"))
    return NotSent(reason, hopeless=reason not in _TRY_AGAIN)


def _question(turn: Turn, about: dict[str, object]) -> Answer | None:
    number, block_number = int(str(about["case"])), int(str(about["block"]))
    case = finding.case(turn, number)
    statement = statement_of(turn.session, case.customer_id, turn.today)
    account = statement.case(number)
    blocks = account.blocks if account else ()
    block = next((b for b in blocks if b.number == block_number and b.undecided), None)
    if block is None:
        return None
    return say.question(case, finding.customer_of(turn, case), block, statement)


_WORDED: dict[str, Callable[[Turn, dict[str, object]], Answer | None]] = {QUESTION: _question}

_DESK_ITSELF = Person(
    id="desk",
    team_id="",
    handle="desk",
    name="desk",
    standing="bot",
    is_workspace_admin=False,
    seen_at=datetime.min.replace(tzinfo=UTC),
)
