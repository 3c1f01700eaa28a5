"""Every store against plain dictionaries, by random sequences of calls over few, colliding ids."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.doors import DirectDoor, Refused
from tests.labs import BACKENDS, delete_every_record, new_store_file, opened
from tests.property.model import Model, Refusal

# Ids that look alike to a sloppy comparison, and text that breaks a sloppy statement.
IDS = st.sampled_from(["a", "A", "a_b", "a.b", "art-1", "art-10", "e:1"])
TEXTS = st.sampled_from(["a", "A", "a_b", "a%b", "\u00e9", "e\u0301", '"', "\\", "'; --", "\U0001f600"])
ROLES = st.sampled_from(["x", "y", "x_y"])
SLOTS = st.sampled_from(["metrics", "trades", "x"])
TIMES = st.sampled_from(["2025-01-01T00:00:00.000Z", "2025-01-01T00:00:00.001Z", "2025-01-02T00:00:00.000Z"])
STATUSES = st.sampled_from(["pending", "running", "completed", "failed", "cancelled"])
INPUTS = st.dictionaries(ROLES, st.lists(IDS, max_size=3, unique=True), max_size=2)
CONFIGS = st.sampled_from([{}, {"x": 1}, {"x": 1.5}, {"x": [None, "\u00e9"]}])
LIMITS = st.sampled_from([None, 0, 1, 2, 3])
COMMITS = st.sampled_from(["c", "C"])
KINDS = st.sampled_from(["k", "K"])
PARENTS = st.lists(st.tuples(IDS, ROLES), max_size=2, unique=True)
BOUNDS = st.fixed_dictionaries(
    {"key": st.just("x")}, optional={"atLeast": st.sampled_from([0, 1]), "atMost": st.sampled_from([1, 2])}
)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "status": STATUSES,
        "gitCommit": COMMITS,
        "minCreatedAt": TIMES,
        "maxCreatedAt": TIMES,
        "artifactType": KINDS,
        "metric": BOUNDS,
    },
)
QUERIES = st.fixed_dictionaries(
    {
        "ids": st.lists(IDS, max_size=3),
        "match_all": st.booleans(),
        "role": st.none() | ROLES,
        "transitive": st.booleans(),
    }
)
# The same bytes under two ids, and a document without numbers.
DOCUMENTS = st.none() | st.sampled_from([{"x": 0}, {"x": 1}, {"x": 2}, {}])
NODE_KINDS = st.sampled_from(["artifact", "experiment"])
DEPTHS = st.sampled_from([1, 2, 1_000])
STATES = st.none() | st.sampled_from(["active", "superseded", "tombstoned"])


def cut(names: list[str], limit: int | None) -> list[str]:
    return names if limit is None else names[:limit]


class LabMachine(RuleBasedStateMachine):
    """Each rule makes one call on both, and compares result or code."""

    open_store: Callable[[ExitStack], DirectDoor]

    experiments = Bundle("experiments")
    artifacts = Bundle("artifacts")

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self._resources = ExitStack()
        self.call = type(self).open_store(self._resources)

    def teardown(self) -> None:
        try:
            findings = self.call("verify_store")["findings"]
            assert findings == []
        finally:
            self._resources.close()

    def both(self, expected: Callable[[], Any], operation: str, /, **params: Any) -> tuple[Any, Any]:
        """(what the model says, what the store says); a refusal must have the code of the model's."""
        try:
            wanted = expected()
        except Refusal as refusal:
            with pytest.raises(Refused, match=f"^({'|'.join(refusal.codes)}): "):
                self.call(operation, **params)
            return None, None
        return wanted, self.call(operation, **params)

    @rule(
        target=experiments,
        name=IDS,
        title=TEXTS,
        inputs=INPUTS,
        config=CONFIGS,
        at=TIMES,
        commit=COMMITS,
        validate=st.booleans(),
    )
    def declare(self, name: str, at: str, commit: str, validate: bool, **given: Any) -> str:
        definition = {
            "experimentId": name,
            "name": given["title"],
            "inputs": given["inputs"],
            "config": given["config"],
            "provenance": {"gitCommit": commit, "gitDirty": False, "engineVersion": "1", "createdAt": at},
        }
        created, reply = self.both(
            lambda: self.model.declare(definition, validate),
            "create_experiment",
            **definition,
            validateInputs=validate,
        )
        if reply is not None:
            assert reply["created"] is created
            assert {key: reply[key] for key in ("name", "inputs", "config")} == {
                key: definition[key] for key in ("name", "inputs", "config")
            }
        return name

    @rule(name=experiments, status=STATUSES)
    def update_status(self, name: str, status: str) -> None:
        changed, reply = self.both(
            lambda: self.model.update_status(name, status), "update_status", experimentId=name, status=status
        )
        if reply is not None:
            assert (reply["changed"], reply["status"]) == (changed, status)

    @rule(name=experiments, outputs=st.dictionaries(SLOTS, IDS, max_size=2), complete=st.booleans())
    def store_results(self, name: str, outputs: dict[str, str], complete: bool) -> None:
        operation = "complete_experiment" if complete else "store_results"
        changed, reply = self.both(
            lambda: self.model.store_results(name, outputs, complete),
            operation, experimentId=name, results={"outputs": outputs},
        )  # fmt: skip
        if reply is not None and not complete:
            assert reply["changed"] is changed

    @rule(
        target=artifacts,
        name=IDS,
        kind=KINDS,
        text=TEXTS,
        at=TIMES,
        parents=PARENTS,
        supersedes=st.none() | IDS,
        document=DOCUMENTS,
    )
    def publish(
        self, name: str, at: str, parents: Any, supersedes: str | None, document: Any, **given: str
    ) -> str:
        if any(parent == name for parent, _ in parents):
            return name
        record = {
            "artifactId": name,
            "kind": given["kind"],
            "name": given["text"],
            "createdAt": at,
            **({"textContent": given["text"]} if document is None else {"jsonContent": document}),
            "parents": [{"artifactId": parent, "role": role} for parent, role in parents],
            **({} if supersedes is None else {"supersedes": supersedes}),
        }
        created, reply = self.both(lambda: self.model.publish(record), "publish_artifact", **record)
        if reply is not None:
            assert reply["created"] is created
            assert (reply["name"], reply["parents"]) == (record["name"], record["parents"])
        return name

    @rule(name=artifacts, successor=artifacts)
    def supersede(self, name: str, successor: str) -> None:
        changed, reply = self.both(
            lambda: self.model.supersede(name, successor),
            "supersede_artifact",
            artifactId=name,
            successorId=successor,
        )
        if reply is not None:
            assert reply["changed"] is changed

    @rule(name=artifacts)
    def tombstone(self, name: str) -> None:
        changed, reply = self.both(lambda: self.model.tombstone(name), "tombstone_artifact", artifactId=name)
        if reply is not None:
            assert reply["changed"] is changed

    @rule()
    def index_metrics(self) -> None:
        indexed = self.model.index()
        found = self.call("index_experiment_metrics")
        assert found == {"examined": len(self.model.experiments), "indexed": indexed}

    @rule(criteria=FILTERS, limit=st.sampled_from([None, 1, 2]), descending=st.booleans())
    def walk_by_metric(self, criteria: dict[str, Any], limit: int | None, descending: bool) -> None:
        expected = self.model.by_metric(self.model.listed(**criteria), descending)
        chosen = {**criteria, "order": {"metric": "x", "descending": descending}, "limit": limit}
        walked: list[dict[str, Any]] = []
        while len(walked) <= len(expected):
            after = {"cursor": walked[-1]["experimentId"]} if walked else {}
            page = self.call("list_experiments", filter={**chosen, **after})
            walked += page
            if limit is None or not page:
                break
        assert [each["experimentId"] for each in walked] == expected
        assert [each["metrics"] for each in walked] == [
            self.model.experiments[name]["metrics"] for name in expected
        ]

    @rule(criteria=FILTERS, limit=LIMITS)
    def list_and_count(self, criteria: dict[str, Any], limit: int | None) -> None:
        expected = self.model.listed(**criteria)
        listed = self.call("list_experiments", filter={**criteria, "limit": limit})
        assert [each["experimentId"] for each in listed] == cut(expected, limit)
        assert self.call("count_experiments", filter=criteria)["total"] == len(expected)

    @rule(limit=st.sampled_from([1, 2]))
    def walk(self, limit: int) -> None:
        page = self.call("list_experiments", filter={"limit": limit})
        walked = list(page)
        while page and len(walked) <= len(self.model.experiments):
            page = self.call(
                "list_experiments", filter={"limit": limit, "cursor": walked[-1]["experimentId"]}
            )
            walked += page
        assert [each["experimentId"] for each in walked] == self.model.listed()

    @rule(query=QUERIES, limit=LIMITS, after=st.none() | experiments)
    def find(self, query: dict[str, Any], limit: int | None, after: str | None) -> None:
        expected = self.model.found(**query)
        if after not in self.model.experiments:
            after = None
        else:
            order = self.model.listed()
            expected = [name for name in expected if order.index(name) > order.index(after)]
        found = self.call(
            "find_by_input_artifacts",
            artifactIds=query["ids"],
            match="all" if query["match_all"] else "any",
            role=query["role"],
            transitive=query["transitive"],
            limit=limit,
            cursor=after,
        )
        assert [each["experimentId"] for each in found] == cut(expected, limit)

    @rule(kind=st.none() | KINDS, status=STATES)
    def list_artifacts(self, kind: str | None, status: str | None) -> None:
        items = self.call("list_artifacts", filter={"kind": kind, "status": status})["items"]
        assert [each["artifactId"] for each in items] == self.model.listed_artifacts(kind, status)

    @rule(
        start=st.tuples(st.sampled_from(["artifact", "experiment"]), IDS),
        downstream=st.booleans(),
        depth=DEPTHS,
    )
    def lineage(self, start: tuple[str, str], downstream: bool, depth: int) -> None:
        kind, name = start
        nodes, edges = self.model.reached(start, downstream, depth)
        known = self.model.artifacts if kind == "artifact" else self.model.experiments
        direction = "downstream" if downstream else "upstream"
        params = {f"{kind}Id": name, "direction": direction, "maxDepth": depth}
        if name not in known and not edges:
            with pytest.raises(Refused, match="not_found"):
                self.call("get_lineage", **params)
            return
        graph = self.call("get_lineage", **params)
        assert {(each["kind"], each["id"]): each["depth"] for each in graph["nodes"]} == nodes
        parts = ("sourceKind", "sourceId", "targetKind", "targetId", "role")
        assert [tuple(each[part] for part in parts) for each in graph["edges"]] == sorted(edges)
        everything, _ = self.model.reached(start, downstream, 1_000)
        assert graph["truncated"] is (len(everything) > len(nodes))

    @rule(name=experiments)
    def look_up(self, name: str) -> None:
        if name not in self.model.experiments:
            return
        stored = self.call("get_experiment", experimentId=name)
        wanted = self.model.experiments[name]
        assert (stored["status"], stored["outputs"]) == (wanted["status"], wanted["outputs"])
        events = self.call("get_experiment_history", experimentId=name)
        assert [f"{each['kind']} {each['status']}" for each in events] == self.model.histories[name]
        assert [each["seq"] for each in events] == list(range(1, stored["revision"] + 1))

    @rule(name=artifacts)
    def look_up_artifact(self, name: str) -> None:
        if name in self.model.artifacts:
            stored, wanted = self.call("get_artifact", artifactId=name), self.model.artifacts[name]
            assert (stored["status"], stored.get("successorId")) == (wanted["status"], wanted["successor"])


@pytest.mark.parametrize("backend", BACKENDS)
def test_random_labs_agree_with_plain_dictionaries(
    backend: str, template: Callable[[str], Path], request: pytest.FixtureRequest
) -> None:
    def new_url(directory: Path) -> str:
        if backend == "memory":
            return "memory:"
        if backend == "postgres":
            url: str = request.getfixturevalue("shared_postgres_url")
            delete_every_record(url)
            return url
        return str(new_store_file(template(backend), directory))

    def open_store(resources: ExitStack) -> DirectDoor:
        directory = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        return DirectDoor(resources.enter_context(opened(new_url(directory))).lab)

    machine = type("Machine", (LabMachine,), {"open_store": staticmethod(open_store)})
    chosen = settings()
    # The engines with a file or a server to open cost many times as much for each call.
    examples = chosen.max_examples if backend in ("memory", "sqlite") else chosen.max_examples // 3
    run_state_machine_as_test(
        machine, settings=settings(chosen, max_examples=examples, stateful_step_count=30)
    )
