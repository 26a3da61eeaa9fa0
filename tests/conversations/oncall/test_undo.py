"""`/oncall`: *Undo* takes back what one has changed, as long as no page rang by it."""

from __future__ import annotations

import threading

import pytest

from models.rules.noted import Subject
from models.usecases import undoing
from models.usecases.oncall import ladders
from models.usecases.oncall.undoing_rotations import undo_rotation
from tests.conversations.oncall.people_on_call import told
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")


def test_an_override_is_put_back(desk: DeskUnderTest) -> None:
    """Under another number, once, by whoever took it back; and whom it concerns is told."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall override primary @ada fri 18:00 to sat 09:00")
    back = desk.presses("dana", "Take it back")
    assert back.buttons == ["Put it back"]
    put_back = back.typed_by("Put it back")
    assert desk.types("ada", put_back).says("Only <@U0DANA>, who changed that, can undo it.")
    again = desk.types("dana", put_back)
    assert again.text == (
        "<@U0ADA> is on call for `primary` from Fri 12 Jun 18:00 to Sat 13 Jun 09:00, instead of "
        "<@U0BEN>."
    )
    assert again.buttons == ["Take it back"]
    assert desk.types("dana", put_back).text == "You have already undone that."
    assert desk.types("cleo", "/oncall who primary at sat 03:00").says("<@U0ADA> (override 2)")
    desk.works()
    assert told(desk, "ben")[-1].startswith("<@U0ADA> is on call for `primary` instead of you")
    assert told(desk, "ada")[-1] == (
        "<@U0ADA> is on call for `primary` after all, Fri 12 Jun 18:00 to Sat 13 Jun 09:00: "
        "<@U0DANA> put the override back."
    )


def test_without_a_number_it_is_the_latest_of_today(desk: DeskUnderTest) -> None:
    """One's own; what nobody has changed today is not guessed at."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall override primary @ada fri 18:00 to sat 09:00")
    desk.presses("dana", "Take it back")
    assert desk.types("ada", "/oncall undo").says("You have changed nothing today")
    assert desk.types("dana", "/oncall undo").text.startswith("<@U0ADA> is on call for `primary`")
    desk.presses("dana", "Take it back")
    desk.at("Wed 2026-06-10 10:00")
    assert desk.types("dana", "/oncall undo").says("You have changed nothing today")


def test_an_override_under_way_is_put_back_for_what_is_left(desk: DeskUnderTest) -> None:
    """O2: who was on call meanwhile does not change; one that is over is not put back."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/oncall take primary until 18:00")
    desk.at("Tue 2026-06-09 12:00")
    back = desk.presses("ada", "Take it back")
    desk.at("Tue 2026-06-09 12:30")
    assert desk.types("ada", back.typed_by("Put it back")).says("now, until today 18:00")
    assert desk.types("cleo", "/oncall who primary at today 12:15").says("(`primary`): <@U0BEN>")
    back = desk.types("ada", "/oncall override remove 2")
    desk.at("Tue 2026-06-09 18:00")
    assert desk.types("ada", back.typed_by("Put it back")).says("Override 2 is over")


def test_a_rotation_goes_as_before(desk: DeskUnderTest) -> None:
    """O2: from now on; another change since, or somebody else, can't be undone."""
    desk.at("Tue 2026-06-09 10:00")
    changed = desk.types(
        "dana", "/oncall rotation primary daily 09:00 from 2026-06-09 @ada --anyway"
    )
    assert desk.types("ada", "/oncall who primary").says("<@U0ADA>")
    undo = changed.typed_by("Undo")
    assert desk.types("ada", undo).text == "Only an admin can change rotations."
    desk.at("Tue 2026-06-09 10:10")
    asked = desk.presses("dana", "Undo")
    assert asked.says("<@U0CLEO> has no way to be reached outside Slack yet")
    back = desk.types("dana", asked.typed_by("Undo it anyway"))
    assert back.says("`primary` is now handed over weekly, Mon 09:00.", "<@U0ADA>, <@U0BEN>")
    assert desk.types("ada", "/oncall who primary").says("<@U0BEN>")
    assert desk.types("ada", "/oncall who primary at today 10:05").says("<@U0ADA>")
    assert desk.types("dana", undo).text == "You have already undone that."
    again = desk.types("dana", back.typed_by("Put it back"))
    assert again.says("`primary` is now handed over daily at 09:00.")
    desk.types("dana", "/oncall rotation primary end --anyway")
    refused = desk.types("dana", again.typed_by("Undo"))
    assert refused.says("You have changed it again since, so it can't be undone.")


