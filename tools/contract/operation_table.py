"""The table of operations in TypeScript, and one documented method for each."""

import json
from collections.abc import Iterator

from provenlab.core.models.value import wire_name
from provenlab.tools.contract.schema_index import Schema, SchemaIndex, Side, references
from provenlab.tools.contract.type_declarations import HEADER, doc_comment, type_of
from provenlab.tools.contract.zod_schemas import zod_of

_IMPORTS = """\
import { z } from "zod";
import type { CallOptions } from "../engine.js";
import * as schemas from "./schemas.js";
import type * as types from "./types.js";
"""
_ENTRY = """\
/** How one operation is called. */
export interface OperationEntry<Request, Response> {
  readonly effect: "read" | "write";
  readonly request: z.ZodType<Request>;
  readonly response: z.ZodType<Response>;
}
"""
_NAMES = """\
export type OperationName = keyof OperationTypes;
export type RequestOf<Name extends OperationName> = OperationTypes[Name]["request"];
export type ResponseOf<Name extends OperationName> = OperationTypes[Name]["response"];
"""
_CALL = """\
/** A method for each operation; how it is called is the subclass's matter. */
export abstract class Operations {
  abstract call<Name extends OperationName>(
    operation: Name,
    request: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<ResponseOf<Name>>;
"""


def operations_module(contract: Schema) -> str:
    """The text of `operations.ts`."""
    index = SchemaIndex(contract)
    operations = contract["operations"]
    return "\n".join(
        [
            f"{HEADER}{_IMPORTS}",
            f"export const CONTRACT_VERSION = {contract['contractVersion']};\n",
            "/** What each operation takes and returns. */",
            "export interface OperationTypes {",
            *(_types(index, name, each) for name, each in operations.items()),
            f"}}\n\n{_NAMES}\n{_ENTRY}",
            _table_head(),
            *(_entry(index, name, each) for name, each in operations.items()),
            "};\n",
            *_errors(contract),
            _CALL,
            "\n".join(_method(index, name, each) for name, each in operations.items()) + "}\n",
        ]
    )


_SCALARS = {"string": "z.string()", "integer": "z.int()", "number": "z.number()", "boolean": "z.boolean()"}


def _table_head() -> str:
    return (
        "/** Every operation with its schemas. */\n"
        "export const operations: {\n"
        "  readonly [Name in OperationName]: OperationEntry<RequestOf<Name>, ResponseOf<Name>>;\n"
        "} = {"
    )


def _types(index: SchemaIndex, name: str, operation: Schema) -> str:
    request, response = (_qualified(index, operation[side], side) for side in ("request", "response"))
    return f"  readonly {name}: {{ readonly request: {request}; readonly response: {response} }};"


def _qualified(index: SchemaIndex, schema: Schema, side: Side) -> str:
    """A type with the name of the module it comes from."""
    items = schema.get("items")
    if items is not None:
        return f"readonly {_qualified(index, items, side)}[]"
    return f"types.{type_of(index, schema, side)}" if "$ref" in schema else type_of(index, schema, side)


def _entry(index: SchemaIndex, name: str, operation: Schema) -> str:
    request, response = (_zod(index, operation[side], side) for side in ("request", "response"))
    effect = json.dumps(operation["effect"])
    return f"  {name}: {{ effect: {effect}, request: {request}, response: {response} }},"


def _zod(index: SchemaIndex, schema: Schema, side: Side) -> str:
    items = schema.get("items")
    if items is not None:
        return f"z.array({_zod(index, items, side)})"
    if "$ref" in schema:
        return f"schemas.{zod_of(index, schema, side)}"
    return _SCALARS.get(schema.get("type", "object"), "z.record(z.string(), z.unknown())")


def _errors(contract: Schema) -> Iterator[str]:
    yield "/** Each error code with its parents, nearest first, and whether a retry may help. */"
    yield (
        "export const errorCodes: Readonly<Record<types.ErrorCode, "
        "{ readonly type: string; readonly parents: readonly types.ErrorCode[]; "
        "readonly retryable: boolean }>> = {"
    )
    for code, about in contract["errors"].items():
        fields = f"type: {json.dumps(about['type'])}, parents: {json.dumps(about['parents'])}"
        yield f"  {code}: {{ {fields}, retryable: {json.dumps(about['retryable'])} }},"
    yield "};\n"


def _method(index: SchemaIndex, name: str, operation: Schema) -> str:
    method, key = wire_name(name), json.dumps(name)
    request = f"request: RequestOf<{key}>"
    if not any(index.definition(each).get("required") for each in references(operation["request"])):
        request += " = {}"
    lines = [
        *doc_comment(operation["description"], "  "),
        f"  {method}({request}, options?: CallOptions): Promise<ResponseOf<{key}>> {{",
        f"    return this.call({key}, request, options);",
        "  }\n",
    ]
    return "\n".join(lines)
