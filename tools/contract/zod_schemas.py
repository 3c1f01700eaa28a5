"""Zod schemas that take what the models take: requests are closed, replies may bring more keys."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from provenlab.tools.contract.schema_index import (
    Schema,
    SchemaIndex,
    Side,
    required_names,
    text_keywords,
    without_null,
)
from provenlab.tools.contract.type_declarations import HEADER

_IMPORTS = """\
import { z } from "zod";
import { instant, jsonObject, jsonValue, parsedObject, recordOf, text } from "../json-kinds.js";
import type * as types from "./types.js";
"""


def schemas_module(contract: Schema) -> str:
    """The text of `schemas.ts`."""
    index = SchemaIndex(contract)
    parts = [f"{HEADER}{_IMPORTS}", "\n".join(_texts(index)) + "\n", "\n".join(_enums(index)) + "\n"]
    parts += [_object(index, name, "request") for name in index.requests]
    parts += [_object(index, name, "response") for name in index.responses]
    return "\n".join(parts)


def _texts(index: SchemaIndex) -> Iterator[str]:
    for name, keywords in index.texts.items():
        yield f"const {name} = text({_literal(keywords)});"


def _enums(index: SchemaIndex) -> Iterator[str]:
    for words, name in index.enums.items():
        yield f"export const {name}Schema: z.ZodType<types.{name}> = z.enum({json.dumps(words)});"


def _literal(keywords: Mapping[str, Any]) -> str:
    """A JavaScript object; patterns as regular expressions."""
    parts = [
        f"{key}: {f'/{value}/u' if key == 'pattern' else json.dumps(value)}"
        for key, value in keywords.items()
    ]
    return f"{{ {', '.join(parts)} }}" if parts else ""


def _object(index: SchemaIndex, name: str, side: Side) -> str:
    schema = index.definition(name)
    required = required_names(schema, side)
    declared = index.name(name, side)
    kind = "z.strictObject" if side == "request" else "z.object"
    properties = [
        f"  {key}: {_property(index, value, side, key in required)},\n"
        for key, value in schema.get("properties", {}).items()
    ]
    body = f"{{\n{''.join(properties)}}}" if properties else "{}"
    return f"export const {declared}Schema: z.ZodType<types.{declared}> = {kind}({body});\n"


def _property(index: SchemaIndex, schema: Schema, side: Side, required: bool) -> str:
    inner, nullable = without_null(schema)
    text = zod_of(index, inner, side)
    if side == "response":
        return text if required else f"{text}.exactOptional()"
    return text + (".nullable()" if nullable else "") + ("" if required else ".optional()")


_KEYWORDS = {
    *("$ref", "anyOf", "enum", "type", "format", "default", "description", "title"),
    *("items", "minItems", "maxItems", "minimum", "maximum", "pattern", "minLength", "maxLength"),
    *("properties", "required", "additionalProperties", "patternProperties", "propertyNames"),
    "maxProperties",
}


def zod_of(index: SchemaIndex, schema: Schema, side: Side) -> str:
    """The Zod expression of a schema; ValueError for a keyword that has none, so that none is left out."""
    _require_known_keywords(schema)
    if "$ref" in schema:
        return f"{index.name(schema['$ref'].rpartition('/')[2], side)}Schema"
    if "anyOf" in schema:
        return f"z.union([{', '.join(zod_of(index, each, side) for each in schema['anyOf'])}])"
    if "enum" in schema:
        named = index.enums.get(tuple(schema["enum"]))
        return f"{named}Schema" if named else f"z.enum({json.dumps(schema['enum'])})"
    match schema.get("type"):
        case "string":
            return _text(index, schema)
        case "integer":
            return "z.int()" + _bounds(schema)
        case "number":
            return "z.number()" + _bounds(schema)
        case "boolean" | "null" as plain:
            return f"z.{plain}()"
        case "array":
            return f"z.array({zod_of(index, schema['items'], side)}){_lengths(schema)}"
        case "object":
            return _record(index, schema, side)
        case _:
            return "jsonValue" if side == "request" else "z.unknown()"


def _require_known_keywords(schema: Schema) -> None:
    unknown = schema.keys() - _KEYWORDS
    if unknown:
        raise ValueError(f"no Zod expression is known for {sorted(unknown)} of {schema}")


def _lengths(schema: Schema) -> str:
    least = f".min({schema['minItems']})" if "minItems" in schema else ""
    return least + (f".max({schema['maxItems']})" if "maxItems" in schema else "")


def _bounds(schema: Schema) -> str:
    least = f".min({schema['minimum']})" if "minimum" in schema else ""
    return least + (f".max({schema['maximum']})" if "maximum" in schema else "")


def _text(index: SchemaIndex, schema: Schema) -> str:
    if schema.get("format") == "date-time":
        return "instant"
    keywords = text_keywords(schema)
    for name, known in index.texts.items():
        if keywords == known:
            return name
    return f"text({_literal(keywords)})"


def _record(index: SchemaIndex, schema: Schema, side: Side) -> str:
    most = f", {schema['maxProperties']}" if "maxProperties" in schema else ""
    for pattern, value in schema.get("patternProperties", {}).items():
        key = _text(index, {"pattern": pattern})
        return f"recordOf({key}, {zod_of(index, value, side)}{most})"
    names = schema.get("propertyNames", {})
    if isinstance(schema.get("additionalProperties"), dict):
        value = zod_of(index, schema["additionalProperties"], side)
        if "enum" in names:
            return f"z.partialRecord({zod_of(index, names, side)}, {value})"
        return f"recordOf({_text(index, names)}, {value}{most})"
    return "jsonObject" if side == "request" else "parsedObject"
