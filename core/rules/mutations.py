"""Changes of a config as RFC 6902 operations that can be applied again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.rules.canonical_json import canonical_json

Operation = dict[str, Any]


def config_diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Operation]:
    """Operations that turn `before` into `after`, none when both have the same canonical form.

    Mappings are compared key by key and lists of one length item by item; other lists are replaced.
    """
    return list(_differences("", dict(before), dict(after)))


def _differences(path: str, before: Any, after: Any) -> Iterator[Operation]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            where = f"{path}/{_escaped(key)}"
            if key not in after:
                yield {"op": "remove", "path": where}
            elif key not in before:
                yield {"op": "add", "path": where, "value": after[key]}
            else:
                yield from _differences(where, before[key], after[key])
    elif _is_list(before) and _is_list(after) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences(f"{path}/{index}", old, new)
    elif canonical_json(before) != canonical_json(after):
        yield {"op": "replace", "path": path, "value": after}


def applied(config: Mapping[str, Any], operations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The config after the operations `add`, `remove` and `replace`; the given one stays as it is.

    ValidationFailed names the operation that does not fit.
    """
    result: Any = dict(config)
    for index, operation in enumerate(operations):
        try:
            result = _changed(result, _tokens(operation["path"]), operation)
        except (KeyError, IndexError, ValueError, TypeError):
            raise ValidationFailed.at(f"configDiff[{index}]", "does not fit the config") from None
    return dict(result)


def _changed(value: Any, tokens: list[str], operation: Mapping[str, Any]) -> Any:
    head, *rest = tokens
    if _is_list(value):
        items = list(value)
        items[int(head)] = _changed(items[int(head)], rest, operation) if rest else operation["value"]
        return items
    result = dict(value)
    if rest:
        result[head] = _changed(result[head], rest, operation)
    elif operation["op"] == "add":
        result[head] = operation["value"]
    elif operation["op"] == "replace":
        result[head] = operation["value"] if head in result else result[head]
    elif operation["op"] == "remove":
        del result[head]
    else:
        raise ValueError(operation["op"])
    return result


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _tokens(path: str) -> list[str]:
    return [token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:]]


def require_change(operations: Sequence[Operation]) -> None:
    """ValidationFailed for a mutation that changes nothing."""
    if not operations:
        raise ValidationFailed.at("config", "equals baseConfig; a mutation must change something")
