"""Which event may come next in the history of a model; None where nothing would change."""

from typing import Literal, NamedTuple

from provenlab.core.errors import Conflict, InvalidTransition, NoChampion, NoRollbackTarget
from provenlab.core.models.promotion import PromotionKind
from provenlab.core.rules.model_lifecycle import Standing


class Step(NamedTuple):
    """What happens to which version, and who is champion after it."""

    kind: PromotionKind
    version: int
    champion: int | None


def promoted(standing: Standing, version: int) -> Step | None:
    """candidate, archived -> champion; InvalidTransition for a quarantined version."""
    _require_released(standing, version, "promoted")
    return None if version == standing.champion else Step("promoted", version, version)


def rolled_back(standing: Standing) -> Step:
    """Back to the last earlier champion that is neither withdrawn nor quarantined, else NoRollbackTarget."""
    target = standing.rollback_target()
    if target is None:
        details = {"modelName": standing.model_name, "champion": standing.champion}
        raise NoRollbackTarget("No archived model to rollback to", details)
    return Step("rolled_back", target, target)


def demoted(standing: Standing) -> Step:
    """champion -> archived, with nobody in its place; NoChampion when there is none."""
    return Step("demoted", required_champion(standing), None)


def required_champion(standing: Standing) -> int:
    """NoChampion when there is none."""
    if standing.champion is None:
        raise NoChampion("No champion model set", {"modelName": standing.model_name})
    return standing.champion


def archived(standing: Standing, version: int) -> Step | None:
    """candidate -> archived; InvalidTransition for the champion, which is demoted or replaced instead."""
    state = standing.state(version)
    if state == "champion":
        message = f"version {version} is the champion; demote it, roll it back or promote another"
        raise InvalidTransition(message, _details(standing, version, "archived"))
    return None if state == "archived" else Step("archived", version, standing.champion)


def quarantined(standing: Standing, version: int) -> Step | None:
    """Barred from being champion. From the champion, the rollback target takes over, or nobody."""
    if version in standing.quarantined:
        return None
    is_champion = version == standing.champion
    champion = standing.rollback_target(version) if is_champion else standing.champion
    return Step("quarantined", version, champion)


def released(standing: Standing, version: int) -> Step | None:
    """No longer barred; its state stays as it is."""
    return Step("released", version, standing.champion) if version in standing.quarantined else None


def adopted(standing: Standing, version: int | None) -> Step | None:
    """The champion that somebody else's alias says, by an operator's word; None demotes."""
    if version == standing.champion:
        return None
    if version is None:
        return demoted(standing)
    _require_released(standing, version, "adopted")
    return Step("adopted", version, version)


def _require_released(standing: Standing, version: int, target: str) -> None:
    if version in standing.quarantined:
        message = f"version {version} is quarantined and cannot be {target}; release it first"
        raise InvalidTransition(message, _details(standing, version, target))


def _details(standing: Standing, version: int, target: str) -> dict[str, object]:
    return {"modelName": standing.model_name, "version": version, "to": target}


def require_expected(standing: Standing, expected: int | Literal["nobody"] | None) -> None:
    """Conflict unless that version, or nobody, is champion now; None expects nothing."""
    if expected is not None and expected != (standing.champion or "nobody"):
        now = "nobody" if standing.champion is None else f"version {standing.champion}"
        details = {"modelName": standing.model_name, "expected": expected, "champion": standing.champion}
        raise Conflict(f"the champion of {standing.model_name} is {now} by now; read it again", details)
