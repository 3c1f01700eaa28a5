"""Runs an operation by name: the common path of every door."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from provenlab.core.errors import ValidationFailed
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, Operation

Model = TypeVar("Model", bound=BaseModel)

_FAULTS_SHOWN = 20
_PATH_LIMIT = 200


class SplitLab(Lab, Protocol):
    """A lab with a view that cannot write."""

    @property
    def read_only(self) -> Lab: ...


def run_operation(lab: SplitLab, operation: Operation[Any, Any], params: Mapping[str, Any]) -> Any:
    """The operation's response; ValidationFailed names every wrong field, never its value.

    A READ operation runs on the view of the lab that cannot write.
    """
    request = validated(operation, params)
    return operation(lab.read_only if operation.effect is Effect.READ else lab, request)


def validated(operation: Operation[Any, Any], params: Mapping[str, Any]) -> Any:
    """The request model of these parameters."""
    return checked(operation.request, params, operation.name)


# Where an error lies, beside fields: in a key, or in one of several forms.
_NO_FIELDS = frozenset({"[key]", "[run]", "[nobody]"})


def checked(model: type[Model], params: Mapping[str, Any], name: str) -> Model:
    """The value these fields make; ValidationFailed names every wrong one, never what it holds."""
    try:
        return model.model_validate(dict(params))
    except ValidationError as error:
        raise _validation_failed(model, error, name) from None


def _validation_failed(model: type[BaseModel], error: ValidationError, name: str) -> ValidationFailed:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    faults = [_fault(model, each, name) for each in found[:_FAULTS_SHOWN]]
    first, more = faults[0], len(found) - 1
    tail = f" (and {more} more)" if more else ""
    details = {"operation": name, "faults": faults, "count": len(found)}
    return ValidationFailed(f"{first['path']}: {first['message']}{tail}", details)


def _fault(model: type[BaseModel], error: Any, name: str) -> dict[str, str]:
    path = _path(error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        known = ", ".join(sorted(field.alias or key for key, field in model.model_fields.items()))
        message = "is no field here" if len(error["loc"]) > 1 else f"is no field of {name}; it has {known}"
    elif error["type"] == "missing":
        message = "is missing"
    return {"path": path[:_PATH_LIMIT], "message": message}


def _path(loc: tuple[int | str, ...]) -> str:
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in _NO_FIELDS:
            path += f".{part}" if path else part
    return path or "params"


def wire_value(response: Any) -> Any:
    """A response as JSON values, without fields that are null."""
    if isinstance(response, BaseModel):
        return response.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(response, list):
        return [wire_value(each) for each in response]
    return response
