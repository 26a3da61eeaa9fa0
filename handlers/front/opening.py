"""Forms open at once: a loading view first, and in its place whatever comes of it.

A trigger lives three seconds. So the loading view waits for nothing, least of all the database;
the form, or why there is none, takes its place when it is ready.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers.blocks.pieces.answer import Answer, answer
from handlers.blocks.pieces.waiting import not_recorded_yet
from handlers.front.answering import Ways, Work
from handlers.front.conversation import Conversation
from handlers.front.views import result
from handlers.talk import Form, Request

_log = get_logger(__name__)


@dataclass(frozen=True)
class _Place:
    """The view in which it is shown: by its id, or by what we call it."""

    by: dict[str, str]
    hash: str | None = None  # as long as only the loading view was shown in it


def open_at_once(
    conversation: Conversation, request: Request, title: str, work: Work, ways: Ways
) -> None:
    """Open a loading view called `title`, and show in it what `work` makes.

    That is a form, or what is said in its place. If Slack opens no view, it is said by `ways` what
    came of it all the same; of a form, that there is none. One that is taken up again is shown in
    the view that was opened then, whichever process did.
    """
    opens = partial(_named if request.is_taken_up else _opened, request, title)
    _show_when_ready(conversation, request, title, work, opens, ways)


def show_in_place(
    conversation: Conversation, request: Request, title: str, work: Work, ways: Ways
) -> None:
    """Do the same in the view that is open already, in which somebody pressed a button."""
    place = _Place({"view_id": request.body["view"]["id"]})

    def loads() -> _Place:
        _show(request.client, place, title, _LOADING)
        return place

    _show_when_ready(conversation, request, title, work, loads, ways)


class Updated(Enum):
    """What became of showing something in a view."""

    SHOWN = "shown"
    CLOSED = "closed"  # it was, or something else took its place meanwhile: nothing is missed
    FAILED = "failed"  # Slack did not take it, however often it was tried


def show_in(client: WebClient, view_id: str, title: str, said: Answer | Form) -> Updated:
    """Show a form, or an answer under `title`, in a view."""
    return _show(client, _Place({"view_id": view_id}), title, said)


def _show(client: WebClient, place: _Place, title: str, said: Answer | Form) -> Updated:
    view = said.view if isinstance(said, Form) else result(title, said)
    return update_view(lambda: client.views_update(**place.by, hash=place.hash, view=view))


def update_view(update: Callable[[], object]) -> Updated:
    """Update a view, which is tried again if Slack does not take it; for a few seconds at most."""
    for wait in (*_WAITS, None):
        try:
            update()
        except (SlackApiError, OSError) as error:
            if _code(error) in _GAVE_WAY:
                _log.info("the view was closed meanwhile", error=_code(error))
                return Updated.CLOSED
            _log.warning("view not updated", error=str(error))
            if wait is not None:
                time.sleep(wait)
        else:
            return Updated.SHOWN
    return Updated.FAILED


_WAITS = (0.3, 2.0)  # seconds, before it is tried again
_GAVE_WAY = {"not_found", "hash_conflict"}


def _show_when_ready(
    conversation: Conversation,
    request: Request,
    title: str,
    work: Work,
    loads: Callable[[], _Place | None],
    ways: Ways,
) -> None:
    loading = conversation.answering.at_once(loads)

    def show(said: Answer | Form) -> None:
        try:
            place = loading.result()
        except NotOpened:
            ways.say(said if isinstance(said, Answer) else _NOT_OPENED)
            return
        if place is None:
            return
        shown = _show(request.client, replace(place, hash=None), title, said)
        if isinstance(said, Answer) and shown is not Updated.SHOWN:
            ways.say(said)
        elif shown is Updated.FAILED:  # of a form, whoever closed its view needs nothing
            ways.say(_NOT_OPENED)

    def waits(is_kept: bool) -> bool:
        """Nothing is recorded by a form that opens: it may be acknowledged if its view says so."""
        if not is_kept:
            conversation.answering.at_once(partial(_say_it_waits, request, title, loading))
        return True

    conversation.answering.ask(request, work, replace(ways, say=show, answer=None, waits=waits))


def _say_it_waits(request: Request, title: str, loading: Future[_Place | None]) -> None:
    """Say so in the loading view, unless something took its place meanwhile: its hash tells."""
    place = loading.result()
    if place is not None and place.hash is not None:
        _show(request.client, place, title, not_recorded_yet())


class NotOpened(Exception):
    """Slack opened no view."""


_NOT_OPENED = replace(
    answer("Slack did not open the form in time. Nothing was changed: please try again."),
    refused=True,
)


def _opened(request: Request, title: str) -> _Place | None:
    """Open the loading view and return it, None if an earlier delivery did; or NotOpened."""
    try:
        loading = result(title, _LOADING) | _named(request, title).by
        opened = request.client.views_open(trigger_id=request.trigger_id, view=loading)
    except (SlackApiError, OSError) as error:
        if _code(error) in _OPENED_ALREADY:  # delivered again: the first one opened it
            _log.info("form opened already", form=title)
            return None
        _log.warning("form not opened", form=title, error=str(error))
        raise NotOpened from error
    return _Place({"view_id": str(opened["view"]["id"])}, str(opened["view"]["hash"]))


def _named(request: Request, _: str) -> _Place:
    """Return the view that is called by what it was opened for, whichever process opened it."""
    return _Place({"external_id": request.key})


_OPENED_ALREADY = {"exchanged_trigger_id", "duplicate_external_id"}
_LOADING = answer(":hourglass_flowing_sand: One moment, please: it is on its way.")


def _code(error: Exception) -> str | None:
    return error.response.get("error") if isinstance(error, SlackApiError) else None
