"""Forms open at once: a loading view first, and in its place whatever comes of it.

A trigger lives three seconds. So the loading view waits for nothing, least of all the database;
the form, or why there is none, takes its place when it is ready.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers.blocks.pieces.answer import Answer, answer
from handlers.front.asked import tell_directly
from handlers.front.conversation import Conversation, Work
from handlers.front.views import result
from handlers.talk import Form, Request

_log = get_logger(__name__)

Tells = Callable[[Answer], None]


def open_at_once(
    conversation: Conversation, request: Request, title: str, work: Work, tells: Tells
) -> None:
    """Open a loading view called `title`, and show in it what `work` makes.

    That is a form, or what is said in its place. If Slack opens no view, `tells` says what came of
    it all the same; of a form, that there is none.
    """
    _show_when_ready(conversation, request, title, work, lambda: _opened(request, title), tells)


def show_in_place(
    conversation: Conversation, request: Request, title: str, work: Work, view_id: str
) -> None:
    """Do the same in a view that is open already."""

    def loads() -> str:
        show_in(request.client, view_id, title, _LOADING)
        return view_id

    tells = partial(tell_directly, request)
    _show_when_ready(conversation, request, title, work, loads, tells)


class Updated(Enum):
    """What became of showing something in a view."""

    SHOWN = "shown"
    CLOSED = "closed"  # it was, or something else took its place meanwhile: nothing is missed
    FAILED = "failed"  # Slack did not take it, however often it was tried


def show_in(client: WebClient, view_id: str, title: str, said: Answer | Form) -> Updated:
    """Show a form, or an answer under `title`, in a view."""
    view = said.view if isinstance(said, Form) else result(title, said)
    return update_view(lambda: client.views_update(view_id=view_id, view=view))


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
    loads: Callable[[], str | None],
    tells: Tells,
) -> None:
    loading = conversation.at_once(loads)

    def show(said: Answer | Form) -> None:
        try:
            view_id = loading.result()
        except NotOpened:
            tells(said if isinstance(said, Answer) else _NOT_OPENED)
            return
        if view_id is None:
            return
        shown = show_in(request.client, view_id, title, said)
        if isinstance(said, Answer) and shown is not Updated.SHOWN:
            tells(said)
        elif shown is Updated.FAILED:  # of a form, whoever closed its view needs nothing
            tells(_NOT_OPENED)

    conversation.do_later(work, show)


class NotOpened(Exception):
    """Slack opened no view."""


_NOT_OPENED = replace(
    answer("Slack did not open the form in time. Nothing was changed: please try again."),
    refused=True,
)


def _opened(request: Request, title: str) -> str | None:
    """Open the loading view and return its id, None if an earlier delivery did; or NotOpened."""
    try:
        loading = result(title, _LOADING)
        opened = request.client.views_open(trigger_id=request.trigger_id, view=loading)
    except (SlackApiError, OSError) as error:
        if _code(error) == "exchanged_trigger_id":  # delivered again: the first one opened it
            _log.info("form opened already", form=title)
            return None
        _log.warning("form not opened", form=title, error=str(error))
        raise NotOpened from error
    return str(opened["view"]["id"])


_LOADING = answer(":hourglass_flowing_sand: One moment, please: it is on its way.")


def _code(error: Exception) -> str | None:
    return error.response.get("error") if isinstance(error, SlackApiError) else None
