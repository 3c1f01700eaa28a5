"""Models from Python: versions by number, and who is champion."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from provenlab.core.models.instant import parse_instant
from provenlab.core.models.model_version import DEFAULT_MODEL, ModelVersion, VersionStanding
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.promotion import PromotionEvent, PromotionRemark
from provenlab.core.operations.models import LogModelVersion
from provenlab.core.operations.promotions import PromoteToChampion
from provenlab.core.operations.registry import find_operation
from provenlab.tools.dispatch import checked, validated
from provenlab.tools.lab import _Part

if TYPE_CHECKING:
    from provenlab.core.models.journal import Comparison
    from provenlab.core.rules.run_comparison import Difference
    from provenlab.core.services.model_reasons import ChampionReasons
    from provenlab.core.services.models import Authority, Champion, ModelService, Promoted


class Models(_Part):
    """Versions of named models, their champion and its history; the rules are those of `ModelService`.

    `lab.models` of an open lab; `Models("lab.sqlite")` opens a path or URL alone. Each change takes
    `actor`, `reason` and `evidence`, which are kept with it.
    """

    def log_version(
        self,
        config: Mapping[str, Any],
        *,
        model_name: str = DEFAULT_MODEL,
        path: str | os.PathLike[str] | None = None,
        **fields: Any,
    ) -> ModelVersion:
        """Adds a candidate: `metrics`, `tags`, `run_id`, `input_artifacts`, ... as `log_model_version`.

        `path` is the model's file, whose bytes are kept. ValidationFailed names each wrong field.
        """
        given = {**fields, "config": dict(config), "model_name": model_name}
        if path is not None:
            given["path"] = os.fspath(path)
        request: LogModelVersion = validated(find_operation("log_model_version"), given)
        content = None if request.path is None else self._parts.files.read_chunks(request.path)
        return self._parts.models.log(request.note(self._parts), content)

    def version(self, version: int, *, model_name: str = DEFAULT_MODEL) -> VersionStanding:
        """NotFound when there is none."""
        return self._parts.models.version(model_name, version)

    def list_versions(
        self,
        *,
        model_name: str = DEFAULT_MODEL,
        limit: int | None = DEFAULT_LIMIT,
        cursor: int | None = None,
    ) -> Page[VersionStanding]:
        """Newest first; `next_cursor` of a page continues it."""
        return self._parts.models.versions(model_name, limit, cursor)

    def read_file(self, version: int, *, model_name: str = DEFAULT_MODEL) -> bytes:
        """All bytes of a version's file, checked against its digest before they are returned."""
        chunks: Iterator[bytes] = self._parts.models.registry.open_file(model_name, version)
        return b"".join(chunks)

    def promote_to_champion(
        self,
        version: int,
        *,
        model_name: str = DEFAULT_MODEL,
        expected_champion: int | Literal["nobody"] | None = None,
        comparison: "Comparison | Mapping[str, Any] | None" = None,
        **remark: Any,
    ) -> "Promoted":
        """Makes a version the champion; with `journal_entry_id`, that entry's decision is taken as well.

        `comparison` are the runs it rests on: `{"champion": ..., "challenger": ...}`.
        """
        fields = {
            "model_name": model_name,
            "version": version,
            "expected_champion": expected_champion,
            **remark,
        }
        return promoted(self._parts.models, {**fields, "comparison": comparison})

    def rollback(self, *, model_name: str = DEFAULT_MODEL, **remark: Any) -> "Promoted":
        """Back to the last earlier champion; a ValueError when none is left."""
        return self._parts.models.rollback(model_name, _remark(remark))

    def demote(self, *, model_name: str = DEFAULT_MODEL, **remark: Any) -> "Promoted":
        """Archives the champion and leaves nobody; a ValueError when there is none."""
        return self._parts.models.demote(model_name, _remark(remark))

    def archive(self, version: int, *, model_name: str = DEFAULT_MODEL, **remark: Any) -> "Promoted":
        """Archives a candidate."""
        return self._parts.models.archive(model_name, version, _remark(remark))

    def quarantine(self, version: int, *, model_name: str = DEFAULT_MODEL, **remark: Any) -> "Promoted":
        """Bars a version from being champion."""
        return self._parts.models.quarantine(model_name, version, _remark(remark))

    def release(self, version: int, *, model_name: str = DEFAULT_MODEL, **remark: Any) -> "Promoted":
        """Takes a quarantine back."""
        return self._parts.models.release(model_name, version, _remark(remark))

    def reconcile(
        self, accept: "Authority | None" = None, *, model_name: str = DEFAULT_MODEL, **remark: Any
    ) -> "Promoted":
        """Lets the aliases catch up; `accept` says who is right where somebody else moved one."""
        return self._parts.models.reconcile(model_name, accept, _remark(remark))

    def champion(self, *, model_name: str = DEFAULT_MODEL) -> "Champion":
        """The version and the event that made it champion; a ValueError when there is none."""
        return self._parts.models.champion(model_name)

    def champion_at(
        self, instant: datetime | str, *, model_name: str = DEFAULT_MODEL
    ) -> PromotionEvent | None:
        """The last event up to an instant: its `champion` was champion then."""
        return self._parts.models.champion_at(model_name, parse_instant(instant))

    def history(self, *, model_name: str = DEFAULT_MODEL) -> tuple[PromotionEvent, ...]:
        """Every change of the champion, oldest first."""
        return self._parts.models.history.events(model_name)

    def compare(
        self, a: int, b: int, *, model_name: str = DEFAULT_MODEL
    ) -> "dict[str, tuple[Difference, ...]]":
        """What differs in `config`, `metrics` and `tags`; values are under `a` and `b`."""
        return self._parts.models.compare(model_name, a, b)

    def why(self, *, model_name: str = DEFAULT_MODEL, limit: int | None = DEFAULT_LIMIT) -> "ChampionReasons":
        """From the champion back: decision, evidence, run, experiment, inputs, and the versions it beat.

        Of these the newest, at most `limit`; `n_beaten` says how many there were.
        """
        return self._parts.model_reasons.why(model_name, limit)


def _remark(fields: dict[str, Any]) -> PromotionRemark:
    return checked(PromotionRemark, fields, "remark")


def promoted(models: "ModelService", fields: Mapping[str, Any]) -> "Promoted":
    """What comes of a promotion with these fields of `promote_to_champion`."""
    asked = checked(PromoteToChampion, fields, "promote_to_champion")
    return models.promote(
        asked.model_name, asked.version, asked.remark(), asked.expected_champion, asked.comparison
    )
