"""What the bracket says exactly, without simulation."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.ownership import pools_of
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry

Chances = NDArray[np.float64]


def reach_probabilities(spec: CalcuttaSpec) -> Chances:
    """P(progress >= k) of every team, shape (teams, R + 2), by dynamic programming over the bracket.

    The thresholds that the simulation compares with are the probabilities here, so both speak of the
    same tournament.
    """
    bracket, p = spec.bracket, spec.thresholds() / 2.0**53
    teams = len(bracket.teams)
    reach = np.zeros((teams, bracket.rounds + 2))
    reach[:, :2] = 1.0
    standing = [_alone(slot[0], teams) for slot in bracket.slot_teams]
    for game, (slot, first, second) in enumerate(bracket.play_ins):
        standing[slot] = _winner(_alone(first, teams), _alone(second, teams), p, spec.locked.get(game))
        reach[[first, second], 1] = standing[slot][[first, second]]
    game = len(bracket.play_ins)
    for step in range(2, bracket.rounds + 2):
        pairs = zip(standing[::2], standing[1::2], strict=True)
        standing = [
            _winner(one, other, p, spec.locked.get(game + at)) for at, (one, other) in enumerate(pairs)
        ]
        game += len(standing)
        reach[:, step] = sum(standing)
    return reach


def expected_points(spec: CalcuttaSpec) -> Chances:
    """Mean points of every team, exact but for rounding in the last digits."""
    steps = np.diff(spec.points_by_progress(), prepend=0)
    return reach_probabilities(spec) @ steps.astype(np.float64)


def expected_scores(spec: CalcuttaSpec, candidates: Mapping[str, Entry]) -> dict[str, float]:
    """Mean points of every candidate, from its shares in the pool it is scored in."""
    points = expected_points(spec)
    return {
        name: float(sum(points[team] * share for team, share in pool.holdings[at]))
        for pool in pools_of(spec, candidates)
        for name, at in zip(pool.names, pool.scored, strict=True)
    }


def _alone(team: int, teams: int) -> Chances:
    chance = np.zeros(teams)
    chance[team] = 1.0
    return chance


def _winner(first: Chances, second: Chances, p: Chances, locked: int | None) -> Chances:
    """The distribution of the winner of a game between two independent distributions.

    The first team's threshold decides, the second team wins otherwise, as in the simulation.
    """
    if locked is not None:
        return _alone(locked, len(first))
    meets = np.outer(first, second) * p
    lost: Chances = np.outer(first, second) - meets
    won: Chances = meets.sum(axis=1) + lost.sum(axis=0)
    return won
