"""A lab whose models are in MLflow: retention counts them, and its reads cannot write there."""

from pathlib import Path

import pytest

from provenlab.core.errors import StoreReadOnly
from provenlab.tools.compose import open_parts
from tests.contract.test_retention import POLICY, run, verdicts
from tests.doors import DirectDoor
from tests.integration.mlflow.stores import new_mlflow_database


def test_what_a_model_was_made_from_stays_wherever_the_model_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, model = tmp_path / "lab.sqlite", tmp_path / "model.txt"
    model.write_text("a model")
    here = open_parts(store)
    call = DirectDoor(here)
    for n, name in enumerate(("ours", "theirs", "old", "newest")):
        run(call, f"r{n}", name)
    call("log_model_version", config={}, inputArtifacts=["ours"], path=str(model))
    here.close()
    monkeypatch.setenv("PROVENLAB_TRACKING_URI", new_mlflow_database(tmp_path))
    there = open_parts(store)
    call = DirectDoor(there)
    call("log_model_version", config={}, inputArtifacts=["theirs"])
    found = verdicts(call("collect_garbage", policy=POLICY, listKept=True))
    assert {name: found[name] for name in ("ours", "theirs", "old", "newest")} == {
        "ours": "referenced",
        "theirs": "referenced",
        "old": "outlived",
        "newest": "last",
    }
    assert found["model:provenlab-model:1"] == "model"
    registry = there.read_only.models.registry
    assert registry.list_models() == ("provenlab-model",)
    for write in (
        lambda: registry.set_alias("provenlab-model", "champion", 1),
        lambda: registry.delete_alias("provenlab-model", "champion"),
        lambda: registry.add_version(registry.get_version("provenlab-model", 1)),
    ):
        with pytest.raises(StoreReadOnly):
            write()
    assert registry.aliases("provenlab-model") == {}
    there.close()
