from __future__ import annotations

from typing import Any

import pytest

from slackapp.pretend_slack.block_kit.block_limits import Surface
from slackapp.pretend_slack.block_kit.surface_limits import block_problems, view_problems
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.web_api.chat_methods import checked_content

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def button(n: int = 0, text: str = "Go", value: str = "v") -> Block:
    return {"type": "button", "action_id": f"a{n}", "text": plain(text), "value": value}


def select(options: int, text: str = "x") -> Block:
    return {
        "type": "static_select",
        "action_id": "s",
        "options": [{"text": plain(text), "value": str(n)} for n in range(options)],
    }


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def table(rows: int, columns: int) -> Block:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


AT_THE_LIMIT: list[Block] = [
    {"type": "section", "text": mrkdwn("x" * 3000)},
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    {"type": "section", "text": mrkdwn("x"), "accessory": select(100, "x" * 75)},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [mrkdwn("x")] * 10},
    actions(*(button(n, "x" * 75, "x" * 2000) for n in range(25))),
    {"type": "divider", "block_id": "x" * 255},
    table(100, 20),
    {"type": "markdown", "text": "x" * 12_000},
]
OVER_THE_LIMIT: list[Block] = [
    {"type": "section", "text": mrkdwn("x" * 3001)},
    {"type": "section", "text": mrkdwn("")},
    {"type": "section"},
    {"type": "section", "fields": [mrkdwn("x" * 2001)]},
    {"type": "section", "fields": [mrkdwn("x")] * 11},
    {"type": "section", "text": mrkdwn("x"), "accessory": select(101)},
    {"type": "section", "text": mrkdwn("x"), "accessory": select(1, "x" * 76)},
    {"type": "section", "text": mrkdwn("x"), "accessory": select(0)},
    {"type": "header", "text": plain("x" * 151)},
    {"type": "header", "text": mrkdwn("x")},
    {"type": "context", "elements": [mrkdwn("x")] * 11},
    actions(*(button(n) for n in range(26))),
    actions(button(0, "x" * 76)),
    actions(button(0, "x", "x" * 2001)),
    actions(button(1), button(1)),
    actions(button(1) | {"action_id": "x" * 256}),
    actions({"type": "plain_text_input", "action_id": "a"}),
    {"type": "divider", "block_id": "x" * 256},
    table(101, 1),
    table(1, 21),
    {"type": "markdown", "text": "x" * 12_001},
    {"type": "invented"},
    {"type": "input", "label": plain("x"), "element": select(1)},
    {"type": "alert", "text": mrkdwn("x")},
]


@pytest.mark.parametrize("block", AT_THE_LIMIT, ids=lambda block: str(block["type"]))
def test_at_the_limit_is_fine(block: Block) -> None:
    """What is exactly as long as Slack allows is fine."""
    assert block_problems([block]) == []


@pytest.mark.parametrize("block", OVER_THE_LIMIT, ids=lambda block: str(block["type"]))
def test_one_more_is_one_sentence(block: Block) -> None:
    """What is over a limit is told in one sentence that points to it."""
    problems = block_problems([block])
    assert len(problems) == 1
    assert "[json-pointer:/blocks" in problems[0]


def test_limits_of_a_message() -> None:
    """A message has at most 50 blocks, one table, distinct block ids, and something to say."""
    divider = {"type": "divider"}
    assert block_problems([divider] * 50) == []
    for wrong in ([divider] * 51, [table(1, 1)] * 2, [divider | {"block_id": "b"}] * 2):
        assert len(block_problems(wrong)) == 1, wrong
    for content, code in (({}, "no_text"), ({"text": "x" * 40_001}, "msg_too_long")):
        with pytest.raises(Refused, match=code):
            checked_content(content)


def test_duplicate_option_values() -> None:
    """Two options of a select may not have the same value."""
    element = select(2)
    element["options"][1]["value"] = "0"
    block = {"type": "section", "text": mrkdwn("x"), "accessory": element}
    assert block_problems([block]) == [
        "`value` 0 already exists [json-pointer:/blocks/0/accessory/options]"
    ]


@pytest.mark.parametrize(
    ("kind", "surface", "allowed"),
    [
        ("table", "modal", False), ("table", "home", True), ("table", "message", True),
        ("alert", "modal", True), ("alert", "home", False),
        ("markdown", "message", True), ("markdown", "modal", False), ("markdown", "home", False),
        ("input", "message", False), ("input", "modal", True), ("input", "home", True),
    ],
)  # fmt: skip
def test_which_block_stands_where(kind: str, surface: Surface, allowed: bool) -> None:
    """Tables are not for modals, alerts only for them, markdown for messages, inputs for views."""
    problems = block_problems([{"type": kind}], surface)
    assert any(f"in a {surface}" in problem for problem in problems) is not allowed


def test_limits_of_a_view() -> None:
    """A modal has short titles, at most 100 blocks, and a submit where it has inputs."""
    modal: Block = {
        "type": "modal",
        "title": plain("x" * 24),
        "blocks": [{"type": "divider"}] * 100,
    }
    assert view_problems(modal) == []
    field = {"type": "input", "label": plain("x"), "element": select(1)}
    for wrong in (
        {"title": plain("x" * 25)},
        {"close": plain("x" * 25)},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": [field]},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
    ):
        assert len(view_problems(modal | wrong)) == 1, wrong
    assert view_problems(modal | {"blocks": [field], "submit": plain("Save")}) == []
