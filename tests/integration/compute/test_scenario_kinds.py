"""Scenario kinds are found by the entry points of installed distributions."""

import tomllib
from pathlib import Path

import pytest

from provenlab.adapters.compute.scenario_kinds import InstalledKinds
from provenlab.core.errors import Conflict, NotFound
from provenlab.core.evaluation.kind import ENTRY_POINT_GROUP, primary_metric
from tests.architecture.source_tree import ROOT

OWN = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]


def installed(folder: Path, distribution: str, kinds: dict[str, str]) -> str:
    """The place of a distribution with these entry points."""
    info = folder / f"{distribution}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1\n", encoding="utf-8"
    )
    lines = [f"[{ENTRY_POINT_GROUP}]", *(f"{name} = {place}" for name, place in kinds.items())]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    return str(folder)


def test_every_kind_of_this_project_is_found_and_whole(tmp_path: Path) -> None:
    kinds = InstalledKinds([installed(tmp_path, "provenlab", OWN[ENTRY_POINT_GROUP])])
    assert kinds.names() == sorted(OWN[ENTRY_POINT_GROUP])
    for name in kinds.names():
        assert kinds.kind(name).kind == name
        assert primary_metric(kinds.kind(name)) in kinds.kind(name).metrics


@pytest.mark.requirement("EVALS-19")
def test_a_kind_of_another_distribution_is_found(tmp_path: Path) -> None:
    place = installed(tmp_path, "others", {"coins": "tests.unit.core.evaluation.test_engine:Coins"})
    assert InstalledKinds([place]).kind("coins").version == "1"


def test_a_kind_that_is_not_installed_is_refused_with_those_that_are(tmp_path: Path) -> None:
    place = installed(tmp_path, "provenlab", OWN[ENTRY_POINT_GROUP])
    with pytest.raises(NotFound, match="installed are: backtest, calcutta, ml_eval"):
        InstalledKinds([place]).kind("poker")


def test_two_plug_ins_of_one_name_are_a_conflict(tmp_path: Path) -> None:
    installed(tmp_path, "one", {"coins": "a:A"})
    place = installed(tmp_path, "other", {"coins": "b:B"})
    with pytest.raises(Conflict, match="two plug-ins"):
        InstalledKinds([place]).names()


def test_a_plug_in_under_another_name_than_its_own_is_a_conflict(tmp_path: Path) -> None:
    place = installed(tmp_path, "others", {"dice": "tests.unit.core.evaluation.test_engine:Coins"})
    with pytest.raises(Conflict, match="calls itself 'coins'"):
        InstalledKinds([place]).kind("dice")
