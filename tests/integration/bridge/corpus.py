"""Documents a bridge must survive: kept ones, and those too large to keep."""

import json
from collections.abc import Callable
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / "data" / "json"
MIB = 1024 * 1024
LIMIT = 8 * MIB

# By verdict of the manifest; what parses may still be refused for its nesting, its NUL or its shape.
CODES = {"reject": {"invalid_json"}, "lossy": {"invalid_json"}}
SHAPE = {"invalid_request", "validation_failed", "not_initialised"}
STRICTER = {
    "esc_nul": {"invalid_json"},
    "nest_100": {"limit_exceeded"},
    "nest_990": {"limit_exceeded"},
    "nest_5000": {"limit_exceeded"},
    "nest_obj_3000": {"limit_exceeded"},
}


def kept() -> dict[str, tuple[bytes, set[str]]]:
    """The documents in files, with the codes that may answer them."""
    manifest = json.loads((KEPT / "manifest.json").read_text(encoding="utf-8"))
    return {
        name: ((KEPT / entry["file"]).read_bytes(), STRICTER.get(name) or CODES.get(entry["strict"], SHAPE))
        for name, entry in manifest.items()
        if entry["file"]
    }


def keys(count: int, last: str = "") -> bytes:
    return ("{" + ",".join(f'"{number:x}":0' for number in range(count)) + last + "}").encode()


def filled(head: bytes, unit: bytes, tail: bytes, size: int = LIMIT) -> bytes:
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


_INVALID = {"invalid_json"}
_LARGE = {"limit_exceeded"}

