"""Grafana's webhook: each alert is one thing, whichever group it is told of in.

<https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/>
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from slackapp.shapes.alertmanager import (
    SEVERITY,
    Alert,
    Group,
    action_of,
    left_out,
    named_by,
)
from slackapp.shapes.event import (
    Action,
    Event,
    Misshapen,
    Text,
    as_lines,
    described,
    first_link,
    read_as,
)

VERSION: Final = "1"  # of its webhook, which says so
MOST_ALERTS: Final = 50  # of one message, that are each a thing of their own


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
    """Read each alert; what are too many, and what Grafana itself left out, is one thing more, for
    it may be the worst. What has recovered among these is told of each.
    """
    told = read_as(_Message, body)
    sent = body["alerts"]
    assert isinstance(sent, list), "it was read as one"
    if not sent:
        raise Misshapen(["alerts is empty. It should hold an object for each alert."])
    alerts = [_event(alert, raw) for alert, raw in zip(told.alerts, sent, strict=True)]
    events, beyond = alerts[:MOST_ALERTS], alerts[MOST_ALERTS:]
    if beyond or told.truncated:
        events.append(_left_out(told, told.alerts[MOST_ALERTS:]))
    over = (each for each in beyond if each.action is Action.RESOLVE)
    return [*events, *(replace(each, is_folded=True) for each in over)]


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


def _left_out(told: _Message, rest: Sequence[_Alert]) -> Event:
    count = len(rest) + told.truncated
    common = told.common_labels.get(SEVERITY)
    firing = [alert for alert in rest if alert.status == "firing"]
    severities = [common] if common and told.truncated else []
    severities += [said for alert in firing for said in alert.severities]
    lines = [left_out(told.truncated, "Max Alerts")] if told.truncated else []
    status = told.status if told.truncated else "firing" if firing else "resolved"
    return Event(
        f"left out of {told.group_key}",
        action_of(status),
        f"{count} more alerts of {told.title or told.group_key}",
        tuple(dict.fromkeys(severities)),
        "\n".join([*lines, *(f"• {alert.title or alert.fingerprint}" for alert in firing or rest)]),
        first_link(told.external_url),
        json.dumps({"groupKey": told.group_key, "truncatedAlerts": count}),
    )
