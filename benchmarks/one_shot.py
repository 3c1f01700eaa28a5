"""A process for every call, against a bare interpreter that imports the same engine and pydantic and runs the
raw statement: what a host pays that spawns the bridge."""

import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

from benchmarks.bridge import call_once, environment
from benchmarks.declarations import declaration
from benchmarks.figures import Figure, at_most_times
from benchmarks.floors.postgres import schema_of
from benchmarks.setting import Setting
from benchmarks.subject import Subject
from benchmarks.timing import interleaved

_HEAD = "import json, sys\nfrom pydantic import BaseModel\n"
_CONNECT = {
    "sqlite": "import sqlite3\nc = sqlite3.connect(sys.argv[1])\nc.execute('PRAGMA synchronous = FULL')\n",
    "duckdb": "import duckdb\nc = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'get')\n",
    "postgres": "import psycopg\nc = psycopg.connect(sys.argv[1])\nc.execute(sys.argv[4])\n",
}
_GET = (
    "row = c.execute('SELECT * FROM experiments WHERE experiment_id = {mark}', (sys.argv[3],)).fetchone()\n"
    "print(json.dumps(row))\n"
)
_CREATE = (
    "n = json.loads(sys.stdin.read())\n"
    "c.execute({begin!r})\n"
    "c.execute('INSERT INTO raw VALUES ({mark}, {mark}, {mark}, {mark})', "
    "(n['experimentId'], json.dumps(n['inputs']), json.dumps(n['config']), 1))\n"
    "c.execute('INSERT INTO raw_edges VALUES ' + ', '.join(['({mark}, {mark}, {mark})'] * 4), "
    "[x for role, ids in n['inputs'].items() for i in ids for x in (i, n['experimentId'], role)])\n"
    "c.execute('COMMIT')\n"
    "print(json.dumps({{'experimentId': n['experimentId']}}))\n"
)
_TABLES = (
    "CREATE TABLE raw (id TEXT PRIMARY KEY, inputs TEXT, config TEXT, made BIGINT)",
    "CREATE TABLE raw_edges (artifact TEXT, id TEXT, role TEXT, PRIMARY KEY (artifact, id, role))",
)


def measure(setting: Setting) -> Iterator[Figure]:
    """Processor milliseconds of the whole process, its interpreter included."""
    for engine in setting.engines:
        url = setting.fresh_url(engine)
        subject = Subject(url, idle_ms=0)
        subject.create(declaration("known", 0))
        subject.close()
        _run_raw(engine, url, "tables", "")
        for operation in ("create", "get"):
            setting.progress.step(f"one-shot calls: {engine}, {operation}")
            yield _figure(setting, engine, url, operation)


def _figure(setting: Setting, engine: str, url: str, operation: str) -> Figure:
    numbers = count(1)
    if operation == "get":
        library = lambda: call_once("get_experiment", url, {"experimentId": "known-0000000"})  # noqa: E731
        floor = lambda: _run_raw(engine, url, "get", "known-0000000")  # noqa: E731
    else:
        library = lambda: call_once("create_experiment", url, declaration("library", next(numbers)))  # noqa: E731
        floor = lambda: _run_raw(engine, url, "create", "", next(numbers))  # noqa: E731
    repeats = setting.scale.repeats(15)
    bare = lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)  # noqa: E731
    found = interleaved({"library": library, "floor": floor, "python": bare}, repeats, of_children=True)
    return Figure(
        group="one-shot",
        engine=engine,
        name=f"{operation}_experiment, one process",
        library_ms=found["library"].cpu_ms,
        floor_ms=found["floor"].cpu_ms,
        clock="cpu",
        target=at_most_times(1.3, found["floor"].cpu_ms),
        others=(
            ("elapsed, library", found["library"].wall_ms),
            ("elapsed, floor", found["floor"].wall_ms),
            ("bare python", found["python"].cpu_ms),
        ),
        repeats=repeats,
    )


def _run_raw(engine: str, url: str, operation: str, experiment_id: str, n: int = 0) -> None:
    mark = "%s" if engine == "postgres" else "?"
    begin = {"sqlite": "BEGIN IMMEDIATE", "duckdb": "BEGIN", "postgres": "SELECT 1"}[engine]
    body = {
        "get": _GET.format(mark=mark),
        "create": _CREATE.format(mark=mark, begin=begin),
        "tables": "".join(f"c.execute({each!r})\n" for each in _TABLES) + "c.commit()\n",
    }[operation]
    place, setup = url, ""
    if engine == "postgres":
        place, schema = schema_of(url)
        setup = f'SET search_path TO "{schema}"'
    if engine == "duckdb" and operation == "tables":
        body = body.replace("c.commit()\n", "")
    program = _HEAD + _CONNECT[engine] + body
    subprocess.run(
        [sys.executable, "-c", program, place, operation, experiment_id, setup],
        input=json.dumps(declaration("floor", n)).encode(),
        stdout=subprocess.DEVNULL,
        env=environment(),
        check=True,
    )
