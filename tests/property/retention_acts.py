"""What people do in a lab that lets bytes go, done to a lab and to a model of it."""

import itertools
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from provenlab.core.models.evaluation import Upstream
from provenlab.core.models.instant import format_instant
from provenlab.core.models.retention_facts import ModelFact, ProducerKey, ReferenceFact, TrialFact
from provenlab.core.models.run import RunError
from tests.contract.blob_stores import BlobBench
from tests.contract.job_queues import submit
from tests.contract.requests import complete, declare, parents
from tests.doors import DirectDoor, refusal
from tests.labs import Bench
from tests.property.evaluation_subjects import add_evaluation, candidate, scenario
from tests.property.retention_model import RetentionModel

HOUR = 3_600.0
DAY = 86_400.0
ANY = st.integers(0, 99)
OF = st.sampled_from([None, None, None, 0, 1])
SOME = st.lists(ANY, max_size=2, unique=True)
# Mostly nobody has the same bytes, now and then many do.
TEXTS = st.sampled_from(["same", "\u00e9"]) | st.integers(0, 99).map(str)
KINDS = st.sampled_from(["trades", "curves", "metrics"])
NAMES = st.sampled_from(["x", "x", "y"])
HISTORY = st.lists(st.tuples(NAMES, SOME, OF, TEXTS, KINDS), min_size=3, max_size=9)


