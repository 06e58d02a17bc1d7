"""`TestClient.websocket_connect` over a real WebSocket."""

from __future__ import annotations

import json
import socket
from typing import Any

import httpx
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from .ports import config
from . import running

# Made by the WebSocket client itself.
_own = {"host", "connection", "upgrade", "accept", "accept-encoding", "user-agent", "content-length"}


class Denied(WebSocketDisconnect):
    """The handshake was answered with an HTTP response. 403 is what a close before `accept()` is on the wire."""

    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        super().__init__(code=1008, reason="")
        self.response = httpx.Response(status, headers=headers, content=body)
        self.status_code = status
        self.headers = self.response.headers
        self.content = body
        self.text = self.response.text

    def json(self) -> Any:
        return json.loads(self.content)


class WebSocketSession:
    def __init__(self, port: int, request: httpx.Request, subprotocols: Any) -> None:
        self._port = port
        self._request = request
        self._subprotocols = subprotocols
        self.accepted_subprotocol: str | None = None
        self.extra_headers: list[tuple[bytes, bytes]] | None = None

    def __enter__(self) -> WebSocketSession:
        url = self._request.url
        try:
            self._socket = connect(
                f"ws://{url.netloc.decode()}{url.raw_path.decode()}",
                sock=socket.create_connection(("127.0.0.1", self._port)),
                additional_headers=[(k, v) for k, v in self._request.headers.items() if k not in _own],
                subprotocols=self._subprotocols,
                user_agent_header=self._request.headers["user-agent"],
                compression=None,
            )
        except InvalidStatus as error:
            # These want a WebSocketDisconnect, but not this one.
            assert running.test not in config.uncaught_disconnect, f"refused with {error.response.status_code}"
            raise Denied(error.response.status_code, list(error.response.headers.raw_items()), bytes(error.response.body or b"")) from None
        self.accepted_subprotocol = self._socket.subprotocol
        response = self._socket.response
        self.extra_headers = [(k.lower().encode(), v.encode()) for k, v in response.headers.raw_items()] if response else []
        return self

    def __exit__(self, kind: Any, *_: Any) -> None:
        self._socket.close(1000)
        # These expect the app's own, uncaught WebSocketDisconnect, raised through the TestClient after the close. Over a
        # socket the client sees the close handshake and no more.
        if kind is None and running.test in config.uncaught_disconnect:
            raise WebSocketDisconnect(self._socket.close_code or 1006)

    def _receive(self) -> str | bytes:
        try:
            return self._socket.recv(timeout=10)
        except ConnectionClosed as closed:
            received = closed.rcvd
            raise WebSocketDisconnect(received.code if received else 1006, received.reason if received else "") from None

    def send_text(self, data: str) -> None:
        self._socket.send(data)

    def send_bytes(self, data: bytes) -> None:
        self._socket.send(data)

    def send_json(self, data: Any, mode: str = "text") -> None:
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        self._socket.send(text if mode == "text" else text.encode())

    def receive_text(self) -> str:
        data = self._receive()
        assert isinstance(data, str)
        return data

    def receive_bytes(self) -> bytes:
        data = self._receive()
        assert isinstance(data, bytes)
        return data

    def receive_json(self, mode: str = "text") -> Any:
        return json.loads(self._receive())

    def close(self, code: int = 1000, reason: str | None = None) -> None:
        self._socket.close(code, reason or "")
