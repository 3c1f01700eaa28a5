"""The journal as a researcher's script uses it, on every store."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import provenlab
from provenlab import ExperimentJournal, ExperimentRecord
from provenlab.core.errors import StoreReadOnly, ValidationFailed
from tests.labs import BACKENDS


@pytest.fixture(params=BACKENDS)
def journal(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[ExperimentJournal]:
    journal = ExperimentJournal(new_url(request.param))
    yield journal
    journal.close()


def make_record(**overrides: Any) -> ExperimentRecord:
    defaults: dict[str, Any] = {
        "hypothesis": "Test hypothesis",
        "mutation_type": "hyperparameter",
        "config_diff": {"lr": 0.05},
        "results": {"sharpe": 0.8},
        "promotion_decision": "rejected",
        "tags": ["test"],
        "created_at": datetime.now(UTC).replace(tzinfo=None).isoformat(),
    }
    return ExperimentRecord(**{**defaults, **overrides})


@pytest.mark.requirement("JOURNAL-17")
def test_log_and_retrieve(journal: ExperimentJournal) -> None:
    record = make_record(
        champion_metrics={"sharpe": 0.7},
        promotion_reason="worse",
        run_id="f3c1",
        model_version=4,
        tags=["a", "b"],
        metadata={"n": [1, {"x": None}]},
    )
    number = journal.log_experiment(record)
    assert journal.get_experiment(number) == replace(record, id=number)


@pytest.mark.requirement("JOURNAL-18")
def test_query_by_mutation_type(journal: ExperimentJournal) -> None:
    for mutation_type in ("hyperparameter", "feature_add", "hyperparameter"):
        journal.log_experiment(make_record(mutation_type=mutation_type))
    found = journal.query(mutation_type="hyperparameter")
    assert [each.mutation_type for each in found] == ["hyperparameter"] * 2


@pytest.mark.requirement("JOURNAL-19")
def test_query_by_outcome(journal: ExperimentJournal) -> None:
    for decision in ("rejected", "promoted", "rejected"):
        journal.log_experiment(make_record(promotion_decision=decision))
    assert [each.promotion_decision for each in journal.query(outcome="promoted")] == ["promoted"]


@pytest.mark.requirement("JOURNAL-20")
def test_query_by_date_range(journal: ExperimentJournal) -> None:
    for created_at in ("2024-01-01", "2024-06-15", "2024-12-31"):
        journal.log_experiment(make_record(created_at=created_at))
    found = journal.query(date_from="2024-06-01", date_to="2024-07-01")
    assert [each.created_at for each in found] == ["2024-06-15"]


@pytest.mark.requirement("JOURNAL-21")
def test_query_by_tag(journal: ExperimentJournal) -> None:
    journal.log_experiment(make_record(tags=["drift", "urgent"]))
    journal.log_experiment(make_record(tags=["routine"]))
    assert [each.tags for each in journal.query(tags=["drift"])] == [["drift", "urgent"]]


@pytest.mark.requirement("JOURNAL-22")
def test_query_combined_filters(journal: ExperimentJournal) -> None:
    for mutation_type in ("hyperparameter", "feature_add"):
        for decision in ("promoted", "rejected"):
            journal.log_experiment(make_record(mutation_type=mutation_type, promotion_decision=decision))
    found = journal.query(mutation_type="feature_add", outcome="promoted")
    assert [(each.mutation_type, each.promotion_decision) for each in found] == [("feature_add", "promoted")]


@pytest.mark.requirement("JOURNAL-23")
def test_count(journal: ExperimentJournal) -> None:
    for _ in range(5):
        journal.log_experiment(make_record())
    assert journal.count() == 5


@pytest.mark.requirement("JOURNAL-24")
def test_metadata_escape_hatch(journal: ExperimentJournal) -> None:
    metadata = {"autonomy_level": "supervised", "parent_id": 42}
    number = journal.log_experiment(make_record(metadata=metadata))
    found = journal.get_experiment(number)
    assert found is not None
    assert found.metadata == metadata


def test_a_new_journal_is_empty_and_a_missing_record_is_none(journal: ExperimentJournal) -> None:
    assert journal.count() == 0
    assert journal.query() == []
    assert journal.get_experiment(1) is None


@pytest.mark.parametrize("journal", ["sqlite"], indirect=True)
def test_a_query_gives_a_hundred_unless_told_otherwise(journal: ExperimentJournal) -> None:
    for number in range(102):
        journal.log_experiment(make_record(hypothesis=str(number), created_at="2024-01-01"))
    assert [each.hypothesis for each in journal.query()] == [str(each) for each in range(101, 1, -1)]
    assert (len(journal.query(limit=3)), len(journal.query(limit=None)), journal.query(limit=0)) == (
        3,
        102,
        [],
    )


def test_what_is_wrong_is_named_and_nothing_is_kept(journal: ExperimentJournal) -> None:
    for wrong, path in (
        ({"promotion_decision": "maybe"}, "promotion_decision"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"metadata": {"sharpe": float("nan")}}, "metadata.sharpe"),
    ):
        with pytest.raises(ValidationFailed) as caught:
            journal.log_experiment(make_record(**wrong))
        assert [each["path"] for each in caught.value.details["faults"]] == [path]
    with pytest.raises(ValidationFailed, match="outcome"):
        journal.query(outcome="champion")
    assert journal.count() == 0


def test_fields_of_a_record_go_by_name_alone() -> None:
    with pytest.raises(TypeError):
        ExperimentRecord(1, "2024-01-01")  # type: ignore[call-arg]


@pytest.mark.requirement("JOURNAL-16")
def test_numbers_that_json_has_not_come_back_as_themselves(journal: ExperimentJournal) -> None:
    results = {"sharpe": math.nan, "drawdown": -math.inf, "folds": [1.5, math.inf], "name": "inf"}
    number = journal.log_experiment(make_record(results=results, champion_metrics={"sharpe": math.nan}))
    found = journal.get_experiment(number)
    assert found is not None
    assert repr(sorted(found.results.items())) == repr(sorted(results.items()))
    assert repr(found.champion_metrics) == "{'sharpe': nan}"


def test_a_decision_follows_a_pending_record(journal: ExperimentJournal) -> None:
    number = journal.log_experiment(make_record(promotion_decision="pending"))
    assert journal.record_decision(number, "promoted", reason="better").promotion_reason == "better"
    assert [each.decision for each in journal.decisions(number)] == ["pending", "promoted"]
    assert journal.count(outcome="promoted") == 1


def test_the_journal_of_a_lab_is_the_journal_of_its_store(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    with ExperimentJournal(path) as alone:
        number = alone.log_experiment(make_record())
        assert (tmp_path / "lab.sqlite-wal").exists()
    with provenlab.open_lab(path, read_only=True) as lab:
        assert lab.journal.get_experiment(number) is not None
        with pytest.raises(StoreReadOnly):
            lab.journal.log_experiment(make_record())
