"""Learners on real data sets: figures against scikit-learn, splits, identities and refusals."""

import hashlib
import math
import sys
from typing import Any

import lightgbm
import numpy as np
import pytest
import sklearn.metrics

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.adapters.datasets.shipped import SHIPPED, shipped
from provenlab.core.errors import MissingExtra, NotFound, ValidationFailed
from provenlab.core.evaluation.engine import (
    Assignment,
    Evaluation,
    assigned,
    evaluated,
    sealed,
    shard_partial,
    shards_of,
)
from provenlab.core.evaluation.identities import candidate_digest, partial_bytes, partial_of
from provenlab.core.evaluation.kind import primary_metric
from provenlab.core.evaluation.leaderboard import leaderboard
from provenlab.core.evaluation.ml_eval.dataset import dataset_of, read_dataset
from provenlab.core.evaluation.ml_eval.finding import corrected_error
from provenlab.core.evaluation.ml_eval.kind import MlEval
from provenlab.core.evaluation.ml_eval.run_to_failure import run_to_failure
from provenlab.core.evaluation.ml_eval.scores import nasa_mean, of_classes, of_numbers
from provenlab.core.evaluation.ml_eval.splits import split_of
from provenlab.core.evaluation.ml_eval.training import fitted, predictions_digest
from provenlab.core.rules.tree_text import trees_digest

KIND = MlEval()
SMALL = {"few": {"rounds": 5, "params": {"num_leaves": 4}}, "one": {"rounds": 1, "params": {"num_leaves": 2}}}
DIABETES, DIABETES_WORLD = shipped("diabetes")
CANCER, CANCER_WORLD = shipped("breast_cancer")


def task_of(name: str = "diabetes", candidates: Any = None, **changes: Any) -> Assignment:
    content, scenario = run_to_failure(machines=12) if name == "run_to_failure" else shipped(name)
    document = scenario | {"folds": 3, "repeats": 2, "seed": 5} | changes
    return assigned(KIND, document, candidates or SMALL, {"dataset": content})


def run(*args: Any, **changes: Any) -> Evaluation:
    return evaluated(task_of(*args, **changes), InProcessExecutor())


def test_errors_of_numbers_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(2)
    true, predicted = rng.normal(0, 3, 200), rng.normal(0, 3, 200)
    found = of_numbers(predicted, true)
    assert found["rmse"] == pytest.approx(sklearn.metrics.root_mean_squared_error(true, predicted))
    assert found["mae"] == pytest.approx(sklearn.metrics.mean_absolute_error(true, predicted))
    assert found["r2"] == pytest.approx(sklearn.metrics.r2_score(true, predicted))
    assert found["bias"] == pytest.approx((predicted - true).mean())
    assert "r2" not in of_numbers(predicted, np.ones(200))


def test_scores_of_two_classes_are_those_of_scikit_learn_with_ties() -> None:
    rng = np.random.default_rng(2)
    true = rng.integers(0, 2, 300).astype(float)
    predicted = np.clip(0.3 * true + rng.random(300) * 0.7, 0.01, 0.99).astype(np.float64).round(1)
    found = of_classes(predicted, true)
    assert found["auc"] == pytest.approx(sklearn.metrics.roc_auc_score(true, predicted))
    assert found["logloss"] == pytest.approx(sklearn.metrics.log_loss(true, predicted))
    assert found["brier"] == pytest.approx(sklearn.metrics.brier_score_loss(true, predicted))
    assert "auc" not in of_classes(predicted, np.ones(300))


def test_scores_of_many_classes_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(2)
    predicted, true = rng.dirichlet([1, 1, 1, 1], 300), np.repeat(np.arange(4.0), 75)
    found = of_classes(predicted, true)
    assert found["auc"] == pytest.approx(sklearn.metrics.roc_auc_score(true, predicted, multi_class="ovr"))
    assert found["logloss"] == pytest.approx(sklearn.metrics.log_loss(true, predicted))
    assert found["brier"] == pytest.approx(
        ((predicted - np.eye(4)[true.astype(int)]) ** 2).sum(axis=1).mean()
    )


