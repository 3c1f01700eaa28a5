"""A walk out of one answer of the store is the walk hop by hop, to the byte."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from provenlab.core.models.lineage import Direction, Node
from provenlab.core.services import lineage as service
from provenlab.core.services.lineage import LineageService
from tests.contract.requests import complete, declare, parents, publish
from tests.doors import DirectDoor
from tests.labs import opened


@pytest.fixture
def lab(template: Any, tmp_path: Any) -> Iterator[LineageService]:
    """Forty artifacts and twenty experiments that lead from each to later ones, often on several ways."""
    from tests.labs import new_store_file

    dice = random.Random(3)
    with opened(str(new_store_file(template("sqlite"), tmp_path))) as bench:
        call = DirectDoor(bench.lab)
        with bench.lab.store.atomic():
            for n in range(40):
                sources = {f"a{dice.randrange(n)}" for _ in range(dice.randrange(3))} if n else set()
                publish(call, f"a{n}", parents=parents(*sorted(sources)))
            for n in range(0, 38, 2):
                inputs = sorted({f"a{dice.randrange(n + 1)}" for _ in range(2)})
                declare(call, f"e{n}", inputs={"x": inputs, "y": inputs[:1]})
                call("update_status", experimentId=f"e{n}", status="running")
                complete(call, f"e{n}", metrics=f"a{n + 1}", trades=f"a{n + 2}")
        yield bench.lab.lineage


def texts(walker: LineageService, start: Node, direction: Direction) -> list[str]:
    limits = [(depth, nodes) for depth in (3, 4, 7, 1_000) for nodes in (1, 5, 20, 10_000)]
    return [walker.lineage(start, direction, *each).model_dump_json() for each in limits]


@pytest.mark.parametrize("most", [300, 20, 1])
def test_one_answer_gives_the_text_of_many(
    lab: LineageService, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[Node] = [("artifact", f"a{n}") for n in (0, 7, 20, 39)]
    starts += [("experiment", f"e{n}") for n in (0, 18, 36)]
    monkeypatch.setattr(service, "_MOST_AT_ONCE", most)
    for start in starts:
        for direction in ("upstream", "downstream"):
            at_once = texts(lab, start, direction)
            with monkeypatch.context() as patch:
                patch.setattr(service, "_WORTH_ONE_ANSWER", 10_000)
                assert texts(lab, start, direction) == at_once, (start, direction)


def test_the_store_answers_at_once_only_below_the_limit(lab: LineageService) -> None:
    found = lab._port.edges_around("artifact", "a39", "upstream", 100, 100_000)
    assert found is not None
    hops = lab.lineage(("artifact", "a39"), "upstream")
    assert {each.model_dump_json() for each in found} == {each.model_dump_json() for each in hops.edges}
    assert len(found) == len(hops.edges)
    assert lab._port.edges_around("artifact", "a39", "upstream", 100, len(found)) is None
    assert lab._port.edges_around("artifact", "nobody", "upstream", 100, 300) is None
