"""Which of the configs that were tried are near to one."""

from collections.abc import Mapping
from typing import Any, Protocol

from provenlab.core.rules.similarity import Near


class NearestConfigsPort(Protocol):
    """Answers over every different config of a journal, in the state in which it is asked."""

    def nearest(self, config: Mapping[str, Any], k: int) -> list[Near]:
        """The `k` configs nearest to one by `rules.similarity.nearest`, to the last digit.

        Reads only. What it keeps between two questions may cost memory, never a wrong answer.
        """
        ...