def test_what_was_to_come_is_undone_before_it_comes(desk: DeskUnderTest) -> None:
    """What it replaced comes again, on its own day; who is on call now is not touched."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall rotation primary daily 09:00 from 2026-07-06 @ada --anyway")
    desk.types("dana", "/oncall rotation primary daily 09:00 from 2026-06-22 @cleo --anyway")
    at_july = "/oncall who primary at 2026-07-07 10:00"
    assert desk.types("ada", at_july).says("<@U0CLEO>")
    back = desk.types("dana", desk.presses("dana", "Undo").typed_by("Undo it anyway"))
    assert back.buttons == ["Put it back"]
    assert desk.types("ada", at_july).says("<@U0ADA>")
    assert desk.types("ada", "/oncall who primary at 2026-06-23 10:00").says("<@U0BEN>")
    asked = desk.types("dana", back.typed_by("Put it back"))
    desk.types("dana", asked.typed_by("Undo it anyway"))
    assert desk.types("ada", at_july).says("<@U0CLEO>")


def test_a_new_rotation_and_an_end_are_undone(desk: DeskUnderTest) -> None:
    """Nobody is in the new one any more; the ended one goes on."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall rotation nights daily 18:00 from 2026-06-08 @ada --anyway")
    ended = desk.presses("dana", "Undo")
    assert ended.text == "`nights` has ended: nobody is in it from now on."
    assert desk.types("dana", ended.typed_by("Put it back")).says("`nights` is now handed over")
    desk.types("dana", "/oncall rotation secondary end --anyway")
    assert desk.presses("dana", "Undo").says("`secondary` is now handed over weekly")
    assert desk.types("ada", "/oncall who secondary").says("<@U0ADA>")


def test_a_new_rotation_that_a_ladder_names_is_asked_about(desk: DeskUnderTest) -> None:
    """O3, O7: that ladder would reach nobody by it, so it is not emptied unasked."""
    desk.at("Tue 2026-06-09 10:00")
    new = desk.types("dana", "/oncall rotation nights daily 18:00 from 2026-06-08 @ada --anyway")
    desk.types("dana", "/oncall ladder initech 0 nights, every 5")
    asked = desk.types("dana", new.typed_by("Undo"))
    assert asked.says("`nights` is still named by initech's ladder, which would reach nobody by it")
    assert desk.types("ada", "/oncall who nights").says("<@U0ADA>")
    ended = desk.types("dana", asked.typed_by("Undo it anyway"))
    assert ended.text == "`nights` has ended: nobody is in it from now on."


def test_a_ladder_is_as_before(desk: DeskUnderTest) -> None:
    """A customer's own, or the default again; and the default one as it was."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall ladder initech 0 secondary, every 5")
    back = desk.presses("dana", "Undo")
    assert back.says("The default ladder serves initech again")
    again = desk.types("dana", back.typed_by("Put it back"))
    assert again.text == "initech's ladder is now: at once `secondary`, then all of them every 5m."
    desk.types("dana", "/oncall ladder initech default")
    assert desk.presses("dana", "Undo").text == again.text
    changed = desk.types("dana", "/oncall ladder 0 everyone, every 15")
    assert desk.types("ben", changed.typed_by("Undo")).text == "Only an admin can change ladders."
    assert desk.presses("dana", "Undo").says("The default ladder is now: at once `primary`")
    assert desk.types("dana", changed.typed_by("Undo")).text == "You have already undone that."


def test_what_a_page_rang_by_is_not_undone(desk: DeskUnderTest) -> None:
    """It says which page, and how to change it; a page that rang by another is no obstacle."""
    desk.at("Tue 2026-06-09 10:00")
    ladder = desk.types("dana", "/oncall ladder initech 0 secondary, every 5")
    rotation = desk.types("dana", "/oncall rotation secondary daily 09:00 @ben --anyway")
    other = desk.types("dana", "/oncall rotation duty daily 09:00 @ada --anyway")
    desk.at("Tue 2026-06-09 10:10")
    desk.types("ada", "/case open initech sev1 Login down")
    assert desk.types("dana", ladder.typed_by("Undo")).says(
        "Page 1 has used it since, so that can't be undone any more. To change it:",
        "/oncall ladder edit initech",
    )
    assert desk.types("dana", rotation.typed_by("Undo")).says(
        "Page 1 has used `secondary` since", "/oncall rotation secondary"
    )
    assert desk.types("dana", other.typed_by("Undo")).says("`duty` is now handed over daily")


def test_another_customers_page_is_no_obstacle(desk: DeskUnderTest) -> None:
    """R5: initech's page rang by the default ladder as it would have anyway; the default's own
    change is what rang it."""
    desk.at("Tue 2026-06-09 10:00")
    default = desk.types("dana", "/oncall ladder 0 secondary, every 15")
    desk.types("dana", "/oncall ladder acme 0 duty, every 15")
    dropped = desk.types("dana", "/oncall ladder acme default")
    desk.at("Tue 2026-06-09 10:10")
    desk.types("ada", "/case open initech sev1 Login down")
    assert desk.types("dana", dropped.typed_by("Undo")).says("acme's ladder is now: at once `duty`")
    assert desk.types("dana", default.typed_by("Undo")).says("Page 1 has used it since")


@pytest.mark.parametrize(
    ("first", "undone", "meanwhile", "look", "holds"),
    [
        (
            "/oncall rotation primary daily 09:00 from 2026-06-09 @ada --anyway",
            "/oncall rotation primary daily 09:00 from 2026-06-09 @ben --anyway",
            "/oncall rotation primary daily 09:00 from 2026-06-09 @cleo --anyway",
            "/oncall who primary",
            "<@U0CLEO>",
        ),
        (
            "/oncall ladder initech 0 primary, every 5",
            "/oncall ladder initech 0 secondary, every 7",
            "/oncall ladder initech 0 duty, every 9",
            "/oncall ladder initech",
            "every 9m",
        ),
    ],
)
@pytest.mark.both_databases
def test_what_is_changed_at_the_same_time_is_not_lost(
    desk: DeskUnderTest, first: str, undone: str, meanwhile: str, look: str, holds: str
) -> None:
    """Whoever comes second waits, and sees what the first did: so the later change holds."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", first)
    number = int(desk.types("dana", undone).typed_by("Undo").split()[-1])
    types = threading.Thread(target=lambda: desk.types("dana", meanwhile))
    with desk.writing("dana") as turn:
        change = undoing.of_oncall(turn, number)
        types.start()
        types.join(0.5)
        if change.subject is Subject.LADDER:
            ladders.undo_ladder(turn, change)
        else:
            undo_rotation(turn, change)
    types.join()
    assert desk.types("ada", look).says(holds)


