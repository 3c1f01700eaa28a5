"""get_lineage, on every store and through every door."""

from typing import Any

import pytest

from tests.contract.requests import Json, complete, declare, parents, publish, start
from tests.doors import Call, refusal


def lineage(call: Call, direction: str, **options: Any) -> Json:
    graph: Json = call("get_lineage", direction=direction, **options)
    return graph


def depths(graph: Json) -> dict[str, int]:
    return {f"{node['kind']}:{node['id']}": node["depth"] for node in graph["nodes"]}


def edges(graph: Json) -> list[tuple[str, str, str]]:
    return [
        (f"{e['sourceKind']}:{e['sourceId']}", f"{e['targetKind']}:{e['targetId']}", e["role"])
        for e in graph["edges"]
    ]


@pytest.fixture
def lab(call: Call) -> Call:
    """raw -> clean -> (e-make) -> features -> model, and raw -> model directly; e-use reads model."""
    publish(call, "raw", 0, name="raw bars")
    publish(call, "clean", 1, parents=parents("raw"))
    publish(call, "features", 2)
    start(call, "e-make", second=1, inputs={"prices": ["clean"]})
    complete(call, "e-make", metrics="features")
    publish(call, "model", 3, parents=[*parents("features", role="x"), *parents("raw", role="y")])
    declare(call, "e-use", 4, inputs={"champion": ["model"], "prices": ["raw", "unpublished"]})
    return call


@pytest.mark.requirement("TRACKER-14")
def test_downstream_of_an_artifact_is_what_read_it_and_what_was_made_from_it(lab: Call) -> None:
    graph = lineage(lab, "downstream", artifactId="raw")
    assert depths(graph) == {
        "artifact:raw": 0,
        "artifact:clean": 1,
        "artifact:model": 1,
        "experiment:e-use": 1,
        "experiment:e-make": 2,
        "artifact:features": 3,
    }
    assert edges(graph) == [
        ("artifact:clean", "experiment:e-make", "prices"),
        ("artifact:features", "artifact:model", "x"),
        ("artifact:model", "experiment:e-use", "champion"),
        ("artifact:raw", "artifact:clean", "source"),
        ("artifact:raw", "artifact:model", "y"),
        ("artifact:raw", "experiment:e-use", "prices"),
        ("experiment:e-make", "artifact:features", "metrics"),
    ]
    assert graph["truncated"] is False
    assert (graph["startKind"], graph["startId"], graph["direction"]) == ("artifact", "raw", "downstream")


def test_upstream_of_an_experiment_is_what_its_inputs_came_from(lab: Call) -> None:
    graph = lineage(lab, "upstream", experimentId="e-use")
    assert depths(graph) == {
        "experiment:e-use": 0,
        "artifact:model": 1,
        "artifact:raw": 1,
        "artifact:unpublished": 1,
        "artifact:features": 2,
        "experiment:e-make": 3,
        "artifact:clean": 4,
    }
    assert ("experiment:e-make", "artifact:features", "metrics") in edges(graph)
    assert len(edges(graph)) == 8


def test_downstream_of_an_experiment_are_its_outputs_and_what_came_of_them(lab: Call) -> None:
    graph = lineage(lab, "downstream", experimentId="e-make")
    assert list(depths(graph)) == [
        "experiment:e-make",
        "artifact:features",
        "artifact:model",
        "experiment:e-use",
    ]


def test_upstream_of_an_artifact_is_the_experiment_that_produced_it(lab: Call) -> None:
    graph = lineage(lab, "upstream", artifactId="features")
    assert list(depths(graph)) == ["artifact:features", "experiment:e-make", "artifact:clean", "artifact:raw"]


def test_nodes_tell_name_and_status_and_whether_anybody_registered_them(lab: Call) -> None:
    lab("tombstone_artifact", artifactId="raw")
    nodes = {node["id"]: node for node in lineage(lab, "upstream", experimentId="e-use")["nodes"]}
    assert (nodes["raw"]["label"], nodes["raw"]["status"]) == ("raw bars", "tombstoned")
    assert (nodes["e-make"]["label"], nodes["e-make"]["status"]) == ("momentum sweep", "completed")
    assert nodes["unpublished"] == {"kind": "artifact", "id": "unpublished", "depth": 1, "known": False}


def test_nodes_come_by_depth_then_kind_then_id(call: Call) -> None:
    for name in ("z", "B", "a"):
        declare(call, name, inputs={"x": ["root"]})
    nodes = lineage(call, "downstream", artifactId="root")["nodes"]
    assert [node["id"] for node in nodes] == ["root", "B", "a", "z"]


