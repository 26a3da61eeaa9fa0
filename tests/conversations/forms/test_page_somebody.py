"""*Page somebody*: whom it rings is shown beforehand, by the function that pages (O6)."""

from __future__ import annotations

import pytest

from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")

ASKS = "the portal is down"


def test_for_a_case(desk: DeskUnderTest) -> None:
    """A case is chosen: the form says who is rung and what follows; then they are rung."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    assert "to see who would be rung" in desk.shortcut("ada", "page_somebody")["text"]
    shown = desk.fills("ada", "about", "#1")
    assert "*Rings <@U0BEN> at once.*" in shown["text"]
    assert "at once `primary`, after 5m `secondary`" in shown["text"].replace("*", "")
    desk.works()
    assert desk.slack.phones.received("ben") == []
    done = desk.submits("ada", about="#1", text=ASKS)
    assert "Page 1 rings: acme #1" in done["text"]
    desk.works()
    assert len(desk.slack.phones.received("ben")) == 1
    assert ASKS in desk.slack.phones.received("ben")[0].text


def test_by_a_command(desk: DeskUnderTest) -> None:
    """`/oncall page` alone opens the same form, from which somebody is rung."""
    desk.at("Tue 2026-06-09 10:00")
    shown = desk.opens("ada", "/oncall page")
    assert (shown["title"], shown["fields"]) == ("Page somebody", ["about", "text"])
    assert "Page 1 rings: acme" in desk.submits("ada", about="acme", text=ASKS)["text"]


def test_for_a_customer(desk: DeskUnderTest) -> None:
    """A customer is chosen, without a case."""
    desk.at("Tue 2026-06-09 10:00")
    desk.shortcut("ada", "page_somebody")
    assert "Rings <@U0BEN> at once." in desk.fills("ada", "about", "acme")["text"]
    assert "Page 1 rings: acme" in desk.submits("ada", about="acme", text=ASKS)["text"]


def test_for_one_person_alone(desk: DeskUnderTest) -> None:
    """As `/oncall page @ada` does: only she rings, also where the ladder would ring another."""
    desk.at("Tue 2026-06-09 10:00")
    form = desk.shortcut("ben", "page_somebody")
    offered = {
        group["label"]["text"]: [option["value"] for option in group["options"]]
        for group in form["blocks"][0]["element"]["option_groups"]
    }
    assert offered["One person alone"] == ["@ada", "@cleo", "@dana"]
    shown = desk.fills("ben", "about", "@ada")["text"]
    assert "*Rings <@U0ADA> at once.*" in shown
    assert "then all of them every 5m" in shown
    assert (
        "Page 1 rings: “only you know”"
        in desk.submits("ben", about="@ada", text="only you know")["text"]
    )
    desk.works()
    assert len(desk.slack.phones.received("ada")) == 1
    assert desk.slack.phones.received("ben") == []


def test_whoever_asks_is_not_rung(desk: DeskUnderTest) -> None:
    """O4, O6: Ben asks and is on call himself: the form names the next, and the page rings her."""
    desk.at("Tue 2026-06-09 10:00")
    desk.shortcut("ben", "page_somebody")
    assert "Rings <@U0ADA> at once." in desk.fills("ben", "about", "acme")["text"]
    desk.submits("ben", about="acme", text=ASKS)
    desk.works()
    assert len(desk.slack.phones.received("ada")) == 1
    assert desk.slack.phones.received("ben") == []


def test_a_case_with_a_page_already(desk: DeskUnderTest) -> None:
    """While a page has not ended there is no second one; that is said below the field."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open initech sev1 Login is down")
    desk.shortcut("ada", "page_somebody")
    assert ":warning: There is page 1 for #1 already." in desk.fills("ada", "about", "#1")["text"]
    shown = desk.submits("ada", about="#1", text=ASKS)
    assert shown["text"].count("There is page 1 for #1 already.") == 1
    assert shown["errors"] == {}


def test_whoever_has_the_page_is_named(desk: DeskUnderTest) -> None:
    """Below a field Slack shows no mention, so people are called by their names there."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open initech sev1 Login is down")
    desk.types("ben", "/oncall ack 1")
    desk.shortcut("ada", "page_somebody")
    said = "has page 1 for #1 already. To ring somebody else too: /oncall handup 1"
    assert desk.submits("ada", about="#1", text=ASKS)["errors"] == {"about": f"Ben {said}"}
    desk.shortcut("ada", "page_somebody")
    assert f":warning: <@U0BEN> {said}" in desk.fills("ada", "about", "#1")["text"]


def test_what_is_wrong_is_asked_for(desk: DeskUnderTest) -> None:
    """Whoever is rung at night wants to know why: the text is asked for."""
    desk.shortcut("ada", "page_somebody")
    assert desk.submits("ada", about="acme", text="   ")["errors"].keys() == {"text"}
    assert desk.types("ada", "/oncall pages").text == "No page rings."


def test_many_pages_within_a_minute_are_asked_about(desk: DeskUnderTest) -> None:
    """As of a command: the form stays, with *Page anyway*, which pages with what was filled in."""
    desk.at("Tue 2026-06-09 10:00")
    for number in range(5):
        desk.types("ada", f"/oncall page @cleo call me {number}")
    for about, what in (("acme", "acme: “only you know”"), ("@ben", "“only you know”")):
        desk.opens("ada", "/oncall page")
        asked = desk.submits("ada", about=about, text="only you know")
        assert "You have paged 5 times within a minute. Ring once more?" in asked["text"]
        desk.slack.click("ada", "Page anyway")
        assert f" rings: {what}" in desk.form("ada")["text"]
        desk.slack.close("ada")
