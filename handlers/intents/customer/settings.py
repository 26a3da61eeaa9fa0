"""What is set of a customer: shown where the word that sets it is typed without a value."""

from __future__ import annotations

from handlers.intents.pieces.intent import OfCustomer, Word
from handlers.intents.pieces.taking import joined
from handlers.intents.pieces.written import written_fields
from models.rules.noted import Setting
from models.rules.permissions import Permission


class ShowSetting(OfCustomer):
    """Show what is set of a customer, and how that is changed: `language acme`."""

    word = Word("/customer language … shown", Permission.EVERYBODY, words=())

    setting: Setting

    def typed(self) -> str:
        """Return the canonical text: the word that sets it, and the customer."""
        customer, setting = written_fields(self)
        return joined(setting, customer)
