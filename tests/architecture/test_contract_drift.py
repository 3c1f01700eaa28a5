"""What is generated from the operations is committed as it would be generated now."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from provenlab.core.operations import MODULES
from provenlab.tools.contract.__main__ import main, stale_files
from provenlab.tools.contract.documents import documents
from provenlab.tools.contract.schema_index import SchemaIndex
from provenlab.tools.contract.vectors import request_of
from provenlab.tools.contract.verdicts import first_fault
from provenlab.tools.contract.zod_schemas import zod_of
from tests.architecture.source_tree import ROOT

CLIENTS = ROOT / "clients"
VECTORS: dict[str, Any] = json.loads((CLIENTS / "vectors.json").read_text())
CONTRACT: dict[str, Any] = json.loads((CLIENTS / "contract.json").read_text())


def test_every_generated_file_is_up_to_date() -> None:
    assert stale_files(CLIENTS) == [], "run make contract"


def test_a_planted_difference_is_found_and_mended(tmp_path: Path) -> None:
    assert main(["--clients", str(tmp_path)]) == 0
    assert main(["--clients", str(tmp_path), "--check"]) == 0
    planted = tmp_path / "contract.json"
    planted.write_text(planted.read_text().replace("create_experiment", "create_experiments"))
    (tmp_path / "typescript/src/generated/types.ts").unlink()
    assert stale_files(tmp_path) == ["contract.json", "typescript/src/generated/types.ts"]
    assert main(["--clients", str(tmp_path), "--check"]) == 1
    assert main(["--clients", str(tmp_path)]) == 0
    assert stale_files(tmp_path) == []


def test_generated_text_has_sorted_keys_and_one_newline_at_the_end() -> None:
    for name, text in documents().items():
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
    assert json.dumps(CONTRACT, indent=2, sort_keys=True) + "\n" == documents()["contract.json"]


def test_vectors_cover_every_operation_with_valid_and_invalid_requests() -> None:
    covered = Counter((each["operation"], each["valid"]) for each in VECTORS["requests"])
    assert {name for name, _ in covered} == set(MODULES)
    assert min(covered[name, verdict] for name in MODULES for verdict in (True, False)) >= 2


@pytest.mark.parametrize("operation", MODULES)
def test_the_models_agree_with_the_vectors(operation: str) -> None:
    for vector in VECTORS["requests"]:
        if vector["operation"] == operation:
            fault = first_fault(operation, request_of(operation, vector))
            found = None if fault is None else fault["path"]
            assert found == vector.get("path"), vector["case"]
            assert vector["valid"] == (fault is None), vector["case"]


@cache
def published(operation: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        {**CONTRACT["operations"][operation]["request"], "$defs": CONTRACT["$defs"]}
    )


def accepted_by_schema(vector: dict[str, Any]) -> bool:
    return published(vector["operation"]).is_valid(request_of(vector["operation"], vector))


def test_the_published_schemas_refuse_nothing_that_the_models_take() -> None:
    valid = [each for each in VECTORS["requests"] if each["valid"] and each["base"] != "snake"]
    assert [each["case"] for each in valid if not accepted_by_schema(each)] == []


# What JSON Schema cannot say, and a line end that Python's `$` overlooks: the models are stricter there.
UNSAID = ("\\u0000", "\\ud800", "\\udc00", "\\n", str(2**53))
TIMES = (
    "createdAt",
    "minCreatedAt",
    "maxCreatedAt",
    "at",
    "endedAt",
    "dateFrom",
    "instant",
    "dateTo",
    "availableAt",
)


def test_what_the_models_refuse_the_published_schemas_refuse_but_for_text_and_times() -> None:
    for vector in VECTORS["requests"]:
        if not vector["valid"] and accepted_by_schema(vector):
            unsaid = any(mark in json.dumps(vector.get("value")) for mark in UNSAID)
            assert unsaid or str(vector["at"][-1]) in TIMES, vector["case"]


def test_a_keyword_that_zod_is_not_told_of_stops_the_generation() -> None:
    index = SchemaIndex({"operations": {}, "$defs": {}})
    lists = {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 2}
    assert zod_of(index, lists, "request") == "z.array(z.boolean()).min(1).max(2)"
    with pytest.raises(ValueError, match="uniqueItems"):
        zod_of(index, {**lists, "uniqueItems": True}, "request")
