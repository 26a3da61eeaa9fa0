"""I1, I9: who reaches the desk in a customer's channel, by which door, and who does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from handlers.blocks.pieces.from_outside import Press, presses
from handlers.blocks.pieces.wording import IN_ENGLISH
from handlers.front import lanes
from models.usecases.reports import unattributed
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery, interaction_delivery
from slackapp.pretend_slack.state.cast import Person, Team
from tests.agreement.outsiders import (
    DOWN,
    SIREN,
    answer,
    at_home,
    case,
    cases,
    joins,
    mentions,
    pages,
    person,
    press_it,
    siren,
)
from tests.desk import DeskUnderTest, Heard

NIGHT = "Sat 2026-06-06 03:12"
GUEST = replace(person("gus"), is_restricted=True)
SINGLE = replace(person("sid"), is_ultra_restricted=True)
COLLEAGUE = replace(person("erin", "T0INITECH"), is_stranger=True)
OF_NOBODY_KNOWN = replace(person("mallory", "T0EVIL"), is_stranger=True)
BOT = replace(person("robbie"), is_bot=True)
THEIR_BOT = replace(person("ibot", "T0INITECH"), is_bot=True)
GONE = replace(person("dora", "T0INITECH"), deleted=True)
NO_ROLE = person("nora")
NOBODY_LISTENS = (
    "The desk takes no reports in this channel. Please turn to your contact at ProAuth, and "
    "call if it can't wait."
)
DOES_NOTHING = "That does nothing here. Please write `@desk`, and what is wrong."


@pytest.fixture(autouse=True)
def _at_home(people_on_call: None, desk: DeskUnderTest) -> None:
    """initech is Managed and at home in #initech, where Eve of Initech reads; acme is Standard."""
    at_home(desk, "initech")
    desk.slack.workspace.cast = replace(
        desk.slack.workspace.cast,
        teams=(*desk.slack.workspace.cast.teams, Team("T0EVIL", "Evil", "evil")),
    )


def by_mention(desk: DeskUnderTest, whom: Person) -> None:
    """Somebody writes to the desk."""
    workspace = desk.slack.workspace
    message = workspace.timeline.add("C0INITECH", whom.id, f"<@U0DESK> critical: {DOWN}")
    desk.slack.wire.send(event_delivery(payloads.mentioned(workspace, message)))


def by_siren(desk: DeskUnderTest, whom: Person) -> None:
    """Somebody puts a siren on what Eve has written."""
    workspace = desk.slack.workspace
    message = workspace.timeline.find("C0INITECH", desk.says("eve", DOWN, "#initech"))
    assert message is not None
    told = payloads.reacted(workspace, whom, message, SIREN)
    desk.slack.wire.send(event_delivery(told))


DOORS: tuple[Callable[[DeskUnderTest, Person], None], ...] = (by_mention, by_siren)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("whom", [GUEST, SINGLE, COLLEAGUE], ids=lambda each: each.name)
def test_who_reaches_the_desk(
    desk: DeskUnderTest, door: Callable[[DeskUnderTest, Person], None], whom: Person
) -> None:
    """I1: guests of ours in the channel, and people of the customer's workspace."""
    joins(desk, whom)
    desk.at(NIGHT)
    door(desk, whom)
    desk.works()
    assert (case(desk).by, case(desk).severity, len(pages(desk))) == (whom.id, 1, 1)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "whom", [OF_NOBODY_KNOWN, BOT, THEIR_BOT, GONE], ids=lambda each: each.name
)
def test_who_does_not(
    desk: DeskUnderTest, door: Callable[[DeskUnderTest, Person], None], whom: Person
) -> None:
    """I1: a workspace with which the channel is not shared, programs, and who has left."""
    joins(desk, whom)
    desk.at(NIGHT)
    door(desk, whom)
    desk.works()
    assert (cases(desk), pages(desk)) == ([], [])


