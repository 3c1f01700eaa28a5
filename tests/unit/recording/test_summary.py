"""What a run takes from the summary.json of its script, and when it leaves the file alone."""

import json
import math
import os
import time
from pathlib import Path
from typing import Any

import pytest

from provenlab.tools.recording.summary import Summary, read_summary

NOW = time.time()


def written(folder: Path, content: Any, name: str = "summary.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.requirement("RUN-07")
def test_numbers_are_metrics_by_dotted_path_and_nothing_else_is(tmp_path: Path) -> None:
    content = {
        "rmse": 12.5,
        "epochs": 3,
        "name": "v5",
        "best": True,
        "none": None,
        "list": [1, 2],
        "test": {"auc": 0.9, "by": {"unit": 1}},
    }
    path = written(tmp_path, content)
    expected = {"rmse": 12.5, "epochs": 3, "test.auc": 0.9, "test.by.unit": 1}
    assert read_summary(None, str(tmp_path), NOW) == Summary(path, expected)


def test_numbers_that_json_has_not_are_read_as_python_writes_them(tmp_path: Path) -> None:
    written(tmp_path, {"gap": math.nan, "top": math.inf, "low": -math.inf})
    found = read_summary(None, str(tmp_path), NOW)
    assert found is not None
    assert math.isnan(found.metrics["gap"])
    assert (found.metrics["top"], found.metrics["low"]) == (math.inf, -math.inf)


def test_the_summary_of_an_earlier_run_is_not_that_of_this_one_unless_it_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, {"rmse": 1.0})
    os.utime(path, (NOW - 60, NOW - 60))
    assert read_summary(None, str(tmp_path), NOW) is None
    assert read_summary(path, str(tmp_path), NOW) == Summary(path, {"rmse": 1.0})


def test_a_named_summary_is_taken_before_that_of_the_results_folder(tmp_path: Path) -> None:
    written(tmp_path, {"rmse": 1.0})
    named = written(tmp_path, {"rmse": 2.0}, "other.json")
    assert read_summary(str(named), str(tmp_path), NOW) == Summary(named, {"rmse": 2.0})


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1, 2]", "17", '{"a": ' * 100_000, "[" * 100_000, '{"a": 1' + "0" * 5_000 + "}", "\ufeff{}"],
    ids=["nothing", "torn", "a list", "a number", "deep objects", "deep lists", "a long integer", "a mark"],
)
def test_what_is_no_summary_is_none(tmp_path: Path, content: str) -> None:
    written(tmp_path, content)
    assert read_summary(None, str(tmp_path), NOW) is None


def test_bytes_that_are_no_text_are_no_summary(tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_bytes(b'{"a\xff": 1}')
    assert read_summary(None, str(tmp_path), NOW) is None


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "summary.json")
    assert read_summary(None, str(tmp_path), NOW) is None


def test_a_file_that_is_too_large_is_left_alone_and_of_many_numbers_the_first_are_taken(
    tmp_path: Path,
) -> None:
    written(tmp_path, {str(outer): {str(inner): inner for inner in range(100)} for outer in range(100)})
    found = read_summary(None, str(tmp_path), NOW)
    assert found is not None
    assert (len(found.metrics), found.metrics["49.99"]) == (5_000, 99)
    written(tmp_path, {"text": "x" * 4 * 1024 * 1024, "rmse": 1.0})
    assert read_summary(None, str(tmp_path), NOW) is None


@pytest.mark.parametrize("given", [17, object(), "nowhere.json", "\0", b"summary.json"])
def test_a_path_that_is_none_is_no_summary(tmp_path: Path, given: object) -> None:
    assert read_summary(given, None, NOW) is None


def test_without_a_place_there_is_nothing_to_read() -> None:
    assert read_summary(None, None, NOW) is None