@pytest.mark.parametrize(("max_depth", "reached"), [(1, 4), (2, 5), (3, 6), (4, 6), (1_000, 6)])
def test_max_depth_counts_edges_and_tells_when_it_cut_something_off(
    lab: Call, max_depth: int, reached: int
) -> None:
    graph = lineage(lab, "downstream", artifactId="raw", maxDepth=max_depth)
    assert len(graph["nodes"]) == reached
    assert graph["truncated"] is (reached < 6)
    assert graph["maxDepth"] == max_depth


def test_max_nodes_cuts_off_at_the_same_nodes_everywhere(call: Call) -> None:
    for name in ("e3", "e1", "e2"):
        declare(call, name, inputs={"x": ["root"]})
    graph = lineage(call, "downstream", artifactId="root", maxNodes=3)
    assert list(depths(graph)) == ["artifact:root", "experiment:e1", "experiment:e2"]
    assert [target for _, target, _ in edges(graph)] == ["experiment:e1", "experiment:e2"]
    assert graph["truncated"] is True
    assert lineage(call, "downstream", artifactId="root", maxNodes=4)["truncated"] is False
    assert lineage(call, "downstream", artifactId="root", maxNodes=1)["edges"] == []


def test_an_artifact_in_two_roles_of_an_experiment_gives_two_edges_and_one_node(call: Call) -> None:
    declare(call, "e", inputs={"test": ["a"], "train": ["a"]})
    graph = lineage(call, "downstream", artifactId="a")
    assert edges(graph) == [
        ("artifact:a", "experiment:e", "test"),
        ("artifact:a", "experiment:e", "train"),
    ]
    assert len(graph["nodes"]) == 2


def test_an_artifact_and_an_experiment_of_one_id_are_two_nodes(call: Call) -> None:
    publish(call, "same")
    declare(call, "same", inputs={"x": ["same"]})
    assert depths(lineage(call, "downstream", artifactId="same")) == {
        "artifact:same": 0,
        "experiment:same": 1,
    }
    assert depths(lineage(call, "upstream", experimentId="same")) == {
        "experiment:same": 0,
        "artifact:same": 1,
    }


def test_an_output_in_two_slots_gives_two_edges(call: Call) -> None:
    start(call, "e")
    complete(call, "e", metrics="m", curves="m")
    assert edges(lineage(call, "upstream", artifactId="m", maxDepth=1)) == [
        ("experiment:e", "artifact:m", "curves"),
        ("experiment:e", "artifact:m", "metrics"),
    ]


def test_what_has_no_neighbours_is_a_graph_of_itself(call: Call) -> None:
    publish(call, "a")
    graph = lineage(call, "upstream", artifactId="a")
    assert (depths(graph), graph["edges"], graph["truncated"]) == ({"artifact:a": 0}, [], False)


def test_an_artifact_nobody_registered_is_known_by_those_who_read_it(call: Call) -> None:
    declare(call, "e", inputs={"x": ["ghost"]})
    graph = lineage(call, "downstream", artifactId="ghost")
    assert graph["nodes"][0] == {"kind": "artifact", "id": "ghost", "depth": 0, "known": False}
    assert len(graph["nodes"]) == 2


@pytest.mark.parametrize("start", [{"artifactId": "lost"}, {"experimentId": "lost"}])
def test_the_lineage_of_what_nobody_registered_or_used_is_not_found(call: Call, start: Json) -> None:
    assert refusal(call, "get_lineage", direction="upstream", **start).code == "not_found"


@pytest.mark.parametrize("start", [{}, {"artifactId": "a", "experimentId": "e"}])
def test_lineage_starts_at_exactly_one_record(call: Call, start: Json) -> None:
    assert refusal(call, "get_lineage", direction="upstream", **start).code == "validation_failed"


def test_a_chain_of_artifacts_is_followed_to_its_end(call: Call) -> None:
    publish(call, "c00", 0)
    for number in range(1, 30):
        publish(call, f"c{number:02}", number, parents=parents(f"c{number - 1:02}"))
    graph = lineage(call, "upstream", artifactId="c29")
    assert depths(graph)["artifact:c00"] == 29
    assert lineage(call, "downstream", artifactId="c00", maxDepth=29)["truncated"] is False
    assert lineage(call, "downstream", artifactId="c00", maxDepth=28)["truncated"] is True
