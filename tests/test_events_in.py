"""`/in/events` and `/in/alive/…`: who is heard, what is answered, and what is refused, and how."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from handlers.front import lanes
from handlers.front.lanes import Lanes
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.reports import Arrival, Report, SignOfLife, Source, SourceKey
from models.usecases.reports import arrivals, sources
from slackapp import events_in
from slackapp.events_in import MOST_BYTES, EventsIn, reading
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.shapes import Event
from tests.agreement.coming_in import rang
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest, Heard
from tests.machines import Program, answer, program_of, sign_of
from tests.shapes.made_up import alert, alertmanager, grafana, pagerduty, plain, without
from tests.waiting import SOON

PROBLEM = "application/problem+json"


@pytest.fixture
def address(desk: DeskUnderTest, desk_loopback: Loopback) -> str:
    with_people_on_call(desk)
    desk.at("Sat 2026-06-06 03:10")
    return desk_loopback.address


@pytest.fixture
def monitoring(desk: DeskUnderTest, address: str) -> Program:
    """initech's, who is Managed."""
    return program_of(desk, address)


def cases(desk: DeskUnderTest) -> int:
    with desk.reading("dana") as turn:
        return turn.session.scalar(select(func.count(Case.id))) or 0


# --- what is answered -----------------------------------------------------------------------------


@pytest.mark.parametrize("body", [plain(), pagerduty(), alertmanager()])
def test_a_critical_event_rings_and_says_what_came_of_it(
    desk: DeskUnderTest, monitoring: Program, body: dict[str, object]
) -> None:
    """In each shape; the same once more is the same case, and rings nobody anew."""
    first = monitoring.posts(body)
    assert answer(first) == {
        "case": 1,
        "new": True,
        "page": 1,
        "due": "2026-06-06T05:10:00+02:00",
    }
    assert first.headers["cache-control"] == "no-store"
    again = answer(monitoring.posts(body))
    assert (again["case"], again["new"], again["page"]) == (1, False, 1)
    assert rang(desk) == [1]


def test_each_alert_of_grafanas_is_answered(desk: DeskUnderTest, monitoring: Program) -> None:
    """I7: the second joins the page of the first."""
    told = answer(monitoring.posts(grafana(alert("web-1"), alert("web-2"))))
    assert [each["case"] for each in told["events"]] == [1, 2]
    assert rang(desk) == [1]


def test_what_is_not_called_critical_waits(desk: DeskUnderTest, monitoring: Program) -> None:
    told = answer(monitoring.posts({"summary": "The disk is nearly full", "severity": "warning"}))
    assert (told["case"], told["page"]) == (1, None)
    assert told["due"] == "2026-06-09T17:00:00+02:00"


def test_that_they_look_at_it_themselves_ends_no_page(
    desk: DeskUnderTest, monitoring: Program
) -> None:
    """R7: it is kept, and that is all."""
    monitoring.posts(pagerduty())
    told = answer(monitoring.posts(pagerduty(event_action="acknowledge")))
    assert told == {"case": None, "new": False, "page": None, "due": None}
    with desk.reading("dana") as turn:
        came = turn.session.scalars(select(Arrival.came).order_by(Arrival.id)).all()
    assert came[-1] == "acknowledged by them, which ends no page"


# --- who is heard ---------------------------------------------------------------------------------


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


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"summary": NaN}',
        b'{"summary": ' + b"9" * 5000 + b"}",
        b'{"summary": ' + b"[" * 600 + b"]" * 600 + b"}",
    ],
)
def test_what_is_no_json(desk: DeskUnderTest, monitoring: Program, content: bytes) -> None:
    refused = monitoring.sends(content)
    assert (refused.status_code, refused.headers["content-type"]) == (400, PROBLEM)
    assert refused.json()["detail"] == "The body should be JSON in UTF-8."
    assert cases(desk) == 0


def test_what_has_none_of_the_shapes(desk: DeskUnderTest, monitoring: Program) -> None:
    """With the sentence, and what would be right."""
    refused = monitoring.posts(without(plain(severty="critical"), "summary"))
    assert (refused.status_code, refused.headers["content-type"]) == (422, PROBLEM)
    told = refused.json()
    assert told["title"] == "Not understood"
    assert told["errors"] == [
        "summary is missing. It should be a text that says what has happened, such as Login is "
        "down.",
        "There is no field severty. The fields are summary, severity, dedup_key, action, details, "
        "link.",
    ]
    assert told["detail"] == " ".join(told["errors"])
    assert cases(desk) == 0


