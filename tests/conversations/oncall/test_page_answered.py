"""A page that somebody answers, and everything that ends one (R4, R7, S3)."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import (
    board,
    calmed,
    next_ring,
    rung,
    thread,
    told,
    tried,
)
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")

SEV1 = "/case open initech sev1 configuration Login loops"
HAS_IT = ":large_green_circle: *initech Sev-1 · Login loops*"
OVER = ":white_check_mark: *initech Sev-1 · Login loops*"


def rings(desk: DeskUnderTest, at: str = "Tue 2026-06-09 03:00") -> None:
    """Let page 1 ring Ben."""
    desk.at(at)
    desk.types("cleo", SEV1)
    desk.works()


def goes_quiet(desk: DeskUnderTest, at: str) -> None:
    """Let time pass, and see that nobody is rung any more."""
    before = rung(desk), [told(desk, who) for who in ("ada", "ben", "cleo")]
    desk.at(at)
    desk.works()
    assert (rung(desk), [told(desk, who) for who in ("ada", "ben", "cleo")]) == before


def test_answered_on_the_second_rung(desk: DeskUnderTest) -> None:
    """O5: an acknowledgement names one owner; nobody else is rung; the clock runs on (S3)."""
    rings(desk)
    desk.at("Tue 2026-06-09 03:05")
    desk.works()
    desk.at("Tue 2026-06-09 03:07")
    desk.presses("ada", "Acknowledge", "#sev1")
    desk.works()
    for shown in (board(desk), board(desk, channel="@desk", who="ben")):
        assert shown.text == HAS_IT
        assert shown.buttons == ["Hand up", "I've replied"]
        assert shown.says("<@U0ADA> has it since 03:07")
    assert thread(desk)[-1] == "<@U0ADA> has it."
    assert desk.types("cleo", "/case show 1").says("<@U0ADA>", "First response due today 05:00")
    goes_quiet(desk, "Tue 2026-06-09 03:45")


def test_all_direct_messages_are_closed(desk: DeskUnderTest) -> None:
    """Those of earlier rounds ask no more once somebody has the page, and none when it is over."""
    rings(desk)
    for wall in ("03:05", "03:15", "03:30"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    assert [text[:16] for text in told(desk, "ben")] == [":rotating_light:"] * 3
    desk.presses("ada", "Acknowledge", "#sev1")
    desk.works()
    assert (set(told(desk, "ben")), set(told(desk, "ada"))) == ({HAS_IT}, {HAS_IT})
    desk.presses("ada", "Hand up", "#sev1")
    desk.works()
    assert HAS_IT not in told(desk, "ben")
    desk.types("ada", "/case respond 1")
    desk.works()
    assert (set(told(desk, "ben")), set(told(desk, "cleo"))) == ({OVER}, {OVER})


def test_telephones_hear_once_that_somebody_has_it(desk: DeskUnderTest) -> None:
    """Each that rang, but not of whoever has it; and not again when the page is over."""
    rings(desk)
    desk.at("Tue 2026-06-09 03:05")
    desk.works()
    desk.types("ada", "/oncall ack 1")
    desk.works()
    assert calmed(desk, "ben") == ["Ada has it: initech: #1 Login loops"]
    desk.types("ada", "/case respond 1")
    desk.works()
    assert (len(calmed(desk, "ben")), calmed(desk, "ada")) == (1, [])


def test_telephones_hear_that_a_page_is_over(desk: DeskUnderTest) -> None:
    """Where nobody had it, they hear how it ended; whom a new round rings hears again."""
    rings(desk)
    desk.types("ada", "/oncall ack 1")
    desk.works()
    desk.types("ada", "/oncall handup 1")
    desk.works()
    desk.types("cleo", "/oncall stop 1 a false alarm")
    desk.works()
    assert calmed(desk, "ben") == ["Ada has it: initech: #1 Login loops"]
    assert calmed(desk, "ada") == ["Over: Cleo stopped it: a false alarm: initech: #1 Login loops"]


def test_the_second_is_told_who_has_it(desk: DeskUnderTest) -> None:
    """O5: one owner: a second one is told who has it, and how it goes on to somebody else."""
    rings(desk)
    mine = desk.types("ben", "/oncall ack 1")
    assert mine.text == "#1 is yours, and page 1 rings nobody any more."
    assert mine.says("The clock still runs (S3): when the customer has your reply, type")
    assert mine.says("`/case respond 1`")
    assert "I've replied" not in mine.whole  # no such button stands there
    refused = desk.types("ada", "/oncall ack 1")
    assert refused.says("<@U0BEN> has page 1. If it should go on to somebody", "/oncall handup 1")
    assert desk.types("ben", "/oncall ack 1").says("You have page 1 already.")
    assert desk.types("cleo", "/oncall pages").says("<@U0BEN> has it")


@pytest.mark.roles
def test_only_who_may_work_on_the_case_can_have_it(desk: DeskUnderTest) -> None:
    """O5, R7: an acknowledgement names the case's owner, so an account manager's is refused, and
    the page rings on; what they may do is said."""
    rings(desk)
    refused = desk.presses("cleo", "Acknowledge", "#sev1")
    assert refused.text == (
        "Only engineers and admins can acknowledge page 1: whoever does has #1 (O5). It rings on. "
        "To ring the next rung now: `/oncall handup 1`."
    )
    assert desk.types("cleo", "/oncall pages").says("Page 1", "rings")
    assert desk.types("cleo", "/oncall handup 1").says("Page 1 is handed up.")
    assert desk.types("ada", "/oncall ack 1").says("#1 is yours")


@pytest.mark.roles
def test_whoever_opens_it_is_offered_what_they_may(desk: DeskUnderTest) -> None:
    """An account manager logs no time and can't have the page: neither is offered."""
    desk.at("Tue 2026-06-09 03:00")
    opened = desk.types("cleo", SEV1)
    assert opened.buttons == ["Show"]
    assert "/escalation log" not in opened.whole


