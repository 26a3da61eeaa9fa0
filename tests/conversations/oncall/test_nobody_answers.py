"""A page that nobody answers: who is rung when, by which way."""

from __future__ import annotations

import pytest

from models.usecases.oncall import contacts
from tests.conversations.oncall.people_on_call import (
    attempts,
    board,
    name,
    next_ring,
    rung,
    thread,
    told,
    tried,
    with_people_on_call,
)
from tests.desk import DeskUnderTest

SEV1 = "/case open initech sev1 configuration Login loops"
STEPS = {  # time: (whom the newest round tried, when the next is due, how often Ada and Ben rang)
    "03:00": ("ben", "03:05 rung 2", (0, 1)),
    "03:04": ("ben", "03:05 rung 2", (0, 1)),
    "03:05": ("ada", "03:15 rung 3", (1, 1)),
    "03:14": ("ada", "03:15 rung 3", (1, 1)),
    "03:15": ("ada ben cleo", "03:30 rung 4", (2, 2)),
    "03:30": ("ada ben cleo", "03:45 rung 5", (3, 3)),
    "03:45": ("ada ben cleo", "04:00 rung 6", (4, 4)),
    "04:00": ("ada ben cleo", "04:15 rung 7", (5, 5)),
}


def both(wall: str, who: str) -> list[str]:
    """Somebody who was reached in both their ways."""
    return [f"{wall} {who} {way} delivered" for way in ("direct", "outside")]


def test_a_sev_1_at_three_in_the_morning(desk: DeskUnderTest) -> None:
    """O3: at once the primary; after 5 minutes the secondary; after 15 everyone, every 15."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    opened = desk.types("cleo", SEV1)
    assert opened.says("Page 1 rings <@U0BEN> now: ", "at any hour (R1)", "due today 05:00")
    for wall, (newest, following, (ada, ben)) in STEPS.items():
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
        begun = attempts(desk)[-1].step
        names = {name(each.recipient) for each in attempts(desk) if each.step == begun} - {"sev1"}
        assert " ".join(sorted(names)) == newest, wall
        assert next_ring(desk) == following, wall
        assert rung(desk) == {"ada": ada, "ben": ben}, wall
    assert tried(desk)[:5] == [
        "03:00 sev1 channel delivered",
        *both("03:00", "ben"),
        *both("03:05", "ada"),
    ]
    assert tried(desk)[-5:] == [
        *both("04:00", "ben"),
        *both("04:00", "ada"),
        "04:00 cleo direct delivered",
    ]
    assert thread(desk) == [
        "Handed up at 03:05: <@U0ADA>, can you take it?",
        "Handed up at 03:15: <@U0ADA>, <@U0BEN>, <@U0CLEO>, can you take it?",
        *(
            f"Rung again at {at}: <@U0BEN>, <@U0ADA>, <@U0CLEO>. Nobody has acknowledged yet."
            for at in ("03:30", "03:45", "04:00")
        ),
    ]
    assert [len(told(desk, who)) for who in ("ada", "ben", "cleo", "dana")] == [5, 5, 4, 0]
    ring = desk.slack.phones.received("ben")[0]
    assert ring.title == "PAGE initech: #1 Login loops"
    due = "First response due Tue 9 Jun 05:00 CEST."
    assert ring.text.startswith(f"Somebody is needed now.\n{due}\n")
    assert "/ack/" in ring.text
    listed = desk.types("ada", "/oncall pages")
    assert listed.says("1 page open.", "Page 1: initech #1 Sev-1 “Login loops”, since 03:00: :rot")


def test_what_was_missed_rings_at_once(desk: DeskUnderTest) -> None:
    """O3: a worker that was away rings every rung that is due; missed repeats are left out."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    desk.at("Tue 2026-06-09 05:07")
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 2}  # of what is due at once each is rung once
    assert next_ring(desk) == "05:15 rung 4"


