"""Asking what a new block should be, deciding it, and settling what is uncovered (E5, E7)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.outbox import OutboxRow
from models.usecases.escalation import decisions
from models.usecases.letter import Arrived, Place
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.no_queues

BUTTONS = ["Another escalation", "Consulting"]


def with_six_hours(desk: DeskUnderTest) -> None:
    """Let acme's case 1 have six hours, and the question about the sixth be sent."""
    with_acme(desk, "Login <!channel> loops")
    desk.types("ada", "/escalation log 6h 1")
    assert len(desk.tells("cleo")) == 1


def test_the_question_goes_to_the_account_manager(desk: DeskUnderTest) -> None:
    """A log begins a new block: the account manager is asked, the engineer told that she was."""
    with_acme(desk, "Login <!channel> loops")
    assert "asked" not in desk.types("ada", "/escalation log 5h 1").whole
    told = desk.types("ben", "/escalation log 1m 1")
    assert told.text == "Logged 1m on #1 on Mon 1 Jun: 3 of 4 escalations left."
    assert told.says("1m of the 5h of acme #1's undecided block 2")
    assert told.says("#1 passed 5h: <@U0CLEO> was")
    assert told.says("1m more undecided (E5)")
    assert len(desk.tells("cleo")) == 1
    question = desk.last("cleo", "@desk")
    assert question.text == "#1 of acme passed 5h: another escalation, or consulting?"
    assert question.buttons == BUTTONS
    assert question.says("“Login &lt;!channel&gt; loops”", "acme has 3 of 4 escalations left")
    assert question.says(
        "So far 1m, CHF 4.– as consulting. acme has 3 of 4 escalations left.",
        "• *Another escalation*: 2 of 4 escalations left.",
        "• *Consulting*: 3 of 4 escalations left, CHF 240.– an hour, up to CHF 1’200.– for 5h, "
        "excl. VAT.",
    )
    desk.types("ben", "/escalation log 2h 1")
    assert desk.tells("cleo") == [], "a block is asked about once, when it begins"


def test_without_an_account_manager_the_admins_are_asked(desk: DeskUnderTest) -> None:
    """Without an account manager the question goes to the admin channel."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    desk.types("ada", "/case open globex upgrade Upgrade to 9.2")
    assert desk.types("ada", "/escalation log 6h 1").says("#1 passed 5h: the admins were asked")
    desk.sends_what_is_due()
    assert desk.last("dana", "#desk-admin").buttons == BUTTONS
    decided = desk.presses("dana", "Another escalation", "#desk-admin")
    assert decided.text == (
        "Decided for #1: block 2 is another escalation. globex has 6 of 8 escalations left."
    )
    assert decided.buttons == []


def test_an_account_manager_who_left_is_not_asked(desk: DeskUnderTest) -> None:
    """E5: the admins are, at once, and the answer says so."""
    with_acme(desk, "Login loops")
    desk.types("dana", "/customer manager acme @cleo")
    desk.slack.change_person("cleo", deleted=True)
    assert desk.types("ada", "/escalation log 6h #1").says("the admins were asked")
    desk.sends_what_is_due()
    assert desk.last("dana", "#desk-admin").says("#1 of acme passed 5h")


def test_pressing_consulting(desk: DeskUnderTest) -> None:
    """Pressing decides: consulting at CHF 4.– a minute, for this block and all later ones.

    The answer stands below the question, which says in its place what became of it.
    """
    with_six_hours(desk)
    decided = desk.presses("cleo", "Consulting", "@desk")
    assert decided.text == (
        "Decided for #1: consulting from block 2 on. acme has 3 of 4 escalations left."
    )
    assert decided.says("1h less undecided", "1h more consulting, CHF 240.– excl. VAT (E5)")
    desk.works()
    assert [said.text for said in desk.slack.messages_seen_by("cleo", "@desk")][-2:] == [
        ":white_check_mark: #1 of acme passed 5h: it is consulting.",
        decided.text,
    ]
    desk.types("ada", "/escalation log 5h 1 31 may")
    assert desk.tells("cleo") == []
    now = desk.statement("acme")
    assert (now["consulting_minutes"], now["consulting_chf"]) == (360, "1440.00")


def test_a_question_says_what_became_of_it(desk: DeskUnderTest) -> None:
    """Decided elsewhere, it offers nothing any more; what is undecided again is asked in place."""
    with_six_hours(desk)
    question = desk.last("cleo", "@desk")
    assert question.says("So far 1h, CHF 240.– as consulting.")
    desk.types("ada", "/escalation log 30m 1")
    desk.works()
    asked = desk.last("cleo", "@desk")
    assert (asked.ts, asked.buttons) == (question.ts, BUTTONS)
    assert asked.says("So far 1h30, CHF 360.– as consulting.")
    desk.types("dana", "/escalation decide 1 escalation")
    desk.works()
    told = desk.last("cleo", "@desk")
    assert (told.ts, told.buttons) == (question.ts, ["Change the answer"])
    assert told.text == ":white_check_mark: #1 of acme passed 5h: it is another escalation."
    changed = desk.presses("cleo", "Change the answer", "@desk")
    assert changed.text.startswith("Decided for #1: consulting from block 2 on.")
    assert changed.says("It replaces what was decided: another escalation.")
    desk.works()
    asks, _ = desk.slack.messages_seen_by("cleo", "@desk")
    assert asks.text.endswith("#1 of acme passed 5h: it is consulting.")
    desk.types("ada", "/case kind 1 defect")
    desk.works()
    asks, _ = desk.slack.messages_seen_by("cleo", "@desk")
    assert asks.text.endswith("passed 5h: nothing to decide any more.")
    assert (asks.ts, Heard(asks.text, asks.blocks).buttons) == (question.ts, [])


def test_an_escalation_that_nothing_would_cover(desk: DeskUnderTest) -> None:
    """E7: with nothing left the question says that one more would be uncovered."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 5)))
    for number in range(2, 5):
        desk.types("ada", f"/escalation log 1h #{number}")
    desk.types("ada", "/escalation log 6h #1 30 may")
    desk.sends_what_is_due()
    assert desk.last("cleo", "@desk").says(
        "• *Another escalation*: 0 of 4 escalations left, :warning: 1 more uncovered (E7)."
    )


