"""What was typed, taken apart into words without losing a character of it.

Curly quotes, long dashes and hard spaces read like plain ones; titles and notes keep their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from handlers.intents.pieces.markup import as_seen, escaped

TEXT_LIMIT = 700  # a note or reason: its command still fits into a Slack button (2000 characters)

EXAMPLE_LIMIT = 300

_DOUBLE_QUOTES = '"“”„‟«»'
_SINGLE_QUOTES = "'‘’‚‛‹›"
_QUOTES = _DOUBLE_QUOTES + _SINGLE_QUOTES
_DASHES = "-‐‑‒–—―−"
_TWO_DASHES = ("—", "―")  # what some keyboards make of `--`
_PLAIN = str.maketrans(
    dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DASHES, "-")
)
_FAMILY = {'"': _DOUBLE_QUOTES, "'": _SINGLE_QUOTES}
_PARTNER = {
    '"': '"',
    "'": "'",
    "“": "”",
    "„": "“",
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "‘",
    "‹": "›",
}
_HIDDEN = "\0"  # stands for a mention's characters while words are cut; cannot be typed

_UNSEEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
_RUN = re.compile(r"[^ ]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, one quoted stretch or one mention, with its span in the text as people saw it."""

    text: str  # with plain quotes, dashes and spaces, without marks that nobody sees
    start: int
    end: int
    quoted: str | None = None  # what stands between the quotes, verbatim
    mention: str | None = None  # Slack's id of the person or channel

    @property
    def word(self) -> str:
        """The word in lower case; empty for quotes and mentions, which are never grammar."""
        return "" if self.quoted is not None or self.mention else self.text.lower()

    @property
    def is_channel(self) -> bool:
        """Whether it is a mention of a channel."""
        return self.mention is not None and self.mention[0] in "CG"


class Words:
    """The words of one text, taken from the left. `shown` is the text as people saw it."""

    def __init__(self, text: str, name_of: Callable[[str], str | None] = lambda _: None) -> None:
        """Take a text apart; a mention without its name is called `name_of` its id."""
        self.shown, self._mentions = as_seen(_one_line(text), name_of)
        self._tokens = tuple(_tokens(self.shown, self._mentions))
        self._at = 0

    @property
    def done(self) -> bool:
        """Whether no word is left."""
        return self._at >= len(self._tokens)

    @property
    def count(self) -> int:
        """How many words are left."""
        return len(self._tokens) - self._at

    def peek(self, ahead: int = 0) -> Token | None:
        """Return a word still to come, or None behind the last."""
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def word(self, ahead: int = 0) -> str:
        """Return a word still to come in lower case; "" for quotes, mentions and the end."""
        token = self.peek(ahead)
        return token.word if token else ""

    def ahead(self, start: int = 0, most: int = 8) -> list[str]:
        """Return the next words in lower case, at most `most` of them."""
        return [token.word for token in self._tokens[self._at + start :][:most]]

    def take(self) -> Token:
        """Return the next word and go past it; only while not `done`."""
        token = self._tokens[self._at]
        self._at += 1
        return token

    def taken(self) -> str:
        """Return the word gone past last, in lower case; only behind one."""
        return self._tokens[self._at - 1].word

    def skip(self, count: int) -> None:
        """Go past `count` words."""
        self._at += count

    def put_first(self, start: int, count: int) -> None:
        """Put the `count` words that are `start` ahead before all that is still to come."""
        before, ahead = self._tokens[: self._at], self._tokens[self._at :]
        moved = ahead[start:][:count]
        self._tokens = (*before, *moved, *ahead[:start], *ahead[start + count :])

    def apart(self, separators: str) -> None:
        """Cut what is still to come anew, so that each of `separators` is a word of its own."""
        first = self.peek()
        if first is None:
            return
        escaped_ones = re.escape(separators)
        run = re.compile(f"[{escaped_ones}]|[^ {escaped_ones}]+")
        again = _tokens(self.shown, self._mentions, run, first.start)
        self._tokens = (*self._tokens[: self._at], *again)

    def take_last(self, *spellings: str) -> bool:
        """Take the last word if it is one of `spellings`; return whether it was."""
        if self.done or self._tokens[-1].word not in spellings:
            return False
        self._tokens = self._tokens[:-1]
        return True

    def drop_last(self, count: int) -> None:
        """Drop the last `count` words; only while so many are left."""
        self._tokens = self._tokens[: len(self._tokens) - count]

    def text(self, count: int, start: int = 0) -> str:
        """Return the `count` words that are `start` ahead verbatim, without going past them."""
        taken = self._tokens[self._at + start :][:count]
        return self.shown[taken[0].start : taken[-1].end] if taken else ""

    def text_at(self, ahead: int) -> str:
        """Return a word still to come as typed; "" for quotes, mentions and the end."""
        token = self.peek(ahead)
        return token.text if token and token.word else ""

    def is_quoted(self, ahead: int) -> bool:
        """Whether a word still to come stands in quotes."""
        token = self.peek(ahead)
        return token is not None and token.quoted is not None

    def corrected(self, count: int, better: str) -> str:
        """Return the whole text, as Slack sends it, with the next `count` words said better."""
        first, last = self.peek(), self.peek(count - 1)
        if first is None or last is None:
            return better
        before = self._sent(0, first.start)
        return f"{before}{better}{self._sent(last.end, len(self.shown))}".strip()

    @property
    def is_text(self) -> bool:
        """Whether all that is left was made text: it stands in quotes, or behind `--`."""
        first = self.peek()
        if first is None:
            return False
        if first.quoted is not None:
            return self.count == 1
        return _is_dash(first) and len(first.text) > 1

    def skip_dash(self) -> bool:
        """Go past a short dash, which only parts what stands around it; return whether it was."""
        first = self.peek()
        parts = first is not None and _is_dash(first) and not self.is_text
        self._at += parts
        return parts

    def as_text(self) -> str:
        """Return the whole text, as Slack sends it, with all that is left made text by quotes."""
        return self.corrected(self.count, quoted(self.text(self.count)))

    def _sent(self, start: int, end: int) -> str:
        """Return a stretch of the text as Slack sends it: escaped, and with its mentions."""
        pieces: list[str] = []
        for begins, (ends, id_) in self._mentions.items():
            if start <= begins < end:
                seen = self.shown[begins:ends]
                named = seen if seen.startswith("<") else f"<{seen[0]}{id_}|{seen[1:]}>"
                pieces += [escaped(self.shown[start:begins]), named]
                start = ends
        return "".join([*pieces, escaped(self.shown[start:end])])

    def find(self, word: str, start: int = 0) -> int | None:
        """Return how many words ahead `word` first stands, or None."""
        for ahead in range(start, self.count):
            if self.word(ahead) == word:
                return ahead
        return None

    def upto(self, ahead: int) -> str:
        """Return the next `ahead` words verbatim, without quotes around all of them; go past."""
        first = self.peek()
        text = self.text(ahead)
        if ahead == 1 and first is not None and first.quoted is not None:
            text = first.quoted
        self._at += ahead
        return text.strip()

    def rest(self) -> str:
        """Return everything left verbatim and go to the end.

        Quotes around all of it are taken off, and so is a dash of its own in front of it.
        """
        first = self.peek()
        if first is not None and _is_dash(first):
            self.take()
            return self._to_end(self.text(self.count))
        return self._to_end(self.upto(self.count))

    def _to_end(self, text: str) -> str:
        self._at = len(self._tokens)
        return text.strip()


