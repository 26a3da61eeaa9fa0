"""What comes (N3): on the card, in an account manager's Home, and as a chart."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.conversations.at_home import charts, home_of
from tests.desk import DeskUnderTest, Heard
from tests.told_once import told_once

pytestmark = pytest.mark.both_databases


@told_once
def with_charges(desk: DeskUnderTest, *days: str, at: str) -> None:
    """Let acme have a case of an hour on each of some days."""
    with_acme(desk, *(f"Case {number}" for number in range(1, len(days) + 1)), at=at)
    for number, day in enumerate(days, start=1):
        desk.types("ada", f"/escalation log 1h #{number} {day}")


def test_it_is_silent_where_little_is_known(desk: DeskUnderTest) -> None:
    """N3: under three charges or 90 days nothing is said of it on the card, and why where asked."""
    with_charges(desk, "4 may", "5 may", at="Mon 2026-06-08 10:00")
    card = desk.types("cleo", "/balance acme")
    assert card.says(":calendar: 2 expire in 206 days\n")
    asked = desk.types("cleo", "/balance acme forecast")
    assert asked.text == "There is no forecast for acme yet."
    assert asked.says("It wants 90 days of history and 3 charges; there are 158 days and 2 charges")


def test_what_expires_unused(desk: DeskUnderTest) -> None:
    """Two charges in 180 days, give or take one and a half: the last of 4 may be lost."""
    with_charges(desk, "4 may", "7 may", "8 may", at="Mon 2026-11-02 10:00")
    said = "may lose 1 of 4 (included 2026) on 31 Dec and may run out from 24 Jul 2027 on"
    assert desk.types("cleo", "/balance acme").says(f":calendar: 1 expires in 59 days; {said}")
    asked = desk.types("cleo", "/balance acme forecast")
    assert asked.text == f"acme {said}."
    assert asked.says("From 2 charges in the last 180 days, give or take 1 (N3)")
    desk.home("cleo")
    assert home_of(desk, "cleo").says(f":calendar: acme {said}")


def test_the_chart(desk: DeskUnderTest) -> None:
    """The past year and the coming six months: what is left by when it expires, each charge a step
    down; and what only the slow pace leaves."""
    with_charges(desk, "2 feb", "4 mar", "5 may", at="Mon 2026-06-08 10:00")
    desk.types("cleo", "/customer pack acme S on 2026-04-15")
    asked = desk.types("cleo", "/balance acme forecast")
    assert asked.says("_More if slower_ is what the slower one would leave beside")
    labels, told = drawn(asked)
    assert labels[:2] == ["Jan 26", "Feb 26"]
    assert labels[4:7] == ["May 26", "Today", "Jun 26"]
    assert labels[-1] == "Nov 26"
    assert list(told) == ["Expires 31 Dec 26", "Expires 15 Apr 27", "More if slower"]
    assert told["Expires 31 Dec 26"][:6] == [4, 3, 2, 2, 1, 1]
    assert told["Expires 15 Apr 27"][:6] == [0, 0, 0, 1, 1, 1]
    assert told["More if slower"][:6] == [0] * 6
    assert told["More if slower"][-1] > 0


def test_the_chart_of_many_grants(desk: DeskUnderTest) -> None:
    """What has expired is one, and so is what expires late: more bars can't be told apart."""
    with_acme(desk, at="Mon 2026-05-04 10:00")
    for until in ("2026-06-05", *(f"2027-0{month}-15" for month in range(1, 6))):
        desk.types("dana", f"/customer adjust acme +1 until {until} because of {until}")
    desk.at("Mon 2026-06-08 10:00")
    _, told = drawn(desk.types("cleo", "/balance acme forecast"))
    assert list(told) == [
        "Expired by now",
        "Expires 31 Dec 26",
        "Expires 15 Jan 27",
        "Expires later",
    ]
    assert told["Expires later"][-1] == 4


def test_the_chart_of_nothing(desk: DeskUnderTest) -> None:
    """Of a customer without any grant nothing was left at any time: there is nothing to draw."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add globex "Globex" basic from 2026-01-01')
    assert charts(desk.types("cleo", "/balance globex forecast")) == []


def test_the_chart_agrees_with_what_is_said(desk: DeskUnderTest) -> None:
    """Where nothing is left the month says so, and a line says from which day: the next charge may
    come weeks later.
    """
    with_charges(desk, "2 feb", "4 mar", "5 may", at="Mon 2026-06-08 10:00")
    asked = desk.types("cleo", "/balance acme forecast")
    assert asked.text == "acme may run out from 12 Jul on."
    assert asked.says("• 15 Aug: the next finds none at the faster pace")
    labels, told = drawn(asked)
    ahead = labels.index("Jun 26") + 1
    assert labels[ahead:] == ["Jul 26", "Aug 26", "Sep 26", "Oct 26: none", "Nov 26: none"]
    assert told["Expires 31 Dec 26"][ahead:] == [0, 0, 0, 0, 0]
    assert told["More if slower"][ahead:] == [1, 1, 1, 0, 0]


def drawn(heard: Heard) -> tuple[list[str], dict[str, list[int]]]:
    """The labels of the one chart of an answer, and what it draws by name; Slack takes it."""
    (chart,) = charts(heard)
    labels = chart["chart"]["axis_config"]["categories"]
    series = chart["chart"]["series"]
    assert chart["chart"]["type"] == "bar"
    assert len(labels) == len(set(labels)) <= 20
    assert len(series) <= 6
    assert all(len(each["name"]) <= 20 for each in series)
    return labels, {each["name"]: [point["value"] for point in each["data"]] for each in series}