class RetentionActs(RuleBasedStateMachine):
    """Each rule does one thing in the lab and in the model; nothing here lets bytes go."""

    open_lab: Callable[[ExitStack], tuple[Bench, BlobBench]]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.bench, self.blobs = type(self).open_lab(self.stack)
        self.lab = self.bench.lab
        self.call = DirectDoor(self.lab)
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.model = RetentionModel()
        self.numbers = itertools.count(1)
        self.texts: dict[str, str] = {}

    def teardown(self) -> None:
        try:
            assert self.call("verify_store")["findings"] == []
            for each in self.texts.keys() - {k for k, v in self.model.artifacts.items() if v.is_expired}:
                assert b"".join(self.lab.retention.open_bytes(each)) == self.texts[each].encode()
        finally:
            self.stack.close()

    def new(self, letter: str) -> str:
        return f"{letter}{next(self.numbers)}"

    def picked(self, numbers: list[int]) -> list[str]:
        known = list(self.model.artifacts)
        return list(dict.fromkeys(known[each % len(known)] for each in numbers)) if known else []

    def living(self, kind: str, number: int) -> ProducerKey | None:
        found = [key for key, each in self.model.producers.items() if key[0] == kind and each.may_go_on]
        found = [key for key in found if self.model.producers[key].status == "running"]
        return found[number % len(found)] if found else None

    @rule(text=TEXTS, kind=KINDS, made_from=SOME)
    def publish(self, text: str, kind: str, made_from: list[int]) -> None:
        self.add(None, text, kind, self.picked(made_from))

    @rule(number=ANY, text=TEXTS, kind=KINDS, made_from=SOME)
    def log_artifact(self, number: int, text: str, kind: str, made_from: list[int]) -> None:
        run = self.living("run", number)
        if run is not None:
            self.add(run, text, kind, self.picked(made_from))

    def add(self, run: ProducerKey | None, text: str, kind: str, sources: list[str]) -> None:
        given = {"kind": kind, "textContent": text, "parents": parents(*sources), "name": "n"}
        operation = "publish_artifact" if run is None else "log_artifact"
        given |= {} if run is None else {"runId": run[1]}
        if any(self.model.artifacts[each].is_tombstoned for each in sources):
            assert refusal(self.call, operation, artifactId="refused", **given).code == "immutable"
            self.model.put(text)
            return
        name = self.new("a")
        self.call(operation, artifactId=name, **given)
        makers = () if run is None else (run,)
        now = self.bench.clock.now()
        self.model.add_artifact(name, kind, text, now, makers=makers, parents=tuple(sources))
        self.texts[name] = text

    @rule(name=NAMES, kind=st.sampled_from(["train", "evaluation"]), reads=SOME, of=OF)
    def start_run(self, name: str, kind: str, reads: list[int], of: int | None) -> None:
        experiments = [key[1] for key in self.model.producers if key[0] == "experiment"]
        experiment = None if of is None else [*experiments, "elsewhere"][of % (len(experiments) + 1)]
        run_id, now, inputs = self.new("r"), self.bench.clock.now(), self.picked(reads)
        self.call(
            "start_run",
            runId=run_id,
            name=name,
            kind=kind,
            config={},
            origin={"createdAt": format_instant(now)},
            datasets=[{"dataset": each, "artifactId": each} for each in inputs],
            **({} if experiment is None else {"experimentId": experiment}),
        )
        fields = {"group": kind, "inputs": tuple(inputs), "experiment_id": experiment}
        self.model.add_producer(("run", run_id), name, now, **fields)

    @initialize(history=HISTORY)
    def begin_with_a_history(self, history: list[Any]) -> None:
        self.go_on_for_a_while(history)

    @rule(history=HISTORY)
    def go_on_for_a_while(self, history: list[Any]) -> None:
        """Runs one after the other, each reading what there was: else hardly anything would ever be old."""
        for name, reads, of, text, kind in history:
            self.start_run(name, "train", reads, of)
            self.log_artifact(-1, text, kind, reads[:1])
            self.log_artifact(-1, f"{text} of {name}", "trades", [])
            self.end_run(-1, "completed")
            self.wait(0.5)

    @rule(number=ANY, status=st.sampled_from(["completed", "completed", "failed", "cancelled"]))
    def end_run(self, number: int, status: str) -> None:
        run = self.living("run", number)
        if run is None:
            return
        ending = {"completed": "finish_run", "failed": "fail_run", "cancelled": "cancel_run"}[status]
        error = {"error": {"kind": "exception", "message": "boom"}} if status == "failed" else {}
        self.call(ending, runId=run[1], metrics={"m": 1.0}, **error)
        self.model.end(run, status)
        if status == "completed":
            self.model.add_metrics(run[1], self.bench.clock.now())

    @rule(name=NAMES, reads=SOME)
    def start_experiment(self, name: str, reads: list[int]) -> None:
        experiment, now, inputs = self.new("e"), self.bench.clock.now(), self.picked(reads)
        made = {"gitCommit": "c", "gitDirty": False, "engineVersion": "1", "createdAt": format_instant(now)}
        declare(self.call, experiment, name=name, inputs={"x": inputs} if inputs else {}, provenance=made)
        self.call("update_status", experimentId=experiment, status="running")
        self.model.add_producer(("experiment", experiment), name, now, inputs=tuple(inputs))

    @rule(number=ANY, outputs=st.lists(ANY, min_size=1, max_size=2, unique=True), fails=st.booleans())
    def end_experiment(self, number: int, outputs: list[int], fails: bool) -> None:
        experiment = self.living("experiment", number)
        if experiment is None:
            return
        made = [each for each in self.picked(outputs) if each not in self.model.producers[experiment].inputs]
        if not made:
            return
        if fails:
            self.call("update_status", experimentId=experiment[1], status="failed")
            self.model.end(experiment, "failed")
            return
        complete(self.call, experiment[1], **dict(zip(("metrics", "trades"), made, strict=False)))
        self.model.add_outputs(experiment, made)
        self.model.end(experiment, "completed")

    @rule(number=ANY, rejected=st.booleans())
    def log_in_the_journal(self, number: int, rejected: bool) -> None:
        known = list(self.model.producers)
        if not known:
            return
        kind, name = known[number % len(known)]
        decision = {"promotionDecision": "rejected", "promotionReason": "no"} if rejected else {}
        entry = self.call(
            "log_journal_entry",
            hypothesis="h",
            mutationType="m",
            configDiff={},
            results={},
            **{"runId" if kind == "run" else "experimentId": name},
            **decision,
        )
        self.model.trials.append(TrialFact(entry["entryId"], (kind, name), rejected))

    @rule(reads=SOME, text=TEXTS | st.none(), is_chosen=st.booleans())
    def log_model(self, reads: list[int], text: str | None, is_chosen: bool) -> None:
        inputs, file = self.picked(reads), self.folder / "model.txt"
        if text is not None:
            file.write_text(text, encoding="utf-8")
        given = {} if text is None else {"path": str(file)}
        version = self.call("log_model_version", config={}, inputArtifacts=inputs, **given)["version"]
        name = f"model:provenlab-model:{version}"
        if text is not None:
            sources = tuple(each for each in inputs if not self.model.artifacts[each].is_tombstoned)
            self.model.add_artifact(name, "model", text, self.bench.clock.now(), parents=sources)
            self.texts[name] = text
        if is_chosen:
            self.call("promote_to_champion", version=version)
        self.model.models.append(ModelFact("provenlab-model", version, "candidate", name, tuple(inputs)))

    @rule(reads=ANY, as_candidate=st.booleans())
    def use_in_the_lab(self, reads: int, as_candidate: bool) -> None:
        """A scenario that reads an artifact, or a candidate that came from it."""
        read, now = self.picked([reads]), self.bench.clock.now()
        if not read:
            return
        number = next(self.numbers)
        if as_candidate:
            self.lab.subjects.port.add_candidate(candidate(number, read[0], now))
        else:
            self.lab.subjects.port.add_scenario(scenario(number, now, prices=read[0]))
        self.model.references.append(ReferenceFact(str(number), read[0]))

    @rule(number=ANY, by_run=st.booleans(), ends=st.sampled_from(["", "cancelled", "failed"]))
    def evaluate(self, number: int, by_run: bool, ends: str) -> None:
        """Over a run or an artifact upstream; its run may go on until it is cancelled, even when dead."""
        runs = [key[1] for key in self.model.producers if key[0] == "run"]
        known = runs if by_run else list(self.model.artifacts)
        if not known:
            return
        upstream = Upstream(kind="run" if by_run else "artifact", id=known[number % len(known)], role="up")
        name, now = self.new("v"), self.bench.clock.now()
        with self.lab.store.atomic():
            submit(self.bench, name, kind=name)
            add_evaluation(self.lab, name, upstream, now)
        self.model.add_producer(("run", name), f"the {name}", now, group=name, status="pending")
        self.model.upstreams["run", name] = upstream
        if ends == "cancelled":
            self.lab.jobs.cancel(name)
            self.model.end(("run", name), ends)
        if ends == "failed":
            self.lab.jobs.claim("w", [name])
            self.lab.jobs.fail(name, 1, RunError(kind="validation", type="ValueError", message="no"))
            self.model.end(("run", name), ends, may_go_on=True)

    @rule(number=ANY, pinned=st.booleans())
    def pin(self, number: int, pinned: bool) -> None:
        operation = "pin_artifact" if pinned else "unpin_artifact"
        for each in self.picked([number]):
            if self.model.artifacts[each].is_expired:
                assert refusal(self.call, operation, artifactId=each).code == "expired"
                continue
            changed = self.call(operation, artifactId=each)["changed"]
            assert changed is (self.model.artifacts[each].is_pinned is not pinned)
            self.model.change(each, is_pinned=pinned)

    @rule(number=ANY)
    def tombstone(self, number: int) -> None:
        for each in self.picked([number]):
            self.call("tombstone_artifact", artifactId=each)
            self.model.change(each, is_tombstoned=True)

    @rule(days=st.sampled_from([0.5, 1, 3, -0.25]))
    def wait(self, days: float) -> None:
        self.bench.clock.move(days * DAY)

    @rule()
    def let_blobs_age(self) -> None:
        for uri, is_young in self.model.present.items():
            if is_young:
                self.blobs.make_older(uri, 2 * HOUR)
                self.model.present[uri] = False

    @rule(text=TEXTS)
    def put_and_die(self, text: str) -> None:
        """A publisher that did not come to register what it put."""
        self.lab.blobs.put_stream([text.encode()])
        self.model.put(text)
