"""How the units of a scenario are cut into pieces of work."""

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.kind import UnitPlan

DEFAULT_SHARD_UNITS = 10_000
# A unit of cost 1 takes some tens of nanoseconds: a shard then takes some tens of milliseconds.
MOST_SHARD_COST = 1_000_000.0


def shard_ranges(plan: UnitPlan, units: int = DEFAULT_SHARD_UNITS) -> list[tuple[int, int]]:
    """Half-open ranges that cover every unit once, each but the last a multiple of the alignment long.

    Where a unit costs much, a range has fewer units than asked for: workers would wait for each other.
    """
    if units < 1:
        raise ValidationFailed.at("shardUnits", "must be at least 1")
    few = max(1, min(units, int(MOST_SHARD_COST / plan.cost_hint)))
    step = -(-few // plan.alignment) * plan.alignment
    return [(lo, min(lo + step, plan.n_units)) for lo in range(0, plan.n_units, step)]
