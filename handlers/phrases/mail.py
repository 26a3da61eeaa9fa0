"""Every phrase of the answer to a customer's mail (I9)."""

from __future__ import annotations

from typing import Final

from handlers.phrases.writer import Phrase

SUBJECT: Final = Phrase("#{number}: {title}", "#{number}: {title}")
HAS_OPENED: Final = Phrase(
    "Your mail is case #{number}: {title}", "Ihre Mail ist Fall #{number}: {title}"
)
ANSWER_ADDS: Final = Phrase(
    "What you write in answer to this mail belongs to this case.",
    "Was Sie auf diese Mail antworten, gehört zu diesem Fall.",
)
CANNOT_WAIT: Final = Phrase(
    "If it can't wait, answer with “critical” as the first word.",
    "Wenn es nicht warten kann, antworten Sie mit «kritisch» als erstem Wort.",
)
BY_ITSELF: Final = Phrase(
    "This mail was written by the support desk of ProAuth by itself.",
    "Diese Mail hat der Support-Desk von ProAuth von selbst geschrieben.",
)
