"""Models as a script uses them, on every store."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import provenlab
from provenlab import Models, open_lab
from provenlab.core.errors import NotFound, StoreReadOnly, ValidationFailed
from tests.labs import BACKENDS


@pytest.fixture(params=BACKENDS)
def models(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Models]:
    with open_lab(new_url(request.param)) as lab:
        lab.initialise()
        yield lab.models


@pytest.mark.requirement("MODELS-17")
def test_a_champion_is_promoted_replaced_and_rolled_back_to(models: Models, tmp_path: Path) -> None:
    (tmp_path / "model.txt").write_bytes(b"tree")
    first = models.log_version({"lr": 0.1}, metrics={"auc": 0.9}, path=tmp_path / "model.txt")
    second = models.log_version({"lr": 0.2}, metrics={"auc": float("nan")})
    assert models.promote_to_champion(first.version, reason="first").champion == 1
    assert models.promote_to_champion(second.version, evidence={"auc": 1}).champion == 2
    assert models.rollback(reason="worse live").champion == 1
    champion = models.champion()
    assert (champion.version, champion.event.reason) == (first, "worse live")
    assert models.read_file(first.version) == b"tree"
    assert [each.kind for each in models.history()] == ["promoted", "promoted", "rolled_back"]
    assert [(each.version, each.state) for each in models.list_versions().items] == [
        (2, "archived"),
        (1, "champion"),
    ]
    assert [each.path for each in models.compare(1, 2)["config"]] == ["lr"]
    assert models.why().promotion.reason == "first"
    then = models.champion_at(datetime(2999, 1, 1, tzinfo=UTC))
    assert then is not None
    assert then.champion == 1


def test_without_champion_or_way_back_there_is_a_value_error(models: Models) -> None:
    models.log_version({})
    with pytest.raises(ValueError, match=r"^No champion model set$"):
        models.champion()
    models.promote_to_champion(1)
    with pytest.raises(ValueError, match=r"^No archived model to rollback to$"):
        models.rollback()


def test_quarantine_demotion_and_archive(models: Models) -> None:
    for _ in range(3):
        models.log_version({})
    models.promote_to_champion(1, expected_champion="nobody")
    assert models.quarantine(1).champion is None
    models.release(1)
    models.archive(2)
    models.promote_to_champion(1)
    assert models.demote().champion is None
    assert models.version(2).state == "archived"
    assert models.reconcile().in_step


def test_wrong_fields_are_named(models: Models) -> None:
    with pytest.raises(ValidationFailed, match="colour"):
        models.log_version({}, colour="red")
    with pytest.raises(ValidationFailed, match="reason"):
        models.rollback(reason=3)
    with pytest.raises(NotFound):
        models.read_file(7)


def test_a_lab_for_reading_tells_and_changes_nothing(tmp_path: Path) -> None:
    with Models(tmp_path / "lab.sqlite") as models:
        models.log_version({})
        models.promote_to_champion(1)
    with open_lab(tmp_path / "lab.sqlite", read_only=True) as lab:
        assert lab.models.champion().version.version == 1
        for change in (lab.models.rollback, lab.models.reconcile, lambda: lab.models.log_version({})):
            with pytest.raises(StoreReadOnly):
                change()


def test_the_name_is_public() -> None:
    assert provenlab.Models is Models
