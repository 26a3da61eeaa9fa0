"""E10: books that are closed. What would change a kept statement is refused at every door."""

from __future__ import annotations

import pytest

from models.usecases.books import closing
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest
from tests.told_once import told_once

CLOSED = "acme's books are closed up to Tue 31 Mar 2026"
REFUSED = f"{CLOSED}, and this would change the statement of Tue 31 Mar 2026 (E10): "


@told_once
def with_a_quarter(desk: DeskUnderTest) -> None:
    """Let acme have a first quarter with everything in it, and let it be April.

    Case 1 has two escalations, 2 is a defect, 3 and 4 have one each, 5 is uncovered. Pack 1, bought
    on 20 March, is void; pack 2, of that day too, counts. globex is a customer as well.
    """
    with_acme(desk, "Login loops", "A crash", "SSO", "New cluster", at="Mon 2026-03-02 09:00")
    desk.types("dana", '/customer add globex "Globex AG" standard from 2026-01-01')
    desk.types("ada", "/case kind 2 defect")
    desk.types("ada", "/escalation log 6h 1")
    desk.types("cleo", "/escalation decide 1 escalation")
    desk.at("Tue 2026-03-03 09:00")
    desk.types("ada", "/escalation log 2h 2")
    desk.types("ada", "/escalation log 1h 3")
    desk.at("Wed 2026-03-04 09:00")
    desk.types("ada", "/escalation log 1h 4")
    desk.types("ada", "/case open acme integration Slow tokens")
    desk.types("ada", "/escalation log 2h 5")
    desk.at("Fri 2026-03-20 09:00")
    desk.types("cleo", "/customer pack acme S")
    desk.types("cleo", "/customer void acme pack 1")
    desk.types("cleo", "/customer pack acme S")
    desk.at("Wed 2026-04-01 09:00")


@pytest.fixture
def books(desk: DeskUnderTest) -> DeskUnderTest:
    """acme's first quarter is closed, with nothing uncovered but what was asked about."""
    with_a_quarter(desk)
    desk.types("cleo", "/balance acme close 2026-03-31 --anyway")
    assert desk.last("cleo").says(f"{CLOSED}.", "acme-2026-03-31/1")
    return desk


# --- closing --------------------------------------------------------------------------------------


def test_books_are_closed_up_to_a_day(desk: DeskUnderTest) -> None:
    """E10: the account manager closes them, and the statement of that day is kept as issued."""
    with_acme(desk, "Login loops", at="Mon 2026-03-02 09:00")
    desk.types("ada", "/escalation log 2h 1")
    desk.at("Wed 2026-04-01 09:00")
    told = desk.types("cleo", "/balance acme close 2026-03-31")
    assert told.text == f"{CLOSED}."
    assert told.says("`acme-2026-03-31/1`, 3 of 4 escalations left (E10)")
    assert desk.types("ada", "/balance acme books").says(
        f"{CLOSED}.", "`acme-2026-03-31/1` kept today 09:00 by <@U0CLEO>"
    )
    assert desk.types("ben", "/customer show acme").says("books closed up to Tue 31 Mar 2026 by")


def test_what_waits_is_asked_about_before(desk: DeskUnderTest) -> None:
    """E10: once books are closed nobody may decide any more, so the desk asks first."""
    with_a_quarter(desk)
    desk.types("ada", "/case open acme Something")
    desk.types("ada", "/escalation log 20m 6 2026-03-30")
    asked = desk.types("cleo", "/balance acme close 2026-03-31")
    assert asked.says(
        "acme's statement of Tue 31 Mar 2026 has 1 uncovered (E7), no kind for #6 (E2).",
        "Close them all the same?",
    )
    desk.presses("cleo", "Close them")
    assert desk.last("cleo").says(f"{CLOSED}.")


def test_a_day_that_is_not_over_is_not_closed(desk: DeskUnderTest) -> None:
    """E10: more time may be logged on it."""
    with_acme(desk, at="Tue 2026-03-31 18:00")
    assert desk.types("cleo", "/balance acme close 2026-03-31").says(
        "Tue 31 Mar 2026 is not over: more time may be logged on it."
    )


