"""The best expected points, by a mixed-integer programme."""

import numpy as np

from provenlab.core.errors import InternalError
from provenlab.core.evaluation.calcutta.market import GAIN_PARTS, Market


def milp(market: Market) -> dict[str, int]:
    """One binary for each team and bid, solved to optimality by HiGHS.

    It says in another language what `dp` says, and is the place for constraints that `dp` has no
    dimension for. Among equal optima it gives the one that the solver finds.
    """
    from scipy.optimize import Bounds, LinearConstraint
    from scipy.optimize import milp as solved
    from scipy.sparse import csr_array

    limits, count = market.limits, len(market.teams)
    bid = np.arange(limits.min_bid, min(limits.max_bid, limits.budget) + 1)
    gains = market.gains()[:, bid].ravel() / GAIN_PARTS
    team = np.repeat(np.arange(count), len(bid))
    each_team_once = csr_array((np.ones(team.size), (team, np.arange(team.size))), shape=(count, team.size))
    answer = solved(
        -gains,
        integrality=np.ones(team.size),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(each_team_once, -np.inf, 1),
            LinearConstraint(np.tile(bid, count)[None, :], -np.inf, limits.budget),
            LinearConstraint(np.ones((1, team.size)), limits.min_teams, limits.max_teams),
        ],
        options={"mip_rel_gap": 0.0},
    )
    if not answer.success:
        raise InternalError(f"the solver gave up: {answer.message}")
    chosen = np.flatnonzero(answer.x > 0.5)
    return {market.teams[team[at]]: int(bid[at % len(bid)]) for at in chosen}
