"""A real model over a real dataset: logged, promoted, replaced, rolled back, the same digits elsewhere."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lightgbm import LGBMClassifier
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier

from provenlab import ModelRegistry
from provenlab.core.errors import BlobMissing, DigestMismatch
from tests.integration.mlflow.stores import new_mlflow_database

ROOT = Path(__file__).resolve().parents[3]
PREDICT = """
import sys
import numpy as np
from sklearn.datasets import load_breast_cancer
from provenlab import ModelRegistry
rows, _ = load_breast_cancer(return_X_y=True)
with ModelRegistry(sys.argv[1]) as registry:
    model = registry.load_champion()
    np.save(sys.argv[2], registry.predict_scores(rows))
    print(type(model).__module__, type(model).__name__, model.predict(rows[:5]).tolist())
"""


@pytest.fixture(scope="module")
def dataset() -> Any:
    return load_breast_cancer(return_X_y=True)


def classifier(n_trees: int) -> LGBMClassifier:
    return LGBMClassifier(n_estimators=n_trees, num_threads=1, deterministic=True, verbose=-1)


def test_a_fresh_process_predicts_the_same_digits_after_every_change(tmp_path: Path, dataset: Any) -> None:
    rows, labels = dataset
    uri = new_mlflow_database(tmp_path)
    first, second = (classifier(n).fit(rows, np.array(["benign", "malignant"])[labels]) for n in (20, 40))
    forest = RandomForestClassifier(10, random_state=0).fit(rows, labels)

    def in_a_fresh_process() -> tuple[str, Any]:
        script = [sys.executable, "-c", PREDICT, uri, str(tmp_path / "scores.npy")]
        done = subprocess.run(script, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src")})
        assert done.returncode == 0, done.stderr
        return done.stdout, np.load(tmp_path / "scores.npy")

    with ModelRegistry(uri) as registry:
        versions = [registry.log_candidate(model, {}, {})[1] for model in (first, second, forest)]
        champions = dict(zip(versions, (first, second, forest), strict=True))
        for step in (*versions, None):
            if step is None:
                step = registry.rollback("the forest is slow")
            else:
                registry.promote_to_champion(step)
            said, scores = in_a_fresh_process()
            model = champions[step]
            assert type(model).__name__ in said
            assert str(model.predict(rows[:5]).tolist()) in said
            assert np.array_equal(scores, model.predict_proba(rows)[:, 1])


def test_two_hundred_damaged_files_give_a_typed_error_and_the_process_lives(
    tmp_path: Path, dataset: Any
) -> None:
    rows, labels = dataset
    with ModelRegistry(new_mlflow_database(tmp_path)) as registry:
        registry.promote_to_champion(registry.log_candidate(classifier(3).fit(rows, labels), {}, {})[1])
        (path,) = tmp_path.rglob("model.txt")
        sound = path.read_bytes()
        for seed in range(200):
            path.write_bytes(damaged(sound, random.Random(seed)))
            with pytest.raises(DigestMismatch):
                registry.load_champion()
        path.unlink()
        with pytest.raises(BlobMissing):
            registry.load_champion()
        path.write_bytes(sound)
        assert registry.load_champion().n_features_in_ == rows.shape[1]


def damaged(sound: bytes, dice: random.Random) -> bytes:
    place = dice.randrange(len(sound))
    ways = [
        lambda: sound[:place] + bytes([sound[place] ^ (1 << dice.randrange(8))]) + sound[place + 1 :],
        lambda: sound[:place],
        lambda: sound[:place] + dice.randbytes(dice.randint(1, 40)) + sound[place:],
        lambda: sound[:place] + sound[place + dice.randint(1, 200) :],
        lambda: sound.replace(b"num_leaves=31", b"num_leaves=99999999") + b" ",
    ]
    return dice.choice(ways)()


def test_a_tampered_description_runs_nothing_and_changes_nothing(tmp_path: Path, dataset: Any) -> None:
    rows, labels = dataset
    with ModelRegistry(new_mlflow_database(tmp_path)) as registry:
        model = classifier(3).fit(rows, labels)
        registry.promote_to_champion(registry.log_candidate(model, {}, {"lr": 1})[1])
        (description,) = tmp_path.rglob("MLmodel")
        description.write_text('{"flavors": {"python_function": {"loader_module": "os", "data": "x"}}}')
        (record,) = tmp_path.rglob("provenlab.json")
        record.write_text(record.read_text().replace("lightgbm", "pickle"))
        assert np.array_equal(registry.predict_scores(rows), np.asarray(model.predict_proba(rows))[:, 1])


def test_mlflows_own_loader_finds_the_same_trees(tmp_path: Path, dataset: Any) -> None:
    import mlflow.lightgbm

    rows, labels = dataset
    with ModelRegistry(new_mlflow_database(tmp_path)) as registry:
        model = classifier(3).fit(rows, labels)
        registry.log_candidate(model, {}, {})
        (folder,) = {path.parent for path in tmp_path.rglob("MLmodel")}
        found: Any = mlflow.lightgbm.load_model(str(folder))
        assert np.array_equal(found.predict(rows), np.asarray(model.predict_proba(rows))[:, 1])
