"""Refusals at the web entrance, with what would be right: for programs, below `/in/`, as
`application/problem+json` (RFC 9457), for everybody else as a line of text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

_FOR_PROGRAMS = "/in/"
_HEADERS = {"Cache-Control": "no-store"}


class Refused(Exception):
    """What a program asked for is not done: `title` says why, `detail` what would be right.

    `headers` go with it; `errors` are the sentences one by one, where there are several.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[str] = (),
    ) -> None:
        super().__init__(title)
        self.title, self.detail = title, detail
        self._status = status
        self._told = {"title": title, "status": status, "detail": detail}
        self._errors = {"errors": list(errors)} if errors else {}
        self._headers = {**_HEADERS, **(headers or {})}

    @property
    def passes(self) -> bool:
        """Whether it is taken when it is sent again later."""
        return "Retry-After" in self._headers

    def answer(self, path: str) -> Response:
        """Return it as whoever asks at `path` reads it."""
        if not path.startswith(_FOR_PROGRAMS):
            return PlainTextResponse(f"{self.detail}\n", self._status, self._headers)
        told = {**self._told, **self._errors}
        return JSONResponse(told, self._status, self._headers, "application/problem+json")


def no_door(request: Request, error: Exception) -> Response:
    """Say that there is nothing at an address, or which methods it takes."""
    assert isinstance(error, HTTPException)
    path = request.scope["path"]
    match error.status_code:
        case 404 if path.startswith(_FOR_PROGRAMS):
            doors = (
                "Events go to /in/events, mails to /in/mail, and signs of life to /in/alive/ and "
                "their key."
            )
            refused = Refused(404, "Nothing here", doors)
        case 404:
            nothing = "There is nothing at this address. The desk is spoken to in Slack."
            refused = Refused(404, "Nothing here", nothing)
        case 405:
            methods = sorted((error.headers or {}).get("Allow", "").split(", "))
            said = f"Send {' or '.join(each for each in methods if each != 'HEAD')}."
            refused = Refused(405, "Not this way", said, headers={"Allow": ", ".join(methods)})
        case status:
            refused = Refused(status, error.detail, error.detail, headers=error.headers)
    return refused.answer(path)
