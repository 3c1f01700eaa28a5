"""Runs as a script records and reads them, on every store."""

import math
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from provenlab import Lab, RunRegistry, Runs, open_lab
from provenlab.core.errors import NotFound, ValidationFailed
from tests.labs import BACKENDS


@pytest.fixture(params=BACKENDS)
def lab(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Lab]:
    with open_lab(new_url(request.param)) as lab:
        lab.initialise()
        yield lab


def settled(lab: Lab) -> Lab:
    assert lab._recorder.settle(60)
    return lab


@pytest.mark.requirement("RUN-04")
@pytest.mark.requirement("RUN-08")
def test_a_block_is_a_run_with_its_series_artifacts_progress_and_card(lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "curve.svg").write_text("<svg/>")
    config = {"lr": 0.1, "layers": [8, 8], "api_key": "sk-proj-abcdefghijklmnop1234"}
    with lab.run("fd004_v5", dataset="FD004", config=config, tags=["gpu"], seed=7) as run:
        run.log_metrics({"loss": 0.5, "gap": math.nan}, step=0)
        run.log_metrics({"loss": math.inf}, step=1)
        run.progress(50, "fit")
        run.log_artifact(tmp_path / "curve.svg", kind="plot")
    found = settled(lab).runs.get(run.run_id)
    assert (found.status, found.name, found.seed, found.tags) == ("completed", "fd004_v5", 7, ("gpu",))
    assert found.config["lr"] == 0.1
    assert found.config["api_key"] != config["api_key"]
    assert found.metrics["loss"] == math.inf
    assert math.isnan(found.metrics["gap"])
    assert [point.value for point in lab.runs.metric_series(run.run_id, "loss")] == [0.5, math.inf]
    assert [event.phase for event in lab.runs.progress(run.run_id) if event.percent] == ["fit"]
    assert sorted(each.kind for each in lab.runs.artifacts(run.run_id)) == ["metrics", "plot"]
    assert run.run_id in lab.runs.card(run.run_id)
    assert lab.runs.card(run.run_id, "html").startswith("<!doctype html>")


@pytest.mark.requirement("RUN-24")
def test_runs_are_listed_by_criteria_and_by_a_metric_and_compared(lab: Lab) -> None:
    ids = []
    for rate, auc in ((0.1, 0.8), (0.2, 0.9), (0.3, math.nan)):
        with lab.run("sweep", config={"lr": rate, "depth": 3}) as run:
            run.log_metrics({"auc": auc})
        ids.append(run.run_id)
    runs = settled(lab).runs
    assert [run.run_id for run in runs.list({"name": "sweep"}, order="auc").items] == [
        ids[1],
        ids[0],
        ids[2],
    ]
    lowest = runs.list(order={"metric": "auc", "descending": False}, limit=1)
    assert [run.run_id for run in lowest.items] == [ids[0]]
    difference = runs.compare(ids[:2])
    assert [each.path for each in difference.config] == ["lr"]
    assert [each.path for each in difference.metrics] == ["auc"]
    with pytest.raises(ValidationFailed, match="colour"):
        runs.list({"colour": "red"})


@pytest.mark.requirement("RUN-06")
def test_a_decorated_function_is_a_run_each_time_it_is_called(lab: Lab) -> None:
    @lab.recorded("fit")
    def fit(rate: float, *, depth: int = 3) -> float:
        return rate * depth

    assert fit(0.5) == 1.5
    with pytest.raises(TypeError):
        fit("x", depth="y")  # type: ignore[arg-type]
    first, second = reversed(settled(lab).runs.list({"name": "fit"}).items)
    assert (first.status, first.config) == ("completed", {"rate": 0.5, "depth": 3})
    assert second.status == "failed"
    assert second.error is not None
    assert second.error.type == "TypeError"


def test_what_is_not_there_is_not_found_and_nothing_is_reaped_early(lab: Lab) -> None:
    with pytest.raises(NotFound):
        lab.runs.get("nothing")
    with pytest.raises(NotFound):
        lab.runs.artifacts("nothing")
    run = lab.run("long").__enter__()
    settled(lab)
    assert lab.runs.reap(timedelta(hours=1)) == ()
    run.finish()


@pytest.fixture(params=[name for name in BACKENDS if name != "memory"])
def url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    return new_url(request.param)


def test_the_runs_of_a_store_open_alone(url: str) -> None:
    with open_lab(url) as lab, lab.run("one") as run:
        pass
    settled(lab)
    with Runs(url) as runs:
        assert [each.run_id for each in runs.list().items] == [run.run_id]


