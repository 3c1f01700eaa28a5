"""A store with everything in it: the Calcutta of the demo, made smaller, and a lab's nights."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from provenlab import open_lab
from provenlab.tools.cli.session import Session
from tests.integration.cli.laboratory import fill
from tests.labs import Bench

_EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "calcutta.py"


def demonstrate(bench: Bench) -> None:
    """Fills the empty store of a bench; the Calcutta comes first, since its worker would take any job."""
    _play_the_calcutta(bench.url)
    fill(bench)


def _play_the_calcutta(url: str) -> None:
    demo = _example()
    demo.WORLDS, demo.N_SIMS = 2, 400
    # What the demo does in processes of their own costs seconds each.
    demo.work = _work_here
    with Session(url) as session:
        scenario_ids, cohort_id, pins = demo.prepared(session)
        candidates = demo.generated(session, url, scenario_ids[0], pins)
        plan = {
            "cohortId": cohort_id,
            "candidateIds": [each["candidateId"] for each in candidates],
            "nSims": demo.N_SIMS,
            "seed": demo.SEED,
            "name": "five strategies in two worlds",
        }
        session.ask("submit_evaluation", plan)
        demo.work(url)


def _work_here(url: str) -> None:
    with open_lab(url) as lab:
        lab.jobs.work(until_idle=True)


def _example() -> Any:
    spec = spec_from_file_location("calcutta_of_the_demo", _EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