@pytest.mark.roles
def test_an_account_manager_takes_a_page_without_a_case(desk: DeskUnderTest) -> None:
    """Nobody comes to own a case by it, so whoever is asked for help may answer."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("ben", "/oncall page @cleo please call me")
    assert desk.types("cleo", "/oncall ack").text == "Page 1 is yours, and rings nobody any more."


def test_handing_up_after_acknowledging(desk: DeskUnderTest) -> None:
    """*Hand up* rings the next rung at once, also for a page that somebody has."""
    rings(desk)
    desk.presses("ben", "Acknowledge", "@desk")
    desk.at("Tue 2026-06-09 03:20")
    desk.works()
    handed = desk.types("ben", "/oncall handup 1")
    assert handed.says("Page 1 is handed up.", "<@U0ADA> 03:20")
    desk.works()
    assert tried(desk)[-2:] == ["03:20 ada direct delivered", "03:20 ada outside delivered"]
    assert next_ring(desk) == "03:30 rung 3"
    assert thread(desk) == [
        "<@U0BEN> has it.",
        "<@U0BEN> hands it up.",
        "Handed up at 03:20: <@U0ADA>, can you take it?",
    ]
    desk.presses("ada", "Acknowledge", "@desk")
    assert desk.types("cleo", "/oncall pages").says("<@U0ADA> has it")


def test_two_who_mean_the_same_rung_hand_up_once(desk: DeskUnderTest) -> None:
    """A *Hand up* that was shown before the page went on, or before somebody took it, does not."""
    rings(desk)
    desk.presses("ada", "Acknowledge", "#sev1")
    shown_before = "/oncall handup 1 --seen 1"
    late = desk.types("cleo", shown_before)
    assert late.says("Page 1 has moved on meanwhile: <@U0ADA> has it.", "`/oncall handup 1`")
    desk.works()
    assert desk.presses("ada", "Hand up", "#sev1").says("Page 1 is handed up.")
    again = desk.types("cleo", "/oncall handup 1 --seen 1a")
    assert again.says("Page 1 has moved on meanwhile: it rings on.")
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 1}


def test_i_have_replied_ends_it(desk: DeskUnderTest) -> None:
    """S3, R7: *I've replied* stops the clock and the page; it is met."""
    rings(desk)
    desk.at("Tue 2026-06-09 03:04")
    desk.presses("ben", "I've replied", "#sev1")
    desk.works()
    assert (board(desk).text, board(desk).buttons) == (OVER, [])
    assert board(desk).says("<@U0BEN> gave the first response")
    assert thread(desk) == ["Over: <@U0BEN> gave the first response."]
    assert desk.types("ada", "/case show 1").says("First response today 03:04: met")
    goes_quiet(desk, "Tue 2026-06-09 05:30")
    assert desk.types("ada", "/oncall pages").says("No page rings.")


