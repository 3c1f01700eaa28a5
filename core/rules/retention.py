"""Retention: from the facts of a store, a policy and the time to a verdict on every artifact."""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from provenlab.core.errors import UriRefused
from provenlab.core.models.retention import KeepRule, RetentionPolicy, RetentionVerdict, RuleTotal
from provenlab.core.models.retention_facts import (
    ArtifactFact,
    ModelFact,
    ProducerFact,
    ProducerKey,
    RetentionFacts,
)
from provenlab.core.models.value import restored
from provenlab.core.rules.retention_series import held_producers, places_in_series
from provenlab.core.rules.storage_uris import blob_file_hash, parse_storage_uri


class RetentionPlan(NamedTuple):
    """A verdict on every artifact that has not expired yet, each part by id."""

    kept: tuple[RetentionVerdict, ...]
    outlived: tuple[RetentionVerdict, ...]


class _Hold(NamedTuple):
    rule: KeepRule
    because: str


def retention_plan(facts: RetentionFacts, policy: RetentionPolicy, now: datetime) -> RetentionPlan:
    """Who keeps the bytes and who does not; the same facts in another order give the same plan."""
    return _Asking(facts, policy, now).plan()


def freed_uris(facts: RetentionFacts, plan: RetentionPlan) -> dict[str, int]:
    """Blobs that no artifact needs once the plan is carried out, with their sizes in bytes, by URI.

    Those of artifacts that had expired before are among them, whether the blob is still there or not.
    """
    going = {each.artifact_id for each in plan.outlived}
    needed = {
        each.storage_uri for each in facts.artifacts if not each.is_expired and each.artifact_id not in going
    }
    sizes = {
        each.storage_uri: each.size_bytes
        for each in facts.artifacts
        if each.storage_uri not in needed and is_own_blob(each.storage_uri)
    }
    return dict(sorted(sizes.items()))


def rule_totals(plan: RetentionPlan) -> tuple[RuleTotal, ...]:
    """How much each rule decided, largest first."""
    found: dict[str, list[int]] = {}
    for verdict in (*plan.kept, *plan.outlived):
        total = found.setdefault(verdict.rule, [0, 0])
        total[0] += 1
        total[1] += verdict.size_bytes
    in_order = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
    return tuple(
        restored(RuleTotal, {"rule": rule, "artifacts": count, "size_bytes": size})
        for rule, (count, size) in in_order
    )


def is_own_blob(storage_uri: str) -> bool:
    """Whether a URI names a blob that the blob store made itself, so that it may remove it."""
    try:
        return blob_file_hash(parse_storage_uri(storage_uri)) is not None
    except UriRefused:
        return False


