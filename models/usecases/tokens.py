"""Tokens: whoever has one may use what it opens. They are kept hashed."""

from __future__ import annotations

from hashlib import sha256


def hashed(token: str) -> str:
    """Return what is kept of a token: without salt or effort, for nobody guesses 16 bytes."""
    return sha256(token.encode()).hexdigest()
