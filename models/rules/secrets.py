"""Secrets in what people write, programs report and libraries log: what is kept or shown of such a
text has none of them.
"""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "…"
_NAMES = (
    r"secret|passw(?:or)?d|passphrase|pwd\b|credential|authorization|api[-_]?key|access[-_]?key"
    r"|private[-_]?key|(?:\b|[-_]|(?<=[a-z]))token\b"
)
CALLED_SECRET: Final = re.compile(_NAMES, re.IGNORECASE)
"""The names under which secrets stand in an object."""
_SECRETS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(xox[a-z]?[.-]|xapp-|xwfp-)[\w.-]+",  # Slack's tokens
        r"(\w://[^\s:/@]*:)[^\s/@]+(?=@)",  # a password in an address
        r"(signing_?secret\W{1,5})\w+",
        r"(/(?:ack|feeds|in/alive)/)[\w.-]+",  # whoever knows one of these may use it
        r"(\bhooks\.slack(?:-gov)?\.com/)[^\s\"'&)]+",  # what opens an answer in Slack's place
        r"\b((?:\w+_)?(?:token|url|key|secret|password|pass)=)[^\s&;\"']+",  # in a form
        # A word of letters alone is none: "bearer authentication fails".
        r"\b((?:bearer|authorization\W{1,5}basic) +)(?=\S*\d|\S{20})[\w.~+/=-]{8,}",
        rf"((?:{_NAMES})\w*\\*[\"'] *[:=] *\\*[\"'])[^\"'\\]+",  # in JSON
        # Said by somebody: "password: hunter2".
        r"\b((?:passwor[dt]|passphrase|api[-_ ]?key|token) *(?:[:=]|is|ist) *)"
        r"(?=\S*\d)[^\s&;\"']{6,}",
    )
)


def without_secrets(text: str) -> str:
    """Shorten the tokens, secrets, passwords and links in a text to what says what they were."""
    for secret in _SECRETS:
        text = secret.sub(rf"\g<1>{HIDDEN}", text)
    return text
