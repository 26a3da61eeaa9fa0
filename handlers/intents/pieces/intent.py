"""What an intent declares: the word that is typed for it, and all that follows from that word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self, dataclass_transform

from handlers.intents.pieces.case_numbers import take_case
from handlers.intents.pieces.customer_names import customer_name
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.taking import joined, take_end
from handlers.intents.pieces.written import CaseNumber, CustomerName, written_fields
from models.rules.permissions import Guarded


@dataclass(frozen=True)
class Word(Guarded):
    """What is typed for an intent, declared once, on the intent itself.

    `name` is the command and its word, as the table of who may has it; `words` are the spellings of
    that word (default: the one in the name), and `begins` is what begins its text where that is
    more than the first of them. `help` are rows of what to type and what that does,
    `examples` lines to copy. `reserves` are the further words of its grammar: with `words` they are
    those that no customer or rotation may be called. An intent that `writes` changes something;
    others show it, or open a form, which `opens` is the title of. On what is `urgent` a Sev-1 may
    hang.
    """

    help: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    words: tuple[str, ...] | None = None
    begins: str = ""
    reserves: tuple[str, ...] = ()
    writes: bool = False
    opens: str | None = None
    urgent: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """The words behind the command that begin what is typed for it."""
        return tuple(self.name.split()[1:2]) if self.words is None else self.words


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Intent:
    """What somebody wants, understood: each is a frozen dataclass. Equal ones want the same thing.

    Its fields stand in the order in which they are typed, and their types say how.
    """

    word: ClassVar[Word]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        dataclass(frozen=True)(cls)

    @property
    def about(self) -> int | str | None:
        """The customer as typed, or else the number of the case, that it names, if it does."""
        customer: str | None = getattr(self, "customer", None)
        case: int | None = getattr(self, "case", None)
        return customer or case

    @property
    def mentions(self) -> tuple[str, ...]:
        """The people whom it names (Slack's ids): they are looked up before it is done."""
        user_id: str | None = getattr(self, "user_id", None)
        return (user_id,) if user_id else ()

    def of_customer(self, name: str) -> Self:
        """Return the same of another customer; only of what is about one."""
        return replace(self, customer=name)  # type: ignore[type-var]  # each subclass is a dataclass

    @property
    def is_urgent(self) -> bool:
        """Whether a Sev-1 may hang on it: opening one, or what is done about a page."""
        return self.word.urgent

    @classmethod
    def may_be_urgent(cls) -> bool:
        """Whether any of these is urgent."""
        return cls.word.urgent or cls.is_urgent is not Intent.is_urgent

    def typed(self) -> str:
        """Return the canonical text after the command's name; it reads back to this intent.

        The text is escaped as Slack escapes what people type, so it goes into a button as it is.
        """
        begins = self.word.begins or " ".join(self.word.spellings[:1])
        return joined(begins, *written_fields(self))

    @classmethod
    def read(cls, words: Words, reading: Reading) -> Intent:  # noqa: ARG003
        """Read what stands behind its word: of several intents of a word, the first reads for all.

        Raises NotUnderstood or Missing with the sentence for the person.
        """
        take_end(words, cls.word.name)
        return cls()


class OfCase(Intent):
    """An intent about the case with a number."""

    case: CaseNumber

    @classmethod
    def read(cls, words: Words, reading: Reading) -> Intent:  # noqa: ARG003
        """Read `12`."""
        number = take_case(words, f"{cls.word.name} 12")
        take_end(words, f"{cls.word.name} {number}")
        return cls(number)


class OfCustomer(Intent):
    """An intent about a customer, as typed."""

    customer: CustomerName

    @classmethod
    def read(cls, words: Words, reading: Reading) -> Intent:  # noqa: ARG003
        """Read `acme`."""
        return cls(customer_name(words.upto(words.count), f"{cls.word.name} acme"))


class BehindCustomer(OfCustomer):
    """An intent whose word stands behind its customer, as in `/balance acme quote 5`.

    It is read as any other: `read` begins behind the word, with the customer.
    """

    def typed(self) -> str:
        """Return the canonical text: the customer, the word, and the rest."""
        customer, *rest = written_fields(self)
        return joined(customer, self.word.spellings[0], *rest)
