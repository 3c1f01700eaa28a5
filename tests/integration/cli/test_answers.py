"""Answers for scripts, errors and exit codes, on every kind of store that outlives a process."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenlab.tools.cli.failures import FAILED, NO, TRY_AGAIN, USAGE
from provenlab.tools.cli.session import Session
from provenlab.tools.cli.words import number, rough
from tests.contract.evaluation_labs import submitted, without, worked_off
from tests.doors import DirectDoor
from tests.integration.cli.commands import Ran, run_here
from tests.integration.cli.laboratory import fill
from tests.labs import Bench, opened


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("answers") / "lab.sqlite"
    with opened(str(path)) as bench:
        fill(bench)
    return str(path)


def answer(*words: str) -> Any:
    ran = run_here(*words, "--json")
    assert (ran.code, ran.stderr) == (0, ""), ran
    return json.loads(ran.stdout)


READS: list[tuple[list[str], str, dict[str, Any]]] = [
    (["experiments", "list"], "list_experiments", {}),
    (["runs", "list"], "list_runs", {}),
    (["runs", "show", "run-1"], "get_run", {"runId": "run-1"}),
    (["runs", "progress", "run-1"], "get_progress", {"runId": "run-1"}),
    (["runs", "card", "run-1", "--html"], "get_run_card", {"runId": "run-1", "format": "html"}),
    (["journal", "list"], "query_journal", {}),
    (["models", "champion"], "get_champion_info", {}),
    (["models", "champion", "--at", "2025-03-01"], "champion_at", {"instant": "2025-03-01"}),
    (["models", "why"], "why_champion", {}),
    (["jobs", "count"], "count_jobs", {}),
    (["store", "describe"], "describe_store", {}),
]


def test_json_is_what_the_operation_answers_on_every_store(durable_bench: Bench) -> None:
    fill(durable_bench)
    call = DirectDoor(durable_bench.lab)
    for words, operation, params in READS:
        assert answer("--store", durable_bench.url, *words) == call(operation, **params), words


def test_jsonl_is_a_line_for_each_record_and_tells_of_more_on_standard_error(lab: str) -> None:
    ran = run_here("runs", "list", "--kind", "train", "--tag", "gpu", "--jsonl", "-n", "2", "--store", lab)
    assert ran.code == 0
    assert [json.loads(line)["runId"] for line in ran.stdout.splitlines()] == ["run-3", "run-2"]
    assert ran.stderr == "more: --cursor run-2, or --limit all\n"
    rest = run_here("runs", "list", "--tag", "gpu", "--jsonl", "--cursor", "run-2", "--store", lab)
    assert [json.loads(line)["runId"] for line in rest.stdout.splitlines()] == ["run-1"]
    assert rest.stderr == ""


def test_a_pipe_gets_every_line_whole_and_without_colour(lab: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    ran = run_here("runs", "list", "--store", lab)
    assert "auc 0.91 · loss 0.12 · mae 8.25 · n 250 · +1" in ran.stdout
    assert "…" not in ran.stdout
    assert "\x1b" not in ran.stdout


def test_a_leaderboard_ends_with_those_that_have_no_value_somewhere(new_url: Callable[[str], str]) -> None:
    with opened(new_url("sqlite")) as bench:
        made = submitted(DirectDoor(bench.lab))
        one, places = made["candidateId"], [made["scenarioId"]]
        worked_off(bench.lab, change=lambda found: without(found, one, "mean_points", places))
        ran = run_here("evaluations", "leaderboard", "ev-1", "--metric", "mean_points", "--store", bench.url)
    _, _, leader, last = ran.stdout.splitlines()
    assert leader.split()[0] == "1"
    assert last.split()[0] == "-"
    assert "no value in 1 of 2" in last


def test_the_beginning_of_a_digest_stands_for_the_one_record_that_has_it(
    new_url: Callable[[str], str],
) -> None:
    with opened(new_url("sqlite")) as bench:
        made = submitted(DirectDoor(bench.lab))
        one = made["candidateId"]

        def shown(*words: str) -> Ran:
            return run_here(*words, "--store", bench.url)

        assert one in shown("candidates", "show", one[:12]).stdout
        typed = ("evaluations", "submit", made["cohortId"][:8], one[:8], "--n-sims", "9", "--seed", "5")
        assert shown(*typed, "--focus-candidate-id", one[:12]).code == 0
        assert one in shown("candidates", "list", "--scenario-id", made["scenarioId"][:12]).stdout
        nobody = "0" * 12
        refusal = shown("candidates", "show", nobody)
    assert refusal.code == USAGE
    assert f"none of the last 1,000 candidates is {nobody} or begins so" in refusal.stderr


def refused(ran: Ran, code: int) -> str:
    assert (ran.code, ran.stdout) == (code, ""), ran
    assert ran.stderr.count("\n") == 1
    return ran.stderr


def test_errors_are_one_sentence_with_a_code_and_an_exit_code(lab: str, tmp_path: Path) -> None:
    gone = refused(run_here("runs", "show", "no-such", "--store", lab), FAILED)
    assert gone.startswith("provenlab: ")
    assert gone.endswith("(not_found)\n")
    wrong = refused(run_here("runs", "list", "--store", "lab.txt"), USAGE)
    assert "--store has no suffix that names an engine" in wrong
    late = refused(run_here("runs", "list", "--since", "someday", "--store", lab), USAGE)
    assert "--min-created-at: expected an ISO 8601 time such as 2025-01-31T09:30:00Z" in late
    then = refused(run_here("models", "champion", "--at", "once", "--store", lab), USAGE)
    assert "--at: expected an ISO 8601 time" in then
    odd = refused(run_here("runs", "progress", "a b", "--store", lab), USAGE)
    assert odd.startswith("provenlab: RUN_ID: ")
    bare = refused(run_here("artifacts", "publish", "--name", "x", "--store", lab), USAGE)
    assert "--kind is missing" in bare
    missing = refused(run_here("runs", "list", "--store", str(tmp_path / "none.sqlite")), FAILED)
    assert "a write or provenlab store init creates it (not_initialised)" in missing
    assert not (tmp_path / "none.sqlite").exists()
    again = refused(run_here("runs", "cancel", "run-1", "--store", lab), FAILED)
    assert again.endswith("(immutable)\n")


def test_with_json_an_error_is_a_document_on_standard_error(lab: str) -> None:
    document = json.loads(refused(run_here("runs", "show", "no-such", "--json", "--store", lab), FAILED))
    assert (document["code"], document["type"], document["retryable"]) == ("not_found", "NotFound", False)


def test_a_store_that_is_busy_asks_to_try_again(tmp_path: Path) -> None:
    url = str(tmp_path / "lab.sqlite")
    assert run_here("store", "init", "--store", url).code == 0
    with sqlite3.connect(url, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        busy = run_here("runs", "start", "--name", "n", "--config", "{}", "--wait", "0.05", "--store", url)
        other.execute("ROLLBACK")
    other.close()
    assert refused(busy, TRY_AGAIN).endswith("(store_locked)\n")


def test_an_answer_that_is_no_has_an_exit_code_of_its_own(lab: str) -> None:
    trial = '{"evaluator": {"kind": "backtest", "version": "3"}, "cohort": "spring"}'
    config = '{"lr": 0.1, "depth": 6, "loss": "huber"}'
    tried = run_here("journal", "tried", "--config", config, "--trial", trial, "--store", lab)
    assert (tried.code, tried.stdout.splitlines()[0]) == (0, "tried once")
    new = run_here("journal", "tried", "--config", '{"lr": 7}', "--trial", trial, "--store", lab)
    assert (new.code, new.stdout, new.stderr) == (NO, "never tried\n", "")


def test_a_flipped_byte_makes_verify_say_no(tmp_path: Path) -> None:
    url = str(tmp_path / "lab.sqlite")
    publish = (
        "artifacts",
        "publish",
        "--kind",
        "k",
        "--name",
        "n",
        "--text-content",
        "12345",
        "--store",
        url,
    )
    digest = answer(*publish)["fileHash"]
    assert run_here("store", "verify", "--store", url).stdout.startswith("sound: ")
    (blob,) = (path for path in tmp_path.rglob(digest) if path.is_file())
    blob.chmod(0o600)
    blob.write_bytes(b"12346")
    ran = run_here("store", "verify", "--store", url)
    assert (ran.code, ran.stderr) == (NO, "")
    assert ran.stdout.startswith("NOT SOUND: 1 findings")


def test_a_card_that_cannot_be_written_is_told(lab: str, tmp_path: Path) -> None:
    said = refused(
        run_here("runs", "card", "run-1", "-o", str(tmp_path / "no" / "c.html"), "--store", lab), USAGE
    )
    assert "c.html cannot be written: No such file or directory" in said


def test_words_that_people_try_find_the_verb_that_is_meant(lab: str) -> None:
    for tried, meant in (
        (("runs", "diff", "run-1", "run-2"), ("runs", "compare", "run-1", "run-2")),
        (("journal", "query"), ("journal", "list")),
        (("models", "history"), ("models", "timeline")),
        (("artifacts", "get", "bars-1"), ("artifacts", "show", "bars-1")),
    ):
        assert run_here(*tried, "--store", lab) == run_here(*meant, "--store", lab), tried
    # Where a noun has the word itself, that is meant.
    assert "SEQ" in run_here("experiments", "history", "exp-1", "--store", lab).stdout


def test_a_life_on_the_command_line(tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "lab.duckdb"))
    bars = answer("artifacts", "publish", "--kind", "ohlcv", "--name", "bars", "--text-content", "1", *store)
    run = answer(
        "runs", "start", "--name", "n", "--config", '{"lr": 0.1}', "--tag", "gpu", "--tag", "x", *store
    )
    assert (run["status"], run["tags"]) == ("running", ["gpu", "x"])
    finished = run_here("runs", "finish", run["runId"], "--metric", "auc=0.9", "--metric", "loss=NaN", *store)
    assert finished.stdout == f"run {run['runId']} is completed\n"
    assert answer("runs", "show", run["runId"], *store)["metrics"] == {"auc": 0.9, "loss": "NaN"}
    version = answer("models", "log", "--config", "{}", "--tag", "stage=1", "--metric", "auc=0.9", *store)
    assert (version["version"], version["tags"]) == (1, {"stage": "1"})
    promoted = run_here(
        "models", "promote", "1", "--reason", "first", "--expected-champion", "nobody", *store
    )
    assert promoted.stdout == "provenlab-model: promoted version 1; version 1 is champion\n"
    again = run_here("models", "promote", "1", *store)
    assert again.stdout == "provenlab-model: nothing changed; version 1 is champion\n"
    assert refused(run_here("models", "rollback", *store), FAILED).endswith("(no_rollback_target)\n")
    html = tmp_path / "card.html"
    assert run_here("runs", "card", run["runId"], "-o", str(html), *store).code == 0
    assert html.read_text().startswith("<!doctype html>")
    lineage = run_here("artifacts", "lineage", bars["artifactId"], *store)
    assert lineage.stdout.endswith("nothing upstream of it\n")
    note = ("--hypothesis", "h", "--mutation-type", "m", "--config-diff", "{}", "--results", '{"auc": 0.9}')
    logged = run_here("journal", "log", *note, *store)
    decided = run_here("journal", "decide", "1", "rejected", "--reason", "no better", *store)
    assert logged.stdout.startswith("entry        1\n")
    assert "decision     rejected: no better\n" in decided.stdout
    origin = '{"gitCommit": "abc", "gitDirty": false, "engineVersion": "1", "createdAt": "2025-01-01"}'
    what = ("--name", "n", "--inputs", "{}", "--config", "{}", "--provenance", origin)
    created = run_here("experiments", "create", "--experiment-id", "e-1", *what, *store)
    assert created.stdout.startswith("experiment  e-1\nname        n\nstatus      pending\n")
    verified = run_here("store", "verify", *store)
    assert verified.code == 0, verified


def test_the_lineage_of_a_run_leads_both_ways(lab: str) -> None:
    def drawn(*words: str) -> list[str]:
        return run_here("runs", "lineage", *words, "--store", lab).stdout.splitlines()

    assert drawn("eval-1") == [
        "run eval-1  (evaluation over three springs · pending)",
        "├─ bars: artifact bars-1  (AAPL bars · active)",
        "├─ candidate: artifact clean-1  (AAPL features, winsorised \u4e2d\u6587 · active)",
        "│  └─ bars: artifact bars-1  (AAPL bars · active)",
        "└─ candidate: run run-1  (fd004 sweep · completed)",
    ]
    assert drawn("run-1", "--direction", "downstream")[1:] == [
        "└─ metrics: artifact run-1:metrics  (metrics of fd004 sweep · active)"
    ]
    assert drawn("eval-1", "--max-nodes", "2")[-1].startswith("a limit cut the graph off")
    graph = answer("runs", "lineage", "eval-1", "--store", lab)
    assert (graph["startKind"], graph["startId"], graph["truncated"]) == ("run", "eval-1", False)
    assert {each["id"] for each in graph["nodes"]} == {"eval-1", "bars-1", "clean-1", "run-1"}


@pytest.mark.parametrize(
    ("where", "runs"),
    [
        ("auc>=0.91", "run-2 run-1"),
        ("auc>0.91", "run-2"),
        ("auc <= 0.91", "run-1"),
        ("0.93>auc", "run-1"),
        ("0.91<auc<=0.93", "run-2"),
        ("0.93>=auc>=0.91", "run-2 run-1"),
        ("auc==0.93", "run-2"),
    ],
)
def test_ranges_are_written_as_in_mathematics(lab: str, where: str, runs: str) -> None:
    found = answer("runs", "list", "--where", where, "--store", lab)["items"]
    assert " ".join(each["runId"] for each in found) == runs


@pytest.mark.parametrize("where", ["auc", "auc=>0.9", "auc>high", ">0.9", "0.9<=auc>=0.8", "auc>nan"])
def test_what_is_no_range_is_refused(lab: str, where: str) -> None:
    assert "--where" in refused(run_here("runs", "list", "--where", where, "--store", lab), USAGE)


def test_times_may_be_told_from_now(tmp_path: Path) -> None:
    with Session(str(tmp_path / "lab.sqlite")) as session:
        session.ask("start_run", {"runId": "fresh", "name": "fresh", "config": {}})
    shown = [
        run_here("runs", "list", *words, "--jsonl", "--store", str(tmp_path / "lab.sqlite")).stdout.count(
            "\n"
        )
        for words in (
            ["--since", "yesterday"],
            ["--since", "90m", "--until", "now"],
            ["--min-created-at", "2w"],
            ["--until", "7d"],
            ["--until", "yesterday"],
        )
    ]
    assert shown == [1, 1, 1, 0, 0]


def test_all_that_is_missing_is_named_at_once(lab: str) -> None:
    ran = run_here("runs", "start", "--store", lab)
    assert ran.stderr == "provenlab: --name and --config are missing (validation_failed)\n"


def test_the_journal_is_sorted_by_a_number_of_the_results(lab: str) -> None:
    found = answer("journal", "list", "--sort", "auc:asc", "--store", lab)["items"]
    known = [each["results"]["auc"] for each in found if "auc" in each["results"]]
    assert known == sorted(known)


def test_a_file_is_published_under_its_own_name_and_format(tmp_path: Path) -> None:
    file, store = tmp_path / "bars of AAPL.csv", str(tmp_path / "lab.sqlite")
    file.write_text("date,close\n2024-01-02,185.64\n")
    made = answer("artifacts", "publish", str(file), "--kind", "ohlcv", "--store", store)
    assert (made["name"], made["format"], made["sizeBytes"]) == (file.name, "csv", file.stat().st_size)
    other = answer("artifacts", "publish", str(file), "--kind", "x", "--name", "y", "--store", store)
    assert other["name"] == "y"
    twice = run_here(
        "artifacts", "publish", str(file), "--text-content", "z", "--kind", "x", "--store", store
    )
    assert "FILE and --text-content are two sources" in refused(twice, USAGE)
    gone = run_here("artifacts", "publish", str(tmp_path / "gone.csv"), "--kind", "x", "--store", store)
    assert "there is no file" in refused(gone, USAGE)


@pytest.mark.parametrize("noun", ["runs", "journal"])
def test_a_number_that_nothing_has_orders_nothing_and_is_told(lab: str, noun: str) -> None:
    ran = run_here(noun, "list", "--sort", "acu", "--store", lab)
    assert (ran.code, ran.stdout) == (0, run_here(noun, "list", "--store", lab).stdout)
    assert ran.stderr == "none of these has a number acu, so they are in their usual order\n"
    assert run_here(noun, "list", "--sort", "auc", "--store", lab).stderr == ""


def test_the_form_may_be_asked_for_before_the_command(lab: str) -> None:
    for form in ("--json", "--jsonl"):
        before = run_here(form, "runs", "list", "--store", lab)
        assert before == run_here("runs", "list", form, "--store", lab)
    refusal = json.loads(run_here("--json", "runs", "show", "no-such", "--store", lab).stderr)
    assert refusal["code"] == "not_found"


@pytest.mark.parametrize(
    ("value", "in_full", "in_lists"),
    [(50_000.0, "50000", "50000"), (30_395.81, "30395.8", "30396"), (0.123456789, "0.123457", "0.1235")],
)
def test_numbers_read_without_exponents_as_long_as_they_fit(
    value: float, in_full: str, in_lists: str
) -> None:
    assert (number(value), rough(value)) == (in_full, in_lists)
    assert (number(1e300), rough("NaN")) == ("1e+300", "NaN")
