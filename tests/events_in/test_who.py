"""Who is heard at `/in/events`, and by which key."""

from __future__ import annotations

import json

import httpx
import pytest
from sqlalchemy import select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.usecases.reports import sources
from slackapp import events_in
from slackapp.events_in import reading
from tests.desk import DeskUnderTest
from tests.machines import PROBLEM, Program, answer, cases, program_of, sign_of
from tests.shapes.made_up import pagerduty, plain


def test_the_key_goes_where_the_program_can_put_it(desk: DeskUnderTest, address: str) -> None:
    """In the header, in the address, or as PagerDuty's routing key."""
    program = program_of(desk, address)
    door = f"{address}/in/events"
    assert httpx.post(f"{door}?key={program.key}", json=plain()).status_code == 202
    assert httpx.post(door, json=pagerduty(routing_key=program.key)).status_code == 202
    with desk.reading("dana") as turn:
        assert sources.in_addresses(turn) == ["initech's monitoring"]  # `doctor` warns of it
    bearer = {"Authorization": f"bearer {program.key}"}
    assert httpx.post(door, json=pagerduty(), headers=bearer).status_code == 202


def test_what_is_sent_a_little_differently_is_heard(address: str, monitoring: Program) -> None:
    """A slash at the end of the address, and the mark with which Windows begins a text: who would
    be sent elsewhere, or refused, would mostly take it for heard.
    """
    bearer = {"Authorization": f"Bearer {monitoring.key}"}
    assert httpx.post(f"{address}/in/events/", json=plain(), headers=bearer).status_code == 202
    assert monitoring.sends(b"\xef\xbb\xbf" + json.dumps(plain()).encode()).status_code == 202


def test_who_is_not_heard(desk: DeskUnderTest, address: str) -> None:
    """Without a key, with none of ours, and with one that was revoked: nothing is kept."""
    revoked = program_of(desk, address)
    desk.types("dana", "/customer source initech monitoring revoke")
    door = f"{address}/in/events"
    refusals = [
        httpx.post(door, json=plain()),
        httpx.post(door, json=pagerduty()),
        httpx.post(door, json=plain(), headers={"Authorization": "Basic YTpi"}),
        Program(address, "0" * 32).posts(plain()),
        revoked.posts(plain()),
    ]
    for refused in refusals:
        assert (refused.status_code, refused.headers["content-type"]) == (401, PROBLEM)
        assert refused.headers["www-authenticate"] == "Bearer"
    assert refusals[0].json()["detail"].startswith("There is none.")
    assert refusals[-1].json()["detail"].startswith("It is none of ours, or was revoked.")
    assert cases(desk) == 0


def test_nothing_of_a_stranger_is_read(
    desk: DeskUnderTest, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a megabyte takes as long to read as a hundred reports: a key of ours comes first, also
    where a program has it within what it sends.
    """
    monkeypatch.setattr(reading, "json_of", None)
    monkeypatch.setattr(events_in, "json_of", None)
    door, much = f"{address}/in/events", {"payload": {"custom_details": ["x"] * 100_000}}
    for body in (much, pagerduty(**much, routing_key="0" * 32), pagerduty(routing_key=["x"])):
        assert httpx.post(door, json=body).status_code == 401


def test_a_key_within_what_is_told_reports_nothing(desk: DeskUnderTest, address: str) -> None:
    """Somebody's monitoring may tell of what it has sent by another's key: its own counts."""
    of_initech, of_acme = program_of(desk, address), program_of(desk, address, "acme")
    payload = {
        "summary": "Login is down",
        "source": "vienna",
        "severity": "critical",
        "custom_details": {"routing_key": of_acme.key},
    }
    door = f"{address}/in/events"
    told = {"payload": payload, "event_action": "trigger", "routing_key": of_initech.key}
    assert httpx.post(door, json=told).status_code == 202
    with desk.reading("dana") as turn:
        [case] = turn.session.scalars(select(Case)).all()
        assert turn.session.get_one(Customer, case.customer_id).key == "initech"
    assert httpx.post(door, json={**told, "routing_key": "0" * 32}).status_code == 401
    del told["routing_key"]
    assert httpx.post(door, json=told).status_code == 401


def test_a_key_reports_for_its_own_customer_alone(desk: DeskUnderTest, address: str) -> None:
    """The same dedup key of two customers is two things."""
    of_initech = program_of(desk, address)
    of_acme = program_of(desk, address, "acme")
    first, second = answer(of_initech.posts(plain())), answer(of_acme.posts(plain()))
    assert (first["case"], second["case"], second["new"]) == (1, 2, True)
    answer(of_acme.posts(plain(action="resolve")))
    with desk.reading("dana") as turn:
        found = turn.session.scalars(select(Case.severity).order_by(Case.id)).all()
    assert found == [1, 2]


def test_both_keys_of_a_source_are_the_same_source(desk: DeskUnderTest, address: str) -> None:
    """While one takes the other's place, what one reported the other says has recovered."""
    old = program_of(desk, address)
    said = desk.types("dana", "/customer source initech monitoring rotate").whole
    new = Program(address, next(word for word in said.replace("`", " ").split() if len(word) == 32))
    assert answer(old.posts(plain()))["new"]
    assert not answer(new.posts(plain()))["new"]


def test_when_a_key_was_last_heard(desk: DeskUnderTest, monitoring: Program) -> None:
    monitoring.posts(plain())
    assert desk.types("ben", "/customer source initech").says("heard Sat 6 Jun 03:10")


def test_a_sign_of_life_reports_nothing_else(desk: DeskUnderTest, address: str) -> None:
    """Its key stands in a cron line: with it nobody is rung."""
    refused = sign_of(desk, address).posts(plain())
    assert (refused.status_code, cases(desk)) == (403, 0)
    assert program_of(desk, address).calls().status_code == 404
