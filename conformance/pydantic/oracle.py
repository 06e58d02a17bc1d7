"""What pydantic answers. Reads {"schemas": {key: {"node", "defs"}}, "cases": [{"schema", "origin", "input"}]} from standard
input; writes a list with {"value"}, {"problems"}, {"crash"} or {"schemaError"} for each case. A node of annotated JSON Schema
becomes the Python type that a FastAPI user would write for it; values are read as FastAPI reads them."""

import datetime
import decimal
import enum
import ipaddress
import json
import sys
import uuid
from typing import Annotated, Any, Literal, Union

from fastapi.encoders import jsonable_encoder
from pydantic import AnyUrl, Base64Bytes, Base64UrlBytes, BaseModel, ConfigDict, EmailStr, Field, TypeAdapter
from pydantic import ValidationError, create_model

FORMATS = {
    "date-time": datetime.datetime,
    "date": datetime.date,
    "time": datetime.time,
    "duration": datetime.timedelta,
    "uuid": uuid.UUID,
    "uri": AnyUrl,
    "email": EmailStr,
    "ipv4": ipaddress.IPv4Address,
    "ipv6": ipaddress.IPv6Address,
}
BOUNDS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
}
LENGTHS = {"minLength": "min_length", "maxLength": "max_length", "pattern": "pattern"}
ITEMS = {"minItems": "min_length", "maxItems": "max_length"}
PROPERTIES = {"minProperties": "min_length", "maxProperties": "max_length"}


def limited(type_, node, limits, **more):
    constraints = {**{limits[key]: node[key] for key in limits if key in node}, **more}
    return Annotated[type_, Field(**constraints)] if constraints else type_


class Types:
    """The Python types of one schema."""

    def __init__(self, defs, origin):
        self.defs = defs
        self.origin = origin
        self.models = {}
        self.open = set()

    def of(self, node):
        if "$ref" in node:
            return self.named(node["$ref"].removeprefix("#/$defs/"))
        type_ = self.plain(node)
        strict = node.get("x-flotilla", {}).get("strict")
        return Annotated[type_, Field(strict=True)] if strict and type_ is not Any else type_

    def named(self, name):
        if name in self.models:
            return self.models[name]
        if name in self.open:
            return name  # a forward reference
        self.open.add(name)
        node = self.defs[name]
        self.models[name] = self.model(name, node) if "properties" in node else self.of(node)
        return self.models[name]

    def model(self, name, node):
        fields = {}
        for key, part in node.get("properties", {}).items():
            alias = part.get("x-flotilla", {}).get("alias")
            more = {"alias": alias} if alias else {}
            if key not in node.get("required", []):
                more["default"] = None
            fields[key] = (self.of(part), Field(**more))
        extra = "forbid" if node.get("additionalProperties") is False else "ignore"
        return create_model(name, __config__=ConfigDict(extra=extra, protected_namespaces=()), **fields)

    def choice(self, node, annotation):
        if "const" in node:
            return Literal[node["const"]] if node["const"] is not None else None
        values = node["enum"]
        if annotation.get("literal"):
            return Literal[tuple(values)]
        members = {f"m{index}": value for index, value in enumerate(values)}
        if all(isinstance(value, str) for value in values):
            return enum.StrEnum("Enum", members)
        # In text only an IntEnum finds its numbers.
        return (enum.IntEnum if self.origin == "text" else enum.Enum)("Enum", members)

    def native(self, node, kind):
        if kind == "date":
            return datetime.date if node.get("format") == "date" else datetime.datetime
        if kind == "bigint":
            return limited(int, node, BOUNDS)
        if kind == "url":
            return AnyUrl
        if kind == "set":
            return limited(set[self.of(node.get("items", {}))], node, ITEMS)
        if kind == "map":
            return self.record(node)
        encodings = {"base64": Base64Bytes, "base64url": Base64UrlBytes}
        return limited(encodings.get(node.get("contentEncoding"), bytes), node, LENGTHS)

    def record(self, node):
        keys = self.of(node.get("propertyNames", {"type": "string"}))
        return limited(dict[keys, self.of(node.get("additionalProperties", {}))], node, PROPERTIES)

    def text(self, node, annotation):
        if node.get("format") == "decimal":
            digits = {"max_digits": annotation.get("maxDigits"), "decimal_places": annotation.get("decimalPlaces")}
            more = {key: value for key, value in digits.items() if value is not None}
            return limited(decimal.Decimal, node, BOUNDS, **more)
        return FORMATS.get(node.get("format")) or limited(str, node, LENGTHS)

    def plain(self, node):
        annotation = node.get("x-flotilla", {})
        if "const" in node or "enum" in node:
            return self.choice(node, annotation)
        members = node.get("anyOf") or node.get("oneOf")
        if members:
            union = Union[tuple(self.of(member) for member in members)]
            tag = node.get("discriminator", {}).get("propertyName")
            return Annotated[union, Field(discriminator=tag)] if tag else union
        if annotation.get("native"):
            return self.native(node, annotation["native"])
        type_ = node.get("type")
        if type_ == "string":
            return self.text(node, annotation)
        if type_ == "integer":
            return limited(int, node, BOUNDS)
        if type_ == "number":
            return limited(float, node, BOUNDS, allow_inf_nan=annotation.get("allowInfNan", False))
        if type_ == "array" and "prefixItems" in node:
            return tuple[tuple(self.of(item) for item in node["prefixItems"])]
        if type_ == "array":
            return limited(list[self.of(node.get("items", {}))], node, ITEMS)
        if type_ == "object" and "properties" in node:
            return self.model(node.get("title", "object"), node)
        if type_ == "object":
            return self.record(node)
        return {"boolean": bool, "null": None}.get(type_, Any)


