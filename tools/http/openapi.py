"""The API as an OpenAPI 3.1 document, made from the contract of the operations."""

from collections.abc import Iterable, Mapping
from typing import Any

from provenlab.core.errors import StoreError
from provenlab.core.operations import MODULES
from provenlab.core.operations.registry import find_operation
from provenlab.tools.http.artifact_upload import DIGEST_HEADERS, description_parameters
from provenlab.tools.http.artifact_upload import OPERATION as UPLOADING
from provenlab.tools.http.parameters import Parameter, parameters_of
from provenlab.tools.http.statuses import status_of, statuses_by_code

PREFIX = "/v1"
_JSON = "application/json"
_NULL = {"type": "null"}
_FROM_ANYWHERE = (
    "unauthenticated",
    "forbidden",
    "not_initialised",
    "schema_outdated",
    "store_locked",
    "store_full",
)
_ABOUT = (
    "Every operation of a lab's store. What reads is GET: a field is a query parameter, the fields of "
    "`filter` stand on their own, a list of texts is a repeated parameter, and what is structured is JSON. "
    "What writes is POST with a JSON object. An answer leaves out what is null. A page that is not the last "
    "has a Link to the next one."
)
_DESCRIPTIONS = {
    400: "Not a request: no JSON, no UTF-8, fields in the wrong place.",
    401: "No token, or one that is not known here.",
    403: "The token may not, or the server only reads, or the request comes from a foreign page.",
    404: "There is no such record, or no such path.",
    409: "It contradicts what is recorded, or the store is not there yet, or from an earlier release.",
    410: "The record is there, its bytes are gone.",
    412: "A condition in the header of the request does not hold.",
    413: "Too large, the request or its answer.",
    415: "The body is not plain JSON.",
    416: "The range begins behind the last byte.",
    422: "A field has a wrong value; details name it.",
    500: "A fault of the server or of its store.",
    501: "The server lacks an optional package.",
    503: "The store is busy or away; the same request may work later.",
    504: "The answer took too long.",
    507: "The store has no room left.",
}


def openapi(contract: Mapping[str, Any]) -> dict[str, Any]:
    """The document; the same text for the same contract."""
    operations: Mapping[str, Any] = contract["operations"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "provenlab",
            "version": str(contract["contractVersion"]),
            "summary": "What a lab tried, from which inputs, and what came out.",
            "description": _ABOUT,
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"bearer": []}],
        "paths": {
            **{f"{PREFIX}/{name}": _path(name, each, contract) for name, each in operations.items()},
            f"{PREFIX}/artifacts/{{artifactId}}/content": _content_path(contract),
            "/healthz": _plain_path("healthz", "Tells that the server answers; asks no store."),
            "/openapi.json": _plain_path("openapi", "Returns this document."),
        },
        "components": {
            "schemas": {
                **{name: _relocated(each) for name, each in contract["$defs"].items()},
                "Error": _error_schema(contract),
            },
            "responses": _error_responses(),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _path(name: str, operation: Mapping[str, Any], contract: Mapping[str, Any]) -> dict[str, Any]:
    is_read = operation["effect"] == "read"
    described = {
        "operationId": name,
        "tags": [MODULES[name]],
        "summary": operation["summary"],
        "description": operation["description"],
    }
    if is_read:
        known = parameters_of(operation["request"], contract["$defs"])
        described["parameters"] = [_parameter(each) for each in known]
    else:
        described["requestBody"] = {
            "required": True,
            "content": {_JSON: {"schema": _relocated(operation["request"])}},
        }
    statuses = _statuses(operation["errors"]) | ({504} if is_read else {415, 504})
    described["responses"] = {"200": _answer(name, operation, contract), **_errors(statuses)}
    return {"get" if is_read else "post": described}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
    }
    schema = _relocated(parameter.schema)
    if parameter.form == "json":
        return {**described, "schema": _json_text(schema)}
    if parameter.form == "texts":
        return {**described, "style": "form", "explode": True, "schema": schema}
    return {**described, "schema": _without_null(schema) if parameter.form == "text" else schema}