@pytest.mark.parametrize("door", DOORS)
def test_what_somebody_uninvited_reports_is_asked_about(
    desk: DeskUnderTest, door: Callable[[DeskUnderTest, Person], None]
) -> None:
    """I5: of a workspace with which the channel is not shared; an admin says whose it is, and it
    rings, from its own instant.
    """
    joins(desk, OF_NOBODY_KNOWN)
    at = desk.at(NIGHT)
    door(desk, OF_NOBODY_KNOWN)
    desk.works()
    (asked,) = asked_whose(desk)
    asked.says("Whose is this? <@U0MALLORY>", "<#C0INITECH>")
    assert cases(desk) == []
    desk.at("Sat 2026-06-06 03:20")
    with desk.reading("dana") as turn:
        number = unattributed.arrivals_asked(turn)[0].id
    desk.types("dana", f"/case arrival {number} of initech")
    desk.works()
    assert (case(desk).severity, len(pages(desk))) == (1, 1)
    assert case(desk).reported_at.replace(microsecond=0) == at


def test_what_somebody_uninvited_says_to_nobody(desk: DeskUnderTest) -> None:
    """I12, I5: it does not wait for the customer until an admin says that it is theirs, of each; it
    is asked of one after the other.
    """
    joins(desk, OF_NOBODY_KNOWN)
    desk.at("Wed 2026-06-03 10:00")
    for words in ("The export is slow", "Anybody here?"):
        sends(desk, OF_NOBODY_KNOWN, words)()
    desk.works()
    assert len(asked_whose(desk)) == 1
    assert desk.types("ada", "/case waiting").text == "No message waits."
    refused = desk.types("dana", "/case arrival 1 of initech always")
    assert refused.says("its channel is not shared", "said of each")
    desk.types("dana", "/case arrival 1 of initech")
    assert desk.types("ada", "/case waiting").says("The export is slow")
    assert cases(desk) == []
    desk.works()
    assert asked_whose(desk)[-1].says("“Anybody here?”")


def test_what_somebody_uninvited_says_of_which_there_is_a_case(desk: DeskUnderTest) -> None:
    """I3: one of ours has opened it from the message before an admin says whose that is."""
    joins(desk, OF_NOBODY_KNOWN)
    desk.at("Wed 2026-06-03 10:00")
    message = desk.slack.workspace.timeline.add("C0INITECH", OF_NOBODY_KNOWN.id, "It is slow")
    desk.slack.wire.send(event_delivery(payloads.message_posted(desk.slack.workspace, message)))
    desk.works()
    desk.says("ada", "@desk open initech It is slow", "#initech", thread_ts=message.ts)
    desk.works()
    assert case(desk).thread_ts == message.ts
    desk.types("dana", "/case arrival 1 of initech")
    assert desk.types("ada", "/case waiting").text == "No message waits."
    assert len(cases(desk)) == 1


@pytest.mark.parametrize("press", [Press.CASE_CRITICAL, Press.MESSAGE_CRITICAL])
def test_what_somebody_uninvited_presses_does_nothing(desk: DeskUnderTest, press: Press) -> None:
    """Nor does a siren of theirs on the headline of a case, or a question."""
    joins(desk, OF_NOBODY_KNOWN)
    desk.at("Wed 2026-06-03 10:00")
    thread = mentions(desk, "the export fails")
    desk.says("eve", "And the login is slow", "#initech")
    workspace = desk.slack.workspace
    message = workspace.timeline.find("C0INITECH", answer(desk, thread).ts)
    assert message is not None
    (button,) = presses(IN_ENGLISH, 1, press)._resolve()["elements"]
    address = desk.slack._reply_url(OF_NOBODY_KNOWN, "C0INITECH")
    pressed = payloads.message_press(workspace, OF_NOBODY_KNOWN, message, button, address)
    desk.slack.wire.send(interaction_delivery(pressed))
    desk.slack.wire.send(
        event_delivery(payloads.reacted(workspace, OF_NOBODY_KNOWN, message, SIREN))
    )
    sends(desk, OF_NOBODY_KNOWN, "<@U0DESK> status")()
    desk.waits()
    seen = workspace.timeline.seen_by("C0INITECH", OF_NOBODY_KNOWN.id)
    assert [each.text for each in seen if each.is_app][1:] == [DOES_NOTHING]
    assert case(desk).severity == 3


