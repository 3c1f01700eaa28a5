"""Whatever arrives, the host gets one document that agrees with the exit code, and soon."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.integration.bridge.corpus import GENERATED, KEPT, kept
from tests.integration.bridge.processes import Outcome, frame, measured, run, served

_MEMORY = 200 * 1024 * 1024
_KEPT = kept()
_ALL: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    **{name: (partial(bytes, document), codes) for name, (document, codes) in _KEPT.items()},
    **GENERATED,
}


def test_every_kept_document_is_tried() -> None:
    files = {path.name for path in KEPT.iterdir()} - {"manifest.json"}
    assert files == {f"{name}.bin" for name in _KEPT}
    assert len(_KEPT) == 59


def codes_of(outcome: Outcome) -> set[str]:
    """The codes in a reply: one, or one for each call of what was taken for a batch."""
    document = outcome.document
    if isinstance(document, list):
        return {reply["error"]["data"]["code"] for reply in document}
    if "jsonrpc" in document:
        return {document["error"]["data"]["code"]}
    return {outcome.error["code"]}


@pytest.mark.parametrize("name", _ALL)
def test_one_request_gets_one_document_in_little_memory(name: str, tmp_path: Path) -> None:
    make, codes = _ALL[name]
    done = measured(make(), tmp_path / "home")
    print(f"{name}: {done.cpu:.2f} s, {done.peak / 1e6:.0f} MB")  # noqa: T201 - a figure, not a verdict
    assert (done.code, done.stderr) == (1, b"")
    assert codes_of(done) <= codes
    assert done.peak < _MEMORY


SHORT = {
    name: make
    for name, (make, _) in _ALL.items()
    if name in _KEPT or (" MiB" not in name and " MB" not in name)
}


CALL = b'{"jsonrpc":"2.0","id":"x","method":"get_experiment","params":%b}'
FORMS = {"bare": b"%b", "call": CALL, "batch": b"[" + CALL + b"]"}


@pytest.mark.parametrize("form", FORMS)
def test_a_session_survives_every_document(form: str, tmp_path: Path) -> None:
    session = b""
    expected: list[int] = []
    for number, make in enumerate(SHORT.values()):
        document = FORMS[form] % make()
        session += document + b"\n" + frame(number, "describe", name="describe")
        expected.append(sum(1 for line in document.split(b"\n") if line.strip(b" \t\r")))
    replies = iter(served(session, tmp_path / "home"))
    for number, count in enumerate(expected):
        for _ in range(count):
            answers = next(replies)
            for answer in answers if isinstance(answers, list) else [answers]:
                assert answer["error"]["data"]["code"]
                assert answer["id"] in (None, "x")
        answer = next(replies)
        assert (answer["id"], "result" in answer) == (number, True)
    assert next(replies, None) is None


@pytest.mark.parametrize(
    "name", ["100 MB of arrays", "8 MiB of brackets", "8 MiB of escaped quotes, open", "8 MiB of strings"]
)
def test_a_session_survives_large_frames(name: str, tmp_path: Path) -> None:
    make, codes = _ALL[name]
    done = measured(make() + b"\n" + frame(7, "describe", name="describe"), tmp_path / "home", "--serve")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["error"]["data"]["code"] in codes
    assert second["id"] == 7
    assert "result" in second
    assert (done.code, done.stderr) == (0, b"")
    assert done.peak < _MEMORY


def test_only_a_line_feed_ends_a_frame(tmp_path: Path) -> None:
    for mark in ("\x85", "\u2028", "\u2029"):
        call = {"jsonrpc": "2.0", "id": mark, "method": "describe", "params": {"name": "describe"}}
        (reply,) = served(json.dumps(call, ensure_ascii=False).encode() + b"\n", tmp_path)
        assert reply["id"] == mark


def test_blank_lines_get_no_reply_and_other_lines_do(tmp_path: Path) -> None:
    replies = served(b"\n  \n\t\r\n\x0b\n\xc2\xa0\n" + frame(1, "describe", name="describe"), tmp_path)
    assert [reply["id"] for reply in replies] == [None, None, 1]


def test_a_last_frame_needs_no_line_feed(tmp_path: Path) -> None:
    (reply,) = served(frame(1, "describe", name="describe").rstrip(), tmp_path)
    assert reply["id"] == 1


def test_a_batch_in_one_shot_agrees_with_the_exit_code(tmp_path: Path) -> None:
    good = {"jsonrpc": "2.0", "id": 1, "method": "describe", "params": {"name": "describe"}}
    bad = {"jsonrpc": "2.0", "id": 2, "method": "get_experiment", "params": {}}
    silent = {"jsonrpc": "2.0", "method": "describe"}
    assert [reply["id"] for reply in run([good, silent], tmp_path).result] == [1]
    failed = run([good, bad], tmp_path)
    assert failed.code == 1
    assert [("result" in reply, reply["id"]) for reply in failed.document] == [(True, 1), (False, 2)]
    assert run([silent], tmp_path).result is None
