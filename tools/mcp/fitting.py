"""Answers cut to what a context window has room for."""

import json
from collections.abc import Callable
from typing import Any

MOST_CHARACTERS = 24_000
_LIMITS = ((2_000, 50, 500), (500, 10, 100), (120, 3, 40), (60, 2, 20))
"""Characters of a text, items of a list and fields of an object that are kept, one try after another."""

_SHORT = 200
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


def _cut(value: dict[str, Any], most: int) -> str:
    for texts, items, fields in _LIMITS:
        kept = {key: _shortened(each, texts, items, fields) for key, each in value.items()}
        note = (
            f"texts beyond {texts} characters, lists beyond {items} items and objects beyond {fields} fields"
        )
        text = _encoded({**kept, "cut": f"{note} are cut; ask for less at once"})
        if len(text) <= most:
            return text
    return _short_alone(value, most)


def _short_alone(value: dict[str, Any], most: int) -> str:
    # What decides, such as whether something was tried, is never among what is long.
    note = {"cut": "all that is long is left out; ask for less at once"}
    room = most - len(_encoded(note))
    kept: dict[str, Any] = {}
    for key, each in value.items():
        length = len(_encoded({key: each}))
        if length <= min(_SHORT, room):
            kept[key] = each
            room -= length
    return _encoded({**kept, **note})


def _shortened(value: Any, texts: int, items: int, fields: int) -> Any:
    if isinstance(value, str):
        rest = len(value) - texts
        return f"{value[:texts]}... ({rest:,} more characters)" if rest > 0 else value
    if isinstance(value, list):
        kept = [_shortened(each, texts, items, fields) for each in value[:items]]
        rest = len(value) - items
        return [*kept, f"... ({rest:,} more)"] if rest > 0 else kept
    if isinstance(value, dict):
        chosen = list(value.items())[:fields]
        rest = len(value) - fields
        more = {"...": f"{rest:,} more"} if rest > 0 else {}
        return {**{key[:texts]: _shortened(each, texts, items, fields) for key, each in chosen}, **more}
    return value


def _encoded(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