def test_a_page_by_hand_for_a_customer(desk: DeskUnderTest) -> None:
    """Asking for help without a case: acknowledging ends it."""
    desk.at("Tue 2026-06-09 10:00")
    paged = desk.types("cleo", "/oncall page acme the portal <b>is</b> down")
    assert paged.text == "Page 1 rings: acme: “the portal &lt;b&gt;is&lt;/b&gt; down”."
    desk.works()
    shown = board(desk)
    assert shown.says("<@U0CLEO> asks for help")
    assert shown.buttons == ["Acknowledge", "Hand up"]
    assert desk.slack.phones.received("ben")[0].title == "PAGE acme: the portal <b>is</b> down"
    taken = desk.types("ben", "/oncall ack 1")
    assert taken.text == "Page 1 is yours, and rings nobody any more."
    desk.works()
    assert board(desk).text.startswith(":large_green_circle: *acme")
    assert desk.types("ada", "/oncall ack 1").says("Page 1 has ended: <@U0BEN> has it.")


def test_raised_on_a_friday_afternoon_and_lowered_again(desk: DeskUnderTest) -> None:
    """R4: raising a queued Managed case to Sev-1 pages at once; lowering it stops the page."""
    desk.at("Fri 2026-06-12 16:55")
    assert desk.types("cleo", "/case open initech sev2 configuration Login loops").says("waits in")
    raised = desk.types("cleo", "/case severity 1 1")
    assert raised.says("Page 1 rings <@U0BEN> now", "due today 18:55")
    desk.works()
    desk.at("Fri 2026-06-12 17:02")
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 1}
    lowered = desk.types("ada", "/case severity 1 2")
    assert lowered.says("Page 1 is over")
    desk.works()
    assert board(desk).says(":white_check_mark: *initech Sev-2", "<@U0ADA> lowered the severity")
    assert thread(desk)[-1] == "Over: <@U0ADA> lowered the severity."
    goes_quiet(desk, "Sat 2026-06-13 03:00")


def test_moved_to_a_customer_who_is_not_managed(desk: DeskUnderTest) -> None:
    """R7: that a case moves away from Managed ends no page: somebody has to say so."""
    rings(desk)
    moved = desk.types("ada", "/case customer 1 acme because opened for the wrong one")
    assert moved.says("Page 1 still rings: only acknowledging it stops that (R7).")
    desk.works()
    assert next_ring(desk) == "03:05 rung 2"
    desk.types("ben", "/oncall ack 1")
    desk.works()
    goes_quiet(desk, "Tue 2026-06-09 03:30")


def test_the_contract_leaves_managed_at_midnight(desk: DeskUnderTest) -> None:
    """R7: the report was made under Managed: its page goes on, whatever the customer has by now."""
    desk.types("dana", "/customer end initech 2026-06-09")
    desk.at("Tue 2026-06-09 23:50")
    desk.types("cleo", SEV1)
    desk.works()
    desk.at("Wed 2026-06-10 00:00")
    desk.works()
    assert next_ring(desk) == "00:05 rung 3"
    desk.types("ben", "/case severity 1 2")
    desk.works()
    assert board(desk).says("<@U0BEN> lowered the severity")
    goes_quiet(desk, "Wed 2026-06-10 03:00")


def test_who_acknowledged_it_leaves(desk: DeskUnderTest) -> None:
    """R7: whoever has a page leaves before the first response: it rings anew."""
    rings(desk)
    desk.types("ben", "/oncall ack 1")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 1}
    desk.slack.change_person("ben", deleted=True)
    desk.at("Tue 2026-06-09 03:20")
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 1}
    assert "<@U0BEN> had it and has left, so it rings anew (R7)." in thread(desk)
    assert "Acknowledge" in board(desk).buttons
    desk.types("ada", "/oncall ack 1")
    desk.works()
    assert desk.types("dana", "/case show 1").says("<@U0ADA>")


