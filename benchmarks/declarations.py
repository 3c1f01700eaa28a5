"""Experiments to be declared: a row of about 2 KB with four input artifacts."""

from datetime import UTC, datetime, timedelta
from typing import Any

_BEGIN = datetime(2025, 6, 1, tzinfo=UTC)
_NOTE = "mean reversion on the opening gap, sized by the volatility of the last twenty days; " * 12


def declaration(name: str, n: int) -> dict[str, Any]:
    """The request, in the words of the wire."""
    return {
        "experimentId": f"{name}-{n:07}",
        "name": f"opening gap, trial {n}",
        "inputs": {
            "ohlcv": [f"ohlcv-{n % 500}", f"ohlcv-{n % 500 + 500}"],
            "alerts": [f"alerts-{n % 50}"],
            "strategies": [f"strategy-{n % 20}"],
        },
        "config": {
            "params": {f"p{i:02}": round((n + i) * 0.37, 4) for i in range(20)},
            "symbols": ["AAPL", "GOOG", "IBM", "MSFT"],
            "note": _NOTE,
            "seed": n,
        },
        "provenance": {
            "gitCommit": "3f1c9a7e5b2d4c6f8a0b1c2d3e4f5a6b7c8d9e0f",
            "gitDirty": False,
            "engineVersion": "4.2.0",
            "createdAt": (_BEGIN + timedelta(seconds=n)).isoformat(),
        },
    }


def raw_row(name: str, n: int) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The same as columns, without digests worth the name, and its edges as (role, artifact)."""
    request = declaration(name, n)
    at = int((_BEGIN + timedelta(seconds=n)).timestamp() * 1_000_000)
    row = {
        "experiment_id": request["experimentId"],
        "name": request["name"],
        "inputs": '{"alerts":["a"],"ohlcv":["b","c"],"strategies":["d"]}',
        "n_inputs": 4,
        "config": request["config"],
        "required_outputs": '["metrics"]',
        "git_commit": request["provenance"]["gitCommit"],
        "git_dirty": 0,
        "engine_version": "4.2.0",
        "environment": "{}",
        "created_at": at,
        "recorded_at": at,
        "config_hash": "0" * 64,
        "definition_hash": "0" * 64,
        "revision": 0,
        "status": "pending",
        "outputs": "{}",
        "state_hash": "0" * 64,
    }
    return row, [(role, each) for role, ids in request["inputs"].items() for each in ids]
