"""The tools, each an operation under the name that an agent would look for."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from provenlab.core.models.value import wire_name
from provenlab.core.operations import MODULES
from provenlab.core.operations.registry import Effect, Operation, find_operation
from provenlab.tools.contract.schema_index import references


class Size(NamedTuple):
    """The field that says how much is wanted, `filter.limit` where it stands inside; how much it is unless
    asked, and how much at most.
    """

    field: str
    usual: int
    most: int


class Tool(NamedTuple):
    """An operation as a tool. `about` says when to use it; the operation says what it does."""

    name: str
    operation: str
    title: str
    about: str
    size: Size | None = None

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
        "for what it was changed from. `parentId` is the entry the idea came from.",
    ),
    Tool(
        "record_decision",
        "record_decision",
        "Decide on a trial",
        "Promote or reject a pending trial, with the reason. Decisions are added, never replaced.",
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
        "create_candidate",
        "create_candidate",
        "Create a candidate",
        "Keeps what is to be evaluated and attaches it to a scenario; the same payload is the same "
        "candidate. Its `candidateId` goes to submit_evaluation.",
    ),
    Tool(
        "submit_evaluation",
        "submit_evaluation",
        "Submit an evaluation",
        "Queues an evaluation of candidates in a cohort; a worker runs it. Follow it with get_progress, read "
        "it with get_leaderboard.",
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


def offered(allow_writes: bool) -> dict[str, Tool]:
    """The tools by name, of the operations that there are; those that write only where they may."""
    known = [each for each in _TOOLS if each.operation in MODULES]
    return {each.name: each for each in known if allow_writes or each.declared().effect is Effect.READ}


def input_schema(tool: Tool, contract: Mapping[str, Any]) -> dict[str, Any]:
    """JSON Schema of the tool's arguments, with the definitions it refers to and the bounds of its size."""
    shared: Mapping[str, Any] = contract["$defs"]
    request = contract["operations"][tool.operation]["request"]
    schema = dict(shared[request["$ref"].rpartition("/")[2]] if "$ref" in request else request)
    schema["properties"] = dict(schema.get("properties", {}))
    if tool.sized is not None:
        _bound(schema["properties"], tool.sized, shared)
    definitions = {name: shared[name] for name in _reached(schema, shared)}
    return {**schema, "type": "object", **({"$defs": definitions} if definitions else {})}


def _bound(properties: dict[str, Any], size: Size, shared: Mapping[str, Any]) -> None:
    head, _, rest = size.field.partition(".")
    if not rest:
        about = {"type": "integer", "minimum": 1, "maximum": size.most, "default": size.usual}
        properties[head] = about
        return
    inner = dict(shared[properties[head]["$ref"].rpartition("/")[2]])
    inner["properties"] = dict(inner["properties"])
    _bound(inner["properties"], size._replace(field=rest), shared)
    properties[head] = inner


def _reached(schema: Any, shared: Mapping[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(references(schema))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting += references(shared[name])
