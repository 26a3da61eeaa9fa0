"""What programs tell of, in each of the shapes that are known, and what each refuses."""

from __future__ import annotations

import pytest

from slackapp.shapes import Action, read_events
from slackapp.shapes.event import LONGEST_DETAILS, LONGEST_KEY
from tests.shapes.made_up import (
    Body,
    alert,
    alertmanager,
    event,
    grafana,
    pagerduty,
    plain,
    refusal,
    without,
)

# --- PagerDuty ------------------------------------------------------------------------------------


def test_a_trigger_of_pagerduty() -> None:
    read = event(pagerduty())
    assert (read.dedup_key, read.action, read.severities) == (
        "vienna/disk",
        Action.TRIGGER,
        ("critical",),
    )
    assert read.summary == "The disk of vienna is full"
    assert read.link == "https://monitor.example.com/vienna"
    assert read.details.splitlines() == [
        "source: vienna.example.com",
        "component: postgres",
        "group: production",
        "free: 0 B",
        'mounts: ["/", "/var"]',
    ]


def test_the_key_is_no_part_of_what_is_kept() -> None:
    assert "0123456789abcdef" not in repr(event(pagerduty()))
    assert "0123456789abcdef" not in repr(event(pagerduty(event_action="resolve")))


@pytest.mark.parametrize("action", [Action.ACKNOWLEDGE, Action.RESOLVE])
def test_what_follows_a_trigger_needs_only_its_key(action: Action) -> None:
    later: Body = {"routing_key": "x", "event_action": action.value, "dedup_key": "vienna/disk"}
    assert (event(later).dedup_key, event(later).action) == ("vienna/disk", action)
    assert refusal(without(later, "dedup_key")).startswith("dedup_key is missing. It should be")


def test_a_trigger_of_pagerduty_without_a_dedup_key_is_known_by_what_it_says() -> None:
    first, again = event(without(pagerduty(), "dedup_key")), without(pagerduty(), "dedup_key")
    assert event({**again, "links": []}).dedup_key == first.dedup_key
    other = {**again["payload"], "source": "graz.example.com"}
    assert event({**again, "payload": other}).dedup_key != first.dedup_key


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            without(pagerduty(), "event_action"),
            "event_action is missing. It should be trigger, acknowledge or resolve.",
        ),
        (
            pagerduty(event_action="open"),
            'event_action cannot be "open". It should be trigger, acknowledge or resolve.',
        ),
        (
            without(pagerduty(), "payload"),
            "payload is missing. It should be an object with summary, source and severity.",
        ),
        (
            pagerduty(payload="It burns"),
            'payload cannot be "It burns". It should be an object with summary, source and '
            "severity.",
        ),
        (
            pagerduty(payload={"summary": "It burns", "source": "vienna"}),
            "payload.severity is missing. It should be critical, error, warning or info.",
        ),
        (
            pagerduty(payload={"summary": 7, "source": "vienna", "severity": "info"}),
            "payload.summary cannot be 7. It should be a text that says what has happened, such "
            "as Login is down.",
        ),
        (
            pagerduty(links="https://monitor.example.com"),
            'links cannot be "https://monitor.example.com". It should be a list of objects with '
            "href and text.",
        ),
    ],
)
def test_what_pagerduty_would_refuse_too(body: Body, said: str) -> None:
    assert refusal(body) == said


# --- Alertmanager ---------------------------------------------------------------------------------


def test_a_group_of_alertmanagers_is_one_event() -> None:
    read = event(alertmanager(alert("web-1"), alert("web-2", severity="warning")))
    assert read.dedup_key == '{}:{alertname="InstanceDown"}'
    assert (read.action, read.severities) == (Action.TRIGGER, ("critical", "warning"))
    assert read.summary == "InstanceDown (2 alerts)"
    assert read.details.splitlines() == [
        "• InstanceDown instance=web-1",
        "• InstanceDown instance=web-2",
    ]
    assert read.link == "http://prometheus.example.com:9090/graph?g0.expr=web-1"


def test_one_alert_is_called_by_its_own_summary() -> None:
    assert event(alertmanager()).summary == "web-1 is down"
    bare = {**alert("web-1"), "annotations": {}}
    assert event(alertmanager(bare)).summary == "InstanceDown instance=web-1"


def test_what_has_recovered_of_a_group_is_neither_counted_nor_severe() -> None:
    read = event(alertmanager(alert("web-1", "resolved"), alert("web-2", severity="page")))
    assert (read.action, read.severities) == (Action.TRIGGER, ("page",))
    assert read.summary == "web-2 is down"


def test_a_group_has_recovered_when_all_of_it_has() -> None:
    read = event(alertmanager(alert("web-1", "resolved"), alert("web-2", "resolved")))
    assert (read.action, read.severities) == (Action.RESOLVE, ())


def test_alerts_that_alertmanager_left_out_are_counted_and_said() -> None:
    read = event(alertmanager(truncatedAlerts=12))
    assert read.summary == "InstanceDown (13 alerts)"
    assert read.details.splitlines()[0] == (
        "12 more alerts were not sent: its setting max_alerts leaves them out."
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            without(alertmanager(), "groupKey"),
            "groupKey is missing. It should be a text that stays the same for the same group.",
        ),
        (
            alertmanager(version="5"),
            'version cannot be "5". It should be "4", the only version there is.',
        ),
        (
            alertmanager(alerts={"web-1": "firing"}),
            'alerts cannot be {"web-1": "firing"}. It should be a list of objects with status, '
            "labels and annotations.",
        ),
        (
            alertmanager(alert("web-1", "burning"), status="firing"),
            'alerts.0.status cannot be "burning". It should be firing or resolved.',
        ),
        (
            alertmanager({**alert("web-1"), "labels": {"severity": 1}}),
            "alerts.0.labels.severity cannot be 1. It should be an object whose values are texts.",
        ),
    ],
)
def test_what_is_no_message_of_alertmanagers(body: Body, said: str) -> None:
    assert refusal(body) == said


