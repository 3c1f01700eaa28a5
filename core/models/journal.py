"""The journal: what was tried, why, what came out, and what was decided."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Strict, Tag, WithJsonSchema

from provenlab.core.models.instant import Instant, parse_instant
from provenlab.core.models.metric import MetricKey
from provenlab.core.models.number import Count, EntryId, Whole
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.text import Hash, Label, Note, RecordId, Trace
from provenlab.core.models.value import Value

PromotionDecision = Literal["pending", "promoted", "rejected"]
Disposition = Literal["evaluated", "errored", "timed_out", "skipped_duplicate", "cancelled"]

_LONGEST_TIME = 64
Tags = Annotated[tuple[Label, ...], Strict(False), Field(max_length=1_000)]


def _time_text(value: str) -> str:
    if len(value) > _LONGEST_TIME:
        raise ValueError(f"longer than {_LONGEST_TIME} characters, which no time is")
    parse_instant(value)
    return value


# The text is kept beside the instant, so that it comes back as it was given.
TimeText = Annotated[
    str, AfterValidator(_time_text), WithJsonSchema({"type": "string", "format": "date-time"})
]


def earliest_instant(text: str) -> datetime:
    """The first instant a time text means; without an offset it is taken as UTC."""
    return parse_instant(text)


def latest_instant(text: str) -> datetime:
    """The last instant a time text means: of a date alone, the last microsecond of that UTC day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return parse_instant(text)
    return parse_instant(datetime.combine(day, time.max))


class Evaluator(Value):
    """What judged a trial; another version is another trial."""

    kind: Label
    version: Label


class TrialSetting(Value):
    """What, beside the config, makes two trials the same. A random seed does not belong here."""

    inputs: Annotated[tuple[Hash, ...], Strict(False), Field(max_length=10_000)] = ()
    evaluator: Evaluator
    cohort: Label | None = None


class Mutation(Value):
    """A change of a config, resolved: RFC 6902 operations that lead from the base to the mutated one."""

    type: Label
    base_config_hash: Hash
    config_diff: tuple[dict[str, Any], ...]
    mutated_config_hash: Hash


class JournalNote(Value):
    """What the author of an entry says.

    In `results` and `champion_metrics` the texts `NaN`, `Infinity` and `-Infinity` are those numbers.
    Repeated under its `idempotency_key`, the note is kept once.
    """

    created_at: TimeText
    hypothesis: Trace
    mutation_type: Label
    config_diff: dict[str, Any]
    results: dict[str, Any]
    champion_metrics: dict[str, Any] | None = None
    promotion_decision: PromotionDecision = "pending"
    promotion_reason: Note | None = None
    disposition: Disposition = "evaluated"
    disposition_reason: Note | None = None
    run_id: Label | None = None
    experiment_id: RecordId | None = None
    model_version: Whole | None = None
    parent_id: EntryId | None = None
    tags: Tags = ()
    metadata: Annotated[dict[str, Any], Field(default_factory=dict)]
    config: dict[str, Any] | None = None
    seed: Whole | None = None
    trial: TrialSetting | None = None
    idempotency_key: Label | None = None


class JournalDraft(JournalNote):
    """A note with what follows from it, ready to be kept."""

    mutation: Mutation | None = None
    config_hash: Hash | None = None
    trial_key: Hash | None = None
    redactions: Annotated[tuple[RedactedPlace, ...], Strict(False)] = ()


class JournalEntry(JournalDraft):
    """An entry as the store holds it; only a pending decision may still be taken."""

    entry_id: EntryId
    recorded_at: Instant


class TrialRun(Value):
    """A run, the cohort it was evaluated on, and, where a run evaluates several, which candidate of them."""

    run_id: Label
    cohort: Label
    candidate_id: Hash | None = None


def _run_or_nobody(value: Any) -> str | None:
    if value == "nobody":
        return "[nobody]"
    return "[run]" if isinstance(value, (dict, TrialRun)) else None


class _AnyOf:
    """Tells a choice as the other ones of our schemas are told."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Callable[[Any], dict[str, Any]]) -> Any:
        return {"anyOf": handler(schema)["oneOf"]}


_Nobody = Annotated[
    Literal["nobody"], WithJsonSchema({"enum": ["nobody"], "type": "string"}), Tag("[nobody]")
]
RunOrNobody = Annotated[
    Annotated[TrialRun, Tag("[run]")] | _Nobody,
    Discriminator(
        _run_or_nobody,
        custom_error_type="run_or_nobody",
        custom_error_message='expected a run with its cohort, or "nobody"',
    ),
    _AnyOf,
]


class Comparison(Value):
    """The two runs that a decision compared; `champion` is `nobody` where there was none to beat."""

    champion: RunOrNobody
    challenger: TrialRun

    def runs(self) -> tuple[TrialRun, ...]:
        """The runs it names, the champion's first."""
        return tuple(side for side in (self.champion, self.challenger) if isinstance(side, TrialRun))


class DecisionNote(Value):
    """A decision, why, by whom and on which evidence.

    A promotion of an entry that was tried on a cohort names the runs it compares; `champion` is `nobody`
    for the first champion.
    """

    decision: PromotionDecision
    reason: Note | None = None
    actor: Label | None = None
    comparison: Comparison | None = None


class Decision(DecisionNote):
    """As it was recorded; `seq` counts the decisions on an entry from 1."""

    seq: Count
    at: Instant


class ResultBounds(Value):
    """Entries with a number at the top level of `results` in a range, both ends included; never NaN."""

    key: MetricKey
    at_least: float | None = None
    at_most: float | None = None


class JournalFilter(Value):
    """All given fields hold together; every tag must be there, exactly.

    `date_from` and `date_to` are instants, ends included; a `date_to` without a time means all of that
    UTC day. `outcome` is the decision as it stands. `text` is part of the hypothesis in any case.
    """

    tags: Annotated[tuple[Label, ...], Strict(False), Field(max_length=100)] = ()
    date_from: TimeText | None = None
    date_to: TimeText | None = None
    mutation_type: Label | None = None
    outcome: PromotionDecision | None = None
    disposition: Disposition | None = None
    result: ResultBounds | None = None
    run_id: Label | None = None
    experiment_id: RecordId | None = None
    text: Label | None = None


class ResultOrder(Value):
    """By a number at the top level of `results`; entries without it, or with NaN, come last, newest first."""

    key: MetricKey
    descending: bool = True


JournalOrder = Literal["newest", "oldest"]
