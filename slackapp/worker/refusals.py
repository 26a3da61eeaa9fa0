"""What it means when Slack does not take something.

A short list of errors is about the message or whom it is for, and final. Everything else, also what
is no answer of Slack's at all, says nothing about the message: it is kept, and tried again.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError

from handlers.blocks.pieces.slack_errors import ABOUT_THE_MESSAGE
from models.usecases.outbox import RATE_LIMITED
from models.usecases.outcomes import NotSent


@contextmanager
def slack_answers() -> Iterator[None]:
    """Turn whatever Slack, or the way to it, says against a call into NotSent."""
    try:
        yield
    except SlackApiError as error:
        raise _not_sent(error) from error
    except HTTPError as error:  # where the bytes of a file are brought to
        raise NotSent(f"Slack did not take the file ({error.code})") from error
    except OSError as error:
        raise NotSent(_plainly(error), away=True) from error


def _not_sent(error: SlackApiError) -> NotSent:
    response = error.response
    if response.status_code == 429:
        seconds = str(response.headers.get("Retry-After", ""))
        asked = timedelta(seconds=int(seconds)) if seconds.isdecimal() else None
        return NotSent(RATE_LIMITED, retry_after=asked)
    if response.status_code >= 500:
        return NotSent(f"Slack answered {response.status_code}", away=True)
    reason = _said(response.data) if response.status_code == 200 else None
    if reason is None:
        said = f"something other than Slack answered ({response.status_code})"
        return NotSent(said, away=True)
    return NotSent(reason, hopeless=reason in ABOUT_THE_MESSAGE)


def _said(body: object) -> str | None:
    """Return the error in a body of Slack's; None for a proxy's page, or whatever else it is.

    In place of what is no JSON the SDK puts a sentence of its own, which quotes it.
    """
    said = body.get("error") if isinstance(body, dict) else None
    return said if isinstance(said, str) and _CODE.fullmatch(said) else None


_CODE = re.compile(r"[a-z0-9_\-]+")


def _plainly(error: OSError) -> str:
    """Say in plain words why nothing came back; libraries' own words help nobody at night."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "Slack did not answer in time"
    if isinstance(reason, http.client.RemoteDisconnected | ConnectionResetError):
        return "Slack hung up without an answer"
    return "Slack can't be reached"