def test_a_request_for_cover_is_taken_back(desk: DeskUnderTest) -> None:
    """Nobody can take it any more, and it says so where it stands; Put it back asks anew."""
    desk.at("Tue 2026-06-09 10:00")
    asked = desk.types("ben", "/oncall cover primary fri 18:00 to sat 09:00")
    desk.works()
    undo = asked.typed_by("Undo")
    assert desk.types("dana", undo).says("Only <@U0BEN>, who changed that, can undo it.")
    back = desk.presses("ben", "Undo")
    assert back.text == (
        "Nobody is asked any more for `primary`, Fri 12 Jun 18:00 to Sat 13 Jun 09:00: you stay "
        "on call."
    )
    desk.works()
    assert told(desk, "ada", "#sev1")[-1].startswith(":heavy_minus_sign: <@U0BEN> needs no cover")
    refused = desk.types("ada", "/oncall cover take 1")
    assert refused.text == "<@U0BEN> needs no cover for that any more."
    assert desk.types("ben", undo).text == "You have already undone that."
    again = desk.types("ben", back.typed_by("Put it back"))
    assert again.says("Asked the others of `primary`")
    desk.works()
    assert told(desk, "ada", "#sev1")[-1].startswith(":raised_hand: <@U0BEN> asks for cover")
    assert desk.types("ada", "/oncall cover take 1").says("<@U0ADA> is on call for `primary`")
    assert desk.types("ben", again.typed_by("Undo")).says(
        "<@U0ADA> took it already. To be on call yourself again:", "/oncall override remove 1"
    )


def test_cover_is_asked_again_only_for_ones_own_shift(desk: DeskUnderTest) -> None:
    """Who is on call then may have changed; an admin who never was is not told to stay."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ben", "/oncall cover primary fri 18:00 to sat 09:00")
    back = desk.presses("ben", "Undo")
    desk.types("dana", "/oncall override primary @ada fri 18:00 to sat 09:00")
    refused = desk.types("ben", back.typed_by("Put it back"))
    assert refused.says("Somebody else is on call for `primary` in that time")
    asked = desk.types("dana", "/oncall cover primary fri 18:00 to sat 09:00")
    assert asked.says("You are told when somebody does.")
    assert desk.presses("dana", "Undo").text == (
        "Nobody is asked any more for `primary`, Fri 12 Jun 18:00 to Sat 13 Jun 09:00."
    )


def test_how_one_is_reached_is_undone(desk: DeskUnderTest) -> None:
    """What was removed is kept again, what was added is removed; nobody sees an address."""
    desk.at("Tue 2026-06-09 10:00")
    desk.opens("ada", "/oncall contact")
    desk.submits("ada", number="+41 00 000 00 09")
    assert "…09" in desk.form("ada")["text"]
    desk.slack.click("ada", "Undo")
    assert "…01" in desk.form("ada")["text"]
    desk.slack.click("ada", "Put it back")
    shown = desk.form("ada")["text"]
    assert "…09" in shown
    assert "…01" not in shown
