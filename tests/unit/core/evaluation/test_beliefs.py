"""Candidates that strategies make of what others predicted."""

import json
from typing import Any

import pytest

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.market import market_of
from provenlab.core.evaluation.calcutta.strategies import STRATEGIES
from tests.calcuttas import bids, calcutta

KIND = Calcutta()
SPEC = KIND.normalise_spec(calcutta(n_sims=2, field={f"o{at}": bids(at, 40, 30, 20, 10) for at in range(4)}))
TEAMS = list(SPEC.bracket.teams)
POT = sum(sum(entry.bids.values()) for entry in SPEC.field.values())
SHARES = {team: sum(entry.bids.get(team, 0) for entry in SPEC.field.values()) / POT for team in TEAMS}


def inputs(p: Any = None, teams: Any = None, shares: Any = None, pot: Any = POT) -> dict[str, bytes]:
    beliefs = {"teams": teams or TEAMS, "p": SPEC.p.tolist() if p is None else p}
    market = {"shares": SHARES if shares is None else shares, "pot": pot}
    return {"win_probabilities": json.dumps(beliefs).encode(), "market_shares": json.dumps(market).encode()}


@pytest.mark.parametrize("strategy", KIND.strategies)
def test_who_believes_what_is_true_bids_as_if_it_were_known(strategy: str) -> None:
    found = KIND.generated(strategy, SPEC, inputs())
    assert found == {"bids": STRATEGIES[strategy](SPEC, market_of(SPEC))}
    KIND.normalise_candidate(SPEC, found)


def test_teams_may_come_in_another_order() -> None:
    turned = TEAMS[::-1]
    matrix = SPEC.p[::-1, ::-1].tolist()
    assert KIND.generated("dp", SPEC, inputs(matrix, turned)) == KIND.generated("dp", SPEC, inputs())


def test_other_beliefs_make_other_candidates() -> None:
    upset = KIND.generated("dp", SPEC, inputs(p=SPEC.p.T.tolist()))
    assert upset != KIND.generated("dp", SPEC, inputs())


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"teams": TEAMS[:-1]}, "win_probabilities.teams"),
        ({"teams": [*TEAMS[:-1], TEAMS[0]]}, "win_probabilities.teams"),
        ({"p": [[0.5]]}, "win_probabilities.p"),
        ({"p": (SPEC.p + 0.1).tolist()}, "win_probabilities.p[0][0]"),
        ({"shares": SHARES | {"T99": 0.0}}, "market_shares.shares.T99"),
        ({"shares": SHARES | {"T00": -0.1}}, "market_shares.shares.T00"),
        ({"shares": dict.fromkeys(TEAMS, 0.5)}, "market_shares.shares"),
        ({"pot": 0}, "market_shares.pot"),
    ],
)
def test_a_wrong_prediction_is_refused_with_its_place(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        KIND.generated("dp", SPEC, inputs(**changes))
    assert path in [fault["path"] for fault in refusal.value.details["faults"]]
