"""The grammar of `/oncall`. Rotations are read in `rotations`, ladders in `ladders`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from handlers.intents.ahead import UNTIL, read_ahead, read_stretch
from handlers.intents.customers import (
    a_customer,
    known_customer,
    take_customer,
    written_customer,
)
from handlers.intents.ladders import read_ladder
from handlers.intents.oncall_intents import (
    ANYWAY,
    Acknowledge,
    AskCover,
    Check,
    Contact,
    Drill,
    DropLadder,
    EditLadder,
    EditRotation,
    EndRotation,
    Feed,
    HandUp,
    ListPages,
    MakeOverride,
    NewPage,
    NewRotation,
    OncallIntent,
    PageCase,
    PageCustomer,
    RemoveOverride,
    SetLadder,
    SetRotation,
    ShiftsOf,
    ShowCalendar,
    ShowLadder,
    ShowOncall,
    ShowPage,
    ShowRotations,
    Stop,
    Take,
    TakeCover,
    WhoAt,
)
from handlers.intents.pieces import (
    case_number,
    dispatch,
    limited,
    optional_reason,
    take_end,
    take_person,
    take_whole,
)
from handlers.intents.reading import Help, NotUnderstood, Reading
from handlers.intents.reserved import is_reserved
from handlers.intents.rotations import (
    MOST_DAYS,
    a_rotation,
    read_rotation,
    rotation_if_any,
    take_days,
    take_rotation,
)
from handlers.intents.suggestions import understood_example
from handlers.intents.words import TEXT_LIMIT, Words, said, visible
from models.problems import Missing, Problem

__all__ = [
    "GRAMMAR",
    "HELP",
    "Acknowledge",
    "AskCover",
    "Check",
    "Contact",
    "Drill",
    "DropLadder",
    "EditLadder",
    "EditRotation",
    "EndRotation",
    "Feed",
    "HandUp",
    "ListPages",
    "MakeOverride",
    "NewPage",
    "NewRotation",
    "OncallIntent",
    "PageCase",
    "PageCustomer",
    "RemoveOverride",
    "SetLadder",
    "SetRotation",
    "ShiftsOf",
    "ShowCalendar",
    "ShowLadder",
    "ShowOncall",
    "ShowPage",
    "ShowRotations",
    "Stop",
    "Take",
    "TakeCover",
    "WhoAt",
    "understand",
]

_MOST_WORDS = 16  # an instant, `to` and another
_LAST_NUMBER = 999_999_999

HELP: Final = Help(
    summary="Who is on call, and what happens when somebody is needed.",
    rows=(
        ("/oncall", "who is on call now, and who follows"),
        ("/oncall who [primary] [at fri 03:00] · who @ben", "who is on call then; when Ben is"),
        ("/oncall calendar [primary] [2 weeks]", "the shifts to come"),
        ("/oncall take primary [for @ben] until mon 09:00", "you (or Ben) are on call from now on"),
        ("/oncall override primary @ben fri 18:00 to mon 09:00", "Ben is on call for a stretch"),
        ("/oncall override remove 3", "takes an override back; `/oncall calendar` numbers them"),
        ("/oncall cover [primary] fri 18:00 to mon 09:00", "asks who would stand in for you"),
        ("/oncall rotation [primary]", "the rotations; one's form"),
        (
            "/oncall rotation primary weekly mon 09:00 [from 2026-11-02] [in Europe/London] "
            "@ada @ben",
            "sets one: `weekly`, `fortnightly`, `daily`, `every 3 days`",
        ),
        ("/oncall rotation primary end [from 2026-11-30]", "nobody is in it from then on"),
        (
            "/oncall ladder [acme] [0 primary, 5 secondary + @ben, 15 everyone, every 15]",
            "shows or sets in which order people are reached; `edit` opens a form, `default` drops "
            "a customer's own",
        ),
        ("/oncall contact", "a form for how you are reached"),
        ("/oncall test", "reaches you in every way that you gave"),
        ("/oncall check", "gaps, and who cannot be reached"),
        ("/oncall page 12 [text] · page acme text", "pages about a case or a customer"),
        ("/oncall page", "a form for that, which shows beforehand whom it rings"),
        ("/oncall pages [5]", "the pages, or one of them"),
        (
            "/oncall ack 5 · handup 5 · stop 5 wrong customer",
            "it is mine; the next rung; it is over",
        ),
        ("/oncall feed [primary] [revoke]", "your shifts, or a rotation's, for your calendar"),
    ),
    examples=(
        "/oncall who at fri 03:00",
        "/oncall take primary until mon 09:00",
    ),
)


def understand(text: str, reading: Reading) -> OncallIntent | Help:
    """Return what the text after `/oncall` wants; nothing typed means who is on call now.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    try:
        return _understood(text, reading)
    except Problem as problem:
        problem.example = understood_example(problem.example, _understood, reading)
        raise


