"""Views: how a form is made, read when it is submitted, and shown again with what was filled in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from slackblocks import Block, ModalView

from handlers.blocks.pieces import eras
from handlers.blocks.pieces.answer import Answer, section
from handlers.blocks.pieces.charts import plainer
from handlers.blocks.pieces.refusal import mrkdwn
from handlers.front.conversation import Conversation
from handlers.intents.pieces.markup import without_zero_width
from handlers.slack_json import Json
from handlers.talk import Form, Talk
from models.problems import Problem
from models.rules.permissions import Guarded
from models.usecases.roles import Actor
from models.usecases.turn import Turn

CHANGE = "change"  # how the action ids of what shows a form anew begin


class FieldProblem(Problem):
    """Something is wrong with one field: what is, or the refusal that says so, is shown beside it
    as plain text.
    """

    def __init__(self, field: str, wrong: str | Problem) -> None:
        super().__init__(wrong.whole if isinstance(wrong, Problem) else wrong)
        self.field = field


@dataclass(frozen=True)
class Filled:
    """What somebody filled in: values by field, and what the form carried along."""

    values: Json
    carried: Json

    def text(self, field: str) -> str:
        """Return a text as people saw it when they filled it in, without space around it."""
        filled = str(self.values.get(field) or "").replace("\x00", "")
        return without_zero_width(filled).strip()

    @property
    def era(self) -> str:
        """The era in which the form was opened."""
        return str(self.carried.get(_ERA, ""))

    @property
    def is_from_home(self) -> bool:
        """Whether the form was opened in somebody's Home."""
        return bool(self.carried.get(_HOME))

    def having(self, **values: Any) -> Filled:
        """Return the same with other values."""
        return Filled(self.values | values, self.carried)

    @classmethod
    def read(cls, view: Json) -> Filled:
        """Read a submitted view: one element in each of its fields."""
        values = {
            block_id: _value(next(iter(elements.values())))
            for block_id, elements in view["state"]["values"].items()
            if elements
        }
        return cls(values, json.loads(view.get("private_metadata") or "{}"))


def _value(element: Json) -> object:
    if element.get("selected_option"):
        return element["selected_option"]["value"]
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or []]
    chosen = ("value", "selected_date", "selected_time", "selected_user")
    return next((element[key] for key in chosen if element.get(key)), None)


@dataclass(frozen=True)
class Submission(Guarded):
    """What becomes of a form: `submits` does what it says in one transaction.

    What takes long, or reaches outside, is done by `prepares` before the transaction begins; it
    gives back what was filled in with what it found out. Both raise FieldProblem for a field.
    `refreshes` shows it anew after a choice, Slack's action, if choices change what it shows. What
    is filled in where it `is_secret` is kept nowhere as it was typed. `is_urgent` tells whether a
    Sev-1 hangs on what was filled in; where there is one, it may on each choice.
    """

    submits: Callable[[Talk, Filled], Answer]
    prepares: Callable[[Conversation, Actor, Filled], Filled] | None = None
    refreshes: Callable[[Turn, Filled, Json], Form] | None = None
    is_secret: bool = False
    is_urgent: Callable[[Filled], bool] | None = None


def form(
    callback_id: str,
    title: str,
    submit: str,
    blocks: Sequence[Block],
    carried: Json,
) -> Form:
    """Make a modal that carries what its submission needs to know."""
    view = ModalView(
        title=title,
        blocks=list(blocks),
        submit=submit,
        close="Cancel",
        callback_id=callback_id,
        private_metadata=json.dumps({_TOKEN: token_hex(8), _ERA: eras.present(), **carried}),
    )
    return Form(view.to_dict())


# Carried by each form, also where it is shown again as it was filled in.
_TOKEN = "token"
_ERA = "era"


def token_of(view: Json) -> str | None:
    """Return what tells a form from the next one in the same view, whatever is shown in it again.

    What a token has done once is not done again.
    """
    carried = json.loads(view.get("private_metadata") or "{}")
    return carried.get(_TOKEN) if isinstance(carried, dict) else None


_HOME = "home"  # carried by what was opened in somebody's Home


def opened_at_home(form: Form) -> Form:
    """Return a form that knows that it was opened in somebody's Home."""
    carried = json.loads(form.view["private_metadata"]) | {_HOME: True}
    return Form({**form.view, "private_metadata": json.dumps(carried)})


def result(title: str, answer: Answer) -> Json:
    """Return the modal that shows an answer in place of the form: its tables as lines, for a modal
    takes none."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": plainer(answer.blocks) or answer.blocks,
    }


def _wrong(problem: FieldProblem) -> Block:
    block = section(f":warning: {mrkdwn(problem.sentence)}".replace("`", ""))
    block.block_id = f"{token_hex(4)}{_WRONG}"
    return block


def says_what_is_wrong(view: Json) -> bool:
    """Whether something that is wrong stands in a view already, below a field or above the form."""
    return any(str(block["block_id"]).endswith(_WRONG) for block in view["blocks"])


_SHOWN_AGAIN = ("type", "callback_id", "title", "submit", "close", "private_metadata")


def filled_again(view: Json, wrong: FieldProblem | Answer) -> Json:
    """Return a submitted form as it was filled in, with what is wrong: below its field, if it is a
    field's that was found after the form had to give way to "still working"; else above the form.
    """
    blocks: list[Json] = []
    if isinstance(wrong, Answer):
        first, *more = plainer(wrong.blocks) or wrong.blocks
        said = (_warned(first), *more, {"type": "divider"})
        blocks = [_marked(block) for block in said]
    for block in view["blocks"]:
        if str(block["block_id"]).endswith(_WRONG):
            continue  # of the time before
        states = view["state"]["values"].get(block["block_id"], {})
        element = block.get("element")
        if element and (state := states.get(element["action_id"])):
            block = {**block, "element": _with_state(element, state)}
        blocks.append(block)
        if isinstance(wrong, FieldProblem) and block["block_id"] == wrong.field:
            blocks.append(_wrong(wrong)._resolve())
    return {name: view[name] for name in _SHOWN_AGAIN if view.get(name)} | {"blocks": blocks}


_WRONG = ":wrong"  # how the ids of blocks end that say what is


def _warned(sentence: Json) -> Json:
    if sentence["type"] == "rich_text":
        [paragraph] = sentence["elements"]
        warning = {"type": "emoji", "name": "warning"}
        warned = [warning, {"type": "text", "text": " "}, *paragraph["elements"]]
        return {**sentence, "elements": [{**paragraph, "elements": warned}]}
    text = sentence["text"]
    return {**sentence, "text": {**text, "text": f":warning: {text['text'].lstrip()}"}}


def _marked(block: Json) -> Json:
    return {**block, "block_id": f"{token_hex(4)}{_WRONG}"}


_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_user": "initial_user",
}


def _with_state(element: Json, state: Json) -> Json:
    """Return an element that begins with what somebody filled in, or empty."""
    bare = {name: value for name, value in element.items() if name not in _INITIAL.values()}
    return bare | {
        _INITIAL[name]: value for name, value in state.items() if name in _INITIAL and value
    }