def test_a_rung_with_nobody_on_call_is_passed_at_once(desk: DeskUnderTest) -> None:
    """O4: a rung whose rotation has nobody on call is passed at once, and the page says so."""
    with_people_on_call(desk)
    desk.types("dana", "/oncall rotation nights daily 18:00 from 2026-07-01 @ada @ben")
    desk.types("dana", "/oncall ladder initech 0 nights, 10 primary, every 20")
    desk.at("Tue 2026-06-09 03:00")
    opened = desk.types("cleo", SEV1)
    assert opened.says("Page 1 rings <@U0BEN> now")
    desk.works()
    assert tried(desk)[1:] == ["03:00 nobody nobody failed", *both("03:00", "ben")]
    # All of them together again are due as long after as a rung waits.
    assert next_ring(desk) == "03:20 rung 3"
    assert thread(desk) == ["Handed up at 03:00: <@U0BEN>, can you take it?"]


def test_nobody_at_all(desk: DeskUnderTest) -> None:
    """O4: with no rotation every rung is passed at once; it never stops, and the thread says so."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("dana", '/customer add initech "Initech SA" managed escalations 12 from 2026-01-01')
    desk.types("cleo", SEV1)
    desk.works()
    assert tried(desk)[1:] == ["03:00 nobody nobody failed"] * 3
    assert next_ring(desk) == "03:15 rung 4"
    for wall in ("03:15", "03:30"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    assert thread(desk) == ["Nobody was rung at 03:00: no rung has anybody who can be (O4)."]
    [alarm] = told(desk, "dana", "#desk-admin")  # the check is of the morning
    assert "reached nobody" in alarm
    assert "call by hand" not in desk.last("dana", "#desk-admin").whole


def test_a_ladder_edited_meanwhile(desk: DeskUnderTest) -> None:
    """O3: editing a ladder does not alter a running page; the next page has it (R5)."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    edited = desk.types("dana", "/oncall ladder 0 @cleo, 30 secondary, every 60")
    assert edited.says("The default ladder is now: at once <@U0CLEO>, after 30m `secondary`")
    assert edited.says("A page that rings already keeps its own (O3).")
    desk.at("Tue 2026-06-09 03:05")
    desk.works()
    assert tried(desk)[-2:] == both("03:05", "ada")
    assert next_ring(desk) == "03:15 rung 3"
    desk.types("cleo", "/case open initech sev1 configuration Tokens expire")
    desk.works()
    assert tried(desk, 2)[1:] == ["03:05 cleo direct delivered"]
    assert next_ring(desk, 2) == "03:35 rung 2"


def test_a_rung_means_whoever_is_on_call_when_it_is_reached(desk: DeskUnderTest) -> None:
    """O3: who a rung's rotation means is worked out when the rung is reached."""
    with_people_on_call(desk)
    desk.at("Mon 2026-06-15 08:58")
    desk.types("cleo", SEV1)
    desk.works()
    assert tried(desk)[1:] == both("08:58", "ben")
    desk.at("Mon 2026-06-15 09:03")  # at 09:00 Ada handed the secondary to Ben
    desk.works()
    assert tried(desk)[3:] == both("09:03", "ben")


def test_a_customers_own_ladder(desk: DeskUnderTest) -> None:
    """R5: a Managed customer's own ladder serves; without one the default does."""
    with_people_on_call(desk)
    desk.types("dana", "/oncall ladder initech 0 @ada + #support, 20 everyone secondary, every 40")
    assert desk.types("ada", "/oncall ladder initech").says(
        "initech's ladder: at once <@U0ADA> and <#C0SUPPORT>, "
        "after 20m everyone of `secondary`, then all of them every 40m."
    )
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    assert tried(desk)[1:] == [*both("03:00", "ada"), "03:00 support channel delivered"]
    assert board(desk, channel="#support").text == board(desk).text
    assert next_ring(desk) == "03:20 rung 2"
    dropped = desk.types("dana", "/oncall ladder initech default")
    assert dropped.says("The default ladder serves initech again: at once `primary`")
    again = desk.types("dana", "/oncall ladder initech default")
    assert again.says("initech has no ladder of its own: the default serves.")


