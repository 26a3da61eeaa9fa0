"""The few questions that people from outside ask the desk, and their thanks: in English or German.

Each in closed words, and only where nothing else is said: whatever else stands there may be a need.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum, auto
from typing import Final

from handlers.intents.first_words import COURTESIES, EMOJI, GREETINGS
from handlers.intents.pieces.line import plain


class Asks(Enum):
    """What somebody from outside may ask; nothing, where they only thank."""

    STATUS = auto()
    WHEN = auto()  # somebody comes
    BALANCE = auto()
    HELP = auto()
    OPEN = auto()  # a case, and do not say of what: of what they speak of, or how
    OVER = auto()  # what they spoke of, or it was nothing
    NOTHING = auto()


def spoken_in(text: str) -> list[str]:
    """Return the words of a text, and its numbers, in lower case and without emoji."""
    return _WORDS.findall(EMOJI.sub(" ", plain(text).lower()))


def question(text: str, called: Collection[str]) -> Asks | None:
    """Return what a text asks that says nothing else; None where it is no question. Those who ask
    may name their own customer, which is `called` so.
    """
    spoken = spoken_in(text)
    if _AGREES.fullmatch(text.strip()):
        return Asks.NOTHING
    if " ".join(spoken) in _HOW or set(spoken) <= GREETINGS:
        return Asks.HELP
    if _only_thanks(text):
        return Asks.NOTHING
    asked = " ".join(word for word in spoken if word not in _SOFT)
    for asks, sentence in _SENTENCES:
        if sentence.fullmatch(asked):
            return asks
    left = [word for word in spoken if word not in _FILLING]
    for asks, words, beside in _QUESTIONS:
        numbers = {word for word in left if word[-1].isdigit()} if asks is Asks.STATUS else set()
        names = set(spoken_in(" ".join(called))) if asks is not Asks.HELP else set()
        if words & set(left) and set(left) <= words | beside | numbers | names:
            return asks
    return None


_WORDS: Final = re.compile(r"[^\W\d_]+|#?\d+")


# --- words that ask ------------------------------------------------------------------------------

_FILLING: Final = frozenset(
    (
        *("please", "the", "our", "us", "me", "my", "we", "you", "i", "it", "of", "on", "for"),
        *("show", "tell", "give", "get", "what", "s", "is", "are", "how", "many", "much", "do"),
        *("have", "any", "there", "still", "current", "currently", "now", "and", "to", "a"),
        *("bitte", "der", "die", "das", "den", "dem", "von", "zu", "unser", "unsere", "unseren"),
        *("mir", "uns", "wir", "ist", "sind", "wie", "was", "viele", "viel", "haben", "noch"),
        *("zeig", "zeige", "gib", "gibt", "es", "mal", "aktuell", "aktuelle", "jetzt", "und"),
        *GREETINGS,
    )
)
_QUESTIONS: Final = (
    (
        Asks.STATUS,
        frozenset(("status", "stand", "state", "cases", "tickets", "news", "update", "updates"))
        | {"fälle", "faelle", "neues", "open", "offen", "overview", "übersicht"},
        frozenset(("case", "ticket", "fall", "open", "offene", "offenen", "dinge")),
    ),
    (
        Asks.BALANCE,
        frozenset(("balance", "guthaben", "saldo", "kontingent", "escalations", "eskalationen"))
        | {"kontostand"},
        frozenset(("left", "remaining", "remain", "übrig", "rest")),
    ),
    (Asks.HELP, frozenset(("help", "hilfe", "usage", "commands", "befehle")), frozenset[str]()),
)
"""Each question, the words one of which asks it, and those that may stand beside it."""
_HOW: Final = frozenset(
    (
        *("how does this work", "how does it work", "how do i use this", "what can you do"),
        *("wie geht das", "wie funktioniert das", "was kannst du", "what is this", "who are you"),
    )
)


# --- questions of somebody who waits --------------------------------------------------------------

_SOFT: Final = GREETINGS | frozenset(
    (
        *("still", "yet", "already", "finally", "now", "then", "so", "soon", "and", "ok", "thanks"),
        *("noch", "schon", "denn", "endlich", "mal", "jetzt", "nun", "dann", "eigentlich", "etwa"),
        *("ungefähr", "und", "danke"),
    )
)
"""What may stand anywhere in such a question, and changes nothing of it."""
_SOMEBODY: Final = "(?:somebody|someone|anybody|anyone|an engineer|you|they)"
_JEMAND: Final = "(?:jemand|wer|einer|ein techniker|der techniker|der pikettdienst)"
_IT: Final = "(?:it|this|that)"
_WAITS: Final = (
    rf"when (?:will|can|does|do|is|are) {_SOMEBODY} (?:be here|com(?:e|ing)|call(?:ing)?"
    rf"(?: (?:us|me))?(?: back)?|reply(?:ing)?|answer|respond|get back to (?:us|me)"
    rf"|look (?:at|into) {_IT})",
    r"when (?:will|do|can) (?:we|i) (?:hear(?: back| (?:something|anything))?(?: from you)?"
    r"|get (?:an answer|a reply|an update))",
    rf"how (?:much )?long(?:er)?(?: (?:will|does|is) {_IT}(?: going to)? (?:take|last))?",
    rf"(?:who (?:is|s)|is {_SOMEBODY}|are you) (?:on|working on|looking (?:at|into)"
    rf"|handling) {_IT}",
    rf"who has {_IT}",
    rf"(?:(?:do you have|have you|is there|are there) )?(?:any|an|some) (?:updates?|news|progress"
    rf"|eta)(?: (?:on|about) {_IT})?",
    r"(?:what (?:is|s) )?(?:the |your )?eta",
    rf"(?:bis )?wann (?:kommt|antwortet|hilft|ruft|meldet sich|kümmert sich|schaut)(?: bei uns)?"
    rf" {_JEMAND}(?: (?:uns|mir|bei uns|darum|das an|es an|an|uns an|zurück|uns zurück|vorbei))?",
    r"(?:bis )?wann (?:kommt ihr|kommen sie|meldet ihr euch|melden sie sich|antwortet ihr"
    r"|antworten sie)(?: bei uns)?",
    r"(?:bis )?wann (?:hören wir(?: (?:etwas|was))?(?: von (?:euch|ihnen))?"
    r"|(?:bekommen|kriegen|erhalten) wir (?:eine )?(?:antwort|rückmeldung))",
    r"wie lange(?: (?:dauert|geht) (?:es|das|s)| dauerts| braucht ihr| brauchen sie)?",
    r"(?:(?:gibt (?:es|s)|gibts|habt ihr|haben sie) )?(?:(?:irgend)?(?:et)?was )?neues",
    rf"(?:wer|ist {_JEMAND}|arbeitet {_JEMAND})(?: ist| arbeitet)? (?:dran|daran)",
    rf"(?:wer kümmert sich|kümmert sich {_JEMAND}) (?:darum|drum)",
    r"wer hat (?:es|das)",
)
_LEFT: Final = (
    r"(?:how (?:much|many)|what)(?: (?:is|are|s|do we have|have we|we have))?(?: got)?"
    r" (?:left|remaining)",
    r"(?:wie ?viele?|was)(?: (?:ist|sind|haben wir|bleibt|bleiben))?(?: uns)? (?:übrig|uebrig)",
    r"wie ?viele? (?:haben wir|bleib(?:t|en) uns)",
)
_OPEN: Final = (
    r"(?:(?:can|could|would) (?:you|i|we) |(?:i|we) (?:want|need|would like|d like) (?:to )?)?"
    r"(?:open|create|raise|file|make)(?: (?:me|us))?(?: (?:a|another))?(?: new)? (?:case|ticket)"
    r"(?: (?:for|of|from) (?:this|that|it))?",
    r"(?:a )?new (?:case|ticket)",
    r"(?:ein(?:en)? )?(?:neue[rns] )?(?:fall|ticket)(?: (?:er)?öffnen| anlegen| aufmachen)?",
    r"eröffne(?:t|n sie)?(?: (?:uns|mir))? (?:dafür |hierfür |daraus )?ein(?:en)? (?:fall|ticket)",
)
_OURSELVES: Final = r"it was (?:us|our (?:fault|mistake))"
_SORRY: Final = rf"(?:sorry|oops|ups|entschuldigung|my bad|{_OURSELVES})"
_OVER: Final = (
    r"never ?mind|forget (?:it|that|this)|ignore (?:it|that|this|me)|wrong channel",
    r"(?:it was |was |that was )?(?:a )?false alarm|(?:es war |war |das war )?(?:ein )?fehlalarm",
    r"(?:(?:es |das )?hat sich |schon )?erledigt|schon gut|falscher kanal|(?:das )?ignorieren",
    rf"vergiss es|vergesst es|vergessen sie es|{_OURSELVES}",
)
_SENTENCES: Final = (
    (Asks.OPEN, re.compile("|".join(_OPEN))),
    (Asks.OVER, re.compile(rf"(?:{_SORRY} )?(?:{'|'.join(_OVER)})(?: {_SORRY})*")),
    (Asks.WHEN, re.compile("|".join(_WAITS))),
    (Asks.BALANCE, re.compile("|".join(_LEFT))),
)


# --- thanks ---------------------------------------------------------------------------------------

_THANKS: Final = frozenset(("thanks", "thank", "thx", "ty", "cheers", "danke", "dank", "merci"))
_WARMLY: Final = (COURTESIES - {"no", "nope", "yes", "yep", "got", "it", "well"}) | frozenset(
    (
        *("hi", "hello", "hey", "hallo", "hoi", "many", "everybody", "everyone", "all", "team"),
        *("guys", "vielmals", "vielmal", "euch", "dir", "ihnen", "allen", "alle", "zusammen"),
        *("besten", "herzlichen", "schön", "sehr"),
    )
)
_IS_GOOD: Final = frozenset(
    (
        *("works", "working", "solved", "resolved", "fixed", "good", "fine", "great", "perfect"),
        *("läuft", "laeuft", "geht", "funktioniert", "klappt", "gut", "bestens", "behoben"),
        *("gelöst", "erledigt", "passt"),
    )
)
_BESIDE_GOOD: Final = frozenset(
    (
        *("it", "is", "s", "again", "now", "everything", "and", "well"),
        *("es", "das", "ist", "wieder", "jetzt", "nun", "alles", "und"),
    )
)
_FOR_WHAT: Final = re.compile(
    r"\bf(?:or|ür) (?:the |your |all the |die |deine |eure |ihre )?(?:(?:quick|fast|great|schnelle"
    r"|rasche|tolle) )?(?:help|support|reply|answer|hilfe|unterstützung|antwort)\b"
    r"|(?<=\bthanks) again\b|(?<=\bthank you) again\b"
)
_NOT_ALL: Final = (  # what works again then is nothing, or not enough
    *("but", "still", "not", "no", "nothing", "none", "neither", "nobody", "nowhere", "never"),
    *("hardly", "barely", "rarely", "seldom", "only", "half", "part", "partly", "almost", "nearly"),
    *("sometimes", "little", "less", "one", "some", "something", "someone", "somebody", "many"),
    *("who", "what", "which", "how", "wer", "was", "wie"),
    *("most", "few", "several", "it", "if", "when", "whether", "until", "once", "does"),
    *(
        "kaum",
        "nichts",
        "nie",
        "niemals",
        "niemand",
        "nirgends",
        "nicht",
        "kein",
        "keine",
        "keiner",
    ),
    *("keines", "keins", "nur", "halb", "teil", "teilweise", "teils", "manchmal", "fast", "wenig"),
    *(
        "wenige",
        "weniger",
        "selten",
        "einer",
        "eine",
        "eines",
        "eins",
        "einiges",
        "einige",
        "etwas",
    ),
    *("manche", "manches", "viele", "ob", "wenn", "wann", "bis", "sobald", "aber", "noch", "ohne"),
)
_BAD: Final = "errors?|problems?|issues?|bugs?|alarms?|alerts?|virus|fehler|störung"  # works on
_WORKS_AGAIN: Final = re.compile(  # what does, in one word
    r"(?:^|[,.!:;] *|\b(?:the|our|der|die|das|unser|unsere) )"
    rf"(?!(?:{'|'.join(_NOT_ALL)}|thanks|danke)\b)(?:[^\W\d_]+ (?:is (?:fixed|solved)"
    rf"|ist (?:gelöst|behoben))|(?!(?:{_BAD})\b)[^\W\d_]+ (?:works|is working|läuft|laeuft|geht"
    r"|funktioniert|klappt)) (?:again|now|wieder|jetzt)(?=\W*$|[,.!] )"
)
_WHETHER: Final = re.compile(
    r"\?|\bis (?:it|everything|all)\b"
    r"|(?<!jetzt )(?<!nun )\b(?:läuft|laeuft|geht|funktioniert|klappt|ist) (?:es|das|alles)\b"
)


_AGREES: Final = re.compile(
    r"(?:(?::(?:\+1|thumbsup|ok_hand|pray|white_check_mark|heavy_check_mark|heart|tada|clap)"
    r"(?:::skin-tone-\d)?:|[\U0001f44d\U0001f44c\U0001f64f\u2705\u2764\ufe0f\U0001f3fb-\U0001f3ff"
    r"\U0001f389\U0001f44f])\s*)+"
)


def _only_thanks(text: str) -> bool:
    """Whether somebody only thanks, or agrees, and at most says that it is good: asks nothing."""
    if set(spoken_in(text)) <= COURTESIES:
        return True
    bare = _WORKS_AGAIN.sub(" ", _FOR_WHAT.sub(" ", text.lower()))
    words = set(spoken_in(bare))
    if not words & _THANKS or _WHETHER.search(text.lower()):
        return False
    good = _IS_GOOD | _BESIDE_GOOD if words & _IS_GOOD else frozenset[str]()
    return words <= _WARMLY | good
