"""Bugs of retention, to be planted one at a time."""

from collections.abc import Callable
from typing import Any

import pytest

from provenlab.core.models.retention_facts import RetentionFacts
from provenlab.core.rules import retention as rules
from provenlab.core.rules import retention_series as series
from provenlab.core.services import retention as service
from provenlab.core.services.retention import RetentionService
from provenlab.core.services.verification import VerificationService
from tests.mutants.planted_queries import Plant, changed_sql

Change = Callable[[RetentionFacts], RetentionFacts]
_LIVING = ("pending", "running")


def overlooked(change: Change) -> Plant:
    """The rules are asked about less than there is."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        honest = rules._Asking.__init__

        def asked(self: Any, facts: RetentionFacts, policy: Any, now: Any) -> None:
            honest(self, change(facts), policy, now)

        patch.setattr(rules._Asking, "__init__", asked)

    return plant


def artifacts(**fields: Any) -> Change:
    return lambda facts: facts._replace(artifacts=tuple(each._replace(**fields) for each in facts.artifacts))


def producers_read_nothing(facts: RetentionFacts) -> RetentionFacts:
    return facts._replace(producers=tuple(each._replace(inputs=()) for each in facts.producers))


def models_have_no_files(facts: RetentionFacts) -> RetentionFacts:
    return facts._replace(models=tuple(each._replace(file_id="") for each in facts.models))


def models_read_nothing(facts: RetentionFacts) -> RetentionFacts:
    return facts._replace(models=tuple(each._replace(inputs=()) for each in facts.models))


def only_the_champion_counts(facts: RetentionFacts) -> RetentionFacts:
    return facts._replace(models=tuple(each for each in facts.models if each.state == "champion"))


def dead_jobs_are_over(facts: RetentionFacts) -> RetentionFacts:
    living = (each._replace(may_go_on=each.status in _LIVING) for each in facts.producers)
    return facts._replace(producers=tuple(living))


def rejected_trials_hold_nothing(facts: RetentionFacts) -> RetentionFacts:
    return facts._replace(trials=tuple(each for each in facts.trials if not each.is_rejected))


def what_expired_ends_the_walk(facts: RetentionFacts) -> RetentionFacts:
    return facts._replace(artifacts=tuple(each for each in facts.artifacts if not each.is_expired))


def references_reach_one_step(patch: pytest.MonkeyPatch) -> None:
    honest = rules._Asking._follow_references

    def follow(self: Any, holds: Any) -> None:
        first = list(self._first_references(holds))
        self._first_references = lambda holds: first
        self._made_from = lambda artifact: ()
        honest(self, holds)

    patch.setattr(rules._Asking, "_follow_references", follow)


def what_lies_in_the_store_holds_as_well(patch: pytest.MonkeyPatch) -> None:
    honest = rules._Asking._first_references

    def first(self: Any, holds: Any) -> Any:
        return honest(self, {key: hold._replace(rule="source") for key, hold in holds.items()})

    patch.setattr(rules._Asking, "_first_references", first)


def aggregates_hold_what_they_were_made_from(patch: pytest.MonkeyPatch) -> None:
    honest = rules._Asking._own_hold

    def hold(self: Any, artifact: Any) -> Any:
        own = honest(self, artifact)
        return own or (rules._Hold("aggregate", "x") if self._is_aggregate(artifact) else None)

    patch.setattr(rules._Asking, "_own_hold", hold)


def one_run_more_is_kept(patch: pytest.MonkeyPatch) -> None:
    honest = series.places_in_series

    def places(*args: Any) -> Any:
        return {key: each._replace(number=each.number - 1) for key, each in honest(*args).items()}

    patch.setattr(rules, "places_in_series", places)


def the_oldest_runs_are_the_last(patch: pytest.MonkeyPatch) -> None:
    honest = series._newest_last

    def oldest_last(each: Any) -> Any:
        return -honest(each)[0].timestamp(), each.key

    patch.setattr(series, "_newest_last", oldest_last)


def failed_runs_are_counted(patch: pytest.MonkeyPatch) -> None:
    honest = series.places_in_series

    def places(producers: Any, policy: Any) -> Any:
        return honest({key: each._replace(status="completed") for key, each in producers.items()}, policy)

    patch.setattr(rules, "places_in_series", places)


def experiments_of_a_name_count_together(patch: pytest.MonkeyPatch) -> None:
    honest = series._series_of

    def series_of(each: Any, producers: Any, policy: Any) -> str:
        return honest(each, producers, policy.model_copy(update={"last_of": "name"}))

    patch.setattr(series, "_series_of", series_of)


def young_runs_hold_nothing(patch: pytest.MonkeyPatch) -> None:
    honest = series.held_producers

    def held(*args: Any) -> Any:
        return {key: each for key, each in honest(*args).items() if each.rule != "young"}

    patch.setattr(rules, "held_producers", held)


def nothing_is_young(patch: pytest.MonkeyPatch) -> None:
    honest = rules._Asking._own_hold

    def hold(self: Any, artifact: Any) -> Any:
        own = honest(self, artifact)
        return None if own is not None and own.rule == "young" else own

    patch.setattr(rules._Asking, "_own_hold", hold)


def other_kinds_go_too(patch: pytest.MonkeyPatch) -> None:
    honest = rules._Asking.__init__

    def asked(self: Any, facts: Any, policy: Any, now: Any) -> None:
        honest(self, facts, policy.model_copy(update={"only_kinds": ()}), now)

    patch.setattr(rules._Asking, "__init__", asked)


def aggregates_go(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules._Asking, "_is_aggregate", lambda self, artifact: False)


IN_RULES: dict[str, Plant] = {
    "aggregates go": aggregates_go,
    "aggregates hold what they were made from": aggregates_hold_what_they_were_made_from,
    "experiments of a name count together": experiments_of_a_name_count_together,
    "failed runs are counted": failed_runs_are_counted,
    "inputs of models go": overlooked(models_read_nothing),
    "files of models go": overlooked(models_have_no_files),
    "nothing is young": nothing_is_young,
    "one run more is kept": one_run_more_is_kept,
    "only the champion counts": overlooked(only_the_champion_counts),
    "other kinds go too": other_kinds_go_too,
    "parents hold nothing back": overlooked(artifacts(parents=())),
    "pinned artifacts go": overlooked(artifacts(is_pinned=False)),
    "references reach one step": references_reach_one_step,
    "rejected trials hold nothing": overlooked(rejected_trials_hold_nothing),
    "scenarios and candidates hold nothing": overlooked(lambda facts: facts._replace(references=())),
    "the dead are over": overlooked(dead_jobs_are_over),
    "the journal holds nothing": overlooked(lambda facts: facts._replace(trials=())),
    "the oldest runs are the last": the_oldest_runs_are_the_last,
    "what expired ends the walk": overlooked(what_expired_ends_the_walk),
    "what lies in the store holds as well": what_lies_in_the_store_holds_as_well,
    "what runs read goes": overlooked(producers_read_nothing),
    "young runs hold nothing": young_runs_hold_nothing,
}
"""Found by asking the rules alone, and by any lab."""


def a_dry_run_collects(patch: pytest.MonkeyPatch) -> None:
    def planned(self: Any, policy: Any, remark: Any, listing: Any) -> Any:
        return self.collect(policy, remark, 0.0, listing)

    patch.setattr(RetentionService, "planned", planned)


def blobs_go_first(patch: pytest.MonkeyPatch) -> None:
    honest = RetentionService.collect

    def collect(self: Any, policy: Any, remark: Any, min_age_seconds: float, listing: Any) -> Any:
        facts = self._facts()
        plan = rules.retention_plan(facts, policy, self._clock.now())
        for uri in rules.freed_uris(facts, plan):
            self._blobs.delete(uri, min_age_seconds)
        return honest(self, policy, remark, min_age_seconds, listing)

    patch.setattr(RetentionService, "collect", collect)


def young_blobs_go(patch: pytest.MonkeyPatch) -> None:
    honest = RetentionService._removed
    patch.setattr(RetentionService, "_removed", lambda self, present, age: honest(self, present, 0.0))


def shared_bytes_go_with_the_first(patch: pytest.MonkeyPatch) -> None:
    def freed(facts: Any, plan: Any) -> dict[str, int]:
        going = {each.artifact_id for each in plan.outlived}
        gone = (each for each in facts.artifacts if each.is_expired or each.artifact_id in going)
        return {each.storage_uri: each.size_bytes for each in gone if rules.is_own_blob(each.storage_uri)}

    patch.setattr(service, "freed_uris", freed)
    patch.setattr(RetentionService, "_removed", _removes_what_it_is_given)


def _removes_what_it_is_given(self: Any, present: Any, min_age_seconds: float) -> Any:
    found = service._Removal()
    for each in present:
        self._blobs.delete(each.storage_uri, min_age_seconds)
    return found


def what_a_dead_collector_left_stays(patch: pytest.MonkeyPatch) -> None:
    honest = rules.freed_uris

    def freed(facts: RetentionFacts, plan: Any) -> dict[str, int]:
        return honest(what_expired_ends_the_walk(facts), plan)

    patch.setattr(service, "freed_uris", freed)


def artifacts_expire_one_by_one(patch: pytest.MonkeyPatch) -> None:
    honest = RetentionService.collect

    def collect(self: Any, policy: Any, remark: Any, min_age_seconds: float, listing: Any) -> Any:
        collection = self._collection(policy, remark)
        plan = rules.retention_plan(self._facts(), policy, collection.at)
        for at, each in enumerate(plan.outlived):
            one = collection.model_copy(update={"collection_id": f"{collection.collection_id}-{at}"})
            self.retention.expire(one, {each.artifact_id: each.because})
        return honest(self, policy, remark, min_age_seconds, listing)

    patch.setattr(RetentionService, "collect", collect)


def sweeps_have_no_grace(patch: pytest.MonkeyPatch) -> None:
    honest = VerificationService.sweep

    def sweep(self: Any, min_age_seconds: float, dry_run: bool = True) -> Any:
        return honest(self, 0.0, dry_run)

    patch.setattr(VerificationService, "sweep", sweep)


def sweeps_take_what_is_needed(patch: pytest.MonkeyPatch) -> None:
    def orphans(self: Any, min_age_seconds: float) -> list[Any]:
        return [each for each in self._blobs.list_blobs() if each.age_seconds >= min_age_seconds]

    patch.setattr(VerificationService, "_orphans", orphans)


IN_LABS: dict[str, Plant] = {
    "a dry run collects": a_dry_run_collects,
    "artifacts expire one by one": artifacts_expire_one_by_one,
    "blobs go before the records": blobs_go_first,
    "shared bytes go with the first": shared_bytes_go_with_the_first,
    "sweeps have no grace": sweeps_have_no_grace,
    "sweeps take what is needed": sweeps_take_what_is_needed,
    "what a dead collector left stays": what_a_dead_collector_left_stays,
    "young blobs go": young_blobs_go,
}
"""Found by labs in memory."""

IN_QUERIES: dict[str, Plant] = {
    "pins are never taken out": changed_sql(
        "artifacts", "coalesce(p.seq, 0) % 2 = 1", "coalesce(p.seq, 0) > 0"
    ),
    "expired artifacts are asked about again": changed_sql(
        "artifacts", "x.artifact_id IS NOT NULL AS is_expired", "FALSE AS is_expired"
    ),
    "what runs upstream made goes": changed_sql(
        "upstreams_of_runs", "WHERE u.upstream_kind = 'run'", "WHERE FALSE"
    ),
    "outputs of experiments are nobody's": changed_sql(
        "outputs_of_experiments", "ORDER BY", "WHERE FALSE ORDER BY"
    ),
    "blobs of expired artifacts are needed": changed_sql("storage_uris", "WHERE x.artifact_id IS NULL", ""),
}
"""Found by the contract on SQLite."""

IN_RARE_QUERIES: dict[str, Plant] = {
    "what candidates came from goes": changed_sql(
        "references", "FROM candidate_sources WHERE", "FROM candidate_sources WHERE FALSE AND"
    ),
    "what scenarios read goes": changed_sql(
        "references", "FROM scenario_inputs", "FROM scenario_inputs WHERE FALSE"
    ),
    "what evaluations stand on goes": changed_sql(
        "upstreams_of_runs", "WHERE u.upstream_kind = 'artifact'", "WHERE FALSE"
    ),
    "jobs that may be queued again are over": changed_sql("runs", "OR j.run_id IS NOT NULL", "OR FALSE"),
}
"""Found by labs in SQLite, some after a minute."""
