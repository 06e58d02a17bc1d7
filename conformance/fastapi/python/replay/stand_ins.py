"""Modules of `docs_src` and `tests.main` without their code: `app` is a handle, everything else is absent or a listed helper."""

from __future__ import annotations

import importlib.util
import re
import runpy
import sys
import warnings
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi import FastAPI

from .ports import AppHandle, app_key, config

_app_module = re.compile(r"docs_src\.\w+\.(tutorial\w+|\w+\.main)$|tests\.main$")


class Absent:
    """A thing of the original's own Python. To use it is to leave the test out."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)
        object.__setattr__(self, "__name__", name.rpartition(".")[2])

    def _skip(self, *_: Any, **__: Any) -> Any:
        pytest.skip(f"left out: needs {self._name} in the same process", allow_module_level=True)

    __call__ = __eq__ = __ne__ = __iter__ = __getitem__ = __setattr__ = __len__ = __enter__ = _skip  # type: ignore[assignment]

    __hash__ = object.__hash__

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._skip()


class StandIn(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in config.helpers.get(app_key(self.__name__), []):
            return getattr(_original(self.__name__), name)
        return Absent(f"{self.__name__}.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        app = self.__dict__.get("app")
        if isinstance(app, AppHandle) and not name.startswith("__"):
            app.settings[name] = value
        super().__setattr__(name, value)


_originals: dict[str, ModuleType] = {}


def _original(name: str) -> ModuleType:
    """The module itself, under another name, for a pure function or constant that the runner lists."""
    if name not in _originals:
        spec = PathFinder.find_spec(name, sys.modules[name.rpartition(".")[0]].__path__)
        assert spec is not None and spec.loader is not None
        _originals[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return _originals[name]


class _StandInLoader(Loader):
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return StandIn(spec.name)

    def get_code(self, _: str) -> Any:
        pytest.skip("left out: runs the module as a script", allow_module_level=True)

    def exec_module(self, module: ModuleType) -> None:
        if app_key(module.__name__) in config.deprecated:
            warnings.warn("what this app is about is deprecated in FastAPI", DeprecationWarning, stacklevel=2)
        module.__dict__["app"] = AppHandle(module.__name__)


class Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if _app_module.match(name) is None or app_key(name) in config.holds_tests:
            return None
        # A name the suite does not have must stay an ImportError.
        if PathFinder.find_spec(name, path) is None:
            return None
        return ModuleSpec(name, _StandInLoader())


class _RunHandle(AppHandle):
    """The app of a program that a test runs by itself. It asks whether that is a FastAPI."""

    @property
    def __class__(self) -> Any:
        return FastAPI


_run_path = runpy.run_path


def run_path(path_name: Any, *args: Any, **options: Any) -> dict[str, Any]:
    """`runpy.run_path`, without the code of a program of `docs_src`."""
    found = re.search(r"/docs_src/(\w+)/(tutorial\w+)\.py$", Path(path_name).as_posix())
    if found is None:
        return _run_path(path_name, *args, **options)
    return {"app": _RunHandle(f"docs_src.{found[1]}.{found[2]}")}
