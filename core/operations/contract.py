"""The published contract: every operation with its schemas and errors, as JSON."""

from inspect import cleandoc
from typing import Any

from pydantic import TypeAdapter

from provenlab.core import errors
from provenlab.core.errors import ProvenlabError
from provenlab.core.operations.registry import Operation, all_operations

CONTRACT_VERSION = 1
_EVERYWHERE = ("invalid_request", "invalid_json", "validation_failed", "limit_exceeded", "internal_error")


def contract(chosen: "Operation[Any, Any] | None" = None) -> dict[str, Any]:
    """Operations, the schemas they share under `$defs` (JSON Schema 2020-12) and error codes.

    Of a chosen operation alone with the schemas it needs, which spares describing all others.
    """
    operations = all_operations() if chosen is None else [chosen]
    schemas, shared = TypeAdapter.json_schemas(
        [
            pair
            for each in operations
            for pair in (
                ((each.name, "request"), "validation", TypeAdapter(each.request)),
                ((each.name, "response"), "serialization", TypeAdapter(each.response)),
            )
        ],
        by_alias=True,
    )
    by_key = {(key[0], key[1]): schema for (key, _mode), schema in schemas.items()}
    return {
        "contractVersion": CONTRACT_VERSION,
        "operations": {
            each.name: _described(each, by_key[each.name, "request"], by_key[each.name, "response"])
            for each in operations
        },
        "errors": error_codes(),
        "$defs": _published(shared.get("$defs", {})),
    }


def _published(schema: Any) -> Any:
    """The schema with `patternProperties` exhaustive, as the models take it, and without titles.

    Pydantic's titles repeat the names of properties in a third spelling.
    """
    if isinstance(schema, list):
        return [_published(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closing = {"additionalProperties": False} if "patternProperties" in schema else {}
    return {
        key: _published(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    } | closing


def _described(operation: Operation[Any, Any], request: Any, response: Any) -> dict[str, Any]:
    return {
        "effect": operation.effect.value,
        "summary": operation.summary,
        "description": cleandoc(operation.doc),
        "request": _published(request),
        "response": _published(response),
        "errors": sorted({error.code for error in operation.errors} | set(_EVERYWHERE)),
    }


def error_codes() -> dict[str, Any]:
    """Every code with its class, its parents' codes and whether a retry may help."""
    found = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, ProvenlabError) and each is not ProvenlabError
    ]
    return {
        each.code: {
            "type": each.__name__,
            "retryable": each.retryable,
            "parents": [
                parent.code
                for parent in each.__mro__[1:]
                if issubclass(parent, ProvenlabError) and parent is not ProvenlabError
            ],
        }
        for each in sorted(found, key=lambda each: each.code)
    }