def adapter(schema, origin):
    types = Types(schema["defs"], origin)
    for name in schema["defs"]:
        types.named(name)
    for type_ in types.models.values():
        if isinstance(type_, type) and issubclass(type_, BaseModel):
            type_.model_rebuild(_types_namespace=types.models)
    return TypeAdapter(types.of(schema["node"]))


def written(value):
    return TypeAdapter(type(value)).dump_python(value, mode="json")


def tagged(value):
    """A value as JSON, with what JSON cannot carry under a `$` key."""
    if isinstance(value, BaseModel):
        return {name: tagged(getattr(value, name)) for name in type(value).model_fields if name in value.model_fields_set}
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, (str, bool, float)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"$int": str(value)}
    for type_, tag in ((datetime.datetime, "$datetime"), (datetime.date, "$date"), (datetime.time, "$time"), (datetime.timedelta, "$duration")):
        if isinstance(value, type_):
            return {tag: written(value)}
    if isinstance(value, bytes):
        return {"$bytes": list(value)}
    if isinstance(value, set):
        return {"$set": sorted((tagged(item) for item in value), key=str)}
    if isinstance(value, (list, tuple)):
        return [tagged(item) for item in value]
    if isinstance(value, dict):
        return {"$dict": [[tagged(key), tagged(item)] for key, item in value.items()]}
    return {"$text": str(value)}


def answer(adapters, case, schemas):
    key = (case["schema"], case["origin"])
    try:
        if key not in adapters:
            adapters[key] = adapter(schemas[case["schema"]], case["origin"])
    except Exception as error:
        return {"schemaError": f"{type(error).__name__}: {error}"}
    start = ["body"] if case["origin"] == "json" else ["query", "q"]
    try:
        return {"value": tagged(adapters[key].validate_python(case["input"], from_attributes=True))}
    except ValidationError as error:
        problems = error.errors(include_url=False)
        return {"problems": jsonable_encoder([{**problem, "loc": [*start, *problem["loc"]]} for problem in problems])}
    except Exception as error:
        return {"crash": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    sys.set_int_max_str_digits(0)
    asked = json.load(sys.stdin)
    made = {}
    json.dump([answer(made, case, asked["schemas"]) for case in asked["cases"]], sys.stdout)