def test_answered_while_the_question_is_on_its_way(desk: DeskUnderTest) -> None:
    """The message is taken by Slack when Dana decides: it says so as soon as it stands there."""
    desk.at("Mon 2026-06-01 09:00")
    desk.works()  # before anything is left, or late, that an account manager is told of
    with_six_hours(desk)
    desk.types("ada", "/escalation log 5h 1")
    with desk.house.desk.database.reading() as session:
        asks = (OutboxRow.topic == decisions.Question.topic, OutboxRow.done_at.is_(None))
        letter = session.scalars(select(OutboxRow).where(*asks)).one()
    desk.types("dana", "/escalation decide 1 escalation")
    desk.types("dana", "/escalation decide 1 escalation")
    place = Place("D0CLEO", desk.last("cleo", "@desk").ts)
    with desk.writing("dana") as turn:
        arrived = Arrived("U0CLEO", letter.at, letter.at, place)
        decisions.Question(1, 3).arrived(turn, arrived)
    desk.works()
    assert desk.last("cleo", "@desk").text.endswith("passed 10h: it is another escalation.")


def test_a_stale_question(desk: DeskUnderTest) -> None:
    """A question that was answered or fell away meanwhile: the press changes nothing."""
    with_six_hours(desk)
    desk.types("dana", "/escalation decide 1 escalation")
    assert desk.presses("cleo", "Consulting", "@desk").text == (
        "Block 2 of #1 has its answer: <@U0DANA> decided another escalation. "
        "To change that, type `/escalation decide 1 consulting block 2`."
    )
    assert desk.statement("acme")["remaining"] == 2
    assert desk.types("dana", "/escalation decide 1 escalation block 2").text == (
        "Block 2 of #1 is already another escalation."
    )
    desk.types("ada", "/case open acme integration Slow tokens")
    desk.types("ada", "/escalation log 7h 2")
    desk.sends_what_is_due()
    desk.types("ada", "/escalation undo")
    assert desk.presses("cleo", "Consulting", "@desk").says("#2 has not passed 5 hours")
    assert desk.statement("acme")["consulting_minutes"] == 0


def test_a_question_that_fell_away_is_not_asked(desk: DeskUnderTest) -> None:
    """What was taken back before it was asked is not asked any more."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 6h 1")
    desk.presses("ada", "Undo")
    before = len(desk.slack.messages_seen_by("cleo", "@desk"))
    desk.sends_what_is_due()
    assert len(desk.slack.messages_seen_by("cleo", "@desk")) == before


def test_several_blocks_begun_at_once(desk: DeskUnderTest) -> None:
    """The app asks about each block that begins, also when one entry begins two."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 12h 1")
    assert len(desk.tells("cleo")) == 2
    texts = [message.text for message in desk.slack.messages_seen_by("cleo", "@desk")[-2:]]
    assert texts == [
        f"#1 of acme passed {hours}: another escalation, or consulting?" for hours in ("5h", "10h")
    ]
    desk.presses("cleo", "Another escalation", "@desk")  # the newest: block 3
    assert desk.statement("acme")["undecided_minutes"] == 300
    desk.works()
    desk.presses("cleo", "Another escalation", "@desk")
    now = desk.statement("acme")
    assert (now["remaining"], now["undecided_minutes"]) == (1, 0)


