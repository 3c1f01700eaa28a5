"""Numbers, words and names as pages show them."""

import pytest

from provenlab.tools.pages.charts.curves import mark_of
from provenlab.tools.pages.charts.graph import drawn_lineage
from provenlab.tools.pages.charts.label import label_of
from provenlab.tools.pages.evaluation_results import lead_of
from provenlab.tools.pages.places import PLACES, section_of
from provenlab.tools.pages.record_table import record_table
from provenlab.tools.pages.rendering import cell, measured, number, said, tick


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (30395.8, 111.07, "30,396 ± 111"),
        (0.7650681, 0.00123, "0.7651 ± 0.0012"),
        (3605.6, 2969.85, "3,606 ± 2,970"),
        (-12.3456, 0.5, "-12.35 ± 0.50"),
        (1.5, None, "1.5"),
        (1.5, 0.0, "1.5 ± 0"),
        (2.5, 1e-12, "2.5 ± 1e-12"),
        (1e18, 3e15, "1e+18 ± 3e+15"),
    ],
)
def test_a_value_has_as_many_digits_as_its_error_leaves_a_meaning(
    value: float, error: float | None, words: str
) -> None:
    assert measured(value, error) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2026, "2026"),
        (30395.8, "30,395.8"),
        (-250_000_000, "-250,000,000"),
        (250_000_000.0, "250,000,000"),
        (0.1234567, "0.123457"),
        (1e20, "1e+20"),
        (True, "True"),
        ("NaN", "NaN"),
        (2**60 + 1, "1,152,921,504,606,846,977"),
    ],
)
def test_large_numbers_are_grouped_and_lose_no_digit_that_counts(value: object, words: str) -> None:
    assert number(value) == words


def test_ticks_are_short() -> None:
    assert [tick(each) for each in (0.25, 20_000.0, 2.5e8, 1e18)] == ["0.25", "20,000", "250M", "1e+18"]


def test_a_long_list_is_shown_by_its_beginning_and_its_length() -> None:
    assert cell([0.5, 0.25, 1, 2, 3]) == "[0.5, 0.25, 1, 2, … 5 values]"
    assert cell([1, 2]) == "[1, 2]"


def test_stored_words_are_said_as_people_say_them() -> None:
    assert [said(each) for each in ("retry_wait", "skipped_duplicate")] == [
        "to be retried",
        "skipped duplicate",
    ]


def test_names_are_shortened_in_the_middle_since_they_differ_at_their_ends() -> None:
    names = {label_of(f"curves of AAPL 2005-2008 {each}", 22) for each in ("10/50", "10/75", "20/50")}
    assert len(names) == 3
    assert {len(each) for each in names} == {22}


def test_twenty_curves_have_twenty_marks() -> None:
    assert len({mark_of(each) for each in range(20)}) == 20


def test_the_lead_tells_whom_it_may_be_chance_against() -> None:
    entries = [
        {"name": "a", "notDistinguishable": True},
        {"name": "b", "notDistinguishable": True},
        {"name": "c", "notDistinguishable": False},
    ]
    lead = lead_of({"entries": entries, "unit": "cents"})
    assert lead is not None
    assert (lead.leader["name"], lead.second["name"], lead.rivals) == ("a", "b", ("b",))
    assert lead_of({"entries": entries[:1], "unit": "cents"}) is None
    assert lead_of(None) is None


def test_pages_of_a_section_lead_back_to_its_list() -> None:
    found = section_of("/cohorts/x")
    assert found is not None
    assert (found.place, found.thing) == ("/evaluations", "cohort")
    whole = section_of("/evaluations")
    assert whole is not None
    assert whole.thing == ""
    assert [place for place in PLACES if section_of(place) is None] == ["/"]
    assert section_of("/actions/promote") is None


def test_a_way_through_an_experiment_is_drawn_once() -> None:
    bars, alerts, out = (("artifact", each) for each in ("bars", "alerts", "out"))
    experiment = ("experiment", "x")
    nodes = [{"kind": kind, "id": id_, "known": True} for kind, id_ in (bars, alerts, experiment, out)]

    def edge(source: tuple[str, str], target: tuple[str, str]) -> dict[str, str]:
        ends = {"sourceKind": source[0], "sourceId": source[1]}
        return {**ends, "targetKind": target[0], "targetId": target[1], "role": "input"}

    drawn = drawn_lineage(
        {
            "nodes": nodes,
            "edges": [
                edge(bars, alerts),
                edge(bars, experiment),
                edge(alerts, experiment),
                edge(experiment, out),
                # Both say the same of the output as the ways through the experiment.
                edge(bars, out),
                edge(alerts, out),
            ],
            "startKind": "artifact",
            "startId": "bars",
            "direction": "downstream",
            "truncated": False,
        }
    )
    assert len(drawn.edges) == 4


def test_columns_tell_each_difference_once_and_leave_out_what_few_have() -> None:
    def run(number: int, **config: object) -> dict[str, object]:
        return {"runId": f"r{number}", "config": config, "metrics": {"auc": 0.5, f"of_{number}": 1}}

    runs = [run(at, begin=at // 2, end=at // 2, lr=at % 2, depth=6, path="p" * at * 20) for at in range(4)]
    assert record_table("runs", runs, []).columns == ("metrics.auc", "config.begin", "config.lr")
    assert record_table("runs", runs, ["config.end"]).columns == ("config.end",)
