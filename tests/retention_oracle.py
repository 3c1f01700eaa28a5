"""What a retention policy means, asked of everything until nothing changes any more."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from provenlab.core.models.retention import RetentionPolicy
from provenlab.core.models.retention_facts import ArtifactFact, ProducerFact, RetentionFacts

OWN = "sha256/"
POLICIES = st.builds(
    RetentionPolicy,
    keep_last=st.sampled_from([1, 1, 1, 2, 3]),
    last_of=st.sampled_from(["experiment", "name"]),
    keep_days=st.sampled_from([0.0, 0.0, 1.0, 4.0]),
    keep_aggregates=st.booleans(),
    keep_rejected_trials=st.booleans(),
    only_kinds=st.sampled_from([(), (), (), (), ("trades",), ("trades", "metrics")]),
)


class Oracle:
    """Asks everything of everything, until nothing changes any more."""

    def __init__(self, facts: RetentionFacts, policy: RetentionPolicy, now: datetime) -> None:
        self.facts, self.policy, self.now = facts, policy, now
        self.producers = {each.key: each for each in facts.producers}

    def goes(self) -> set[str]:
        everything = {each.artifact_id for each in self.facts.artifacts if not each.is_expired}
        in_store = {each.artifact_id for each in self.facts.artifacts if not each.storage_uri.startswith(OWN)}
        anchors = {each.artifact_id for each in self.facts.artifacts if self.is_anchor(each)}
        return everything - in_store - anchors - self.read_by(anchors) - self.aggregates()

    def is_anchor(self, each: ArtifactFact) -> bool:
        policy, makers = self.policy, [self.producers[key] for key in each.makers if key in self.producers]
        if each.is_expired or not each.storage_uri.startswith(OWN):
            return each.is_pinned and not each.is_expired
        return bool(
            (not makers and not each.is_tombstoned)
            or each.is_pinned
            or any(model.file_id == each.artifact_id for model in self.facts.models)
            or (policy.only_kinds and each.kind not in policy.only_kinds)
            or self.is_young(each.recorded_at)
            or any(map(self.is_held, makers))
        )

    def read_by(self, anchors: set[str]) -> set[str]:
        holders = [
            each for each in self.facts.producers if self.is_held(each) or self.is_young(each.created_at)
        ]
        read = {each for holder in holders for each in holder.inputs}
        read |= {each for model in self.facts.models for each in model.inputs}
        read |= {each.artifact_id for each in self.facts.references}
        while True:
            more = {
                source
                for each in self.facts.artifacts
                if each.artifact_id in anchors | read
                for source in self.made_from(each)
            }
            if more <= read:
                return read
            read |= more

    def made_from(self, each: ArtifactFact) -> set[str]:
        makers = [self.producers[key] for key in each.makers if key in self.producers]
        return {*each.parents, *(one for maker in makers for one in maker.inputs)}

    def aggregates(self) -> set[str]:
        kinds = self.policy.aggregate_kinds if self.policy.keep_aggregates else ()
        return {each.artifact_id for each in self.facts.artifacts if each.kind in kinds}

    def is_held(self, each: ProducerFact) -> bool:
        return each.may_go_on or self.is_journaled(each) or self.is_last(each)

    def is_last(self, each: ProducerFact) -> bool:
        rivals = [
            other
            for other in self.facts.producers
            if other.status == "completed"
            and self.series(other) == self.series(each)
            and (other.created_at, other.key) > (each.created_at, each.key)
        ]
        return each.status == "completed" and len(rivals) < self.policy.keep_last

    def series(self, each: ProducerFact) -> tuple[str, ...]:
        experiment = each.key[1] if each.key[0] == "experiment" else each.experiment_id
        if experiment is None:
            return "run", each.group, each.name
        known = self.producers.get(("experiment", experiment))
        return ("name", known.name) if self.policy.last_of == "name" and known else ("id", experiment)

    def is_journaled(self, each: ProducerFact) -> bool:
        return any(
            trial.producer == each.key and (self.policy.keep_rejected_trials or not trial.is_rejected)
            for trial in self.facts.trials
        )

    def is_young(self, instant: datetime) -> bool:
        return self.now - instant < timedelta(days=self.policy.keep_days)
