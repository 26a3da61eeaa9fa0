"""The keys from the settings: they keep addresses secret, and sign links."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from itsdangerous import BadSignature, URLSafeSerializer


class Vault:
    """What needs a key: addresses outside Slack are encrypted, links to pages signed.

    The first key is used; what was made with another of them is still read.
    """

    def __init__(self, keys: str) -> None:
        """Take keys as `new_key` makes them, with commas between; ValueError if one is none."""
        each = [key.strip() for key in keys.split(",")]
        self._fernet = MultiFernet([Fernet(key) for key in each])
        self._signer = URLSafeSerializer(each[::-1], salt="page")  # it signs with the last

    @staticmethod
    def new_key() -> str:
        """Return a new key."""
        return Fernet.generate_key().decode()

    def lock(self, plain: str) -> str:
        """Return a text encrypted."""
        return self._fernet.encrypt(plain.encode()).decode()

    def open(self, locked: str) -> str | None:
        """Return what was encrypted, or None if it was with none of the keys."""
        try:
            return self._fernet.decrypt(locked.encode()).decode()
        except InvalidToken:
            return None

    def lock_anew(self, locked: str) -> str | None:
        """Return what was encrypted, encrypted with the first key; None if it can't be read."""
        try:
            return self._fernet.rotate(locked.encode()).decode()
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
