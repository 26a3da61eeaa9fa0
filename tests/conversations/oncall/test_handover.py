"""At each handover: a note, once, and user groups that follow at once."""

from __future__ import annotations

from tests.conversations.oncall.people_on_call import told, with_people_on_call
from tests.desk import DeskUnderTest

NOTE = ":arrows_counterclockwise:"


def notes(desk: DeskUnderTest) -> list[str]:
    return [text for text in told(desk, "dana", "#sev1") if text.startswith(NOTE)]


def groups(desk: DeskUnderTest) -> dict[str, set[str]]:
    found = desk.slack.workspace.groups.values()
    return {group.handle: set(group.members) for group in found}


def updates(desk: DeskUnderTest) -> int:
    """How often the desk touched a user group."""
    entries = desk.slack.traffic.since(0)["entries"]
    return sum("usergroups.users.update" in entry["what"] for entry in entries)


def test_a_note_at_each_handover_once(desk: DeskUnderTest) -> None:
    """Who hands to whom, until when, with the open pages and what presses; said once."""
    with_people_on_call(desk)
    desk.at("Fri 2026-06-12 10:00")
    desk.types("ada", "/oncall override primary me fri 18:00 to sat 08:00")
    desk.types("cleo", "/case open acme configuration Slow console")
    desk.at("Fri 2026-06-12 17:30")
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.works()
    desk.presses("ben", "Acknowledge", "@desk")
    desk.works()
    before = notes(desk)
    for wall in ("17:59", "18:00", "18:05", "19:00"):
        desk.at(f"Fri 2026-06-12 {wall}")
        desk.works()
        new = notes(desk)[len(before) :]
        assert len(new) == (0 if wall == "17:59" else 1)
    assert new == [
        f"{NOTE} <@U0BEN> hands `primary` to <@U0ADA>, until Sat 13 Jun 08:00, then <@U0BEN>."
    ]
    message = next(m for m in desk.slack.messages_seen_by("dana", "#sev1") if m.text == new[0])
    body = str(message.blocks)
    assert "• Page 1, initech #2 “Login loops”: <@U0BEN>" in body
    assert "1 Sev-1 or overdue case without a first response; the first: initech #2" in body
    assert "“Login loops”, due Fri 12 Jun 19:30" in body
    assert "Slow console" not in body  # its clock has time


def test_a_quiet_handover_says_so(desk: DeskUnderTest) -> None:
    """Nothing open: the note says that too. The same person again is no handover."""
    with_people_on_call(desk)
    desk.at("Fri 2026-06-12 10:00")
    desk.works()
    before = notes(desk)
    desk.types("ben", "/oncall override primary me fri 18:00 to sat 08:00")
    desk.at("Fri 2026-06-12 18:00")
    desk.works()
    assert notes(desk) == before
    desk.at("Mon 2026-06-15 09:00")
    desk.works()
    assert desk.last("dana", "#sev1").says("No open page, and no first response")


def test_user_groups_follow_at_once(desk: DeskUnderTest) -> None:
    """They have whoever is on call, at once after a change, and are not touched otherwise."""
    with_people_on_call(desk)
    assert groups(desk) == {
        "engineers": {"U0ADA", "U0BEN"},
        "account-managers": {"U0CLEO"},
        "desk-admins": {"U0DANA"},
        "oncall": {"U0ADA", "U0BEN"},
        "duty": {"U0ADA"},
    }
    desk.at("Tue 2026-06-09 10:00")
    desk.works()
    touched = updates(desk)
    for wall in ("10:01", "12:00", "16:00"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    assert updates(desk) == touched
    desk.types("dana", "/oncall override primary @cleo 16:05 to 18:00 --anyway")
    desk.at("Tue 2026-06-09 16:05")
    desk.works()
    assert groups(desk)["oncall"] == {"U0CLEO", "U0ADA"}
    desk.types("cleo", "/oncall take duty until 17:00 --anyway")
    desk.works()
    assert groups(desk)["duty"] == {"U0CLEO"}
    assert updates(desk) == touched + 2
    desk.at("Tue 2026-06-09 18:00")
    desk.works()
    assert groups(desk)["oncall"] == {"U0BEN", "U0ADA"}
    assert groups(desk)["duty"] == {"U0ADA"}


def test_a_user_group_is_never_emptied(desk: DeskUnderTest) -> None:
    """With nobody on call a user group keeps whom it has."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/oncall help")
    desk.types("dana", "/oncall rotation duty daily 09:00 from 2026-07-01 @ada @ben --anyway")
    desk.works()
    assert groups(desk)["duty"] == {"U0ADA"}
    assert updates(desk) == 0


def test_who_left_is_in_no_user_group(desk: DeskUnderTest) -> None:
    """A user group has no use for somebody who left; one that would be empty keeps whom it has."""
    with_people_on_call(desk)
    desk.slack.change_person("ben", deleted=True)
    desk.at("Tue 2026-06-09 10:00")
    desk.works()
    assert groups(desk)["oncall"] == {"U0ADA"}
    assert groups(desk)["duty"] == {"U0ADA"}
    desk.at("Wed 2026-06-10 10:00")  # it is Ben's day
    desk.works()
    assert groups(desk)["duty"] == {"U0ADA"}


def test_a_user_group_that_slack_did_not_take_is_brought_in_step(desk: DeskUnderTest) -> None:
    """One failed update leaves nobody wrong in a group: it is tried again, with whoever is on call
    by then."""
    with_people_on_call(desk)
    assert groups(desk)["duty"] == {"U0ADA"}
    desk.at("Tue 2026-06-09 10:00")
    desk.works()
    assert groups(desk)["duty"] == {"U0ADA"}
    for code in ("token_revoked", "fatal_error"):
        desk.slack.api.fail_next("usergroups.users.update", code)
    desk.types("cleo", "/oncall take duty until 17:00 --anyway")
    desk.works()
    desk.types("ben", "/oncall take duty until 17:00 --anyway")
    desk.works()
    for wall in ("10:01", "10:02"):
        assert groups(desk)["duty"] == {"U0ADA"}
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    assert groups(desk)["duty"] == {"U0BEN"}
    touched = updates(desk)
    desk.at("Tue 2026-06-09 10:30")
    desk.works()
    assert updates(desk) == touched
    desk.slack.refusals.clear()
