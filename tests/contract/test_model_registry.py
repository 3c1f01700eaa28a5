"""The contract of the model registry, whoever keeps it."""

import math
from collections.abc import Callable, Iterator

import pytest

from provenlab.core.errors import NotFound
from provenlab.core.rules.model_redaction import drafted
from tests.contract.model_labs import MODEL_LABS, NAME, ModelLab, add_versions, note, open_models


@pytest.fixture(params=MODEL_LABS)
def lab(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[ModelLab]:
    with open_models(request.param, new_url) as lab:
        yield lab


def test_a_version_comes_back_as_it_was_added(lab: ModelLab) -> None:
    draft = drafted(
        note(
            metrics={"auc": 0.5, "worst": -math.inf},
            tags={"x": "1"},
            signature={"inputs": [{"name": "age", "dtype": "int64"}]},
            requirements=("numpy==2.4.0",),
            run_id="run-1",
            input_artifacts=("a", "b"),
            pickled=True,
        )
    )
    added = lab.registry.add_version(draft)
    assert {name: getattr(added, name) for name in dict(draft)} == dict(draft)
    assert lab.registry.get_version(NAME, added.version) == added


def test_a_metric_that_is_no_number_stays_none(lab: ModelLab) -> None:
    lab.registry.add_version(drafted(note(metrics={"sharpe": math.nan})))
    assert math.isnan(lab.registry.get_version(NAME, 1).metrics["sharpe"])


def test_versions_count_from_one_for_each_name(lab: ModelLab) -> None:
    add_versions(lab.registry, 3)
    add_versions(lab.registry, 1, "other")
    assert [each.version for each in lab.registry.list_versions(NAME).items] == [3, 2, 1]
    assert [each.version for each in lab.registry.list_versions("other").items] == [1]
    assert lab.registry.list_models() == ("other", NAME)


def test_a_page_ends_below_its_cursor(lab: ModelLab) -> None:
    add_versions(lab.registry, 5)
    page = lab.registry.list_versions(NAME, limit=2)
    assert ([each.version for each in page.items], page.next_cursor) == ([5, 4], "4")
    rest = lab.registry.list_versions(NAME, limit=None, cursor=4)
    assert ([each.version for each in rest.items], rest.next_cursor) == ([3, 2, 1], None)


def test_a_name_without_versions_is_empty(lab: ModelLab) -> None:
    assert lab.registry.list_versions(NAME).items == ()
    assert lab.registry.aliases(NAME) == {}
    assert lab.registry.list_models() == ()
    lab.registry.delete_alias(NAME, "champion")


@pytest.mark.parametrize("version", [0, 2, 10**9])
def test_a_version_that_is_not_there_is_not_found(lab: ModelLab, version: int) -> None:
    add_versions(lab.registry, 1)
    for name in (NAME, "other"):
        with pytest.raises(NotFound):
            lab.registry.get_version(name, version)
        with pytest.raises(NotFound):
            lab.registry.open_file(name, version)
        with pytest.raises(NotFound):
            lab.registry.set_alias(name, "champion", version)
    assert lab.registry.aliases(NAME) == {}


def test_aliases_point_move_and_go(lab: ModelLab) -> None:
    add_versions(lab.registry, 2)
    lab.registry.set_alias(NAME, "champion", 1)
    lab.registry.set_alias(NAME, "archived", 1)
    lab.registry.set_alias(NAME, "champion", 2)
    assert dict(lab.registry.aliases(NAME)) == {"archived": 1, "champion": 2}
    lab.registry.delete_alias(NAME, "archived")
    lab.registry.delete_alias(NAME, "archived")
    assert dict(lab.registry.aliases(NAME)) == {"champion": 2}


def test_the_bytes_of_a_file_come_back(lab: ModelLab) -> None:
    added = lab.registry.add_version(drafted(note(file_name="model.txt")), [b"tree", b"\x00\xff"])
    assert added.size_bytes == 6
    assert added.file_hash is not None
    assert b"".join(lab.registry.open_file(NAME, 1)) == b"tree\x00\xff"


def test_a_version_without_a_file_says_so(lab: ModelLab) -> None:
    add_versions(lab.registry, 1)
    with pytest.raises(NotFound, match="without a model file"):
        lab.registry.open_file(NAME, 1)


def test_what_is_done_to_an_answer_does_not_reach_the_registry(lab: ModelLab) -> None:
    lab.registry.add_version(drafted(note(config={"deep": {"n": [1]}})))
    lab.registry.get_version(NAME, 1).config["deep"]["n"].append(2)
    assert lab.registry.get_version(NAME, 1).config == {"deep": {"n": [1]}}


def test_a_file_that_cannot_be_read_adds_no_version(lab: ModelLab) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("unplugged")

    with pytest.raises(OSError, match="unplugged"):
        lab.registry.add_version(drafted(note()), broken())
    assert lab.registry.list_versions(NAME).items == ()
