"""What a run itself names as what it stands on."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class RunSource(NamedTuple):
    """A `dataset` that is known by its name alone, or an artifact, an experiment or a run by its id."""

    kind: str
    id: str
    role: str


def run_sources(run: Mapping[str, Any], evaluation: Mapping[str, Any] | None) -> Iterator[RunSource]:
    """Datasets, experiment, the run it is part of, and what its evaluation was made from."""
    for each in run["datasets"]:
        if "artifactId" in each:
            yield RunSource("artifact", each["artifactId"], each["role"])
        else:
            yield RunSource("dataset", each["dataset"], each["role"])
    if "experimentId" in run:
        yield RunSource("experiment", run["experimentId"], "experiment")
    if "parentRunId" in run:
        yield RunSource("run", run["parentRunId"], "part of")
    for each in evaluation["upstreams"] if evaluation else ():
        yield RunSource(each["kind"], each["id"], each["role"])