def test_what_is_closed_is_not_closed_again(books: DeskUnderTest) -> None:
    """E10: up to a day is up to each day before."""
    for day in ("2026-03-31", "2026-02-28"):
        assert books.types("cleo", f"/balance acme close {day}").says(f"{CLOSED} already.")


def test_who_may_close_and_reopen(books: DeskUnderTest) -> None:
    """E10: the account manager closes; only an admin reopens, with a reason."""
    assert books.types("ada", "/balance acme close 2026-03-31").says("Only account managers and")
    assert books.types("cleo", "/balance acme reopen 2026-03-31 because late").says("Only admins")
    assert "Only admins" in books.opens("cleo", "/balance acme reopen 2026-03-31")["text"]
    assert books.types("dana", "/balance acme reopen 2026-04-30 because late").says(
        f"{CLOSED} only: there is nothing to reopen."
    )


# --- every door -----------------------------------------------------------------------------------

DOORS = {
    "late time": ("ada", "/escalation log 1h 3 2026-03-30 --anyway", "#3, time of 30 Mar 2026"),
    "late time on what is free": ("ada", "/escalation log 1h 2 2026-03-30", "#2, time of 30 Mar"),
    "time taken back": ("ada", "/escalation undo 3", "#3, time of 3 Mar 2026: 1h then, nothing"),
    "time moved": ("ada", "/escalation move 3 #4", "#3, time of 3 Mar 2026: 1h then, nothing now"),
    "time of another day": ("ada", "/escalation day 3 2026-03-05", "#3, time of 3 Mar 2026"),
    "time moved into the next quarter": ("ada", "/escalation day 3 2026-04-01", "#3, time of 3"),
    "kind that is never charged": ("ada", "/case kind 3 defect", "#3, block 1: 1 escalation from"),
    "kind that is charged": ("ada", "/case kind 2 configuration", "#2, block 1: nothing then"),
    "case of another customer": ("ada", "/case customer 3 globex because mixed up", "#3, time of"),
    "decision": ("cleo", "/escalation decide 1 consulting block 2", "#1, block 2: 1 escalation"),
    "settlement as consulting": ("cleo", "/escalation settle acme consulting", "#5, block 1: unco"),
    "pack of then": ("cleo", "/customer pack acme L on 2026-03-10", "pack 3 (L): nothing then"),
    "pack voided": (
        "dana",
        "/customer void acme pack 2 because mistaken",
        "pack 2 (S): 1 of 1 left",
    ),
    "level of then": (
        "cleo",
        "/customer level acme premium from 2026-03-01",
        "level: standard then",
    ),
    "level corrected": (
        "dana",
        "/customer correct acme premium from 2026-01-01 because typed wrongly",
        "level: standard then, premium now",
    ),
    "end in the past": (
        "cleo",
        "/customer end acme 2026-03-15 because decided late",
        "level: standard then, basic now",
    ),
}


@pytest.mark.parametrize("door", DOORS)
def test_what_would_change_a_kept_statement_is_refused(books: DeskUnderTest, door: str) -> None:
    """E10: whatever its own date, and nothing is written; the sentence says what would change."""
    who, typed, changes = DOORS[door]
    before = books.statement("acme")
    told = books.types(who, typed)
    assert told.text.startswith(REFUSED), told.whole
    assert told.says(changes)
    assert "Try" not in told.whole  # the account manager may not
    assert told.says("An admin can reopen them:", "/balance acme reopen 2026-03-31 because")
    assert books.statement("acme") == before


def test_a_button_of_before_is_refused(desk: DeskUnderTest) -> None:
    """E10: the answer to a log of March offers *Undo*, also when its month is closed."""
    with_acme(desk, "Login loops", at="Tue 2026-03-31 09:00")
    desk.types("ada", "/escalation log 1h 1")
    desk.at("Wed 2026-04-01 09:00")
    desk.types("cleo", "/balance acme close 2026-03-31")
    assert desk.presses("ada", "Undo").says(REFUSED, "#1, time of 31 Mar 2026: 1h then, nothing")


def test_a_question_that_waits_is_refused(desk: DeskUnderTest) -> None:
    """E10: the desk's question about a block (E5) is pressed after the books were closed."""
    with_acme(desk, "Login loops", at="Tue 2026-03-31 09:00")
    desk.types("ada", "/escalation log 6h 1")
    desk.sends_what_is_due()
    desk.at("Wed 2026-04-01 09:00")
    desk.types("cleo", "/balance acme close 2026-03-31 --anyway")
    told = desk.presses("cleo", "Consulting", "@desk")
    assert told.says(REFUSED, "#1, block 2: 1h undecided then, 1h consulting now")