def _understood(text: str, reading: Reading) -> OncallIntent | Help:
    words = Words(text)
    if words.done:
        return ShowOncall()
    return dispatch("oncall", words, GRAMMAR, HELP, reading)


def _who(words: Words, reading: Reading) -> WhoAt | ShiftsOf:
    example = f"/oncall who {a_rotation(reading)} at fri 03:00"
    if _names_person(words):
        user_id = _person(words, reading, "/oncall who @ben")
        take_end(words, "/oncall who @ben")
        return ShiftsOf(user_id)
    rotation = rotation_if_any(words, reading, example)
    if words.done:
        return WhoAt(None, rotation)
    words.skip(words.word() == "at")
    at = _instant(words, reading, example, past=True)
    take_end(words, example)
    return WhoAt(at, rotation)


def _calendar(words: Words, reading: Reading) -> ShowCalendar:
    example = f"/oncall calendar {a_rotation(reading)} 2 weeks"
    rotation = rotation_if_any(words, reading, example)
    if words.done:
        return ShowCalendar(rotation=rotation)
    days, _ = take_days(words, MOST_DAYS, example)
    take_end(words, example)
    return ShowCalendar(days, rotation)


def _take(words: Words, reading: Reading) -> Take:
    anyway = words.take_last(ANYWAY)
    rotation = take_rotation(words, reading, f"/oncall take {a_rotation(reading)} until mon 09:00")
    example = f"/oncall take {rotation} until mon 09:00"
    user_id = None
    if _names_person(words):
        user_id = _person(words, reading, f"/oncall take {rotation} for @ben until mon 09:00")
    if words.word() not in UNTIL:
        raise Missing("Until when? What is missing is `until` and a time.", example)
    words.take()
    until = _instant(words, reading, example)
    take_end(words, example)
    return Take(rotation, until, user_id, anyway)


def _override(words: Words, reading: Reading) -> MakeOverride | RemoveOverride:
    if words.word() in {"remove", "undo"}:
        words.take()
        example = "/oncall override remove 3"
        if words.done:
            raise Missing("Which override? `/oncall calendar` shows their numbers.", example)
        number = take_whole(words, "the override's number", 1, _LAST_NUMBER, example)
        take_end(words, f"/oncall override remove {number}")
        return RemoveOverride(number)
    anyway = words.take_last(ANYWAY)
    example = f"/oncall override {a_rotation(reading)} @ben fri 18:00 to mon 09:00"
    rotation = take_rotation(words, reading, example)
    example = f"/oncall override {rotation} @ben fri 18:00 to mon 09:00"
    if not _names_person(words):
        raise Missing("Who? The person comes before the times: `@ben`, or `me`.", example)
    user_id = _person(words, reading, example)
    start, end = _stretch(words, reading, example)
    return MakeOverride(rotation, user_id, start, end, anyway)


def _cover(words: Words, reading: Reading) -> AskCover | TakeCover:
    if words.word() == "take":
        words.take()
        request = take_whole(words, "the request's number", 1, _LAST_NUMBER, "/oncall cover take 3")
        take_end(words, f"/oncall cover take {request}")
        return TakeCover(request)
    example = f"/oncall cover {a_rotation(reading)} fri 18:00 to mon 09:00"
    rotation = rotation_if_any(words, reading, example)
    start, end = _stretch(words, reading, example)
    return AskCover(rotation, start, end)


def _names_person(words: Words) -> bool:
    """Whether a person is ahead, or what was meant as one."""
    token = words.peek()
    return token is not None and (
        token.mention is not None or token.word in {"for", "me"} or token.text.startswith("@")
    )


def _person(words: Words, reading: Reading, example: str) -> str | None:
    """Take `[for] @ben`, or `[for] me`, which is None."""
    words.skip(words.word() == "for")
    if words.word() == "me":
        words.take()
        return None
    return take_person(words, example, reading)


def _instant(words: Words, reading: Reading, example: str, *, past: bool = False) -> datetime:
    """Take an instant, where nothing else may stand."""
    if words.done:
        raise Missing("When? The time is missing.", example)
    try:
        found = read_ahead(words.ahead(most=_MOST_WORDS), reading.now, past=past)
    except NotUnderstood as problem:
        raise NotUnderstood(problem.sentence, example) from problem
    if found is None:
        raise _no_time(words, example)
    words.skip(found[1])
    return found[0]


def _stretch(words: Words, reading: Reading, example: str) -> tuple[datetime, datetime]:
    """Take `[from] fri 18:00 to mon 09:00`, up to the end."""
    words.skip(words.word() == "from")
    if words.done:
        raise Missing("From when until when? The times are missing.", example)
    try:
        found = read_stretch(words.ahead(most=_MOST_WORDS), reading.now)
    except NotUnderstood as problem:
        raise NotUnderstood(problem.sentence, example) from problem
    if found is None:
        raise _no_time(words, example)
    start, end, used = found
    words.skip(used)
    take_end(words, example)
    return start, end


