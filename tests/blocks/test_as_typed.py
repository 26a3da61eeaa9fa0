"""What people typed comes out as they typed it: nothing of it is formatting to Slack."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.blocks.pieces.answer import answer, fields, section, small
from handlers.blocks.pieces.as_typed import as_typed
from handlers.blocks.pieces.wording import quoted


def elements_of(text: str) -> list[dict[str, Any]]:
    """What a paragraph of rich text is made of."""
    block = section(text)._resolve()
    assert block["type"] == "rich_text", block
    [paragraph] = block["elements"]
    found: list[dict[str, Any]] = paragraph["elements"]
    return found


def test_our_words_stay_formatted() -> None:
    """A paragraph in which nobody typed a mark of formatting is mrkdwn, as ever."""
    block = section(f"*#12* {quoted('Login & loops')} `defect`")._resolve()
    said = "*#12* “Login &amp; loops” `defect`"
    assert block["text"] == {"type": "mrkdwn", "text": said, "verbatim": True}


def test_theirs_are_text() -> None:
    """Marks of theirs are text, and what is ours around them is what it was."""
    assert elements_of(f"*#12* {quoted('*bold* <!here> & `co_de`')}\n:warning: `defect`") == [
        {"type": "text", "text": "#12", "style": {"bold": True}},
        {"type": "text", "text": " “*bold* <!here> & `co_de`”\n"},
        {"type": "emoji", "name": "warning"},
        {"type": "text", "text": " "},
        {"type": "text", "text": "defect", "style": {"code": True}},
    ]


@pytest.mark.parametrize(
    ("markup", "element"),
    [
        ("<@U0ADA>", {"type": "user", "user_id": "U0ADA"}),
        ("<#C0ACME>", {"type": "channel", "channel_id": "C0ACME"}),
        ("<!subteam^S0ENG>", {"type": "usergroup", "usergroup_id": "S0ENG"}),
        (
            "<https://x.ch/?a&amp;b|Run>",
            {"type": "link", "url": "https://x.ch/?a&b", "text": "Run"},
        ),
        (
            "<!date^1781000000^{date_short} {time}|Tue 9 Jun 2026 12:13>",
            {
                "type": "date",
                "timestamp": 1781000000,
                "format": "{date_short} {time}",
                "fallback": "Tue 9 Jun 2026 12:13",
            },
        ),
        ("~3 of 4~", {"type": "text", "text": "3 of 4", "style": {"strike": True}}),
        ("*`x`*", {"type": "text", "text": "x", "style": {"bold": True, "code": True}}),
    ],
)
def test_what_is_ours_is_kept(markup: str, element: dict[str, Any]) -> None:
    """People, channels, groups, links, instants and styles of ours are still what they are."""
    assert elements_of(f"{markup} {as_typed('a_b')}")[0] == element


def test_a_link_is_one() -> None:
    """What they typed as a link leads there, in mrkdwn and in rich text; a command stays whole."""
    assert as_typed("see https://x.ch/a?b&c.") == "see <https://x.ch/a?b&amp;c>."
    link = {"type": "link", "url": "https://x.ch/a_b"}
    assert elements_of(as_typed("see https://x.ch/a_b, a*"))[1] == link
    code = {"type": "text", "text": "/case open acme https://x.ch a_b", "style": {"code": True}}
    assert elements_of(f"`{as_typed('/case open acme https://x.ch a_b')}`") == [code]


def test_where_there_is_no_rich_text() -> None:
    """Small print and columns have none, and become a paragraph; the notification is plain."""
    assert small(f"Note: {as_typed('_x_')}")._resolve()["type"] == "rich_text"
    [paragraph] = fields([("Customer", as_typed("A*B*"))])._resolve()["elements"]
    assert paragraph["elements"][-1] == {"type": "text", "text": " A*B*"}
    assert answer(quoted("a_b *c*")).text == "“a_b *c*”"


@given(st.text(alphabet=st.sampled_from("ab *_~`>\n<&@#|!:\ufdd0🔥"), max_size=40))
def test_whatever_they_type(text: str) -> None:
    """Whatever somebody types is text, whole and in order; what no keyboard has is left out."""
    block = section(f"Said:\n{as_typed(text)}")._resolve()
    if block["type"] == "section":
        assert not {*text} & {*"*_~`"}
        return
    shown = [
        element["text"] if element["type"] == "text" else f":{element['name']}:"
        for element in block["elements"][0]["elements"]
    ]
    assert all("style" not in element for element in block["elements"][0]["elements"])
    assert "".join(shown) == "Said:\n" + text.replace("\ufdd0", "")
