"""The model registry over MLflow as a script uses it: a database, a folder of files, and a server."""

import math
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lightgbm import LGBMClassifier
from mlflow import MlflowClient

from provenlab import ModelRegistry, open_lab
from provenlab.core.errors import Conflict, Drift, NotFound, UnusableModel, ValidationFailed
from tests.integration.mlflow.stores import mlflow_server, new_mlflow_database

NAME = "provenlab-model"


class BaselineModel:
    """The seed's own: an estimator in `.model`."""

    def __init__(self) -> None:
        self.model = LGBMClassifier(n_estimators=5, num_threads=1, verbose=-1)

    def train(self, rows: Any, labels: Any) -> None:
        self.model.fit(rows, labels)


@pytest.fixture(scope="module")
def rows() -> Any:
    return np.random.RandomState(42).randn(50, 5)


@pytest.fixture(scope="module")
def trained_model(rows: Any) -> BaselineModel:
    model = BaselineModel()
    model.train(rows, (rows[:, 0] > 0).astype(int))
    return model


@pytest.fixture(params=["database", "files"])
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ModelRegistry]:
    uri = new_mlflow_database(tmp_path) if request.param == "database" else f"file://{tmp_path}/mlruns"
    with ModelRegistry(uri) as registry:
        yield registry


def client_of(registry: ModelRegistry) -> MlflowClient:
    return MlflowClient(tracking_uri=registry.tracking_uri, registry_uri=registry.tracking_uri)


def test_log_candidate(registry: ModelRegistry, trained_model: BaselineModel) -> None:
    run_id, version = registry.log_candidate(trained_model, {"auc": 0.9}, {"lr": 0.1}, {"team": "a"}, "first")
    assert isinstance(run_id, str)
    assert version >= 1
    run = client_of(registry).get_run(run_id)
    assert (run.data.metrics, run.data.params) == ({"auc": 0.9}, {"lr": "0.1"})
    assert (run.data.tags["team"], run.info.run_name, run.info.status) == ("a", "first", "FINISHED")


def test_promote_and_load_champion(registry: ModelRegistry, trained_model: BaselineModel, rows: Any) -> None:
    _, version = registry.log_candidate(trained_model, {"auc": 0.9}, {"lr": 0.1})
    registry.promote_to_champion(version)
    champion = registry.load_champion()
    assert type(champion) is LGBMClassifier
    assert np.array_equal(champion.predict_proba(rows), trained_model.model.predict_proba(rows))
    expected = np.asarray(trained_model.model.predict_proba(rows))[:, 1]
    assert np.array_equal(registry.predict_scores(rows), expected)


def test_promote_archives_previous(registry: ModelRegistry, trained_model: BaselineModel) -> None:
    versions = [registry.log_candidate(trained_model, {"auc": auc}, {})[1] for auc in (0.8, 0.9)]
    for version in versions:
        registry.promote_to_champion(version)
    assert registry.get_champion_info()["version"] == versions[1]
    listed = {each["version"]: each for each in registry.list_versions()}
    assert "archived" in listed[versions[0]]["aliases"]
    found = client_of(registry).get_registered_model(registry.model_name).aliases
    assert {alias: int(version) for alias, version in found.items()} == {
        "champion": versions[1],
        "archived": versions[0],
    }


def test_rollback(registry: ModelRegistry, trained_model: BaselineModel) -> None:
    first, second = (registry.log_candidate(trained_model, {}, {"n": n})[1] for n in range(2))
    registry.promote_to_champion(first)
    registry.promote_to_champion(second)
    assert registry.rollback() == first
    assert registry.get_champion_info()["version"] == first
    by_alias = client_of(registry).get_model_version_by_alias(registry.model_name, "champion")
    assert int(by_alias.version) == first


def test_rollback_no_archived_raises(registry: ModelRegistry) -> None:
    with pytest.raises(ValueError, match=r"^No archived model to rollback to$"):
        registry.rollback()
    with pytest.raises(ValueError, match=r"^No champion model set$"):
        registry.load_champion()
    with pytest.raises(ValueError, match=r"^No champion model set$"):
        registry.get_champion_info()


def test_list_versions(registry: ModelRegistry, trained_model: BaselineModel) -> None:
    logged = [registry.log_candidate(trained_model, {"auc": auc}, {})[::-1] for auc in (0.8, 0.9)]
    listed = registry.list_versions()
    assert [(each["version"], each["run_id"]) for each in listed] == list(reversed(logged))
    assert all(each["aliases"] == [] and each["created_at"] for each in listed)


def test_three_promotions_and_two_rollbacks_end_at_the_first(
    registry: ModelRegistry, trained_model: BaselineModel
) -> None:
    versions = [registry.log_candidate(trained_model, {}, {"n": n})[1] for n in range(3)]
    for version in versions:
        registry.promote_to_champion(version, reason="better", evidence={"n": version})
    assert [registry.rollback("worse") for _ in range(2)] == [versions[1], versions[0]]
    with pytest.raises(ValueError, match="No archived model"):
        registry.rollback()
    kinds = [event.kind for event in registry.history()]
    assert kinds == ["promoted"] * 3 + ["rolled_back"] * 2