def test_who_may_decide_and_settle(desk: DeskUnderTest) -> None:
    """Account managers and admins decide and settle; others are told who may."""
    with_six_hours(desk)
    for who in ("ada", "ben"):
        for typed in ("decide 1 escalation", "decide 1 consulting", "settle acme grant"):
            refused = desk.types(who, f"/escalation {typed}")
            assert refused.says("Only account managers and admins can use `/escalation")
    assert desk.statement("acme")["undecided_minutes"] == 60
    desk.types("dana", "/customer manager acme @ben")
    refused = desk.presses("cleo", "Another escalation", "@desk")  # now of no customer any more
    assert refused.says("Only account managers and admins can use `/escalation decide`.")
    desk.types("dana", '/customer add globex "Globex" premium from 2026-01-01')
    desk.types("dana", "/customer manager globex @cleo")
    refused = desk.presses("cleo", "Another escalation", "@desk")
    assert refused.says("Only acme's account manager (<@U0BEN>) or an admin can")
    assert desk.types("dana", "/escalation decide 1 consulting").text.startswith("Decided for #1: ")
    assert desk.types("ben", "/escalation decide 1 escalation").text.startswith("Decided for #1: ")


def test_a_decision_can_be_changed(desk: DeskUnderTest) -> None:
    """A decision stays with its block and can be changed (E5)."""
    with_acme(desk, "Login loops", at="Wed 2026-06-03 09:00")
    assert desk.types("cleo", "/escalation decide 1 escalation").says("has not passed 5 hours")
    desk.types("ada", "/escalation log 12h 1 mon")
    desk.types("cleo", "/escalation decide 1 consulting")
    assert desk.statement("acme")["consulting_minutes"] == 420
    changed = desk.types("cleo", "/escalation decide 1 escalation")
    assert changed.says("block 2 is another escalation")
    assert changed.says(
        "Later blocks stay consulting: `/escalation decide 1 escalation block 3` changes the next."
    )
    assert changed.says("5h less consulting, CHF 1’200.– excl. VAT")
    last = desk.types("cleo", "/escalation decide 1 escalation")
    assert "Later blocks" not in last.whole
    assert desk.types("cleo", "/escalation decide 1 escalation").says(
        "Every block of #1 is another escalation already. To change one, name it: "
        "`/escalation decide 1 consulting block 3`."
    )
    now = desk.statement("acme")
    assert (now["remaining"], now["consulting_minutes"]) == (1, 0)
    back = desk.types("cleo", "/escalation decide 1 consulting block 2")
    assert back.text.startswith("Decided for #1: consulting from block 2 on. ")
    assert desk.types("cleo", "/escalation decide 1 consulting block 4").says("has no block 4")


def test_decisions_sleep_with_the_kind(desk: DeskUnderTest) -> None:
    """Decisions sleep while a case's kind is never charged and wake with it."""
    with_six_hours(desk)
    desk.types("cleo", "/escalation decide 1 escalation")
    assert desk.types("ada", "/case kind 1 defect").says("acme has 4 of 4 escalations left")
    assert desk.types("cleo", "/escalation decide 1 consulting").says("`defect`, which is never")
    assert desk.types("ada", "/case kind 1 upgrade").says("acme has 2 of 4 escalations left")


