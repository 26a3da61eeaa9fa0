"""Slack's limits for blocks, and which block may stand on which surface."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from slackapp.pretend_slack.block_kit.element_limits import (
    IDS,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    check_element,
)
from slackapp.pretend_slack.block_kit.elements import elements_of
from slackapp.pretend_slack.block_kit.objections import Findings

Surface = Literal["message", "modal", "home"]
Block = Mapping[str, Any]
Check = Callable[[Block, str, Findings], None]

_EVERYWHERE = {
    "actions", "card", "context", "divider", "header", "image", "rich_text", "section", "video",
}  # fmt: skip
_MESSAGE_AND_HOME = {"carousel", "container", "data_table", "data_visualization", "table"}
ALLOWED: dict[Surface, set[str]] = {
    "message": _EVERYWHERE
    | _MESSAGE_AND_HOME
    | {"context_actions", "file", "markdown", "plan", "task_card"},
    "modal": _EVERYWHERE | {"alert", "input"},
    "home": _EVERYWHERE | _MESSAGE_AND_HOME | {"input"},
}
_MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}


def check_blocks(blocks: Any, surface: Surface, path: str, findings: Findings) -> None:
    """Object to everything in the list of blocks that Slack would refuse on this surface."""
    given = findings.items(blocks, path, _MOST_BLOCKS[surface], least=0)
    for n, block in enumerate(given):
        _check_block(block, surface, f"{path}/{n}", findings)
    sound = [block for block in given if isinstance(block, Mapping)]
    findings.distinct([block.get("block_id") for block in sound], "block_id", path)
    if surface == "message":
        _most_of_a_kind(sound, "table", 1, path, findings)
        _most_of_a_kind(sound, "data_visualization", 2, path, findings)


def _check_block(block: Any, surface: Surface, path: str, findings: Findings) -> None:
    kind = block.get("type") if isinstance(block, Mapping) else None
    if kind not in ALLOWED[surface]:
        findings.say(f"unsupported type: {kind} in a {surface}", f"{path}/type")
        return
    findings.length(block.get("block_id"), f"{path}/block_id", IDS)
    # Slack asks for distinct action ids inside one block, not across blocks.
    ids = [element.get("action_id") for element in elements_of(block)]
    findings.distinct(ids, "action_id", path)
    _CHECKS.get(str(kind), _nothing_more)(block, path, findings)


def _most_of_a_kind(
    blocks: Sequence[Block], kind: str, most: int, path: str, findings: Findings
) -> None:
    if sum(block.get("type") == kind for block in blocks) > most:
        findings.say(f"no more than {most} {kind} per message allowed", path)


def _nothing_more(block: Block, path: str, findings: Findings) -> None:
    pass


def _section(block: Block, path: str, findings: Findings) -> None:
    findings.text(block.get("text"), f"{path}/text", 3000, required="fields" not in block)
    if "fields" in block:
        for n, field in enumerate(findings.items(block["fields"], f"{path}/fields", 10)):
            findings.text(field, f"{path}/fields/{n}", 2000)
    if "accessory" in block:
        check_element(block["accessory"], f"{path}/accessory", IN_SECTION, findings)


def _header(block: Block, path: str, findings: Findings) -> None:
    findings.text(block.get("text"), f"{path}/text", 150, plain_only=True)


def _context(block: Block, path: str, findings: Findings) -> None:
    for n, element in enumerate(findings.items(block.get("elements"), f"{path}/elements", 10)):
        where = f"{path}/elements/{n}"
        if isinstance(element, Mapping) and element.get("type") == "image":
            check_element(element, where, {"image"}, findings)
        else:
            findings.text(element, where, 3000)


def _actions(block: Block, path: str, findings: Findings) -> None:
    for n, element in enumerate(findings.items(block.get("elements"), f"{path}/elements", 25)):
        check_element(element, f"{path}/elements/{n}", IN_ACTIONS, findings)


def _input(block: Block, path: str, findings: Findings) -> None:
    findings.text(block.get("label"), f"{path}/label", 2000, plain_only=True)
    findings.text(block.get("hint"), f"{path}/hint", 2000, required=False, plain_only=True)
    check_element(block.get("element"), f"{path}/element", IN_INPUT, findings)


def _image(block: Block, path: str, findings: Findings) -> None:
    findings.length(block.get("image_url"), f"{path}/image_url", 3000)
    findings.length(block.get("alt_text"), f"{path}/alt_text", 2000, required=True)
    findings.text(block.get("title"), f"{path}/title", 2000, required=False, plain_only=True)


def _table(block: Block, path: str, findings: Findings) -> None:
    _rows(block.get("rows"), f"{path}/rows", (1, 100), {"raw_text", "rich_text"}, findings)
    if "column_settings" in block:
        findings.items(block["column_settings"], f"{path}/column_settings", 20)


def _data_table(block: Block, path: str, findings: Findings) -> None:
    kinds = {"raw_text", "raw_number", "rich_text"}
    rows = _rows(block.get("rows"), f"{path}/rows", (2, 201), kinds, findings)
    if len({len(row) for row in rows}) > 1:
        findings.say("all rows must have the same number of columns", f"{path}/rows")
    if text_length(rows) > 20_000:
        findings.say("must be less than 20001 characters in all", f"{path}/rows")
    findings.length(block.get("caption"), f"{path}/caption", 3000, required=True)
    if not 1 <= block.get("page_size", 5) <= 100:
        findings.say("must be between 1 and 100", f"{path}/page_size")


def _rows(
    value: Any, path: str, bounds: tuple[int, int], kinds: set[str], findings: Findings
) -> Sequence[Any]:
    rows = findings.items(value, path, bounds[1], least=bounds[0])
    for y, row in enumerate(rows):
        for x, cell in findings.objects(row, f"{path}/{y}", 20):
            where = f"{path}/{y}/{x}"
            kind = cell.get("type")
            if kind not in kinds:
                findings.say(f"unsupported type: {kind}", f"{where}/type")
            elif kind == "raw_text":
                findings.length(cell.get("text"), f"{where}/text", 20_000, required=True)
    return rows


def _data_visualization(block: Block, path: str, findings: Findings) -> None:
    findings.length(block.get("title"), f"{path}/title", 50, required=True)
    chart, where = block.get("chart") or {}, f"{path}/chart"
    if chart.get("type") == "pie":
        for n, part in findings.objects(chart.get("segments"), f"{where}/segments", 12):
            findings.length(part.get("label"), f"{where}/segments/{n}/label", 20, required=True)
        return
    for n, series in findings.objects(chart.get("series"), f"{where}/series", 12):
        findings.length(series.get("name"), f"{where}/series/{n}/name", 20, required=True)
        points = findings.objects(series.get("data"), f"{where}/series/{n}/data", 20)
        for m, point in points:
            label = f"{where}/series/{n}/data/{m}/label"
            findings.length(point.get("label"), label, 20, required=True)


def _markdown(block: Block, path: str, findings: Findings) -> None:
    findings.length(block.get("text"), f"{path}/text", 12_000, required=True)


def _alert(block: Block, path: str, findings: Findings) -> None:
    findings.text(block.get("text"), f"{path}/text", 200)


def _rich_text(block: Block, path: str, findings: Findings) -> None:
    findings.items(block.get("elements"), f"{path}/elements", 1000)


def text_length(value: Any) -> int:
    """Return how many characters all the texts inside hold together."""
    if isinstance(value, Mapping):
        own = value.get("text")
        here = len(own) if isinstance(own, str) else 0
        return here + sum(text_length(each) for each in value.values())
    if isinstance(value, list):
        return sum(text_length(each) for each in value)
    return 0


_CHECKS: dict[str, Check] = {
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
