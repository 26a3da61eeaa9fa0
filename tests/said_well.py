"""One check over every message, form and Home that the desk sends in any test.

Slack's limits are the pretend Slack's to hold: it refuses what is beyond them. Here stands what
Slack would take, and people would stumble over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slackapp.pretend_slack.state.traffic import Entry

# What may stand in angle brackets: people, channels, instants in the reader's zone, links. Never
# what rings everybody (`<!here>`), for that only a person's own words could ask for.
_MEANT = re.compile(
    r"<(?:[@#][A-Z]\w+(?:\|[^<>]*)?|!date\^\d+\^[^<>|]+\|[^<>]+"
    r"|(?:https?|webcals?|mailto|tel):[^<>]+)>"
)
# A user group may be named where only one person reads it: nobody is rung then.
_GROUP = re.compile(r"<!subteam\^S\w+>")
_ENTITY = re.compile(r"&(?:amp|lt|gt);")
_QUOTES = re.compile(r"^>{1,3}", re.MULTILINE)
_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_HELD_BACK = re.compile("[\ufdd0-\ufdef]")  # inside the desk only, until it is shown
_WORD = re.compile(r"[^\W\d_]{2,}")


def ill_said(entry: Entry) -> list[str]:
    """Return, in words, what is wrong with what the desk said in one exchange with Slack."""
    content = entry.request if entry.sender == "desk" else entry.response
    sent = json.dumps(content, ensure_ascii=False, default=str)
    held_back = ["what a person typed is held back"] if _HELD_BACK.search(sent) else []
    return [f"{entry.what}: {wrong}" for wrong in (*held_back, *_wrong(content))]


def _wrong(content: Any) -> Iterator[str]:
    to_one = isinstance(content, dict) and (
        content.get("response_type") == "ephemeral"
        or "view" in content
        or "user" in content  # of an ephemeral message
        or str(content.get("channel")).startswith(("D", "U"))  # directly
    )
    for said in _dicts(content):
        if said.get("type") == "mrkdwn":
            if not said.get("verbatim"):
                yield f"Slack would make mentions and links of what stands in {said.get('text')!r}"
            yield from _unescaped(str(said.get("text")), to_one=to_one)
        elif isinstance(said.get("blocks"), list) and said.get("type") not in ("modal", "home"):
            yield from _unescaped(str(said.get("text") or ""), to_one=to_one)
            yield from _makes_no_sense_alone(str(said.get("text") or ""))
            yield from _too_many_buttons(said["blocks"])


def _too_many_buttons(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Fewer are found sooner: at most three, and a menu."""
    elements = [element for block in blocks for element in block.get("elements", [])]
    count = Counter(element.get("type") for element in elements)
    if count["button"] > 3 or count["overflow"] > 1:
        yield f"{count['button']} buttons and {count['overflow']} menus on one message"


def _dicts(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        yield content
        for value in content.values():
            yield from _dicts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _dicts(value)


def _unescaped(text: str, *, to_one: bool) -> Iterator[str]:
    text = _GROUP.sub("", text) if to_one else text
    rest = _QUOTES.sub("", _ENTITY.sub("", _MEANT.sub("", text)))
    if found := re.search(r"[<>&].{0,20}", rest):
        yield f"{found[0]!r} is not escaped in {text!r}"


def _makes_no_sense_alone(text: str) -> Iterator[str]:
    """It is the notification, and all that a screen reader reads."""
    if len(_WORD.findall(_EMOJI.sub("", text))) < 2:
        yield f"{text!r} makes no sense without its blocks"
