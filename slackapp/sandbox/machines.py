"""A customer's machines in the sandbox, which report to the desk by their keys (I1, I11)."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.machines import Machine
from slackapp.pretend_slack.state.traffic import Entry

Body = dict[str, Any]

_SUMMARY = "The token endpoint answers 502"
_PATIENCE = 20.0  # seconds
_SILENT_FOR = timedelta(hours=27)  # longer than it is waited for


class Programs:
    """Programs outside Slack: what they send to the desk is noted in the traffic."""

    def __init__(self, slack: PretendSlack, address: str) -> None:
        self._slack = slack
        self._host = urlsplit(address).netloc

    def send(self, path: str, body: Body | str | None, headers: Mapping[str, str]) -> str:
        """Post something to the desk, JSON or a text; return the status of its answer, and the
        answer.
        """
        at, began = self._slack.clock.now(), time.monotonic()
        connection = http.client.HTTPConnection(self._host, timeout=_PATIENCE)
        try:
            sent = body if body is None or isinstance(body, str) else json.dumps(body)
            connection.request("POST", path, sent, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            status, answer = response.status, response.read().decode().strip()
        finally:
            connection.close()
        ms = (time.monotonic() - began) * 1000
        shown = "/".join(path.split("/")[:3])  # without the key
        self._slack.traffic.add(Entry("machine", f"POST {shown}", at, body, answer, ms, status))
        return f"{status} {_legible(answer)}"


def _legible(answer: str) -> str:
    try:
        return json.dumps(json.loads(answer), ensure_ascii=False)  # which breaks at its blanks
    except ValueError:
        return answer


def monitoring(programs: Programs, key: str) -> Machine:
    """Return a made-up monitoring, which reports by this key in any of the formats."""

    def sends(*, firing: bool) -> Callable[[str], str]:
        def send(shape: str) -> str:
            body = _SHAPES[shape](firing)
            if shape == "PagerDuty":
                return programs.send("/in/events", {**body, "routing_key": key}, {})
            return programs.send("/in/events", body, {"Authorization": f"Bearer {key}"})

        return send

    return Machine(
        "Monitoring of initech",
        "Made up. It reports by its key, as one of these would.",
        {"Alert": sends(firing=True), "Recovered": sends(firing=False)},
        tuple(_SHAPES),
    )


def nightly_backup(programs: Programs, key: str, leap: Callable[[timedelta], None]) -> Machine:
    """Return a sign of life, which calls or stays away; `leap` lets the time go by."""

    def stays_away(_: str) -> str:
        leap(_SILENT_FOR)
        return "27 hours have gone by. If it had called before, #queues tells that it is missed."

    return Machine(
        "Nightly backup of initech",
        "A sign of life: once it has called, it is missed after 24 h and 2 h of grace.",
        {
            "It calls": lambda _: programs.send(f"/in/alive/{key}", None, {}),
            "It stays away": stays_away,
        },
    )


def eves_mail(programs: Programs, key: str, server: str) -> Machine:
    """Return Eve's mails, which our own mail server of that name hands on by this key."""

    def writes(subject: str, text: str) -> Callable[[str], str]:
        def write(_: str) -> str:
            mail = _MAIL.format(server=server, number=token_hex(6), subject=subject, text=text)
            headers = {"Authorization": f"Bearer {key}", "Content-Type": "message/rfc822"}
            return programs.send("/in/mail", mail, headers)

        return write

    return Machine(
        "Mail of Eve",
        "She writes from @initech.example. Our mail server vouches for it, and hands it on.",
        {
            "It is critical": writes("Critical: nobody can log in", "Since five minutes ago."),
            "It is a question": writes("How long does a session last?", "For our new portal."),
        },
    )


_MAIL = """\
Return-Path: <eve@initech.example>
Authentication-Results: {server}; dmarc=pass header.from=initech.example
From: Eve <eve@initech.example>
To: support@proauth.example
Message-ID: <{number}@initech.example>
Subject: {subject}

{text}

--
Eve, Initech
"""


# --- what monitoring sends ------------------------------------------------------------------------


def _pagerduty(firing: bool) -> Body:
    body = {"event_action": "trigger" if firing else "resolve", "dedup_key": "initech/login"}
    if not firing:
        return body
    payload = {"summary": _SUMMARY, "severity": "critical", "source": "login.initech.example"}
    return {**body, "payload": payload}


def _alertmanager(firing: bool) -> Body:
    status = "firing" if firing else "resolved"
    labels = {"alertname": "TokenEndpoint", "severity": "critical"}
    alert = {
        "status": status,
        "labels": labels,
        "annotations": {"summary": _SUMMARY},
        "generatorURL": "https://prometheus.example.com/graph",
        "fingerprint": "3f2a9c01d4e85b76",
    }
    return {
        "version": "4",
        "groupKey": '{}:{alertname="TokenEndpoint"}',
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "proauth",
        "groupLabels": {"alertname": "TokenEndpoint"},
        "commonLabels": labels,
        "commonAnnotations": {"summary": _SUMMARY},
        "externalURL": "https://alertmanager.example.com",
        "alerts": [alert],
    }


def _grafana(firing: bool) -> Body:
    body = _alertmanager(firing)
    alerts = [
        {**each, "dashboardURL": "https://grafana.example.com/d/login"} for each in body["alerts"]
    ]
    title = f"[{body['status'].upper()}:1] TokenEndpoint"
    return {**body, "alerts": alerts, "version": "1", "orgId": 1, "title": title}


def _plain(firing: bool) -> Body:
    body = {"summary": _SUMMARY, "dedup_key": "login-502"}
    return {**body, "severity": "critical"} if firing else {**body, "action": "resolve"}


_SHAPES: Mapping[str, Callable[[bool], Body]] = {
    "PagerDuty": _pagerduty,
    "Alertmanager": _alertmanager,
    "Grafana": _grafana,
    "Plain": _plain,
}
