"""Ranks of candidates over all simulations of an evaluation, as a small picture each."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from provenlab.core.errors import BlobMissing, LimitExceeded, StoreUnavailable, UnreadableContent, UriRefused
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.histogram import Histogram, counted

_DOCUMENT = "ranks"
_SHOWN = 12


class RankPicture(NamedTuple):
    """How often a candidate came out at which rank."""

    candidate_id: str
    name: str
    chart: Histogram


def rank_pictures(ask: Asking, evaluation_id: str, entries: Sequence[Any]) -> list[RankPicture]:
    """Of the leading candidates, over all scenarios; none where the kind ranks nobody."""
    names = {each["candidateId"]: each["name"] for each in entries[:_SHOWN]}
    if not names:
        return []
    try:
        found = ask.if_there(
            "get_evaluation_documents", evaluationId=evaluation_id, name=_DOCUMENT, candidateIds=list(names)
        )
    except (BlobMissing, LimitExceeded, StoreUnavailable, UnreadableContent, UriRefused):
        return []
    counts: dict[str, Counter[int]] = {each: Counter() for each in names}
    for each in found["documents"] if found else ():
        for candidate_id, ranks in each["document"].items():
            histogram = ranks.get("histogram", ()) if isinstance(ranks, dict) else ()
            counts[candidate_id].update(dict(enumerate(histogram, 1)))
    return _pictures(names, counts)


def _pictures(names: dict[str, str], counts: dict[str, Counter[int]]) -> list[RankPicture]:
    last = max((rank for each in counts.values() for rank, n in each.items() if n), default=0)
    most = max((n for each in counts.values() for n in each.values()), default=0)
    pictures = []
    for candidate_id, name in names.items():
        # All on the same axes, so that they can be compared.
        chart = counted(name, {rank: counts[candidate_id][rank] for rank in range(1, last + 1)}, "rank", most)
        if chart is not None:
            pictures.append(RankPicture(candidate_id, name, chart))
    return pictures
