"""The process that serves the apps: which it has, and how one is loaded."""

from __future__ import annotations

import json
import os
import re
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_started_with = dict(os.environ)


@dataclass
class Config:
    """Written by the runner (suite.ts), named by REPLAY_CONFIG."""

    control: str
    original: bool
    ports: frozenset[str]
    left_out: dict[str, str]
    helpers: dict[str, list[str]]
    holds_tests: list[str]
    adds_routes: list[str]
    deprecated: list[str]
    works_later: list[str]
    uncaught_disconnect: list[str]
    results: str


def read_config() -> Config:
    raw = json.loads(Path(os.environ["REPLAY_CONFIG"]).read_text())
    return Config(
        control=raw["control"],
        original=raw["original"],
        ports=frozenset(raw["ports"]),
        left_out=raw["leftOut"],
        helpers=raw["helpers"],
        holds_tests=raw["holdsTests"],
        adds_routes=raw["addsRoutes"],
        deprecated=raw["deprecated"],
        works_later=raw["worksLater"],
        uncaught_disconnect=raw["uncaughtDisconnect"],
        results=raw["results"],
    )


config = read_config()

# The variants of one app: Annotated style (`_an`) and the Python it is written for (`_py310`). They behave the same.
_variant = re.compile(r"(_an)?(_py\d+)?$")


def app_key(module: str) -> str:
    """`docs_src.body.tutorial001_an_py310` and its variants are the app `body/tutorial001`."""
    folder, *rest = module.removeprefix("docs_src.").split(".")
    return "/".join([folder, *(_variant.sub("", part) for part in rest if part != "main" or folder == "tests")])


def _environment() -> dict[str, str | None]:
    """What the tests changed in the environment since the start."""
    names = (set(os.environ) | set(_started_with)) - {"PYTEST_CURRENT_TEST"}
    return {name: os.environ.get(name) for name in names if os.environ.get(name) != _started_with.get(name)}


@dataclass
class Served:
    """One fresh instance of an app, listening on 127.0.0.1."""

    id: str
    port: int

    def close(self) -> None:
        _control("DELETE", {"id": self.id})


def _control(method: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(config.control, json.dumps(body).encode(), method=method)
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    if "leftOut" in answer:
        pytest.skip(f"left out: {answer['leftOut']}")
    if "error" in answer:
        pytest.fail(f"the app did not start: {answer['error']}", pytrace=False)
    return answer


@dataclass(eq=False)
class AppHandle:
    """Stands for the `app` of a module. Served on the first request, one instance for all its clients, as in the original."""

    module: str
    name: str = "app"
    settings: dict[str, Any] = field(default_factory=dict)
    dependency_overrides: dict[Any, Any] | None = field(default_factory=dict)
    _served: dict[str, Served] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return app_key(self.module)

    def start(self, root_path: str = "") -> Served:
        if not config.original and self.key not in config.ports:
            pytest.skip(f"not ported: {self.key}", allow_module_level=True)
        # What a test sets on the module (`tutorial009.some_file_path = …`) reaches the app as an environment variable.
        plain = {name: value for name, value in self.settings.items() if isinstance(value, str)}
        settings = {name.upper(): value for name, value in plain.items()}
        asked = {
            "app": self.module if config.original else self.key,
            "name": self.name,
            "environment": {**_environment(), **({} if config.original else settings)},
            "attributes": plain if config.original else {},
            "folder": os.getcwd(),
            "rootPath": root_path,
            "overrides": self.overrides(),
        }
        answer = _control("POST", asked)
        return Served(answer["id"], answer["port"])

    def served(self, root_path: str = "") -> Served:
        overrides = str(self.overrides())
        if overrides not in self._served:
            self._served[overrides] = self.start(root_path)
        return self._served[overrides]

    def overrides(self) -> list[tuple[str, str]]:
        """The names of dependencies and of what replaces them: the port knows what is meant."""
        return [(key.__name__, value.__name__) for key, value in (self.dependency_overrides or {}).items()]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.key in config.adds_routes and not config.original:
            # The port has the routes that the test file adds.
            return lambda *_, **__: lambda function: function
        pytest.skip(f"left out: needs app.{name} in the same process", allow_module_level=True)
