"""Many processes that promote at once over one database of MLflow: one champion, a history in one line."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from mlflow import MlflowClient
from sklearn.linear_model import LogisticRegression

from provenlab import ModelRegistry
from tests.integration.mlflow.stores import new_mlflow_database

ROOT = Path(__file__).resolve().parents[3]
PROMOTERS, EACH, VERSIONS = 8, 4, 5

PROMOTE = """
import json, random, sys
from provenlab import ModelRegistry
from provenlab.core.errors import Conflict
uri, number, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
dice = random.Random(number)
with ModelRegistry(uri) as registry:
    registry.get_champion_info()
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(times):
        try:
            registry.promote_to_champion(dice.randint(1, 5), reason=f"by {number}")
        except Conflict:
            continue
"""


def promoter(uri: str, number: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROMOTE, uri, str(number), str(EACH)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


@pytest.mark.requirement("MODELS-09")
def test_eight_processes_that_promote_over_mlflow_leave_one_champion_and_one_line(tmp_path: Path) -> None:
    uri = new_mlflow_database(tmp_path)
    model = LogisticRegression().fit(np.array([[0.0], [1.0]]), [0, 1])
    with ModelRegistry(uri) as registry:
        for n in range(VERSIONS):
            registry.log_candidate(model, {"auc": 0.8}, {"n": n})
        registry.promote_to_champion(1)
    promoters = [promoter(uri, number) for number in range(PROMOTERS)]
    for each in promoters:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n", each.communicate()
    for each in promoters:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in promoters:
        _, errors = each.communicate(timeout=120)
        assert (each.returncode, errors) == (0, "")
    with ModelRegistry(uri) as registry:
        events = registry.history()
        assert [each.seq for each in events] == list(range(1, len(events) + 1))
        assert len(events) > 2
        for one, other in pairwise(events):
            assert other.previous_champion == one.champion
            assert other.version != one.version
        champion = registry.get_champion_info()
        assert champion["version"] == events[-1].champion
        client = MlflowClient(tracking_uri=uri, registry_uri=uri)
        aliases = client.get_registered_model(registry.model_name).aliases
        assert int(aliases["champion"]) == champion["version"]