@pytest.fixture(params=BACKENDS)
def anywhere(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    return new_url(request.param)


@pytest.mark.requirement("RUN-05")
@pytest.mark.requirement("RUN-07")
def test_a_script_that_cannot_nest_starts_finishes_and_asks(anywhere: str, tmp_path: Path) -> None:
    results = tmp_path / "results" / "FD004" / "v5"
    results.mkdir(parents=True)
    (results / "summary.json").write_text('{"rmse": 12.5, "nasa": 3, "name": "v5"}')
    with RunRegistry(anywhere, budget_s=60) as registry:
        run_id = registry.start_run("fd004_v5", {"lr": 0.1}, dataset="FD004", results_dir=results)
        assert registry.get_run(run_id)["status"] == "running"
        registry.finish_run(run_id)
        found = registry.get_run(run_id)
        assert [each["run_id"] for each in registry.list_runs(status="success", dataset="FD004")] == [run_id]
    assert found["status"] == "success"
    assert found["config_json"] == '{"lr":0.1}'
    assert found["metrics_json"] == '{"nasa":3,"rmse":12.5}'
    assert found["results_dir"] == str(results)
    assert found["summary_path"] == str(results / "summary.json")


@pytest.mark.requirement("RUN-05")
def test_a_script_that_fails_leaves_the_error_fields(anywhere: str) -> None:
    with RunRegistry(anywhere, budget_s=60) as registry:
        run_id = registry.start_run("fd004_v6")
        try:
            raise ValueError("scaler mismatch")
        except ValueError as error:
            registry.fail_run(run_id, error)
        found = registry.get_run(run_id)
        assert [each["run_id"] for each in registry.list_runs(status="failed")] == [run_id]
    assert (found["status"], found["error_type"], found["error_message"]) == (
        "failed",
        "ValueError",
        "scaler mismatch",
    )
    assert "scaler mismatch" in found["traceback"]


@pytest.mark.requirement("RUN-03")
def test_a_disabled_registry_does_nothing_and_a_script_goes_on(
    anywhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUN_REGISTRY_DISABLE", "1")
    with RunRegistry(anywhere) as registry:
        run_id = registry.start_run("fd004_v7")
        registry.log_metrics(run_id, {"loss": 1.0})
        registry.log_artifact(run_id, "nowhere.png", kind="plot")
        registry.finish_run(run_id, {"loss": 1.0})
        monkeypatch.delenv("RUN_REGISTRY_DISABLE")
        registry.finish_run(registry.start_run("fd004_v8"))
        assert [each["name"] for each in registry.list_runs()] == ["fd004_v8"]


@pytest.mark.requirement("RUN-05")
def test_artifacts_and_series_of_a_script_are_kept(anywhere: str, tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(b"weights")
    with RunRegistry(anywhere, budget_s=60) as registry:
        run_id = registry.start_run("fd004_v9", tags=["gpu"], seed=7)
        registry.log_metrics(run_id, {"loss": 1.0}, step=0)
        registry.log_metrics(run_id, {"loss": 0.5}, step=1)
        registry.log_artifact(run_id, tmp_path / "model.pt", kind="checkpoint")
        registry.finish_run(run_id, {"rmse": 12.5})
        assert registry.get_run(run_id)["metrics_json"] == '{"rmse":12.5}'
        with open_lab(anywhere) as lab:
            runs = lab.runs if anywhere != "memory:" else Runs._of(registry._parts)
            assert [point.value for point in runs.metric_series(run_id, "loss")] == [1.0, 0.5]
            assert sorted(each.kind for each in runs.artifacts(run_id)) == ["checkpoint", "metrics"]


@pytest.mark.requirement("RUN-21")
def test_scripts_of_one_name_have_a_run_each_and_every_run_ends_once(anywhere: str) -> None:
    with RunRegistry(anywhere, budget_s=60) as registry:
        ids = [registry.start_run("same") for _ in range(3)]
        registry.finish_run(ids[0], {"auc": 0.9})
        registry.fail_run(ids[1], "out of memory")
        registry.finish_run(ids[0], {"auc": 0.1})
        registry.fail_run(ids[0], "too late")
        registry.finish_run(ids[2], {"auc": 0.8})
        found = {each["run_id"]: each for each in registry.list_runs(name="same")}
    assert [found[run_id]["status"] for run_id in ids] == ["success", "failed", "success"]
    assert found[ids[0]]["metrics_json"] == '{"auc":0.9}'


def test_calls_about_a_run_that_is_not_known_are_told_and_do_nothing(
    anywhere: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with RunRegistry(anywhere, budget_s=60) as registry:
        registry.finish_run("unknown", {"auc": 1.0})
        registry.log_metrics("unknown", {"auc": 1.0})
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "'unknown'" in said.err


@pytest.mark.requirement("RUN-02")
def test_the_registry_lies_where_the_variable_says_else_below_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with RunRegistry(budget_s=60) as registry:
        registry.finish_run(registry.start_run("here"))
    assert (tmp_path / "artifacts" / "run_registry.sqlite").is_file()
    monkeypatch.setenv("RUN_REGISTRY_DB", str(tmp_path / "there.sqlite"))
    with RunRegistry(budget_s=60) as registry:
        registry.finish_run(registry.start_run("there"))
    assert (tmp_path / "there.sqlite").is_file()
