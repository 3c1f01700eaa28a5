"""What evaluations are about, on every store against a model of its own: ids, sources, lists, results."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from provenlab.core.errors import Conflict, LeaseLost, NotFound, ValidationFailed
from provenlab.core.models.candidate import Candidate, CandidateFilter, CandidateSource
from provenlab.core.models.evaluation import (
    Evaluation,
    EvaluationFilter,
    EvaluationResult,
    MetricDeclaration,
    ResultFilter,
    ResultSet,
)
from provenlab.core.models.scenario import Cohort, CohortFilter, Scenario, ScenarioFilter
from provenlab.core.rules.evaluation_records import plan_digest, result_set
from tests.contract.job_queues import submit
from tests.labs import BACKENDS, Bench, delete_every_record, new_store_file, opened

NUMBERS = st.integers(0, 3)
NAMES = st.sampled_from(["a", "A", "b"])
STRATEGIES = st.sampled_from([None, "dp", "milp"])


def hash_of(letter: str, number: int) -> str:
    return f"{letter}{number}".ljust(64, "0")


class EvaluationMachine(RuleBasedStateMachine):
    """Plain dictionaries beside a store; ids are made up, since ports take them as they are given."""

    open_store: Callable[[ExitStack], Bench]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.bench = self.open_store(self.stack)
        self.subjects = self.bench.lab.subjects.port
        self.evaluations = self.bench.lab.evaluations.port
        self.candidates: dict[str, list[tuple[str, str | None, str | None]]] = {}
        self.scenarios: dict[str, str] = {}
        self.cohorts: dict[str, tuple[str, ...]] = {}
        self.attached: set[tuple[str, str]] = set()
        self.submitted: dict[str, tuple[str, str]] = {}
        self.running: dict[str, int] = {}
        self.recorded: dict[str, ResultSet] = {}

    def teardown(self) -> None:
        self.stack.close()

    @rule(number=NUMBERS, name=NAMES, strategy=STRATEGIES, parent=st.none() | NUMBERS)
    def add_candidate(self, number: int, name: str, strategy: str | None, parent: int | None) -> None:
        key = hash_of("a", number)
        derived = None if parent is None else hash_of("a", parent)
        now = self.bench.clock.now()
        source = CandidateSource(name=name, strategy=strategy, derived_from=derived, created_at=now)
        given = Candidate(
            candidate_id=key, kind="k", name=name, payload={"n": number}, sources=(source,), recorded_at=now
        )
        if derived == key:
            with pytest.raises(ValidationFailed):
                self.subjects.add_candidate(given)
        elif derived is not None and derived not in self.candidates:
            with pytest.raises(NotFound):
                self.subjects.add_candidate(given)
        else:
            is_new = key not in self.candidates
            known = self.candidates.setdefault(key, [])
            known += [] if (name, strategy, derived) in known else [(name, strategy, derived)]
            stored, created = self.subjects.add_candidate(given)
            assert created is is_new
            assert stored.name == known[0][0]
            assert [(each.name, each.strategy, each.derived_from) for each in stored.sources] == known

    @rule(number=NUMBERS, name=NAMES)
    def add_scenario(self, number: int, name: str) -> None:
        key, now = hash_of("b", number), self.bench.clock.now()
        given = Scenario(
            scenario_id=key, kind="k", name=name, world={"n": number}, world_hash=hash_of("f", number % 2),
            inputs={"p": f"art-{number % 2}"}, created_at=now, recorded_at=now,
        )  # fmt: skip
        is_new = key not in self.scenarios
        self.scenarios.setdefault(key, name)
        stored, created = self.subjects.add_scenario(given)
        assert (stored.name, created) == (self.scenarios[key], is_new)

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3, unique=True))
    def add_cohort(self, numbers: list[int]) -> None:
        scenarios = tuple(hash_of("b", each) for each in numbers)
        key, now = hash_of("c", int("1" + "".join(map(str, numbers)))), self.bench.clock.now()
        given = Cohort(
            cohort_id=key, kind="k", name="c", scenario_ids=scenarios, created_at=now, recorded_at=now
        )
        if not set(scenarios) <= self.scenarios.keys():
            with pytest.raises(NotFound):
                self.subjects.add_cohort(given)
        else:
            assert self.subjects.add_cohort(given)[1] is (key not in self.cohorts)
            self.cohorts.setdefault(key, scenarios)

    @rule(candidates=st.sets(NUMBERS), scenarios=st.sets(NUMBERS), whole=st.booleans())
    def attach(self, candidates: set[int], scenarios: set[int], whole: bool) -> None:
        ids, places = [hash_of("a", n) for n in candidates], [hash_of("b", n) for n in scenarios]
        if whole:
            ids, places = list(self.candidates), list(self.scenarios)
        if not (set(ids) <= self.candidates.keys() and set(places) <= self.scenarios.keys()):
            with pytest.raises(NotFound):
                self.subjects.attach(ids, places)
        else:
            pairs = {(place, each) for place in places for each in ids}
            assert self.subjects.attach(ids, places) == len(pairs - self.attached)
            self.attached |= pairs

    @rule(
        name=st.sampled_from(["e1", "e2"]),
        which=st.integers(0, 9),
        seed=st.integers(0, 1),
        has_job=st.booleans(),
    )
    def submit(self, name: str, which: int, seed: int, has_job: bool) -> None:
        if not self.cohorts or not self.candidates:
            return
        cohort = sorted(self.cohorts)[which % len(self.cohorts)]
        candidate = sorted(self.candidates)[which % len(self.candidates)]
        evaluation = self._evaluation(name, cohort, candidate, seed)
        if name in self.submitted:
            same = self.evaluations.get_evaluation(name).plan_hash == evaluation.plan_hash
            if same:
                assert self.evaluations.add_evaluation(evaluation)[1] is False
            else:
                with pytest.raises(Conflict):
                    self.evaluations.add_evaluation(evaluation)
            return
        if not has_job:
            with pytest.raises(NotFound):
                self.evaluations.add_evaluation(evaluation)
            return
        with self.bench.lab.store.atomic():
            submit(self.bench, name, kind="evaluation")
            assert self.evaluations.add_evaluation(evaluation) == (evaluation, True)
        self.submitted[name] = (cohort, candidate)

    def _evaluation(self, name: str, cohort: str, candidate: str, seed: int) -> Evaluation:
        now = self.bench.clock.now()
        given = Evaluation(
            evaluation_id=name, run_id=name, kind="k", kind_version="1", engine_version="1",
            cohort_id=cohort, candidate_ids=(candidate,), seed=seed, overrides={}, plan_hash="0" * 64,
            metrics=(MetricDeclaration(key="m", direction="maximise", unit="u", primary=True),),
            created_at=now, recorded_at=now,
        )  # fmt: skip
        return given.model_copy(update={"plan_hash": plan_digest(given)})

    @rule()
    def claim(self) -> None:
        claimed = self.bench.lab.jobs.claim("w", ["evaluation"])
        if claimed is not None:
            self.running[claimed.job.job_id] = claimed.job.attempt

    @rule(name=st.sampled_from(["e1", "e2"]), late=st.booleans(), value=st.sampled_from([1.5, -2.0]))
    def record(self, name: str, late: bool, value: float) -> None:
        if name not in self.submitted:
            with pytest.raises(NotFound):
                self.evaluations.record_results(name, 1, result_set([], []))
            return
        cohort, candidate = self.submitted[name]
        rows = [
            EvaluationResult(
                scenario_id=each,
                candidate_id=candidate,
                metric="m",
                value=value,
                n=1,
                place=1,
                digest="d" * 64,
            )
            for each in self.cohorts[cohort]
        ]
        results = result_set(rows, self.cohorts[cohort])
        attempt = self.running.get(name, 1) + late
        if name in self.recorded:
            if self.recorded[name] == results:
                assert self.evaluations.record_results(name, attempt, results) is False
            else:
                with pytest.raises(Conflict):
                    self.evaluations.record_results(name, attempt, results)
        elif late or name not in self.running:
            with pytest.raises(LeaseLost):
                self.evaluations.record_results(name, attempt, results)
        else:
            assert self.evaluations.record_results(name, attempt, results) is True
            self.recorded[name] = results

    @invariant()
    def lists_hold_what_was_added_newest_first(self) -> None:
        listed = self.subjects.list_candidates(CandidateFilter(), None).items
        assert [each.candidate_id for each in listed] == list(self.candidates)[::-1]
        for strategy in ("dp", "milp"):
            found = self.subjects.list_candidates(CandidateFilter(strategy=strategy, name="a"), None).items
            wanted = [
                key
                for key, sources in reversed(self.candidates.items())
                if any(source[:2] == ("a", strategy) for source in sources)
            ]
            assert [each.candidate_id for each in found] == wanted
        scenarios = self.subjects.list_scenarios(ScenarioFilter(artifact_id="art-1"), None).items
        odd = [key for key in reversed(self.scenarios) if int(key[1]) % 2]
        assert [each.scenario_id for each in scenarios] == odd
        cohorts = self.subjects.list_cohorts(CohortFilter(scenario_id=hash_of("b", 0)), None).items
        assert [each.cohort_id for each in cohorts] == [
            key for key, places in reversed(self.cohorts.items()) if hash_of("b", 0) in places
        ]

    @invariant()
    def pairs_and_results_are_those_that_were_written(self) -> None:
        for place in self.scenarios:
            found = self.subjects.list_candidates(CandidateFilter(scenario_id=place), None).items
            assert {each.candidate_id for each in found} == {key for at, key in self.attached if at == place}
        states = self.evaluations.list_evaluations(EvaluationFilter(), None).items
        assert [each.evaluation_id for each in states] == list(self.submitted)[::-1]
        for state in states:
            name = state.evaluation_id
            recorded = self.recorded.get(name)
            assert state.status == ("running" if name in self.running else "pending")
            assert state.result_hash == (None if recorded is None else recorded.result_hash)
            assert self.evaluations.results(name) == (() if recorded is None else recorded.results)
        for key in self.candidates:
            rows = self.evaluations.candidate_results(key, ResultFilter(metric="m"), None)
            wanted = [name for name in reversed(self.submitted) if self.submitted[name][1] == key]
            names = [name for name in wanted if name in self.recorded]
            assert list(dict.fromkeys(each.evaluation_id for each in rows)) == names


def _opener(backend: str, request: pytest.FixtureRequest) -> Callable[[ExitStack], Bench]:
    def open_store(stack: ExitStack) -> Bench:
        url = "memory:"
        if backend == "postgres":
            url = request.getfixturevalue("shared_postgres_url")
            delete_every_record(url)
        elif backend != "memory":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            template: Callable[[str], Path] = request.getfixturevalue("template")
            url = str(new_store_file(template(backend), folder))
        return stack.enter_context(opened(url))

    return open_store


@pytest.mark.requirement("EVALS-20")
@pytest.mark.parametrize("backend", BACKENDS)
def test_every_store_keeps_what_a_model_keeps(backend: str, request: pytest.FixtureRequest) -> None:
    chosen = settings()
    # DuckDB and PostgreSQL cost many times as much for each call.
    examples = {"memory": 2 * chosen.max_examples, "sqlite": chosen.max_examples}
    few = examples.get(backend, chosen.max_examples // 8)
    machine = type("Machine", (EvaluationMachine,), {"open_store": staticmethod(_opener(backend, request))})
    run_state_machine_as_test(machine, settings=settings(chosen, max_examples=few, stateful_step_count=25))
