"""Runs and experiments that hold what they read and made: living, journaled, newest, young."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from provenlab.core.models.retention import KeepRule, RetentionPolicy
from provenlab.core.models.retention_facts import ProducerFact, ProducerKey, RetentionFacts


class Place(NamedTuple):
    """The number of a completed run or experiment among those of its series, the newest being 1."""

    number: int
    series: str


class Held(NamedTuple):
    """The first rule that holds a run or experiment."""

    rule: KeepRule
    because: str


def places_in_series(
    producers: Mapping[ProducerKey, ProducerFact], policy: RetentionPolicy
) -> dict[ProducerKey, Place]:
    """Where each completed run and experiment stands; what did not complete stands nowhere."""
    series: dict[str, list[ProducerFact]] = {}
    for each in producers.values():
        if each.status == "completed":
            series.setdefault(_series_of(each, producers, policy), []).append(each)
    return {
        each.key: Place(number, name)
        for name, members in series.items()
        for number, each in enumerate(sorted(members, key=_newest_last, reverse=True), 1)
    }


def _newest_last(producer: ProducerFact) -> tuple[datetime, ProducerKey]:
    return producer.created_at, producer.key


def _series_of(
    producer: ProducerFact, producers: Mapping[ProducerKey, ProducerFact], policy: RetentionPolicy
) -> str:
    kind, own_id = producer.key
    experiment_id = own_id if kind == "experiment" else producer.experiment_id
    if experiment_id is None:
        return f"{producer.group} runs named {producer.name}"
    experiment = producers.get(("experiment", experiment_id))
    if policy.last_of == "name" and experiment is not None:
        return f"experiments named {experiment.name}"
    return f"experiment {experiment_id}"


def held_producers(
    facts: RetentionFacts, policy: RetentionPolicy, places: Mapping[ProducerKey, Place], since: datetime
) -> dict[ProducerKey, Held]:
    """Runs and experiments whose inputs must stay, each with the first rule that says so."""
    entries = {
        each.producer: each.entry_id
        for each in sorted(facts.trials, reverse=True)
        if policy.keep_rejected_trials or not each.is_rejected
    }
    found = {
        each.key: _held(each, entries.get(each.key), places.get(each.key), policy, since)
        for each in facts.producers
    }
    return {key: held for key, held in found.items() if held is not None}


def _held(
    producer: ProducerFact,
    entry_id: int | None,
    place: Place | None,
    policy: RetentionPolicy,
    since: datetime,
) -> Held | None:
    called = " ".join(producer.key)
    if producer.may_go_on:
        return Held("running", f"{called} may still go on: {producer.status}")
    if entry_id is not None:
        return Held("journal", f"journal entry {entry_id} names {called}")
    if place is not None and place.number <= policy.keep_last:
        return Held("last", f"{called} is number {place.number} of {place.series}")
    if producer.created_at > since:
        return Held("young", f"{called} is young")
    return None
