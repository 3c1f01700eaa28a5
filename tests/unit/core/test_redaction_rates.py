"""How many secrets are caught, and how many innocents are left alone, on three labelled sets."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from provenlab.core.rules.redaction import redact
from tests.redaction_innocents import innocents
from tests.redaction_secrets import Case, secret_cases

LEAST_RECALL, MOST_FALSE_ALARMS = 0.98, 0.01
VECTORS = json.loads((Path(__file__).parents[2] / "data" / "secrets.json").read_text())["cases"]


def decoded(text: str | None) -> Any:
    return None if text is None else json.loads(base64.b64decode(text))


def vector_secrets() -> list[Case]:
    return [
        Case(
            case["kind"], {decoded(case["key_b64"]): decoded(case["value_b64"])}, decoded(case["secret_b64"])
        )
        for case in VECTORS
        if case["secret_b64"] is not None
    ]


def vector_innocents() -> list[Any]:
    return [
        {decoded(case["key_b64"]): decoded(case["value_b64"])}
        for case in VECTORS
        if case["secret_b64"] is None
    ]


def survives(case: Case) -> bool:
    """Whether the secret is still in what remains, whichever way that would be written down."""
    left = redact(case.value).value
    escaped = json.dumps(case.secret, ensure_ascii=False)[1:-1]
    return any(case.secret in text or escaped in text for text in (repr(left), json.dumps(left, default=str)))


def missed(cases: list[Case]) -> list[str]:
    return sorted({case.kind for case in cases if survives(case)})


def touched(values: list[Any]) -> list[Any]:
    return [value for value in values if redact(value).redactions or redact(value).value != value]


def test_the_labelled_sample_is_told_apart_without_a_fault() -> None:
    assert len(vector_secrets()) + len(vector_innocents()) == len(VECTORS) > 70
    assert missed(vector_secrets()) == []
    assert touched(vector_innocents()) == []


@pytest.mark.parametrize("seed", range(4))
def test_random_secrets_of_published_formats_are_caught_where_they_leak(seed: int) -> None:
    cases = secret_cases(seed)
    assert len(cases) >= 300
    left = [case for case in cases if survives(case)]
    assert len(left) <= (1 - LEAST_RECALL) * len(cases), missed(cases)


def test_innocents_come_back_as_they_were() -> None:
    values = innocents()
    assert len(values) >= 200
    assert len(touched(values)) <= MOST_FALSE_ALARMS * len(values), touched(values)


def test_a_redactor_that_does_nothing_or_hides_everything_would_fail() -> None:
    assert all(case.secret in repr(case.value) for case in vector_secrets() if "\\" not in repr(case.value))
    assert redact({"password": innocents()}).value == {"password": "[redacted:secret_name]"}