GENERATED: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "100 MB of arrays": (lambda: b"[" + b"[],[]," * (100_000_000 // 6) + b"0]", _LARGE),
    "8 MiB of arrays": (lambda: filled(b"[", b"[],", b"0]"), _LARGE),
    "8 MiB of brackets": (lambda: b"[" * LIMIT, _LARGE),
    "8 MiB of braces": (lambda: b'{"a":' * (LIMIT // 5), _LARGE),
    "8 MiB of quotes": (lambda: filled(b"[" * 70, b'"', b""), _LARGE | _INVALID),
    "8 MiB of escaped quotes, closed": (lambda: filled(b"[" * 70 + b'"', b'\\"', b'"' + b"]" * 70), _LARGE),
    "8 MiB of escaped quotes, open": (lambda: filled(b"[" * 70 + b'"', b'\\"', b""), _LARGE | _INVALID),
    "8 MiB of backslashes": (lambda: filled(b'{"a":"', b"\\\\", b'"}'), SHAPE),
    "8 MiB of strings": (lambda: filled(b"[", b'"ab",', b"0]"), _LARGE),
    "8 MiB of white space": (lambda: b" " * LIMIT, _INVALID),
    "8 MiB of digits": (lambda: filled(b"[", b"9", b"]"), _INVALID),
    "8 MiB behind a point": (lambda: filled(b"[0.", b"9", b"]"), _INVALID),
    "8 MiB of numbers": (lambda: filled(b"[", b"0.12345678901234566,", b"0]"), SHAPE),
    "8 MiB of numbers in 17 digits": (lambda: filled(b"[", b"0.10000000000000001,", b"0]"), SHAPE),
    "a million short numbers, one long": (
        lambda: b"[0.12345678901234566" + b",1.0e05" * 999_000 + b"]",
        SHAPE,
    ),
    "8 MiB of too large numbers": (lambda: filled(b"[", b"1e9999999,", b"0]"), _INVALID),
    "8 MiB of surrogates": (lambda: filled(b'{"a":"', b"\\ud83d\\ude00", b'"}'), SHAPE),
    "8 MiB of halved surrogates": (lambda: filled(b'{"a":"', b"\\ud83d", b'"}'), _INVALID),
    "8 MiB of wide text": (lambda: filled('{"\U0001f600":"'.encode(), b"a", b'"}'), SHAPE),
    "50,000 keys": (lambda: keys(50_000), SHAPE),
    "249,000 keys": (lambda: keys(249_000), SHAPE),
    "a million keys": (lambda: keys(1_000_000), _LARGE),
    "a million times one key": (lambda: b"{" + b'"a":0,' * 1_000_000 + b'"a":0}', _LARGE),
    "200,000 keys and the first again": (lambda: keys(200_000, ',"0":1'), _INVALID),
    "249,000 objects": (
        lambda: ("[" + ",".join(f'{{"{number:x}":{number}}}' for number in range(249_000)) + "]").encode(),
        SHAPE,
    ),
    "1e999": (lambda: b'{"a":1e999}', _INVALID),
    "-1e999": (lambda: b'{"a":-1e999}', _INVALID),
    "1e-999": (lambda: b'{"a":1e-999}', _INVALID),
    "1.000e-0400": (lambda: b'{"a":1.000e-0400}', _INVALID),
    "0e-999": (lambda: b'{"a":0e-999}', SHAPE),
    "the smallest double": (lambda: b'{"a":5e-324}', SHAPE),
    "the largest double": (lambda: b'{"a":1.7976931348623157e308}', SHAPE),
    "17 digits that a double has": (lambda: b'{"a":0.10000000000000001}', SHAPE),
    "17 digits that no double has": (lambda: b'{"a":0.99999999999999999}', _INVALID),
    "18 digits": (lambda: b'{"a":0.123456789012345678}', _INVALID),
    "2^53-1": (lambda: b'{"a":9007199254740991}', SHAPE),
    "-(2^53-1)": (lambda: b'{"a":-9007199254740991}', SHAPE),
    "2^53": (lambda: b'{"a":9007199254740992}', _INVALID),
    "-2^53": (lambda: b'{"a":-9007199254740992}', _INVALID),
    "2^53+1 with a point": (lambda: b'{"a":9007199254740993.0}', _INVALID),
    "minus zero": (lambda: b'{"a":-0}', SHAPE),
    "minus": (lambda: b'{"a":-}', _INVALID),
    "brackets in a string": (lambda: b'{"a":"' + b"[{" * 1000 + b'"}', SHAPE),
    "brackets after an escaped quote": (lambda: b'{"a":"\\"' + b"[" * 1000 + b'"}', SHAPE),
    "brackets after an escaped backslash": (lambda: b'{"a":"\\\\"' + b"[" * 1000 + b'"}', _LARGE),
    "64 levels": (lambda: b"[" * 64 + b"]" * 64, SHAPE),
    "65 levels": (lambda: b"[" * 65 + b"]" * 65, _LARGE),
    "65 levels of objects": (lambda: b'{"a":' * 64 + b"{}" + b"}" * 64, _LARGE),
    "overlong NUL": (lambda: b'{"a":"\xc0\x80"}', _INVALID),
    "a code point beyond Unicode": (lambda: b'{"a":"\xf4\x90\x80\x80"}', _INVALID),
    "an escaped duplicate key": (lambda: b'{"ab":1,"\\u0061b":2}', _INVALID),
    "duplicate keys far apart": (lambda: b'{"a":{"x":1},"b":[{"y":1,"y":2}],"c":1}', _INVALID),
    "two documents in a row": (lambda: b"{}{}", _INVALID),
    "a vertical tab": (lambda: b'{"operation":\x0b"describe"}', _INVALID),
    "a next line": (lambda: b'{"operation":\xc2\x85"describe"}', _INVALID),
    "a vertical tab alone": (lambda: b"\x0b", _INVALID),
    "a half escape at the end": (lambda: b'{"a":"\\', _INVALID),
    "a name in place of a value": (lambda: b'{"a":undefined}', _INVALID),
    "Infinity": (lambda: b'{"a":Infinity}', _INVALID),
    "null": (lambda: b"null", SHAPE),
    "a number": (lambda: b"1", SHAPE),
}
