"""The pytest plugin: stand-ins for the apps, a TestClient over HTTP, and a record of what happened."""

from __future__ import annotations

import json
import re
import runpy
import sys
from functools import cache
from pathlib import Path
from typing import Any

import fastapi.testclient
import httpx
import pytest
import starlette.testclient

from . import client, running
from .openapi import Document, Unequal
from .ports import config
from .stand_ins import Finder, run_path

sys.meta_path.insert(0, Finder())
runpy.run_path = run_path
fastapi.testclient.TestClient = starlette.testclient.TestClient = client.TestClient  # type: ignore[misc,assignment]
httpx.ASGITransport = client.ASGITransport  # type: ignore[misc,assignment]

_results: list[dict[str, Any]] = []


def _id(item: pytest.Item) -> tuple[str, str]:
    """`test_tutorial/test_body/test_tutorial001.py::test_body_float`, and the parameters."""
    name, _, parameters = item.nodeid.partition("[")
    return name.removeprefix("tests/"), parameters.removesuffix("]")


@cache
def _folder(path: Path) -> str:
    """The folder of `docs_src` that a test file is about."""
    found = re.search(r"docs_src\.(\w+)", path.read_text())
    return found[1] if found else "tests"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    running.test, parameters = _id(item)
    client.used.clear()
    Document.compared.clear()
    record = {"folder": _folder(item.path), "id": running.test, "parameters": parameters, "outcome": "passed", "reason": ""}
    item.stash[_record] = record
    result = yield
    record["apps"] = list(client.used)
    record["openapi"] = list(Document.compared)
    _results.append(record)
    return result


_record = pytest.StashKey[dict[str, Any]]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    reason = config.left_out.get(running.test)
    if reason is not None:
        pytest.skip(f"left out: {reason}", allow_module_level=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    report = yield
    record = item.stash[_record]
    if report.skipped:
        record["outcome"] = "skipped"
        record["reason"] = str(call.excinfo.value) if call.excinfo else ""
        if hasattr(report, "wasxfail"):
            record["reason"] = "left out: FastAPI itself does not meet it (xfail)"
    elif report.failed and record["outcome"] != "failed":
        unequal = call.excinfo is not None and isinstance(call.excinfo.value, Unequal)
        record["outcome"] = "unequal" if unequal else "failed"
        record["reason"] = str(call.excinfo.value if call.excinfo else report.longrepr)[:4000]
        record["where"] = call.when
    return report


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A test file that cannot be loaded is a result too."""
    if report.outcome != "passed":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _results.append(
            {
                "folder": _folder(Path(report.nodeid)),
                "id": report.nodeid.removeprefix("tests/"),
                "parameters": "",
                "outcome": report.outcome,
                "reason": reason.removeprefix("Skipped: ")[:4000],
                "apps": [],
                "openapi": [],
            }
        )


def pytest_sessionfinish() -> None:
    Path(config.results).write_text(json.dumps(_results))
