"""The operation that explains all others."""

from typing import Any

from provenlab.core.errors import UnknownOperation
from provenlab.core.models.text import Label
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, find_operation, operation


class Describe(Value):
    """With `name`, that operation alone and the schemas it needs."""

    name: Label | None = None


@operation(effect=Effect.READ, errors=(UnknownOperation,))
def describe(lab: Lab, request: Describe) -> dict[str, Any]:
    """Returns the contract: operations, their request and response schemas, errors. Needs no store."""
    from provenlab.core.operations.contract import contract

    return contract(None if request.name is None else find_operation(request.name))
