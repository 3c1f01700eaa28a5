"""JSON Schema of a tool's arguments, in the part of it that every host takes."""

from collections.abc import Mapping
from typing import Any

from provenlab.tools.contract.schema_index import without_null
from provenlab.tools.mcp.arguments import argument_note
from provenlab.tools.mcp.tools import Size, Tool

_UNDERSTOOD_BY_FEW = ("default", "propertyNames")


def input_schema(tool: Tool, contract: Mapping[str, Any]) -> dict[str, Any]:
    """One object without references and without null, a note at each field, and the bounds of its size.

    Hosts hand schemas on to models that know less than JSON Schema. A field that may be null is one to
    leave out; the operation takes null as well.
    """
    schema = _plain(contract["operations"][tool.operation]["request"], contract["$defs"])
    properties = {
        name: value for name, value in schema.get("properties", {}).items() if name not in tool.withheld
    }
    if tool.sized is not None:
        _bound(properties, tool.sized)
    schema["properties"] = _noted(tool.name, properties)
    required = [*schema.get("required", ()), *tool.required]
    return {"type": "object", **schema, **({"required": required} if required else {})}


def _plain(schema: Any, shared: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_plain(each, shared) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return _plain(shared[schema["$ref"].rpartition("/")[2]], shared)
    inner, takes_null = without_null(schema)
    if takes_null:
        return _plain(inner, shared)
    kept = {key: value for key, value in schema.items() if key not in _UNDERSTOOD_BY_FEW}
    usual = {"default": schema["default"]} if schema.get("default") not in (None, [], {}) else {}
    plain = {key: _plain(value, shared) for key, value in kept.items() if key != "properties"}
    if "properties" in kept:
        # A field may have the name of a keyword.
        plain["properties"] = {name: _plain(value, shared) for name, value in kept["properties"].items()}
    return {**plain, **usual}


def _bound(properties: dict[str, Any], size: Size) -> None:
    head, _, rest = size.field.partition(".")
    if rest:
        _bound(properties[head]["properties"], size._replace(field=rest))
    else:
        bounds = {"minimum": 1, "maximum": size.most, "default": size.usual}
        properties[head] = {"type": "integer", **bounds}


def _noted(place: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {**_inside(f"{place}.{name}", schema), "description": argument_note(f"{place}.{name}")}
        for name, schema in properties.items()
    }


def _inside(path: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    inner: dict[str, Any] = dict(schema)
    if "properties" in schema:
        inner["properties"] = _noted(path, schema["properties"])
    if "anyOf" in schema:
        inner["anyOf"] = [_inside(path, each) for each in schema["anyOf"]]
    return inner
