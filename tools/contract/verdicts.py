"""What the bridge says of a request before it looks at any store."""

import json
from typing import Any

from provenlab.core.errors import ProvenlabError
from provenlab.core.operations.registry import find_operation
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.tools.bridge.envelope import read_call
from provenlab.tools.bridge.strict_json import read_json
from provenlab.tools.dispatch import validated

_FREE_JSON = {"config": "config", "json_content": "jsonContent", "summary": "summary"}


def first_fault(operation: str, request: Any) -> dict[str, str] | None:
    """Path and code of what is wrong first, or None.

    Free JSON counts as wrong when it has no canonical form: no store would take it.
    """
    try:
        params = read_call(operation, read_json(json.dumps(request).encode())).params
        value = validated(find_operation(operation), params)
        for field, wire in _FREE_JSON.items():
            if field in value.model_fields_set:
                canonical_json(getattr(value, field), wire)
    except ProvenlabError as error:
        fault = (error.details.get("faults") or [error.details])[0]
        return {"path": fault["path"], "code": error.code}
    return None
