"""The model registry from Python: models in MLflow, their champions in a history of ours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from provenlab.core.models.instant import parse_instant
from provenlab.core.models.model_version import DEFAULT_MODEL, ModelNote, ModelVersion, VersionStanding
from provenlab.core.models.promotion import PromotionEvent, PromotionRemark
from provenlab.core.rules.mutations import config_diff
from provenlab.tools.compose import DEFAULT_LOCK_TIMEOUT_MS, open_parts
from provenlab.tools.compose_models import load_model, model_scores, open_model_service, save_model
from provenlab.tools.dispatch import checked
from provenlab.tools.lab import Lab, Url
from provenlab.tools.models import promoted
from provenlab.tools.places import mlflow_place, model_history_place

if TYPE_CHECKING:
    from provenlab.core.models.journal import Comparison
    from provenlab.core.rules.run_comparison import Difference
    from provenlab.core.services.model_reasons import ChampionReasons
    from provenlab.core.services.models import Authority, Promoted


class ModelRegistry:
    """Candidates, the champion and the way back, for one named model in an MLflow registry.

    `tracking_uri` is a server, a database or a `file://` folder of MLflow, or the path of a database file;
    by default `mlflow.db` in the lab home. Who is champion is decided by an append-only history in a store of
    ours: beside MLflow's, unless `history` is an open lab or the path or URL of one (PostgreSQL for many
    machines). MLflow's aliases follow it. Needs the extra `registry`.
    """

    def __init__(
        self,
        tracking_uri: str | None = None,
        model_name: str = DEFAULT_MODEL,
        *,
        history: Lab | Url = None,
        lock_timeout_ms: int = DEFAULT_LOCK_TIMEOUT_MS,
    ) -> None:
        self.model_name = model_name
        place = mlflow_place(tracking_uri)
        self.tracking_uri = place.uri
        if isinstance(history, Lab):
            self._parts, self._owned = history._parts, False
        else:
            where = history or model_history_place(place)
            self._parts, self._owned = open_parts(where, lock_timeout_ms=lock_timeout_ms), True
            self._parts.store.initialise()
        self._models = open_model_service(tracking_uri, self._parts)

    def log_candidate(
        self,
        model: Any,
        metrics: Mapping[str, float],
        config: Mapping[str, Any],
        tags: Mapping[str, Any] | None = None,
        run_name: str | None = None,
        *,
        allow_pickle: bool = False,
        run_id: str | None = None,
        experiment_id: str | None = None,
        input_artifacts: Sequence[str] = (),
    ) -> tuple[str, int]:
        """Keeps a fitted model with its whole config and all metrics; (MLflow's run id, version).

        `run_id` is the recorded run that trained it, by default the one whose block this is called in.

        `model` is a LightGBM model, a scikit-learn estimator, or an object with such a `.model`. Only with
        `allow_pickle` may it be anything else. ValidationFailed names each wrong field.
        """
        saved = save_model(model, allow_pickle)
        fields = {
            "model_name": self.model_name,
            "config": dict(config),
            "metrics": {key: float(value) for key, value in metrics.items()},
            "tags": {key: str(value) for key, value in (tags or {}).items()},
            "flavour": saved.flavour,
            "flavour_details": saved.details,
            "pickled": saved.pickled,
            "signature": saved.signature,
            "model_digest": saved.model_digest,
            "prediction_digest": saved.prediction_digest,
            "requirements": saved.requirements,
            "run_id": run_id or _recorded_run_id(),
            "run_name": run_name,
            "experiment_id": experiment_id,
            "input_artifacts": tuple(input_artifacts),
            "file_name": saved.file_name,
            "created_at": self._parts.clock.now(),
        }
        version = self._models.log(checked(ModelNote, fields, "candidate"), [saved.content])
        return _mlflow_run_id(version), version.version

    def promote_to_champion(
        self,
        version: int,
        reason: str | None = None,
        evidence: Mapping[str, Any] | None = None,
        *,
        actor: str | None = None,
        expected_champion: int | Literal["nobody"] | None = None,
        journal_entry_id: int | None = None,
        comparison: "Comparison | Mapping[str, Any] | None" = None,
    ) -> "Promoted":
        """Makes a version the champion and archives the one before; the champion again is no change.

        Conflict when `expected_champion` is given and is not who is champion now. With `journal_entry_id`,
        the decision of that entry is taken in the same transaction, and rests on the `comparison`.
        """
        remark: dict[str, Any] = {"reason": reason, "actor": actor, "journal_entry_id": journal_entry_id}
        remark["evidence"] = None if evidence is None else dict(evidence)
        chosen = {"model_name": self.model_name, "version": int(version), "comparison": comparison}
        return promoted(self._models, {**chosen, **remark, "expected_champion": expected_champion})

    def rollback(self, reason: str | None = None, *, actor: str | None = None) -> int:
        """Back to the last earlier champion that is neither rolled back nor quarantined; its version.

        ValueError when there is none.
        """
        promoted = self._models.rollback(self.model_name, _remark(reason, actor))
        return int(promoted.champion or 0)

    def demote(self, reason: str | None = None, *, actor: str | None = None) -> "Promoted":
        """Archives the champion and leaves nobody; ValueError when there is none."""
        return self._models.demote(self.model_name, _remark(reason, actor))

    def quarantine(self, version: int, reason: str | None = None, *, actor: str | None = None) -> "Promoted":
        """Bars a version from being champion; if it is, the one before takes over."""
        return self._models.quarantine(self.model_name, int(version), _remark(reason, actor))

    def release(self, version: int, reason: str | None = None, *, actor: str | None = None) -> "Promoted":
        """Takes a quarantine back."""
        return self._models.release(self.model_name, int(version), _remark(reason, actor))

    def reconcile(self, accept: "Authority | None" = None, reason: str | None = None) -> "Promoted":
        """Lets the aliases catch up; `accept` says who is right where another tool moved one."""
        return self._models.reconcile(self.model_name, accept, _remark(reason, None))

    def load_champion(self, *, allow_pickle: bool = False) -> Any:
        """The champion as it was logged, a classifier as classifier, a Booster as Booster.

        Its bytes are checked against the digest of the version before anything is made of them:
        DigestMismatch, BlobMissing. ValueError when there is no champion.
        """
        return self._loaded(self._models.champion(self.model_name).version, allow_pickle)

    def load_version(self, version: int, *, allow_pickle: bool = False) -> Any:
        """Any version, as `load_champion`."""
        return self._loaded(self._models.registry.get_version(self.model_name, version), allow_pickle)

    def predict_scores(self, X: Any, version: int | None = None) -> Any:  # noqa: N803 - as scikit-learn has it
        """Scores of the champion, or of a version, for rows X: the same of a Booster and of a classifier.

        Shape (n,): of two classes the probability of the second one; (n, classes) of more.
        """
        model = self.load_champion() if version is None else self.load_version(version)
        return model_scores(model, X)

    def get_champion_info(self) -> dict[str, Any]:
        """Version, run, metrics, tags, config, times, who promoted it and why; ValueError without one."""
        champion = self._models.champion(self.model_name)
        version, event = champion.version, champion.event
        return {
            "version": version.version,
            "run_id": _mlflow_run_id(version),
            "recorded_run_id": version.run_id,
            "metrics": dict(version.metrics),
            "tags": dict(version.tags),
            "config": dict(version.config),
            "created_at": version.created_at,
            "promoted_at": event.at,
            "actor": event.actor,
            "reason": event.reason,
            "evidence": event.evidence,
            "aliases_in_step": champion.in_step,
            "drift": [drift.model_dump() for drift in champion.drift],
        }

    def list_versions(self) -> list[dict[str, Any]]:
        """Every version, newest first, with its state, aliases and metrics."""
        return [_listed(each) for each in self._models.versions(self.model_name, None).items]

    def why(self) -> "ChampionReasons":
        """From the champion back: decision, evidence, run, experiment, inputs, and the versions it beat.

        Links are followed in the store of the history, so that is best an open lab's.
        """
        return self._parts.reasons_of(self._models).why(self.model_name)

    def history(self) -> tuple[PromotionEvent, ...]:
        """Every change of the champion, oldest first."""
        return self._models.history.events(self.model_name)

    def champion_at(self, instant: datetime | str) -> int | None:
        """Which version was champion then; None for nobody."""
        event = self._models.champion_at(self.model_name, parse_instant(instant))
        return None if event is None else event.champion

    def compare(self, a: int, b: int) -> "dict[str, tuple[Difference, ...]]":
        """What differs between two versions in `config`, `metrics` and `tags`."""
        return self._models.compare(self.model_name, a, b)

    def diff_configs(self, a: int, b: int) -> list[dict[str, Any]]:
        """The way from the config of one version to that of another, as a JSON Patch (RFC 6902)."""
        one, other = (self._models.registry.get_version(self.model_name, each).config for each in (a, b))
        return list(config_diff(one, other))

    def _loaded(self, found: ModelVersion, allow_pickle: bool) -> Any:
        content = b"".join(self._models.registry.open_file(self.model_name, found.version))
        return load_model(found, content, allow_pickle)

    def close(self) -> None:
        """Lets go of the history, unless it is that of an open lab."""
        if self._owned:
            self._parts.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _remark(reason: str | None, actor: str | None) -> PromotionRemark:
    return checked(PromotionRemark, {"reason": reason, "actor": actor}, "remark")


def _recorded_run_id() -> str | None:
    from provenlab.tools.recording.run import current_run

    run = current_run()
    return None if run is None else run.run_id


def _mlflow_run_id(version: ModelVersion) -> str:
    """The run that MLflow has for a version; the one it was trained in is ours."""
    scheme, _, rest = (version.storage_uri or "").partition("runs:/")
    return str(version.run_id) if scheme or not rest else rest.partition("/")[0]


def _listed(version: VersionStanding) -> dict[str, Any]:
    return {
        "version": version.version,
        "run_id": _mlflow_run_id(version),
        "run_name": version.run_name,
        "state": version.state,
        "quarantined": version.quarantined,
        "aliases": list(version.aliases),
        "metrics": dict(version.metrics),
        "tags": dict(version.tags),
        "flavour": version.flavour,
        "pickled": version.pickled,
        "created_at": version.created_at,
    }
