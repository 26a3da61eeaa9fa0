"""`/ack/{token}`: looking changes nothing, one press takes the page, no other link does."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from unittest.mock import Mock

import httpx
import pytest
from sqlalchemy import update
from starlette.routing import Route

from models.next_steps import Step
from models.problems import Impossible, NotAllowed, Problem, TheGroup, ThePerson, Unknown
from models.rows.pages import Page
from models.rows.people import Person
from models.rules.roles import Role
from models.usecases.paging import life, links
from models.vault import Vault
from slackapp.pretend_slack.web.loopback import Loopback
from tests.conversations.at_home import home_of
from tests.desk import DeskUnderTest
from tests.outside.oncall import client, link, sev1


@pytest.fixture
def browser(desk_loopback: Loopback) -> httpx.Client:
    return client(desk_loopback)


def page(desk: DeskUnderTest) -> Page:
    with desk.house.desk.database.reading() as session:
        return session.get_one(Page, 1)


def words(answer: httpx.Response) -> str:
    """What a page says, without its style and tags."""
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return " ".join(bare.split())


def test_looking_changes_nothing(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """The page says what it is about, and a link preview acknowledges nothing."""
    sev1(desk, "Login <script>alert(1)</script>")
    desk.at("Mon 2026-06-08 10:14")
    shown = browser.get(link(desk, "ada"))
    assert shown.status_code == 200
    said = words(shown)
    for part in (
        "Rings until somebody takes it",
        "Hooli &lt;b&gt;AG · #1 · Sev-1",
        "Login &lt;script&gt;alert(1)&lt;/script&gt;",
        "Since 10:00 CEST 14m ago",
        "Reply due 12:00 CEST in 1h46",
        "Tried Ada being rung",
    ):
        assert part in said, said
    assert "<script" not in shown.text
    assert shown.text.count("<button") == 1
    assert browser.head(link(desk, "ada")).status_code == 200
    assert page(desk).acknowledged_by is None


def test_one_press_takes_it(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Pressing takes the page as that person; a second press says it is theirs."""
    sev1(desk)
    mine = link(desk, "ada")
    desk.at("Mon 2026-06-08 10:03")
    for _ in range(2):
        pressed = browser.post(mine, follow_redirects=True)
        assert pressed.status_code == 200
        assert "Yours since 10:03 CEST" in words(pressed)
        assert "<button" not in pressed.text
        desk.at("Mon 2026-06-08 10:05")
    assert (page(desk).acknowledged_by, page(desk).next_at) == ("U0ADA", None)
    assert desk.types("ada", "/case show 1").says("U0ADA")
    [history] = pressed.history
    assert (history.status_code, history.headers["location"]) == (303, mine.rpartition("/")[2])


