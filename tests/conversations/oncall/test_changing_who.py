"""Changing who is on call (O2): overrides, cover, rotations by a line and by their form."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from models.rows import Row
from tests.conversations.case_threads import in_channel
from tests.conversations.oncall.people_on_call import told
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")

REFUSED = [
    ("ada", "override primary me 2026-06-12 18:00 to 2026-06-12 17:00", "is not after the start"),
    ("ada", "override nights me fri 18:00 to sat 09:00", "There is no rotation “nights”."),
    ("ada", "override primary @nobody fri 18:00 to sat 09:00", "not a mention of a person"),
    ("ada", "override primary @ben fri 18:00 to sat 09:00", "/oncall cover primary fri 18:00"),
    ("ada", "take primary", "Until when?"),
    ("ada", "take primary until yesterday 09:00", "is past"),
    ("ada", "rotation primary weekly mon 09:00 @ada", "Only admins can use `/oncall rotation"),
    ("dana", "rotation primary weekly mon 09:00", "at least one person"),
    ("dana", "rotation primary monthly mon 09:00 @ada", "“monthly”"),
    ("dana", "rotation primary weekly mon 09:00 from tue 2026-06-16 @ada", "Tue"),
    ("dana", "rotation primary weekly mon 25:00 @ada", "25:00"),
    ("dana", "rotation primary weekly mon 09:00 @ada @ada", "stands there twice"),
    ("dana", "rotation primary weekly mon 09:00 in Europe/Zuerich @ada", "Europe/Zurich"),
    ("ada", "ladder 0 primary, every 15", "Only admins can use `/oncall ladder"),
    ("dana", "ladder 0 nights, every 15", "There is no rotation “nights”."),
    ("dana", "ladder 5 primary, every 15", "somebody must be reached at once"),
    ("dana", "ladder 0 primary, 5 secondary", "How often do all of them ring"),
    ("dana", "ladder 0 primary, 5 secondary, 5 duty, every 15", "times rise"),
    ("cleo", "cover secondary 2026-06-08 18:00 to 2026-06-08 20:00", "is past"),
    ("dana", "cover fri 18:00 to sat 09:00", "You are not on call for the whole of that time"),
    ("ada", "cover take 7", "There is no request for cover 7."),
    ("ada", "feed nights", "There is no rotation “nights”."),
]


def test_what_is_wrong_writes_nothing(desk: DeskUnderTest) -> None:
    """A sentence says what was not understood or may not be; nothing is written."""
    desk.at("Tue 2026-06-09 10:00")
    for who, typed, sentence in REFUSED:
        before = everything(desk)
        assert desk.types(who, f"/oncall {typed}").says(sentence), typed
        assert everything(desk) == before, typed


def everything(desk: DeskUnderTest) -> dict[str, int]:
    """How many rows each table has, what was delivered left out."""
    with desk.house.desk.database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Row.metadata.tables.items()
            if name not in ("deliveries", "people")
        }


def test_taking_over(desk: DeskUnderTest) -> None:
    """O2: an override wins over the rotation, from now on, and the later-made wins over it."""
    desk.at("Tue 2026-06-09 10:00")
    taken = desk.types("ada", "/oncall take primary until wed 09:00")
    assert taken.text == (
        "<@U0ADA> is on call for `primary` now, until Wed 10 Jun 09:00, instead of <@U0BEN>."
    )
    desk.types("dana", "/oncall override primary @ben 18:00 to 22:00")
    assert desk.types("cleo", "/oncall who primary at 19:00").says("<@U0BEN> (override 2)")
    assert desk.types("cleo", "/oncall who primary at 23:00").says("<@U0ADA> (override 1)")
    assert desk.types("cleo", "/oncall who primary at wed 09:00").says("(`primary`): <@U0BEN>")


def test_an_override_that_changes_nothing(desk: DeskUnderTest) -> None:
    """Whoever is on call already is put there, and it is said that this changes nothing."""
    desk.at("Tue 2026-06-09 10:00")
    said = "That changes nothing: so the rotation has it anyway."
    assert desk.types("ben", "/oncall override me primary 11:00 bis 12:00").says(said)
    assert said not in desk.types("ada", "/oncall override ada primary 11:00 to 12:00").whole


def test_who_cannot_be_reached_is_asked_about(desk: DeskUnderTest) -> None:
    """O7: somebody without a way outside Slack is asked about before it is saved."""
    desk.at("Tue 2026-06-09 10:00")
    asked = desk.types("dana", "/oncall take primary for @cleo until wed 09:00")
    assert asked.says("<@U0CLEO> has no way to be reached outside Slack yet", "Save it anyway?")
    assert asked.buttons == ["Save it anyway"]
    assert desk.types("ada", "/oncall who primary").says("(`primary`): <@U0BEN>")
    desk.at("Tue 2026-06-09 10:05")
    saved = desk.presses("dana", "Save it anyway")
    assert saved.says("<@U0CLEO> is on call for `primary` now, until Wed 10 Jun 09:00")
    both = desk.types("dana", "/oncall rotation nights daily 18:00 @dana @cleo @ada")
    assert both.says("<@U0DANA> and <@U0CLEO> have no way to be reached")
    assert desk.presses("dana", "Save it anyway").says("`nights` is handed over daily at 18:00.")


@pytest.mark.parametrize("gone", [{"deleted": True}, {"is_restricted": True}])
def test_who_is_no_member_cannot_be_on_call(desk: DeskUnderTest, gone: dict[str, bool]) -> None:
    """Somebody deactivated, or a guest, is refused."""
    desk.slack.change_person("ben", **gone)
    for typed in (
        "override primary @ben fri 18:00 to sat 09:00",
        "take primary for @ben until fri 18:00",
        "rotation nights daily 18:00 @ada @ben",
    ):
        refused = desk.types("dana", f"/oncall {typed}")
        assert refused.says("<@U0BEN> is not a full member of the workspace"), typed


def test_cover_goes_to_the_first(desk: DeskUnderTest) -> None:
    """The first who takes it has it; the second is told who; the asker and everybody see it."""
    desk.at("Tue 2026-06-09 10:00")
    asked = desk.types("ben", "/oncall cover fri 18:00 to sat 09:00")
    assert asked.says("Asked the others of `primary` for Fri 12 Jun 18:00 to Sat 13 Jun 09:00.")
    desk.works()
    request = desk.last("dana", "#sev1")
    assert request.says("<@U0BEN> asks for cover for `primary`", "<@U0ADA>, <@U0CLEO>, can one")
    assert request.buttons == ["I'll take it"]
    assert desk.types("ben", "/oncall cover take 1").says("somebody else has to take it")
    desk.presses("cleo", "I'll take it", "#sev1")
    second = desk.types("ada", "/oncall cover take 1")
    assert second.says("<@U0CLEO> already took it. Thank you!")
    desk.works()
    told_all = (
        ":handshake: <@U0CLEO> covers for <@U0BEN>, `primary`: "
        "Fri 12 Jun 18:00 to Sat 13 Jun 09:00."
    )
    assert told(desk, "ben")[-1] == told_all
    assert told(desk, "dana", "#sev1")[-1] == told_all
    edited = [heard for heard in in_channel(desk, "#sev1") if heard.ts == request.ts]
    assert [(heard.text, heard.buttons) for heard in edited] == [(told_all, [])]
    assert desk.types("ben", "/oncall who primary at sat 03:00").says("<@U0CLEO> (override 1)")


def test_a_new_version_of_a_rotation(desk: DeskUnderTest) -> None:
    """O2: a rotation changes from now on; who was on call before does not."""
    desk.at("Tue 2026-06-09 10:00")
    done = desk.types("dana", "/oncall rotation primary daily 08:00 from 2026-06-10 @ada @ben")
    assert done.text == "`primary` is now handed over daily at 08:00."
    assert done.says(
        "In this order: <@U0ADA>, <@U0BEN>",
        "• Wed 10 Jun 08:00 to Thu 11 Jun 08:00: <@U0ADA>",
        "• Sat 13 Jun 08:00 to Sun 14 Jun 08:00: <@U0BEN>",
        "Who was on call before does not change (O2).",
    )
    assert desk.types("ada", "/oncall who primary at 2026-06-08 10:00").says("<@U0BEN>")
    assert desk.types("ada", "/oncall who primary").says("<@U0BEN> until Wed 10 Jun 08:00")


def lines_of(form: dict[str, Any]) -> list[str]:
    return [line for line in str(form["text"]).splitlines() if line[:2] in ("1.", "2.", "3.", "• ")]


def chooses_in_form(desk: DeskUnderTest, who: str, action_id: str, **chosen: Any) -> list[str]:
    """Choose in the open form, and return its people and the next four shifts."""
    view = desk.slack.modal_of(who)
    assert view is not None
    desk.slack.press(who, view_id=view.id, action_id=action_id, **chosen)
    desk.waits()
    return lines_of(desk.form(who))


def option(value: str) -> dict[str, Any]:
    labels = {"up": "Move up", "down": "Move down", "off": "Take off", "1": "Daily"}
    text = labels[value.split()[0]]
    return {"text": {"type": "plain_text", "text": text, "emoji": True}, "value": value}


def test_a_rotation_by_its_form(desk: DeskUnderTest) -> None:
    """The form shows people in order; each choice shows the next four shifts anew; save."""
    desk.at("Tue 2026-06-09 10:00")
    form = desk.opens("dana", "/oncall rotation primary")
    assert form["title"] == "Rotation primary"
    assert lines_of(form) == [
        "1. <@U0ADA>",
        "2. <@U0BEN>",
        "3. <@U0CLEO>",
        "• today 10:00 to Mon 15 Jun 09:00: <@U0BEN>",
        "• Mon 15 Jun 09:00 to Mon 22 Jun 09:00: <@U0CLEO>",
        "• Mon 22 Jun 09:00 to Mon 29 Jun 09:00: <@U0ADA>",
        "• Mon 29 Jun 09:00 to Mon 6 Jul 09:00: <@U0BEN>",
    ]
    assert ":warning: Not reached outside Slack: <@U0CLEO>" in form["text"]
    moved = chooses_in_form(desk, "dana", "change:member:2", selected_option=option("up 2"))
    assert moved[:3] == ["1. <@U0ADA>", "2. <@U0CLEO>", "3. <@U0BEN>"]
    assert moved[3].endswith("<@U0CLEO>")
    moved = chooses_in_form(desk, "dana", "change:member:0", selected_option=option("down 0"))
    assert moved[:3] == ["1. <@U0CLEO>", "2. <@U0ADA>", "3. <@U0BEN>"]
    off = chooses_in_form(desk, "dana", "change:member:0", selected_option=option("off 0"))
    assert off[:2] == ["1. <@U0ADA>", "2. <@U0BEN>"]
    added = chooses_in_form(desk, "dana", "change:add", selected_user="U0DANA")
    assert added[2] == "3. <@U0DANA>"
    other = chooses_in_form(desk, "dana", "change:often", selected_option=option("1"))
    assert other[-1].startswith("• Fri 12 Jun 09:00 to Sat 13 Jun 09:00")
    other = chooses_in_form(desk, "dana", "change:at", selected_time="08:30")
    assert other[-1].startswith("• Fri 12 Jun 08:30 to Sat 13 Jun 08:30")
    assert desk.types("ada", "/oncall rotation").says("`primary` is handed over weekly, Mon 09:00")
    saved = desk.submits("dana", days="1", handover="08:30", first_day="2026-06-01")
    assert "`primary` is now handed over daily at 08:30." in saved["text"]
    assert desk.types("ada", "/oncall rotation").says(
        "`primary` is handed over daily at 08:30: <@U0ADA>, <@U0BEN>, <@U0DANA>"
    )


def test_a_new_rotation_by_its_form(desk: DeskUnderTest) -> None:
    """A new one wants a name of its own; what is wrong is said beside the field."""
    desk.at("Tue 2026-06-09 10:00")
    assert desk.opens("dana", "/oncall rotation add")["title"] == "New rotation"
    filled = {"days": "1", "handover": "18:00", "first_day": "2026-06-09"}
    assert desk.submits("dana", name="every", **filled)["errors"]["name"]
    saved = desk.submits("dana", name="Nights", **filled)
    assert "`nights` is handed over daily at 18:00." in saved["text"]
    assert desk.types("ada", "/oncall who nights at 19:00").says("<@U0DANA>")
    refused = desk.opens("ada", "/oncall rotation primary")
    assert "Only admins can use `/oncall rotation" in refused["text"]


def test_a_ladder_by_its_form(desk: DeskUnderTest) -> None:
    """A rung a line; what is not understood is said beside it; saved as it is typed."""
    desk.at("Tue 2026-06-09 10:00")
    form = desk.opens("dana", "/oncall ladder edit initech")
    assert form["title"] == "Ladder of initech"
    assert form["text"].count("at once `primary`, after 5m `secondary`, after 15m everyone") == 1
    for typed, error in (
        ("5 primary\nevery 15", "somebody must be reached at once"),
        ("0 primary\n5 nights\nevery 15", "There is no rotation “nights”"),
        ("0 primary", "How often do all of them ring"),
        ("edit", "at least one rung"),
    ):
        assert error in desk.submits("dana", ladder=typed)["errors"]["ladder"], typed
    saved = desk.submits("dana", ladder="0 primary\n10 secondary\nevery 20")
    assert "initech's ladder is now: at once `primary`, after 10m `secondary`" in saved["text"]
    assert desk.types("ada", "/oncall ladder").says(
        "The default ladder: at once `primary`, after 5m"
    )


def test_a_version_that_was_to_come_is_replaced(desk: DeskUnderTest) -> None:
    """O2: a later change takes the place of one that had not begun, whenever that was to begin."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall rotation primary daily 09:00 from 2026-07-01 @dana --anyway")
    assert desk.types("ada", "/oncall who primary at 2026-07-02 10:00").says("<@U0DANA>")
    desk.types("dana", "/oncall rotation primary daily 09:00 from 2026-06-15 @ada")
    assert desk.types("ada", "/oncall who primary at 2026-07-02 10:00").says("<@U0ADA>")
    assert desk.types("ada", "/oncall who primary").says("<@U0BEN> until Mon 15 Jun 09:00")


