"""The benchmarks run, and measure what they say; how long anything takes is no test's business."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import models
from benchmarks.__main__ import GROUPS, main
from benchmarks.declarations import declaration
from benchmarks.progress import Progress
from benchmarks.queries import comparable, questions
from benchmarks.setting import ENGINES, Scale, Setting
from benchmarks.subject import Subject
from provenlab.tools.lab import open_lab

SIZE = 1_100  # more than a thousand readers of one artifact, whom DuckDB finds by another query
SEVERAL = {
    "creates": ENGINES,
    "queries": ENGINES,
    "one-shot": ("sqlite",),
    "serve": ("sqlite",),
    "writers": ("sqlite",),
    "runs": ENGINES,
    "run-questions": ENGINES,
    "recording": ("sqlite",),
    "jobs": ("sqlite",),
    "journal": ("sqlite",),
}


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    setting = Setting(tmp_path / "bench", Scale(SIZE, share=0), progress=Progress(silent=True))
    yield setting
    setting.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_store_loaded_in_bulk_is_one_that_the_library_would_have_written(
    setting: Setting, engine: str
) -> None:
    with open_lab(setting.loaded_url(engine)) as lab:
        verification = lab.verify(read_blobs=False)
        assert verification.findings == ()
        assert verification.experiments == SIZE
        assert sum(lab.experiments.count_experiments().values()) == SIZE
        assert set(lab.experiments.count_experiments()) == {
            "pending",
            "running",
            "completed",
            "failed",
            "cancelled",
        }


@pytest.mark.parametrize("engine", ENGINES)
def test_a_store_loaded_in_bulk_goes_on_taking_and_guarding_experiments(
    setting: Setting, engine: str
) -> None:
    with open_lab(setting.loaded_url(engine)) as lab:
        created = lab.experiments.create_experiment(declaration("later", 1), validate_inputs=False)
        assert lab.experiments.get_experiment(created.experiment_id) == created
        assert lab.verify(read_blobs=False).sound


@pytest.mark.parametrize("engine", ENGINES)
def test_the_floors_answer_what_the_library_answers(setting: Setting, engine: str) -> None:
    with closing(Subject(setting.loaded_url(engine))) as subject, closing(setting.floor(engine)) as floor:
        for question in questions(setting, subject, floor):
            for each in question.subjects[:5]:
                answers = comparable(question.library(each)), comparable(question.floor(each))
                assert answers[0] == answers[1], question.name
                assert answers[0], question.name


@pytest.mark.parametrize("group", sorted(SEVERAL))
def test_every_group_of_benchmarks_yields_figures(
    group: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engines = [word for engine in SEVERAL[group] for word in ("--engine", engine)]
    out = tmp_path / "figures.json"
    places = ["--directory", str(tmp_path / "bench"), "--json", str(out)]
    assert main(["--only", group, "--experiments", str(SIZE), "--share", "0", *engines, *places]) == 0
    figures = json.loads(out.read_text())["figures"]
    assert {figure["engine"] for figure in figures} == set(SEVERAL[group])
    assert all(figure["library_ms"] > 0 for figure in figures)
    assert all(figure["floor_ms"] > 0 for figure in figures if group != "recording")
    printed = capsys.readouterr().out
    assert all(figure["name"] in printed for figure in figures)


def test_rivals_that_are_not_installed_are_left_out(setting: Setting) -> None:
    assert list(GROUPS["rivals"](setting)) == []


def test_evaluations_are_measured_beside_a_floor_that_pays_the_same_prizes(setting: Setting) -> None:
    figures = list(GROUPS["evaluations"](setting))
    assert [figure.engine for figure in figures] == ["numpy", "numpy", "dask", "numpy", "numpy", "dask"]
    assert all(figure.library_ms > 0 for figure in figures)
    # What a shard costs in which there is nothing to do has nothing beside it.
    assert [bool(figure.floor_ms) for figure in figures] == [True] * 4 + [False] * 2


def test_backtests_are_measured_beside_a_loop_that_makes_the_same_trades(setting: Setting) -> None:
    figures = list(GROUPS["backtests"](setting))
    assert [figure.engine for figure in figures] == ["numpy", "numpy"]
    assert all(figure.library_ms > 0 and figure.floor_ms for figure in figures)


def test_learning_is_measured_beside_the_cross_validation_of_scikit_learn(setting: Setting) -> None:
    (figure,) = GROUPS["learning"](setting)
    assert figure.engine == "lightgbm"
    assert figure.library_ms > 0
    assert figure.floor_ms


def test_models_are_measured_beside_champions_without_a_history(setting: Setting) -> None:
    figures = list(GROUPS["models"](setting))
    assert {figure.engine for figure in figures} == {"mlflow", "sqlite"}
    assert len({figure.name for figure in figures}) == 5
    assert all(figure.library_ms > 0 and figure.floor_ms for figure in figures)


def test_the_champions_of_all_sides_are_one_after_every_step() -> None:
    with models.opened() as subjects:
        for each in subjects.values():
            for number in (1, 2, 3):
                each.log()
                each.promote(number)
            each.roll_back()
        in_mlflow, in_store, by_hand = (subjects[name] for name in ("mlflow", "sqlite", "floor"))
        said, by_hand_said = in_mlflow.info(), by_hand.info()
        assert said["version"] == by_hand_said["version"] == in_store.info().version.version == 2
        assert said["metrics"] == by_hand_said["metrics"] == models.METRICS
        assert len({each.load().model_to_string() for each in subjects.values()}) == 1
