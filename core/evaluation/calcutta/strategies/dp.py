"""The best expected points, exactly."""

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.market import Market

Integers = NDArray[np.int64]
_IMPOSSIBLE = np.int64(-(2**62))


def dp(market: Market) -> dict[str, int]:
    """Maximises the sum of v_t b / (m_t + b) over whole bids within budget and number of teams.

    A knapsack over teams in the order of ids; among equals the lexicographically smallest list of team
    ids, and then the smallest bids. 68 teams and 100 units take hundredths of a second.
    """
    order = sorted(range(len(market.teams)), key=lambda at: market.teams[at])
    pool = _Pool(market.gains()[order], market)
    places, lefts = _first_places(pool)
    bids: dict[str, int] = {}
    left = market.limits.budget
    for chosen, at in enumerate(places):
        ways = (bid for bid in pool.optimal_bids(at, chosen, left) if left - bid in lefts[chosen + 1])
        bids[market.teams[order[at]]] = bid = next(ways)
        left -= bid
    return bids


class _Pool:
    """Teams in the order of ids, and best[i, k, s]: the most that teams i and later add, when k teams are
    chosen and s units are left."""

    def __init__(self, gains: Integers, market: Market) -> None:
        self.limits = market.limits
        self.size = len(gains)
        self._gains = gains
        self._best = _best_from(gains, market)

    def may_end(self, at: int, chosen: int, left: int) -> bool:
        """Whether nothing more can be gained."""
        return chosen >= self.limits.min_teams and not self._best[at, chosen, left]

    def optimal_bids(self, at: int, chosen: int, left: int) -> list[int]:
        """The bids on this team that still reach the optimum, ascending; none when it has to be left out."""
        low, high = self.limits.min_bid, min(self.limits.max_bid, left)
        if chosen == self.limits.max_teams or low > high:
            return []
        bids = np.arange(low, high + 1)
        reached = self._gains[at, bids] + self._best[at + 1, chosen + 1, left - bids]
        return [int(bid) for bid in bids[reached == self._best[at, chosen, left]]]


def _first_places(pool: _Pool) -> tuple[list[int], list[set[int]]]:
    """The smallest optimal list of teams; before each of them and behind all, the units that may be left."""
    places: list[int] = []
    lefts = [{pool.limits.budget}]
    for at in range(pool.size):
        ended = {left for left in lefts[-1] if pool.may_end(at, len(places), left)}
        if ended:  # a shorter list comes first
            lefts[-1] = ended
            break
        after = {left - bid for left in lefts[-1] for bid in pool.optimal_bids(at, len(places), left)}
        if after:  # and so does one with an earlier team
            places.append(at)
            lefts.append(after)
    for chosen in reversed(range(len(places))):
        lefts[chosen] = {
            left
            for left in lefts[chosen]
            if any(left - bid in lefts[chosen + 1] for bid in pool.optimal_bids(places[chosen], chosen, left))
        }
    return places, lefts


def _best_from(gains: Integers, market: Market) -> Integers:
    limits = market.limits
    count = len(gains)
    best = np.full((count + 1, limits.max_teams + 2, limits.budget + 1), _IMPOSSIBLE)
    best[count, limits.min_teams : limits.max_teams + 1] = 0
    for at in range(count - 1, -1, -1):
        later, here = best[at + 1], best[at]
        here[:] = later
        for bid in range(limits.min_bid, min(limits.max_bid, limits.budget) + 1):
            added = later[1:-1, : limits.budget + 1 - bid] + gains[at, bid]
            np.maximum(here[:-2, bid:], added, out=here[:-2, bid:])
    return best