def test_a_version_holds_its_whole_config_and_every_metric(
    registry: ModelRegistry, trained_model: BaselineModel
) -> None:
    config = {"deep": {"list": [1, 2.5, None]}, "long": "x" * 20_000, "api_key": "sk-proj-abcdefghijklmnop12"}
    metrics = {"auc": 0.1 + 0.2, "gap": math.nan, "worst": -math.inf}
    run_id, version = registry.log_candidate(trained_model, metrics, config)
    registry.promote_to_champion(version, reason="first", actor="me")
    info = registry.get_champion_info()
    assert info["config"]["deep"] == config["deep"]
    assert info["config"]["long"] == config["long"]
    assert str(config["api_key"]) not in str(info)
    assert info["metrics"]["auc"] == 0.1 + 0.2
    assert math.isnan(info["metrics"]["gap"])
    assert info["metrics"]["worst"] == -math.inf
    assert (info["actor"], info["reason"], info["run_id"]) == ("me", "first", run_id)
    names = {file.path for file in client_of(registry).list_artifacts(run_id)}
    assert names == {"config.json", "model", "provenlab.json"}


def test_an_alias_that_another_tool_moved_is_told_and_not_overwritten(
    registry: ModelRegistry, trained_model: BaselineModel
) -> None:
    first, second = (registry.log_candidate(trained_model, {}, {"n": n})[1] for n in range(2))
    registry.promote_to_champion(first)
    client_of(registry).set_registered_model_alias(registry.model_name, "champion", str(second))
    info = registry.get_champion_info()
    assert (info["version"], info["aliases_in_step"]) == (first, False)
    with pytest.raises(Drift, match="reconcile"):
        registry.promote_to_champion(second)
    assert registry.reconcile("aliases", "moved on purpose").champion == second
    assert registry.get_champion_info()["aliases_in_step"]


def test_a_version_of_another_tool_is_listed_and_not_loaded(
    registry: ModelRegistry, trained_model: BaselineModel
) -> None:
    registry.log_candidate(trained_model, {}, {})
    client = client_of(registry)
    run = client.create_run("0")
    client.log_param(run.info.run_id, "lr", 0.5)
    foreign = client.create_model_version(
        registry.model_name, f"{run.info.artifact_uri}/model", run.info.run_id, tags={"by": "hand"}
    )
    newest = registry.list_versions()[0]
    assert (newest["version"], newest["tags"]) == (int(foreign.version), {"by": "hand"})
    registry.promote_to_champion(int(foreign.version))
    assert registry.get_champion_info()["config"] == {"lr": "0.5"}
    with pytest.raises(NotFound, match="without a model file"):
        registry.load_champion()


def test_the_loser_of_a_race_gets_a_conflict(registry: ModelRegistry, trained_model: BaselineModel) -> None:
    first, second = (registry.log_candidate(trained_model, {}, {"n": n})[1] for n in range(2))
    registry.promote_to_champion(first, expected_champion="nobody")
    with pytest.raises(Conflict):
        registry.promote_to_champion(second, expected_champion="nobody")
    registry.quarantine(first)
    with pytest.raises(ValueError, match="No champion"):
        registry.get_champion_info()


def test_a_server_keeps_the_same_promises(tmp_path: Path, trained_model: BaselineModel, rows: Any) -> None:
    # One test, since a server takes as long to start as all of these together.
    scenarios: list[Callable[[ModelRegistry], None]] = [
        lambda registry: test_log_candidate(registry, trained_model),
        lambda registry: test_promote_and_load_champion(registry, trained_model, rows),
        lambda registry: test_promote_archives_previous(registry, trained_model),
        lambda registry: test_rollback(registry, trained_model),
        test_rollback_no_archived_raises,
        lambda registry: test_list_versions(registry, trained_model),
        lambda registry: test_a_version_holds_its_whole_config_and_every_metric(registry, trained_model),
        lambda registry: test_an_alias_that_another_tool_moved_is_told_and_not_overwritten(
            registry, trained_model
        ),
    ]
    with mlflow_server(tmp_path) as url:
        for number, scenario in enumerate(scenarios):
            history = tmp_path / f"{number}.sqlite"
            with ModelRegistry(url, f"model-{number}", history=history) as registry:
                scenario(registry)


