"""Ways to spend a budget, from a rule of thumb to a search."""

from collections.abc import Callable, Mapping

from provenlab.core.evaluation.calcutta.market import Market
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec
from provenlab.core.evaluation.calcutta.strategies.dp import dp
from provenlab.core.evaluation.calcutta.strategies.greedy_marginal import greedy_marginal
from provenlab.core.evaluation.calcutta.strategies.milp import milp
from provenlab.core.evaluation.calcutta.strategies.payout_search import payout_search
from provenlab.core.evaluation.calcutta.strategies.proportional import proportional

Strategy = Callable[[CalcuttaSpec, Market], dict[str, int]]

STRATEGIES: Mapping[str, Strategy] = {
    "proportional": lambda spec, market: proportional(market),
    "greedy_marginal": lambda spec, market: greedy_marginal(market),
    "dp": lambda spec, market: dp(market),
    "milp": lambda spec, market: milp(market),
    "payout_search": payout_search,
}
"""Each gives bids within the limits, by team id; the same arguments give the same bids."""
