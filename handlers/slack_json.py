"""Slack's JSON, as it comes and as it goes: Slack's own documentation says what stands in it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
