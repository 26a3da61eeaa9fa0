"""The grammar of a customer's language (`/customer language`)."""

from __future__ import annotations

from typing import Annotated, Final

from handlers.intents.customer.settings import ShowSetting
from handlers.intents.pieces.customer_names import take_customer, written_customer
from handlers.intents.pieces.intent import OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import take_end
from handlers.intents.pieces.written import Written
from models.rules.languages import Language
from models.rules.noted import Setting
from models.rules.permissions import Permission
from models.rules.writing import listed

_SPELLINGS: Final = {
    **{each.value: each for each in Language},
    **dict.fromkeys(("english", "englisch"), Language.ENGLISH),
    **dict.fromkeys(("german", "deutsch"), Language.GERMAN),
}


class SetLanguage(OfCustomer):
    """Say in which language a customer's people are written to."""

    word = Word(
        "/customer language",
        Permission.OWN_CUSTOMERS,
        help={"/customer language acme de": "the language in which it is written to: `en` or `de`"},
        writes=True,
    )

    language: Annotated[Language, Written()]

    @staticmethod
    def read(words: Words, reading: Reading) -> SetLanguage | ShowSetting:
        """Read `acme de`, or `acme`."""
        customer = take_customer(words, reading, "/customer language acme de")
        example = f"/customer language {written_customer(customer)} de"
        if words.done:
            return ShowSetting(customer, Setting.LANGUAGE)
        if words.word() not in _SPELLINGS:
            raise NotUnderstood(
                f"{said(words.text(1))} is no language of the desk: there are {listed(Language)}.",
                example,
            )
        language = _SPELLINGS[words.take().word]
        take_end(words, example)
        return SetLanguage(customer, language)
