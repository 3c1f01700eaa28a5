"""Candidates: what is evaluated, known by its content, whatever it is called and wherever it came from."""

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.text import Hash, Label, Name, RecordId
from provenlab.core.models.value import Value

SourceKind = Literal["manual", "generated"]


class CandidateOrigin(Value):
    """How somebody came to a candidate: by hand, or by a strategy in a run from a pinned artifact.

    `derived_from` is the candidate that was edited.
    """

    source: SourceKind = "manual"
    strategy: Label | None = None
    run_id: RecordId | None = None
    artifact_id: RecordId | None = None
    derived_from: Hash | None = None


class CandidateSource(CandidateOrigin):
    """An origin, the name that was given there, and when, by the client's clock."""

    name: Name
    created_at: Instant


class Candidate(Value):
    """`candidate_id` is the digest of kind and payload; equal contents of any origin are one candidate.

    `payload` is canonical, `name` that of the first source; a name is free and identifies nothing.
    """

    candidate_id: Hash
    kind: Label
    name: Name
    payload: dict[str, Any]
    sources: Annotated[tuple[CandidateSource, ...], Strict(False), Field(min_length=1)]
    recorded_at: Instant


class CandidateFilter(Value):
    """All given fields hold together; those of an origin hold for one and the same source."""

    kind: Label | None = None
    name: Name | None = None
    source: SourceKind | None = None
    strategy: Label | None = None
    run_id: RecordId | None = None
    artifact_id: RecordId | None = None
    derived_from: Hash | None = None
    scenario_id: Hash | None = None