def test_what_is_too_large(desk: DeskUnderTest, monitoring: Program) -> None:
    assert monitoring.posts(plain(details="x" * (MOST_BYTES - 500))).status_code == 202
    refused = monitoring.posts(plain(details="x" * MOST_BYTES))
    assert (refused.status_code, refused.headers["content-type"]) == (413, PROBLEM)


def test_a_source_that_is_too_loud(desk: DeskUnderTest, monitoring: Program) -> None:
    """429 with the seconds to wait; Alertmanager, which tries again on 5xx alone, hears 503. The
    admins are told once: a mute door is a lost page.
    """
    for _ in range(120):
        assert monitoring.posts(plain()).status_code == 202
    desk.at("Sat 2026-06-06 03:10:20")
    loud = monitoring.posts(plain())
    assert (loud.status_code, loud.headers["retry-after"]) == (429, "40")
    theirs = monitoring.posts(alertmanager(), **{"User-Agent": "Alertmanager/0.28.1"})
    assert (theirs.status_code, theirs.headers["retry-after"]) == (503, "40")
    desk.works()
    told = [m.text for m in desk.slack.messages_seen_by("dana", "#desk-admin")]
    loud_ones = [text for text in told if "monitoring" in text]
    assert loud_ones == [
        "initech's monitoring reports more than 120 times a minute: what is beyond is refused."
    ]
    desk.at("Sat 2026-06-06 03:11:01")
    assert monitoring.posts(plain()).status_code == 202


def test_the_admins_hear_of_a_loud_source_once_an_hour(
    desk: DeskUnderTest, monitoring: Program
) -> None:
    """An hour from the last time, whatever the clock on the wall strikes meanwhile."""

    def heard_of_it(wall: str) -> int:
        desk.at(wall)
        with desk.writing("dana") as turn:
            sources.too_loud(turn, turn.session.scalars(select(Source.id)).one())
        desk.works()
        told = [m.text for m in desk.slack.messages_seen_by("dana", "#desk-admin")]
        return sum("times a minute" in text for text in told)

    assert heard_of_it("Sat 2026-06-06 03:50") == 1
    assert heard_of_it("Sat 2026-06-06 04:49") == 1
    assert heard_of_it("Sat 2026-06-06 04:51") == 2


# --- signs of life --------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_sign_of_life_is_heard(desk: DeskUnderTest, address: str, method: str) -> None:
    heard = sign_of(desk, address).calls(method)
    assert heard.status_code == 202
    assert heard.text == "Heard. The next one is expected by Sun 7 Jun 05:10.\n"


def test_who_only_looks_at_the_address_gives_no_sign(desk: DeskUnderTest, address: str) -> None:
    """HEAD, and Slack itself, which shows what stands behind an address that somebody wrote."""
    sign = sign_of(desk, address)
    slackbot = {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}
    preview = httpx.get(f"{address}/in/alive/{sign.key}", headers=slackbot)
    assert (sign.calls("HEAD").status_code, preview.status_code) == (405, 403)
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(SignOfLife.due_at)).all() == [None]


def test_who_looks_at_the_address_in_a_browser_gives_no_sign(
    desk: DeskUnderTest, address: str
) -> None:
    """They read why; the program's call counts."""
    sign = sign_of(desk, address)
    browser = {"User-Agent": "Mozilla/5.0", "Sec-Fetch-Mode": "navigate"}
    looked = httpx.get(f"{address}/in/alive/{sign.key}", headers=browser)
    assert (looked.status_code, looked.json()["detail"]) == (
        403,
        "A look at it in a browser is none.",
    )
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(SignOfLife.due_at)).all() == [None]
    assert sign.calls().status_code == 202


def test_an_address_that_we_did_not_give(desk: DeskUnderTest, address: str) -> None:
    ended = sign_of(desk, address)
    desk.types("dana", "/customer expects initech nightly-backup off")
    assert ended.calls().status_code == 404
    assert Program(address, "0" * 32).calls().status_code == 404


# --- a mute door is a lost page -------------------------------------------------------------------


def told_of_refusals(desk: DeskUnderTest) -> list[Heard]:
    """What the admins read of what was refused."""
    desk.works()
    seen = desk.slack.messages_seen_by("dana", "#desk-admin")
    return [Heard(each.text, each.blocks) for each in seen if "that was refused:" in each.text]