def test_a_form_is_refused(books: DeskUnderTest) -> None:
    """E10: time for a day of March, by the form."""
    books.opens("ada", "/escalation log")
    form = books.submits("ada", case="3", time="1h", day="2026-03-30")
    assert any(CLOSED in error for error in form["errors"].values()) or CLOSED in form["text"]


def test_a_contract_change_is_not_undone(desk: DeskUnderTest) -> None:
    """E10: the raise of March was answered with *Undo*."""
    with_acme(desk, at="Mon 2026-03-02 09:00")
    desk.types("cleo", "/customer level acme premium from 2026-03-02")
    desk.at("Wed 2026-04-01 09:00")
    desk.types("cleo", "/balance acme close 2026-03-31")
    desk.types("cleo", "/customer show acme")
    assert desk.presses("cleo", "Undo").says(REFUSED, "level: premium then, standard now")


# --- what passes ----------------------------------------------------------------------------------

PASSES = {
    "time of today": ("ada", "/escalation log 1h 3"),
    "a title": ("ada", "/case title 3 Single sign-on"),
    "a pack of today": ("cleo", "/customer pack acme M"),
    "a raise of today": ("cleo", "/customer level acme premium from 2026-04-01"),
    "an end to come": ("cleo", "/customer end acme 2026-06-30"),
    "settled from a grant of today": ("cleo", "/escalation settle acme grant"),
    "one that is never charged instead of another": ("ada", "/case kind 2 security"),
    "closed": ("ada", "/case respond 3"),
}


@pytest.mark.parametrize("door", PASSES)
def test_what_changes_no_kept_statement_passes(books: DeskUnderTest, door: str) -> None:
    """E10, E11: what is dated later, or says the same in other words."""
    who, typed = PASSES[door]
    told = books.types(who, typed)
    assert CLOSED not in told.whole
    assert not told.text.startswith("Only "), told.text