def asked_whose(desk: DeskUnderTest) -> list[Heard]:
    """What the admins are asked."""
    seen = desk.slack.messages_seen_by("dana", "#desk-admin")
    return [Heard(each.text, each.blocks) for each in seen if "Whose is this?" in each.text]


@pytest.mark.parametrize("team", ["E0INITECH", "T0INITECHNY"])
def test_people_of_an_organisation(desk: DeskUnderTest, team: str) -> None:
    """Enterprise Grid: the channel is shared with the organisation, whichever of its workspaces
    somebody is of.
    """
    whom = replace(person("greta", team), is_stranger=True)
    joins(desk, whom)
    desk.slack.workspace.change_room("C0INITECH", shared_with=("E0INITECH",))
    desk.at(NIGHT)
    by_mention(desk, whom)
    desk.works()
    assert (case(desk).by, len(pages(desk))) == (whom.id, 1)


def test_while_slack_says_nothing(desk: DeskUnderTest) -> None:
    """Whom the desk never saw is heard by what the event says; a siren names no workspace, and is
    told again.
    """
    joins(desk, COLLEAGUE)
    desk.slack.faults.set(answers=500, methods=["users.info", "conversations.info"])
    desk.at(NIGHT)
    by_siren(desk, COLLEAGUE)
    assert cases(desk) == []
    by_mention(desk, COLLEAGUE)
    assert (case(desk).by, len(pages(desk))) == (COLLEAGUE.id, 1)
    desk.slack.faults.clear()


def test_where_nobody_listens(desk: DeskUnderTest) -> None:
    """Then who writes to the desk, or calls something critical by a siren, is told so, and nothing
    comes of it.
    """
    joins(desk, GUEST)
    desk.types("dana", "/customer listens initech nothing")
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    assert answer(desk, thread).text == NOBODY_LISTENS
    ts = desk.says("eve", DOWN, "#initech")
    for who in ("eve", "gus"):
        siren(desk, ts, who=who)
    assert answer(desk, ts).text == NOBODY_LISTENS
    assert (cases(desk), pages(desk)) == ([], [])


@pytest.mark.parametrize("press", Press)
def test_a_press_where_nobody_listens_any_more(desk: DeskUnderTest, press: Press) -> None:
    """It does nothing, and all read whom to call; no headline and no offer shows it any more."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.says("eve", "and the import", "#initech")
    desk.types("dana", "/customer listens initech nothing")
    desk.works()
    assert answer(desk, thread).buttons == []
    assert offers(desk) == []
    assert press_it(desk, "eve", press, 1) == ""
    assert told(desk, desk.slack.workspace.people["U0EVE"]).count(NOBODY_LISTENS) == 1
    assert (case(desk).severity, pages(desk)) == (3, [])
    desk.types("dana", "/customer listens initech everything")
    desk.works()
    assert answer(desk, thread).buttons == ["This is critical"]
    assert len(offers(desk)) == 1


def offers(desk: DeskUnderTest) -> list[str]:
    """What the desk has asked of a message that waits."""
    seen = desk.slack.messages_seen_by("eve", "#initech")
    return [message.text for message in seen if message.text.startswith("Nobody of ours")]


def test_in_a_channel_that_is_nobodys(desk: DeskUnderTest) -> None:
    """I5: what Eve writes is kept, and our people are asked whose it is."""
    members = (*desk.slack.workspace.rooms["C0GLOBEX"].members, "U0EVE")
    desk.slack.workspace.change_room("C0GLOBEX", members=members, shared_with=("T0INITECH",))
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}", "#globex")
    ts = desk.says("eve", DOWN, "#globex")
    siren(desk, ts, "#globex")
    for asked in (thread, ts):
        said = answer(desk, asked, "#globex")
        assert said.text.startswith("The desk does not know yet whose channel this is.")
        assert said.says("What you wrote is kept")
    assert cases(desk) == []


# --- presses --------------------------------------------------------------------------------------


def test_a_case_of_another_customer(desk: DeskUnderTest) -> None:
    """I9: a copied value, a number that was guessed: told nothing, and nothing is done."""
    desk.types("ada", "/case open acme Their secret")
    assert press_it(desk, "eve", Press.CASE_CRITICAL, 1) == DOES_NOTHING
    assert press_it(desk, "eve", Press.CASE_CRITICAL, 99) == DOES_NOTHING
    assert press_it(desk, "eve", Press.MESSAGE_OPENS, 1) == DOES_NOTHING
    assert (case(desk).severity, pages(desk)) == (3, [])


def test_in_the_channel_of_another_customer(desk: DeskUnderTest) -> None:
    """Also one's own case, from elsewhere."""
    at_home(desk, "globex", "standard")
    desk.at(NIGHT)
    mentions(desk, "the export fails")
    assert press_it(desk, "eve", Press.CASE_CRITICAL, 1, "#globex") == DOES_NOTHING
    assert (case(desk).severity, pages(desk)) == (3, [])