@pytest.mark.parametrize("due", ["backdated", "breached"])
def test_a_breached_one_is_paged_like_any_other(desk: DeskUnderTest, due: str) -> None:
    """R6: a breached or backdated Managed Sev-1 is paged like any other."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    reported = "02:30" if due == "backdated" else "yesterday 20:00"
    opened = desk.types("cleo", f"/case open initech sev1 reported {reported} Login loops")
    assert opened.says("Page 1 rings <@U0BEN> now")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 1}
    known = "by *04:30*" if due == "backdated" else "was due *Mon 8 Jun 22:00* · *overdue*"
    assert board(desk).says(known)


def test_who_left_is_rung_no_more(desk: DeskUnderTest) -> None:
    """O4: one recipient that cannot be reached does not hold up the others."""
    with_people_on_call(desk)
    desk.slack.change_person("cleo", deleted=True)
    assert desk.person("cleo").standing == "deactivated"
    desk.at("Tue 2026-06-09 03:00")
    desk.types("ada", SEV1)
    desk.works()
    desk.at("Tue 2026-06-09 03:15")
    desk.works()
    assert "03:15 cleo nobody failed" in tried(desk)
    assert rung(desk) == {"ada": 1, "ben": 2}


@pytest.mark.roles
def test_who_lost_their_role_is_rung_no_more(desk: DeskUnderTest) -> None:
    """O4, O6: whoever could not acknowledge is passed at once, and nowhere called on call."""
    with_people_on_call(desk)
    desk.slack.change_group("S0ENGINEERS", ["U0ADA"])
    desk.at("Tue 2026-06-09 03:00")
    assert desk.types("ada", "/oncall").says(
        "<@U0BEN> until Mon 15 Jun 09:00. :warning: Not rung, for they are in no user group of the"
    )
    desk.types("cleo", SEV1)
    desk.works()
    assert tried(desk)[1] == "03:00 ben nobody failed"
    assert rung(desk) == {"ada": 1, "ben": 0}
    why = "<@U0BEN> is in no user group of the desk and can't"
    assert desk.types("ada", "/case assign 1 @ben").says(f"{why} have a case")
    assert desk.types("dana", "/oncall override primary @ben fri 18:00 to mon 09:00").says(
        f"{why} be on call"
    )


@pytest.mark.roles
def test_admins_are_told_when_nobody_who_may_is_reached(desk: DeskUnderTest) -> None:
    """O4: a rung of people without a role reaches nobody, and the admins hear of it at once."""
    with_people_on_call(desk)
    desk.slack.change_group("S0ENGINEERS", ["U0DANA"])
    desk.slack.change_group("S0ACCOUNTS", [])
    desk.at("Tue 2026-06-09 03:00")
    desk.types("dana", SEV1)
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 0}
    assert any("reached nobody" in said for said in told(desk, "dana", "#desk-admin"))


@pytest.mark.parametrize("change", [{"deleted": True}, {"is_restricted": True}])
def test_who_left_is_told_nothing_outside_slack(
    desk: DeskUnderTest, change: dict[str, bool]
) -> None:
    """Between the ring's writing and its sending somebody may leave: facts do not follow them."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.change_person("ben", **change)
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 0}  # the next rung was due at once
    assert tried(desk)[1:3] == ["03:00 ben direct failed", "03:00 ben outside failed"]
    assert "not a full member any more" in {each.error for each in attempts(desk)}
    desk.at("Tue 2026-06-09 03:01")
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 0}


def test_a_removed_address_is_told_nothing(desk: DeskUnderTest) -> None:
    """An address that was removed meanwhile is not rung, however the page goes on."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    with desk.writing("ben") as turn:
        contacts.remove(turn, contacts.of(turn, "U0BEN")[0].id)
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 0}
    assert tried(desk)[1:] == ["03:00 ben direct delivered", "03:00 ben outside failed"]
    assert attempts(desk)[-1].error == "the address was removed"
    assert len(told(desk, "ben")) == 1


def test_everyone_is_who_is_in_the_rotation_now(desk: DeskUnderTest) -> None:
    """O2, O3: a version of the rotation that is still to come puts nobody on before it begins."""
    with_people_on_call(desk)
    desk.types("dana", "/oncall rotation primary weekly wed 09:00 from 2026-07-01 @dana --anyway")
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.at("Tue 2026-06-09 03:15")
    desk.works()
    assert [len(told(desk, who)) for who in ("ada", "ben", "cleo", "dana")] == [1, 1, 1, 0]
