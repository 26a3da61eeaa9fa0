"""Alertmanager's webhook, version 4: a group of alerts is one thing, which it tells of again.

<https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from slackapp.shapes.event import (
    Action,
    Event,
    Shape,
    Text,
    described,
    first_link,
    read_as,
)

SEVERITY = "severity"  # the label that most rules say it with
_LABELS = "an object whose values are texts"
_STATUS = "firing or resolved"


class Alert(Shape):
    """One alert of a group, as Grafana sends it too."""

    status: Literal["firing", "resolved"] = described(_STATUS)
    labels: dict[str, str] = described(_LABELS)
    annotations: dict[str, str] = described(_LABELS, {})
    generator_url: str = described("an address", "", "generatorURL")

    @property
    def title(self) -> str:
        """What it says of itself, or else its labels."""
        said = self.annotations.get("summary") or self.annotations.get("description")
        return said or named_by(self.labels)

    @property
    def severities(self) -> tuple[str, ...]:
        """Its severity, if it has one."""
        return (self.labels[SEVERITY],) if self.labels.get(SEVERITY) else ()


class Group(Shape):
    """What Alertmanager and Grafana tell of a group alike; nothing is firing in a resolved one."""

    status: Literal["firing", "resolved"] = described(_STATUS)
    group_key: Text = described("a text that stays the same for the same group", ..., "groupKey")
    group_labels: dict[str, str] = described(_LABELS, {}, "groupLabels")
    common_labels: dict[str, str] = described(_LABELS, {}, "commonLabels")
    common_annotations: dict[str, str] = described(_LABELS, {}, "commonAnnotations")
    truncated: int = described("a whole number", 0, "truncatedAlerts")
    external_url: str = described("an address", "", "externalURL")

    @property
    def action(self) -> Action:
        """What it wants."""
        return action_of(self.status)

    @property
    def title(self) -> str:
        """What its alerts say alike, or else what they are grouped by."""
        said = self.common_annotations.get("summary")
        return said or named_by(self.common_labels) or named_by(self.group_labels)


class _Message(Group):
    version: Literal["4"] = described('"4", the only version there is')
    alerts: list[Alert] = described("a list of objects with status, labels and annotations")


def read_alertmanager(body: dict[str, object]) -> list[Event]:
    """Read a group: it has recovered when all of it has, and is as severe as its worst alert."""
    told = read_as(_Message, body)
    firing = [alert for alert in told.alerts if alert.status == "firing"]
    shown = firing or told.alerts
    links = (alert.generator_url for alert in shown)
    return [
        Event(
            told.group_key,
            told.action,
            _title(told, shown),
            tuple(dict.fromkeys(each for alert in firing for each in alert.severities)),
            "\n".join(_details(told, shown)),
            first_link(*links, told.external_url),
            json.dumps(body, ensure_ascii=False),
        )
    ]


def _title(told: _Message, shown: Sequence[Alert]) -> str:
    if len(shown) == 1 and not told.truncated:
        return shown[0].title or told.title or told.group_key
    return f"{told.title or told.group_key} ({len(shown) + told.truncated} alerts)"


def _details(told: _Message, shown: Sequence[Alert]) -> list[str]:
    lines = [f"• {named_by(alert.labels)}" for alert in shown]
    if said := told.common_annotations.get("description"):
        lines.insert(0, said)
    if told.truncated:
        lines.insert(0, left_out(told.truncated, "max_alerts"))
    return lines


def action_of(status: Literal["firing", "resolved"]) -> Action:
    """Return what a status wants."""
    return Action.TRIGGER if status == "firing" else Action.RESOLVE


def named_by(labels: dict[str, str]) -> str:
    """Write labels on one line, the alert's name first."""
    others = {name: labels[name] for name in labels if name not in ("alertname", SEVERITY)}
    return " ".join(filter(None, [labels.get("alertname", ""), *_pairs(others)]))


def _pairs(labels: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in sorted(labels.items())]


def left_out(count: int, setting: str) -> str:
    """Say how many alerts the sender itself left out, and by which of its settings."""
    return f"{count} more alerts were not sent: its setting {setting} leaves them out."
