"""`fastapi.testclient.TestClient` over a real socket."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
from fastapi import FastAPI

from .openapi import Document
from .ports import AppHandle, Served, config
from .websocket import WebSocketSession

def _front_ends(router: Any) -> Iterator[Any]:
    """The folders of `app.frontend(…)`, those of included routers too."""
    group = getattr(router, "_frontend_routes", None)
    for route in group.routes if group is not None else []:
        yield route.app.directory
    for route in router.routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _front_ends(included)


class _OwnApp(AppHandle):
    """
    Stands for an app that a test file makes by itself: known by the module that hands it to a TestClient, and by the
    variable of the module that holds it, or else the function that does so.
    """

    def __init__(self, module: str, name: str, app: FastAPI) -> None:
        super().__init__(module, name=name)
        self._app = app
        # Where the test's front ends are: `dist` is the port's environment variable DIST.
        for folder in _front_ends(app.router):
            self.settings[Path(folder).name] = str(folder)

    def overrides(self) -> list[tuple[str, str]]:
        self.dependency_overrides = self._app.dependency_overrides
        return super().overrides()


_handles: dict[int, tuple[Any, AppHandle]] = {}
# Apps that were asked something in the running test.
used: list[str] = []


def handle_of(app: Any, frame: FrameType | None) -> AppHandle:
    """The handle of an app; `frame` is that of who asks."""
    if isinstance(app, AppHandle):
        return app
    assert frame is not None
    known = _handles.get(id(app))
    if known is None:
        of_module = (name for name, value in frame.f_globals.items() if value is app)
        name = next(of_module, frame.f_code.co_name)
        known = _handles[id(app)] = (app, _OwnApp(frame.f_globals["__name__"], name, app))
    return known[1]


def mark_used(handle: AppHandle) -> None:
    if handle.key not in used:
        used.append(handle.key)


class _Response(httpx.Response):
    def json(self, **options: Any) -> Any:
        value = super().json(**options)
        is_document = self.url.path.endswith("/openapi.json") and isinstance(value, dict) and "openapi" in value
        return Document(value) if is_document else value


def _sent(request: httpx.Request, port: int) -> httpx.Request:
    url = request.url.copy_with(scheme="http", host="127.0.0.1", port=port)
    headers = request.headers.copy()
    if request.url.scheme == "https":
        # There is no TLS here: as from a front that ended it.
        headers["x-forwarded-proto"] = "https"
    return httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=request.extensions)


def _received(request: httpx.Request, got: httpx.Response) -> httpx.Response:
    response = _Response(got.status_code, headers=got.headers, stream=got.stream, extensions=got.extensions)
    response.request = request
    return response


class _Transport(httpx.BaseTransport):
    """Connects to the served app, whatever the URL's host; `Host` and cookies stay those of the URL."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._http = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        got = self._http.handle_request(_sent(request, self._client.served().port))
        if self._client.handle.key in config.works_later:
            got.read()
            time.sleep(0.2)
            got = httpx.Response(got.status_code, headers=got.headers, content=got.content)
        return _received(request, got)

    def close(self) -> None:
        self._http.close()


class ASGITransport(httpx.AsyncBaseTransport):
    """`httpx.ASGITransport(app=…)`, for the tests written with `AsyncClient`."""

    def __init__(self, app: Any, **_: Any) -> None:
        frame = inspect.currentframe()
        self._handle = handle_of(app, frame and frame.f_back)
        self._http = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        mark_used(self._handle)
        got = await self._http.handle_async_request(_sent(request, self._handle.served().port))
        return _received(request, got)

    async def aclose(self) -> None:
        await self._http.aclose()


class TestClient(httpx.Client):
    __test__ = False

    def __init__(
        self,
        app: Any,
        base_url: str = "http://testserver",
        raise_server_exceptions: bool = True,
        root_path: str = "",
        backend: str = "asyncio",
        backend_options: dict[str, Any] | None = None,
        cookies: Any = None,
        headers: dict[str, str] | None = None,
        follow_redirects: bool = True,
        client: tuple[str, int] = ("testclient", 50000),
    ) -> None:
        frame = inspect.currentframe()
        self.app = app
        self.app_state: dict[str, Any] = {}
        self.handle = handle_of(app, frame and frame.f_back)
        self._root_path = root_path
        self._fresh: Served | None = None
        super().__init__(
            base_url=base_url,
            headers={"user-agent": "testclient", **(headers or {})},
            follow_redirects=follow_redirects,
            cookies=cookies,
            transport=_Transport(self),
            timeout=20,
        )

    def served(self) -> Served:
        mark_used(self.handle)
        return self._fresh or self.handle.served(self._root_path)

    def __enter__(self) -> TestClient:
        """Runs the lifespan: a fresh instance, closed at the end. The client itself may be used before and after."""
        self._fresh = self.handle.start(self._root_path)
        return self

    def __exit__(self, *_: Any) -> None:
        if self._fresh is not None:
            self._fresh.close()
            self._fresh = None

    def websocket_connect(self, url: str, subprotocols: Any = None, **options: Any) -> WebSocketSession:
        # Built as a request, so that cookies, parameters and headers are merged as for any other.
        request = self.build_request("GET", url, **options)
        return WebSocketSession(self.served().port, request, subprotocols)
