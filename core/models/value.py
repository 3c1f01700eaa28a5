"""The base of every frozen value."""

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
