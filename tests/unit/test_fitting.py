"""Answers cut to a size."""

import json
from typing import Any

import pytest

from provenlab.tools.mcp.fitting import fitted


def test_what_fits_is_told_whole() -> None:
    assert fitted(lambda _: {"items": [1, 2]}, None) == '{"items":[1,2]}'


def test_fewer_are_asked_for_until_they_fit() -> None:
    asked: list[int | None] = []

    def ask(size: int | None) -> dict[str, Any]:
        asked.append(size)
        return {"items": ["x" * 90] * (size or 0)}

    text = fitted(ask, 50, most=1_000)
    assert len(text) <= 1_000
    assert len(json.loads(text)["items"]) == asked[-1]
    assert asked == sorted(asked, key=lambda each: -(each or 0))
    assert asked[-1] is not None
    assert asked[-1] >= 5


@pytest.mark.parametrize("most", [200, 1_000, 5_000])
@pytest.mark.parametrize(
    "value",
    [
        {"text": "x" * 100_000},
        {"deep": {"list": ["y" * 300] * 5_000}},
        {f"key-{number}": "z" * 50 for number in range(5_000)},
    ],
)
def test_what_is_too_long_at_any_size_is_cut_inside_and_says_so(value: dict[str, Any], most: int) -> None:
    text = fitted(lambda _: value, 1, most=most)
    assert len(text) <= most
    assert "ask for less" in json.loads(text)["cut"]
