"""What a page may ask of a lab."""

from typing import Any

from provenlab.core.errors import Forbidden, NotFound
from provenlab.core.operations.registry import Effect, find_operation
from provenlab.tools.compose import LabParts
from provenlab.tools.dispatch import run_operation, wire_value


class Asking:
    """READ operations of one lab, answered as every client gets them: JSON values, names in camelCase."""

    def __init__(self, lab: LabParts) -> None:
        self._lab = lab

    def __call__(self, operation: str, /, **params: Any) -> Any:
        found = find_operation(operation)
        if found.effect is not Effect.READ:
            raise Forbidden(f"pages only read, and {operation} may write")
        return wire_value(run_operation(self._lab, found, params))

    def if_there(self, operation: str, /, **params: Any) -> Any:
        """The answer; None when there is no such record."""
        try:
            return self(operation, **params)
        except NotFound:
            return None
