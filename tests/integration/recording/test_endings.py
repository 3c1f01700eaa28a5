"""However a program ends, its run ends so too, and the program does not notice."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from tests.integration.recording.hosts import Host, assert_unnoticed, host_runs, runs_of, sampled

WORK = """
with recorded(config={"lr": 0.1}, tags=["night"], seed=7) as run:
    run.log_metrics({"loss": 0.5}, step=0)
    run.progress(50, "fit", "half way")
    print("working")
    ENDING
print("after")
"""

ENDINGS = {
    "reaches its end": ("pass", "completed"),
    "raises": ("raise ValueError('boom')", "failed"),
    "exits with zero": ("sys.exit(0)", "completed"),
    "exits with nothing": ("sys.exit()", "completed"),
    "exits with three": ("sys.exit(3)", "failed"),
    "exits with a message": ("sys.exit('no data')", "failed"),
    "is interrupted": ("import signal; signal.raise_signal(signal.SIGINT)", "cancelled"),
    "is terminated": ("import signal; signal.raise_signal(signal.SIGTERM)", "cancelled"),
    "raises an exception that cannot be shown": (
        "\n    class Mute(Exception):\n"
        "        def __str__(self): raise RuntimeError('mute')\n    raise Mute()",
        "failed",
    ),
    "raises a group": ("raise ExceptionGroup('many', [ValueError('a'), KeyError('b')])", "failed"),
    "raises an endless chain": (
        "\n    one, two = ValueError('one'), ValueError('two')\n"
        "    one.__cause__, two.__cause__ = two, one\n    raise one",
        "failed",
    ),
}


@pytest.mark.requirement("RUN-17")
@pytest.mark.parametrize(
    ("engine", "ending"),
    [
        *product(["sqlite"], ENDINGS),
        *product(["duckdb"], sampled(ENDINGS, 4)),
        *product(["postgres"], sampled(ENDINGS, 4)),
    ],
)
def test_a_run_ends_as_its_program_does(
    tmp_path: Path, new_url: Callable[[str], str], engine: str, ending: str
) -> None:
    statement, status = ENDINGS[ending]
    host, store = Host(tmp_path, WORK.replace("ENDING", statement)), new_url(engine)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    (run,) = host_runs(tmp_path, store)
    assert (run.status, run.name, run.config, run.tags, run.seed) == (
        status,
        "host",
        {"lr": 0.1},
        ("night",),
        7,
    )
    assert run.ended_at is not None
    assert (run.error is None) == (status == "completed")


LARGE = """
with recorded() as run:
    for step in range(3_000):
        run.log_metrics({"loss": float(step)}, step=step)
    run.progress(50, "fit")
print("after")
"""


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
@pytest.mark.parametrize("patience_s", sampled([0, 0.1, 0.5, 2], 2))
def test_a_program_may_end_at_any_moment_of_what_its_thread_does(
    tmp_path: Path, engine: str, patience_s: float
) -> None:
    store = str(tmp_path / f"new.{engine}")
    impatient = f"""
if "HOST_STORE" in os.environ:
    from provenlab.tools import compose
    from provenlab.tools.recording import recorder
    recorder.DEFAULT_BUDGET_S, recorder.DEFAULT_END_WITHIN_S = 0, {patience_s}
"""
    host = Host(tmp_path, impatient + LARGE)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    (run,) = host_runs(tmp_path, store)
    assert (run.status, run.metrics) == ("completed", {"loss": 2_999.0})


def test_a_new_store_has_the_run_when_its_program_has_ended(tmp_path: Path) -> None:
    store = str(tmp_path / "new.sqlite")
    Host(tmp_path, LARGE).run(store)
    assert [run.status for run in runs_of(store)] == ["completed"]
