"""Words that people type: parts of ids, names, `latest`, and words that no command has."""

from pathlib import Path

import pytest

from provenlab.tools.cli.failures import FAILED, USAGE
from tests.doors import DirectDoor
from tests.integration.cli.commands import Ran, run_here
from tests.integration.cli.laboratory import fill
from tests.labs import opened

NIGHTLY = "01a1ff5c-e9a0-7000-9a34-e590809111aa"
OTHERS = ("01a1ff5c-d7f2-7000-badc-944d96106aa1", "01a1ff5c-ced6-7000-8907-ebca9c7e04f5", "run-10")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("words") / "lab.sqlite"
    with opened(str(path)) as bench:
        fill(bench)
        call = DirectDoor(bench.lab)
        for run_id, name in [*((each, "sweep of two") for each in OTHERS[:2]), (OTHERS[2], "ten")]:
            call("start_run", runId=run_id, name=name, config={})
            bench.clock.move(1)
        call("start_run", runId=NIGHTLY, name="nightly", config={})
    return str(path)


def asked(lab: str, *words: str) -> Ran:
    return run_here("--store", lab, *words)


@pytest.mark.parametrize("word", [NIGHTLY, "01a1ff5c-e9", "9111aa", "e590809111aa", "nightly", "latest"])
def test_a_run_is_found_by_a_part_of_its_id_by_its_name_and_as_the_latest(lab: str, word: str) -> None:
    for command in (("runs", "show"), ("runs", "card"), ("show",)):
        shown = asked(lab, *command, word)
        assert (shown.code, NIGHTLY in shown.stdout) == (0, True), shown


def test_words_that_mean_several_records_are_refused_with_their_ids(lab: str) -> None:
    for command in (("runs", "show"), ("show",)):
        for word in ("01a1ff5c", "sweep of two"):
            refused = asked(lab, *command, word)
            assert (refused.code, refused.stdout) == (USAGE, "")
            assert OTHERS[0] in refused.stderr


def test_an_id_that_somebody_chose_never_stands_for_a_longer_one(lab: str) -> None:
    assert "run-10" not in asked(lab, "runs", "show", "run-1").stdout
    assert asked(lab, "runs", "show", "run-").code == FAILED
    assert asked(lab, "show", "run-").stderr.endswith("or the name (not_found)\n")


def test_names_are_for_reading_and_parts_of_ids_for_writing_too(lab: str) -> None:
    refused = asked(lab, "runs", "fail", "sweep of two", "--error", '{"kind": "exception"}')
    assert refused.code == USAGE
    assert asked(lab, "runs", "heartbeat", "nightly").stderr == "provenlab: no run nightly (not_found)\n"
    assert asked(lab, "runs", "heartbeat", "9111aa").code == 0


def test_show_tells_which_other_records_have_the_id(lab: str) -> None:
    shown = asked(lab, "show", "eval-1")
    assert "eval-1" in shown.stdout
    assert shown.stderr == "also: provenlab evaluations show eval-1; provenlab jobs show eval-1\n"
    for record in ("exp-1", "bars-1", "job-1"):
        assert record in asked(lab, "show", record).stdout


def test_a_model_is_named_in_three_ways_and_the_only_one_need_not_be(tmp_path: Path) -> None:
    with opened(str(tmp_path / "models.sqlite")) as bench:
        call, url = DirectDoor(bench.lab), bench.url
        for _ in range(2):
            call("log_model_version", modelName="bidder", config={"lr": 1}, metrics={"payout": 3})
        assert asked(url, "models", "promote", "2").stdout == (
            "bidder: promoted version 2; version 2 is champion\n"
        )
        said = asked(url, "models", "why").stdout
        assert said.startswith("version 2 of bidder is champion")
        for words in (["why", "bidder"], ["why", "--model", "bidder"]):
            assert asked(url, "models", *words).stdout == said
        assert asked(url, "models", "champion").stdout == asked(url, "models", "champion", "bidder").stdout
        assert asked(url, "models", "show", "bidder/1").stdout == asked(url, "models", "show", "1").stdout
        call("log_model_version", modelName="seeder", config={"lr": 1})
        unclear = asked(url, "models", "why")
        two = asked(url, "models", "show", "bidder/1", "--model", "seeder")
        assert asked(url, "models", "names").stdout.split() == ["MODEL", "bidder", "seeder"]
    assert (unclear.code, two.code) == (USAGE, USAGE)
    assert "there are several models; give --model bidder, seeder" in unclear.stderr
    assert "bidder and seeder are two models; name one" in two.stderr


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("why", "did you mean provenlab models why?"),
        ("verify", "did you mean provenlab store verify?"),
        ("lineage", "provenlab artifacts lineage"),
        ("diff", "provenlab runs compare"),
        ("status", "did you mean provenlab doctor?"),
        ("search", "did you mean provenlab journal list?"),
        ("runs delete", "did you mean provenlab store gc?"),
        ("rnus", "did you mean runs?"),
        ("runs shwo", "did you mean show?"),
        ("runs frobnicate", "there are list, show,"),
    ],
)
def test_a_word_that_no_command_has_is_answered_with_what_was_meant(words: str, meant: str) -> None:
    ran = run_here(*words.split())
    assert (ran.code, ran.stdout) == (USAGE, "")
    assert meant in ran.stderr


@pytest.mark.parametrize("words", ["run ls", "runs query", "job retry --help", "experiment diff exp-1 exp-2"])
def test_usual_words_for_a_noun_or_a_verb_are_understood(lab: str, words: str) -> None:
    assert asked(lab, *words.split()).code == 0


def test_help_may_be_asked_for_as_a_word() -> None:
    assert run_here("runs", "help").stderr == run_here("runs").stderr
    assert "Commands:" in run_here("help").stderr


def test_a_narrow_terminal_shows_ids_as_short_as_commands_take_them(
    lab: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    narrow = asked(lab, "runs", "list").stdout
    assert NIGHTLY not in narrow
    short = next(line.split()[0] for line in narrow.splitlines() if "nightly" in line)
    assert NIGHTLY in asked(lab, "runs", "show", short, "--json").stdout
    assert "run-10 " in narrow
    assert NIGHTLY in asked(lab, "runs", "list", "--jsonl").stdout
    monkeypatch.setenv("COLUMNS", "400")
    assert NIGHTLY in asked(lab, "runs", "list").stdout
    monkeypatch.delenv("COLUMNS")
    assert NIGHTLY in asked(lab, "runs", "list").stdout