def test_who_is_displaced_is_told(desk: DeskUnderTest) -> None:
    """Whose shift is given to somebody else hears it, and from whom; one's own act is no news."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall override primary @cleo wed 18:00 to thu 09:00 --anyway")
    desk.types("ben", "/oncall take secondary until wed 09:00")
    desk.types("ben", "/oncall take primary until wed 09:00")
    desk.types("ada", "/oncall override duty me wed 09:00 to thu 09:00")
    desk.works()
    assert told(desk, "ben") == [
        "<@U0CLEO> is on call for `primary` instead of you, Wed 10 Jun 18:00 to Thu 11 Jun 09:00 "
        "(<@U0DANA> said so).",
        "<@U0ADA> is on call for `duty` instead of you, Wed 10 Jun 09:00 to Thu 11 Jun 09:00 "
        "(<@U0ADA> said so).",
    ]
    assert [text[:9] for text in told(desk, "ada")] == ["<@U0BEN> "]
    assert told(desk, "cleo") == []


@pytest.mark.parametrize(
    ("who", "stretch", "sentence"),
    [
        ("ben", "primary sat 18:00 to tue 09:00", "Somebody else is on call for `primary`"),
        ("ben", "sat 18:00 to tue 09:00", "You are not on call for the whole of that time"),
        ("cleo", "primary fri 18:00 to sat 09:00", "Somebody else is on call for `primary`"),
    ],
)
def test_cover_is_asked_for_ones_own_shift(
    desk: DeskUnderTest, who: str, stretch: str, sentence: str
) -> None:
    """Only a stretch of which all is one's own can be covered: nobody gives away another's."""
    desk.at("Tue 2026-06-09 10:00")
    assert desk.types(who, f"/oncall cover {stretch}").says(sentence)
    desk.works()
    assert not any("asks for cover" in text for text in told(desk, "dana", "#sev1"))


def test_a_new_rotation_takes_no_name_that_there_is(desk: DeskUnderTest) -> None:
    """The form for a new one would else change who is on call in another."""
    desk.at("Tue 2026-06-09 10:00")
    desk.slack.type("dana", "#support", "/oncall rotation add")
    refused = desk.submits("dana", name="Primary", days="1", handover="18:00")
    assert refused["errors"]["name"] == "There is a rotation primary already. Take another name."
    assert desk.types("ada", "/oncall who primary").says("<@U0BEN>")


def test_a_new_rotation_that_leaves_nobody_on_call(desk: DeskUnderTest) -> None:
    """O2, O6: its first shift begins on Monday, and the answer says who is on call until then."""
    desk.at("Thu 2026-06-11 10:00")
    made = desk.types("dana", "/oncall rotation nights weekly mon 09:00 @ada @ben")
    assert made.says(":warning: Nobody is on call in `nights` until Mon 15 Jun 09:00.")
    assert made.buttons == ["I'll take it until then", "Undo"]
    assert desk.types("ada", "/oncall take nights until 2026-06-15 09:00").says("<@U0ADA>")
    again = desk.types("dana", "/oncall rotation nights weekly mon 09:00 @ben @ada")
    assert "Nobody" not in again.whole


def test_a_stretch_in_the_hour_that_comes_twice(desk: DeskUnderTest) -> None:
    """O2: from the first 02:50 to the second 02:10 are 20 minutes, for an override and a cover."""
    desk.at("Sun 2026-10-25 01:00")
    stretch = "2026-10-25 02:50+02:00 to 2026-10-25 02:10+01:00"
    made = desk.types("dana", f"/oncall override primary @ada {stretch}")
    assert made.says("<@U0ADA>", "02:50 CEST", "02:10 CET")
    assert desk.types("ada", f"/oncall cover primary {stretch}").says("Asked the others")
