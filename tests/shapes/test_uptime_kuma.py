"""Uptime Kuma: the body that docs/machines.md has it send is read as what has happened."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from slackapp.shapes import Action
from tests.shapes.made_up import event

PAGE = Path(__file__).parents[2] / "docs" / "machines.md"
_IF = re.compile(r"{% if (\S+?)(?:\.status == (\d))? %}(.*?){% else %}(.*?){% endif %}")
_JSON = re.compile(r"{{ (\w+) \| json }}")


def template() -> str:
    """The custom body of the page."""
    return PAGE.read_text("utf-8").partition("## Uptime Kuma")[2].split("```")[1][len("json\n") :]


def sent(name: str, msg: str, heartbeat: dict[str, int] | None) -> dict[str, object]:
    """What comes of the template, as far as Liquid is used in it: conditions, and texts as JSON."""

    def chosen(found: re.Match[str]) -> str:
        assert found[1] == "heartbeatJSON"
        is_so = bool(heartbeat) and found[2] in (None, str((heartbeat or {}).get("status")))
        return found[3] if is_so else found[4]

    body = _IF.sub(chosen, template())
    texts = {"name": name, "msg": msg}
    told: dict[str, object] = json.loads(_JSON.sub(lambda text: json.dumps(texts[text[1]]), body))
    return told


@pytest.mark.parametrize(
    ("msg", "heartbeat", "key", "severity", "action"),
    [
        ('[Login] [🔴 Down] no "pong"', {"status": 0}, "Login", "critical", Action.TRIGGER),
        ("[Login] [✅ Up] 200 - OK", {"status": 1}, "Login", "warning", Action.RESOLVE),
        ("Login Testing", None, "Login Testing", "warning", Action.TRIGGER),
    ],
)
def test_what_it_sends(
    msg: str, heartbeat: dict[str, int] | None, key: str, severity: str, action: Action
) -> None:
    """Down rings, up recovers it; a test, or a certificate, has no heartbeat and rings nobody."""
    read = event(sent("Login", msg, heartbeat))
    assert (read.summary, read.dedup_key, read.severities, read.action) == (
        msg,
        key,
        (severity,),
        action,
    )