def test_ones_home_follows(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Who takes it on the telephone sees so in Slack, if the Home is open there."""
    sev1(desk)
    desk.works()
    assert "rings since" in desk.home("ada")
    desk.at("Mon 2026-06-08 10:05")
    browser.post(link(desk, "ada"))
    desk.works()
    assert home_of(desk, "ada").says("You have hooli #1 Sev-1", "As of 10:05")


def test_somebody_else_has_it(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Who comes second is told who has it, and takes nothing away."""
    sev1(desk)
    browser.post(link(desk, "ada"))
    said = words(browser.post(link(desk, "ben"), follow_redirects=True))
    assert "Ada has it" in said
    assert "/oncall handup 1 in Slack" in said
    assert page(desk).acknowledged_by == "U0ADA"


def test_a_page_that_is_over(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """When the page has ended its links say who ended it, and how: gone."""
    sev1(desk)
    desk.types("ben", "/case respond 1")
    mine = link(desk, "ada")
    for answer in (browser.get(mine), browser.post(mine, follow_redirects=True)):
        assert answer.status_code == 410
        assert "Page 1 is over" in words(answer)
        assert "Ben gave the first response" in words(answer)


def test_a_page_that_is_over_for_whoever_had_it(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Nothing is due any more, so nothing says that it is: gone for them too."""
    sev1(desk)
    mine = link(desk, "ada")
    browser.post(mine)
    desk.types("ben", "/case respond 1")
    answer = browser.get(mine)
    assert answer.status_code == 410
    assert "Ben gave the first response" in words(answer)
    assert "Reply due" not in words(answer)


def test_foreign_links(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """What we did not sign, or another key did, or leads to no page, is nothing."""
    sev1(desk)
    mine = link(desk, "ada")
    foreign = Vault(Vault.new_key()).sign(1, "U0ADA")
    former, new = Vault.new_key(), Vault.new_key()
    assert Vault(f"{new}, {former}").read(Vault(former).sign(1, "U0ADA")) == (1, "U0ADA")
    assert Vault(new).read(Vault(f"{new}, {former}").sign(1, "U0ADA")) == (1, "U0ADA")
    for address in (
        mine[:-1],
        mine.replace("/ack/", "/ack/x"),
        f"/ack/{foreign}",
        "/ack/%00",
        "/ack/WzEsIlUwQURBIl0",
        link(desk, "ada", page=99),
        link(desk, "nobody"),
    ):
        for answer in (browser.get(address), browser.post(address, follow_redirects=True)):
            assert answer.status_code == 404, address
            assert "There is nothing here" in words(answer)
    assert page(desk).acknowledged_by is None


@pytest.mark.parametrize("standing", ["guest", "deactivated", "outsider"])
def test_who_is_no_member_any_more(
    desk: DeskUnderTest, browser: httpx.Client, standing: str
) -> None:
    """A link serves a full member only, and says so kindly."""
    sev1(desk)
    with desk.house.desk.database.writing() as session:
        session.execute(update(Person).where(Person.id == "U0ADA").values(standing=standing))
    for answer in (browser.get(link(desk, "ada")), browser.post(link(desk, "ada"))):
        assert answer.status_code == 403
        assert "the support desk" in words(answer).lower()
        assert "Hooli" not in answer.text
    assert page(desk).acknowledged_by is None


@pytest.mark.parametrize(("kind", "status"), [(NotAllowed, 403), (Unknown, 404), (Impossible, 503)])
def test_a_refusal_has_nothing_of_slacks(
    desk: DeskUnderTest,
    browser: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[Problem],
    status: int,
) -> None:
    """Whatever refuses them, people and groups are named, and a command says where it is typed."""
    sev1(desk)
    group, step = TheGroup("S0ENG", Role.ENGINEER), Step.HAND_UP_PAGE(page=1)
    said = (ThePerson("U0BEN"), " is not in ", group, " <yet>. To hand it up:")
    monkeypatch.setattr(links, "invited", Mock(side_effect=kind(said, step)))
    answer = browser.get(link(desk, "ada"))
    assert answer.status_code == status
    assert (
        "Ben is not in the engineers&#x27; group &lt;yet&gt;. "
        "To hand it up: /oncall handup 1 in Slack"
    ) in answer.text


def test_a_drill(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """A drill says that it is one, and is taken like any other."""
    sev1(desk)
    with desk.writing("ben") as turn:
        number = life.drill(turn).id
    drill = link(desk, "ben", number)
    assert "A drill: this rings only you" in words(browser.get(drill))
    assert "Yours since" in words(browser.post(drill, follow_redirects=True))


def test_nothing_is_kept_or_passed_on(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """No copy, no referrer, no index, no script, nothing from elsewhere; the style is its own."""
    sev1(desk)
    for address in (link(desk, "ada"), "/ack/x"):
        answer = browser.get(address)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
        policy = answer.headers["content-security-policy"]
        style = re.search(r"<style>(.*)</style>", answer.text, re.DOTALL)
        assert style is not None
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
        assert "style=" not in answer.text
        assert "http" not in answer.text.replace("http-equiv", "")


def test_in_socket_mode_slacks_door_is_closed(desk: DeskUnderTest) -> None:
    """Beside Socket Mode only people's pages are served: nobody asks there who knocks."""

    def paths(slack: bool) -> set[str]:
        return {route.path for route in desk.house.routes(slack=slack) if isinstance(route, Route)}

    assert paths(slack=True) - paths(slack=False) == {"/slack/events"}
    assert {"/ack/{token}", "/feeds/{token}.ics", "/metrics"} <= paths(slack=False)


def test_there_is_no_link_without_a_key_or_an_address(desk: DeskUnderTest) -> None:
    """What can't be signed or reached is not offered."""
    known = desk.house.desk
    assert links.link_of(replace(known, vault=None), 1, "U0ADA") is None
    assert links.link_of(replace(known, public_url=None), 1, "U0ADA") is None