def _no_time(words: Words, example: str) -> NotUnderstood:
    return NotUnderstood(
        f"{said(words.text(1))} is not a time. Type it like `fri 18:00`, `24.12. 18:00`, `03:00` "
        "or `in 2h`.",
        example,
    )


def _page(words: Words, reading: Reading) -> NewPage | PageCase | PageCustomer:
    example = "/oncall page #12 please have a look"
    if words.done:
        return NewPage()
    token = words.peek()
    if token and (token.mention or re.match("[@]", token.word)):
        raise NotUnderstood(
            f"{said(token.text)} cannot be paged alone: a page is about a case or a customer, and "
            "its ladder says who is reached.",
            example,
        )
    case = case_number(words.word(), example)
    if case is not None:
        words.take()
        return PageCase(case, _text(words) or None)
    example = f"/oncall page {a_customer(reading)} the portal is down"
    if is_reserved(words.word()) and known_customer(words, reading) is None:
        raise NotUnderstood(
            f"{said(words.text(1))} is no case and no customer: what is paged about comes first.",
            example,
        )
    customer = take_customer(words, reading, example)
    text = _text(words)
    if not text:
        raise Missing(
            f"What is it about? Whoever is reached for {said(customer)} reads it first.",
            f"/oncall page {written_customer(customer)} the portal is down",
        )
    return PageCustomer(customer, text)


def _text(words: Words) -> str:
    text = limited(words.rest(), TEXT_LIMIT, "text")
    return text if visible(text) else ""


def _pages(words: Words, _: Reading) -> ListPages | ShowPage:
    if words.done:
        return ListPages()
    page = _page_number(words, "/oncall pages 5")
    take_end(words, f"/oncall pages {page}")
    return ShowPage(page)


def _acknowledge(words: Words, _: Reading) -> Acknowledge:
    page = _page_number(words, "/oncall ack 5")
    take_end(words, f"/oncall ack {page}")
    return Acknowledge(page)


def _hand_up(words: Words, _: Reading) -> HandUp:
    page = _page_number(words, "/oncall handup 5")
    take_end(words, f"/oncall handup {page}")
    return HandUp(page)


def _hand(words: Words, reading: Reading) -> HandUp:
    if words.word() != "up":
        raise NotUnderstood(
            "What is handed up is a page, to the next rung: `handup` and its number.",
            "/oncall handup 5",
        )
    words.take()
    return _hand_up(words, reading)


def _stop(words: Words, _: Reading) -> Stop:
    page = _page_number(words, "/oncall stop 5 because false alarm")
    if words.done or words.word() == "because":
        return Stop(page, optional_reason(words, f"/oncall stop {page} because false alarm"))
    return Stop(page, limited(words.rest(), TEXT_LIMIT, "reason"))


def _page_number(words: Words, example: str) -> int:
    """Take a page's number, a bare one: `#12` is a case."""
    if words.done:
        raise Missing("Which page? Its number is missing.", example)
    if re.fullmatch(r"#[0-9]+", words.word()):
        raise NotUnderstood(
            f"{said(words.text(1))} is a case. A page's number stands without `#`.", example
        )
    return take_whole(words, "a page's number", 1, _LAST_NUMBER, example)


def _feed(words: Words, reading: Reading) -> Feed:
    example = f"/oncall feed {a_rotation(reading)}"
    revoke = words.take_last("revoke")
    if not words.done and words.word() == "revoke":
        words.take()
        revoke = True
    rotation = None
    if words.word() == "mine":
        words.take()
    elif not words.done:
        rotation = take_rotation(words, reading, example)
    take_end(words, example)
    return Feed(rotation, revoke)


def _alone(
    word: str, intent: Callable[[], OncallIntent]
) -> Callable[[Words, Reading], OncallIntent]:
    def read(words: Words, _: Reading) -> OncallIntent:
        take_end(words, f"/oncall {word}")
        return intent()

    return read


GRAMMAR: Final[Mapping[str, Callable[[Words, Reading], OncallIntent]]] = {
    "who": _who,
    "calendar": _calendar,
    "take": _take,
    "override": _override,
    "cover": _cover,
    "rotation": read_rotation,
    "rotations": read_rotation,
    "ladder": read_ladder,
    "contact": _alone("contact", Contact),
    "test": _alone("test", Drill),
    "check": _alone("check", Check),
    "page": _page,
    "pages": _pages,
    "ack": _acknowledge,
    "handup": _hand_up,
    "hand": _hand,
    "stop": _stop,
    "feed": _feed,
}
