"""Parts of a lab that are made when something of them is first asked for."""

from collections.abc import Callable
from functools import cache
from typing import Any


class Later:
    """Stands for a part until then: most calls need few of the parts that their service may use."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = cache(make)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)
