"""Opponents for demonstrations and tests."""

import math
from collections.abc import Sequence
from statistics import NormalDist

from provenlab.core.evaluation.calcutta.apportionment import apportioned
from provenlab.core.evaluation.calcutta.spec import Constraints
from provenlab.core.evaluation.streams import FIELD_DRAWS, Stream, stream_of

CROWD_BIAS = 0.35
OWN_NOISE = 0.6
_LEAST_VALUE = 1e-3


def synthetic_field(
    teams: Sequence[str], values: Sequence[float], entries: int, seed: int, limits: Constraints | None = None
) -> dict[str, dict[str, int]]:
    """Bids by entry name, from expected points of the teams.

    Each entry sees log value + a bias that the whole crowd shares + noise of its own (normal, deviations
    0.35 and 0.6), takes the best of what it sees, as many teams as it likes within the limits, and spends
    its budget in proportion. Draws come from a stream of their own: entry n is the same in any field.
    """
    limits = limits or Constraints()
    stream, size = stream_of(seed, (FIELD_DRAWS,)), len(teams)
    blocks = -(-(size + 1) // 4)
    crowd = _normals(stream, 0, blocks, size)
    log_values = [
        math.log(max(value, _LEAST_VALUE)) + CROWD_BIAS * bias
        for value, bias in zip(values, crowd, strict=True)
    ]
    width = len(str(entries))
    return {
        f"opponent {each:0{width}}": _entry(teams, log_values, stream, each, blocks, limits)
        for each in range(1, entries + 1)
    }


def _entry(
    teams: Sequence[str], log_values: Sequence[float], stream: Stream, number: int, blocks: int,
    limits: Constraints,
) -> dict[str, int]:  # fmt: skip
    noise = _normals(stream, number, blocks, len(teams))
    seen = {team: log_values[at] + OWN_NOISE * noise[at] for at, team in enumerate(teams)}
    most = min(limits.max_teams, limits.budget // limits.min_bid, len(teams))
    appetite = int(stream.words(number, 1, blocks)[0, len(teams)])
    count = limits.min_teams + appetite % (most - limits.min_teams + 1)
    chosen = sorted(seen, key=lambda team: (-seen[team], team))[:count]
    return apportioned({team: math.exp(seen[team]) for team in chosen}, limits)


def _normals(stream: Stream, unit: int, blocks: int, count: int) -> list[float]:
    """Standard normal numbers by inversion, which no release of a library changes."""
    words = stream.words(unit, 1, blocks)[0, :count].tolist()
    return [NormalDist().inv_cdf(((word >> 11) + 0.5) / 2.0**53) for word in words]
