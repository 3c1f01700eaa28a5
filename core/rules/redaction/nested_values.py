"""Configs, headers, argument lists: nested values without their secrets."""

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from provenlab.core.models.redaction import Redaction
from provenlab.core.rules.redaction.command_lines import RULE as ARGUMENT
from provenlab.core.rules.redaction.command_lines import secret_places, takes_bare_secret
from provenlab.core.rules.redaction.compiled import CompiledRules
from provenlab.core.rules.redaction.key_names import Evidence
from provenlab.core.rules.redaction.key_words import word_set
from provenlab.core.rules.redaction.neighbours import given_away, may_hold_secret, named_value
from provenlab.core.rules.redaction.texts import SUSPECT, clean_text, nested_json, placeholder
from provenlab.core.rules.redaction.value_shapes import PLACEHOLDER, is_stand_in
from provenlab.core.rules.redaction.verdicts import is_secret_number, is_secret_text

MAX_DEPTH = 100
NAME_RULE, IN_NAME_RULE, DEPTH_RULE, CYCLE_RULE = "secret_name", "secret_in_name", "depth", "cycle"

_HARMLESS = frozenset({bool, float, type(None)})
_SCALARS = frozenset({bool, float, int, type(None)})
_PAIR_TYPES = frozenset({list, tuple})
_NO_FACTS = (None, None)
_TYPE_WORDS = word_set("string str integer int number boolean bool object array bytes null")
_LAST_NAME = re.compile(r"([^.\[\]]+)(?:\[\d+\])*$")


class Cleaner:
    """Cleans one value and remembers what it took out; what holds no secret is returned uncopied."""

    def __init__(self, rules: CompiledRules, path: str = "") -> None:
        self.redactions: list[Redaction] = []
        self._rules = rules
        self._is_suspect: Callable[[str], object] = SUSPECT.search if not rules.patterns else bool
        self._facts = _facts_of(rules)
        self._root = path
        self._trail: list[str | int] = []
        self._open: set[int] = set()

    def clean(self, value: Any) -> Any:
        last = _LAST_NAME.search(self._root)
        return self._item(value, None, self._rules.evidence_of(last[1]) if last else None)

    def clean_arguments(self, arguments: list[str]) -> list[str]:
        cleaned: list[str] = self._sequence(arguments, None)
        return cleaned

    def _item(self, value: Any, step: str | int | None, evidence: Evidence | None) -> Any:
        kind = type(value)
        if kind is str:
            if evidence is not None and is_secret_text(value, evidence):
                return self._hide(step, NAME_RULE)
            return self._text(value, step) if self._is_suspect(value) else value
        if kind in _HARMLESS:
            return value
        if kind is int:
            secret = evidence is not None and is_secret_number(value, evidence)
            return self._hide(step, NAME_RULE) if secret else value
        return self._unusual(value, step, evidence)

    def _unusual(self, value: Any, step: str | int | None, evidence: Evidence | None) -> Any:
        kind, named = type(value), evidence is not None and evidence <= Evidence.NAME
        if kind is dict or kind is list or isinstance(value, (Mapping, list, tuple, set, frozenset)):
            if named and not _is_schema(value) and may_hold_secret(value):
                return self._hide(step, NAME_RULE)
            return self._container(value, step, None if named else evidence)
        if isinstance(value, str):
            plain = str.__str__(value)
            cleaned = self._item(plain, step, evidence)
            return value if cleaned == plain else cleaned
        if isinstance(value, (bytes, bytearray)):
            return self._bytes(value, step, evidence)
        if isinstance(value, (int, float)):
            return value
        return self._hide(step, NAME_RULE) if named else value

    def _bytes(self, value: bytes | bytearray, step: str | int | None, evidence: Evidence | None) -> Any:
        text = value.decode("latin-1")
        if evidence is not None and is_secret_text(text, evidence):
            return self._hide(step, NAME_RULE)
        _, rules = clean_text(text, self._rules)
        return self._hide(step, rules[0]) if rules else value

    def _container(self, value: Any, step: str | int | None, evidence: Evidence | None) -> Any:
        if len(self._trail) >= MAX_DEPTH:
            return self._hide(step, DEPTH_RULE)
        if id(value) in self._open:
            return self._hide(step, CYCLE_RULE)
        self._open.add(id(value))
        if step is not None:
            self._trail.append(step)
        if type(value) is dict or isinstance(value, Mapping):
            cleaned = self._mapping(value, evidence)
        elif isinstance(value, (set, frozenset)):
            items = self._sequence(list(value), evidence)
            cleaned = value if all(item in value for item in items) else type(value)(items)
        else:
            cleaned = self._sequence(value, evidence)
        if step is not None:
            self._trail.pop()
        self._open.discard(id(value))
        return cleaned

    def _mapping(self, mapping: Mapping[Any, Any], evidence: Evidence | None) -> Any:
        inherited = None if evidence is None else Evidence.OPAQUE
        changed: dict[Any, Any] = {}
        renamed: dict[Any, str] = {}
        facts, is_suspect = self._facts, self._is_suspect
        for key, item in mapping.items():
            own, name = facts(key) if type(key) is str else _NO_FACTS
            if own is None and name is None and inherited is None:
                # Most entries end here, on the way of every run that starts.
                kind = type(item)
                if kind in _SCALARS or (kind is str and not is_suspect(item)):
                    continue
            if name is not None:
                renamed[key] = name
                self._note(name, IN_NAME_RULE)
            cleaned = self._item(item, name or key, own or inherited)
            if cleaned is not item:
                changed[key] = cleaned
        self._add_neighbours(mapping, changed)
        if not changed and not renamed:
            return mapping
        return _rebuilt(mapping, changed, renamed)

    def _add_neighbours(self, mapping: Mapping[Any, Any], changed: dict[Any, Any]) -> None:
        named = named_value(mapping, self._rules.evidence_of)
        if named is not None and named[0] not in changed:
            key, evidence = named
            cleaned = self._item(mapping[key], key, evidence)
            if cleaned is not mapping[key]:
                changed[key] = cleaned
        for key, rule in given_away(mapping, changed):
            changed[key] = self._hide(key, rule)

    def _sequence(self, items: Any, evidence: Evidence | None) -> Any:
        kinds = set(map(type, items))
        if evidence is None and kinds <= _SCALARS:
            return items
        changed: dict[int, Any] = {}
        if str in kinds:
            self._add_arguments(items, changed)
        if evidence is Evidence.HEADER and len(items) == 2 and kinds == {str}:
            evidence = None
            if not is_stand_in(items[1]):
                changed[1] = self._hide(1, NAME_RULE)
        pairs = kinds <= _PAIR_TYPES and all(len(item) == 2 for item in items)
        for index, item in enumerate(items):
            if index in changed:
                continue
            cleaned = self._pair(item, index) if pairs else self._item(item, index, evidence)
            if cleaned is not item:
                changed[index] = cleaned
        if not changed:
            return items
        return _as_type_of(items, [changed.get(index, item) for index, item in enumerate(items)])

    def _add_arguments(self, items: Any, changed: dict[int, Any]) -> None:
        if not (takes_bare_secret(items) or any(type(item) is str and item[:1] == "-" for item in items)):
            return
        for index, start, end in secret_places(items, self._rules.evidence_of):
            if index not in changed:
                hidden = self._hide(index, ARGUMENT)
                changed[index] = items[index][:start] + hidden + items[index][end:]

    def _pair(self, item: Any, index: int) -> Any:
        """`("Authorization", "Bearer ...")`, one of a list of pairs."""
        name, value = item
        evidence = self._facts(name)[0] if type(name) is str else None
        if (
            type(value) is str
            and evidence is not None
            and evidence <= Evidence.HEADER
            and name.lower() != value.lower()
            and is_secret_text(value, evidence)
        ):
            self._trail.append(index)
            hidden = self._hide(1, NAME_RULE)
            self._trail.pop()
            return _as_type_of(item, [name, hidden])
        return self._item(item, index, None)

    def _text(self, text: str, step: str | int | None) -> str:
        nested = nested_json(text) if text[0] in "{[ \n" else None
        rules: list[str] = []
        cleaned = text
        if nested is not None:
            inner = Cleaner(self._rules)
            value = inner.clean(nested)
            if inner.redactions:
                cleaned = json_text(value)
                rules += [redaction.rule for redaction in inner.redactions]
        cleaned, found = clean_text(cleaned, self._rules)
        rules += found
        for rule in dict.fromkeys(rules):
            self._note(step, rule)
        return cleaned if rules else text

    def _hide(self, step: str | int | None, rule: str) -> str:
        self._note(step, rule)
        return placeholder(rule)

    def _note(self, step: str | int | None, rule: str) -> None:
        path = self._root
        for part in self._trail if step is None else [*self._trail, step]:
            step_text = f"[{part}]" if isinstance(part, int) else f".{part}"
            path = path + step_text if path else step_text.removeprefix(".")
        self.redactions.append(Redaction(path, rule))


