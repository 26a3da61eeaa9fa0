"""What is refused at `/in/events`, and who hears of it: a mute door is a lost page."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.reports import Source
from models.usecases.reports import arrivals, sources
from slackapp.events_in import MOST_BYTES
from tests.desk import DeskUnderTest
from tests.machines import PROBLEM, Program, cases, told_of_refusals
from tests.shapes.made_up import alertmanager, plain, without

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


# --- a mute door is a lost page -------------------------------------------------------------------


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
