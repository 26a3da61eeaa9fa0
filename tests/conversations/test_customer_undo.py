"""`/customer`: *Undo* takes back what one has changed, as long as nothing followed from it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.cases import Change
from models.rules.noted import AboutCustomer
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def level_and_granted(desk: DeskUnderTest, day: str | None = None) -> tuple[str, int]:
    found = desk.statement("acme", day)
    return found["level"], found["granted"]


# --- what a customer is called and has ------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "done", "undone", "later"),
    [
        (
            '/customer rename acme "Acme Group"',
            "acme is called Acme Group now (was Acme AG).",
            "acme is called Acme AG now (was Acme Group).",
            '/customer rename acme "Acme Holding"',
        ),
        (
            "/customer manager acme @dana",
            "<@U0DANA> is acme's account manager (was <@U0CLEO>).",
            "<@U0CLEO> is acme's account manager (was <@U0DANA>).",
            "/customer manager acme @ben",
        ),
        (
            "/customer channel acme #sales",
            "<#C0SALES> is acme's channel now.",
            "<#C0ACME> is acme's channel now.",
            "/customer channel acme #random",
        ),
    ],
)
def test_a_name_a_manager_a_channel(
    desk: DeskUnderTest, typed: str, done: str, undone: str, later: str
) -> None:
    """Undo and Put it back are the change the other way, once each, by whoever made it."""
    with_acme(desk)
    desk.types("dana", '/customer add other "Other" basic from 2026-01-01')
    desk.types("dana", "/customer manager other @cleo")
    changed = desk.types("dana", typed)
    assert changed.text.startswith(done)
    undo = changed.typed_by("Undo")
    assert desk.types("ben", undo).text.startswith("Only ")
    assert desk.types("cleo", undo).text.startswith("Only ")
    desk.at("Mon 2026-06-01 09:30")
    back = desk.presses("dana", "Undo")
    assert (back.text.startswith(undone), back.buttons) == (True, ["Put it back"])
    assert desk.types("dana", undo).text == "You have already undone that."
    again = desk.types("dana", back.typed_by("Put it back"))
    assert (again.text.startswith(done), again.buttons) == (True, ["Undo"])
    history = desk.types("cleo", "/customer show acme").whole
    assert history.count("    undone today 09:30 by <@U0DANA>") == 1
    assert history.count("    put back today 09:30 by <@U0DANA>") == 1
    desk.types("dana", later)
    refused = desk.types("dana", again.typed_by("Undo"))
    assert refused.text == (
        "You have changed it again since, so it can't be undone. Type what it should be now."
    )


def test_without_a_number_it_is_the_latest_of_today(desk: DeskUnderTest) -> None:
    """One's own, and each once; what is older is not guessed at."""
    with_acme(desk)
    desk.types("cleo", "/customer language acme de")
    desk.at("Tue 2026-06-02 09:00")
    desk.types("cleo", '/customer rename acme "Acme Group"')
    desk.types("cleo", "/customer channel acme #sales")
    desk.types("dana", "/customer language acme en")
    assert desk.types("cleo", "/customer undo").text.startswith("<#C0ACME> is acme's channel now")
    assert desk.types("cleo", "/customer undo").text.startswith("acme is called Acme AG now")
    assert desk.types("cleo", "/customer undo").says("You have changed nothing today")


def test_only_whoever_changed_it_undoes_it(desk: DeskUnderTest) -> None:
    """Whoever may change it can type that; whoever may not is told nothing of it."""
    with_acme(desk)
    desk.types("dana", '/customer add other "Other" basic from 2026-01-01')
    desk.types("dana", "/customer manager other @cleo")
    undo = desk.types("dana", '/customer rename acme "Acme Group"').typed_by("Undo")
    assert desk.types("cleo", undo).text == (
        "Only <@U0DANA>, who changed that, can undo it. You can still change it yourself by "
        "typing the command, where you may."
    )
    undo = desk.types("cleo", '/customer rename acme "Acme Holding"').typed_by("Undo")
    desk.types("dana", "/customer manager acme @dana")
    assert desk.types("cleo", undo).text == (
        "Only acme's account manager (<@U0DANA>) or an admin can undo what was changed of it."
    )


def test_what_there_was_none_of(desk: DeskUnderTest) -> None:
    """Nobody was its account manager and no channel was its own: so it is again."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", "/customer channel acme #acme")
    assert desk.presses("dana", "Undo").text == "acme has no channel now."
    assert desk.types("ada", "/balance", "#acme").says("1 customer")
    desk.types("dana", "/customer manager acme @cleo")
    assert desk.presses("dana", "Undo").text == "acme has no account manager now (was <@U0CLEO>)."
    assert desk.presses("dana", "Put it back").says("<@U0CLEO> is acme's account manager.")


def test_whoever_hands_a_customer_over_hands_it_back_no_more(desk: DeskUnderTest) -> None:
    """It is somebody else's now, who or an admin may; so Undo is not offered."""
    with_acme(desk)
    assert desk.types("cleo", "/customer manager acme @dana").buttons == []