@pytest.mark.parametrize(
    ("sent", "status", "why"),
    [
        (b"{", 400, "The body should be JSON in UTF-8."),
        (b"[]", 422, "The body should be an object"),
        (b'{"severty": "critical"}', 422, "summary is missing."),
        (b'"' + b"x" * MOST_BYTES + b'"', 413, "An event has at most 524,288 bytes."),
    ],
    ids=["no JSON", "no object", "another field", "too large"],
)
def test_what_cannot_be_read_is_told_once_a_day(
    desk: DeskUnderTest, monitoring: Program, sent: bytes, status: int, why: str
) -> None:
    """Of a source and for a kind of reason; the next day once more."""
    for _ in range(3):
        assert monitoring.sends(sent).status_code == status
    (told,) = told_of_refusals(desk)
    assert told.text.startswith(
        f":warning: initech's monitoring reported something that was refused: {why}"
    )
    desk.at("Sun 2026-06-07 03:10")
    monitoring.sends(sent)
    assert len(told_of_refusals(desk)) == 2


def test_whose_key_was_revoked_is_told(desk: DeskUnderTest, monitoring: Program) -> None:
    """It goes on reporting by it; of a key that was none of ours nobody is told."""
    desk.types("dana", "/customer source initech monitoring revoke")
    assert monitoring.posts(plain()).status_code == 401
    assert Program(monitoring.address, "0" * 32).posts(plain()).status_code == 401
    assert [told.text for told in told_of_refusals(desk)] == [
        ":warning: initech's monitoring reported something that was refused: It is none of ours, "
        "or was revoked. It goes into the header Authorization, behind the word Bearer."
    ]


