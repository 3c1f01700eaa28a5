"""Where each page is; the addresses stay, so that they can be kept and sent."""

from importlib import import_module
from typing import NamedTuple

from provenlab.tools.pages.page import View

NAVIGATION = (
    ("Experiments", "/experiments"),
    ("Runs", "/runs"),
    ("Journal", "/journal"),
    ("Models", "/models"),
    ("Jobs", "/jobs"),
    ("Artifacts", "/artifacts"),
    ("Evaluations", "/evaluations"),
)
"""What every page leads to."""

_PARTS = {
    "experiments": ("Experiments", "experiment"),
    "runs": ("Runs", "run"),
    "compare": ("Runs", "comparison"),
    "journal": ("Journal", "entry"),
    "models": ("Models", "model"),
    "jobs": ("Jobs", "job"),
    "artifacts": ("Artifacts", "artifact"),
    "evaluations": ("Evaluations", "evaluation"),
    "candidates": ("Evaluations", "candidate"),
    "cohorts": ("Evaluations", "cohort"),
    "scenarios": ("Evaluations", "scenario"),
}

PLACES = {
    "/": "overview:overview",
    "/runs": "runs:run_list",
    "/runs/{run_id}": "run:run_page",
    "/runs/{run_id}/live": "run:live_part",
    "/runs/{run_id}/card": "run:run_card",
    "/compare": "compare:compare",
    "/experiments": "experiments:experiment_list",
    "/experiments/{experiment_id}": "experiments:experiment_page",
    "/journal": "journal:journal_list",
    "/journal/{entry_id}": "journal:entry_page",
    "/models": "models:model_list",
    "/models/{model_name}": "models:model_page",
    "/models/{model_name}/{version}": "models:version_page",
    "/jobs": "jobs:job_list",
    "/jobs/{job_id}": "jobs:job_page",
    "/artifacts": "artifacts:artifact_list",
    "/artifacts/{artifact_id}": "artifacts:artifact_page",
    "/evaluations": "evaluations:evaluation_list",
    "/evaluations/{evaluation_id}": "evaluations:evaluation_page",
    "/candidates/{candidate_id}": "subjects:candidate_page",
    "/cohorts/{cohort_id}": "subjects:cohort_page",
    "/scenarios/{scenario_id}": "subjects:scenario_page",
}
"""Address -> the view below this folder, `module:name`."""


class Section(NamedTuple):
    """What of the navigation a page belongs to; `thing` is what it shows, empty for the list itself."""

    name: str
    place: str
    thing: str


def section_of(path: str) -> Section | None:
    """Where a page belongs, and so the way back from it; None for the first page."""
    first = path.strip("/").partition("/")[0]
    if first not in _PARTS:
        return None
    name, thing = _PARTS[first]
    place = dict(NAVIGATION)[name]
    return Section(name, place, "" if path == place else thing)


def found_view(name: str) -> View:
    """The view of that name."""
    module, _, attribute = name.partition(":")
    view: View = getattr(import_module(f"provenlab.tools.pages.{module}"), attribute)
    return view
