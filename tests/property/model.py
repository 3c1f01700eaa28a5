"""What a lab should do, over plain dictionaries; written without a look at the rules of the core."""

from dataclasses import dataclass, field
from typing import Any

Edge = tuple[str, str, str, str, str]
NEXT = {"pending": {"running", "failed", "cancelled"}, "running": {"completed", "failed", "cancelled"}}


class Refusal(Exception):
    """The code with which a store has to refuse; any of them where a call has several faults."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


@dataclass
class Model:
    """Experiments and artifacts by id, each a dictionary of wire fields."""

    experiments: dict[str, dict[str, Any]] = field(default_factory=dict)
    artifacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    histories: dict[str, list[str]] = field(default_factory=dict)

    def declare(self, definition: dict[str, Any], validate: bool) -> bool:
        stored = self.experiments.get(definition["experimentId"])
        if stored is not None:
            if stored["definition"] != _identity(definition):
                raise Refusal("conflict")
            return False
        if validate:
            self._require_usable([each for ids in definition["inputs"].values() for each in ids])
        self.experiments[definition["experimentId"]] = {
            "definition": _identity(definition),
            "inputs": definition["inputs"],
            "createdAt": definition["provenance"]["createdAt"],
            "gitCommit": definition["provenance"]["gitCommit"],
            "status": "pending",
            "outputs": {},
            "metrics": {},
        }
        self.histories[definition["experimentId"]] = []
        return True

    def _require_usable(self, ids: list[str]) -> None:
        if not self.artifacts or not ids:
            return
        if any(each not in self.artifacts for each in ids):
            raise Refusal("not_found")
        if any(self.artifacts[each]["status"] == "tombstoned" for each in ids):
            raise Refusal("immutable")

    def _experiment(self, experiment_id: str) -> dict[str, Any]:
        if experiment_id not in self.experiments:
            raise Refusal("not_found")
        return self.experiments[experiment_id]

    def update_status(self, experiment_id: str, status: str) -> bool:
        experiment = self._experiment(experiment_id)
        if experiment["status"] == status:
            return False
        if status not in NEXT.get(experiment["status"], ()):
            raise Refusal("invalid_transition")
        if status == "completed" and "metrics" not in experiment["outputs"]:
            raise Refusal("invalid_transition")
        experiment["status"] = status
        self.histories[experiment_id].append(f"status {status}")
        return True

    def store_results(self, experiment_id: str, outputs: dict[str, str], complete: bool) -> bool:
        experiment = self._experiment(experiment_id)
        read = {each for ids in experiment["inputs"].values() for each in ids}
        for slot, artifact_id in outputs.items():
            if experiment["outputs"].get(slot, artifact_id) != artifact_id or artifact_id in read:
                raise Refusal("conflict")
        new = {slot: each for slot, each in outputs.items() if slot not in experiment["outputs"]}
        status = experiment["status"]
        if complete:
            if status == "completed" and not new:
                return False
        elif not new:
            return False
        if status != "running":
            raise Refusal("invalid_transition" if status == "pending" else "immutable")
        if complete and "metrics" not in {**experiment["outputs"], **new}:
            raise Refusal("invalid_transition")
        self._require_usable(list(outputs.values()))
        experiment["outputs"].update(new)
        experiment["metrics"] = experiment["metrics"] or self._held(outputs.get("metrics"))
        if complete:
            experiment["status"] = "completed"
        self.histories[experiment_id].append("status completed" if complete else "outputs running")
        return True

    def _held(self, name: str | None) -> dict[str, float]:
        """What a lab reads from an artifact; here every document holds a number `x` or none."""
        document = self.artifacts[name]["record"].get("jsonContent") if name in self.artifacts else None
        return {"x": document["x"]} if document else {}

    def index(self) -> int:
        """How many are measured late: they got an id before it stood for an artifact."""
        indexed = 0
        for experiment in self.experiments.values():
            if not experiment["metrics"]:
                experiment["metrics"] = self._held(experiment["outputs"].get("metrics"))
                indexed += bool(experiment["metrics"])
        return indexed

    def publish(self, record: dict[str, Any]) -> bool:
        name = record["artifactId"]
        kept = {key: value for key, value in record.items() if key != "createdAt"}
        if name in self.artifacts:
            if self.artifacts[name]["record"] != kept:
                raise Refusal("conflict")
            return False
        for parent in record["parents"]:
            if parent["artifactId"] not in self.artifacts:
                raise Refusal("not_found")
            if self.artifacts[parent["artifactId"]]["status"] == "tombstoned":
                raise Refusal("immutable")
        older = record.get("supersedes")
        if older is not None:
            if older not in self.artifacts:
                raise Refusal("not_found")
            self._require_supersedable(older, name)
            self.artifacts[older].update(status="superseded", successor=name)
        self.artifacts[name] = {
            "record": kept, "createdAt": record["createdAt"], "status": "active", "successor": None
        }  # fmt: skip
        return True

    def _require_supersedable(self, name: str, successor: str) -> None:
        stored = self.artifacts[name]
        if stored["status"] == "superseded" and stored["successor"] != successor:
            raise Refusal("conflict")
        if stored["status"] == "tombstoned":
            raise Refusal("invalid_transition")

    def supersede(self, name: str, successor: str) -> bool:
        if successor not in self.artifacts:
            raise Refusal("not_found")
        if name not in self.artifacts:
            is_dead = self.artifacts[successor]["status"] == "tombstoned"
            raise Refusal("not_found", *(["immutable"] if is_dead else []))
        if self.artifacts[successor]["status"] == "tombstoned":
            raise Refusal("immutable")
        if name == successor:
            raise Refusal("validation_failed")
        self._require_supersedable(name, successor)
        changed = bool(self.artifacts[name]["status"] == "active")
        self.artifacts[name].update(status="superseded", successor=successor)
        return changed

    def tombstone(self, name: str) -> bool:
        if name not in self.artifacts:
            raise Refusal("not_found")
        changed: bool = self.artifacts[name]["status"] != "tombstoned"
        self.artifacts[name]["status"] = "tombstoned"
        return changed

    def listed(self, **wanted: Any) -> list[str]:
        """Ids of experiments, newest first; `kind` is that of an artifact read or written."""
        return self._ordered(self.experiments, [
            name for name, each in self.experiments.items()
            if wanted.get("status") in (None, each["status"])
            and wanted.get("gitCommit") in (None, each["gitCommit"])
            and (wanted.get("minCreatedAt") or "") <= each["createdAt"]
            and each["createdAt"] <= (wanted.get("maxCreatedAt") or "~")
            and self._lies_within(each["metrics"], wanted.get("metric"))
            and (wanted.get("artifactType") is None or wanted["artifactType"] in self._kinds(each))
        ])  # fmt: skip

    @staticmethod
    def _lies_within(metrics: dict[str, float], bounds: dict[str, Any] | None) -> bool:
        low, high = (bounds or {}).get("atLeast", 0), (bounds or {}).get("atMost", 9)
        return bounds is None or ("x" in metrics and low <= metrics["x"] <= high)

    def by_metric(self, names: list[str], descending: bool) -> list[str]:
        """The same experiments by their number, those without one last, ties as they were."""
        found = {name: self.experiments[name]["metrics"].get("x") for name in names}
        measured = [name for name in names if found[name] is not None]
        ranked = sorted(measured, key=lambda name: found[name] or 0, reverse=descending)
        return ranked + [name for name in names if found[name] is None]

    def _kinds(self, experiment: dict[str, Any]) -> set[str]:
        touched = {each for ids in experiment["inputs"].values() for each in ids} | {
            *experiment["outputs"].values()
        }
        return {self.artifacts[each]["record"]["kind"] for each in touched if each in self.artifacts}

    @staticmethod
    def _ordered(table: dict[str, dict[str, Any]], names: list[str]) -> list[str]:
        return sorted(names, key=lambda name: (table[name]["createdAt"], name), reverse=True)

    def listed_artifacts(self, kind: str | None, status: str | None) -> list[str]:
        return self._ordered(self.artifacts, [
            name for name, each in self.artifacts.items()
            if kind in (None, each["record"]["kind"]) and status in (None, each["status"])
        ])  # fmt: skip

    def found(self, ids: list[str], match_all: bool, role: str | None, transitive: bool) -> list[str]:
        groups = [{each} | (self.made_from(each) if transitive else set()) for each in ids]
        names = []
        for name, experiment in self.experiments.items():
            read = {
                each
                for given, inputs in experiment["inputs"].items()
                if role in (None, given)
                for each in inputs
            }
            hits = [bool(group & read) for group in groups]
            if hits and (all(hits) if match_all else any(hits)):
                names.append(name)
        return self._ordered(self.experiments, names)

    def edges(self) -> set[Edge]:
        found: set[Edge] = set()
        for name, experiment in self.experiments.items():
            for role, ids in experiment["inputs"].items():
                found |= {("artifact", each, "experiment", name, role) for each in ids}
            found |= {
                ("experiment", name, "artifact", each, slot) for slot, each in experiment["outputs"].items()
            }
        for name, artifact in self.artifacts.items():
            for parent in artifact["record"]["parents"]:
                found.add(("artifact", parent["artifactId"], "artifact", name, parent["role"]))
        return found

    def reached(
        self, start: tuple[str, str], downstream: bool, max_depth: int
    ) -> tuple[dict[Any, int], set[Edge]]:
        """Depth by node, and the edges walked."""
        depths, walked, frontier = {start: 0}, set(), {start}
        for depth in range(1, max_depth + 1):
            reached = set()
            for edge in self.edges():
                source, target = edge[:2], edge[2:4]
                near, far = (source, target) if downstream else (target, source)
                if near in frontier:
                    walked.add(edge)
                    if far not in depths:
                        reached.add(far)
            depths.update(dict.fromkeys(reached, depth))
            frontier = reached
        return depths, walked

    def made_from(self, name: str) -> set[str]:
        nodes, _ = self.reached(("artifact", name), downstream=True, max_depth=1_000)
        return {each for kind, each in nodes if kind == "artifact"} - {name}


def _identity(definition: dict[str, Any]) -> dict[str, Any]:
    provenance = {key: value for key, value in definition["provenance"].items() if key != "createdAt"}
    return {**{key: value for key, value in definition.items() if key != "provenance"}, **provenance}
