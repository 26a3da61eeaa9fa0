"""I2, I3, I6, S6: what is said of a case that is a double by now, or closed: the one that stands
for it rings, or whoever is in need is told how to open another.

Eve is initech's, which is Managed and at home in #initech.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from handlers.blocks.pieces.from_outside import Press
from models.rows.reports import Arrival, Report, Source
from models.rules.reports import CameOf
from tests.agreement.coming_in import rang, reports
from tests.agreement.outsiders import (
    DOWN,
    answers,
    at_home,
    case,
    cases,
    mentions,
    pages,
    press_it,
    shown,
    siren,
)
from tests.desk import DeskUnderTest

DAY, NIGHT = "Wed 2026-06-03 10:00", "Sat 2026-06-06 03:12"


@pytest.fixture(autouse=True)
def _at_home(people_on_call: None, desk: DeskUnderTest) -> None:
    at_home(desk, "initech")


def withdraws(desk: DeskUnderTest, number: int, of: int | None = None) -> None:
    """Ben withdraws a case, as a double of another if there is one."""
    double = f" double of #{of}" if of else ""
    desk.types("ben", f"/case withdraw {number}{double} because Eve wrote twice")
    desk.works()


def closes(desk: DeskUnderTest, number: int) -> None:
    """Ben answers a case and closes it."""
    for typed in (f"respond {number}", f"kind {number} defect", f"close {number}"):
        desk.types("ben", f"/case {typed}")
    desk.works()


def severities(desk: DeskUnderTest) -> list[int]:
    """The severities of all cases, in the order of their numbers."""
    return [each.severity for each in cases(desk)]


def last(desk: DeskUnderTest, thread: str) -> str:
    """What was said last in a thread."""
    return answers(desk, thread)[-1].text


# --- a double -------------------------------------------------------------------------------------


def test_a_siren_on_the_message_of_a_double(desk: DeskUnderTest) -> None:
    """At 03:12 the case that took over rings, due two hours later; who reads the other thread is
    told, and its own headline says so too.
    """
    desk.at("Fri 2026-06-05 18:30")
    first = mentions(desk, "the export fails")
    second = mentions(desk, "nobody can export")
    withdraws(desk, 2, of=1)
    desk.at(NIGHT)
    siren(desk, second)
    assert (severities(desk), rang(desk)) == ([1, 3], [1])
    rings = "#1 is open, critical: an engineer is being rung; first reply by "
    due = shown(desk, "Sat 2026-06-06 05:12")
    assert f"{rings}{due}." in last(desk, second)
    assert f"{rings}{due}." in answers(desk, first)[0].text


def test_a_double_of_a_double(desk: DeskUnderTest) -> None:
    """#3 of #2, and that of #1: a siren on the third message rings for the first."""
    desk.at(DAY)
    threads = [mentions(desk, f"the export fails {word}") for word in ("here", "too", "still")]
    withdraws(desk, 3, of=2)
    withdraws(desk, 2, of=1)
    desk.at(NIGHT)
    siren(desk, threads[2])
    assert (severities(desk), rang(desk)) == ([1, 3, 3], [1])


def test_what_is_said_in_the_thread_of_a_double(desk: DeskUnderTest) -> None:
    """It is about the case to which that thread sends them, and opens no third."""
    desk.at(DAY)
    mentions(desk, "the export fails")
    second = mentions(desk, "nobody can export")
    withdraws(desk, 2, of=1)
    desk.at(NIGHT)
    mentions(desk, f"critical: {DOWN}", thread=second)
    assert (severities(desk), rang(desk)) == ([1, 3], [1])
    assert "#1 is open, critical: an engineer is being rung" in last(desk, second)


def test_the_button_of_an_offer_whose_case_is_a_double(desk: DeskUnderTest) -> None:
    """Offered at night, opened, doubled by day; who presses it the next night is told where."""
    desk.at(NIGHT)
    desk.says("eve", "the export fails", "#initech")
    desk.works()
    desk.slack.click("eve", "Open a case", channel="#initech")
    desk.works()
    mentions(desk, "nobody can export")
    withdraws(desk, 1, of=2)
    desk.at("Sun 2026-06-07 03:12")
    said = press_it(desk, "eve", Press.MESSAGE_CRITICAL, 1)
    assert "#2 is open, critical: an engineer is being rung" in said
    assert (severities(desk), rang(desk)) == ([3, 1], [2])


def test_the_button_of_a_double(desk: DeskUnderTest) -> None:
    """As it stands in a window that shows the headline of before."""
    desk.at(DAY)
    mentions(desk, "the export fails")
    mentions(desk, "nobody can export")
    withdraws(desk, 2, of=1)
    desk.at(NIGHT)
    said = press_it(desk, "eve", Press.CASE_CRITICAL, 2)
    assert "#1 is open, critical: an engineer is being rung" in said
    assert (severities(desk), rang(desk)) == ([1, 3], [1])


def test_a_double_that_is_reopened_is_its_own_again(desk: DeskUnderTest) -> None:
    desk.at(DAY)
    mentions(desk, "the export fails")
    second = mentions(desk, "nobody can export")
    withdraws(desk, 2, of=1)
    desk.types("ben", "/case reopen 2")
    desk.at(NIGHT)
    siren(desk, second)
    assert (severities(desk), rang(desk)) == ([3, 1], [2])


