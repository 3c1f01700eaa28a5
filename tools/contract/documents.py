"""Every generated file by its name below `clients/`."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from provenlab.core.operations.contract import contract
from provenlab.tools.contract.operation_table import operations_module
from provenlab.tools.contract.operations_page import operations_page
from provenlab.tools.contract.type_declarations import types_module
from provenlab.tools.contract.vectors import vectors
from provenlab.tools.contract.zod_schemas import schemas_module
from provenlab.tools.http.openapi import openapi

_GENERATED = "typescript/src/generated"


@cache
def documents() -> Mapping[str, str]:
    """The same text on every machine and every supported Python."""
    whole = contract()
    return {
        "contract.json": _json(whole),
        "openapi.json": _json(openapi(whole)),
        "vectors.json": _compact_vectors(vectors(whole)),
        "../docs/operations.md": operations_page(whole),
        f"{_GENERATED}/types.ts": types_module(whole),
        f"{_GENERATED}/schemas.ts": schemas_module(whole),
        f"{_GENERATED}/operations.ts": operations_module(whole),
    }


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, sort_keys=True, allow_nan=False) + "\n"


def _compact_vectors(found: Mapping[str, Any]) -> str:
    """One request a line, so that a change of the contract reads well as a difference."""
    head = {name: value for name, value in found.items() if name != "requests"}
    lines = ",\n".join(
        "    " + json.dumps(each, sort_keys=True, allow_nan=False) for each in found["requests"]
    )
    return _json(head).rstrip("}\n") + ',\n  "requests": [\n' + lines + "\n  ]\n}\n"
