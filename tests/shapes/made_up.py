"""Bodies as programs send them, by the fields that their makers document; the words are ours."""

from __future__ import annotations

from typing import Any

from slackapp.shapes import Event, Misshapen, read_events

Body = dict[str, Any]


def pagerduty(**changed: Any) -> Body:
    """A trigger of PagerDuty's Events API v2, with every field that it has."""
    return {
        "routing_key": "0123456789abcdef0123456789abcdef",
        "event_action": "trigger",
        "dedup_key": "vienna/disk",
        "client": "House monitor",
        "client_url": "https://monitor.example.com",
        "payload": {
            "summary": "The disk of vienna is full",
            "severity": "critical",
            "source": "vienna.example.com",
            "timestamp": "2026-06-12T23:04:05.000+0000",
            "component": "postgres",
            "group": "production",
            "class": "disk",
            "custom_details": {"free": "0 B", "mounts": ["/", "/var"]},
        },
        "images": [{"src": "https://monitor.example.com/disk.png", "alt": "The disk"}],
        "links": [{"href": "https://monitor.example.com/vienna", "text": "vienna"}],
        **changed,
    }


def alert(instance: str, status: str = "firing", severity: str = "critical") -> Body:
    """An alert as Alertmanager tells of it."""
    return {
        "status": status,
        "labels": {"alertname": "InstanceDown", "instance": instance, "severity": severity},
        "annotations": {"summary": f"{instance} is down"},
        "startsAt": "2026-06-12T21:04:05.123Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": f"http://prometheus.example.com:9090/graph?g0.expr={instance}",
        "fingerprint": f"fp-{instance}",
    }


def alertmanager(*alerts: Body, **changed: Any) -> Body:
    """A message of Alertmanager's webhook, version 4."""
    told = alerts or (alert("web-1"),)
    return {
        "version": "4",
        "groupKey": '{}:{alertname="InstanceDown"}',
        "truncatedAlerts": 0,
        "status": "firing" if any(each["status"] == "firing" for each in told) else "resolved",
        "receiver": "desk",
        "groupLabels": {"alertname": "InstanceDown"},
        "commonLabels": {"alertname": "InstanceDown"},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example.com:9093",
        "alerts": list(told),
        **changed,
    }


def grafana(*alerts: Body, **changed: Any) -> Body:
    """A message of Grafana's webhook."""
    more = {
        "silenceURL": "https://grafana.example.com/alerting/silence/new",
        "dashboardURL": "https://grafana.example.com/d/abc",
        "panelURL": "https://grafana.example.com/d/abc?viewPanel=2",
        "values": {"B": 44.2, "C": 1},
        "valueString": "[ var='B' value=44.2 ]",
        "orgId": 1,
    }
    told = [{**each, **more} for each in alerts or (alert("web-1"),)]
    message = {"orgId": 1, "title": "[FIRING:1]", "state": "alerting", "message": "It burns"}
    return alertmanager(*told, version="1", **message) | changed


def plain(**changed: Any) -> Body:
    """A plain event with every field that there is."""
    return {
        "summary": "Login is down",
        "severity": "critical",
        "dedup_key": "login",
        "action": "trigger",
        "details": {"region": "eu"},
        "link": "https://status.example.com/login",
        **changed,
    }


def without(body: Body, name: str) -> Body:
    """A body without one of its fields."""
    return {each: body[each] for each in body if each != name}


def event(body: object) -> Event:
    """The one event that a body tells of."""
    (only,) = read_events(body)
    return only


def refusal(body: object) -> str:
    """What is said of a body that can't be read."""
    try:
        found = read_events(body)
    except Misshapen as misshapen:
        return str(misshapen)
    raise AssertionError(f"was read: {found}")