def test_the_nasa_score_is_harder_on_late_predictions() -> None:
    def one(late: float) -> float:
        return nasa_mean(np.array([50 + late]), np.array([50.0]))

    assert one(-13) == pytest.approx(math.e - 1)
    assert one(10) == pytest.approx(math.e - 1)
    assert one(0) == 0
    assert one(13) > one(-13)
    assert math.isfinite(one(1e9))


def test_the_corrected_error_is_that_of_nadeau_and_bengio() -> None:
    values = [0.8, 0.9, 1.0, 1.1]
    assert corrected_error(values, 300, 100) == pytest.approx(
        math.sqrt((1 / 4 + 1 / 3) * np.var(values, ddof=1))
    )
    assert corrected_error([0.8], 300, 100) is None


def test_metrics_are_means_over_folds_with_the_corrected_error() -> None:
    done = run()
    folds = done.finding.artifacts["folds"]["few"]
    rmse = done.finding.metrics["few"]["rmse"]
    assert (folds["repeat"], folds["fold"]) == ([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2])
    assert rmse.value == pytest.approx(np.mean(folds["rmse"]))
    assert rmse.standard_error == pytest.approx(
        math.sqrt((1 / 6 + sum(folds["n_test"]) / sum(folds["n_train"])) * np.var(folds["rmse"], ddof=1))
    )
    assert done.finding.metrics["few"]["loss"] == rmse
    assert done.finding.metrics["few"]["auc"].value is None
    board = leaderboard(primary_metric(KIND), [done.finding])
    assert [row.candidate_id for row in board] == ["few", "one"]


def test_predictions_are_those_of_lightgbm_on_the_rows_of_the_split() -> None:
    task = task_of("breast_cancer", {"it": {"rounds": 5}}, folds=4, repeats=1)
    dataset = dataset_of(task.spec, task.inputs)
    split = split_of(task.spec, dataset, 2, task.stream)
    rows, labels = dataset.rows(task.spec.features), dataset.columns["target"]
    model = lightgbm.LGBMClassifier(
        n_estimators=5, num_threads=1, deterministic=True, force_row_wise=True, verbose=-1, random_state=0
    ).fit(rows[split.train], labels[split.train])
    predicted = np.asarray(model.predict_proba(rows[split.test]))[:, 1]
    found = shard_partial(shards_of(task, 1)[2])["it"]["2"]
    assert found["predictions"] == predictions_digest(predicted)
    assert found["scores"]["auc"] / 1e9 == pytest.approx(
        sklearn.metrics.roc_auc_score(labels[split.test], predicted), abs=1e-8
    )


def test_every_row_is_judged_once_in_a_repeat_and_classes_are_spread() -> None:
    task = task_of("wine")
    dataset = dataset_of(task.spec, task.inputs)
    splits = [split_of(task.spec, dataset, unit, task.stream) for unit in range(6)]
    for repeat in (splits[:3], splits[3:]):
        assert sorted(np.concatenate([each.test for each in repeat])) == list(range(dataset.n_rows))
    assert not np.array_equal(splits[0].test, splits[3].test)
    for each in splits:
        assert not set(each.train) & set(each.test)
        counts = np.bincount(dataset.columns["target"][each.test].astype(int))
        assert abs(counts - np.array([59, 71, 48]) / 3).max() <= 1


def test_machines_are_in_one_fold_and_judged_by_what_was_observed() -> None:
    task = task_of("run_to_failure")
    dataset = dataset_of(task.spec, task.inputs)
    machine, observed = dataset.columns["machine"], dataset.columns["observed"]
    for unit in range(3):
        split = split_of(task.spec, dataset, unit, task.stream)
        assert not set(machine[split.train]) & set(machine[split.test])
        assert observed[split.test].all()
        assert len(split.last) == len(set(machine[split.test])) == 4
        for row in split.last:
            assert machine[row + 1] != machine[row] or not observed[row + 1]


