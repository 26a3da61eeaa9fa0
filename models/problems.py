"""Every refusal is a type with the sentence that a person reads.

A sentence says what was not understood or not allowed, and what would be. It is plain text: whoever
shows it escapes it. What the person typed stands in “curly quotes”, what they can type in
`backticks`.
"""

from __future__ import annotations


class Problem(Exception):
    """A refusal. Nothing was written when one is raised.

    `sentence` is for the person; `example`, if any, is a command they can copy.
    """

    def __init__(self, sentence: str, example: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.example = example


class Unknown(Problem):
    """Something that was named does not exist (a case, a customer, an entry)."""


class NotAllowed(Problem):
    """The person may not do this; the sentence says who may."""


class Impossible(Problem):
    """The facts stand against it: an overlap, a closed case, an expired date."""


class Missing(Problem):
    """A piece is missing, and the sentence asks for it."""


class Choice(Problem):
    """Several things fit: the person is asked which.

    `options` are pairs of what a button says and the command it types.
    """

    def __init__(self, sentence: str, options: tuple[tuple[str, str], ...]) -> None:
        super().__init__(sentence)
        self.options = options
