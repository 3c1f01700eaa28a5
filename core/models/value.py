"""The base of every frozen value."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict


def wire_name(name: str) -> str:
    """`experiment_id` on the wire is `experimentId`."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


class Value(BaseModel):
    """Frozen, strict, closed: unknown keys are refused by name, nothing is coerced.

    Wire names are camelCase, and the Python names are accepted as well. The validator is built on
    first use, so that a short-lived process pays only for what it handles.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        alias_generator=wire_name,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        defer_build=True,
    )


Restored = TypeVar("Restored", bound=Value)


def restored(kind: type[Restored], fields: dict[str, Any]) -> Restored:
    """A value of fields that were checked before they were kept: all of them, in the order of the class.

    `model_construct` would look for aliases and defaults, which takes ten times as long.
    """
    value = kind.__new__(kind)
    set_past_frozen = object.__setattr__
    set_past_frozen(value, "__dict__", fields)
    set_past_frozen(value, "__pydantic_fields_set__", set(fields))
    set_past_frozen(value, "__pydantic_extra__", None)
    set_past_frozen(value, "__pydantic_private__", None)
    return value


def extended(kind: type[Restored], value: Value, **more: Any) -> Restored:
    """A value of another kind, with the fields of this one and more; all checked before, in their order."""
    return restored(kind, {**value.__dict__, **more})