def test_last_and_all_are_told_apart_for_remaining_life() -> None:
    metrics = run("run_to_failure").finding.metrics["few"]
    assert metrics["loss"] == metrics["rmse_last"]
    assert metrics["rmse_all"].value != metrics["rmse_last"].value
    assert metrics["nasa_mean_last"].value is not None
    assert metrics["rmse"].value is None


@pytest.mark.parametrize("name", [*SHIPPED, "run_to_failure"])
def test_shards_of_any_size_and_order_give_one_digest(name: str) -> None:
    task = task_of(name, {"one": SMALL["one"]}, repeats=1)
    pieces = [partial_of(partial_bytes(shard_partial(shard))) for shard in reversed(shards_of(task, 1))]
    merged = KIND.zero(task.spec, task.candidates)
    for piece in pieces:
        merged = KIND.merge(merged, piece)
    assert sealed(task, merged).digest == evaluated(task, InProcessExecutor()).digest
    assert KIND.merge(pieces[0], pieces[1]) == KIND.merge(pieces[1], pieces[0])


def test_a_learner_has_the_same_digest_whoever_else_is_judged() -> None:
    alone = run("diabetes", {"renamed": SMALL["few"]}, repeats=1)
    assert alone.digests["renamed"] == run("diabetes", repeats=1).digests["few"]


def test_the_version_names_that_of_lightgbm() -> None:
    assert KIND.version == f"1+lightgbm-{lightgbm.__version__}"


def test_a_learner_is_the_same_however_its_defaults_are_said() -> None:
    spec = task_of().spec
    ways = [{}, {"rounds": 100}, {"params": {"num_leaves": 31, "learning_rate": 0.1}}, {"features": None}]
    assert len({candidate_digest(KIND, KIND.normalise_candidate(spec, each)) for each in ways}) == 1
    learner = KIND.normalise_candidate(spec, {"params": {"lambda_l1": 0.5}, "features": ["bmi", "age"]})
    assert KIND.normalise_candidate(spec, KIND.identity(learner)) == learner
    assert KIND.normalise_spec(KIND.world(spec) | {"seed": spec.seed}) == spec


def test_a_model_is_kept_as_text_with_digests_of_trees_and_predictions() -> None:
    task = task_of(candidates={"it": {"rounds": 5, "features": ["bmi", "bp", "s5"]}})
    model = fitted(task.spec, task.inputs, task.candidates["it"])
    booster = lightgbm.Booster(model_str=model.text.decode())
    assert booster.feature_name() == ["bmi", "bp", "s5"]
    sample = dataset_of(task.spec, task.inputs).rows(["bmi", "bp", "s5"])[:64]
    assert predictions_digest(np.asarray(booster.predict(sample))) == model.predictions
    assert all(
        each in model.text for each in (b"[num_threads: 1]", b"[deterministic: 1]", b"[force_row_wise: 1]")
    )
    assert trees_digest(model.text.replace(b"[num_threads: 1]", b"[num_threads: 2]")) == model.trees
    assert fitted(task.spec, task.inputs, task.candidates["it"]) == model


