"""Compares OpenAPI documents up to titles and operation ids."""

from __future__ import annotations

from typing import Any

from dirty_equals import IsOneOf

# Values of these are data, not schemas: a "title" in them is content.
_data = frozenset({"default", "example", "examples", "enum", "const", "value", "info"})
# Values of these are keyed by names the author chose: a property may be called "title".
_named = frozenset(
    {"properties", "patternProperties", "$defs", "schemas", "paths", "responses", "content", "headers", "callbacks"}
    | {"links", "parameters", "requestBodies", "securitySchemes", "webhooks", "mapping", "encoding", "variables", "scopes"}
)
_prefix = "#/components/schemas/"


def _strip(node: Any, named: bool = False) -> Any:
    if isinstance(node, list):
        return [_strip(item) for item in node]
    if isinstance(node, IsOneOf):
        return IsOneOf(*(_strip(item, named) for item in node.expected_values))
    if not isinstance(node, dict):
        return node
    out: dict[Any, Any] = {}
    for key, value in node.items():
        if not named and key in ("title", "operationId") and isinstance(value, str):
            continue
        out[key] = value if key in _data and not named else _strip(value, not named and key in _named)
    return out


def _inline_bodies(document: dict[str, Any]) -> dict[str, Any]:
    """FastAPI names the model of several body fields `Body_` + operation id: up to operation ids, the name says nothing."""
    schemas = document.get("components", {}).get("schemas", {})
    if not isinstance(schemas, dict):
        return document
    bodies = {_prefix + name: schema for name, schema in schemas.items() if name.startswith("Body_")}
    if not bodies:
        return document

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return node
        if node.get("$ref") in bodies:
            return walk(bodies[node["$ref"]])
        return {key: walk(value) for key, value in node.items()}

    out = walk(document)
    kept = {name: schema for name, schema in out["components"]["schemas"].items() if _prefix + name not in bodies}
    components = {**out["components"], "schemas": kept}
    if not kept:
        del components["schemas"]
    out["components"] = components
    if not components:
        del out["components"]
    return out


def normalised(document: Any) -> Any:
    return _inline_bodies(_strip(document)) if isinstance(document, dict) else document


def differences(ours: Any, theirs: Any, where: str = "") -> list[str]:
    """Where two normalised documents differ, for people: `/paths/~1items/get: only theirs has "summary"`."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = []
        for key in [*theirs, *(key for key in ours if key not in theirs)]:
            place = f"{where}/{str(key).replace('/', '~1')}"
            if key not in ours:
                found.append(f"{place}: only theirs: {theirs[key]!r}")
            elif key not in theirs:
                found.append(f"{place}: only ours: {ours[key]!r}")
            else:
                found += differences(ours[key], theirs[key], place)
        return found
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [line for i, (a, b) in enumerate(zip(ours, theirs)) for line in differences(a, b, f"{where}/{i}")]
    return [] if ours == theirs else [f"{where}: ours {ours!r}, theirs {theirs!r}"]


class Unequal(AssertionError):
    """An OpenAPI document is not the expected one. Counted apart from everything else."""


class Document(dict):
    """`response.json()` of an OpenAPI document: equal to what is expected up to titles and operation ids."""

    compared: list[dict[str, Any]] = []

    def __eq__(self, other: object) -> bool:
        found = differences(normalised(dict(self)), normalised(other))
        Document.compared.append({"equal": not found, "exact": dict(self) == other, "differences": found})
        if found:
            raise Unequal("\n".join(found))
        return True

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]