def test_two_registries_in_threads_do_not_mix(tmp_path: Path, trained_model: BaselineModel) -> None:
    uris = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        uris.append(new_mlflow_database(tmp_path / name))
    failures: list[Exception] = []

    def log(uri: str, team: str) -> None:
        try:
            with ModelRegistry(uri) as registry:
                for n in range(10):
                    registry.log_candidate(trained_model, {"n": n}, {"team": team, "n": n})
        except Exception as error:  # noqa: BLE001 - told below, by the thread that can fail the test
            failures.append(error)

    threads = [threading.Thread(target=log, args=(uri, uri[-20:])) for uri in uris]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for uri in uris:
        with ModelRegistry(uri) as registry:
            found = registry._models.versions(NAME, None).items
            assert [each.config["n"] for each in found] == list(range(9, -1, -1))
            assert {each.config["team"] for each in found} == {uri[-20:]}


def test_nothing_of_mlflow_is_changed_for_the_rest_of_the_program(
    tmp_path: Path, trained_model: BaselineModel, capfd: pytest.CaptureFixture[str]
) -> None:
    import mlflow

    before = (mlflow.get_tracking_uri(), mlflow.get_registry_uri(), mlflow.active_run())
    with ModelRegistry(new_mlflow_database(tmp_path)) as registry:
        registry.log_candidate(trained_model, {}, {})
    assert (mlflow.get_tracking_uri(), mlflow.get_registry_uri(), mlflow.active_run()) == before
    assert capfd.readouterr().out == ""


def test_what_only_a_pickle_could_keep_is_refused_unless_asked_for(tmp_path: Path) -> None:
    with ModelRegistry(new_mlflow_database(tmp_path)) as registry:
        with pytest.raises(UnusableModel, match="allow_pickle"):
            registry.log_candidate(Constant(), {}, {})
        assert registry.list_versions() == []
        _, version = registry.log_candidate(Constant(), {}, {}, allow_pickle=True)
        assert registry.list_versions()[0]["pickled"]
        registry.promote_to_champion(version)
        with pytest.raises(UnusableModel, match="runs code"):
            registry.load_champion()
        assert registry.load_champion(allow_pickle=True).predict([1]) == [7]


class Constant:
    def predict(self, rows: Any) -> Any:
        return [7 for _ in rows]


def test_wrong_fields_are_named(tmp_path: Path, trained_model: BaselineModel) -> None:
    with ModelRegistry(new_mlflow_database(tmp_path)) as registry:
        with pytest.raises(ValidationFailed, match="config"):
            registry.log_candidate(trained_model, {}, {"x": math.nan})
        with pytest.raises(ValidationFailed, match="tags"):
            registry.log_candidate(trained_model, {}, {}, {"x" * 1_000: "y"})
        assert registry.list_versions() == []


def test_the_history_may_be_that_of_a_lab_with_its_journal(
    tmp_path: Path, trained_model: BaselineModel
) -> None:
    with open_lab(tmp_path / "lab.sqlite") as lab:
        lab.initialise()
        entry = lab._parts.journal.log(journal_note())
        with ModelRegistry(new_mlflow_database(tmp_path), history=lab) as registry:
            _, version = registry.log_candidate(trained_model, {}, {})
            registry.promote_to_champion(version, reason="held up", journal_entry_id=entry.entry_id)
        decided = lab.journal.get_experiment(entry.entry_id)
        assert decided is not None
        assert decided.promotion_decision == "promoted"
        assert [event.champion for event in lab.models.history()] == [version]
        with pytest.raises(NotFound, match="PROVENLAB_TRACKING_URI"):
            lab.models.champion()


def test_why_leads_from_the_champion_to_the_run_that_trained_it(
    tmp_path: Path, trained_model: BaselineModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri, store = new_mlflow_database(tmp_path), str(tmp_path / "lab.sqlite")
    with open_lab(store) as lab:
        lab.initialise()
        data = lab.artifacts.publish(kind="ohlcv", name="bars", text_content="1")
        with ModelRegistry(uri, history=lab) as registry:
            with lab.run("training", config={"lr": 0.1}) as run:
                mlflow_run, version = registry.log_candidate(
                    trained_model, {"auc": 0.9}, {"lr": 0.1}, input_artifacts=[data.artifact_id]
                )
            assert lab._recorder.settle(60)
            registry.promote_to_champion(version, reason="held up", evidence={"auc": 0.9})
            reasons = registry.why()
            assert mlflow_run != run.run_id
            assert reasons.run is not None
            assert (reasons.run.run_id, reasons.promotion.reason) == (run.run_id, "held up")
            assert registry.get_champion_info()["recorded_run_id"] == run.run_id
    monkeypatch.setenv("PROVENLAB_TRACKING_URI", uri)
    with open_lab(store, read_only=True) as lab:
        again = lab.models.why()
        assert (again.version.version, again.run and again.run.run_id) == (version, run.run_id)
        assert lab.models.champion().in_step


def journal_note() -> Any:
    from provenlab.core.models.journal import JournalNote

    return JournalNote.model_validate(
        {
            "hypothesis": "more trees",
            "mutation_type": "parameters",
            "created_at": "2025-01-01T00:00:00Z",
            "config_diff": {},
            "results": {},
        }
    )
