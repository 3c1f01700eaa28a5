"""Whatever a program gives to its run, the program goes on, and something readable is stored."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.recording.hosts import (
    Host,
    assert_unnoticed,
    host_runs,
    points_of,
    replay,
    runs_of,
    sampled,
)

CONFIGS = {
    "a cycle": "value = {}; value['itself'] = value",
    "a cycle of lists": "value = []; value.append(value)",
    "bytes": "value = {'raw': b'\\x00\\xff' * 10, 'view': memoryview(b'abc')}",
    "numbers that JSON has not": "value = {'nan': float('nan'), 'inf': float('inf'), 'big': 10 ** 5000}",
    "lone surrogates": "value = {'\\ud800': 'x\\udfffy\\0z'}",
    "a raising repr": "value = {'rude': type('Rude', (), {'__repr__': lambda self: 1 / 0})()}",
    "a raising everything": (
        "names = 'iter len getitem repr str hash eq contains bool'.split()\n"
        "rude = {f'__{name}__': (lambda *a, **k: 1 / 0) for name in names}\n"
        "Rude = type('Rude', (dict,), {**rude, 'items': rude['__iter__'], 'keys': rude['__iter__']})\n"
        "value = {'rude': Rude()}"
    ),
    "an exit in its repr": ("value = {'rude': type('Rude', (), {'__repr__': lambda self: sys.exit(3)})()}"),
    "a lying length": "value = {'l': type('L', (list,), {'__len__': lambda self: -1})([1, 2])}",
    "an endless list": ("value = {'e': type('E', (list,), {'__iter__': lambda self: iter(int, 1)})()}"),
    "a million keys": "value = {str(key): key for key in range(1_000_000)}",
    "a million keys that are equal once frozen": "value = {(key,): 'x' * 50 for key in range(300_000)}",
    "depth ten thousand": "value = []\nfor _ in range(10_000): value = [value]",
    "ten megabytes of text": "value = {'text': 'x' * 10_000_000}",
    "keys of every kind": "value = {None: 1, 1: 2, (1, 2): 3, 1.5: 4, b'b': 5, frozenset([1]): 6}",
    "an empty key": "value = {'': 1}",
    "no mapping": "value = [1, 2, 3]",
    "a module": "value = os",
    "an argparse namespace": "import argparse; value = argparse.Namespace(lr=0.1, data='FD004')",
    "a dataclass": (
        "import dataclasses\n@dataclasses.dataclass\nclass Config:\n    lr: float = 0.1\nvalue = Config()"
    ),
    "a generator": "value = {'g': (each for each in range(3))}",
    "a lock": "import threading; value = {'lock': threading.Lock()}",
    "a class whose attributes raise": (
        "value = {'x': type('X', (), {'__getattr__': lambda self, name: 1 / 0, "
        "'__getattribute__': lambda self, name: 1 / 0})()}"
    ),
    "exceptions that are no Exception": (
        "class Odd(BaseException): pass\n"
        "def odd(self): raise Odd()\n"
        "value = {'x': type('X', (), {'__repr__': odd})()}"
    ),
}


@pytest.fixture
def store(new_url: Callable[[str], str]) -> str:
    return new_url("sqlite")


@pytest.mark.parametrize("config", sampled(CONFIGS, 3))
def test_any_config_is_stored_in_a_readable_bounded_form(tmp_path: Path, store: str, config: str) -> None:
    body = f"{CONFIGS[config]}\nwith recorded(config=value) as run:\n    print('worked')\nos._exit(0)\n"
    # The interpreter itself may not survive freeing what is nested so deep; the recorder has no part in that.
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    (run,) = host_runs(tmp_path, store)
    assert run.status == "completed"
    assert 2 < len(json.dumps(run.config)) < 1_000_000


FIELDS: dict[str, str] = {
    "no name": "recorded('')",
    "a name of bytes": "recorded(b'name')",
    "a long name": "recorded('n' * 10_000)",
    "a name with a surrogate": "recorded('a\\ud800b\\0c')",
    "a name that is a number": "recorded(17)",
    "tags of every kind": "recorded(tags=['a', 1, None, '', 'x' * 1_000, b'b'])",
    "one tag as text": "recorded(tags='night')",
    "a seed that is text": "recorded(seed='seven')",
    "a seed beyond 64 bits": "recorded(seed=2 ** 200)",
    "a negative seed": "recorded(seed=-1)",
    "a dataset that is a list": "recorded(dataset=['FD001', 'FD004'])",
    "a dataset of another type": "recorded(dataset=object())",
    "a kind with a space": "recorded(kind='my kind ' * 100)",
    "a results folder that is a number": "recorded(results_dir=17)",
    "a dataset of unknown fields": "recorded(dataset={'name': 'FD004', 'rows': 100})",
    "links that are no ids": "recorded(experiment_id='no id!', parent_run_id='neither\\0')",
}


@pytest.mark.parametrize("fields", sampled(FIELDS, 3))
def test_any_argument_leaves_the_program_alone_and_the_run_recorded(
    tmp_path: Path, store: str, fields: str
) -> None:
    host = Host(
        tmp_path,
        f"with {FIELDS[fields]} as run:\n    run.log_metrics({{'loss': 1.0}})\n    print('worked')\n",
    )
    assert_unnoticed(host.run(store), host.run(None))
    replay(tmp_path, store)
    (run,) = [run for run in runs_of(store) if run.name != "replay"]
    assert (run.status, len(points_of(store, run.run_id))) == ("completed", 1)


CALLS = {
    "metrics that are no numbers": "run.log_metrics({'a': 'text', 'b': None, 'c': [1], 'd': object()})",
    "metrics with odd keys": "run.log_metrics({'': 1.0, 'k' * 1_000: 2.0, 5: 3.0, None: 4, '\\ud800': 5.0})",
    "metrics that are no mapping": "run.log_metrics(17); run.log_metrics(None); run.log_metrics([('a', 1)])",
    "an integer beyond a double": "run.log_metrics({'a': 10 ** 400})",
    "a step that is text": "run.log_metrics({'a': 1.0}, step='one')",
    "a step beyond 64 bits": "run.log_metrics({'a': 1.0}, step=2 ** 100)",
    "a falling percentage": "run.progress(80); run.progress(20)",
    "a percentage beyond a hundred": "run.progress(140); run.progress(-1); run.progress(float('nan'))",
    "progress of the wrong types": "run.progress('half', 5, object())",
    "an artifact that is not there": "run.log_artifact('nowhere.png', kind='plot')",
    "an artifact that is a folder": "run.log_artifact('.', kind='plot')",
    "an artifact that never ends": "run.log_artifact('/dev/zero', kind='plot')",
    "an artifact that is a pipe": "os.mkfifo('pipe'); run.log_artifact('pipe', kind='plot')",
    "an artifact with an odd kind": "run.log_artifact(__file__, kind='My Kind!' * 100)",
    "an artifact that is a number": "run.log_artifact(17)",
}


@pytest.mark.parametrize("calls", sampled(CALLS, 3))
def test_any_call_leaves_the_program_alone_and_what_comes_after_is_recorded(
    tmp_path: Path, store: str, calls: str
) -> None:
    body = f"""
with recorded() as run:
    run.log_metrics({{"first": 1.0}})
    {CALLS[calls]}
    run.log_metrics({{"last": 2.0}})
    print("worked")
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), Host(tmp_path, body.replace("os.mkfifo('pipe')", "pass")).run(None))
    replay(tmp_path, store)
    (run,) = [run for run in runs_of(store) if run.name != "replay"]
    assert run.status == "completed"
    found = {key: value for _, key, value in points_of(store, run.run_id)}
    assert {"first": 1.0, "last": 2.0}.items() <= found.items()


def test_numbers_survive_as_themselves(tmp_path: Path, store: str) -> None:
    body = """
with recorded() as run:
    for value in (float("nan"), float("inf"), float("-inf"), 0.1, 1e-320, 7, True):
        run.log_metrics({"loss": value})
"""
    assert Host(tmp_path, body).run(store).own == (0, "", "")
    (run,) = host_runs(tmp_path, store)
    values: list[Any] = [value for _, _, value in points_of(store, run.run_id)]
    assert [repr(value) for value in values[:6]] == ["nan", "inf", "-inf", "0.1", "1e-320", "7.0"]
