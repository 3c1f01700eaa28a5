"""What a benchmark yields: one measured row beside its floor, and the target it is held to."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Clock = Literal["wall", "cpu"]


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on milliseconds; `text` is how it was set, `bound` what that makes of this run's floor."""

    text: str
    bound: float


def at_most_times(factor: float, floor: float, plus_ms: float = 0.0) -> Target:
    """The floor times a factor, and a fixed part on top."""
    extra = f" + {plus_ms:g} ms" if plus_ms else ""
    return Target(f"<= {factor:g}x{extra}", factor * floor + plus_ms)


def at_most_ms(bound: float) -> Target:
    """A bound that does not depend on the floor."""
    return Target(f"< {bound:g} ms", bound)


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians in milliseconds. `clock` tells whether they are of elapsed time or of processor time.

    `others` holds further measurements of the same run, such as a floor that leaves out parsing.
    """

    group: str
    engine: str
    name: str
    library_ms: float
    floor_ms: float | None
    clock: Clock = "wall"
    target: Target | None = None
    others: tuple[tuple[str, float], ...] = ()
    repeats: int = 1
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.library_ms / self.floor_ms if self.floor_ms else None

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "met" if self.library_ms <= self.target.bound else "MISSED"

    def document(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "others": dict(self.others), "ratio": self.ratio, "verdict": self.verdict}
