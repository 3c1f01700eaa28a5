"""The scenario kinds that are installed, found by their entry points."""

from collections.abc import Sequence
from importlib.metadata import EntryPoint, distributions

from provenlab.core.errors import Conflict, NotFound
from provenlab.core.evaluation.kind import ENTRY_POINT_GROUP, ScenarioKind


class InstalledKinds:
    """Looks where Python looks for distributions, or along `path`; a kind is imported when asked for."""

    def __init__(self, path: Sequence[str] | None = None) -> None:
        self._path = path

    def names(self) -> list[str]:
        return sorted(self._entry_points())

    def kind(self, name: str) -> ScenarioKind:
        """NotFound lists what is installed; Conflict when the plug-in calls itself something else."""
        entry_points = self._entry_points()
        if name not in entry_points:
            known = ", ".join(sorted(entry_points)) or "none"
            raise NotFound(
                f"no scenario kind of this name is installed; installed are: {known}",
                {"installed": sorted(entry_points)},
            )
        kind: ScenarioKind = entry_points[name].load()()
        if kind.kind != name:
            raise Conflict(f"the plug-in {name!r} calls itself {kind.kind!r:.80}", {"kind": name})
        return kind

    def _entry_points(self) -> dict[str, EntryPoint]:
        found: dict[str, EntryPoint] = {}
        places = distributions() if self._path is None else distributions(path=list(self._path))
        for distribution in places:
            for each in distribution.entry_points.select(group=ENTRY_POINT_GROUP):
                other = found.setdefault(each.name, each)
                if other.value != each.value:
                    raise Conflict(
                        f"two plug-ins for the kind {each.name!r:.80}: {other.value} and {each.value}",
                        {"kind": each.name},
                    )
        return found
