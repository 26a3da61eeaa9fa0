"""Slack's limits for blocks, and which block may stand on which surface."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from slackapp.pretend_slack.block_kit.element_limits import (
    IDS,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    check_element,
    check_image,
)
from slackapp.pretend_slack.block_kit.elements import elements_of
from slackapp.pretend_slack.block_kit.sent import Sent

Surface = Literal["message", "modal", "home"]

_EVERYWHERE = {
    "actions", "card", "context", "divider", "header", "image", "rich_text", "section", "video",
}  # fmt: skip
_MESSAGE_AND_HOME = {"carousel", "container", "data_table", "data_visualization", "table"}
_ALLOWED: dict[Surface, set[str]] = {
    "message": _EVERYWHERE
    | _MESSAGE_AND_HOME
    | {"context_actions", "file", "markdown", "plan", "task_card"},
    "modal": _EVERYWHERE | {"alert", "input"},
    "home": _EVERYWHERE | _MESSAGE_AND_HOME | {"input"},
}
_MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
_MOST_PER_MESSAGE = {"table": 1, "data_visualization": 2}


def check_blocks(blocks: Sent, surface: Surface) -> None:
    """Object to everything in the list of blocks that Slack would refuse on this surface."""
    given = blocks.items(_MOST_BLOCKS[surface], least=0)
    for block in given:
        _check_block(block, surface)
    blocks.distinct("block_id", [block.get("block_id") for block in given])
    if surface == "message":
        kinds = [block.get("type") for block in given]
        for kind, most in _MOST_PER_MESSAGE.items():
            if kinds.count(kind) > most:
                blocks.object_to(f"no more than {most} {kind} per message allowed")


def _check_block(block: Sent, surface: Surface) -> None:
    if not block.is_of(_ALLOWED[surface], f" in a {surface}"):
        return
    block["block_id"].length(IDS)
    # Slack asks for distinct action ids inside one block, not across blocks.
    ids = [element.get("action_id") for element in elements_of(block.value)]
    block.distinct("action_id", ids)
    if check := _CHECKS.get(block.get("type")):
        check(block)


def _section(block: Sent) -> None:
    block["text"].text(3000, required="fields" not in block)
    if "fields" in block:
        for field in block["fields"].items(10):
            field.text(2000)
    if "accessory" in block:
        check_element(block["accessory"], IN_SECTION)


def _header(block: Sent) -> None:
    block["text"].text(150, plain_only=True)


def _context(block: Sent) -> None:
    for element in block["elements"].items(10):
        if element.get("type") == "image":
            check_element(element, {"image"})
        else:
            element.text(3000)


def _actions(block: Sent) -> None:
    for element in block["elements"].items(25):
        check_element(element, IN_ACTIONS)


def _input(block: Sent) -> None:
    block["label"].text(2000, plain_only=True)
    block["hint"].text(2000, required=False, plain_only=True)
    check_element(block["element"], IN_INPUT)


def _image(block: Sent) -> None:
    check_image(block)
    block["title"].text(2000, required=False, plain_only=True)


def _table(block: Sent) -> None:
    _cells(block["rows"].items(100), {"raw_text", "rich_text"})
    if "column_settings" in block:
        block["column_settings"].items(20)


def _data_table(block: Sent) -> None:
    rows = block["rows"].items(201, least=2)
    _cells(rows, {"raw_text", "raw_number", "rich_text"})
    if len({len(row.value) for row in rows}) > 1:
        block["rows"].object_to("all rows must have the same number of columns")
    if text_length(block.get("rows")) > 20_000:
        block["rows"].object_to("must be less than 20001 characters in all")
    block["caption"].length(3000, required=True)
    if not 1 <= block.get("page_size", 5) <= 100:
        block["page_size"].object_to("must be between 1 and 100")


def _cells(rows: list[Sent], kinds: set[str]) -> None:
    for row in rows:
        for cell in row.objects(20):
            if cell.is_of(kinds) and cell.get("type") == "raw_text":
                cell["text"].length(20_000, required=True)


def _data_visualization(block: Sent) -> None:
    block["title"].length(50, required=True)
    chart = block["chart"]
    if chart.get("type") == "pie":
        for part in chart["segments"].objects(12):
            part["label"].length(20, required=True)
        return
    for series in chart["series"].objects(12):
        series["name"].length(20, required=True)
        for point in series["data"].objects(20):
            point["label"].length(20, required=True)


def _markdown(block: Sent) -> None:
    block["text"].length(12_000, required=True)


def _alert(block: Sent) -> None:
    block["text"].text(200)


def _rich_text(block: Sent) -> None:
    block["elements"].items(1000)


def text_length(value: object) -> int:
    """Return how many characters all the texts inside hold together."""
    if isinstance(value, Mapping):
        own = value.get("text")
        here = len(own) if isinstance(own, str) else 0
        return here + sum(text_length(each) for each in value.values())
    if isinstance(value, list):
        return sum(text_length(each) for each in value)
    return 0


_CHECKS: dict[str, Callable[[Sent], None]] = {
    "actions": _actions,
    "alert": _alert,
    "context": _context,
    "data_table": _data_table,
    "data_visualization": _data_visualization,
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
}