def test_what_breaks_is_told(
    desk: DeskUnderTest, monitoring: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody but the log would know."""

    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(arrivals, "take_in", breaks)
    assert monitoring.posts(plain()).status_code == 500
    (told,) = told_of_refusals(desk)
    assert "Something broke on our side." in told.text


# --- what is kept, and what is not ----------------------------------------------------------------


def test_neither_keys_nor_secrets_are_kept_or_logged(
    desk: DeskUnderTest, monitoring: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = "xoxb-1-abcdef"
    body = pagerduty(routing_key=monitoring.key, client=token)
    httpx.post(f"{monitoring.address}/in/events?key={monitoring.key}", json=body)
    with desk.reading("dana") as turn:
        raw = turn.session.scalars(select(Arrival.raw)).one()
        hashes = turn.session.scalars(select(SourceKey.hash)).all()
    assert json.loads(raw)["dedup_key"] == "vienna/disk"
    assert token not in raw
    assert monitoring.key not in raw + str(hashes)
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("http"))
    assert monitoring.key not in ours
    assert "vienna" not in ours


def test_secrets_of_a_program_are_not_kept(desk: DeskUnderTest, monitoring: Program) -> None:
    """By their names while it is an object, and where they stand in a text."""
    secrets = {
        "password": "hunter2",
        "db_password": "hunter3",
        "api_key": "hunter4",
        "accessToken": "hunter5",
        "token": "hunter6",
        "Authorization": "Bearer hunter7hunter7",
        "nested": [{"client_secret": "hunter8"}],
        "said": 'curl -H "Authorization: Bearer hunter9hunter9" -d {"password": "hunter10"}',
        "query": "password=hunter11",
        "region": "eu",
    }
    answer(monitoring.posts(plain(details=secrets)))
    answer(
        monitoring.posts(pagerduty(payload={**pagerduty()["payload"], "custom_details": secrets}))
    )
    with desk.reading("dana") as turn:
        for arrival in turn.session.scalars(select(Arrival)):
            kept = arrival.raw + json.dumps(arrival.read_as)
            assert "hunter" not in kept
            assert "eu" in kept


def test_the_same_again_is_counted(desk: DeskUnderTest, monitoring: Program) -> None:
    for _ in range(3):
        monitoring.posts(plain())
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Report.seen)).all() == [3]


# --- one of several, and those behind it ----------------------------------------------------------


def test_one_that_is_refused_loses_neither_itself_nor_what_stands_behind_it(
    desk: DeskUnderTest, monitoring: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I10: it is kept, to be treated again, and its sender reads so; whyever it was refused."""
    monkeypatch.setattr(arrivals, "title_of", lambda words: "" if words == "refused" else words)
    refuses = {**alert("web-2"), "annotations": {"summary": "refused"}}
    sent = grafana(alert("web-1"), refuses, alert("web-3"))
    first, refused, last = answer(monitoring.posts(sent))["events"]
    assert (first["case"], refused["case"], last["case"]) == (1, None, 2)
    assert refused["refused"] == (
        "The case needs a title: a few words on what is wrong. It was kept (I10)."
    )
    with desk.reading("dana") as turn:
        came = turn.session.scalars(select(Arrival.came).order_by(Arrival.id)).all()
    assert came == ["opened a case", "refused, to be treated again", "opened a case"]
    monitoring.posts(sent)
    (told,) = told_of_refusals(desk)
    assert told.says("The case needs a title", "is said once a day")
    assert told.typed_by("Treat it again") == "/case arrival 2 again"


def test_many_alerts_in_one_body(desk: DeskUnderTest, monitoring: Program) -> None:
    """Beyond 50 of them the rest is one case, and critical if one of them is."""
    told = [alert(f"web-{number}", severity="warning") for number in range(299)]
    came = answer(monitoring.posts(grafana(*told, alert("web-299"))))["events"]
    assert (len(came), cases(desk)) == (51, 51)
    assert [each["page"] for each in came if each["page"]] == [1]
    with desk.reading("dana") as turn:
        last = turn.session.get_one(Case, 51)
    assert last.title.startswith("250 more alerts of ")


def test_recoveries_beyond_fifty_count_for_their_cases(
    desk: DeskUnderTest, monitoring: Program
) -> None:
    """I6: 100 were reported in two messages, and are told of as over in one: each is lowered, and
    of what had no case nothing follows.
    """
    all_of_them = [alert(f"web-{number}") for number in range(100)]
    for some in (all_of_them[:50], all_of_them[50:]):
        monitoring.posts(grafana(*some))
    desk.at("Sat 2026-06-06 03:20")
    over = [alert(f"web-{number}", "resolved") for number in range(150)]
    came = answer(monitoring.posts(grafana(*over)))["events"]
    assert len(came) == 50 + 1 + 50
    with desk.reading("dana") as turn:
        assert set(turn.session.scalars(select(Case.severity))) == {2}
        assert turn.session.scalar(select(func.count(Arrival.id))) == 100 + 50 + 1 + 50


def test_alerts_are_counted_and_not_requests(desk: DeskUnderTest, monitoring: Program) -> None:
    """50, 50 and 20 are as much as a minute holds."""
    for count in (50, 50, 20):
        sent = grafana(*(alert(f"web-{number}") for number in range(count)))
        assert monitoring.posts(sent).status_code == 202
    assert monitoring.posts(plain()).status_code == 429


def test_whoever_has_no_key_is_looked_up_without_urgency(
    desk: DeskUnderTest, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is urgent is only read of those whose key is known; the try is noted so, too."""
    asked: list[bool] = []
    submit = Lanes.submit

    def seen(self: Lanes, work: Callable[[], Any], *, urgent: bool) -> Future[Any]:
        asked.append(urgent)
        return submit(self, work, urgent=urgent)

    monkeypatch.setattr(Lanes, "submit", seen)
    assert Program(address, "0" * 32).posts(plain()).status_code == 401
    assert set(asked) == {False}


def test_a_source_that_shouts_holds_up_nobody_else(
    desk: DeskUnderTest, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much of one key's is under way, what comes by another is taken at once."""
    shouts, speaks = program_of(desk, address), program_of(desk, address, "acme")
    held, take_one = threading.Event(), EventsIn._take_one

    def slowly(self: EventsIn, bearer: Any, event: Event, came_at: datetime) -> dict[str, Any]:
        if event.dedup_key.startswith("loud"):
            held.wait(SOON)
        return take_one(self, bearer, event, came_at)

    monkeypatch.setattr(EventsIn, "_take_one", slowly)
    with ThreadPoolExecutor(30) as at_once:
        loud = [at_once.submit(shouts.posts, plain(dedup_key=f"loud {n}")) for n in range(30)]
        try:
            assert answer(speaks.posts(plain()))["new"]
        finally:
            held.set()
        assert {each.result().status_code for each in loud} == {202}
    assert cases(desk) == 31


def test_so_many_at_the_door(
    desk: DeskUnderTest, monitoring: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More keys than can be looked up at once are not, and nothing is kept of what they sent."""
    monkeypatch.setattr(lanes, "MOST_WAITING", 0)
    refused = monitoring.posts(plain())
    assert (refused.status_code, cases(desk)) == (503, 0)
    assert refused.json()["detail"].endswith("Nothing was kept: send it again.")
