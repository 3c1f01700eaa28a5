"""The tools, each an operation under the name that an agent would look for."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from provenlab.core.models.value import wire_name
from provenlab.core.operations import MODULES
from provenlab.core.operations.registry import Effect, Operation, find_operation


class Size(NamedTuple):
    """The field that says how much is wanted, `filter.limit` where it stands inside; how much it is unless
    asked, and how much at most.
    """

    field: str
    usual: int
    most: int


class Tool(NamedTuple):
    """An operation as a tool. `about` says when to use it; the operation says what it does.

    `required` are fields that the operation can do without and an agent cannot, `withheld` those that it has
    no use for. `repeatable` says that the same call again changes nothing, `ends` that it ends something.
    """

    name: str
    operation: str
    title: str
    about: str
    size: Size | None = None
    required: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    repeatable: bool = False
    ends: bool = False

    def declared(self) -> Operation[Any, Any]:
        """The operation itself."""
        return find_operation(self.operation)

    @property
    def sized(self) -> Size | None:
        """Its size, where the operation takes one."""
        fields = {wire_name(each) for each in self.declared().request.model_fields}
        return self.size if self.size is not None and self.size.field.split(".")[0] in fields else None


_TOOLS = (
    Tool(
        "have_we_tried",
        "find_trial",
        "Have we tried this?",
        "Ask before every trial, also after a restart: looks through all history, whatever its age. Give the "
        "full `config` and the `trial` (inputs, evaluator, cohort), the same that log_trial gets; the seed "
        "does not count. When `tried` is true do not try it again: read what came of it.",
    ),
    Tool(
        "similar_trials",
        "similar_trials",
        "What near this was tried?",
        "Ask before proposing: the nearest configs that were tried, each with results and decisions.",
        Size("k", 5, 50),
    ),
    Tool(
        "log_trial",
        "log_journal_entry",
        "Log what was tried",
        "Call once for every trial, whatever came of it; a crash is `disposition: errored`, never a "
        "rejection. Give the same `config` and `trial` that have_we_tried was asked about, and `baseConfig` "
        "for what it was changed from. `parentId` is the entry the idea came from. After a time-out ask "
        "have_we_tried before logging again, or send an `idempotencyKey`.",
        required=("config", "trial"),
        withheld=("createdAt",),
    ),
    Tool(
        "record_decision",
        "record_decision",
        "Decide on a trial",
        "Promote or reject a pending trial, with the reason. Decisions are added, never replaced. A trial "
        "on a cohort is promoted with `comparison`: the runs of champion (or `nobody`) and challenger on it.",
        repeatable=True,
    ),
    Tool(
        "query_journal",
        "query_journal",
        "Look through the journal",
        "Past trials by text, tag, outcome, time or a number of the results; `byResult` lists the best "
        "first. `nextCursor` of an answer, given as `cursor`, continues it.",
        Size("limit", 10, 100),
    ),
    Tool(
        "list_cohorts",
        "list_cohorts",
        "Which cohorts are there?",
        "Frozen lists of scenarios to evaluate candidates in; figures compare only within one of them.",
        Size("filter.limit", 10, 50),
    ),
    Tool(
        "get_scenario",
        "get_scenario",
        "What is the world like?",
        "The world that a candidate of this scenario lives in: the names that a payload may use. "
        "list_cohorts tells the ids of scenarios.",
    ),
    Tool(
        "list_candidates",
        "list_candidates",
        "Which candidates are there?",
        "With `filter.scenarioId` those of one world. Their payloads show what create_candidate takes.",
        Size("filter.limit", 10, 50),
    ),
    Tool(
        "create_candidate",
        "create_candidate",
        "Create a candidate",
        "Keeps what is to be evaluated and attaches it to a scenario; the same payload is the same "
        "candidate. Its `candidateId` goes to submit_evaluation.",
        withheld=("createdAt",),
        repeatable=True,
    ),
    Tool(
        "submit_evaluation",
        "submit_evaluation",
        "Submit an evaluation",
        "Queues an evaluation of candidates in a cohort; it is pending until a worker, which somebody else "
        "runs, takes it. Follow its `runId` with get_progress, then read get_leaderboard.",
        withheld=("origin", "repeat"),
        repeatable=True,
    ),
    Tool(
        "list_evaluations",
        "list_evaluations",
        "What was submitted?",
        "Evaluations with their status and run, the last submitted first; how a new session finds what an "
        "earlier one left waiting.",
        Size("filter.limit", 5, 50),
    ),
    Tool(
        "cancel_job",
        "cancel_job",
        "Cancel what waits or runs",
        "Takes an evaluation back: its job has the id of the evaluation. It cannot be undone.",
        repeatable=True,
        ends=True,
    ),
    Tool(
        "get_leaderboard",
        "get_leaderboard",
        "Who leads, and by how much?",
        "Candidates in order with standard errors. Those that cannot be told apart from the leader are "
        "marked: do not promote on such a difference. `unranked` lack a value somewhere.",
        Size("limit", 20, 200),
    ),
    Tool(
        "get_progress",
        "get_progress",
        "How far is a run?",
        "The timeline of a run, oldest first; give the `seq` of the last event you know as `afterSeq`.",
        Size("limit", 20, 200),
    ),
    Tool(
        "get_run",
        "get_run",
        "What became of a run?",
        "Its status, final metrics, config, and why it failed.",
    ),
    Tool(
        "list_artifacts",
        "list_artifacts",
        "Which files are there?",
        "With `filter.producerId` those that one run or experiment made.",
        Size("filter.limit", 10, 50),
    ),
    Tool(
        "preview_artifact",
        "preview_artifact",
        "What is in a file?",
        "Rows of a table or lines of a text, a few at a time; name the columns you need.",
        Size("limit", 20, 200),
    ),
    Tool(
        "why_champion",
        "why_champion",
        "Why is the champion the champion?",
        "The decision, its evidence, the run and experiment behind it, the data they read, and whom it beat.",
        Size("limit", 5, 50),
    ),
    Tool(
        "lineage",
        "get_lineage",
        "Where does it come from, what came of it?",
        "The graph of artifacts and experiments above (`upstream`) or below (`downstream`) one of them.",
        Size("maxNodes", 50, 500),
    ),
)


_LISTED_BY = {
    "evaluationId": "list_evaluations",
    "runId": "list_evaluations",
    "jobId": "list_evaluations",
    "candidateId": "list_candidates",
    "scenarioId": "list_cohorts",
    "cohortId": "list_cohorts",
    "artifactId": "list_artifacts",
    "entryId": "query_journal",
}


def where_to_look(details: Mapping[str, Any]) -> str | None:
    """The tool that lists what an error did not find; None where none does."""
    return next((tool for name, tool in _LISTED_BY.items() if name in details), None)


def offered(allow_writes: bool) -> dict[str, Tool]:
    """The tools by name, of the operations that there are; those that write only where they may."""
    known = [each for each in _TOOLS if each.operation in MODULES]
    return {each.name: each for each in known if allow_writes or each.declared().effect is Effect.READ}
