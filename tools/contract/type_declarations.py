"""TypeScript types of what is sent and what comes back."""

import json
from collections.abc import Iterator

from provenlab.tools.contract.schema_index import (
    Schema,
    SchemaIndex,
    Side,
    required_names,
    without_null,
)

HEADER = "// Generated from the operations of provenlab by `make contract`. Do not edit.\n"


def types_module(contract: Schema) -> str:
    """The text of `types.ts`."""
    index = SchemaIndex(contract)
    parts = [HEADER, *_enums(index)]
    parts += [interface(index, name, "request") for name in index.requests]
    parts += [interface(index, name, "response") for name in index.responses]
    parts.append(_error_codes(contract))
    return "\n".join(parts)


def _enums(index: SchemaIndex) -> Iterator[str]:
    for words, name in index.enums.items():
        yield f"export type {name} = {_union(words)};\n"


def _union(words: tuple[str, ...] | list[str]) -> str:
    return " | ".join(map(json.dumps, words))


def _error_codes(contract: Schema) -> str:
    codes = "".join(f"\n  | {json.dumps(code)}" for code in contract["errors"])
    return f"/** The codes that errors of provenlab carry. */\nexport type ErrorCode ={codes};\n"


def interface(index: SchemaIndex, name: str, side: Side) -> str:
    """One declared interface with its documentation."""
    schema = index.definition(name)
    lines = [*doc_comment(schema.get("description", ""), "")]
    properties = schema.get("properties", {})
    declared = index.name(name, side)
    if not properties:
        return "\n".join([*lines, f"export type {declared} = Readonly<Record<string, never>>;\n"])
    required = required_names(schema, side)
    lines.append(f"export interface {declared} {{")
    for key, value in properties.items():
        lines += _property(index, key, value, side, key in required)
    return "\n".join([*lines, "}\n"])


def _property(index: SchemaIndex, key: str, schema: Schema, side: Side, required: bool) -> Iterator[str]:
    yield from doc_comment(_remarks(schema, side), "  ")
    inner, nullable = without_null(schema)
    text = type_of(index, inner, side)
    if side == "request":
        text += " | null" if nullable else ""
        text += "" if required else " | undefined"
    yield f"  readonly {key}{'' if required else '?'}: {text};"


def _remarks(schema: Schema, side: Side) -> str:
    """What a reader of the type cannot see in it."""
    inner, _ = without_null(schema)
    remarks = [schema.get("description", "")]
    if inner.get("format") == "date-time":
        remarks.append("An instant in ISO 8601.")
    if "maxLength" in inner:
        remarks.append(f"At most {inner['maxLength']:,} characters.")
    default = schema.get("default")
    if side == "request" and default is not None and not isinstance(default, dict):
        remarks.append(f"Without it: {json.dumps(default)}.")
    return " ".join(filter(None, remarks))


def type_of(index: SchemaIndex, schema: Schema, side: Side) -> str:
    """The TypeScript type of a schema."""
    if "$ref" in schema:
        return index.name(schema["$ref"].rpartition("/")[2], side)
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(type_of(index, each, side) for each in schema["anyOf"]))
    if "enum" in schema:
        return index.enums.get(tuple(schema["enum"])) or _union(schema["enum"])
    match schema.get("type"):
        case "string":
            return "string"
        case "integer" | "number":
            return "number"
        case "boolean":
            return "boolean"
        case "null":
            return "null"
        case "array":
            return _array(type_of(index, schema["items"], side))
        case "object":
            return _record(index, schema, side)
        case _:
            return "unknown"


def _array(item: str) -> str:
    return f"readonly ({item})[]" if " " in item else f"readonly {item}[]"


def _record(index: SchemaIndex, schema: Schema, side: Side) -> str:
    patterns = list(schema.get("patternProperties", {}).values())
    value = patterns[0] if patterns else schema.get("additionalProperties")
    item = type_of(index, value, side) if isinstance(value, dict) else "unknown"
    words = schema.get("propertyNames", {}).get("enum")
    if words is not None:
        key = index.enums.get(tuple(words)) or _union(words)
        return f"Readonly<Partial<Record<{key}, {item}>>>"
    return f"Readonly<Record<string, {item}>>"


def doc_comment(text: str, indent: str) -> Iterator[str]:
    """The lines of a JSDoc comment; none for an empty text."""
    lines = text.replace("*/", "* /").splitlines()
    if len(lines) == 1:
        yield f"{indent}/** {lines[0]} */"
    elif lines:
        yield f"{indent}/**"
        yield from (f"{indent} * {line}".rstrip() for line in lines)
        yield f"{indent} */"
