"""How the units of a scenario are cut into pieces of work."""

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.kind import UnitPlan

DEFAULT_SHARD_UNITS = 10_000


def shard_ranges(plan: UnitPlan, units: int = DEFAULT_SHARD_UNITS) -> list[tuple[int, int]]:
    """Half-open ranges that cover every unit once, each but the last a multiple of the alignment long."""
    if units < 1:
        raise ValidationFailed.at("shardUnits", "must be at least 1")
    step = -(-units // plan.alignment) * plan.alignment
    return [(lo, min(lo + step, plan.n_units)) for lo in range(0, plan.n_units, step)]
