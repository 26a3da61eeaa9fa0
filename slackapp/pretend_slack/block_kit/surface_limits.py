"""Slack's limits for whole messages and views: what is over a limit, as sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping

from slackapp.pretend_slack.block_kit.block_limits import Surface, check_blocks, text_length
from slackapp.pretend_slack.block_kit.element_limits import IDS
from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.block_kit.sent import Sent

LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000
# Not in Slack's documentation; people met it at about 13,200 characters over all blocks together.
_LONGEST_BLOCKS = 13_000
_LARGEST_VIEW = 250_000
_TABLES = {"table", "data_table", "data_visualization"}


def block_problems(blocks: object, surface: Surface = "message") -> list[str]:
    """Return what Slack would object to in a list of blocks on this surface."""
    sent = Sent(blocks, "/blocks")
    check_blocks(sent, surface)
    return sent.objections


def blocks_are_too_long(blocks: list[Json]) -> bool:
    """Tell whether the texts of a message's blocks are too long together (tables count apart)."""
    counted = [block for block in blocks if block.get("type") not in _TABLES]
    return text_length(counted) > _LONGEST_BLOCKS


def view_problems(view: Json) -> list[str]:
    """Return what Slack would object to in a modal or a Home view."""
    sent = Sent(view, "/view")
    match view.get("type"):
        case "modal":
            sent["title"].text(24, plain_only=True)
            sent["submit"].text(24, required=False, plain_only=True)
            sent["close"].text(24, required=False, plain_only=True)
            check_blocks(sent["blocks"], "modal")
            _needs_submit(sent)
        case "home":
            check_blocks(sent["blocks"], "home")
        case _:
            sent["type"].object_to("must be one of modal, home")
    sent["private_metadata"].length(3000)
    sent["callback_id"].length(IDS)
    sent["external_id"].length(IDS)
    return sent.objections


def view_is_too_large(view: Json) -> bool:
    """Tell whether a view is over Slack's 250 kB."""
    return len(json.dumps(view).encode()) > _LARGEST_VIEW


def _needs_submit(view: Sent) -> None:
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(
        isinstance(block, Mapping) and block.get("type") == "input" for block in blocks
    )
    if has_input and not view.get("submit"):
        view["submit"].object_to("missing required field: submit, as there are input blocks")
