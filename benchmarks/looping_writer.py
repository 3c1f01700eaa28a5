"""One of several processes that declare experiments in a loop: says `ready`, waits for a line, writes, and
prints the id of each experiment as soon as it is acknowledged."""

import sys

from benchmarks.declarations import declaration
from provenlab.tools.lab import open_lab


def main(url: str, name: str, count: int) -> None:
    with open_lab(url) as lab:
        print("ready", flush=True)
        sys.stdin.readline()
        for n in range(count):
            print(lab.experiments.create_experiment(declaration(name, n)).experiment_id, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
