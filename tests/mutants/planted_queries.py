"""Queries whose text is changed while they are read."""

from collections.abc import Callable
from typing import Any

import pytest

from provenlab.adapters._sql import queries

Plant = Callable[[pytest.MonkeyPatch], None]


def changed_sql(name: str, honest: str, wrong: str) -> Plant:
    """In the text of the query of that short name, wherever it is written."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        parse = queries.parse_blocks

        def parsed(text: str) -> Any:
            blocks = text.split("-- name: ")
            for index, block in enumerate(blocks):
                if block.split("\n", 1)[0] == name and honest in block:
                    blocks[index] = block.replace(honest, wrong)
            return parse("-- name: ".join(blocks))

        patch.setattr(queries, "parse_blocks", parsed)

    return plant
