"""Signs of life at `/in/alive/…`: what is one, and what only looks like it."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import select

from models.rows.reports import SignOfLife
from tests.desk import DeskUnderTest
from tests.machines import Program, sign_of


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
    unknown = Program(address, "0" * 32).calls()
    assert (unknown.status_code, unknown.json()["detail"]) == (
        404,
        "The key in this address is none of ours, or was revoked.",
    )
