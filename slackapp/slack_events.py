"""`/slack/events`: what Slack sends. Nothing of it is read before its signature is verified."""

from __future__ import annotations

from http import HTTPStatus

from anyio import CapacityLimiter, to_thread
from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from structlog import get_logger

from handlers.front.lanes import REQUESTS_AT_ONCE
from handlers.front.well_formed import flaw_in
from slackapp.logs import UNSIGNED

_log, _unsigned = get_logger(__name__), get_logger(UNSIGNED)


def slack_events_route(bolt: App, secret: str) -> Route:
    """Return the door: 401 for what is not signed with `secret`, 400 for what is malformed.

    What is signed is read, and done by Bolt, on a thread, so that requests do not queue up.
    """
    verifier = SignatureVerifier(secret)
    threads = CapacityLimiter(REQUESTS_AT_ONCE)

    async def slack_events(request: Request) -> Response:
        body = await request.body()
        if not _is_signed(verifier, request, body):
            _unsigned.warning(
                "refused: Slack did not sign it, or not just now", sender=_who(request)
            )
            return _refusal("Slack did not sign this, or not just now.", 401)
        return await to_thread.run_sync(_dispatched, bolt, request, body, limiter=threads)

    return Route("/slack/events", slack_events, methods=["POST"])


def _who(request: Request) -> str | None:
    return request.client.host if request.client else None


def _is_signed(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    try:
        return verifier.is_valid_request(body, dict(request.headers))
    except (ValueError, TypeError):  # a time that is no number, a text that is no UTF-8 or ASCII
        return False


def _dispatched(bolt: App, request: Request, body: bytes) -> Response:
    try:
        asked = BoltRequest(
            body=body.decode(),
            query=dict(request.query_params),
            headers={name: [value] for name, value in request.headers.items()},
        )
    except Exception:  # Bolt reads the body here, and trusts its shape
        return _malformed(request, "it can't be read")
    if (flaw := flaw_in(asked.body)) is not None:
        return _malformed(request, flaw)
    answer = bolt.dispatch(asked)
    if answer.status == HTTPStatus.NOT_FOUND:
        return _malformed(request, "nothing of this name is known here")
    headers = {name: values[0] for name, values in answer.headers.items() if values}
    return Response(answer.body, status_code=answer.status, headers=headers)


def _malformed(request: Request, flaw: str) -> Response:
    _log.warning("malformed request refused", flaw=flaw, sender=_who(request))
    return _refusal(f"This is not what Slack sends: {flaw}.", 400)


def _refusal(said: str, status: int) -> Response:
    return PlainTextResponse(f"{said}\n", status)
