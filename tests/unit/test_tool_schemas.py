"""Schemas of tools: what hosts and agents read of them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from provenlab.core.operations.contract import contract
from provenlab.tools.mcp import arguments
from provenlab.tools.mcp.schemas import input_schema
from provenlab.tools.mcp.tools import Tool, offered

TOOLS = offered(True)
UNKNOWN_TO_SOME_HOSTS = {"$ref", "$defs", "oneOf", "allOf", "patternProperties", "propertyNames"}


@pytest.fixture(scope="module")
def described() -> Mapping[str, Any]:
    return contract()


def keywords(schema: Any) -> Iterator[str]:
    """Every keyword that is used, names of fields aside."""
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            yield key
            fields = value.values() if key == "properties" else [value]
            for each in fields:
                yield from keywords(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from keywords(each)


def fields(place: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, value in schema.get("properties", {}).items():
        yield f"{place}.{name}", value
        for each in (value, *value.get("anyOf", ())):
            yield from fields(f"{place}.{name}", each)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=list(TOOLS))
def test_arguments_are_described_in_words_that_every_host_knows(
    tool: Tool, described: Mapping[str, Any]
) -> None:
    schema = input_schema(tool, described)
    assert not UNKNOWN_TO_SOME_HOSTS & set(keywords(schema))
    named = dict(fields(tool.name, schema))
    assert all(value["description"] and value.keys() & {"type", "anyOf"} for value in named.values())
    assert {"type": "null"} not in [each for value in named.values() for each in value.get("anyOf", ())]
    assert set(schema.get("required", ())) <= {path.split(".")[1] for path in named}


def test_the_list_of_tools_leaves_room_to_think(described: Mapping[str, Any]) -> None:
    texts = [json.dumps(input_schema(each, described)) + each.about for each in TOOLS.values()]
    assert sum(map(len, texts)) < 30_000


def test_no_note_is_left_over(described: Mapping[str, Any]) -> None:
    paths = {path for each in TOOLS.values() for path, _ in fields(each.name, input_schema(each, described))}
    assert set(arguments._THERE) <= paths
    assert set(arguments._ANYWHERE) <= {path.rpartition(".")[2] for path in paths}
