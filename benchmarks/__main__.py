"""`python -m benchmarks`: the library beside the raw engines, in one run."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    backtests,
    creates,
    evaluations,
    jobs,
    journal,
    learning,
    models,
    one_shot,
    queries,
    recording,
    rivals,
    run_questions,
    runs,
    serve,
    writers,
)
from benchmarks.figures import Figure
from benchmarks.report import machine, table, write_json
from benchmarks.setting import ENGINES, Scale, Setting

GROUPS: dict[str, Callable[[Setting], Iterator[Figure]]] = {
    "one-shot": one_shot.measure,
    "serve": serve.measure,
    "creates": creates.measure,
    "queries": queries.measure,
    "writers": writers.measure,
    "runs": runs.measure,
    "run-questions": run_questions.measure,
    "recording": recording.measure,
    "jobs": jobs.measure,
    "journal": journal.measure,
    "models": models.measure,
    "evaluations": evaluations.measure,
    "backtests": backtests.measure,
    "learning": learning.measure,
    "rivals": rivals.measure,
}
QUICK, FULL = 100_000, 1_000_000


def main(arguments: list[str] | None = None) -> int:
    """0, whether targets are met or missed: a slow machine is no error."""
    options = _parser().parse_args(arguments)
    size = options.experiments or (FULL if options.full else QUICK)
    setting = Setting(
        options.directory,
        Scale(size, options.share),
        tuple(options.engine or ENGINES),
        rivals_python=options.rivals_python,
    )
    figures: list[Figure] = []
    try:
        for name in options.only or GROUPS:
            for figure in GROUPS[name](setting):
                figures.append(figure)
    finally:
        setting.progress.done()
        setting.close()
    print(table(figures))
    print(f"\n{machine()}")
    write_json(options.json, figures, size)
    print(f"{options.json} has the figures for programs")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help=f"{QUICK:,} experiments, a few minutes (default)")
    size.add_argument("--full", action="store_true", help=f"{FULL:,} experiments, half an hour")
    size.add_argument("--experiments", type=int, metavar="N", help="another size of the large store")
    parser.add_argument("--only", choices=GROUPS, action="append", help="a group; may be repeated")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="an engine; may be repeated")
    parser.add_argument("--share", type=float, default=1.0, metavar="X", help="repeat X times as often")
    parser.add_argument("--directory", type=Path, default=Path("build/bench"), metavar="DIR",
                        help="where the large stores are made, and kept for the next run")  # fmt: skip
    parser.add_argument("--json", type=Path, default=Path("build/bench/figures.json"), metavar="FILE")
    parser.add_argument("--rivals-python", type=Path, metavar="PATH",
                        help="an interpreter that has mlflow or optuna installed")  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
