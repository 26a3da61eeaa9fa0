"""Refusals for programs: `application/problem+json` (RFC 9457), with what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.responses import JSONResponse, Response

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

    def answer(self) -> Response:
        """Return it as it is sent."""
        told = {**self._told, **self._errors}
        return JSONResponse(told, self._status, self._headers, "application/problem+json")
