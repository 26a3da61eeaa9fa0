"""The shapes in which programs tell of what happened: each is read into the same events."""

from __future__ import annotations

from slackapp.shapes.alertmanager import read_alertmanager
from slackapp.shapes.event import Action, Event, Misshapen, bounded, cleaned
from slackapp.shapes.grafana import VERSION as GRAFANAS
from slackapp.shapes.grafana import read_grafana
from slackapp.shapes.pagerduty import KEY, read_pagerduty
from slackapp.shapes.plain import read_plain

__all__ = ["KEY", "Action", "Event", "Misshapen", "read_events"]


def read_events(body: object) -> list[Event]:
    """Return what a body tells of, read by its shape; Misshapen if it has none of them, and
    RecursionError if it is nested too deeply.
    """
    body = cleaned(body)
    if not isinstance(body, dict):
        raise Misshapen(['The body should be an object, such as {"summary": "Login is down"}.'])
    if "event_action" in body or KEY in body:
        events = read_pagerduty(body)
    elif "alerts" in body or "groupKey" in body:
        events = read_grafana(body) if _is_grafanas(body) else read_alertmanager(body)
    else:
        events = read_plain(body)
    return [bounded(event) for event in events]


def _is_grafanas(body: dict[str, object]) -> bool:
    """Whether a group of alerts is Grafana's, whose version of this is its first."""
    return "orgId" in body or body.get("version") == GRAFANAS
