"""The faults of a document, gathered before it is refused."""

import math
import re
from typing import Any

from provenlab.core.errors import ValidationFailed

_AFTER_UNDERSCORE = re.compile(r"(?<=.)_([a-z0-9])")


class Faults:
    """Each fault has the path of the value at fault and says what would be right."""

    def __init__(self) -> None:
        self._found: list[dict[str, str]] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: str, message: str) -> None:
        self._found.append({"path": path, "message": message})

    def raise_if_any(self) -> None:
        """ValidationFailed with all of them, in the order in which they were found."""
        if self._found:
            text = "; ".join(f"{each['path']}: {each['message']}" for each in self._found[:5])
            raise ValidationFailed(text, {"faults": list(self._found)})

    def integer(self, value: Any, path: str, least: int, most: int | None = None) -> int | None:
        """The value if it is an integer in bounds (1.0 is one, as JSON has it), else None and a fault."""
        bounds = f"from {least} to {most}" if most is not None else f"of at least {least}"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(path, f"must be an integer {bounds}")
        elif value < least or (most is not None and value > most):
            self.add(path, f"must be {bounds}, not {value}")
        else:
            return value
        return None

    def mapping(self, value: Any, path: str, known: frozenset[str] | None = None) -> dict[str, Any]:
        """The value if it is an object with known keys, else an empty one and a fault."""
        if not isinstance(value, dict):
            self.add(path or "value", "must be an object")
            return {}
        for key in value:
            if not isinstance(key, str):
                self.add(path or "value", "keys must be text")
                return {}
            if known is not None and key not in known:
                self.add(f"{path}.{key}" if path else key, f"unknown; known are {', '.join(sorted(known))}")
        return value

    def number(self, value: Any, path: str, least: float, most: float) -> float | None:
        """The value as a float if it is a number in bounds, else None and a fault."""
        bounds = f"from {least:g} to {most:g}"
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            self.add(path, f"must be a number {bounds}")
        elif not least <= value <= most:
            self.add(path, f"must be {bounds}, not {value:g}")
        else:
            return float(value)
        return None

    def record(self, value: Any, path: str, known: frozenset[str]) -> dict[str, Any]:
        """The value if it is an object of these camelCase keys, else an empty one and faults.

        Keys may be written in snake_case too, but not in both ways.
        """
        wire: dict[str, Any] = {}
        for key, each in self.mapping(value, path).items():
            name = _AFTER_UNDERSCORE.sub(lambda found: found[1].upper(), key)
            if name in wire:
                self.add(f"{path}.{key}" if path else key, f"{name} is given twice")
            wire[name] = each
        return self.mapping(wire, path, known)
