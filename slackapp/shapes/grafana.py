"""Grafana's webhook: each alert is one thing, whichever group it is told of in.

<https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/>
"""

from __future__ import annotations

import json

from slackapp.shapes.alertmanager import (
    SEVERITY,
    Alert,
    Group,
    action_of,
    left_out,
    named_by,
)
from slackapp.shapes.event import Event, Misshapen, Text, as_lines, described, first_link, read_as


class _Alert(Alert):
    fingerprint: Text = described("a text that stays the same for the same alert")
    panel_url: str = described("an address", "", "panelURL")
    dashboard_url: str = described("an address", "", "dashboardURL")
    values: dict[str, float | int | None] | None = described("an object of numbers", None)


class _Message(Group):
    alerts: list[_Alert] = described(
        "a list of objects with status, labels, annotations and fingerprint"
    )


def read_grafana(body: dict[str, object]) -> list[Event]:
    """Read each alert; what Grafana itself left out is one thing more, for it may be the worst."""
    told = read_as(_Message, body)
    sent = body["alerts"]
    assert isinstance(sent, list), "it was read as one"
    if not sent:
        raise Misshapen(["alerts is empty. It should hold an object for each alert."])
    events = [_event(alert, raw) for alert, raw in zip(told.alerts, sent, strict=True)]
    return [*events, _left_out(told)] if told.truncated else events


def _event(alert: _Alert, raw: object) -> Event:
    said = alert.annotations.get("description")
    lines = [said] if said and said != alert.title else []
    lines += [named_by(alert.labels), *as_lines(alert.values or {})]
    return Event(
        alert.fingerprint,
        action_of(alert.status),
        alert.title or alert.fingerprint,
        alert.severities if alert.status == "firing" else (),
        "\n".join(filter(None, lines)),
        first_link(alert.panel_url, alert.dashboard_url, alert.generator_url),
        json.dumps(raw, ensure_ascii=False),
    )


def _left_out(told: _Message) -> Event:
    severity = told.common_labels.get(SEVERITY)
    return Event(
        f"left out of {told.group_key}",
        told.action,
        f"{told.truncated} more alerts of {told.title or told.group_key}",
        (severity,) if severity else (),
        left_out(told.truncated, "Max Alerts"),
        first_link(told.external_url),
        json.dumps({"groupKey": told.group_key, "truncatedAlerts": told.truncated}),
    )