def test_a_title_is_held_against_no_statement(
    books: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No kept statement is worked out anew for it, however many there are; for a kind each is."""
    held: list[str] = []
    monkeypatch.setattr(
        closing, "refuse_parted", lambda _, customer, *__: held.append(customer.key)
    )
    books.types("ada", "/case title 3 Single sign-on")
    assert held == []
    books.types("ada", "/case kind 2 configuration")
    assert held == ["acme"]


def test_a_case_that_begins_later_is_free_to_change(books: DeskUnderTest) -> None:
    """E11: a kind, a decision and a removal of work that is dated after the books."""
    books.types("ada", "/case open acme integration New realm")
    books.types("ada", "/escalation log 6h 6")
    assert books.types("cleo", "/escalation decide 6 consulting").says("#6")
    assert books.types("ada", "/escalation undo").says("Took back")
    assert books.types("ada", "/case kind 6 defect").says("defect")


def test_what_can_not_be_agreed_is_not_supposed(books: DeskUnderTest) -> None:
    """E10: what if shows what could be recorded, so no level that would change a kept statement."""
    told = books.types("cleo", "/balance acme if premium from 2026-03-01")
    assert told.says(REFUSED, "level: standard then, premium now")
    assert books.types("cleo", "/balance acme if premium from 2026-04-01").text.startswith(
        "acme would have "
    )
    assert books.types("cleo", "/balance acme if case 3 takes 7h").text.startswith("acme would ")


# --- reopening ------------------------------------------------------------------------------------


def test_corrected_beside_the_old_one(books: DeskUnderTest) -> None:
    """E10: an admin reopens with a reason; then the corrected statement is kept beside the old."""
    told = books.types("dana", "/balance acme reopen 2026-03-31 because time was forgotten")
    assert told.text == "acme's books are open again from Tue 31 Mar 2026 on."
    books.types("ada", "/escalation log 1h 3 2026-03-30 forgotten")
    books.types("cleo", "/balance acme close 2026-03-31 --anyway")
    assert books.types("cleo", "/balance acme books").says(
        "`acme-2026-03-31/1` kept",
        "Tue 31 Mar 2026 and later reopened today 09:00 by <@U0DANA> – time was forgotten",
        "`acme-2026-03-31/2` kept",
    )
    again = books.types("ada", "/escalation undo")
    assert again.says(REFUSED, "#3, time of 30 Mar 2026: 1h then, nothing now")


def test_an_admin_undoes_it_with_a_reason(books: DeskUnderTest) -> None:
    """E10: *Reopen…* on the answer asks why; whoever is no admin is offered nothing."""
    assert "Reopen…" not in books.last("cleo").buttons
    books.types("dana", "/balance globex close 2026-02-28")
    books.types("dana", "/balance globex close 2026-03-31")
    books.presses("dana", "Reopen…")
    asked = books.form("dana")
    assert (asked["title"], asked["fields"]) == ("Reopen books", ["because"])
    assert books.submits("dana", because="")["errors"].keys() == {"because"}
    told = books.submits("dana", because="a day too early")
    assert "globex's books are open again from Tue 31 Mar 2026 on." in told["text"]
    assert "They stay closed up to Sat 28 Feb 2026." in told["text"]
    assert books.types("ada", "/balance globex books").says(
        "Tue 31 Mar 2026 and later reopened today 09:00 by <@U0DANA> – a day too early"
    )


def test_undone_is_all_that_was_closed_at_once(books: DeskUnderTest) -> None:
    """E10: what was kept anew of earlier days is open again as it was before."""
    books.types("dana", "/balance globex close 2026-02-28")
    books.types("dana", "/balance globex reopen 2026-02-28 because forgotten")
    told = books.types("dana", "/balance globex close 2026-03-31")
    assert told.says("`globex-2026-02-28/2`")
    assert told.typed_by("Reopen…") == "/balance globex reopen 2026-02-28"
    books.presses("dana", "Reopen…")
    books.submits("dana", because="not yet")
    assert books.types("ada", "/balance globex books").says("globex's books are open.")


def test_what_is_open_asks_for_no_reason(books: DeskUnderTest) -> None:
    """E10: the form says so in place of asking, also when it is pressed too late."""
    early = books.opens("dana", "/balance globex reopen 2026-03-31")
    assert "there is nothing to reopen" in early["text"]
    books.types("dana", "/balance globex close 2026-03-31")
    books.presses("dana", "Reopen…")
    books.types("dana", "/balance globex reopen 2026-03-31 because forgotten")
    late = books.submits("dana", because="forgotten")
    assert "globex's books are open: there is nothing to reopen." in str(late)


def test_later_books_are_reopened_too(books: DeskUnderTest) -> None:
    """E10: what changes an earlier statement changes each later one, so all are kept anew."""
    books.at("Wed 2026-07-01 09:00")
    books.types("cleo", "/balance acme close 2026-06-30 --anyway")
    told = books.types("ada", "/escalation log 1h 3 2026-03-30 --anyway")
    assert told.says(
        "acme's books are closed up to Tue 30 Jun 2026",
        "the statement of Tue 31 Mar 2026",
        "/balance acme reopen 2026-03-31",
    )
    told = books.types("ada", "/escalation log 1h 3 2026-05-04 --anyway")
    assert told.says("the statement of Tue 30 Jun 2026", "/balance acme reopen 2026-06-30")

    books.types("dana", "/balance acme reopen 2026-06-30 because forgotten")
    assert books.types("ada", "/balance acme books").says(f"{CLOSED}.")
    assert books.types("ada", "/escalation log 1h 3 2026-03-30 --anyway").says(CLOSED)

    books.types("cleo", "/balance acme close 2026-06-30 --anyway")
    books.types("dana", "/balance acme reopen 2026-02-01 because forgotten")
    books.types("ada", "/escalation log 1h 3 2026-03-30 --anyway")
    told = books.types("cleo", "/balance acme close 2026-06-30 --anyway")
    assert told.says("`acme-2026-06-30/3`", "`acme-2026-03-31/2`")


def test_other_customers_are_free(books: DeskUnderTest) -> None:
    """E10: books are a customer's."""
    books.types("ada", "/case open globex integration A realm")
    assert books.types("ada", "/escalation log 1h 6 2026-03-30").says("Logged 1h on #6")
