"""Numbers that JSON has not, inside results: by the tags that metrics of runs have, too."""

import math
from typing import Any

from provenlab.core.models.metric import number_on_the_wire, parse_number

_TAGS = frozenset({"NaN", "Infinity", "-Infinity"})


def tagged(document: Any) -> Any:
    """The document with every number that JSON has not as its tag; the same object when there is none."""
    kind = type(document)
    if kind is float:
        return document if math.isfinite(document) else number_on_the_wire(document)
    if kind is dict:
        changed = {key: tagged(value) for key, value in document.items()}
        return changed if any(changed[key] is not document[key] for key in changed) else document
    if kind is list or kind is tuple:
        items = [tagged(value) for value in document]
        return items if any(new is not old for new, old in zip(items, document, strict=True)) else document
    return document


def untagged(document: Any) -> Any:
    """The document with every tag as the number it stands for."""
    if isinstance(document, str):
        return parse_number(document) if document in _TAGS else document
    if isinstance(document, dict):
        return {key: untagged(value) for key, value in document.items()}
    if isinstance(document, (list, tuple)):
        return [untagged(value) for value in document]
    return document
