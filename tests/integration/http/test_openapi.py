"""What the OpenAPI document says is what the server does, for requests that nobody thought of."""

import json
import os
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from provenlab.core.operations.contract import error_codes
from provenlab.tools.http.app import api
from provenlab.tools.http.statuses import statuses_by_code
from tests.architecture.source_tree import ROOT
from tests.integration.cli.laboratory import fill
from tests.labs import opened

SOUGHT = os.environ.get("PROVENLAB_API_EXAMPLES")
EXAMPLES = int(SOUGHT or "2")
DOCUMENT: dict[str, Any] = json.loads((ROOT / "clients/openapi.json").read_text())
_JSON = "application/json"


def as_content(document: dict[str, Any]) -> dict[str, Any]:
    """The document with JSON in parameters as `content`, which schemathesis makes up by its schema."""
    changed = deepcopy(document)
    for ways in changed["paths"].values():
        for operation in ways.values():
            for each in operation.get("parameters", ()):
                if each["schema"].get("contentMediaType") == _JSON:
                    each["content"] = {_JSON: {"schema": each.pop("schema")["contentSchema"]}}
    return changed


def wrong_bodies_are_refused(context: Any, response: Any, case: Any) -> bool | None:
    """As the check of schemathesis, for bodies that are wrong indeed.

    In a query a number is the text of a list of one, and what is made wrong in one branch of `anyOf` may be
    right in another: null where a number or null may stand.
    """
    if case.method.upper() == "GET" or _is_as_described(case):
        return None
    return negative_data_rejection(context, response, case)


def _is_as_described(case: Any) -> bool:
    described = DOCUMENT["paths"][case.operation.path][case.method.lower()].get("requestBody", {})
    schema = described.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return False
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]}).is_valid(case.body)


CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    wrong_bodies_are_refused,
    unsupported_method,
]
WAYS = [(path, method) for path, ways in sorted(DOCUMENT["paths"].items()) for method in ways]
WITHOUT_INPUT = {
    (path, method)
    for path, method in WAYS
    if not DOCUMENT["paths"][path][method].keys() & {"parameters", "requestBody"}
}


@pytest.fixture(scope="module")
def described() -> Any:
    """The published document before a server that holds something of every kind."""
    with opened("memory:") as bench:
        fill(bench)
        app, door = api(bench.lab)
        schema = openapi.from_dict(as_content(DOCUMENT))
        schema.app = app
        yield schema
        door.close()


@pytest.mark.parametrize(("path", "method"), WAYS)
def test_every_answer_is_as_described_and_no_request_breaks_the_server(
    described: Any, path: str, method: str
) -> None:
    operation = described[path][method]
    without_input = (path, method) in WITHOUT_INPUT
    modes = [GenerationMode.POSITIVE, *([] if without_input else [GenerationMode.NEGATIVE])]
    cases = st.one_of(*(operation.as_strategy(generation_mode=each) for each in modes))

    @settings(
        max_examples=EXAMPLES,
        derandomize=SOUGHT is None,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def answered(case: Any) -> None:
        case.validate_response(case.call(base_url="http://localhost"), checks=CHECKS)

    answered()


def test_every_error_code_has_a_status() -> None:
    known = statuses_by_code()
    assert set(known) == set(error_codes())
    assert {status for status in known.values() if not 400 <= status < 600} == set()


def test_every_reference_of_the_document_leads_somewhere() -> None:
    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*(references(each) for each in value.values()))
        return set().union(*(references(each) for each in value)) if isinstance(value, list) else set()

    for reference in references(DOCUMENT):
        place: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_what_is_structured_in_a_query_is_text_for_who_makes_clients() -> None:
    (trial,) = (
        each for each in DOCUMENT["paths"]["/v1/find_trial"]["get"]["parameters"] if each["name"] == "trial"
    )
    assert (trial["schema"]["type"], trial["schema"]["contentMediaType"]) == ("string", _JSON)
    assert "TrialSetting" in json.dumps(trial["schema"]["contentSchema"])
    assert as_content(DOCUMENT) != DOCUMENT
