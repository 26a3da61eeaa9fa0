"""PagerDuty's Events API v2, which most tools speak: only its address and its key are changed.

<https://developer.pagerduty.com/docs/events-api-v2/trigger-events/>
"""

from __future__ import annotations

import json
from typing import Literal

from slackapp.shapes.event import (
    Action,
    Event,
    MaybeText,
    Shape,
    Text,
    as_lines,
    described,
    first_link,
    read_as,
)
from slackapp.shapes.plain import A_KEY, A_TEXT

KEY = "routing_key"  # the field in which it has its key


class _Link(Shape):
    href: str = described("an address")


class _Payload(Shape):
    summary: Text = described(A_TEXT)
    severity: MaybeText = described("critical, error, warning or info")
    source: str | None = described("a text that names the affected system", None)
    component: str | None = described("a text", None)
    group: str | None = described("a text", None)
    custom_details: object = None


class _Anything(Shape):
    event_action: Literal["trigger", "acknowledge", "resolve"] = described(
        "trigger, acknowledge or resolve"
    )


class _Trigger(_Anything):
    payload: _Payload = described("an object with summary, source and severity")
    dedup_key: MaybeText | None = described(A_KEY, None)
    links: list[_Link] | None = described("a list of objects with href and text", None)
    client_url: str | None = described("an address", None)


class _Later(_Anything):
    dedup_key: Text = described(f"that of its trigger: {A_KEY}")


def read_pagerduty(body: dict[str, object]) -> list[Event]:
    """Read `{"routing_key": …, "event_action": …, "dedup_key"?, "payload"?, "links"?}`.

    PagerDuty gives each trigger without a dedup key one of its own; here the same summary of the
    same source is the same thing.
    """
    action = Action(read_as(_Anything, body).event_action)
    raw = json.dumps({name: body[name] for name in body if name != KEY}, ensure_ascii=False)
    if action is not Action.TRIGGER:
        later = read_as(_Later, body)
        return [Event(later.dedup_key, action, later.dedup_key, raw=raw)]
    told = read_as(_Trigger, body)
    payload = told.payload
    links = [link.href for link in told.links or ()]
    return [
        Event(
            told.dedup_key or f"{payload.source or ''} {payload.summary}",
            action,
            payload.summary,
            (payload.severity,) if payload.severity else (),
            "\n".join(_details(payload)),
            first_link(*links, told.client_url),
            raw,
        )
    ]


def _details(payload: _Payload) -> list[str]:
    about = {"source": payload.source, "component": payload.component, "group": payload.group}
    details = payload.custom_details
    more = details if isinstance(details, dict) else {"details": details}
    return [*as_lines(about), *as_lines(more)]
