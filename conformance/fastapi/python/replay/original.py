"""Serves the original apps by uvicorn, under the control protocol of ../../server.ts: is the harness itself faithful?"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI

_running: dict[str, tuple[uvicorn.Server, asyncio.Task[None]]] = {}
_started_with = dict(os.environ)


def _import_fresh(name: str, attributes: dict[str, Any]) -> Any:
    package = name.rpartition(".")[0]
    for known in list(sys.modules):
        if known == name or (package.count(".") > 1 and known.startswith(package + ".")):
            del sys.modules[known]
    if "sqlmodel" in sys.modules:
        # Tables are registered once a process; the tests clear the registry of theirs in the same way.
        from sqlmodel import SQLModel
        from sqlmodel.main import default_registry

        SQLModel.metadata.clear()
        default_registry.dispose()
    module = importlib.import_module(name)
    for attribute, value in attributes.items():
        setattr(module, attribute, value)
    if "sqlite_url" in attributes:
        from sqlalchemy import StaticPool
        from sqlmodel import create_engine

        module.engine = create_engine(module.sqlite_url, connect_args=module.connect_args, poolclass=StaticPool)
    return module


async def _load(asked: dict[str, Any]) -> dict[str, Any]:
    os.environ.clear()
    os.environ.update(_started_with)
    for name, value in asked["environment"].items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    os.chdir(asked["folder"])
    module = _import_fresh(asked["app"], asked["attributes"])
    app = getattr(module, asked["name"], None)
    if not isinstance(app, FastAPI):
        return {"leftOut": f"{asked['name']} makes its app by itself"}
    # What a module with tests in it overrides while it is imported is sent with the request, as it is then.
    app.dependency_overrides = {}
    for original, replacement in asked["overrides"]:
        if not hasattr(module, replacement):
            return {"leftOut": "overrides a dependency from another module"}
        app.dependency_overrides[getattr(module, original)] = getattr(module, replacement)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", root_path=asked["rootPath"]))
    task = asyncio.create_task(server._serve())
    while not server.started:
        if task.done():
            return {"error": f"{task.exception()!r}"}
        await asyncio.sleep(0.005)
    id = str(len(_running))
    _running[id] = (server, task)
    return {"id": id, "port": server.servers[0].sockets[0].getsockname()[1]}


async def _unload(asked: dict[str, Any]) -> dict[str, Any]:
    server, task = _running[asked["id"]]
    server.should_exit = True
    await task
    return {}


async def _control(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    try:
        answer = await (_load if scope["method"] == "POST" else _unload)(json.loads(body))
    except Exception as error:
        answer = {"error": repr(error)}
    await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


async def _main() -> None:
    server = uvicorn.Server(uvicorn.Config(_control, port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.005)
    print(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", flush=True)
    await task


if __name__ == "__main__":
    asyncio.run(_main())
