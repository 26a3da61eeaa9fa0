"""The plain shape, for curl, scripts, and whatever can be told what to send."""

from __future__ import annotations

import json
from typing import Final, Literal

from slackapp.shapes.event import (
    Action,
    Closed,
    Event,
    MaybeText,
    Text,
    as_lines,
    described,
    first_link,
    read_as,
)

A_TEXT: Final = "a text that says what has happened, such as Login is down"
A_KEY: Final = "a text that stays the same for the same thing, such as login-down"


class _Plain(Closed):
    summary: Text = described(A_TEXT)
    severity: MaybeText | None = described("a text, such as critical", None)
    dedup_key: MaybeText | None = described(A_KEY, None)
    action: Literal["trigger", "acknowledge", "resolve"] = described(
        "trigger, acknowledge or resolve", "trigger"
    )
    details: str | dict[str, object] | None = described(
        "a text, or an object of names and values", None
    )
    link: str | None = described("an address that begins with https:// or http://", None)


def read_plain(body: dict[str, object]) -> list[Event]:
    """Read `{"summary": …, "severity"?, "dedup_key"?, "action"?, "details"?, "link"?}`.

    Without a dedup key the same summary is the same thing, so that a cron line which says it every
    minute opens one case. A field of another name is a slip: nobody would hear of a “severty”.
    """
    told = read_as(_Plain, body)
    details = told.details or ""
    return [
        Event(
            told.dedup_key or told.summary,
            Action(told.action),
            told.summary,
            (told.severity,) if told.severity else (),
            details if isinstance(details, str) else "\n".join(as_lines(details)),
            first_link(told.link),
            json.dumps(body, ensure_ascii=False),
        )
    ]
