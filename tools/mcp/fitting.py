"""Answers cut to what a context window has room for."""

import json
from collections.abc import Callable
from typing import Any

MOST_CHARACTERS = 24_000
_TEXT_LIMITS = (2_000, 500, 120)
_LIST_LIMITS = (50, 10, 3)
_SPARE = 0.9


def fitted(ask: Callable[[int | None], Any], size: int | None, most: int = MOST_CHARACTERS) -> str:
    """The answer as JSON of at most `most` characters.

    `ask(size)` answers with at most so many items. When that is too much, fewer are asked for, so that
    cursors stay true; what is too long even then is cut inside, and `cut` says so.
    """
    value = ask(size)
    text = _encoded(value)
    while size is not None and size > 1 and len(text) > most:
        size = max(1, min(size - 1, int(_SPARE * size * most / len(text))))
        value = ask(size)
        text = _encoded(value)
    return text if len(text) <= most else _cut(value, most)


def _cut(value: Any, most: int) -> str:
    text = ""
    for texts, items in zip(_TEXT_LIMITS, _LIST_LIMITS, strict=True):
        note = f"texts beyond {texts} characters and lists beyond {items} items are cut; ask for less at once"
        text = _encoded({**_shortened(value, texts, items), "cut": note})
        if len(text) <= most:
            return text
    return _encoded(
        {"cut": f"the answer has {len(text):,} characters even when cut; ask for less", "items": []}
    )


def _shortened(value: Any, texts: int, items: int) -> Any:
    if isinstance(value, str):
        rest = len(value) - texts
        return f"{value[:texts]}... ({rest:,} more characters)" if rest > 0 else value
    if isinstance(value, list):
        kept = [_shortened(each, texts, items) for each in value[:items]]
        rest = len(value) - items
        return [*kept, f"... ({rest:,} more)"] if rest > 0 else kept
    if isinstance(value, dict):
        return {key: _shortened(each, texts, items) for key, each in value.items()}
    return value


def _encoded(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
