"""Models in every state, with every kind of promotion and link."""

from tests.contract.requests import parents, publish
from tests.doors import Call

NAME = "ranker"


def fill_models(call: Call) -> None:
    """Five versions of one model with a long history, one of another; `model-input` becomes an artifact."""
    publish(call, "model-input", 10, parents=parents())
    for number in range(1, 6):
        call(
            "log_model_version",
            modelName=NAME,
            config={"lr": 0.1 * number, "note": "\u00e9"},
            metrics={"auc": 0.9, "loss": "NaN", "rounds": number},
            tags={"stage": "night"},
            flavour="lightgbm",
            flavourDetails={"class": "Booster"},
            pickled=number == 5,
            signature={"inputs": [{"name": "age", "dtype": "float64"}], "outputs": []},
            modelDigest="ab" * 32,
            predictionDigest="cd" * 32,
            requirements=["lightgbm==4.6.0"],
            runId=f"run-{number}",
            runName="night",
            experimentId=f"exp-{number}",
            inputArtifacts=["model-input"],
            fileName="model.txt",
            createdAt="2025-01-31T09:30:00.123Z",
        )
    entry = call(
        "log_journal_entry", hypothesis="h", mutationType="m", configDiff={}, results={}, modelVersion=2
    )
    champion = {"modelName": NAME, "actor": "ana", "evidence": {"auc": 0.9}}
    call("promote_to_champion", version=1, reason="the first", **champion)
    call("promote_to_champion", version=2, journalEntryId=entry["entryId"], **champion)
    call("promote_to_champion", version=3, **champion)
    call("rollback", modelName=NAME, reason="worse live")
    call("quarantine", modelName=NAME, version=2)
    call("release_version", modelName=NAME, version=2)
    call("archive_version", modelName=NAME, version=4)
    call("demote", modelName=NAME)
    call("promote_to_champion", version=5, **champion)
    call("log_model_version", config={})
    call("promote_to_champion", version=1)