def _is_dash(token: Token) -> bool:
    return token.word != "" and not token.word.strip("-")


def plain(text: str) -> str:
    """Return the text with plain quotes, dashes and spaces; its length stays the same."""
    return "".join(" " if char.isspace() else char for char in text.translate(_PLAIN))


def visible(text: str) -> bool:
    """Whether there is anything to read: not only spaces, joiners, marks of direction, or quotes
    that nothing stands in.
    """
    return any(unicodedata.category(char) not in _UNSEEN and char not in _QUOTES for char in text)


def said(text: str, most: int = 60) -> str:
    """Return what somebody typed as a sentence shows it: in curly quotes, and not too long."""
    return f"“{text if len(text) <= most else text[: most - 1] + '…'}”"


def quoted(text: str) -> str:
    """Return the text as it is typed to be read verbatim: escaped, in quotes, quotes doubled."""
    return '"' + re.sub(f"([{_DOUBLE_QUOTES}])", r"\1\1", escaped(text)) + '"'


def _one_line(text: str) -> str:
    """Line breaks become spaces; other control characters, which no database keeps, go."""
    return "".join(filter(None, map(_on_one_line, text)))


def _on_one_line(char: str) -> str:
    category = unicodedata.category(char)
    if category not in {"Cc", "Cs", "Zl", "Zp"}:
        return char
    return " " if char.isspace() else ""


def _without_marks(text: str) -> str:
    """Return the text without joiners and marks of direction, which nobody sees."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _tokens(
    shown: str, mentions: Mapping[int, tuple[int, str]], run: re.Pattern[str] = _RUN, at: int = 0
) -> Iterator[Token]:
    characters = list(plain(shown))
    for start, (end, _) in mentions.items():
        characters[start:end] = _HIDDEN * (end - start)
    shadow = "".join(characters)
    unclosed: set[str] = set()  # a quote that never closes is looked for once, not at each word
    while match := run.search(shadow, at):
        start, at = match.span()
        quote = shadow[start]
        if quote in _FAMILY and quote not in unclosed:
            closing = _closing_quote(shown, shadow, start)
            if closing is None:
                unclosed.add(quote)
            else:
                at = closing + 1
                inner = _undoubled(shown[start + 1 : closing], _FAMILY[quote])
                yield Token(plain(shown[start:at]), start, at, quoted=inner.strip())
                continue
        end, mention = mentions.get(start, (0, ""))
        whole = mention if end == at else None
        if whole or visible(shown[start:at]):
            text = "--" if shown[start:at] in _TWO_DASHES else plain(shown[start:at])
            yield Token(_without_marks(text), start, at, mention=whole)


def _closing_quote(shown: str, shadow: str, start: int) -> int | None:
    """Return where the quote closes: before a space or the end, and not doubled.

    Its own partner closes it first, so that quotes of another look may stand inside; where there is
    none, any of its family does.
    """
    partner = _PARTNER.get(shown[start])
    own = _closing(shown, shadow, start, lambda at: shown[at] == partner)
    return own or _closing(shown, shadow, start, lambda at: shadow[at] == shadow[start])


def _closing(shown: str, shadow: str, start: int, closes: Callable[[int], bool]) -> int | None:
    at = start + 1
    while at < len(shadow):
        if closes(at):
            if at + 1 == len(shadow) or shadow[at + 1] == " ":
                return at
            at += shown[at + 1] == shown[at]  # a doubled quote is one of the text's own
        at += 1
    return None


def _undoubled(text: str, family: str) -> str:
    return re.sub(rf"([{family}])\1", r"\1", text)
