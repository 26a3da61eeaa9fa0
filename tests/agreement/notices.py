"""How a notice begins that says what is left."""

from __future__ import annotations

LEFT = "acme: {} of 4 escalations left."
