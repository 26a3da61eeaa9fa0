"""`/oncall`: who is on call, changing that, pages, and how one is reached."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from handlers import paging
from handlers.blocks.oncall.check import LEARNED, checked
from handlers.blocks.oncall.cover import cover_request, cover_taken_back
from handlers.blocks.oncall.feed import feed_lives, feed_made, feed_revoked
from handlers.blocks.oncall.ladder import ladder_dropped, ladder_set, ladder_shown, ladder_undone
from handlers.blocks.oncall.override import override_made, override_taken_back
from handlers.blocks.oncall.rotation import rotation_ended, rotation_set, rotations_listed
from handlers.blocks.oncall.who import on_call_now, on_call_on, shifts_of, the_calendar
from handlers.blocks.paging import answers
from handlers.blocks.pieces.answer import Answer
from handlers.forms import contact, ladder, rotation
from handlers.intents.oncall.grammar import (
    ONCALL,
    CheckOncall,
    KeepContacts,
    MakeFeed,
    OncallIntent,
    ShiftsOf,
    ShowCalendar,
    ShowOncall,
    UndoOncall,
    WhoAt,
    WhoOn,
    understand,
)
from handlers.intents.oncall.ladders import (
    DropLadder,
    EditLadder,
    LadderIntent,
    SetLadder,
    ShowLadder,
)
from handlers.intents.oncall.overrides import (
    AskCover,
    MakeOverride,
    OverrideIntent,
    RemoveOverride,
    Take,
    TakeCover,
)
from handlers.intents.oncall.pages import (
    Drill,
    PageIntent,
)
from handlers.intents.oncall.rotations import (
    EditRotation,
    EndRotation,
    NewRotation,
    RotationIntent,
    SetRotation,
    ShowRotations,
)
from handlers.talk import Door, Form, Talk, customer_named
from handlers.undo import with_undo
from models.problems import Choice
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rules.noted import AboutCover, AboutLadder, AboutOverride, AboutRotation
from models.rules.rotation import RotationVersion
from models.usecases import self_watch, undoing
from models.usecases.oncall import contacts, cover, ending, feeds, ladders, overrides, rotations
from models.usecases.oncall.check import check
from models.usecases.oncall.undoing_rotations import undo_rotation
from models.usecases.paging import life, pages
from models.usecases.reports.lateness import lateness
from models.usecases.turn import Turn

WEEKS_AHEAD = 6  # in which it is looked when somebody is on call


def do(talk: Talk, intent: OncallIntent) -> Answer | Form:
    """Answer `/oncall`; whoever has changed something is offered to undo it."""
    return with_undo(_do(talk, intent), talk.turn)


def _do(talk: Talk, intent: OncallIntent) -> Answer | Form:
    if isinstance(intent, OverrideIntent):
        return _override(talk, intent)
    if isinstance(intent, RotationIntent):
        return _rotation(talk, intent)
    if isinstance(intent, LadderIntent):
        return _ladder(talk.turn, intent)
    if isinstance(intent, PageIntent):
        return paging.do(talk, intent)
    match intent:
        case KeepContacts():
            return contact.contact_form(talk.turn)
        case Drill():
            begun = life.drill(talk.turn)
            return answers.drill_started(pages.shown(talk.turn, begun.id))
        case MakeFeed(rotation=name, revoke=True):
            return feed_revoked(feeds.revoke(talk.turn, name))
        case MakeFeed(rotation=name):
            live = feeds.make(talk.turn, name)
            if live.token is None:
                return feed_lives(live.feed, talk.turn.wall)
            return feed_made(live.feed, feeds.webcal_of(talk.turn, live.token), talk.turn.wall)
        case UndoOncall():
            return _undo(talk.turn, intent)
        case _:
            return _look(talk, intent)


def _undo(turn: Turn, intent: UndoOncall) -> Answer:
    """Change something of who is on call, or of how people are reached, back to what it was."""
    change = undoing.of_oncall(turn, intent.change)
    match change.what:
        case AboutOverride():
            return override_made(overrides.put_override_back(turn, change), turn.wall)
        case AboutRotation():
            return _undo_rotation(turn, intent, change)
        case AboutLadder():
            return ladder_undone(ladders.undo_ladder(turn, change))
        case AboutCover():
            request = cover.undo_cover(turn, change)
            say = cover_taken_back if change.what is AboutCover.ASKED else cover_request
            return say(request, turn.wall, own=cover.is_own(turn, request))
        case _:
            contacts.undo_contacts(turn, change)
            return contact.kept(turn)


def _undo_rotation(turn: Turn, intent: UndoOncall, change: Change) -> Answer:
    """Undo a change of a rotation; what would be asked about it otherwise is asked first."""
    try:
        undone = undo_rotation(turn, change, anyway=intent.anyway)
    except (contacts.Unreachable, ending.StillNamed) as asked:
        typed = f"{ONCALL.name} {replace(intent, anyway=True).typed()}"
        raise Choice(asked.sentence, (("Undo it anyway", typed),)) from asked
    if undone.rotation.versions[-1].people:
        return rotation_set(undone, turn.wall)
    return rotation_ended(ending.ended(undone.rotation), turn.wall)


# --- looking --------------------------------------------------------------------------------------


def _look(
    talk: Talk, intent: ShowOncall | WhoAt | WhoOn | ShiftsOf | ShowCalendar | CheckOncall
) -> Answer:
    turn, wall = talk.turn, talk.turn.wall
    match intent:
        case ShowOncall():
            found = rotations.overview(turn)
            return on_call_now(found, pages.open_pages(turn), turn.person.id, wall)
        case WhoAt(at=at, rotation=name):
            found = rotations.overview(turn, at, name)
            return on_call_now(found, (), turn.person.id, wall, at)
        case WhoOn(rotation=name, day=first, last_day=last):
            return on_call_on(rotations.on_days(turn, first, last, name), first, last, wall)
        case ShiftsOf(whose=whose):
            who = whose or turn.person.id
            theirs = rotations.shifts_of(turn, who, WEEKS_AHEAD * 7)
            return shifts_of(who, theirs, WEEKS_AHEAD, wall)
        case ShowCalendar(days=days, rotation=name):
            return the_calendar(rotations.calendar(turn, days, name), days, wall)
        case CheckOncall():
            delays = (
                ("From a Sev-1 to its first attempt", self_watch.delays_to_first_attempt(turn)),
                ("From a rung's instant to its attempt", self_watch.delays_of_rungs(turn)),
                (LEARNED, lateness(turn)),
            )
            late, tried = self_watch.overdue(turn), self_watch.telephones(turn)
            return checked(check(turn), wall, delays, late, tried)
        case _:
            assert_never(intent)


# --- rotations, overrides, cover ------------------------------------------------------------------


def _rotation(talk: Talk, intent: RotationIntent) -> Answer | Form:
    turn = talk.turn
    match intent:
        case ShowRotations():
            return rotations_listed(rotations.listed(turn), turn.wall)
        case EditRotation(name=name):
            return rotation.rotation_form(turn, name)
        case NewRotation():
            return rotation.rotation_form(turn, None)
        case SetRotation():
            return _put_on_call(talk, intent)
        case EndRotation():
            return _end(talk, intent)
        case _:
            assert_never(intent)


def _override(talk: Talk, intent: OverrideIntent) -> Answer:
    turn, wall = talk.turn, talk.turn.wall
    match intent:
        case Take() | MakeOverride():
            return _put_on_call(talk, intent)
        case RemoveOverride(override=number):
            return override_taken_back(overrides.take_back(turn, number), wall)
        case AskCover(rotation=name, start=start, end=end):
            request = cover.ask(turn, name, start, end)
            return cover_request(request, wall, own=cover.is_own(turn, request))
        case TakeCover(request=number):
            _, made = cover.take(turn, number)
            return override_made(made, wall)
        case _:
            assert_never(intent)


def _put_on_call(talk: Talk, intent: SetRotation | Take | MakeOverride) -> Answer:
    """Put people on call; who can't be reached outside Slack is asked about before it is saved."""
    turn = talk.turn
    try:
        if isinstance(intent, SetRotation):
            version = RotationVersion(
                turn.moment,
                intent.people,
                intent.first_day,
                intent.handover,
                intent.days,
                intent.zone or turn.calendar.zone_name,
            )
            done = rotations.set_rotation(turn, intent.name, version, anyway=intent.anyway)
            return rotation_set(done, turn.wall)
        person = intent.user_id or turn.person.id
        start = turn.moment if isinstance(intent, Take) else intent.start
        end = intent.until if isinstance(intent, Take) else intent.end
        made = overrides.make(turn, intent.rotation, person, start, end, anyway=intent.anyway)
        return override_made(made, turn.wall)
    except contacts.Unreachable as lost:
        anyway = replace(intent, anyway=True)
        typed = f"{ONCALL.name} {anyway.typed()}"
        raise Choice(lost.sentence, (("Save it anyway", typed),)) from lost


