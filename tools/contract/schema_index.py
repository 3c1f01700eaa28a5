"""Which schemas of the contract are sent and which come back, and what they are called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import TypeAdapter

from provenlab.core.models import artifact, experiment, lineage, text

Side = Literal["request", "response"]
Schema = Mapping[str, Any]

_ENUMS: Mapping[str, Any] = {
    "ExperimentStatus": experiment.ExperimentStatus,
    "ArtifactStatus": artifact.ArtifactStatus,
    "ArtifactFormat": artifact.ArtifactFormat,
    "ProducerKind": artifact.ProducerKind,
    "NodeKind": lineage.NodeKind,
    "Direction": lineage.Direction,
}
_TEXTS: Mapping[str, Any] = {
    "recordId": text.RecordId,
    "role": text.Role,
    "hash": text.Hash,
    "name": text.Name,
    "label": text.Label,
    "note": text.Note,
    "trace": text.Trace,
}
TEXT_KEYWORDS = ("pattern", "minLength", "maxLength")


def references(schema: Any) -> Iterator[str]:
    """The names of the shared schemas a schema refers to, in order of appearance."""
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        for key, value in schema.items():
            if key != "default":
                yield from references(value)
    elif isinstance(schema, list):
        for each in schema:
            yield from references(each)


def without_null(schema: Schema) -> tuple[Schema, bool]:
    """The schema of the value, and whether null is taken as well."""
    choices = schema.get("anyOf")
    if choices is None:
        return schema, False
    others = [each for each in choices if each != {"type": "null"}]
    inner = others[0] if len(others) == 1 else {**schema, "anyOf": others}
    return inner, len(choices) > len(others)


@dataclass(frozen=True)
class SchemaIndex:
    """The contract's shared schemas by side.

    A request is closed and may leave out what has a default; a response tells all but what is absent.
    A schema of both sides therefore becomes two, the one to send with the suffix `Input`.
    """

    contract: Schema

    @cached_property
    def enums(self) -> Mapping[tuple[str, ...], str]:
        """The name of a set of words."""
        return {tuple(TypeAdapter(kind).json_schema()["enum"]): name for name, kind in _ENUMS.items()}

    @cached_property
    def texts(self) -> Mapping[str, Mapping[str, Any]]:
        """The kinds of text by name, each with its keywords."""
        schemas = {name: TypeAdapter(kind).json_schema() for name, kind in _TEXTS.items()}
        return {name: text_keywords(schema) for name, schema in schemas.items()}

    @cached_property
    def requests(self) -> list[str]:
        """Names of the shared schemas that are sent, each after those it refers to."""
        return self._reachable("request")

    @cached_property
    def responses(self) -> list[str]:
        """Names of the shared schemas that come back, each after those it refers to."""
        return self._reachable("response")

    def name(self, reference: str, side: Side) -> str:
        """What the shared schema is called on that side."""
        both = reference in self.requests and reference in self.responses
        return f"{reference}Input" if both and side == "request" else reference

    def definition(self, name: str) -> Schema:
        """The shared schema of that name."""
        found: Schema = self.contract["$defs"][name]
        return found

    def _reachable(self, side: Side) -> list[str]:
        ordered: list[str] = []

        def visit(name: str) -> None:
            if name not in ordered:
                for each in references(self.definition(name)):
                    visit(each)
                ordered.append(name)

        for operation in self.contract["operations"].values():
            for name in references(operation[side]):
                visit(name)
        return ordered


def text_keywords(schema: Schema) -> dict[str, Any]:
    """What a schema says about a text's length and form."""
    return {key: schema[key] for key in TEXT_KEYWORDS if key in schema}


def required_names(schema: Schema, side: Side) -> set[str]:
    """Properties that are there: the required ones, and in a response those with a default but null."""
    names = set(schema.get("required", ()))
    if side == "response":
        names |= {
            name for name, value in schema.get("properties", {}).items() if value.get("default") is not None
        }
    return names
