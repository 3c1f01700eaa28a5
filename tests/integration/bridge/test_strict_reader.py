"""The strict reader against readers that were written by others: Python's json, and Node's."""

import json
import math
import shutil
import subprocess
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenlab.core.errors import InvalidJson, LimitExceeded
from provenlab.tools.bridge.outline import outline_of, without_escapes
from provenlab.tools.bridge.strict_json import MAX_DEPTH, read_json
from tests.integration.bridge.corpus import GENERATED, kept

REFUSALS = (InvalidJson, LimitExceeded)
TEXT = st.text(
    st.sampled_from('a"\\[]{}:,\u00e9\U0001f600\u2028 \t/') | st.characters(codec="utf-8"), max_size=8
).filter(lambda text: "\0" not in text)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=25,
)
# What mutations of JSON are made of; whole tokens find more than single bytes.
STRUCTURE = b'[ ] { } " , : \\ \\u null NaN a "a":'.split()
DETAILS = b"d800 dc00 0000 - 0 1e400 e-9 123456789 .".split()
ODDITIES = [b" ", b"\n", b"\x0b", b"\x00", b"\xff", b"\xc2\x85", b"\xef\xbb\xbf"]
TOKENS = st.sampled_from(STRUCTURE + DETAILS + ODDITIES)


def accepted(document: bytes) -> bool:
    try:
        read_json(document)
    except REFUSALS:
        return False
    return True


def oracle(document: bytes) -> bool:
    """Whether a document keeps everything, by other means: decimals, pair lists and a walk."""
    seen: list[bool] = []

    def number(text: str) -> float:
        exact, near = Decimal(text), float(text)
        digits = "".join(map(str, exact.as_tuple().digits)).strip("0")
        is_kept = math.isfinite(near) and (exact == 0 or near != 0) and len(digits) <= 17
        if is_kept and exact != 0:
            is_kept = Decimal(f"{near:.{len(digits) - 1}e}") == exact
        seen.append(is_kept)
        return near

    def integer(text: str) -> int:
        seen.append(len(text) < 20 and abs(int(text)) < 2**53)
        return 0

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen.append(len({key for key, _ in pairs}) == len(pairs))
        return {str(index): pair for index, pair in enumerate(pairs)}

    def refuse(_: str) -> Any:
        raise ValueError

    try:
        text = document.decode("utf-8")
        value = json.loads(
            text, parse_float=number, parse_int=integer, object_pairs_hook=members, parse_constant=refuse
        )
    except (ValueError, RecursionError):
        return False
    return all(seen) and _is_plain(value, 0)


def _is_plain(value: Any, depth: int) -> bool:
    if isinstance(value, str):
        return "\0" not in value and not any(0xD800 <= ord(letter) < 0xE000 for letter in value)
    if isinstance(value, tuple):
        return _is_plain(value[0], depth) and _is_plain(value[1], depth)
    if isinstance(value, list | dict):
        items = value if isinstance(value, list) else list(value.values())
        return depth < MAX_DEPTH and all(_is_plain(each, depth + 1) for each in items)
    return True


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 3]))
def test_a_written_value_comes_back(value: Any, ensure_ascii: bool, indent: int | None) -> None:
    found = read_json(json.dumps(value, ensure_ascii=ensure_ascii, indent=indent).encode())
    assert json.dumps(found) == json.dumps(value)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    document = json.dumps(draw(VALUES), ensure_ascii=draw(st.booleans())).encode()
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(document)))
        removed = draw(st.integers(0, 3))
        document = document[:place] + draw(TOKENS | st.binary(max_size=2)) + document[place + removed :]
    return document


@given(mutated() | st.lists(TOKENS, max_size=12).map(b"".join))
@example(b'{"a":"\\ud800\\\\udc00"}')
@example(b'{"a":"\\\\ud800"}')
@example(b'["\\\\\\ud800"]')
@example(b'{"a":0.99999999999999999}')
@example(b"[1.00000000000000000000]")
@example(b"[0.0000000000000000000000000000000000]")
@example(b"[123456789012345678e-400]")
def test_it_accepts_exactly_what_keeps_everything(document: bytes) -> None:
    assert accepted(document) == oracle(document)


@given(mutated())
def test_what_it_accepts_reads_the_same_after_being_written(document: bytes) -> None:
    try:
        value = read_json(document)
    except REFUSALS:
        return
    assert json.dumps(read_json(json.dumps(value).encode())) == json.dumps(value)


@given(st.lists(TOKENS, max_size=30).map(b"".join))
def test_a_refusal_is_coded_and_repeats_no_value(document: bytes) -> None:
    secret = b"5eCr3t-VaLuE"
    for wrapped in (b'"' + secret + b'",' + document, b'{"k":"' + secret + b'","k":' + document + b"}"):
        with pytest.raises(REFUSALS) as refused:
            read_json(wrapped)
        assert secret.decode() not in f"{refused.value.message}{refused.value.details}"


@given(st.lists(st.sampled_from(STRUCTURE), max_size=60), st.integers(1, 5))
def test_the_outline_does_not_depend_on_where_a_chunk_ends(parts: list[bytes], size: int) -> None:
    import provenlab.tools.bridge.outline as module

    plain = without_escapes(b"".join(parts))
    whole = outline_of(plain)
    before = module._CHUNK
    module._CHUNK = size
    try:
        assert outline_of(plain) == whole
    finally:
        module._CHUNK = before


NODE = """
const { TextDecoder } = require('util');
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\\n');
console.log(JSON.stringify(lines.map(line => {
  try {
    return JSON.stringify(JSON.parse(strict.decode(Buffer.from(line, 'base64'))));
  } catch { return null; }
})));
"""


def by_node(documents: list[bytes]) -> list[str | None]:
    """What Node reads, written again; None for what it refuses."""
    import base64

    node = shutil.which("node")
    assert node is not None
    lines = b"\n".join(base64.b64encode(each) or b"=" for each in documents)
    done = subprocess.run([node, "-e", NODE], input=lines, capture_output=True, check=True)
    answers: list[str | None] = json.loads(done.stdout)
    return answers


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is the other reader")
def test_what_node_refuses_is_refused_and_the_rest_means_the_same() -> None:
    documents = [document for document, _ in kept().values()]
    documents += [make() for name, (make, _) in GENERATED.items() if "MiB" not in name and "MB" not in name]
    documents += _examples()
    tried = 0
    for document, answer in zip(documents, by_node(documents), strict=True):
        if answer is None:
            assert not accepted(document), document[:80]
        elif accepted(document):
            tried += 1
            mine, theirs = read_json(document), json.loads(answer)
            assert mine == theirs, document[:80]
    assert tried > 300


def _examples() -> list[bytes]:
    """Random mutations, the same in every run."""
    from random import Random

    random, found = Random(20250131), []
    pieces = [
        '"a":',
        "[",
        "]",
        "{",
        "}",
        ",",
        "1",
        "-0",
        "1.5e3",
        '"x"',
        '"\\u00e9"',
        "null",
        "true",
        " ",
        "\n",
        "\\",
        '"',
    ]
    for _ in range(2_000):
        value = {"a": [random.random(), {"b": random.choice(pieces)}], "c": random.randrange(10**6)}
        text = json.dumps(value)
        for _ in range(random.randrange(3)):
            place = random.randrange(len(text))
            text = text[:place] + random.choice(pieces) + text[place + random.randrange(3) :]
        found.append(text.encode())
    return found
