"""Words: what was typed, taken apart without losing a character."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.intents.pieces.line import Words, plain, quoted

from .at_ten import MONDAY_TEN


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("log  2h\u00a0acme", ["log", "2h", "acme"]),
        ("log\u20092h\u202facme", ["log", "2h", "acme"]),
        ("\u200elog \u200e2\u200bh\u2060 \ufeff ac\u00adme\u200f", ["log", "2h", "acme"]),
        ("log \u200e 2h", ["log", "2h"]),
        ("```log 2h``` acme", ["log", "2h", "acme"]),
        ("Log 2H", ["log", "2h"]),
        ("touchpoint–work", ["touchpoint-work"]),
        ("a\nb\tc", ["a", "b", "c"]),
        ("\x00\x1f", []),
        ("   ", []),
    ],
)
def test_spaces_and_dashes(typed: str, words: list[str]) -> None:
    """Long dashes and hard spaces read like plain ones; what nobody sees is not there."""
    assert Words(typed).ahead() == words


@pytest.mark.parametrize(
    "typed", ['"two words" x', "“two words” x", "„two words“ x", "«two words» x", "'two words' x"]
)
def test_quotes(typed: str) -> None:
    """Curly quotes read like plain ones."""
    token = Words(typed).take()
    assert token.quoted == "two words"
    assert token.word == ""


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("Login “loops”  after\u00a0it", "Login “loops”  after\u00a0it"),
        ('"Login loops"', "Login loops"),
        ('"a" and "b"', '"a" and "b"'),
        ('"say ""hi"" there"', 'say "hi" there'),
        ('"never closed', '"never closed'),
        ("customer's login's", "customer's login's"),
        ("-- login fails", "login fails"),
        ("— login fails", "login fails"),
        ("one\ntwo", "one two"),
        ("a\x00b", "ab"),
        ("2 &lt; 3 &amp;&amp; x", "2 < 3 && x"),
        ("&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"),
        ("<!channel> now", "@channel now"),
        ("<!here|here> and <!everyone>", "@here and @everyone"),
        ("ask <!subteam^S1|@engineers> or <!subteam^S2>", "ask @engineers or <!subteam^S2>"),
        ("by <!date^1780000000^{date}|28 May>", "by 28 May"),
        ("call <@U1|ben> in <#C1|acme>", "call @ben in #acme"),
        ("see <https://x.ch/a|x.ch/a> and <https://y.ch>", "see x.ch/a and https://y.ch"),
        ("<https://x.ch/?a=1&amp;b=2> <https://x.ch|Q &amp; A>", "https://x.ch/?a=1&b=2 Q & A"),
        ("mail <mailto:a@x.ch|a@x.ch> or <mailto:b@x.ch>", "mail a@x.ch or b@x.ch"),
        ("call <tel:+41441234567|044 123 45 67>", "call 044 123 45 67"),
        ("in <#C1|r&amp;d>", "in #r&d"),
        ("x\u200by\u2060z", "xyz"),
        ("see ```a *b*``` `c`", "see  a *b*  `c`"),
        ("🔥 \u200f\u05d0 %s {} '; DROP TABLE", "🔥 \u200f\u05d0 %s {} '; DROP TABLE"),
    ],
)
def test_rest_is_verbatim(typed: str, rest: str) -> None:
    """What is left is kept as people saw it, without the quotes or the dash around all of it."""
    assert Words(typed).rest() == rest


def test_a_mention_without_its_name() -> None:
    """Slack leaves the name out at times: whom the desk knows is called by their handle, a
    customer's channel by its short name; of another channel it is said that it is one.
    """
    known = replace(MONDAY_TEN, people=(("ben", "U0BEN"),), channels=(("acme", "C0ACME"),))
    assert known.words("ask <@U0BEN>, not <@U0X>").rest() == "ask @ben, not <@U0X>"
    seen = "asked in #acme, not in #unknown-channel or #unknown-channel"
    assert known.words("asked in <#C0ACME>, not in <#C0X> or <#C0Y|>").rest() == seen


@pytest.mark.parametrize(
    ("typed", "mention"),
    [
        ("<@U12A|ben>", "U12A"),
        ("<@W12A>", "W12A"),
        ("<#C1|acme>", "C1"),
        ("<@U1|ben the second>", "U1"),
        ("<#C1|>", "C1"),
        ("&lt;@U1&gt;", None),
        ("@ben", None),
        ("x<@U1|ben>", None),
    ],
)
def test_mentions(typed: str, mention: str | None) -> None:
    """A mention is Slack's own markup, with or without the name; typed brackets are text."""
    assert Words(typed).take().mention == mention


def test_apart() -> None:
    """Separators become words of their own, but not those in mentions, quotes and behind us."""
    words = Words("a,b <@U1|ben, jr>, 5 x+y &amp; “c, d” e;")
    words.take()
    words.apart(",;+&")
    tokens = [words.take() for _ in range(words.count)]
    texts = ["@ben, jr", ",", "5", "x", "+", "y", "&", '"c, d"', "e", ";"]
    assert [token.text for token in tokens] == texts
    assert tokens[0].mention == "U1"


@given(st.text())
def test_plain_keeps_every_place(text: str) -> None:
    """Plain spelling never moves a character, so that spans hold in both."""
    assert len(plain(text)) == len(text)


@given(st.text(alphabet=st.sampled_from("a \"'“”„‘’«»&<>@#!:U1|;amplt—-\u00a0\u200f🔥")))
def test_quoted_reads_back(text: str) -> None:
    """A text in quotes reads back to itself, whatever quotes and markup it has."""
    assert Words(quoted(text.strip())).rest() == text.strip()
