"""A run card as Markdown (GitHub's tables)."""

from collections.abc import Iterable, Iterator, Sequence

from provenlab.core.models.run_card import RunCard
from provenlab.core.rules import run_card_text as text

_SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_{}[]<>()#+!|~&$"})


def run_card_markdown(card: RunCard) -> str:
    """The same stored state gives the same text; names and values cannot end their table or place."""
    run = card.run
    lines = [f"# {escaped(run.name)}", ""]
    lines += _table(("", ""), ((f"**{name}**", escaped(value)) for name, value in text.facts(run)))
    lines += _error(card)
    lines += _section("Metrics", ("metric", "value"), _metrics(card))
    lines += _section("Series", ("metric", "points", "lowest", "highest", "last", ""), _series(card))
    lines += _section("Config", ("setting", "value"), _pairs(text.config_rows(run)))
    lines += _section("Artifacts", ("name", "kind", "bytes", "sha256", "id"), _artifacts(card))
    if card.more_artifacts:
        lines += ["", "Only the newest artifacts are shown."]
    lines += _section("Timeline", ("at", "what"), _pairs(text.timeline(card)))
    if card.more_events:
        lines += ["", "Only the first events are shown."]
    lines += _section(
        "Redacted", ("where", "rule"), _pairs((each.path, each.rule) for each in run.redactions)
    )
    command = text.command(run)
    if command:
        lines += ["", "## Again", "", *_fenced(command)]
    return "\n".join(lines) + "\n"


def escaped(value: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return " ".join(value.split()).translate(_SPECIAL)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    found = list(rows)
    return ["", f"## {title}", "", *_table(heads, found)] if found else []


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((escaped(one), escaped(other)) for one, other in pairs)


def _metrics(card: RunCard) -> Iterator[tuple[str, str]]:
    for key, value in sorted(card.run.metrics.items()):
        yield escaped(key), text.number(value)


def _series(card: RunCard) -> Iterator[tuple[str, ...]]:
    for each in card.series:
        yield escaped(each.key), str(each.total), *text.range_of(each), text.sparkline(each)


def _artifacts(card: RunCard) -> Iterator[tuple[str, ...]]:
    for each in card.artifacts:
        digest = f"`{each.file_hash[:12]}`"
        yield escaped(each.name), escaped(each.kind), str(each.size_bytes), digest, f"`{each.artifact_id}`"


def _error(card: RunCard) -> list[str]:
    error = card.run.error
    if error is None:
        return []
    said = " · ".join(part for part in (error.kind, error.type, error.message) if part)
    trace = ["", *_fenced(error.traceback)] if error.traceback else []
    return ["", "## Error", "", escaped(said), *trace]


def _fenced(content: str) -> list[str]:
    fence = "```"
    while fence in content:
        fence += "`"
    return [f"{fence}text", content.rstrip("\n"), fence]