def test_what_was_critical_already_is_raised_by_a_new_word_alone(desk: DeskUnderTest) -> None:
    """I2: ours made the critical one a double of a case that is none: theirs is the last word, and
    the siren that said so before is answered by how it stands.
    """
    desk.at(DAY)
    mentions(desk, "the export fails")
    second = mentions(desk, f"critical: {DOWN}")
    withdraws(desk, 2, of=1)
    siren(desk, second)
    assert severities(desk) == [3, 1]
    assert "#1 is open: an engineer takes it in turn" in last(desk, second)
    mentions(desk, "critical, as we said", thread=second)
    assert severities(desk) == [1, 1]


# --- a double of a source's -----------------------------------------------------------------------


def test_a_source_reports_a_double_again(desk: DeskUnderTest, monitoring: Source) -> None:
    """I3: while the case that stands for it is open it opens no other; then it does."""
    desk.at(DAY)
    numbers = [reports(desk, monitoring, key).case for key in ("login", "mail")]
    withdraws(desk, 2, of=1)
    numbers.append(reports(desk, monitoring, "mail").case)
    closes(desk, 1)
    numbers.append(reports(desk, monitoring, "mail").case)
    assert [each.id for each in numbers if each] == [1, 2, 1, 3]
    with desk.reading("dana") as turn:
        seen = turn.session.scalars(select(Report.seen).order_by(Report.id)).all()
    assert seen == [1, 2, 1]


def test_recovered_while_its_double_burns(desk: DeskUnderTest, monitoring: Source) -> None:
    """I6: #1 is about both; it is lowered when the source says of both that they are over."""
    desk.at(NIGHT)
    for key in ("login", "mail"):
        reports(desk, monitoring, key)
    withdraws(desk, 2, of=1)
    came = [
        reports(desk, monitoring, key, recovered=True).arrival.came for key in ("mail", "login")
    ]
    assert came == [CameOf.RECOVERED, CameOf.LOWERED]
    assert severities(desk)[0] == 2


def test_recovered_of_what_a_person_has_reported_too(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """I6: in a case of its own, which is a double by now: she has not said that it is over."""
    desk.at(NIGHT)
    reports(desk, monitoring, "login")
    mentions(desk, f"critical: {DOWN}")
    withdraws(desk, 2, of=1)
    assert reports(desk, monitoring, "login", recovered=True).arrival.came is CameOf.RECOVERED
    assert severities(desk)[0] == 1


def test_a_double_is_treated_again(desk: DeskUnderTest, monitoring: Source) -> None:
    """I10: it is about the case that stands for it, and is counted once."""
    desk.at(DAY)
    for key in ("login", "mail"):
        reports(desk, monitoring, key)
    withdraws(desk, 2, of=1)
    assert desk.types("dana", "/case arrival 2 again").says("seen again, #1 (I3)")
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Report.seen).order_by(Report.id)).all() == [1, 1]
        assert turn.session.get_one(Arrival, 2).case_id == 1


# --- closed ---------------------------------------------------------------------------------------

OPENS_ANOTHER = (
    " Nobody is rung for it any more. If it can't wait, write `@desk critical: …`, and what is "
    "wrong: that opens another."
)


def test_a_siren_on_the_message_of_a_closed_case(desk: DeskUnderTest) -> None:
    """I3: it opens no second one; in the thread whoever is in need reads what does, once."""
    desk.at(DAY)
    thread = mentions(desk, "the export fails")
    closes(desk, 1)
    desk.at(NIGHT)
    siren(desk, thread)
    assert last(desk, thread) == (
        f":ballot_box_with_check: #1 “the export fails”: closed {shown(desk, DAY)}.{OPENS_ANOTHER}"
    )
    before = len(answers(desk, thread))
    siren(desk, answers(desk, thread)[0].ts)
    assert len(answers(desk, thread)) == before + 1  # of the headline
    assert (len(cases(desk)), pages(desk)) == (1, [])
    mentions(desk, f"critical: {DOWN}", thread=thread)
    assert (severities(desk), rang(desk)) == ([3, 1], [2])


def test_a_siren_on_the_message_of_one_that_was_opened_by_mistake(desk: DeskUnderTest) -> None:
    desk.at(DAY)
    thread = mentions(desk, "the export fails")
    withdraws(desk, 1)
    siren(desk, thread)
    assert f"withdrawn {shown(desk, DAY)}.{OPENS_ANOTHER}" in last(desk, thread)
    assert case(desk).severity == 3


def test_when_the_case_that_took_over_is_closed_too(desk: DeskUnderTest) -> None:
    """It is that one of which is told, as in the thread of its double."""
    desk.at(DAY)
    mentions(desk, "the export fails")
    second = mentions(desk, "nobody can export")
    withdraws(desk, 2, of=1)
    closes(desk, 1)
    siren(desk, second)
    assert last(desk, second).endswith(OPENS_ANOTHER)
    assert "#1 “the export fails”: closed" in last(desk, second)
    assert press_it(desk, "eve", Press.CASE_CRITICAL, 2) == ""
    assert last(desk, second).endswith(OPENS_ANOTHER)
    assert (severities(desk), pages(desk)) == ([3, 3], [])


@pytest.mark.parametrize("press", [Press.MESSAGE_CRITICAL, Press.MESSAGE_OPENS])
def test_the_button_of_an_offer_whose_case_is_closed(desk: DeskUnderTest, press: Press) -> None:
    desk.at(NIGHT)
    desk.says("eve", "the export fails", "#initech")
    desk.types("ben", "/case waiting 1 open")
    closes(desk, 1)
    assert press_it(desk, "eve", press, 1) == ""
    seen = desk.slack.messages_seen_by("eve", "#initech")
    assert any(said.text.endswith(OPENS_ANOTHER) for said in seen)
    assert (len(cases(desk)), pages(desk)) == (1, [])
