"""Small summaries of tables."""

from collections.abc import Sequence
from typing import Any

from provenlab.core.models.table import Column, type_name
from provenlab.core.rules.json_summaries import fitting


def table_summary(columns: Sequence[Column], n_rows: int) -> dict[str, Any]:
    """{rows, columns: [{name, type}], columnsOmitted?}"""
    described = [{"name": column.name, "type": type_name(column.type)} for column in columns]
    return {"rows": n_rows, **fitting("columns", described)}
