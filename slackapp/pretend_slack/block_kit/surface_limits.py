"""Slack's limits for whole messages and views: what is over a limit, as sentences."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slackapp.pretend_slack.block_kit.block_limits import Surface, check_blocks, text_length
from slackapp.pretend_slack.block_kit.element_limits import IDS
from slackapp.pretend_slack.block_kit.objections import Findings

LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000
# Not in Slack's documentation; people met it at about 13,200 characters over all blocks together.
LONGEST_BLOCKS = 13_000
_LARGEST_VIEW = 250_000
_TABLES = {"table", "data_table", "data_visualization"}


def block_problems(blocks: Any, surface: Surface = "message") -> list[str]:
    """Return what Slack would object to in a list of blocks on this surface."""
    findings = Findings()
    check_blocks(blocks, surface, "/blocks", findings)
    return findings.sentences


def message_problems(message: Mapping[str, Any], *, longest: int = LONGEST_TEXT) -> list[str]:
    """Return what Slack would object to in a message (`text`, `blocks`), wherever it is said."""
    findings = Findings()
    findings.length(message.get("text"), "/text", longest)
    blocks = message.get("blocks") or []
    if not message.get("text") and not blocks and not message.get("attachments"):
        findings.say("no_text", "/text")
    check_blocks(blocks, "message", "/blocks", findings)
    if blocks_are_too_long(blocks):
        findings.say(f"must be less than {LONGEST_BLOCKS + 1} characters in all", "/blocks")
    return findings.sentences


def blocks_are_too_long(blocks: Any) -> bool:
    """Tell whether the texts of a message's blocks are too long together (tables count apart)."""
    if not isinstance(blocks, list):
        return False
    counted = [b for b in blocks if isinstance(b, Mapping) and b.get("type") not in _TABLES]
    return text_length(counted) > LONGEST_BLOCKS


def view_problems(view: Mapping[str, Any]) -> list[str]:
    """Return what Slack would object to in a modal or a Home view."""
    findings = Findings()
    kind = view.get("type")
    if kind == "modal":
        findings.text(view.get("title"), "/view/title", 24, plain_only=True)
        for name in ("submit", "close"):
            findings.text(view.get(name), f"/view/{name}", 24, required=False, plain_only=True)
        check_blocks(view.get("blocks"), "modal", "/view/blocks", findings)
        _needs_submit(view, findings)
    elif kind == "home":
        check_blocks(view.get("blocks"), "home", "/view/blocks", findings)
    else:
        findings.say("must be one of modal, home", "/view/type")
    findings.length(view.get("private_metadata"), "/view/private_metadata", 3000)
    findings.length(view.get("callback_id"), "/view/callback_id", IDS)
    findings.length(view.get("external_id"), "/view/external_id", IDS)
    return findings.sentences


def view_is_too_large(view: Mapping[str, Any]) -> bool:
    """Tell whether a view is over Slack's 250 kB."""
    return len(json.dumps(view).encode()) > _LARGEST_VIEW


def _needs_submit(view: Mapping[str, Any], findings: Findings) -> None:
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(
        isinstance(block, Mapping) and block.get("type") == "input" for block in blocks
    )
    if has_input and not view.get("submit"):
        findings.say("missing required field: submit, as there are input blocks", "/view/submit")
