"""After a restore: what was done or due since the backup is not done twice, nor rings as new."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from handlers.blocks.pieces import eras
from models.rows.eras import present_era
from models.usecases import inbox
from models.usecases.inbox import KeptRequest
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.coming_in import a_source, reports
from tests.backup.command_line import address, counts, run
from tests.conversations.oncall.people_on_call import rung, with_people_on_call
from tests.desk import DeskUnderTest, Heard, Switch
from tests.machines import sign_of

pytestmark = pytest.mark.both_databases


def test_a_button_of_before_books_nothing(
    file: Path, elsewhere: str, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """A press on a message of before the restore is refused; the same one made anew is not."""
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2026-06-01 14:00")
    era = present_era(there.house.desk.database)
    eras.begin("")  # as that message was made
    there.types("ben", "/case show 1")
    eras.begin(era)
    before = counts_of(there)["changes"]
    assert there.presses("ben", "I'll take it").says("restored from a backup", "does nothing")
    assert counts_of(there)["changes"] == before
    there.types("ben", "/case show 1")
    there.presses("ben", "I'll take it")
    assert counts_of(there)["changes"] == before + 1
    there.close()


def test_a_form_that_was_open_before_books_nothing(
    file: Path, elsewhere: str, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """Opened before the restore and sent after it: refused kindly, with all that was filled in;
    one that is opened anew is not.
    """
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2026-06-01 14:00")
    era = present_era(there.house.desk.database)
    eras.begin("")  # as that form was made
    there.opens("ada", "/escalation log")
    eras.begin(era)
    there.fills("ada", "case", "1")  # which shows the form anew in other cases
    before = counts_of(there)["time_entries"]
    refused = there.submits("ada", case="1", time="2h", day="2026-06-01")
    assert "restored from a backup" in refused["text"]
    assert "that form does nothing" in refused["text"]
    assert counts_of(there)["time_entries"] == before
    there.slack.close("ada")
    there.opens("ada", "/escalation log")
    there.submits("ada", case="1", time="2h", day="2026-06-01")
    assert counts_of(there)["time_entries"] == before + 1
    there.close()


def counts_of(desk: DeskUnderTest) -> dict[str, int]:
    with desk.house.desk.database.reading() as session:
        return counts(session.connection())


def test_the_admins_are_told_what_the_desk_no_longer_knows(
    file: Path, elsewhere: str, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """From the instant of the backup until the restore."""
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2030-06-03 14:00")  # after the restore, by whichever clock that was
    told = "\n".join(there.tells("dana"))
    assert "It knows nothing of what was recorded from then until" in told
    there.close()


@pytest.mark.parametrize(("at", "rings"), [("11:00", True), ("13:00", False)])
def test_a_page_of_long_ago_does_not_ring_as_if_new(
    desk: DeskUnderTest,
    elsewhere: str,
    tmp_path: Path,
    desk_switch: Switch,
    desk_loopback: Loopback,
    at: str,
    rings: bool,
) -> None:
    """Within two hours a page rings on. Later it is held, with what was to be sent to people: the
    admins are told, and it rings when it is handed up.
    """
    with_people_on_call(desk)
    desk.at("Mon 2026-06-01 10:00")
    desk.types("ben", "/case open initech sev1 defect Login is down")  # and Ada is not rung yet
    with patch("slackapp.backup.datetime") as clock:
        clock.now.return_value = desk.clock.now()
        assert run(address(desk), "backup", tmp_path / "desk.backup").exit_code == 0
        clock.now.return_value = desk.moment_of(f"Mon 2026-06-01 {at}")
        done = run(elsewhere, "restore", tmp_path / "desk.backup")
    assert done.exit_code == 0, done.output
    assert ("Held: 1 page, 3 messages, 0 reports." in done.stdout) is not rings
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at(f"Mon 2026-06-01 {at}")
    there.works()
    seen = there.slack.messages_seen_by("dana", "@desk")
    said = next(each for each in seen if "restored from a backup" in each.text)
    assert ("what rang at that time, page 1." in Heard(said.text, said.blocks).whole) is not rings
    assert (rung(there, "ada")["ada"] > 0) is rings
    if not rings:
        assert "it waited when the backup was made" in there.home("dana")
        there.presses("dana", "Page 1", "@desk")
        there.types("dana", "/oncall handup 1")
        there.works()
        assert rung(there, "ben") == {"ben": 1}
    there.close()


@pytest.mark.parametrize(("at", "rings"), [("11:45", True), ("13:00", False)])
def test_what_a_change_window_held_of_long_ago_does_not_ring(
    desk: DeskUnderTest,
    elsewhere: str,
    tmp_path: Path,
    desk_switch: Switch,
    desk_loopback: Loopback,
    at: str,
    rings: bool,
) -> None:
    """Within two hours it is routed when its window has ended. Later the admins are told, and have
    it treated again.
    """
    with_people_on_call(desk)
    desk.types("dana", "/customer window initech 2026-06-01 09:30 to 11:30")
    desk.at("Mon 2026-06-01 10:00")
    reports(desk, a_source(desk), "login")
    with patch("slackapp.backup.datetime") as clock:
        clock.now.return_value = desk.clock.now()
        assert run(address(desk), "backup", tmp_path / "desk.backup").exit_code == 0
        clock.now.return_value = desk.moment_of(f"Mon 2026-06-01 {at}")
        done = run(elsewhere, "restore", tmp_path / "desk.backup")
    assert (done.exit_code, "1 report." in done.stdout) == (0, not rings)
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at(f"Mon 2026-06-01 {at}")
    there.works()
    assert counts_of(there)["pages"] == rings
    seen = there.slack.messages_seen_by("dana", "@desk")
    said = next(Heard(m.text, m.blocks) for m in seen if "restored from a backup" in m.text)
    assert ("1 report from a change window that has ended" in said.whole) is not rings
    if not rings:
        again = there.types("dana", "/case arrival 1 again")
        assert again.says("opened a case")
        assert counts_of(there)["pages"] == 1
    there.close()


def test_a_sign_of_life_is_not_missed_of_which_nobody_knows(
    desk: DeskUnderTest,
    elsewhere: str,
    tmp_path: Path,
    desk_switch: Switch,
    desk_loopback: Loopback,
) -> None:
    """It may have come each night since the backup: it is expected anew from the restore on."""
    with_people_on_call(desk)
    desk.at("Wed 2026-06-10 03:00")
    sign_of(desk, desk_loopback.address, critical=True).calls()
    with patch("slackapp.backup.datetime") as clock:
        clock.now.return_value = desk.clock.now()
        assert run(address(desk), "backup", tmp_path / "desk.backup").exit_code == 0
        clock.now.return_value = desk.moment_of("Sat 2026-06-13 10:00")
        assert run(elsewhere, "restore", tmp_path / "desk.backup").exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    for at, pages in (("Sat 2026-06-13 10:01", 0), ("Sun 2026-06-14 12:00", 1)):
        there.at(at)
        there.works()
        assert counts_of(there)["pages"] == pages
    there.close()


def test_what_was_acknowledged_and_not_answered_is_not_done(
    filled: DeskUnderTest,
    elsewhere: str,
    tmp_path: Path,
    desk_switch: Switch,
    desk_loopback: Loopback,
) -> None:
    """It may have been done since, and be recorded again: the admins are told who asked."""
    body = {"command": "/case", "text": "open acme Again", "user_id": "U0ADA"}
    database, now = filled.house.desk.database, filled.clock.now()
    inbox.record(database, [KeptRequest("command:1", body, now)], (), now)
    file = tmp_path / "desk.backup"
    assert run(address(filled), "backup", file).exit_code == 0
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2030-06-03 14:00")  # after the restore, by whichever clock that was
    there.works()
    shown = there.last("dana", "@desk").whole
    assert "what <@U0ADA> had asked for" in shown
    assert counts_of(there)["inbox"] == 0
    assert counts_of(there)["cases"] == 1
    there.close()
