"""An office with everybody who may come to a door of the desk, and what they would do there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from handlers import DOORS
from handlers.intents.pieces.intent import Intent
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.suggestions import meant
from slackapp.pretend_slack.app.deliveries import Acknowledgement
from slackapp.pretend_slack.state.cast import Person
from tests.desk import DeskUnderTest, Heard

ENGINEER, MANAGER, ANOTHER_MANAGER, ADMIN = "ada", "cleo", "cora", "dana"
NO_ROLE, GUEST, OUTSIDER, BOT, DEACTIVATED = "nora", "gus", "eve", "robbie", "dora"
WITH_A_ROLE = (ENGINEER, MANAGER, ANOTHER_MANAGER, ADMIN)
STRANGERS = (GUEST, OUTSIDER, BOT, DEACTIVATED)
EVERYBODY = (*WITH_A_ROLE, NO_ROLE, *STRANGERS)

# How each refusal begins that is about the person and not about the matter.
REFUSALS: Final = ("Only ", "The support desk ", "This account is no longer active")

SHARED, CASE_MESSAGE = "#initech", "Login loops since this morning"

TYPED: Final = (
    "/balance help",
    "/case show 1",
    "/case list acme",
    "/case clock 1",
    "/case waiting",
    "/case waiting 1 open",
    "/case waiting 2 none",
    "/case open acme Login loops",
    "/case open",
    "/case respond 1",
    "/case take 1",
    "/case assign 1 @ada",
    "/case severity 1 2",
    "/case kind 1 integration",
    "/case title 1 Login loops again",
    "/case customer 2 globex because opened for the wrong one",
    "/case close 3",
    "/case reopen 3",
    "/case withdraw 3 because opened by mistake",
    "/case withdraw 2",
    "/case arrivals acme",
    "/case arrival 1",
    "/case arrival 1 raw",
    "/case arrival 1 again",
    "/case arrival 1 of acme",
    "/escalation list acme",
    "/escalation explain 1",
    "/escalation log 6h 1",
    "/escalation log",
    "/escalation undo",
    "/escalation undo 1 back",
    "/escalation move #1",
    "/escalation day 1 2026-06-05",
    "/escalation decide 1 escalation",
    "/escalation settle acme grant",
    "/escalation settle acme 1 back because a pack was bought",
    "/balance acme",
    "/balance",
    "/balance acme charges",
    "/balance acme forecast",
    "/balance acme if case 1 takes 7h and pack M",
    "/balance acme quote 5",
    "/balance acme quote for 12h",
    "/balance acme statement 2026",
    "/balance report 2026 Q2",
    "/balance acme explain",
    "/balance acme close 2026-05-31",
    "/balance acme reopen 2026-05-31 because recorded late",
    "/balance acme reopen 2026-05-31",
    "/balance acme books",
    "/customer show acme",
    "/customer list",
    "/customer level acme premium from 2027-01-01",
    "/customer correct acme premium from 2026-01-01 because typed wrongly",
    "/customer end acme 2027-12-31",
    "/customer pack acme M",
    "/customer pack initech 5 at 2500",
    "/customer adjust acme +1 until 2026-12-31 because goodwill",
    "/customer manager acme @cleo",
    "/customer channel acme #acme",
    "/customer channel acme also #support",
    "/customer channel acme remove #support",
    "/customer mail acme",
    "/customer mail acme add eve@acme.ch @acme.ch",
    "/customer mail acme remove @acme.ch",
    "/customer listens acme mentions",
    "/customer shows acme balance on",
    "/customer language acme de",
    "/customer language acme",
    "/customer notices acme digest",
    "/customer notice acme 3 months",
    "/customer renews acme",
    "/customer snooze acme until 2026-06-14",
    "/customer snooze acme off",
    "/customer notices acme",
    '/customer rename acme "Acme AG"',
    "/customer extras initech",
    "/customer window acme tue,thu 20:00-22:00",
    "/customer window acme remove 1",
    "/customer windows acme",
    '/customer add hooli "Hooli" basic from 2026-01-01',
    "/customer void acme pack 1 because twice",
    "/customer void acme pack 1 back",
    '/customer closed 2026-12-31 "Silvester"',
    "/customer closed 2026-12-31 off because we work",
    "/customer source acme",
    "/customer source acme monitoring",
    "/customer source acme monitoring rotate",
    "/customer source acme monitoring keeps severity",
    "/customer source acme monitoring revoke",
    "/customer expects acme nightly-backup every 24h grace 2h",
    "/customer expects acme nightly-backup off",
    "/customer undo 999",
    "/oncall",
    "/oncall who at fri 03:00",
    "/oncall who tomorrow",
    "/oncall who @ben",
    "/oncall calendar",
    "/oncall feed",
    "/oncall check",
    "/oncall rotation",
    "/oncall ladder acme",
    "/oncall page",
    "/oncall page 2 please look",
    "/oncall page acme the portal is down",
    "/oncall page @ben the portal is down",
    "/oncall pages",
    "/oncall pages 1",
    "/oncall ack 3",
    "/oncall handup 1",
    "/oncall stop 1 because false alarm",
    "/oncall stop 1",
    "/oncall contact",
    "/oncall test",
    "/oncall take primary until tue 09:00 --anyway",
    "/oncall override primary me fri 18:00 to sat 09:00 --anyway",
    "/oncall override remove 1",
    "/oncall cover primary fri 18:00 to sat 09:00",
    "/oncall cover take 1",
    "/oncall rotation add",
    "/oncall rotation edit primary",
    "/oncall rotation nights weekly mon 18:00 @ada --anyway",
    "/oncall rotation primary end",
    "/oncall ladder edit",
    "/oncall ladder acme 0 primary, every 15",
    "/oncall ladder acme default",
    "/oncall undo 999",
)
"""What is tried of each command word: a line for every intent that there is."""

_READING: Final = Reading(
    datetime(2026, 6, 8, 10, tzinfo=ZoneInfo("Europe/Zurich")),
    (("acme", "Acme AG"), ("globex", "Globex"), ("initech", "Initech")),
    ("primary",),
)


def intent_of(typed: str) -> Intent:
    """What a line of `TYPED` is understood as."""
    command, _, _ = typed.partition(" ")
    understand = next(door.understand for door in DOORS if door.name == command)
    intent = meant(typed, understand, _READING)
    assert isinstance(intent, Intent), typed
    return intent


def _corrects(desk: DeskUnderTest, _: str) -> None:
    """Mark a reply of a case that has its first response: the form asks why."""
    ts = message_of(desk, CASE_MESSAGE)
    desk.slack.type("ada", SHARED, "We are looking into it.", thread_ts=ts)
    reply = message_of(desk, "We are looking into it.")
    desk.shortcut("ada", "mark_first_reply", SHARED, reply)
    if not desk.form("ada")["fields"]:
        desk.slack.close("ada")
        desk.clock.advance(timedelta(minutes=1))
        desk.shortcut("ada", "mark_first_reply", SHARED, reply)


def _reopens(desk: DeskUnderTest, _: str) -> None:
    """Ask to reopen the books of a customer, which are closed first where they are not."""
    desk.types("dana", "/balance globex close 2026-05-31 --anyway")
    desk.slack.type("dana", "#support", "/balance globex reopen 2026-05-31")


OPENED: Final[dict[str, Callable[[DeskUnderTest, str], object]]] = {
    "open_case": lambda desk, ts: desk.shortcut("ada", "open_support_case", SHARED, ts),
    "log_time": lambda desk, _: desk.shortcut(
        "ada", "log_time_here", SHARED, message_of(desk, CASE_MESSAGE)
    ),
    "keep_extras": lambda desk, _: desk.slack.type("dana", "#support", "/customer extras initech"),
    "keep_contacts": lambda desk, _: desk.slack.type("ada", "#support", "/oncall contact"),
    "rotation": lambda desk, _: desk.slack.type(
        "dana", "#support", "/oncall rotation edit primary"
    ),
    "ladder": lambda desk, _: desk.slack.type("dana", "#support", "/oncall ladder edit"),
    "page_somebody": lambda desk, _: desk.shortcut("ada", "page_somebody"),
    "correct_reply": _corrects,
    "withdraw_case": lambda desk, _: desk.slack.type("ada", "#support", "/case withdraw 2"),
    "stop_page": lambda desk, _: desk.slack.type("ada", "#support", "/oncall stop 2"),
    "reopen_books": _reopens,
}
"""How each form is opened, by somebody who may; `ts` is a message that has no case yet."""

_CUSTOMERS = (
    '/customer add acme "Acme AG" standard from 2026-01-01',
    '/customer add globex "Globex" premium from 2026-01-01',
    '/customer add initech "Initech" managed escalations 12 from 2026-01-01',
    "/customer manager acme @cleo",
    "/customer manager initech @cleo",
    "/customer manager globex @cora",
    "/customer channel initech #initech",
    "/oncall rotation primary weekly mon 09:00 from 2026-06-01 @ada @ben --anyway",
)


def furnish(desk: DeskUnderTest) -> None:
    """Let everybody come, and give them customers, cases, time and a page to talk about."""
    _everybody_comes(desk)
    for typed in _CUSTOMERS:
        assert not is_refusal(desk.types("dana", typed).text), typed
    for customer_key in ("acme", "globex", "acme"):
        desk.types("ben", f"/case open {customer_key} configuration Login loops")
    desk.types("ben", "/oncall page 1")
    desk.types("ben", "/oncall page 2")
    desk.types("ben", "/oncall page acme nobody can log in")
    ts = desk.says("eve", CASE_MESSAGE, SHARED)
    desk.shortcut("ben", "open_support_case", SHARED, ts)
    desk.submits("ben", severity="3")
    desk.types("ben", "/oncall cover primary fri 18:00 to sat 09:00")


def _everybody_comes(desk: DeskUnderTest) -> None:
    desk.at("Mon 2026-06-08 10:00")
    slack = desk.slack
    ours, initech = slack.workspace.cast.team.id, "T0INITECH"
    added = (
        Person("U0CORA", "cora", "Cora", "", "000000", ours),
        Person("U0NORA", "nora", "Nora", "", "000000", ours),
        Person("U0GUS", "gus", "Gus", "", "000000", ours, is_restricted=True),
        Person("U0ROBBIE", "robbie", "Robbie", "", "000000", ours, is_bot=True),
        Person("U0DORA", "dora", "Dora", "", "000000", ours),
    )
    for person in added:
        slack.workspace.people[person.id] = person
    everybody = (*slack.workspace.rooms["C0SUPPORT"].members, *(person.id for person in added))
    slack.workspace.change_room("C0SUPPORT", members=everybody)
    slack.workspace.change_room("C0INITECH", members=(*everybody, "U0EVE"), shared_with=(initech,))
    slack.change_group("S0ACCOUNTS", ["U0CLEO", "U0CORA"])
    # She has left, and Slack has told so, but this once she gets as far as the desk's door.
    slack.change_person("dora", deleted=True)
    slack.workspace.change_person("U0DORA", deleted=False)
    for who in ("ada", "ben", "cleo", "cora", "dana"):
        desk.types(who, "/oncall help")


def message_of(desk: DeskUnderTest, text: str) -> str:
    """The ts of a message in the shared channel."""
    seen = desk.slack.messages_seen_by("ada", SHARED)
    return next(message.ts for message in seen if message.text == text)


def channel_of(who: str) -> str:
    """Where somebody types."""
    return SHARED if who == OUTSIDER else "#support"


def told(desk: DeskUnderTest, who: str, act: Callable[[], object], channel: str) -> Heard | None:
    """Let somebody act, and return what only they are told then, in a message or in a view."""
    seen = desk.slack.messages_seen_by
    before = {message.ts for message in seen(who, channel)}
    act()
    desk.waits()
    new = [message for message in seen(who, channel) if message.ts not in before]
    own = [message for message in new if message.only_for is not None]
    if own:
        return Heard(own[0].text, own[0].blocks, own[0].ts)
    view = desk.slack.modal_of(who)
    if view is None:
        return None
    desk.slack.close(who)
    return Heard(_first_text(view.blocks), view.blocks)


def _first_text(blocks: list[dict[str, Any]]) -> str:
    return next((block["text"]["text"] for block in blocks if "text" in block), "")


def is_refusal(text: str) -> bool:
    """Whether somebody is told that they may not."""
    return text.startswith(REFUSALS)


def text_of_view(answer: Acknowledgement) -> str:
    """What the answer to a submitted form says: in the view, or beside the fields."""
    content = answer.content
    if not isinstance(content, dict):
        return ""
    if content.get("response_action") == "errors":
        return " ".join(content["errors"].values())
    said = str(content["view"]["blocks"][0].get("text", {}).get("text", ""))
    return said.removeprefix(":warning: ")
