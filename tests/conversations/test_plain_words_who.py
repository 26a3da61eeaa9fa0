"""Commands in plain words: who may, and who reads the answer."""

from __future__ import annotations

import pytest

from slackapp.pretend_slack.state.cast import Person
from tests.conversations.acme import with_acme
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.conversations.plain_words import asks, tells, the_thread
from tests.desk import DeskUnderTest, Heard

# --- who sees it ----------------------------------------------------------------------------------


def test_in_a_channel_only_who_asked_sees_it(desk: DeskUnderTest) -> None:
    """Outside a thread too; the customer whose channel it is is meant."""
    with_acme(desk)
    assert asks(desk, "ada", "@desk balance", "#acme").text.startswith("acme has 4 of 4")
    answer = desk.slack.messages_seen_by("ada", "#acme")[-1]
    assert (answer.thread_ts, answer.only_for) == (None, "U0ADA")
    assert not [m for m in desk.slack.messages_seen_by("ben", "#acme") if m.is_app]


def test_here_shows_it_to_all(desk: DeskUnderTest) -> None:
    """In the thread, where it was said there; a line says whom it is about in another's channel."""
    thread = the_thread(desk, "Login loops")
    desk.types("dana", '/customer add globex "Globex" premium from 2026-01-01')
    assert "4 of 4" in asks(desk, "ada", "@desk balance --here", "#acme", thread).text
    seen = desk.slack.messages_seen_by("ben", "#acme")[-1]
    assert (seen.thread_ts, seen.only_for) == (thread, None)
    asked = asks(desk, "ada", "@desk balance globex --here", "#acme", thread)
    assert asked.says("This is acme's channel, and the answer is about globex.")


def test_here_is_refused_where_people_from_outside_read(desk: DeskUnderTest) -> None:
    """Who asked sees it alone, and reads why; Eve sees nothing of it."""
    with_acme(desk)
    told = asks(desk, "ada", "@desk balance acme --here", "#initech")
    assert told.says("4 of 4", "Only you see this: people from outside read this channel.")
    assert not [m for m in desk.slack.messages_seen_by("eve", "#initech") if m.is_app]


def test_a_secret_does_not_stay(desk: DeskUnderTest) -> None:
    """The address of a feed is shown once: directly too it is gone when Slack is loaded anew."""
    with_people_on_call(desk)
    assert asks(desk, "ada", "feed").says("/feeds/")
    assert desk.slack.messages_seen_by("ada", "@desk")[-1].only_for == "U0ADA"
    assert asks(desk, "ben", "@desk feed --here", "#acme").says("Only you see this: it says a")


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.roles
@pytest.mark.parametrize(
    ("who", "said", "refused"),
    [
        ("cleo", "@desk log 2h", "Only engineers and admins can use `/escalation log`"),
        ("cleo", "@desk close", "Only engineers and admins can use `/case close`"),
        ("ada", "@desk decide consulting", "Only account managers"),
        ("ada", "@desk pack M", "Only account managers"),
        ("nora", "@desk show", "The support desk is for members of"),
    ],
)
def test_who_may_not_is_refused(desk: DeskUnderTest, who: str, said: str, refused: str) -> None:
    """By the sentence that who types it reads."""
    thread = the_thread(desk, "Login loops")
    workspace = desk.slack.workspace
    ours = workspace.cast.team.id
    workspace.people["U0NORA"] = Person("U0NORA", "nora", "Nora", "", "000000", ours)
    workspace.change_room("C0ACME", members=(*workspace.rooms["C0ACME"].members, "U0NORA"))
    assert asks(desk, who, said, "#acme", thread).text.startswith(refused)
    assert desk.statement("acme")["remaining"] == 4


def test_what_people_from_outside_say_is_no_command(desk: DeskUnderTest) -> None:
    """Nobody answers Eve's mention, or a guest's, as one of ours; and nothing is done of it."""
    with_acme(desk, "Login loops")
    workspace = desk.slack.workspace
    ours = workspace.cast.team.id
    workspace.people["U0GUS"] = Person("U0GUS", "gus", "Gus", "", "0", ours, is_restricted=True)
    workspace.change_room("C0INITECH", members=(*workspace.rooms["C0INITECH"].members, "U0GUS"))
    for who in ("eve", "gus"):
        for said in ("@desk balance acme", "@desk log 2h #1", "@desk close 1 --here"):
            desk.says(who, said, "#initech")
            desk.works()
            told = desk.slack.messages_seen_by(who, "#initech")[-1]
            assert told.is_app
            assert "acme" not in Heard(told.text, told.blocks).whole
    assert desk.types("ada", "/case show 1").says("open", "No time logged yet.")


@pytest.mark.roles
def test_no_button_is_offered_to_who_may_not(desk: DeskUnderTest) -> None:
    """Whoever may not have a form is refused at once."""
    thread = the_thread(desk, "Login loops")
    assert asks(desk, "cleo", "@desk log", "#acme", thread).text.startswith("Only engineers")


def test_a_guest_is_refused_directly(desk: DeskUnderTest) -> None:
    """Kindly, as where they type a command, and so is whoever is of another company."""
    with_acme(desk)
    desk.slack.workspace.change_person("U0BEN", is_restricted=True)
    assert asks(desk, "ben", "balance acme").text.startswith("The support desk is for full members")
    (refused,) = tells(desk, team="T0INITECH", user_team="T0INITECH")
    assert refused.splitlines() == [
        "The support desk is for people at ProAuth. Please ask your contact there: they will "
        "gladly help.",
        "Der Support-Desk ist für die Leute von ProAuth. Bitte fragen Sie Ihre Kontaktperson dort: "
        "Sie hilft gern.",
    ]
