"""Links that are handed out: each for one person and one page."""

from __future__ import annotations

from models.usecases.turn import Desk


def link_of(desk: Desk, page_id: int, person_id: str) -> str | None:
    """Return the address at which a person acknowledges a page; None without key or address."""
    if desk.vault is None or desk.public_url is None:
        return None
    return f"{desk.public_url}/ack/{desk.vault.sign(page_id, person_id)}"
