"""The key from the settings: it keeps addresses secret, and signs links."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadSignature, URLSafeSerializer


class Vault:
    """What needs the key: addresses outside Slack are encrypted, links to pages signed."""

    def __init__(self, key: str) -> None:
        """Take a key as `new_key` makes it; ValueError if it is none."""
        self._fernet = Fernet(key)
        self._signer = URLSafeSerializer(key, salt="page")

    @staticmethod
    def new_key() -> str:
        """Return a new key."""
        return Fernet.generate_key().decode()

    def lock(self, plain: str) -> str:
        """Return a text encrypted."""
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, locked: str) -> str | None:
        """Return what was encrypted, or None if it was with another key."""
        try:
            return self._fernet.decrypt(locked.encode()).decode()
        except InvalidToken:
            return None

    def sign(self, page: int, person_id: str) -> str:
        """Return a token by which one person may acknowledge one page."""
        return str(self._signer.dumps([page, person_id]))

    def read(self, token: str) -> tuple[int, str] | None:
        """Return the page and the person of a token, or None if we did not sign it."""
        try:
            page, person_id = self._signer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return int(page), str(person_id)
