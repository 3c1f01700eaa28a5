"""Retention: which bytes may go, decided by a policy that is a value, and what became of it."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.number import Count
from provenlab.core.models.text import Label, Note, RecordId
from provenlab.core.models.value import Value

KeepRule = Literal[
    "pinned",
    "in_store",
    "model",
    "source",
    "running",
    "journal",
    "other_kind",
    "last",
    "young",
    "referenced",
    "aggregate",
]
"""Why an artifact keeps its bytes, in the order in which the rules are asked."""

RetentionRule = Literal[KeepRule, "outlived"]
Kinds = Annotated[tuple[Label, ...], Strict(False), Field(max_length=1_000)]


class RetentionPolicy(Value):
    """What outputs of runs and experiments must be to keep their bytes; one rule that holds is enough.

    Kept by every policy: what no run or experiment of this store made, what is pinned, files and inputs
    of model versions, outputs and inputs of what runs or waits or stands in the journal, what scenarios
    read and candidates came from, and all that something kept was made from. `keepLast`: outputs of the
    newest completed runs of each experiment, or of each name with `lastOf: name`. `keepDays`: what was
    recorded less than so many days ago. With `keepAggregates` artifacts of `aggregateKinds` stay, but not
    what they were made from. With `keepRejectedTrials: false` a rejected journal entry holds nothing. With
    `onlyKinds` nothing else goes.
    """

    name: Label = "default"
    keep_last: Annotated[int, Field(ge=1, le=1_000_000)] = 3
    last_of: Literal["experiment", "name"] = "experiment"
    keep_days: Annotated[float, Field(ge=0, le=36_500)] = 30.0
    keep_aggregates: bool = True
    aggregate_kinds: Kinds = ("metrics", "evaluation_results", "leaderboard", "summary")
    keep_rejected_trials: bool = True
    only_kinds: Kinds = ()


class RetentionVerdict(Value):
    """What a policy says of one artifact: the rule that decided, and what that rule rests on."""

    artifact_id: RecordId
    kind: Label
    size_bytes: Count
    rule: RetentionRule
    because: str


class RuleTotal(Value):
    """How many artifacts a rule keeps, and of how many bytes; shared bytes count for each."""

    rule: RetentionRule
    artifacts: Count
    size_bytes: Count


class Collection(Value):
    """One application of a policy: when, under which policy, by whom and why."""

    collection_id: RecordId
    at: Instant
    policy: RetentionPolicy
    actor: Label | None = None
    reason: Note | None = None


class Expiry(Value):
    """Why the bytes of an artifact are not kept any more; its record, digests and lineage are."""

    artifact_id: RecordId
    because: str
    collection: Collection


class PinEvent(Value):
    """An artifact was pinned, or let go; `seq` counts these events of an artifact from 1."""

    artifact_id: RecordId
    seq: Count
    at: Instant
    pinned: bool
    actor: Label | None = None
    reason: Note | None = None


class CollectionReport(Value):
    """What a policy keeps and lets go, and what became of the bytes.

    `outlived` and `kept` list artifacts by id, `truncated` when there are more than were asked for.
    `freedBytes` are those of the blobs that no artifact needs any more: `removedBlobs` of them were
    removed, `waitingBlobs` were put too recently and wait for the next collection or sweep. A dry run
    removes nothing, and `freedBytes` is what would be freed.
    """

    dry_run: bool
    collection: Collection
    totals: tuple[RuleTotal, ...]
    outlived: tuple[RetentionVerdict, ...]
    kept: tuple[RetentionVerdict, ...] = ()
    truncated: bool = False
    freed_blobs: Count
    freed_bytes: Count
    removed_blobs: Count = 0
    removed_bytes: Count = 0
    waiting_blobs: Count = 0
