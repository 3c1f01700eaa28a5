"""The strength of the tests of retention: each planted bug is met by asking rules, or by a random lab."""

import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test

from provenlab.adapters._sql.queries import named_query, queries_in
from provenlab.core.errors import ProvenlabError
from tests.contract import test_retention as contract
from tests.contract.blob_stores import BlobBench
from tests.doors import DirectDoor, Refused
from tests.labs import Bench, new_store_file, opened
from tests.mutants.planted_queries import Plant
from tests.mutants.planted_retention import IN_LABS, IN_QUERIES, IN_RARE_QUERIES, IN_RULES
from tests.property.test_retention_machine import RetentionMachine, opener
from tests.retention_oracle import POLICIES
from tests.unit.core import test_retention as unit

LONG = bool(os.environ.get("PROVENLAB_LONG"))
FOUND = (AssertionError, ProvenlabError, Refused)
# The first failure is enough, and is the same in every run.
SEARCH = settings(
    max_examples=400,
    phases=[Phase.generate],
    database=None,
    derandomize=True,
    deadline=None,
    report_multiple_bugs=False,
    stateful_step_count=25,
    suppress_health_check=list(HealthCheck),
)
OPEN = Callable[[ExitStack], tuple[Bench, BlobBench]]


@pytest.fixture
def read_anew() -> Iterator[None]:
    """No query that was read before is used while one is wrong, and no wrong one afterwards."""
    for cached in (named_query, queries_in):
        cached.cache_clear()
    yield
    for cached in (named_query, queries_in):
        cached.cache_clear()


def ask_the_rules() -> None:
    """The tests of the rules in this process, the quick ones first."""
    for case in unit.EACH_RULE:
        unit.test_each_rule_holds_what_it_names(*case)
    for name, test in vars(unit).items():
        if name.startswith("test_") and not inspect.signature(test).parameters:
            test()
    SEARCH(given(unit.labs(), POLICIES)(unit.require_judged_as_by_the_oracle))()


def run_labs(open_lab: OPEN) -> None:
    machine = type("Machine", (RetentionMachine,), {"open_lab": staticmethod(open_lab)})
    run_state_machine_as_test(machine, settings=SEARCH)


def run_the_contract(template: Path, folder: Path) -> None:
    """Its tests on SQLite, each on a store of its own."""
    for name, test in vars(contract).items():
        if name.startswith("test_"):
            place = folder / name
            place.mkdir()
            with opened(str(new_store_file(template, place))) as bench:
                given = {"call": DirectDoor(bench.lab), "tmp_path": place}
                test(*(given[each] for each in inspect.signature(test).parameters))


def chosen(planted: dict[str, Plant]) -> list[str]:
    """Every second one in a default run."""
    return sorted(planted)[:: 1 if LONG else 2]


@pytest.mark.parametrize("mutant", chosen(IN_RULES))
def test_asking_the_rules_finds_a_planted_bug(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    IN_RULES[mutant](monkeypatch)
    with pytest.raises(FOUND):
        ask_the_rules()


@pytest.mark.parametrize("mutant", chosen(IN_LABS) + (sorted(IN_RULES) if LONG else []))
def test_labs_in_memory_find_a_planted_bug(
    mutant: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    (IN_LABS | IN_RULES)[mutant](monkeypatch)
    with pytest.raises(FOUND):
        run_labs(opener("memory", request))


@pytest.mark.usefixtures("read_anew")
@pytest.mark.parametrize("mutant", chosen(IN_QUERIES))
def test_the_contract_finds_a_planted_bug(
    mutant: str, monkeypatch: pytest.MonkeyPatch, template: Callable[[str], Path], tmp_path: Path
) -> None:
    empty = template("sqlite")
    IN_QUERIES[mutant](monkeypatch)
    with pytest.raises(FOUND):
        run_the_contract(empty, tmp_path)


@pytest.mark.skipif(not LONG, reason="takes a minute each")
@pytest.mark.usefixtures("read_anew")
@pytest.mark.parametrize("mutant", sorted(IN_RARE_QUERIES))
def test_labs_in_sqlite_find_a_planted_bug(
    mutant: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    opens = opener("sqlite", request)
    IN_RARE_QUERIES[mutant](monkeypatch)
    with pytest.raises(FOUND):
        run_labs(opens)
