"""Runs from Python: what was recorded, read again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Self

from provenlab.core.models.artifact import Artifact, ArtifactFilter
from provenlab.core.models.metric import MetricOrder, MetricPoint
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.run import ProgressEvent, Run, RunFilter
from provenlab.tools.compose import LabParts
from provenlab.tools.lab import _criteria, _order, _Part
from provenlab.tools.surroundings import replay_outboxes

if TYPE_CHECKING:
    from provenlab.core.rules.run_comparison import RunComparison
    from provenlab.tools.recording.replay import Replayed


class Runs(_Part):
    """Reads runs: `lab.runs` of an open lab, or `Runs("lab.sqlite")` alone; to record one, use `lab.run`.

    What this process has just recorded is waited for, at most as long as the recorder may.
    """

    _settle: Callable[[], object] = staticmethod(lambda: None)

    @classmethod
    def _settled(cls, parts: LabParts, settle: Callable[[], object]) -> Self:
        part = cls._of(parts)
        part._settle = settle
        return part

    def get(self, run_id: str) -> Run:
        """NotFound when there is none."""
        self._settle()
        return self._parts.runs.registry.get_run(run_id)

    def list(
        self,
        criteria: RunFilter | Mapping[str, Any] | None = None,
        *,
        order: MetricOrder | Mapping[str, Any] | str | None = None,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Run]:
        """Newest first, or by a final metric: `order="auc"` has the highest first.

        `order={"metric": "loss", "descending": False}` has the lowest first. ValidationFailed names each
        wrong criterion.
        """
        self._settle()
        chosen = _criteria(RunFilter, criteria)
        return self._parts.runs.registry.list_runs(chosen, _order(order), limit, cursor)

    def metric_series(self, run_id: str, key: str | None = None) -> tuple[MetricPoint, ...]:
        """The points of one metric, or of all, in the order in which they were logged."""
        self._settle()
        return self._parts.runs.registry.metric_series(run_id, key)

    def progress(self, run_id: str, after_seq: int = 0) -> tuple[ProgressEvent, ...]:
        """The timeline after a sequence number, oldest first."""
        self._settle()
        return self._parts.runs.registry.get_progress(run_id, after_seq, None)

    def artifacts(self, run_id: str) -> tuple[Artifact, ...]:
        """What a run produced, newest first; its final metrics are among it."""
        self.get(run_id)
        return self._parts.catalog.list_artifacts(ArtifactFilter(producer_id=run_id), None).items

    def compare(self, run_ids: Sequence[str]) -> "RunComparison":
        """What differs between 2 to 20 runs, in config and in final metrics."""
        self._settle()
        return self._parts.runs.compare(run_ids)

    def card(self, run_id: str, form: Literal["markdown", "html"] = "markdown") -> str:
        """One page about a run: a pure function of what is stored."""
        self._settle()
        card = self._parts.run_cards.card(run_id)
        if form == "html":
            from provenlab.core.rules.run_card_html import run_card_html

            return run_card_html(card)
        from provenlab.core.rules.run_card_markdown import run_card_markdown

        return run_card_markdown(card)

    def replay(self) -> "Replayed":
        """Sends what programs that have ended could not; the next run that is recorded does so, too."""
        self._settle()
        return replay_outboxes(self._parts)

    def reap(self, grace: timedelta = timedelta(0)) -> tuple[str, ...]:
        """Fails runs whose lease ended more than `grace` ago, with error kind `lost`; their ids.

        What waits for the store is sent first: the end of a run may be among it.
        """
        self.replay()
        return self._parts.runs.registry.reap_lost_runs(grace)