# --- Grafana --------------------------------------------------------------------------------------


def test_each_alert_of_grafanas_is_an_event() -> None:
    burning, over = read_events(grafana(alert("web-1"), alert("web-2", "resolved")))
    assert (burning.dedup_key, burning.action) == ("fp-web-1", Action.TRIGGER)
    assert (burning.summary, burning.severities) == ("web-1 is down", ("critical",))
    assert burning.link == "https://grafana.example.com/d/abc?viewPanel=2"
    assert burning.details.splitlines() == ["InstanceDown instance=web-1", "B: 44.2", "C: 1"]
    assert (over.dedup_key, over.action, over.severities) == ("fp-web-2", Action.RESOLVE, ())


def test_each_keeps_only_what_was_said_of_it() -> None:
    first, second = read_events(grafana(alert("web-1"), alert("web-2")))
    assert "web-2" not in first.raw
    assert "web-1" not in second.raw


def test_alerts_that_grafana_left_out_are_one_event_more() -> None:
    """Nobody knows what they are: they may be the worst."""
    _, more = read_events(
        grafana(truncatedAlerts=3, commonLabels={"alertname": "Down", "severity": "critical"})
    )
    assert (more.summary, more.severities) == ("3 more alerts of Down", ("critical",))
    assert more.details == "3 more alerts were not sent: its setting Max Alerts leaves them out."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            grafana(without(alert("web-1"), "fingerprint")),
            "alerts.0.fingerprint is missing. It should be a text that stays the same for the same "
            "alert.",
        ),
        (
            grafana({**alert("web-1"), "annotations": "none"}),
            'alerts.0.annotations cannot be "none". It should be an object whose values are texts.',
        ),
        (grafana(alerts=[]), "alerts is empty. It should hold an object for each alert."),
    ],
)
def test_what_is_no_message_of_grafanas(body: Body, said: str) -> None:
    assert refusal(body) == said


# --- plain ----------------------------------------------------------------------------------------


def test_a_plain_event() -> None:
    read = event(plain())
    assert (read.dedup_key, read.action, read.severities) == (
        "login",
        Action.TRIGGER,
        ("critical",),
    )
    assert (read.summary, read.details) == ("Login is down", "region: eu")
    assert read.link == "https://status.example.com/login"


def test_a_summary_is_enough() -> None:
    """And without a key it says what it is about: a cron line that repeats it opens one case."""
    read = event({"summary": "The backup has failed"})
    assert (read.dedup_key, read.action) == ("The backup has failed", Action.TRIGGER)
    assert (read.severities, read.details, read.link) == ((), "", None)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"severity": "critical"},
            "summary is missing. It should be a text that says what has happened, such as Login "
            "is down.",
        ),
        (
            plain(summary="  "),
            'summary cannot be "  ". It should be a text that says what has happened, such as '
            "Login is down.",
        ),
        (
            plain(severity=1),
            "severity cannot be 1. It should be a text, such as critical.",
        ),
        (
            plain(details=[1]),
            "details cannot be [1]. It should be a text, or an object of names and values.",
        ),
        (
            plain(action="recovered"),
            'action cannot be "recovered". It should be trigger, acknowledge or resolve.',
        ),
        (
            plain(severty="critical"),
            "There is no field severty. The fields are summary, severity, dedup_key, action, "
            "details, link.",
        ),
        ([], 'The body should be an object, such as {"summary": "Login is down"}.'),
    ],
)
def test_what_is_no_plain_event(body: object, said: str) -> None:
    assert refusal(body) == said


# --- what holds of all ----------------------------------------------------------------------------


@pytest.mark.parametrize("body", [pagerduty(), alertmanager(), grafana()])
def test_a_field_that_is_new_closes_no_door(body: Body) -> None:
    """Their makers add some every year; a mute door is a lost page."""
    assert (
        read_events({**body, "added_in_2027": {"a": 1}})[0].summary == read_events(body)[0].summary
    )


@pytest.mark.parametrize(
    "body",
    [
        plain(severity="", dedup_key=" "),
        pagerduty(dedup_key="", payload={"summary": "Login is down", "severity": ""}),
    ],
    ids=["plain", "pagerduty"],
)
def test_what_a_senders_template_makes_of_nothing_says_nothing(body: Body) -> None:
    """As Alertmanager's for the severity of a group whose alerts differ in it."""
    read = event(body)
    assert (read.summary, read.severities) == ("Login is down", ())
    assert "Login is down" in read.dedup_key


def test_what_no_database_takes_is_left_out() -> None:
    assert event(plain(summary="Log\x00in \ud83dis down")).summary == "Login is down"


def test_what_is_too_long_is_cut() -> None:
    long = event(plain(dedup_key="k" * 300, details="d" * 5000, summary="s" * 5000))
    assert len(long.dedup_key) <= LONGEST_KEY
    assert len(long.details) == LONGEST_DETAILS
    assert long.dedup_key != event(plain(dedup_key="k" * 301)).dedup_key


@pytest.mark.parametrize("link", ["javascript:alert(1)", "see the wiki", "https://a b", ""])
def test_what_leads_nowhere_is_no_link(link: str) -> None:
    assert event(plain(link=link)).link is None
