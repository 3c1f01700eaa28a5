"""Templates with everything escaped, and the words in which values are shown."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from provenlab.core.rules import run_card_text, short_forms
from provenlab.tools.pages.address import path_to
from provenlab.tools.pages.record_table import column_name, record_table
from provenlab.tools.unseen_letters import written_out_but_space

_HERE = Path(__file__).resolve().parent
_LONGEST_CELL = 200
_DIGEST_SHOWN = 12
_LIST_SHOWN = 4
_LONG_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{28,}\b")
_MILLION, _EXACT = 1e6, 1e15
_MOST_DECIMALS = 8
_SAID = {"retry_wait": "to be retried", "timed_out": "timed out"}
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


def rendered(template: str, values: Mapping[str, Any]) -> str:
    """The HTML of a template."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_seen,
    )
    made.filters.update(
        cell=cell,
        column=column_name,
        digest=digest,
        measured=measured,
        number=number,
        pretty=pretty,
        said=said,
        shortened=shortened,
        size=size,
        span=span,
        tick=tick,
        when=when,
    )
    made.globals.update(path_to=path_to, record_table=record_table, static=static_address)
    return made


def _seen(value: Any) -> Any:
    # What turns the direction of its neighbours would let one record speak for another. Markup is ours.
    return written_out_but_space(value) if type(value) is str else value


@cache
def static_address(name: str) -> str:
    """`/static/NAME?DIGEST`, so that no browser shows a new page with the style of an old one."""
    content = (_HERE / "static" / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:_DIGEST_SHOWN]}"


def when(instant: str | None) -> str:
    """`2025-03-01 12:00:05`, in UTC."""
    return "" if instant is None else instant[:19].replace("T", " ")


def span(milliseconds: int | None) -> str:
    """`2 min 5 s`."""
    return "" if milliseconds is None else short_forms.duration(milliseconds)


def number(value: Any) -> str:
    """A metric as people read it; the three that JSON has not by their names."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if not math.isfinite(value):
        return str(value)
    if isinstance(value, int):
        return _grouped(str(value))
    if _MILLION <= abs(value) < _EXACT:
        return _grouped(f"{value:.0f}")
    return _grouped(run_card_text.number(value))


def _grouped(text: str, least_digits: int = 5) -> str:
    """With commas from 10,000 on; years and seeds stay as they are."""
    digits = text.lstrip("-").partition(".")[0]
    if not digits.isdigit() or len(digits) < least_digits:
        return text
    return text.replace(digits, f"{int(digits):,}", 1)


def tick(value: float) -> str:
    """A round number beside an axis: `0.25`, `20,000`, `250M`."""
    if _MILLION <= abs(value) < _EXACT:
        return f"{number(value / _MILLION)}M"
    return number(float(value))


def measured(value: float, error: float | None) -> str:
    """`30,396 ± 111`: as many digits as the error leaves a meaning, two of them its own."""
    if error is None:
        return number(value)
    if not math.isfinite(error) or error <= 0 or not math.isfinite(value):
        return f"{number(value)} ± {number(error)}"
    decimals = max(1 - math.floor(math.log10(error)), 0)
    if decimals > _MOST_DECIMALS or abs(value) >= _EXACT:
        return f"{number(value)} ± {number(error)}"
    return " ± ".join(_grouped(f"{each:.{decimals}f}", 4) for each in (value, error))


def said(word: str) -> str:
    """A stored word as people say it: `retry_wait` is a job that waits for its next attempt."""
    return _SAID.get(word, word.replace("_", " "))


def size(count: int) -> str:
    """`12.5 KiB`."""
    amount, unit = float(count), 0
    while amount >= 1024 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{count} bytes" if unit == 0 else f"{amount:.1f} {_UNITS[unit]}"


def digest(value: str | None) -> str:
    """The beginning, which is enough for people."""
    return (value or "")[:_DIGEST_SHOWN]


def shortened(text: str) -> str:
    """The text with the beginnings of the digests in it."""
    return _LONG_DIGEST.sub(r"\1…", text)


def cell(value: Any) -> str:
    """Any JSON value on one line of bounded length; nothing for what is not there."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else _short(value)
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def _short(value: Any) -> str:
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list) and len(value) > _LIST_SHOWN:
        return f"[{', '.join(_short(each) for each in value[:_LIST_SHOWN])}, … {len(value)} values]"
    return json.dumps(value, ensure_ascii=False)


def pretty(value: Any) -> str:
    """JSON on many lines."""
    return json.dumps(value, ensure_ascii=False, indent=2)