def test_shipped_data_sets_have_bytes_that_stay() -> None:
    digests = {name: shipped(name)[1]["inputs"]["dataset"][:12] for name in SHIPPED}
    assert digests == {
        "diabetes": "d0b14a7a6a40",
        "breast_cancer": "d194a7aba807",
        "wine": "fc44933c8eb2",
        "digits": "c4380fc04f8f",
    }
    assert run_to_failure(machines=3, seed=1)[1]["inputs"]["dataset"][:12] == "d64ee6101bb7"
    with pytest.raises(NotFound, match="diabetes, breast_cancer, wine, digits"):
        shipped("iris")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"task": "ranking"}, "task"),
        ({"folds": 1}, "folds"),
        ({"repeats": 0}, "repeats"),
        ({"seed": None}, "seed"),
        ({"features": []}, "features"),
        ({"features": ["age", "age"]}, "features[1]"),
        ({"features": ["target"]}, "features[0]"),
        ({"features": ["a b"]}, "features[0]"),
        ({"classes": 2}, "classes"),
        ({"inputs": {"dataset": "x"}}, "inputs.dataset"),
        ({"inputs": {}}, "inputs.dataset"),
        ({"metric": "rmse"}, "metric"),
    ],
)
def test_a_fault_of_the_scenario_is_refused_with_its_path(change: Any, path: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        KIND.normalise_spec(DIABETES_WORLD | {"seed": 1} | change)
    assert [fault["path"] for fault in refusal.value.details["faults"]] == [path]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"params": {"num_leaf": 3}}, "params.num_leaf"),
        ({"params": {"num_threads": 4}}, "params.num_threads"),
        ({"params": {"num_leaves": 1}}, "params.num_leaves"),
        ({"params": {"learning_rate": "fast"}}, "params.learning_rate"),
        ({"params": {"extra_trees": 1}}, "params.extra_trees"),
        ({"params": {"objective": "binary"}}, "params.objective"),
        ({"rounds": 0}, "rounds"),
        ({"features": ["age", "height"]}, "features[1]"),
        ({"model": "lightgbm"}, "model"),
    ],
)
def test_a_fault_of_a_learner_is_refused_with_its_path(document: Any, path: str) -> None:
    spec = KIND.normalise_spec(DIABETES_WORLD | {"seed": 1})
    with pytest.raises(ValidationFailed) as refusal:
        KIND.normalise_candidate(spec, document)
    assert [fault["path"] for fault in refusal.value.details["faults"]] == [path]


@pytest.mark.parametrize(
    ("content", "change", "message"),
    [
        (CANCER, CANCER_WORLD | {"classes": 3, "task": "multiclass"}, "classes 0 to 2"),
        (CANCER, CANCER_WORLD | {"folds": 500}, "smallest class has 212 rows"),
        (CANCER, CANCER_WORLD | {"features": ["height"]}, "'height' is no column"),
        (DIABETES, DIABETES_WORLD | {"folds": 300}, "442 things to divide are too few"),
        (DIABETES, DIABETES_WORLD | {"task": "remaining_life"}, "needs a column machine"),
    ],
)
def test_a_data_set_that_is_not_what_the_scenario_says_is_refused(
    content: bytes, change: Any, message: str
) -> None:
    task = assigned(KIND, change | {"seed": 1}, {"it": {"rounds": 1}}, {"dataset": content})
    with pytest.raises(ValidationFailed, match=message):
        shard_partial(shards_of(task, 1)[0])


def test_the_data_set_is_the_one_that_the_scenario_names() -> None:
    for inputs, message in (({}, "was not given"), ({"dataset": CANCER}, "other bytes")):
        task = assigned(KIND, DIABETES_WORLD | {"seed": 1}, {"it": {}}, inputs)
        with pytest.raises(ValidationFailed, match=message):
            shard_partial(shards_of(task, 1)[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff", "not CSV"),
        (b"", "not CSV"),
        (b"a,b\n1,2\n", "target"),
        (b"a,a,target\n1,2,3\n", "distinct"),
        (b"a,target\n1,2\n1\n", "line 3"),
        (b"a,target\n1,nan\n", "line 2"),
        (b"a,target\n1,high\n", "line 2"),
    ],
)
def test_text_that_is_no_data_set_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ValidationFailed, match=message):
        read_dataset(content)


def test_what_lightgbm_refuses_is_a_fault_of_the_parameters() -> None:
    content = b"a,target\n" + b"".join(b"%d,%d\n" % (at, at - 20) for at in range(60))
    scenario = {"task": "regression", "features": ["a"], "seed": 1}
    scenario["inputs"] = {"dataset": hashlib.sha256(content).hexdigest()}
    poisson = {"it": {"params": {"objective": "poisson"}}}
    task = assigned(KIND, scenario, poisson, {"dataset": content})
    with pytest.raises(ValidationFailed, match="params: LightGBM refuses"):
        shard_partial(shards_of(task, 1)[0])


def test_without_lightgbm_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(MissingExtra, match="evaluation"):
        shard_partial(shards_of(task_of(), 1)[0])