def _end(talk: Talk, intent: EndRotation) -> Answer:
    """End a rotation; where something still names it, that is asked about before it is saved."""
    turn = talk.turn
    try:
        done = ending.end_rotation(turn, intent.name, intent.day, anyway=intent.anyway)
    except ending.StillNamed as named:
        anyway = replace(intent, anyway=True)
        typed = f"{ONCALL.name} {anyway.typed()}"
        raise Choice(named.sentence, (("End it anyway", typed),)) from named
    return rotation_ended(done, turn.wall)


# --- ladders --------------------------------------------------------------------------------------


def _ladder(turn: Turn, intent: LadderIntent) -> Answer | Form:
    match intent:
        case ShowLadder(customer=typed):
            customer = _customer(turn, typed)
            serving, own = ladders.show(turn, customer)
            return ladder_shown(customer, serving, own=own)
        case EditLadder(customer=typed):
            return ladder.ladder_form(turn, _customer(turn, typed))
        case SetLadder(customer=typed, ladder=wanted):
            customer = _customer(turn, typed)
            ladders.set_ladder(turn, customer, wanted)
            return ladder_set(customer, wanted)
        case DropLadder(customer=typed):
            dropped = customer_named(turn, typed)
            return ladder_dropped(dropped, ladders.drop_ladder(turn, dropped))
        case _:
            assert_never(intent)


def _customer(turn: Turn, typed: str | None) -> Customer | None:
    return customer_named(turn, typed) if typed else None


DOOR = Door(ONCALL, understand, do)
