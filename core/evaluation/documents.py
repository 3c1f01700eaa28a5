"""Whole documents of a kind, put together again from what a store keeps of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.identities import scenario_digest

if TYPE_CHECKING:  # whoever only reads needs no arrays
    from provenlab.core.evaluation.kind import DrawnKind, ScenarioKind

DRAWS = ("n_sims", "seed")


def has_draws(kind: "ScenarioKind") -> "TypeGuard[DrawnKind]":
    """Whether the kind is a `DrawnKind`; a plug-in need not be one."""
    return hasattr(kind, "draws")


def draws_of(kind: "ScenarioKind") -> Mapping[str, int]:
    """The draws of a kind that has `DrawnKind`; none of another."""
    return kind.draws if has_draws(kind) else {}


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
