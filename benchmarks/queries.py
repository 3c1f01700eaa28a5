"""Questions to a large store, against the best raw statements known for the layout."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from benchmarks.figures import Figure, Target, at_most_ms, at_most_times
from benchmarks.floors.sqlite import SqliteFloor
from benchmarks.setting import Floor, Setting
from benchmarks.subject import Subject
from benchmarks.timing import Action, interleaved
from provenlab.core.models.experiment import Experiment
from provenlab.core.models.lineage import Lineage

SIX_HOPS = 12
_VARIANTS = 50
_FIND_FACTORS = {"sqlite": 2.0, "duckdb": 1.5}


@dataclass(frozen=True, slots=True)
class Question:
    """One question in the library's words and in the engine's, asked of the same ever-changing subjects.

    `unparsed` are the raw statements whose rows are fetched but not read any further.
    """

    name: str
    usual_repeats: int
    library: Callable[[Any], object]
    floor: Callable[[Any], object]
    subjects: list[Any]
    target: Callable[[float, str], Target | None]
    unparsed: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for each answer, as objects on the one side and as parsed rows on the other."""
    for engine in setting.engines:
        url = setting.loaded_url(engine)
        subject, floor = Subject(url), setting.floor(engine)
        try:
            for question in questions(setting, subject, floor):
                setting.progress.step(f"{setting.population.size:,} experiments, {engine}: {question.name}")
                yield _figure(setting, engine, question)
        finally:
            subject.close()
            floor.close()


def _figure(setting: Setting, engine: str, question: Question) -> Figure:
    repeats = setting.scale.repeats(question.usual_repeats)
    actions = {
        "library": _asked(question.library, question.subjects),
        "floor": _asked(question.floor, question.subjects),
        **{name: _asked(ask, question.subjects) for name, ask in question.unparsed.items()},
    }
    found = interleaved(actions, repeats)
    floor_ms = found["floor"].wall_ms
    return Figure(
        group=f"queries at {setting.population.size:,}",
        engine=engine,
        name=question.name,
        library_ms=found["library"].wall_ms,
        floor_ms=floor_ms,
        target=question.target(floor_ms, engine),
        others=tuple((name, found[name].wall_ms) for name in question.unparsed),
        repeats=repeats,
    )


def _asked(ask: Callable[[Any], object], subjects: list[Any]) -> Action:
    following = cycle(subjects)
    return lambda: ask(next(following))


def questions(setting: Setting, subject: Subject, floor: Floor) -> list[Question]:
    """All of them; the same seed picks the same subjects in every run."""
    population = setting.population
    dice = random.Random(7)
    some = [dice.randrange(population.size) for _ in range(_VARIANTS)]
    slices = [population.slice_ids(i)[0] for i in some]
    ids = [population.experiment_id(i) for i in some]
    tens = [dice.sample(slices, min(10, len(slices))) for _ in some]
    ends = [population.experiment_id(population.chain_end(i)) for i in some]
    pairs = [(population.slice_ids(i)[0], f"universe-{i % population.universes}") for i in some]
    popular, nothing = [population.popular], [None]
    find = lambda each: subject.find([each])  # noqa: E731
    raw_find = lambda each: floor.find([each])  # noqa: E731
    return [
        Question("get by id", 300, subject.get, floor.get, ids, _no_target, _raw(floor, "get")),
        Question("newest 100", 100, subject.newest, floor.newest, nothing, _page_target,
                 _raw(floor, "newest")),
        Question("newest 100 of a status", 100, subject.newest, floor.newest, ["failed", "completed"],
                 _page_target, _raw(floor, "newest_of_status")),
        Question("find by 1 input artifact", 100, find, raw_find, slices, _find_target),
        Question("find by 10 input artifacts", 60, subject.find, floor.find, tens, _find_target),
        Question("find by a popular artifact, newest 100", 60, find, floor.find_popular, popular,
                 _find_target, _raw(floor, "popular")),
        Question("find by all of 2 artifacts, one popular", 60, lambda pair: subject.find(pair, "all"),
                 lambda pair: floor.find_all(*pair), pairs, _find_target),
        Question("count by status", 20, lambda _: subject.counts(), lambda _: floor.counts(), nothing,
                 _no_target),
        Question("lineage, six hops upstream", 60, lambda each: subject.lineage(each, SIX_HOPS),
                 lambda each: floor.lineage(each, SIX_HOPS), ends, _find_target),
    ]  # fmt: skip


def _no_target(floor_ms: float, engine: str) -> Target | None:
    return None


def _page_target(floor_ms: float, engine: str) -> Target | None:
    return at_most_ms(5)


def _find_target(floor_ms: float, engine: str) -> Target | None:
    factor = _FIND_FACTORS.get(engine)
    return at_most_times(factor, floor_ms) if factor else None


def _raw(floor: Floor, name: str) -> dict[str, Callable[[Any], object]]:
    if not isinstance(floor, SqliteFloor):
        return {}
    sql = floor.statements()[name]
    return {"floor without parsing": lambda each: floor.raw(sql, *([each] if "?" in sql else []))}


def comparable(answer: Any) -> Any:
    """What an answer of the library and one of a floor must have in common."""
    if isinstance(answer, Experiment):
        return [answer.experiment_id]
    if isinstance(answer, Lineage):
        edges = {(e.source_kind, e.source_id, e.target_kind, e.target_id, e.role) for e in answer.edges}
        return edges, {(node.id, node.label, node.status) for node in answer.nodes}
    if isinstance(answer, tuple) and answer and isinstance(answer[0], Experiment):
        return [each.experiment_id for each in answer]
    if isinstance(answer, tuple):
        edges, nodes = answer
        found = {(e["kind"], e["id"], e["from_kind"], e["from_id"], e["role"]) for e in edges}
        return found, {(node["id"], node["label"], node["status"]) for node in nodes}
    return answer if isinstance(answer, dict) else [row["experiment_id"] for row in answer]
