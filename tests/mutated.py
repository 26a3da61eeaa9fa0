"""What Slack sent with one thing wrong: a part of it left out, or something else in its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from slackapp.pretend_slack.app.deliveries import Delivery

INSTEAD: tuple[Any, ...] = (None, True, 7, "", "x", "\x00", [], [None], {}, {"x": None})


def mutated(delivery: Delivery) -> Iterator[Delivery]:
    """Yield each mutation of what Slack sent; `what` says where and how it is wrong."""
    for what, told in _mutations(json.loads(json.dumps(delivery.told))):
        if delivery.is_event:
            body = json.dumps(told)
        elif "command" in delivery.told:
            fields = {name: str(value).encode("utf-8", "replace") for name, value in told.items()}
            body = urlencode(fields)
        else:
            body = urlencode({"payload": json.dumps(told)})
        yield replace(delivery, what=what, body=body.encode(), told=told)


def _mutations(whole: Any) -> Iterator[tuple[str, Any]]:
    for path in _paths(whole):
        where = "/".join(map(str, path))
        yield f"without {where}", _changed(whole, path, lambda part, key: part.pop(key))
        for other in INSTEAD:
            yield f"{where} is {other!r}", _changed(whole, path, _puts(other))


def _puts(other: Any) -> Callable[[Any, Any], None]:
    return lambda part, key: part.__setitem__(key, other)


def _paths(part: Any, *before: Any) -> Iterator[tuple[Any, ...]]:
    items = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in items:
        yield (*before, key)
        if isinstance(value, dict | list):
            yield from _paths(value, *before, key)


def _changed(whole: Any, path: tuple[Any, ...], change: Callable[[Any, Any], object]) -> Any:
    made = deepcopy(whole)
    part = made
    for key in path[:-1]:
        part = part[key]
    change(part, path[-1])
    return made
