"""The figures as a table for people and as JSON for programs."""

import json
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure

_HEADS = ("engine", "what", "library", "floor", "ratio", "target", "", "remarks")


def table(figures: Iterable[Figure]) -> str:
    """One Markdown table for each group."""
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.group, []).append(figure)
    return "\n\n".join(_group(name, found) for name, found in groups.items())


def _group(name: str, figures: list[Figure]) -> str:
    rows = [_HEADS, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    clock = "processor milliseconds" if figures[0].clock == "cpu" else "milliseconds"
    return "\n".join([f"### {name} ({clock}, medians)", "", lines[0], rule, *lines[1:]])


def _cells(figure: Figure) -> tuple[str, ...]:
    target = figure.target
    others = [f"{name} {_ms(ms)}" for name, ms in figure.others]
    return (
        figure.engine,
        figure.name,
        _ms(figure.library_ms),
        _ms(figure.floor_ms) if figure.floor_ms else "-",
        f"{figure.ratio:.2f}" if figure.ratio else "-",
        target.text if target else "",
        figure.verdict,
        "; ".join([*others, *([figure.note] if figure.note else [])]),
    )


def _ms(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def machine() -> dict[str, Any]:
    """Where and with what the figures were taken."""
    names = ("provenlab", "duckdb", "psycopg", "pydantic")
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "platform": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": os.getloadavg(),
        "versions": {name: version(name) for name in names},
    }


def write_json(path: Path, figures: Iterable[Figure], experiments: int) -> None:
    """`{machine, experiments, figures: [...]}`."""
    document = {
        "machine": machine(),
        "experiments": experiments,
        "figures": [figure.document() for figure in figures],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
