"""Slack's side of Socket Mode on loopback: it hands out tickets and speaks WebSocket (RFC 6455).

It can do what Slack does on a bad day: refuse a ticket, ask for a new connection, end one politely
or without a word.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import socket
import struct
import threading
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from slackapp.pretend_slack.app.deliveries import Delivery, Wire
from slackapp.pretend_slack.slack import PretendSlack

APP_TOKEN = "xapp-1-A0DESK-12-5e5a3e"
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_PATIENCE = 30.0


class SocketDoor:
    """Takes the desk's connections; use it with `with`."""

    def __init__(self, app_token: str = APP_TOKEN) -> None:
        self.refuses: str | None = None  # Slack's error code for the next tickets
        self.tickets = 0  # how many were asked for
        self.hellos = 0
        self.acknowledged: list[dict[str, Any]] = []
        self._app_token = app_token
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._changed = threading.Condition()
        self._lines: list[_Line] = []

    def __enter__(self) -> SocketDoor:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        for line in self.open_lines:
            line.drop()

    def route(self) -> Route:
        """`apps.connections.open`, which takes the app-level token only."""
        return Route("/api/apps.connections.open", self._ticket, methods=["POST"])

    async def _ticket(self, request: Request) -> Response:
        self.tickets += 1
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        error = self.refuses or (None if token == self._app_token else "invalid_auth")
        if error is not None:
            return JSONResponse({"ok": False, "error": error})
        port = self._listening.getsockname()[1]
        url = f"ws://127.0.0.1:{port}/link/?ticket={secrets.token_hex(8)}&app_id=A0DESK"
        return JSONResponse({"ok": True, "url": url})

    # --- what Slack says ------------------------------------------------------------------------

    @property
    def open_lines(self) -> list[_Line]:
        """The connections that stand, oldest first."""
        return [line for line in self._lines if line.is_open]

    def wait_for(self, hellos: int, seconds: float = _PATIENCE) -> None:
        """Wait until so many connections were greeted in all."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.hellos >= hellos, seconds), self.hellos

    def deliver(self, envelope: Mapping[str, Any]) -> dict[str, Any]:
        """Send an envelope down the newest connection, and return its acknowledgement."""
        with self._changed:
            before = len(self.acknowledged)
            assert self._changed.wait_for(lambda: self.open_lines, _PATIENCE), "nobody listens"
            self.open_lines[-1].say(envelope)

            def acknowledged() -> list[dict[str, Any]]:
                new = self.acknowledged[before:]
                return [ack for ack in new if ack["envelope_id"] == envelope["envelope_id"]]

            assert self._changed.wait_for(acknowledged, _PATIENCE), "no acknowledgement"
            return acknowledged()[0]

    # --- connections ----------------------------------------------------------------------------

    def _accept(self) -> None:
        while True:
            try:
                accepted, _ = self._listening.accept()
            except OSError:  # closed
                return
            threading.Thread(target=self._greet, args=(accepted,), daemon=True).start()

    def _greet(self, accepted: socket.socket) -> None:
        line = _Line(accepted)
        line.shake_hands()
        line.say({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0DESK"}})
        with self._changed:
            self._lines.append(line)
            self.hellos += 1
            self._changed.notify_all()
        for text in line:
            with self._changed:
                self.acknowledged.append(json.loads(text))
                self._changed.notify_all()


class _Line:
    """One connection."""

    def __init__(self, accepted: socket.socket) -> None:
        self.is_open = True
        self._socket = accepted
        self._stream = accepted.makefile("rb")
        self._sending = threading.Lock()

    def shake_hands(self) -> None:
        headers = {}
        while line := self._stream.readline().decode().strip():
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        proof = hashlib.sha1((headers["sec-websocket-key"] + _GUID).encode()).digest()
        self._socket.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(proof) + b"\r\n\r\n"
        )

    def say(self, message: Mapping[str, Any]) -> None:
        self.say_raw(json.dumps(message))

    def say_raw(self, text: str) -> None:
        self._send(_TEXT, text.encode())

    def hang_up(self) -> None:
        """End as Slack does: a closing frame, and then the end."""
        self._send(_CLOSE, struct.pack("!H", 1000) + b"bye")
        self._end()

    def fall_silent(self) -> None:
        """End without a closing frame, as a proxy does that was started anew."""
        self._end()

    def drop(self) -> None:
        """Let the connection be reset, as when the way between is gone."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._end()

    def _end(self) -> None:
        self.is_open = False
        with contextlib.suppress(OSError):  # it may have ended already
            self._socket.shutdown(socket.SHUT_RD)  # so that nobody waits in a read
        self._stream.close()
        self._socket.close()

    def _send(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        length = bytes([size]) if size < 126 else struct.pack("!BQ", 127, size)
        with self._sending:
            self._socket.sendall(bytes([0x80 | opcode]) + length + payload)

    def __iter__(self) -> _Line:
        return self

    def __next__(self) -> str:
        """The next text; pings are answered, and the end is the end."""
        try:
            while True:
                opcode, payload = self._frame()
                if opcode == _PING:
                    self._send(_PONG, payload)
                elif opcode == _TEXT:
                    return payload.decode()
                elif opcode == _CLOSE:
                    raise EOFError
        except (OSError, EOFError, ValueError):
            self.is_open = False
            raise StopIteration from None

    def _frame(self) -> tuple[int, bytes]:
        first, second = self._read(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self._read(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._read(8))
        mask = self._read(4)  # whatever a client sends is masked
        payload = bytes(byte ^ mask[n % 4] for n, byte in enumerate(self._read(size)))
        return first & 0x0F, payload

    def _read(self, size: int) -> bytes:
        content = self._stream.read(size)
        if len(content) < size:
            raise EOFError
        return content


class SocketWire(Wire):
    """The way from the pretend Slack to the app: by envelope, where the other posts."""

    def __init__(self, slack: PretendSlack, door: SocketDoor) -> None:
        super().__init__(slack.workspace, "unused", slack.traffic, slack.faults)
        self._door = door
        self.delivered: list[dict[str, Any]] = []  # envelopes, to be sent again

    def _exchange(self, delivery: Delivery, more: Mapping[str, str]) -> tuple[int, str, str]:
        kind = "slash_commands" if delivery.what.startswith("command ") else "interactive"
        envelope: dict[str, Any] = {
            "type": "events_api" if delivery.is_event else kind,
            "envelope_id": secrets.token_hex(16),
            "payload": delivery.told,
            "accepts_response_payload": not delivery.is_event,
        }
        if delivery.is_event:
            envelope |= {
                "retry_attempt": int(bool(more)),
                "retry_reason": "timeout" if more else "",
            }
        self.delivered.append(envelope)
        payload = self._door.deliver(envelope).get("payload")
        return 200, "application/json", json.dumps(payload) if payload is not None else ""
