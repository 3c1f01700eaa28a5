"""What a store keeps of scenarios and candidates are documents that their kind reads again."""

from typing import Any

import pytest

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.backtest.kind import Backtest
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.documents import draws_of, evaluation_spec, scenario_document, world_document
from provenlab.core.evaluation.identities import candidate_digest, scenario_digest
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from tests.backtests import bars
from tests.backtests import world as backtest
from tests.calcuttas import entry, ncaa
from tests.unit.core.evaluation.test_ml_eval import task_of

_LEARNERS = task_of()
_BARS = backtest(bars([(1.0, 1.0, 1.0, 1.0)] * 5), [])[0]
KINDS: dict[str, tuple[Any, Any]] = {
    "calcutta": (Calcutta(), Calcutta().normalise_spec(ncaa())),
    "backtest": (Backtest(), Backtest().normalise_spec(_BARS)),
    "ml_eval": (_LEARNERS.kind, _LEARNERS.spec),
}


def kept(value: Any) -> Any:
    return parse_canonical_json(canonical_json(value).decode())


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_world_that_was_kept_is_the_same_scenario_with_any_draws(name: str) -> None:
    kind, spec = KINDS[name]
    world, draws = kept(kind.world(spec)), draws_of(kind)
    assert not set(draws) & set(world)
    given = {each: least + 2 for each, least in draws.items()}
    document = scenario_document(kind, world, given, {})
    again = evaluation_spec(kind, scenario_digest(kind, spec), document)
    assert kept(kind.world(again)) == world
    assert kind.plan(again).seed == given.get("seed", 0)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_draws_are_asked_for_and_belong_to_no_world(name: str) -> None:
    kind, spec = KINDS[name]
    world, draws = kept(kind.world(spec)), draws_of(kind)
    for each in draws:
        with pytest.raises(ValidationFailed, match="belongs to the evaluation"):
            world_document(kind, {**world, each: 5})
        with pytest.raises(ValidationFailed, match="is missing"):
            scenario_document(kind, world, {**draws, each: None}, {})
    for each in {"n_sims", "seed"} - set(draws):
        with pytest.raises(ValidationFailed, match="is nothing that the kind"):
            scenario_document(kind, world, {**draws, each: 5}, {})


def test_a_candidate_that_was_kept_is_the_same_candidate() -> None:
    calcutta, spec = KINDS["calcutta"]
    payloads = {"bids": calcutta.normalise_candidate(spec, entry(0, 30, 30, 30))}
    for kind, world, found in ((calcutta, spec, payloads), (*KINDS["ml_eval"], _LEARNERS.candidates)):
        for payload in found.values():
            again = kind.normalise_candidate(world, kept(kind.identity(payload)))
            assert candidate_digest(kind, again) == candidate_digest(kind, payload)
