"""Operations that tell who is champion, since when, and why."""

from provenlab.core.errors import NoChampion, NotFound
from provenlab.core.models.experiment import Experiment
from provenlab.core.models.instant import Instant
from provenlab.core.models.journal import JournalEntry
from provenlab.core.models.lineage import Lineage
from provenlab.core.models.model_version import (
    DEFAULT_MODEL,
    ModelName,
    ModelVersion,
    VersionNumber,
    VersionStanding,
)
from provenlab.core.models.number import Count
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.promotion import AliasDrift, PromotionEvent
from provenlab.core.models.run import Run
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation


class GetChampionInfo(Value):
    """Which model."""

    model_name: ModelName = DEFAULT_MODEL


class ChampionInfo(ModelVersion):
    """The version, and the event that made it champion.

    `inStep` is false while the registry's aliases say something else; `drift` lists those that
    somebody else moved.
    """

    event: PromotionEvent
    in_step: bool
    drift: tuple[AliasDrift, ...]


@operation(effect=Effect.READ, errors=(NoChampion, NotFound))
def get_champion_info(lab: Lab, request: GetChampionInfo) -> ChampionInfo:
    """Returns the champion by the history, whatever the aliases say."""
    found = lab.models.champion(request.model_name)
    return ChampionInfo.model_construct(
        **dict(found.version), event=found.event, in_step=found.in_step, drift=found.drift
    )


class ChampionAt(Value):
    """Which model, and when."""

    model_name: ModelName = DEFAULT_MODEL
    instant: Instant


class ChampionThen(Value):
    """`champion` is left out when nobody was; `event` is the last one until then."""

    model_name: ModelName
    instant: Instant
    champion: VersionNumber | None = None
    event: PromotionEvent | None = None


@operation(effect=Effect.READ)
def champion_at(lab: Lab, request: ChampionAt) -> ChampionThen:
    """Returns who was champion at an instant."""
    event = lab.models.champion_at(request.model_name, request.instant)
    champion = None if event is None else event.champion
    return ChampionThen.model_construct(
        model_name=request.model_name, instant=request.instant, champion=champion, event=event
    )


class GetModelHistory(Value):
    """Which model."""

    model_name: ModelName = DEFAULT_MODEL


@operation(effect=Effect.READ)
def get_model_history(lab: Lab, request: GetModelHistory) -> list[PromotionEvent]:
    """Lists every change of a model's champion, oldest first: who, why, on which evidence."""
    return list(lab.models.history.events(request.model_name))


class WhyChampion(Value):
    """Which model, and how many of the versions it beat."""

    model_name: ModelName = DEFAULT_MODEL
    limit: Limit = DEFAULT_LIMIT


class ChampionStory(Value):
    """From the champion back.

    `event` made it champion now, `promotion` is the last decision for it. `lineages` lead from the
    experiment and the input artifacts to the roots. `beaten` are the newest of the `nBeaten` versions
    that were there when it was promoted. `gaps` says which link could not be followed.
    """

    version: ModelVersion
    event: PromotionEvent
    promotion: PromotionEvent
    journal_entry: JournalEntry | None = None
    run: Run | None = None
    experiment: Experiment | None = None
    lineages: tuple[Lineage, ...]
    beaten: tuple[VersionStanding, ...]
    n_beaten: Count
    in_step: bool
    drift: tuple[AliasDrift, ...]
    gaps: tuple[str, ...]


@operation(effect=Effect.READ, errors=(NoChampion, NotFound))
def why_champion(lab: Lab, request: WhyChampion) -> ChampionStory:
    """Returns why the champion is champion: decision, evidence, run, experiment, inputs, and whom it beat."""
    found = lab.model_reasons.why(request.model_name, request.limit)
    return ChampionStory.model_construct(
        **{name: getattr(found, name) for name in ChampionStory.model_fields}
    )
