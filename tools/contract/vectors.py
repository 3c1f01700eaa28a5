"""Requests with the verdict of the models, so that every language can show that it agrees.

A vector changes one place of a base request: it sets `value`, or a text or list `times` long, or
removes what is there. The base `snake` is for clients that let their hosts choose the spelling.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from provenlab.core.operations.registry import find_operation
from provenlab.tools.contract.corpus import FULL, HOSTILE, INSTANTS, MINIMAL
from provenlab.tools.contract.schema_index import Schema, SchemaIndex, without_null
from provenlab.tools.contract.verdicts import first_fault

Place = tuple[str | int, ...]
Change = dict[str, Any]

_OTHER_TYPES: Mapping[str, Any] = {
    "text": "x",
    "a number": 7,
    "a fraction": 7.5,
    "true": True,
    "a list": [],
    "an object": {},
    "null": None,
}


def vectors(contract: Schema) -> dict[str, Any]:
    """`bases` by operation and `requests`, each with `valid` and the path of its first fault."""
    requests: list[dict[str, Any]] = []
    for operation in contract["operations"]:
        seen: set[str] = set()
        for change in [*_whole(operation), *_changes(contract, operation)]:
            key = json.dumps({**change, "case": ""}, sort_keys=True)
            if key not in seen:
                seen.add(key)
                requests.append(_judged(operation, change))
    bases = {name: bases_of(name) for name in contract["operations"]}
    return {"contractVersion": contract["contractVersion"], "bases": bases, "requests": requests}


def bases_of(operation: str) -> dict[str, Any]:
    """Valid requests: the fewest fields, all fields, and all of them in snake_case."""
    model = find_operation(operation).request.model_validate(FULL[operation])
    snake = model.model_dump(mode="json", by_alias=False, exclude_unset=True)
    return {"minimal": MINIMAL[operation], "full": FULL[operation], "snake": snake}


def request_of(operation: str, vector: Mapping[str, Any]) -> Any:
    """The request a vector stands for."""
    whole = {"request": deepcopy(bases_of(operation)[vector["base"]])}
    steps: Place = ("request", *vector["at"])
    target: Any = whole
    for step in steps[:-1]:
        target = target[step]
    last: Any = steps[-1]
    if vector.get("remove"):
        del target[last]
    elif "repeat" in vector:
        target[last] = vector["repeat"] * vector["times"]
    elif "value" in vector:
        target[last] = vector["value"]
    return whole["request"]


def _judged(operation: str, change: Change) -> dict[str, Any]:
    fault = first_fault(operation, request_of(operation, change))
    return {"operation": operation, **change, "valid": fault is None, **({} if fault is None else fault)}


def _whole(operation: str) -> Iterator[Change]:
    yield _change("the fewest fields", (), base="minimal")
    yield _change("all fields", ())
    yield _change("all fields in snake_case", (), base="snake")
    for name, value in _OTHER_TYPES.items():
        if name not in ("an object", "null"):  # a call without parameters is one with none
            yield _change(f"{name} instead of an object", (), value=value)
    yield _change("an unknown key", ("colour",), value="red")
    yield _change("another way to write a key", ("EXPERIMENT_ID",), value="exp-1")


def _changes(contract: Schema, operation: str) -> Iterator[Change]:
    index = SchemaIndex(contract)
    yield from _of_schema(index, contract["operations"][operation]["request"], (), FULL[operation])
    for field, values in HOSTILE.get(operation, {}).items():
        for value in values:
            yield _change(f"{field} {json.dumps(value)}", (field,), value=value)


def _of_schema(index: SchemaIndex, schema: Schema, at: Place, sample: Any) -> Iterator[Change]:
    """Changes at one place of a request and below it."""
    inner, _ = without_null(schema)
    if "$ref" in inner:
        inner = index.definition(inner["$ref"].rpartition("/")[2])
    if at:
        yield from _of_value(inner, at, sample)
    if "properties" in inner:
        yield from _of_object(index, inner, at, sample)
    elif isinstance(sample, list) and sample and "items" in inner:
        yield from _of_schema(index, inner["items"], (*at, 0), sample[0])
    elif isinstance(sample, dict) and sample:
        key = next(iter(sample))
        for value in inner.get("patternProperties", {}).values():
            yield from _of_schema(index, value, (*at, key), sample[key])


def _of_object(index: SchemaIndex, schema: Schema, at: Place, sample: Any) -> Iterator[Change]:
    if at:
        yield _change(f"an unknown key in {_path(at)}", (*at, "colour"), value="red")
    for name, value in schema["properties"].items():
        if name in sample:
            yield _change(f"no {_path((*at, name))}", (*at, name), remove=True)
            yield from _of_schema(index, value, (*at, name), sample[name])


def _of_value(schema: Schema, at: Place, sample: Any) -> Iterator[Change]:
    place = _path(at)
    for name, other in _OTHER_TYPES.items():
        yield _change(f"{name} as {place}", at, value=other)
    if "enum" in schema:
        yield from (_change(f"{word} as {place}", at, value=word) for word in schema["enum"])
    elif schema.get("type") == "string":
        yield from _of_text(schema, at, place)
    elif schema.get("type") in ("integer", "number"):
        yield from _of_number(schema, at, place)
    elif "maxItems" in schema and isinstance(sample, list) and sample and isinstance(sample[0], str):
        for times in (schema["maxItems"], schema["maxItems"] + 1):
            yield _change(f"{times:,} of {place}", at, repeat=[sample[0]], times=times)


def _of_text(schema: Schema, at: Place, place: str) -> Iterator[Change]:
    if schema.get("format") == "date-time":
        for value, name in INSTANTS.items():
            yield _change(f"{name} as {place}", at, value=value)
    if "pattern" in schema:
        yield from (
            _change(f"{times} characters as {place}", at, repeat="a", times=times)
            for times in (64, 65, 128, 129)
        )
        yield from (_change(f"{json.dumps(bad)} as {place}", at, value=bad) for bad in ("a b", "é", "a\n"))
    if schema.get("minLength"):
        yield _change(f"an empty {place}", at, value="")
    if "maxLength" in schema:
        longest = schema["maxLength"]
        for letter in ("a", "é", "\U0001f600"):
            yield _change(f"the longest {place} of {letter}", at, repeat=letter, times=longest)
            yield _change(f"a {place} too long by one {letter}", at, repeat=letter, times=longest + 1)
        yield from (_change(f"{json.dumps(bad)} as {place}", at, value=bad) for bad in ("a\0", "\ud800"))


def _of_number(schema: Schema, at: Place, place: str) -> Iterator[Change]:
    bounds = [schema[key] for key in ("minimum", "maximum") if key in schema]
    for bound in bounds:
        for value in (bound - 1, bound, bound + 1):
            yield _change(f"{value} as {place}", at, value=value)
    # What is too large for a number without bounds is for the reader of JSON to say, not for a schema.
    large = (2**53 - 1, 2**53, 2**64) if bounds or schema["type"] == "integer" else ()
    for value in (*large, -1, 0.5):
        yield _change(f"{value} as {place}", at, value=value)


def _change(case: str, at: Place, *, base: str = "full", **how: Any) -> Change:
    return {"case": case, "base": base, "at": list(at), **how}


def _path(at: Place) -> str:
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in at)
    return "".join(parts).removeprefix(".")