@lru_cache(maxsize=16)
def _facts_of(rules: CompiledRules) -> Any:
    @lru_cache(maxsize=8_192)
    def facts(name: str) -> tuple[Evidence | None, str | None]:
        """What the name says of its value, and the name without secrets when it holds any."""
        cleaned, found = clean_text(name, rules)
        return rules.evidence_of(PLACEHOLDER.sub("", cleaned)), cleaned if found else None

    return facts


def json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_schema(value: Any) -> bool:
    """`{"type": "string", ...}` describes a secret and holds none."""
    if not isinstance(value, Mapping) or value.get("type") not in _TYPE_WORDS:
        return False
    return not any(word in value for word in ("value", "default", "const", "example", "examples", "enum"))


def _rebuilt(mapping: Mapping[Any, Any], changed: dict[Any, Any], renamed: dict[Any, str]) -> dict[Any, Any]:
    rebuilt: dict[Any, Any] = {}
    for key, item in mapping.items():
        name = renamed.get(key, key) if renamed else key
        if key in renamed:
            name = _free_name(name, rebuilt, mapping)
        rebuilt[name] = changed.get(key, item)
    return rebuilt


def _free_name(name: str, taken: dict[Any, Any], others: Mapping[Any, Any]) -> str:
    """Two names may differ in their secret only; none of the two values is lost."""
    free, number = name, 2
    while free in taken or free in others:
        free, number = f"{name}#{number}", number + 1
    return free


def _as_type_of(items: Any, rebuilt: list[Any]) -> Any:
    if isinstance(items, tuple):
        make = getattr(type(items), "_make", tuple)
        return make(rebuilt)
    return rebuilt
