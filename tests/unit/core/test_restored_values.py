"""A value restored from a row is the value that was validated before it was stored."""

import pytest
from pydantic import ValidationError

from provenlab.adapters._sql.artifact_rows import artifact_of, new_row, parent_rows
from provenlab.adapters._sql.experiment_rows import experiment_of, metric_rows, state_row
from provenlab.adapters._sql.experiment_rows import new_row as new_experiment_row
from provenlab.core.models.artifact import Artifact, Parent
from provenlab.core.models.experiment import Experiment
from provenlab.core.models.value import Value, restored
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.experiment_changes import Declaration

AT = "2025-01-31T09:30:00.000123Z"
HASH = "0" * 64


def parts_of(value: Value) -> list[Value]:
    inner = [each for each in vars(value).values() if isinstance(each, Value)]
    listed = [
        each
        for field in vars(value).values()
        if isinstance(field, tuple)
        for each in field
        if isinstance(each, Value)
    ]
    return [value, *inner, *listed]


def require_same(found: Value, wanted: Value) -> None:
    assert found == wanted
    assert found.model_dump_json() == wanted.model_dump_json()
    for part in parts_of(found):
        assert list(vars(part)) == list(type(part).model_fields)
        assert type(part).model_validate(part.model_dump()) == part
        assert part.model_copy() == part


@pytest.mark.parametrize("circumstances", [{}, {"host": "h", "packages": {"a": "1"}, "argv": ["x", "y"]}])
@pytest.mark.parametrize(
    "execution", [None, {"started_at": AT, "completed_at": AT, "duration": 0, "error": "e"}]
)
def test_an_experiment_comes_back_as_it_was_validated(
    circumstances: dict[str, object], execution: dict[str, object] | None
) -> None:
    wanted = Experiment.model_validate(
        {
            "experiment_id": "e-1",
            "name": "n",
            "inputs": {"ohlcv": ["a", "b"]},
            "config": {"big": 1e20, "count": 2**53 - 1, "nested": {"list": [1, "two", None]}, "small": 0.5},
            "provenance": {
                "git_commit": "c",
                "git_dirty": True,
                "engine_version": "1",
                "created_at": AT,
                **circumstances,
            },
            "status": "failed" if execution else "pending",
            "outputs": {"metrics": "m"} if execution else {},
            "execution": execution,
            "recorded_at": AT,
            "revision": 3,
            "config_hash": HASH,
            "definition_hash": HASH,
            "metrics": {"auc": 0.5, "gain": "Infinity"} if execution else {},
        }
    )
    row = new_experiment_row(Declaration(wanted, canonical_json(wanted.config)))
    require_same(experiment_of({**row, **state_row(wanted)}, metric_rows(wanted, 1)), wanted)


@pytest.mark.parametrize(
    "extra", [{}, {"producer": {"kind": "run", "id": "r"}, "parents": [{"artifact_id": "p"}]}]
)
def test_an_artifact_comes_back_as_it_was_validated(extra: dict[str, object]) -> None:
    wanted = Artifact.model_validate(
        {
            "artifact_id": "a",
            "kind": "ohlcv",
            "name": "n",
            "created_at": AT,
            "file_hash": HASH,
            "size_bytes": 1,
            "storage_uri": "sha256/00/" + HASH,
            "summary": {"rows": 3},
            "recorded_at": AT,
            "record_hash": HASH,
            **extra,
        }
    )
    row = {**new_row(wanted), "status": "active", "successor_id": None, "expired_at": None}
    require_same(artifact_of(row, parent_rows(wanted)), wanted)


def test_a_restored_value_stays_frozen() -> None:
    parent = restored(Parent, {"artifact_id": "a", "role": "source"})
    with pytest.raises(ValidationError):
        parent.role = "other"  # type: ignore[misc]
    assert parent == Parent(artifact_id="a")
