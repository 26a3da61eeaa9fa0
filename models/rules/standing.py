"""What somebody is to the workspace, as Slack says."""

from __future__ import annotations

from typing import Final

from models.rules.closed_sets import Named


class Standing(Named, called="a standing"):
    """Only a full member may do anything at the desk."""

    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    OUTSIDER = "outsider"  # of another company's workspace
    COLLEAGUE = "colleague"  # of another workspace of our own organisation
    DEACTIVATED = "deactivated"


FROM_OUTSIDE: Final = frozenset({Standing.GUEST, Standing.OUTSIDER})
"""Who is from outside: people of another workspace, and guests."""