def test_a_contract_becomes_managed_at_midnight(desk: DeskUnderTest) -> None:
    """R1: a Sev-1 that waits is paged from the first instant of the customer's Managed contract.

    Its 2 hours, and the shares of them, begin then (S4).
    """
    desk.types("dana", "/customer level acme managed escalations 5 from 2026-06-10")
    desk.at("Tue 2026-06-09 15:00")
    assert desk.types("cleo", "/case open acme sev1 configuration Down").says("waits in")
    desk.at("Wed 2026-06-10 00:00")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 1}
    assert board(desk).says(":rotating_light: *acme Sev-1 · Down*", "Reply by *02:00*")


def test_stopped_with_a_reason(desk: DeskUnderTest) -> None:
    """R7: stopping wants a reason, which others read: typed, or asked for by a form."""
    rings(desk)
    form = desk.opens("ada", "/oncall stop 1")
    assert (form["title"], "Page 1 will ring nobody any more." in form["text"]) == (
        "Stop a page",
        True,
    )
    assert desk.submits("ada", because="  ")["errors"]
    desk.works()
    assert board(desk).buttons[0] == "Acknowledge"
    shown = desk.submits("ada", because="false <alarm>")
    assert "Page 1 is stopped: false &lt;alarm&gt; (R7)." in shown["text"]
    desk.works()
    assert board(desk).says("U0ADA", "stopped it: false &lt;alarm&gt;")
    goes_quiet(desk, "Tue 2026-06-09 03:30")
    again = desk.types("ben", "/oncall stop 1 because no need")
    assert again.says("Page 1 has ended: <@U0ADA> stopped it: false &lt;alarm&gt;.")


def test_stopped_from_the_boards_menu(desk: DeskUnderTest) -> None:
    """*Stop…* on the board asks why; a typed reason needs no form."""
    rings(desk)
    desk.chooses("ben", "/oncall stop 1", "#sev1")
    assert desk.form("ben")["title"] == "Stop a page"
    stopped = desk.types("ada", "/oncall stop 1 because a drill of theirs")
    assert stopped.text == "Page 1 is stopped: a drill of theirs (R7)."
    late = desk.submits("ben", because="wrong customer")
    assert "Page 1 has ended: <@U0ADA> stopped it: a drill of theirs." in late["text"]


@pytest.mark.parametrize("typed", ["ack 7", "handup 7", "stop 7 because no", "pages 7"])
def test_no_such_page(desk: DeskUnderTest, typed: str) -> None:
    """What there is not is said, with what there is."""
    desk.at("Tue 2026-06-09 10:00")
    assert desk.types("ada", f"/oncall {typed}").says("There is no page 7.", "/oncall pages")


def test_a_guest_is_refused_kindly(desk: DeskUnderTest) -> None:
    """Presses by whoever is no full member change nothing and get a kind sentence."""
    rings(desk)
    desk.slack.change_person("ben", is_restricted=True)
    desk.presses("ben", "Acknowledge", "#sev1")
    refusal = "guests can't use it. Please ask your contact at ProAuth."
    assert any(refusal in text for text in told(desk, "ben", "#sev1"))
    assert desk.types("ben", "/oncall handup 1", "#sev1").says(refusal)
    desk.is_installed_everywhere()
    outsider = desk.types("eve", "/oncall ack 1", "#initech")
    assert outsider.says("The support desk is for people at ProAuth.", "they will gladly help")
    desk.works()
    assert thread(desk) == []
    assert desk.types("ada", "/oncall pages 1").buttons[0] == "Acknowledge"


def test_people_from_outside_read_no_page(desk: DeskUnderTest) -> None:
    """A ladder's channel that outsiders read gets nothing, and the admins are told."""
    desk.types("dana", "/oncall ladder initech 0 primary + #initech, 5 everyone, every 15")
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    assert told(desk, "eve", "#initech") == []
    assert rung(desk)["ben"] == 1
    assert "03:00 initech channel failed" in tried(desk)
    assert told(desk, "dana", "#desk-admin")[-1] == (
        ":warning: A message for <#C0INITECH> was not delivered: people from outside read that "
        "channel."
    )