@pytest.mark.parametrize(
    ("whom", "told"),
    [
        (GUEST, ""),
        (BOT, "The support desk answers people, not apps."),
        (NO_ROLE, ""),
    ],
    ids=lambda each: each.name if isinstance(each, Person) else "",
)
def test_who_may_press_it(desk: DeskUnderTest, whom: Person, told: str) -> None:
    """A guest of ours may as Eve may; a program is refused; one of ours types the command."""
    joins(desk, whom)
    desk.at(NIGHT)
    mentions(desk, "the export fails")
    said = press_it(desk, whom.name, Press.CASE_CRITICAL, 1)
    assert said.startswith(told)
    assert case(desk).severity == (3 if whom is BOT else 1)


def test_pressed_too_late(desk: DeskUnderTest) -> None:
    """Answered meanwhile: it says how the case stands, and rings nobody."""
    desk.at(NIGHT)
    mentions(desk, "the export fails")
    desk.types("ben", "/case respond 1")
    said = press_it(desk, "eve", Press.CASE_CRITICAL, 1)
    assert "#1 “the export fails”: First reply given" in said
    assert pages(desk) == []


@pytest.mark.parametrize(("label", "severity"), [("This is critical", 1), ("Open a case", 3)])
def test_a_message_that_waits(desk: DeskUnderTest, label: str, severity: int) -> None:
    """I12: asked at night at once; a press opens its case, in its thread, from its instant."""
    at = desk.at(NIGHT)
    ts = desk.says("eve", "the export fails\nsince 03:00", "#initech")
    desk.works()
    assert answer(desk, ts).buttons == ["This is critical", "Open a case"]
    desk.at("Sat 2026-06-06 03:20")
    desk.slack.click("eve", label, channel="#initech")
    desk.works()
    opened = case(desk)
    assert (opened.title, opened.severity, opened.thread_ts) == ("the export fails", severity, ts)
    assert opened.reported_at.replace(microsecond=0) == at
    assert len(pages(desk)) == (1 if severity == 1 else 0)
    assert desk.types("ada", "/case waiting").text == "No message waits."


# --- what could not be done -----------------------------------------------------------------------


def told(desk: DeskUnderTest, whom: Person) -> list[str]:
    """What the desk says that somebody reads in #initech."""
    seen = desk.slack.messages_seen_by(whom.name, "#initech")
    return [message.text for message in seen if message.is_app]


def sends(desk: DeskUnderTest, whom: Person, words: str) -> Callable[[], int | None]:
    """Slack tells that somebody wrote something; return how it tells so, and is answered."""
    workspace = desk.slack.workspace
    message = workspace.timeline.add("C0INITECH", whom.id, words)
    is_mention = "<@U0DESK>" in words
    tells = payloads.mentioned if is_mention else payloads.message_posted
    return lambda: desk.slack.wire.send(event_delivery(tells(workspace, message))).status


