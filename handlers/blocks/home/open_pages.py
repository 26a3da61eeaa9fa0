"""Open pages in a Home: who is rung by one takes it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slackblocks import Block

from handlers.blocks.home.parts import Setting, page_of, titled
from handlers.blocks.paging.about import about, hand_up_button
from handlers.blocks.pieces.answer import buttons, lines
from handlers.blocks.pieces.wording import person, stop_after
from models.rules.paging import PageCause
from models.usecases.paging.pages import PageShown

_PAGES = 5  # on one page of the list


def open_pages(found: Sequence[PageShown], setting: Setting) -> Iterator[Block]:
    """Yield the open pages that ring somebody, or that they have; nothing where there is none."""
    if not found:
        return
    shown = page_of("pages", found, _PAGES, setting)
    yield titled("Open pages")
    for each in shown.items:
        yield from _page(each, setting)
    if shown.turns is not None:
        yield shown.turns


def _page(shown: PageShown, setting: Setting) -> Iterator[Block]:
    page = shown.page
    since = setting.wall.instant(page.at)
    asks = f" {person(page.by)} asks for help." if page.why == PageCause.ASKED else ""
    if page.acknowledged_by is not None:
        text = f":large_green_circle: You have {stop_after(about(shown))}{asks}"
    else:
        needed = f"rings since {since}: somebody is needed now.{asks}"
        text = f":rotating_light: *{about(shown)}* {needed}"
    said = lines([text])
    assert said is not None
    yield said
    offered = [("Acknowledge", f"/oncall ack {page.id}")] if page.acknowledged_by is None else []
    offered.append(hand_up_button(page))
    row = buttons(offered, primary=0 if len(offered) > 1 else None)
    assert row is not None
    yield row
