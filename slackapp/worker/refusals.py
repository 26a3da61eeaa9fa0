"""What it means when Slack does not take something: whether, and when, it is worth another try."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from slack_sdk.errors import SlackApiError

from models.usecases.outbox import NotSent

_TRY_AGAIN = {
    "fatal_error",
    "internal_error",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
}


@contextmanager
def slack_answers() -> Iterator[None]:
    """Turn whatever Slack, or the way to it, says against a call into NotSent."""
    try:
        yield
    except SlackApiError as error:
        raise _not_sent(error) from error
    except OSError as error:
        raise NotSent(_plainly(error)) from error


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


def _plainly(error: OSError) -> str:
    """Say in plain words why nothing came back; libraries' own words help nobody at night."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "Slack did not answer in time"
    if isinstance(reason, http.client.RemoteDisconnected | ConnectionResetError):
        return "Slack hung up without an answer"
    return "Slack can't be reached"