def test_a_name_that_is_taken_by_now(desk: DeskUnderTest) -> None:
    """What was before may not be any more; then it is said why."""
    with_acme(desk)
    renamed = desk.types("cleo", '/customer rename acme "Acme Group"')
    desk.types("dana", '/customer add other "Acme AG" basic from 2026-01-01')
    assert desk.types("cleo", renamed.typed_by("Undo")).text == "“Acme AG” is taken by `other`."


def test_extras_are_undone_together(desk: DeskUnderTest) -> None:
    """What a form changed in one go is as it was, and is put back, in one go."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add initech "Initech" managed escalations 12 from 2026-01-01')
    desk.opens("dana", "/customer extras initech")
    desk.submits("dana", runbook_url="https://runbook.example/old")
    desk.slack.close("dana")
    desk.at("Mon 2026-06-01 09:10")
    desk.opens("dana", "/customer extras initech")
    kept = desk.submits("dana", agreed=["monitoring"], runbook_url="https://runbook.example/new")
    assert "Monitoring: yes" in kept["text"]
    desk.slack.click("dana", "Undo")
    back = desk.form("dana")["text"]
    assert "Monitoring: no" in back
    assert "https://runbook.example/old" in back
    shown = desk.types("dana", "/customer show initech")
    assert shown.whole.count("    undone today 09:10 by <@U0DANA>") == 2


# --- what was agreed ------------------------------------------------------------------------------


def test_a_level_is_undone_and_put_back(desk: DeskUnderTest) -> None:
    """G5: as if it had never been agreed, at once; and what it replaced comes again."""
    with_acme(desk)
    desk.types("dana", "/customer level acme basic from 2026-02-01")  # waits for 2027-01-01
    raised = desk.types("cleo", "/customer level acme premium from 2026-03-01")
    assert level_and_granted(desk) == ("premium", 8)
    undone = desk.presses("cleo", "Undo")
    assert undone.text == "Undone: acme has Standard today. 4 of 4 escalations left."
    assert level_and_granted(desk, "2027-02-01") == ("basic", 0)
    assert desk.types("cleo", raised.typed_by("Undo")).text == "You have already undone that."
    assert desk.types("dana", undone.typed_by("Put it back")).says("Only <@U0CLEO>, who changed")
    back = desk.types("cleo", undone.typed_by("Put it back"))
    assert back.text == "Put back: acme has Premium today. 8 of 8 escalations left."
    assert level_and_granted(desk, "2027-02-01") == ("premium", 8)
    shown = desk.types("cleo", "/customer show acme").whole
    assert shown.count("level Premium from Sun 1 Mar 2026") == 1
    assert shown.count("put back today") == 1


def test_an_end_is_undone(desk: DeskUnderTest) -> None:
    """The contract goes on, to its former end if it had one."""
    with_acme(desk)
    desk.types("cleo", "/customer end acme 2027-12-31")
    desk.types("cleo", "/customer end acme 2026-12-31")
    assert desk.presses("cleo", "Undo").text == (
        "Undone: acme has Standard, to Fri 31 Dec 2027, today. 4 of 4 escalations left."
    )
    assert level_and_granted(desk, "2027-06-01") == ("standard", 4)


def test_a_contract_is_undone(desk: DeskUnderTest) -> None:
    """The customer stays, with Basic; the same names add another contract to it."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add acme "Acme AG" premium from 2026-01-01')
    assert desk.presses("dana", "Undo").text == (
        "Undone: acme has no contract, so Basic, today. 0 of 0 escalations left."
    )
    added = desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    assert added.says("Added a contract for acme: Standard")
    assert added.buttons == ["Undo"]


def test_a_correction_is_undone(desk: DeskUnderTest) -> None:
    """What was recorded holds again."""
    with_acme(desk)
    desk.types("dana", "/customer correct acme premium from 2026-01-01 because misread")
    assert desk.presses("dana", "Undo").says("Undone: acme has Standard today. 4 of 4")
    assert desk.presses("dana", "Put it back").says("Put back: acme has Premium today. 8 of 8")


def test_what_a_case_followed_from_is_not_undone(desk: DeskUnderTest) -> None:
    """A case that was opened under it since; one that was open before is no obstacle."""
    with_acme(desk, "Login loops")
    raised = desk.types("cleo", "/customer level acme premium from 2026-03-01")
    ahead = desk.types("cleo", "/customer level acme standard from 2026-12-01")
    desk.at("Mon 2026-06-01 10:00")
    desk.types("ada", "/case open acme Slow tokens")
    assert desk.types("cleo", ahead.typed_by("Undo")).says("Undone: acme has Premium today")
    refused = desk.types("cleo", raised.typed_by("Undo"))
    assert refused.says("You have changed it again since")
    assert level_and_granted(desk) == ("premium", 8)


