"""A small web page for people: no scripts, nothing from elsewhere, nothing kept."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse

_STYLE = (Path(__file__).parent / "web_page.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def web_page(title: str, body: str, *, mood: str, status: int = 200) -> HTMLResponse:
    """Return a page: `title` is plain text, `body` HTML, `mood` one of the style's.

    Moods: `rings`, `mine`, `taken`, `over`.
    """
    return HTMLResponse(
        f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body class="{mood}">
<main>
{body}
</main>
<footer>ProAuth desk</footer>
</body>
</html>
""",
        status_code=status,
        headers=_HEADERS,
    )


def notice(title: str, sentence: str, *, mood: str = "over", status: int = 200) -> HTMLResponse:
    """Return a page that says one thing; both are plain text."""
    body = f'<h1>{escape(title)}</h1>\n<p class="said">{escape(sentence)}</p>'
    return web_page(title, body, mood=mood, status=status)
