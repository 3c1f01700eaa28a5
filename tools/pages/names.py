"""Names for ids, so that nobody has to read ids."""

from collections.abc import Iterable
from typing import NamedTuple

from provenlab.tools.pages.asking import Asking

_MOST = 60


class Names(NamedTuple):
    """Names by id; without one, a record is not in this store or there are too many."""

    artifacts: dict[str, str]
    runs: dict[str, str]
    experiments: dict[str, str]


def names_of(
    ask: Asking,
    *,
    artifacts: Iterable[str] = (),
    runs: Iterable[str] = (),
    experiments: Iterable[str] = (),
) -> Names:
    """Asks for each id once, and for at most sixty of a kind."""
    return Names(
        _asked(ask, "get_artifact", "artifactId", artifacts),
        _asked(ask, "get_run", "runId", runs),
        _asked(ask, "get_experiment", "experimentId", experiments),
    )


def _asked(ask: Asking, operation: str, field: str, ids: Iterable[str]) -> dict[str, str]:
    wanted = list(dict.fromkeys(ids))[:_MOST]
    found = {each: ask.if_there(operation, **{field: each}) for each in wanted}
    return {each: record["name"] for each, record in found.items() if record is not None}