def test_what_followed_is_said(desk: DeskUnderTest) -> None:
    """And what to type instead: a case, a charge of work that was recorded since, a page."""
    with_acme(desk, "Login loops")
    raised = desk.types("cleo", "/customer level acme premium from 2026-06-01")
    desk.at("Mon 2026-06-01 10:00")
    desk.types("ada", "/case open acme Slow tokens")
    assert desk.types("cleo", raised.typed_by("Undo")).says(
        "#2 was opened under it since, so it can't be undone any more. An admin can correct a "
        "level:",
        "/customer correct acme standard from 2026-06-01 because recorded wrongly",
    )
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli configuration Slow")
    raised = desk.types("dana", "/customer level hooli standard from 2026-06-01")
    desk.at("Mon 2026-06-01 11:00")
    desk.types("ada", "/escalation log 1h 3")
    refused = desk.types("dana", raised.typed_by("Undo"))
    assert refused.says("A charge of #3 was recorded since and follows from it, so")
    desk.types("ada", "/escalation undo")
    assert desk.types("dana", raised.typed_by("Undo")).says("Undone: hooli has Basic today.")


def test_a_kind_a_pack_and_extras_followed(desk: DeskUnderTest) -> None:
    """E2, G3: what only the level allowed, or what was charged by it since."""
    with_acme(desk)
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli Slow")
    desk.types("ada", "/escalation log 1h 1")
    raised = desk.types("dana", "/customer level hooli standard from 2026-06-01")
    managed = desk.types("cleo", "/customer level acme managed escalations 12 from 2026-06-01")
    desk.at("Mon 2026-06-01 11:00")
    desk.types("ada", "/case kind 1 configuration")
    assert desk.types("dana", raised.typed_by("Undo")).says(
        "A charge of #1 was recorded since",
        "/customer correct hooli basic from 2026-06-01 because recorded wrongly",
    )
    desk.types("cleo", "/customer pack acme 10 at 5000")
    assert desk.types("cleo", managed.typed_by("Undo")).says("Pack 1 was agreed since, so")
    desk.types("cleo", "/customer void acme pack 1")
    desk.opens("cleo", "/customer extras acme")
    desk.submits("cleo", runbook_url="https://runbook.example/old")
    desk.slack.close("cleo")
    assert desk.types("cleo", managed.typed_by("Undo")).says("Extras were agreed since, so")


def test_a_page_that_rang_anyway_is_no_obstacle(desk: DeskUnderTest) -> None:
    """R1: initech was Managed before, and is without the end."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add initech "Initech" managed escalations 12 from 2026-01-01')
    ended = desk.types("dana", "/customer end initech 2026-12-31")
    desk.at("Mon 2026-06-01 10:00")
    desk.types("ada", "/case open initech sev1 Login down")
    assert desk.types("dana", ended.typed_by("Undo")).says("Undone: initech has Managed")


def test_an_end_that_has_come_stands(desk: DeskUnderTest) -> None:
    """G5: what was known on the days since is not changed any more."""
    with_acme(desk)
    ended = desk.types("cleo", "/customer end acme 2026-06-02")
    desk.at("Wed 2026-06-03 10:00")
    assert desk.types("cleo", ended.typed_by("Undo")).says(
        "Tue 2 Jun 2026 has passed, and the end stands (G5).",
        '/customer add acme "Acme AG" standard from 2026-06-03',
    )


def test_an_end_that_served_a_charge_counts_for_its_day(desk: DeskUnderTest) -> None:
    """E6: what was included went before the pack that evening, as it ended first; so it stays."""
    with_acme(desk, "Login loops")
    desk.types("dana", "/customer pack acme S on 2025-09-01 --anyway")
    desk.types("ada", "/escalation log 1h #1")
    ended = desk.types("cleo", "/customer end acme 2026-07-31")
    served = desk.statement("acme")["charges"]
    desk.at("Wed 2026-06-03 10:00")
    assert desk.types("cleo", ended.typed_by("Undo")).says(
        "The charge of #1 was served by that end, which counts for its day (E6)",
        "/customer end acme 2026-06-03",
    )
    assert desk.statement("acme")["charges"] == served


def test_a_page_that_it_rang_followed(desk: DeskUnderTest) -> None:
    """R1: a Sev-1 that waited rings when its customer becomes Managed."""
    with_acme(desk)
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 @ben --anyway")
    desk.types("ada", "/case open acme sev1 Login down")
    managed = desk.types("cleo", "/customer level acme managed escalations 12 from 2026-06-01")
    assert managed.says("page 1 rings")
    assert "Undo" not in managed.buttons
    with desk.reading("cleo") as turn:
        level = select(Change.id).where(Change.what == AboutCustomer.CONTRACT_LEVEL)
        number = turn.session.scalars(level).one()
    refused = desk.types("cleo", f"/customer undo {number}")
    assert refused.says("Page 1 rang since, so it can't be undone any more.")