def _json_text(schema: Mapping[str, Any]) -> dict[str, Any]:
    """JSON within a text. What OpenAPI has for it, `content`, makers of clients do not know."""
    about = {"description": schema["description"]} if "description" in schema else {}
    return {"type": "string", "contentMediaType": _JSON, "contentSchema": schema, **about}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What can be written as text; leaving the parameter out says null."""
    choices = [each for each in schema.get("anyOf", ()) if each != _NULL]
    if len(choices) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    default = {"default": schema["default"]} if schema.get("default") is not None else {}
    return {**choices[0], **rest, **default}


def _answer(name: str, operation: Mapping[str, Any], contract: Mapping[str, Any]) -> dict[str, Any]:
    response = operation["response"]
    described: dict[str, Any] = {
        "description": "The result.",
        "content": {_JSON: {"schema": _relocated(response)}},
    }
    model = str(response.get("$ref", "")).rpartition("/")[2]
    properties = contract["$defs"].get(model, {}).get("properties", {})
    if operation["effect"] == "read" and "nextCursor" in properties:
        described["headers"] = _link("absent on the last one")
    elif find_operation(name).continuation is not None:
        described["headers"] = _link("there while a page is full")
    return described


def _link(when: str) -> dict[str, Any]:
    return {"Link": {"description": f'The next page, rel="next"; {when}.', "schema": {"type": "string"}}}


def _statuses(codes: Iterable[str]) -> set[int]:
    known = statuses_by_code()
    return {known[code] for code in (*codes, *_FROM_ANYWHERE)} | {status_of(StoreError)}


def _errors(statuses: Iterable[int]) -> dict[str, Any]:
    return {str(each): {"$ref": f"#/components/responses/{each}"} for each in sorted(statuses)}


def _error_responses() -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Error"}}
    return {
        str(each): {"description": about, "content": {_JSON: schema}} for each, about in _DESCRIPTIONS.items()
    }


def _content_path(contract: Mapping[str, Any]) -> dict[str, Any]:
    return {"get": _download(contract), "put": _upload(contract)}


def _download(contract: Mapping[str, Any]) -> dict[str, Any]:
    codes = (*contract["operations"]["get_artifact"]["errors"], "blob_missing", "uri_refused")
    kinds = ("application/octet-stream", "text/csv", _JSON, "application/vnd.apache.parquet")
    binary: dict[str, Any] = {each: {} for each in kinds}
    return {
        "operationId": "get_artifact_content",
        "tags": ["artifacts"],
        "summary": "Returns the bytes of an artifact.",
        "description": (
            "The whole is compared with its digest while it is sent, and broken off when it is not what "
            "was recorded; a range is not. The entity tag and Repr-Digest are the SHA-256 of the whole."
        ),
        "parameters": [_artifact_id(contract), *_headers("Range", "If-Range", "If-Match", "If-None-Match")],
        "responses": {
            "200": {"description": "All bytes.", "content": binary},
            "206": {"description": "The bytes of one range.", "content": binary},
            "304": {"description": "The reader has these bytes already."},
            **_errors(_statuses(codes) | {412, 416, 504}),
        },
    }


def _upload(contract: Mapping[str, Any]) -> dict[str, Any]:
    operation = contract["operations"][UPLOADING]
    answer = _answer(UPLOADING, operation, contract)
    known = description_parameters(operation["request"], contract["$defs"])
    return {
        "operationId": "put_artifact_content",
        "tags": ["artifacts"],
        "summary": "Publishes the body as an artifact, of any size.",
        "description": (
            "The same as publish_artifact, for bytes that are sent as they are: the description is the "
            "query, the body is stored while it arrives. A digest in Repr-Digest or Content-Digest is "
            "compared before anything is kept; of a body that breaks off nothing stays. Idempotent."
        ),
        "parameters": [
            _artifact_id(contract),
            *(_parameter(each) for each in known),
            *_headers(*DIGEST_HEADERS, "If-None-Match"),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        "responses": {
            "200": {**answer, "description": "It was published before, with these bytes."},
            "201": {**answer, "description": "It is published now."},
            **_errors(_statuses((*operation["errors"], "invalid_request")) | {412, 415, 504}),
        },
    }


def _artifact_id(contract: Mapping[str, Any]) -> dict[str, Any]:
    parameter = parameters_of(contract["operations"]["get_artifact"]["request"], contract["$defs"])[0]
    return {
        "name": "artifactId",
        "in": "path",
        "required": True,
        "schema": _relocated(parameter.schema),
    }


def _headers(*names: str) -> list[dict[str, Any]]:
    return [{"name": each, "in": "header", "required": False, "schema": {"type": "string"}} for each in names]


def _plain_path(name: str, summary: str) -> dict[str, Any]:
    answer = {"description": "The result.", "content": {_JSON: {"schema": {"type": "object"}}}}
    return {
        "get": {
            "operationId": name,
            "tags": ["server"],
            "summary": summary,
            "security": [{}],
            "responses": {"200": answer, **_errors({403})},
        }
    }


def _error_schema(contract: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": "What went wrong; a code never changes its meaning.",
        "properties": {
            "error": {"type": "string"},
            "type": {"type": "string"},
            "code": {"type": "string", "enum": sorted(contract["errors"])},
            "details": {"type": "object"},
            "retryable": {"type": "boolean"},
        },
        "required": ["error", "type", "code", "details", "retryable"],
        "additionalProperties": False,
    }


def _relocated(schema: Any) -> Any:
    """The schema with its references into `components`."""
    if isinstance(schema, list):
        return [_relocated(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _relocated(value)
        for key, value in schema.items()
    }