class _Asking:
    def __init__(self, facts: RetentionFacts, policy: RetentionPolicy, now: datetime) -> None:
        self._policy = policy
        self._since = now - timedelta(days=policy.keep_days)
        self._now = now
        self._artifacts = {each.artifact_id: each for each in sorted(facts.artifacts)}
        self._producers = {each.key: each for each in sorted(facts.producers)}
        self._models = sorted(facts.models)
        self._references = sorted(facts.references)
        self._places = places_in_series(self._producers, policy)
        self._held = held_producers(facts, policy, self._places, self._since)
        self._files = {each.file_id: each for each in self._models}

    def plan(self) -> RetentionPlan:
        holds = {each.artifact_id: hold for each in self._alive() if (hold := self._own_hold(each))}
        self._follow_references(holds)
        for each in self._alive():
            if each.artifact_id not in holds and self._is_aggregate(each):
                holds[each.artifact_id] = _Hold("aggregate", f"kind {each.kind}")
        kept, gone = [], []
        for each in self._alive():
            hold = holds.get(each.artifact_id)
            if hold is None:
                gone.append(_verdict(each, "outlived", self._why_outlived(each)))
            else:
                kept.append(_verdict(each, *hold))
        return RetentionPlan(tuple(kept), tuple(gone))

    def _alive(self) -> Iterator[ArtifactFact]:
        return (each for each in self._artifacts.values() if not each.is_expired)

    def _own_hold(self, artifact: ArtifactFact) -> _Hold | None:
        """The first rule that holds it for what it is itself, or for what made it."""
        makers = self._makers(artifact)
        if artifact.is_pinned:
            return _Hold("pinned", "somebody pinned it")
        if not is_own_blob(artifact.storage_uri):
            return _Hold("in_store", "its bytes are no blob of this store")
        if artifact.artifact_id in self._files:
            return _Hold("model", _named(self._files[artifact.artifact_id]))
        if not makers and not artifact.is_tombstoned:
            return _Hold("source", "nothing in this store made it")
        held = {each.rule: each for maker in makers if (each := self._held.get(maker.key))}
        if living := held.get("running") or held.get("journal"):
            return _Hold(living.rule, living.because)
        if self._policy.only_kinds and artifact.kind not in self._policy.only_kinds:
            return _Hold("other_kind", f"kind {artifact.kind}")
        if last := held.get("last"):
            return _Hold("last", last.because)
        if artifact.recorded_at > self._since:
            return _Hold("young", f"recorded {_duration(self._now - artifact.recorded_at)} ago")
        return None

    def _follow_references(self, holds: dict[str, _Hold]) -> None:
        """Adds what anything kept was made from, and what held runs and experiments read."""
        waiting = deque(self._first_references(holds))
        seen: set[str] = set()
        while waiting:
            artifact_id, because = waiting.popleft()
            artifact = self._artifacts.get(artifact_id)
            if artifact is None or artifact_id in seen:
                continue
            seen.add(artifact_id)
            if not artifact.is_expired:
                holds.setdefault(artifact_id, _Hold("referenced", f"by {because}"))
            waiting.extend((each, f"artifact {artifact_id}") for each in self._made_from(artifact))

    def _first_references(self, holds: dict[str, _Hold]) -> Iterator[tuple[str, str]]:
        for key in sorted(self._held):
            yield from ((each, _called(key)) for each in self._producers[key].inputs)
        for model in self._models:
            yield from ((each, _named(model)) for each in model.inputs)
        for reference in self._references:
            yield reference.artifact_id, reference.holder
        for artifact_id, hold in sorted(holds.items()):
            # What lies in the rows of the store outlives its inputs, as aggregates do, unless it is pinned.
            if hold.rule != "in_store":
                made_from = self._made_from(self._artifacts[artifact_id])
                yield from ((each, f"artifact {artifact_id}") for each in made_from)

    def _makers(self, artifact: ArtifactFact) -> list[ProducerFact]:
        return [self._producers[each] for each in sorted(artifact.makers) if each in self._producers]

    def _made_from(self, artifact: ArtifactFact) -> Iterable[str]:
        read = (each.inputs for each in self._makers(artifact))
        return (*artifact.parents, *chain.from_iterable(read))

    def _is_aggregate(self, artifact: ArtifactFact) -> bool:
        return self._policy.keep_aggregates and artifact.kind in self._policy.aggregate_kinds

    def _why_outlived(self, artifact: ArtifactFact) -> str:
        standings = [self._standing(each) for each in self._makers(artifact)]
        age = f"recorded {_duration(self._now - artifact.recorded_at)} ago"
        return f"{'; '.join(standings) or 'tombstoned'}, {age}"

    def _standing(self, maker: ProducerFact) -> str:
        place = self._places.get(maker.key)
        standing = maker.status if place is None else f"number {place.number} of {place.series}"
        return f"{standing} ({_called(maker.key)})"


def _verdict(artifact: ArtifactFact, rule: str, because: str) -> RetentionVerdict:
    fields = {
        "artifact_id": artifact.artifact_id,
        "kind": artifact.kind,
        "size_bytes": artifact.size_bytes,
        "rule": rule,
        "because": because,
    }
    return restored(RetentionVerdict, fields)


def _called(key: ProducerKey) -> str:
    return f"{key[0]} {key[1]}"


def _named(model: ModelFact) -> str:
    return f"{model.state} {model.model_name} version {model.version}"


def _duration(age: timedelta) -> str:
    minutes = age / timedelta(minutes=1)
    if minutes < 120:
        return f"{max(minutes, 0):.0f} minutes"
    return f"{minutes / 60:.1f} hours" if minutes < 48 * 60 else f"{minutes / 1_440:.1f} days"