def test_a_guest_whom_slack_tells_nothing_of(desk: DeskUnderTest) -> None:
    """The desk never saw them, and Slack does not answer: told again, and it rings then."""
    joins(desk, GUEST)
    desk.at(NIGHT)
    tells = sends(desk, GUEST, f"<@U0DESK> critical: {DOWN}")
    desk.slack.faults.set(answers=500, methods=["users.info"])
    assert tells() != 200
    assert (cases(desk), told(desk, GUEST)) == ([], [])
    desk.slack.faults.clear()
    assert tells() == 200
    desk.works()
    assert (case(desk).by, len(pages(desk))) == (GUEST.id, 1)


def test_a_guest_s_mention_that_fails(desk: DeskUnderTest) -> None:
    """They read that it is tried again, and nothing of what broke."""
    joins(desk, GUEST)
    desk.at(NIGHT)
    tells = sends(desk, GUEST, f"<@U0DESK> critical: {DOWN}")
    with _broken(desk):
        assert tells() != 200
    assert told(desk, GUEST) == [
        ":warning: The desk could not note this just now, and tries again by itself. "
        "If it can't wait, please call your contact at ProAuth too.\n"
        ":warning: Der Desk konnte das gerade nicht festhalten und versucht es von selbst wieder. "
        "Wenn es nicht warten kann, rufen Sie bitte auch Ihre Kontaktperson bei ProAuth an."
    ]
    assert tells() == 200
    desk.works()
    assert (case(desk).by, len(pages(desk))) == (GUEST.id, 1)


@pytest.mark.parametrize("whom", [GUEST, COLLEAGUE], ids=lambda each: each.name)
def test_a_message_to_nobody_that_fails(desk: DeskUnderTest, whom: Person) -> None:
    """Whoever said nothing to the desk reads nothing of it, and Slack tells of it again."""
    joins(desk, whom)
    desk.at("Wed 2026-06-03 10:00")
    tells = sends(desk, whom, "The export is slow")
    with _broken(desk):
        assert tells() != 200
    assert told(desk, whom) == []
    assert tells() == 200
    assert desk.types("ada", "/case waiting").says("The export is slow")


@pytest.mark.parametrize("words", ["<@U0DESK> the export is slow", "The export is slow"])
def test_while_the_desk_is_busy(
    desk: DeskUnderTest, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is not ours does not read that it is; Slack tells of it again."""
    joins(desk, GUEST)
    desk.at("Wed 2026-06-03 10:00")
    tells = sends(desk, GUEST, words)
    monkeypatch.setattr(lanes, "MOST_WAITING", 0)
    assert tells() != 200
    assert told(desk, GUEST) == []
    monkeypatch.undo()
    assert tells() == 200


@contextmanager
def _broken(desk: DeskUnderTest) -> Iterator[None]:
    """Something is wrong with the database."""
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE arrivals RENAME TO arrivals_gone"))
    yield
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE arrivals_gone RENAME TO arrivals"))


@pytest.mark.parametrize("is_mention", [True, False])
def test_a_screenshot_without_words(desk: DeskUnderTest, is_mention: bool) -> None:
    """It is a report like any other, or waits."""
    desk.at("Wed 2026-06-03 10:00")
    workspace = desk.slack.workspace
    told = workspace.timeline.add("C0INITECH", "U0EVE", "<@U0DESK>" if is_mention else "")
    body = (payloads.mentioned if is_mention else payloads.message_posted)(workspace, told)
    body["event"] |= {"subtype": "file_share", "files": [{"id": "F1", "mimetype": "image/png"}]}
    desk.slack.wire.send(event_delivery(body))
    desk.works()
    if is_mention:
        assert case(desk).title == "(without words)"
    else:
        assert desk.types("ada", "/case waiting").says("(without words)")