def test_settle(desk: DeskUnderTest) -> None:
    """The oldest uncovered charge, or a case's, is settled from a grant or as consulting."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 8)))
    for number in range(1, 8):
        desk.types("ada", f"/escalation log {number}h {number} {number} may".replace("7h", "2h"))
    assert desk.statement("acme")["uncovered"] == 3
    bare = desk.types("cleo", "/escalation settle acme grant")
    assert bare.says("acme has no grant to take from today", "/customer pack acme S")
    consulting = desk.types("cleo", "/escalation settle acme #6 consulting")
    assert consulting.text == (
        "Settled as consulting: the charge of Wed 6 May on #6. acme has 0 of 4 escalations left."
    )
    assert consulting.says("5h more consulting, CHF 1’200.– excl. VAT (E7)", "2 still uncovered")
    desk.types("cleo", "/customer pack acme S")
    granted = desk.types("cleo", "/escalation settle acme grant")
    assert granted.text == (
        "Settled from a grant: the charge of Tue 5 May on #5. acme has 0 of 5 escalations left."
    )
    assert granted.says("It takes 1 escalation from pack 1 (S), as of Mon 1 Jun (E7)")
    assert desk.types("cleo", "/escalation settle acme 5 grant").says("no uncovered charge on #5")
    now = desk.statement("acme")
    assert (now["uncovered"], now["remaining"], now["consulting_chf"]) == (1, 0, "1200.00")
    desk.types("dana", "/escalation settle Acme AG consulting")
    assert desk.types("dana", "/escalation settle acme consulting").says("nothing to settle (E7)")


def test_settling_from_the_balance(desk: DeskUnderTest) -> None:
    """Whoever may settle finds the buttons under the balance; an engineer does not."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("dana", "/customer manager hooli @cleo")
    desk.types("ada", "/case open hooli integration Login loops")
    desk.types("ada", "/escalation log 1h 1")
    assert desk.types("ada", "/balance hooli").buttons == ["Charges", "Forecast", "Quote"]
    assert desk.types("cleo", "/balance hooli on 2026-12-31").buttons == [
        "Charges"
    ]  # settled is today
    shown = desk.types("cleo", "/balance hooli")
    # There is no grant to settle it from.
    assert shown.buttons == ["Settle #1 as consulting", "Charges", "Forecast"]
    desk.at("Tue 2026-06-02 09:00")
    desk.types("cleo", "/customer pack hooli S")
    shown = desk.types("cleo", "/balance hooli")
    assert shown.buttons == ["Settle #1 from a grant", "Settle #1 as consulting", "Charges"]
    settled = desk.presses("cleo", "Settle #1 as consulting")
    assert settled.says("1h more consulting, CHF 240.– excl. VAT (E7)")


def test_only_todays_balance_can_be_settled(desk: DeskUnderTest) -> None:
    """E7: a charge is settled on the day of settling, so another day's balance has no buttons."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Login loops")
    desk.types("ada", "/escalation log 1h 1")
    assert desk.types("dana", "/balance hooli on 2026-12-31").buttons == ["Charges"]


def test_consulting_stands_until_it_is_taken_back(desk: DeskUnderTest) -> None:
    """E7: a pack that comes later changes nothing of it; taken back, with a reason, it does."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Login loops")
    desk.types("ada", "/escalation log 1h 1")
    assert desk.types("dana", "/escalation settle hooli 1 back because of a pack").text == (
        "Nothing of hooli's #1 is settled as consulting (E7)."
    )
    desk.types("dana", "/escalation settle hooli consulting")
    desk.types("dana", "/customer pack hooli S")
    assert desk.statement("hooli")["consulting_minutes"] == 60
    assert desk.types("dana", "/escalation settle hooli 1 back").says("because")
    back = desk.types("dana", "/escalation settle hooli 1 back because they bought a pack")
    assert back.text == (
        "Consulting no more: the charge of Mon 1 Jun on #1. hooli has 0 of 1 escalations left."
    )
    assert back.says(
        "1h less consulting, CHF 240.– excl. VAT (E7).",
        "It takes 1 escalation from pack 1 (S), dated Mon 1 Jun (E6).",
    )
    history = desk.types("ada", "/case show 1 --more")
    assert history.says("block 1 is settled as consulting no more", "they bought a pack")


def test_a_block_settled_as_consulting_is_told_as_consulting(desk: DeskUnderTest) -> None:
    """E7: what is logged on it afterwards is of no escalation."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Login loops")
    desk.types("ada", "/escalation log 1h 1")
    desk.types("dana", "/escalation settle hooli consulting")
    logged = desk.types("ada", "/escalation log 30m 1")
    assert logged.says("1h30 of the 5h of hooli #1's consulting block")


@pytest.mark.settings(admin_channel=None)
def test_without_a_manager_or_an_admin_channel_each_admin_is_asked(desk: DeskUnderTest) -> None:
    """E5, E7: nobody else could answer."""
    desk.at("Mon 2026-06-01 08:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("ada", "/case open acme integration Login loops")
    logged = desk.types("ada", "/escalation log 6h 1")
    assert logged.says("<@U0DANA> was asked")
    desk.works()
    question = desk.last("dana", "@desk")
    assert question.text == "#1 of acme passed 5h: another escalation, or consulting?"
    assert desk.presses("dana", "Consulting", "@desk").text.startswith("Decided for #1: ")
