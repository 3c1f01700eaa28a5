"""Near configs by packed columns: the digits of the plain definition, in the state that is asked."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenlab.adapters.neighbours.packed import PackedNearestConfigs
from provenlab.adapters.neighbours.packed_configs import PackedConfigs
from provenlab.core.models.journal import JournalNote
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.journal_changes import drafted
from provenlab.core.rules.similarity import nearest
from tests.labs import Bench

NUMBERS = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.floats(1e-9, 1e3)
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.sampled_from([0, -0.0, 1, 1.0, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308])
)
LEAVES = NUMBERS | st.none() | st.booleans() | st.sampled_from(["a", "b", "True", ""])
CONFIGS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "a/b"]),
    LEAVES | NUMBERS | st.lists(LEAVES, max_size=2) | st.dictionaries(st.sampled_from(["b", "~"]), LEAVES),
    max_size=4,
)


def different(configs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({canonical_json(each): each for each in configs}.values())


@pytest.mark.requirement("JOURNAL-11")
@settings(max_examples=150)
@given(CONFIGS, st.lists(CONFIGS, max_size=12), st.integers(1, 5))
def test_packed_columns_give_the_plain_definition_to_the_last_digit(
    asked: dict[str, Any], configs: list[dict[str, Any]], k: int
) -> None:
    packed = PackedConfigs()
    tried = [(number, f"{number * 7 % 13:02}", each) for number, each in enumerate(different(configs), 1)]
    for _, config_hash, config in tried:
        packed.add(config_hash, config)
    assert packed.nearest(asked, k) == nearest(asked, tried, k)


def log(bench: Bench, config: dict[str, Any]) -> None:
    note = JournalNote(
        created_at="2025-01-01",
        hypothesis="h",
        mutation_type="m",
        config_diff={},
        results={},
        config=config,
        metadata={},
    )
    bench.lab.journal.journal.log_experiment(drafted(note, None))


def test_what_is_logged_is_found_at_once_and_what_was_undone_never_is(bench: Bench) -> None:
    journal = bench.lab.journal.journal
    packed = PackedNearestConfigs(journal, bench.lab.store)

    def agree() -> None:
        for asked in ({"x": 2, "kind": "a"}, {"x": 0.5}):
            assert packed.nearest(asked, 3) == nearest(asked, journal.configs(), 3)

    agree()
    for number in range(5):
        log(bench, {"x": number + 1, "kind": "ab"[number % 2]})
        log(bench, {"x": number + 1, "kind": "ab"[number % 2]})
        agree()
    assert journal.count_configs() == len(packed._packed.hashes) == 5
    with pytest.raises(RuntimeError), bench.lab.store.atomic():
        log(bench, {"x": 2, "kind": "c"})
        agree()
        raise RuntimeError
    agree()
    log(bench, {"x": 0.25})
    agree()
    assert [number for number, _, _ in journal.configs(4)] == [
        number for number, _, _ in journal.configs() if number > 4
    ]
