"""Between Bolt and the conversation: what arrives, and by which way the answer goes back.

A command's or a form's answer travels in Slack's own acknowledgement, after the commit. A button, a
menu or a shortcut is answered through its response address, or in its modal, and acknowledged then,
empty. Only what was done takes the place of the message with the button, and never in a message
that stays. Whatever opens a form opens it by `handlers.front.opening`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import Final

from slack_bolt import BoltContext, Respond
from slack_sdk import WebClient
from structlog import get_logger

from handlers.blocks.pieces.answer import Answer, is_to_be_noted, noted
from handlers.blocks.pieces.charts import or_plainer, plainer, refuses_blocks
from handlers.blocks.pieces.waiting import still_working
from handlers.blocks.pieces.wording import person
from handlers.front.choices import Choices
from handlers.front.conversation import Conversation
from handlers.front.views import token_of
from handlers.slack.permalink import link_in
from handlers.slack_json import Json
from handlers.talk import Form, Request
from models.usecases.case.opening import Origin
from models.usecases.inbox import KeptRequest

_log = get_logger(__name__)


@dataclass(frozen=True)
class Front:
    """What all that listens shares: the conversation, what is being chosen, and how a Home is
    shown anew.
    """

    conversation: Conversation
    choices: Choices
    show_home: Callable[[Request], None]

    def request(
        self,
        body: Json,
        client: WebClient,
        context: BoltContext,
        what: str,
        *,
        secret: bool = False,
    ) -> Request:
        """Read who, where and which delivery from a payload of any kind.

        What Slack gives no number is no second delivery of anything.
        """
        user = body.get("user") or {}
        channel = body.get("channel") or {}
        kept: KeptRequest | None = context.get(TAKEN_UP)
        return Request(
            person_id=body.get("user_id") or user.get("id") or body["event"]["user"],
            team_id=own_team(context),
            channel_id=body.get("channel_id") or channel.get("id"),
            key=kept.key if kept else f"{what}:{_delivery(body, what) or token_hex(16)}",
            client=client,
            came_at=kept.at if kept else self.conversation.clock.now(),
            body={name: value for name, value in body.items() if name != "token"},
            trigger_id=body.get("trigger_id", ""),
            persons_team_id=body.get("team_id") or user.get("team_id"),
            is_in_enterprise=bool(
                context.authorize_result and context.authorize_result.enterprise_id
            ),
            is_taken_up=kept is not None,
            is_secret=secret,
            thread=_began(body, context),
        )

    def say_it_waits(self, say: Callable[[Answer | Form], None], is_kept: bool) -> bool:
        """Say of what is kept that it takes longer; return whether it may be acknowledged."""
        if is_kept:
            self.conversation.answering.at_once(partial(say, still_working()))
        return is_kept

    def show_home_too(self, request: Request) -> None:
        """Show a Home anew after something was done; whatever becomes of that, it was done."""
        try:
            self.show_home(request)
        except Exception:
            _log.exception("home not shown anew", person=request.person_id)


CAUGHT_UP: Final = "caught_up"
"""What Bolt's context has where a channel was read for what was said while nobody heard it."""
TAKEN_UP: Final = "taken_up"
"""Where Bolt's context has what was kept, of a request that is taken up again (`KeptRequest`)."""


def _delivery(body: Json, what: str) -> str | None:
    """Return what is the same in each delivery of the same, and in nothing else."""
    view = body.get("view") or {}
    if what == "form":
        return f"{view['id']}:{body['user']['id']}:{token_of(view) or view.get('hash')}"
    return body.get("trigger_id") or body.get("action_ts") or body.get("event_id")


def _began(body: Json, context: BoltContext) -> Origin | None:
    """Return what begins the thread in which something was pressed, with a link to it."""
    pressed = body.get("container") or {}
    thread, channel = pressed.get("thread_ts"), (body.get("channel") or {}).get("id")
    if not channel or thread in (None, pressed.get("message_ts")):
        return None
    authorised = context.authorize_result
    link = link_in(authorised.url if authorised else None, channel, thread, None)
    return Origin(channel, thread, link)


def own_team(context: BoltContext) -> str | None:
    """Return our own workspace; None while it is unknown."""
    authorised = context.authorize_result
    return authorised.team_id if authorised else None


def answer_by(
    respond: Respond, request: Request, said: Answer | Form, *, in_place: bool = False
) -> None:
    """Answer through the response address; with `in_place`, in the place of the pressed message,
    else in its thread if it stands in one.

    It lives 30 minutes and takes five answers: whom it does not reach any more is told directly.
    """
    message = as_message(said)
    refused = isinstance(said, Answer) and said.refused
    where: Json = {"replace_original": in_place and not refused, "thread_ts": _thread_of(request)}
    sent = respond(**message, **where)
    without = plainer(message["blocks"]) if refuses_blocks(sent.body) else None
    if without is not None:
        sent = respond(**{**message, "blocks": without}, **where)
    if sent.status_code != 200:
        _log.warning("told directly what its address did not take", status=sent.status_code)
        tell_directly(request, said)


def note_by(respond: Respond, request: Request, said: Answer | Form) -> None:
    """Note what a button has decided in the message in which it was pressed, with who did; whatever
    else there is to say is said beside it.
    """
    message = request.body.get("message") or {}
    if not isinstance(said, Answer) or not is_to_be_noted(said) or "blocks" not in message:
        answer_by(respond, request, said)
        return
    told = noted(message["blocks"], said, f"By {person(request.person_id)}")
    answer_by(respond, request, told, in_place=True)


def _thread_of(request: Request) -> str | None:
    """Return the thread in which a button was pressed, below the message that begins it."""
    pressed = request.body.get("container") or {}
    thread: str | None = pressed.get("thread_ts")
    return thread if thread != pressed.get("message_ts") else None


def tell_directly(request: Request, said: Answer | Form) -> None:
    """Answer by direct message, where there is no response address."""
    if isinstance(said, Form):
        return
    or_plainer(
        lambda blocks: request.client.chat_postMessage(
            channel=request.person_id, text=said.text, blocks=blocks
        ),
        said.blocks,
    )


def as_message(said: Answer | Form) -> Json:
    """Return an answer as Slack's acknowledgement and response addresses take it."""
    if isinstance(said, Form):
        raise TypeError("a form opens in a view: its intent says so by `opens`")
    return said.message()
