"""A run card as one HTML document without scripts or anything from outside."""

import math
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from provenlab.core.models.run_card import MetricSeries, RunCard
from provenlab.core.rules import run_card_text as text

_WIDTH, _HEIGHT, _EDGE = 240, 48, 3
# Whatever a name holds, nothing runs and nothing is fetched.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SERIES = ("metric", "#points", "#lowest", "#highest", "#last", "curve")
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --quiet: #636363; --curve: #2563eb; --bad: #c2410c;
  --good: #15803d }
@media (prefers-color-scheme: dark) { :root { --quiet: #aaa; --curve: #7aa7ff; --bad: #fb923c;
  --good: #4ade80 } }
body { font: 15px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 0 1rem; overflow-wrap: anywhere }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
th { color: var(--quiet); font-weight: 500 }
tbody th { width: 11rem }
.number { text-align: right; font-variant-numeric: tabular-nums }
code, pre { font: 13px/1.45 ui-monospace, monospace }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: 6px }
.status { font-size: .85rem; border: 1px solid; border-radius: 999px; padding: .1rem .6rem;
  vertical-align: middle; color: var(--quiet) }
.completed { color: var(--good) } .failed { color: var(--bad) }
svg { display: block } polyline { fill: none; stroke: var(--curve); stroke-width: 1.5 }
circle { fill: var(--curve) }
.quiet { color: var(--quiet) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media print { body { margin: 0; max-width: none } pre { white-space: pre-wrap } tr { break-inside: avoid } }
"""


def run_card_html(card: RunCard) -> str:
    """The same stored state gives the same document; every text of the store is escaped."""
    run = card.run
    name = escape(run.name)
    return "".join(
        [
            "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n",
            f'<meta http-equiv=Content-Security-Policy content="{_POLICY}">\n',
            '<meta name=viewport content="width=device-width, initial-scale=1">\n',
            f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
            f'<h1>{name} <span class="status {run.status}">{run.status}</span></h1>\n',
            *_facts(card),
            *_error(card),
            *_section("Metrics", ("metric", "#value"), _metrics(card)),
            *_section("Series", _SERIES, _series(card)),
            *_section("Config", ("setting", "value"), _pairs(text.config_rows(run))),
            *_section("Artifacts", ("name", "kind", "#bytes", "sha256"), _artifacts(card)),
            *_note(card.more_artifacts, "Only the newest artifacts are shown."),
            *_section("Timeline", ("at", "what"), _pairs(text.timeline(card))),
            *_note(card.more_events, "Only the first events are shown."),
            *_section("Redacted", ("where", "rule"), _pairs((p.path, p.rule) for p in run.redactions)),
            *_again(card),
            "</body>\n</html>\n",
        ]
    )


def _facts(card: RunCard) -> Iterator[str]:
    yield "<table><caption class=unseen>The run</caption><tbody>\n"
    for name, value in text.facts(card.run):
        yield f"<tr><th scope=row>{escape(name)}</th><td>{escape(value)}</td></tr>\n"
    yield "</tbody></table>\n"


def _section(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Cells are markup already; a head that begins with `#` stands over numbers."""
    found = list(rows)
    if not found:
        return
    yield f"<h2>{title}</h2>\n<table><caption class=unseen>{title}</caption><thead><tr>"
    yield "".join(
        f"<th scope=col class=number>{head[1:]}</th>"
        if head.startswith("#")
        else f"<th scope=col>{head}</th>"
        for head in heads
    )
    yield "</tr></thead><tbody>\n"
    for row in found:
        yield f"<tr>{''.join(row)}</tr>\n"
    yield "</tbody></table>\n"


def _cell(value: str) -> str:
    return f"<td>{escape(value)}</td>"


def _number(value: str) -> str:
    return f"<td class=number>{escape(value)}</td>"


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((_cell(one), _cell(other)) for one, other in pairs)


def _metrics(card: RunCard) -> Iterator[tuple[str, str]]:
    for key, value in sorted(card.run.metrics.items()):
        yield _cell(key), _number(text.number(value))


def _series(card: RunCard) -> Iterator[tuple[str, ...]]:
    for each in card.series:
        numbers = [_number(value) for value in (str(each.total), *text.range_of(each))]
        yield _cell(each.key), *numbers, f"<td>{curve(each)}</td>"


def _artifacts(card: RunCard) -> Iterator[tuple[str, ...]]:
    for each in card.artifacts:
        digest = f"<td><code>{escape(each.file_hash[:12])}</code></td>"
        yield _cell(each.name), _cell(each.kind), _number(f"{each.size_bytes:,}"), digest


def _error(card: RunCard) -> Iterator[str]:
    error = card.run.error
    if error is None:
        return
    said = " · ".join(part for part in (error.kind, error.type, error.message) if part)
    yield f"<h2>Error</h2>\n<p>{escape(said)}</p>\n"
    if error.traceback:
        yield f"<pre tabindex=0>{escape(error.traceback)}</pre>\n"


def _again(card: RunCard) -> Iterator[str]:
    command = text.command(card.run)
    if command:
        yield f"<h2>Again</h2>\n<pre tabindex=0>{escape(command)}</pre>\n"


def _note(shown: bool, words: str) -> Iterator[str]:
    if shown:
        yield f"<p class=quiet>{words}</p>\n"


def curve(series: MetricSeries) -> str:
    """A small picture of a series over its steps; values that are no numbers leave gaps."""
    finite = text.finite_values(series.points)
    if not finite:
        return ""
    low, high = min(finite), max(finite)
    places = _places(series)
    strokes: list[list[str]] = [[]]
    for place, point in zip(places, series.points, strict=True):
        if not math.isfinite(point.value):
            strokes.append([])
            continue
        share = 0.5 if high == low else (point.value / 2 - low / 2) / (high / 2 - low / 2)
        x = _EDGE + place * (_WIDTH - 2 * _EDGE)
        y = _HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE)
        strokes[-1].append(f"{x:.1f},{y:.1f}")
    label = escape(f"{series.key} from {text.number(low)} to {text.number(high)}", quote=True)
    drawn = "".join(_stroke(stroke) for stroke in strokes if stroke)
    return f'<svg width={_WIDTH} height={_HEIGHT} role=img aria-label="{label}">{drawn}</svg>'


def _stroke(places: list[str]) -> str:
    if len(places) > 1:
        return f'<polyline points="{" ".join(places)}"/>'
    x, y = places[0].split(",")
    return f'<circle cx="{x}" cy="{y}" r="2"/>'


def _places(series: MetricSeries) -> list[float]:
    """Where each point stands from 0 to 1: by its step when all have one, else by its number."""
    steps = [point.step for point in series.points if point.step is not None]
    marks = steps if len(steps) == len(series.points) else [point.seq for point in series.points]
    low, high = min(marks), max(marks)
    return [0.5 if high == low else (mark - low) / (high - low) for mark in marks]
