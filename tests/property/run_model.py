"""What a registry of runs should do, over plain dictionaries; written without the rules of the core."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.property.model import Refusal

Json = dict[str, Any]
TAGGED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
LIVING = ("pending", "running")


def number(value: float | str) -> float:
    """A metric as a number one can compare with."""
    return TAGGED[value] if isinstance(value, str) else float(value)


@dataclass
class RunModel:
    """Runs by id, each a dictionary; `now` is the clock of the store."""

    now: datetime
    runs: dict[str, Json] = field(default_factory=dict)

    def start(self, definition: Json, lease: int) -> bool:
        stored = self.runs.get(definition["runId"])
        if stored is not None:
            if stored["definition"] != definition:
                raise Refusal("conflict")
            return False
        self.runs[definition["runId"]] = {
            "definition": definition,
            "status": "running",
            "metrics": {},
            "error": None,
            "started": self.now,
            "ended": None,
            "beat": self.now,
            "expires": self.now + timedelta(seconds=lease),
            "changes": 0,
            "points": {},
            "events": [("status", "running", None, 1)],
        }
        return True

    def _run(self, run_id: str) -> Json:
        if run_id not in self.runs:
            raise Refusal("not_found")
        return self.runs[run_id]

    @staticmethod
    def _require_alive(run: Json) -> None:
        if run["status"] not in LIVING:
            is_lost = run["error"] is not None and run["error"]["kind"] == "lost"
            raise Refusal("lease_lost" if is_lost else "immutable")

    def end(self, run_id: str, status: str, metrics: Json, error: Json | None) -> bool:
        run = self._run(run_id)
        if (run["status"], run["metrics"], run["error"]) == (status, metrics, error):
            return False
        if run["status"] == status == "completed":
            raise Refusal("immutable", "conflict")
        self._require_alive(run)
        self._end(run, status, metrics, error, self.now)
        return True

    def _end(self, run: Json, status: str, metrics: Json, error: Json | None, at: datetime) -> None:
        run |= {"status": status, "metrics": metrics, "error": error}
        run |= {"ended": max(at, run["started"]), "expires": None, "changes": run["changes"] + 1}
        run["events"].append(("status", status, None, 1))

    def beat(self, run_id: str, lease: int) -> None:
        run = self._run(run_id)
        self._require_alive(run)
        run |= {"beat": self.now, "expires": self.now + timedelta(seconds=lease)}

    def reap(self, grace: int) -> list[str]:
        latest = self.now - timedelta(seconds=grace)
        lost = [name for name, run in self.runs.items() if run["expires"] and run["expires"] < latest]
        for name in lost:
            run = self.runs[name]
            self._end(run, "failed", {}, {"kind": "lost"}, run["beat"])
        return sorted(lost)

    def log(self, run_id: str, points: list[Json]) -> int:
        run = self._run(run_id)
        new: Json = {}
        for point in points:
            if point["seq"] not in run["points"]:
                new.setdefault(point["seq"], point)
        if new:
            self._require_alive(run)
        run["points"] |= new
        return len(new)

    def report(self, run_id: str, events: list[Json]) -> int:
        run = self._run(run_id)
        known = {client_seq for _, _, client_seq, _ in run["events"]} - {None}
        new: list[Json] = []
        for event in events:
            if event.get("clientSeq") not in known:
                new.append(event)
                known |= {event["clientSeq"]} if "clientSeq" in event else set()
        if new:
            self._require_alive(run)
        after = list(run["events"])
        for event in new:
            attempt, percent = event.get("attempt", 1), event.get("percent")
            reached = max((e[1] for e in after if e[0] == "progress" and e[3] == attempt), default=0)
            if percent is not None and percent < reached:
                raise Refusal("conflict")
            shown = ("log", event["message"]) if event["kind"] == "log" else ("progress", percent)
            after.append((*shown, event.get("clientSeq"), attempt))
        run["events"] = after
        return len(new)

    def listed(self, order: Json | None, status: str | None) -> list[str]:
        """Newest first, or by a metric with what has none or no number at the end."""
        found = [name for name, run in self.runs.items() if status in (None, run["status"])]
        found.sort(
            key=lambda name: (self.runs[name]["definition"]["origin"]["createdAt"], name), reverse=True
        )
        if order is None:
            return found
        values = {name: number(self.runs[name]["metrics"].get(order["metric"], "NaN")) for name in found}
        have = [name for name in found if not math.isnan(values[name])]
        have.sort(key=lambda name: -values[name] if order["descending"] else values[name])
        return have + [name for name in found if math.isnan(values[name])]
