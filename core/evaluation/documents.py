"""Whole documents of a kind, put together again from what a store keeps of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.faults import Faults
from provenlab.core.evaluation.identities import scenario_digest

if TYPE_CHECKING:  # whoever only reads needs no arrays
    from provenlab.core.evaluation.kind import DrawnKind, ReadingKind, ScenarioKind

DRAWS = ("n_sims", "seed")
INPUTS = "inputs"


def has_draws(kind: "ScenarioKind") -> "TypeGuard[DrawnKind]":
    """Whether the kind is a `DrawnKind`; a plug-in need not be one."""
    return hasattr(kind, "draws")


def draws_of(kind: "ScenarioKind") -> Mapping[str, int]:
    """The draws of a kind that has `DrawnKind`; none of another."""
    return kind.draws if has_draws(kind) else {}


def has_named_inputs(kind: "ScenarioKind") -> "TypeGuard[ReadingKind]":
    """Whether the kind is a `ReadingKind`; a plug-in need not be one."""
    return hasattr(kind, "named_inputs")


def with_named_inputs(kind: "ScenarioKind", document: Any, pinned: Mapping[str, str]) -> Any:
    """The document of a world; where it leaves out what it reads, the SHA-256 of what is pinned, by role."""
    roles = kind.input_roles if has_named_inputs(kind) else ()
    if not roles or not isinstance(document, dict) or INPUTS in document:
        return document
    return {**document, INPUTS: {role: sha256 for role, sha256 in pinned.items() if role in roles}}


def require_named_inputs(kind: "ScenarioKind", spec: Any, pinned: Mapping[str, str]) -> None:
    """ValidationFailed names each role that nothing is pinned for, or something of other bytes."""
    faults = Faults()
    for role, sha256 in (kind.named_inputs(spec) if has_named_inputs(kind) else {}).items():
        if pinned.get(role) != sha256:
            faults.add(f"{INPUTS}.{role}", _mismatch(sha256, pinned.get(role)))
    faults.raise_if_any()


def _mismatch(wanted: str, pinned: str | None) -> str:
    if pinned is None:
        return f"is missing: give the id of an artifact with the bytes that the world names, SHA-256 {wanted}"
    return f"is an artifact of other bytes than the world names: SHA-256 {pinned} instead of {wanted}"


def world_document(kind: "ScenarioKind", document: Any) -> Any:
    """The document of a scenario, with the fewest draws; ValidationFailed where it says draws itself.

    They are no part of a world: which are wanted is said for each evaluation.
    """
    if not isinstance(document, dict):
        return document
    draws = draws_of(kind)
    for name in draws:
        for spelling in (name, _camel(name)):
            if spelling in document:
                raise ValidationFailed.at(spelling, "belongs to the evaluation, not to the world")
    return {**document, **draws}


def scenario_document(
    kind: "ScenarioKind",
    world: Mapping[str, Any],
    given: Mapping[str, int | None],
    overrides: Mapping[str, Any],
) -> dict[str, Any]:
    """The spec of an evaluation in a stored world, with its draws (`n_sims`, `seed`) and overrides.

    ValidationFailed for draws that the kind needs and are missing, or that it does not know.
    """
    draws = draws_of(kind)
    for name in DRAWS:
        if name in draws and given.get(name) is None:
            raise ValidationFailed.at(_camel(name), f"is missing: the kind {kind.kind} draws")
        if name not in draws and given.get(name) is not None:
            raise ValidationFailed.at(_camel(name), f"is nothing that the kind {kind.kind} asks for")
    return {**world, **{name: given[name] for name in draws}, **overrides}


def evaluation_spec(kind: "ScenarioKind", world_hash: str, document: Mapping[str, Any]) -> Any:
    """The checked spec; ValidationFailed when overrides made it another world."""
    spec = kind.normalise_spec(document)
    if scenario_digest(kind, spec) != world_hash:
        raise ValidationFailed.at("overrides", "change the world itself: make another scenario of them")
    return spec


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
