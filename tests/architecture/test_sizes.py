"""A file or function that outgrows its bound is missing a noun."""

from pathlib import Path

import pytest

from tests.architecture.code_sizes import python_functions, typescript_functions
from tests.architecture.source_tree import is_generated, project_files, text_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
SIZED = {".py", ".ts", ".js", ".mjs", ".sql"}


def own_code() -> list[Path]:
    return [path for path in project_files() if path.suffix in SIZED and not is_generated(path)]


def oversized_file(path: Path, text: str) -> list[str]:
    lines = len(text.splitlines())
    return [f"{path}: {lines} lines, at most {LONGEST_FILE}"] if lines > LONGEST_FILE else []


def oversized_functions(path: Path, text: str) -> list[str]:
    readers = {".py": python_functions, ".ts": typescript_functions}
    reader = readers.get(path.suffix)
    return [
        f"{path}:{first} {name}: {lines} lines, at most {LONGEST_FUNCTION}"
        for name, first, lines in (reader(text) if reader else ())
        if lines > LONGEST_FUNCTION
    ]


def test_no_file_is_longer_than_its_bound() -> None:
    assert [fault for path in own_code() for fault in oversized_file(path, text_of(path))] == []


def test_no_function_is_longer_than_its_bound() -> None:
    assert [fault for path in own_code() for fault in oversized_functions(path, text_of(path))] == []


def test_a_planted_long_file_is_found() -> None:
    assert oversized_file(Path("planted.py"), "x = 1\n" * LONGEST_FILE) == []
    assert len(oversized_file(Path("planted.py"), "x = 1\n" * (LONGEST_FILE + 1))) == 1


PYTHON = "class C:\n    async def f(self) -> None:\n{body}"
TYPESCRIPT = [
    "export async function run(a: string): Promise<Map<string, number>> {{\n{body}}}\n",
    'class C {{\n  run(a = "{{") {{ // }}\n{body}  }}\n}}\n',
    "const run = (a: string) => {{\n  const r = /[{{]/;\n{body}}};\n",
]


@pytest.mark.parametrize("source", TYPESCRIPT)
def test_a_planted_long_typescript_function_is_found(source: str) -> None:
    fits = source.format(body="  step();\n" * (LONGEST_FUNCTION - 4))
    exceeds = source.format(body="  step();\n" * LONGEST_FUNCTION)
    assert oversized_functions(Path("planted.ts"), fits) == []
    assert len(oversized_functions(Path("planted.ts"), exceeds)) == 1


def test_a_planted_long_python_function_is_found() -> None:
    line = "        step()\n"
    assert oversized_functions(Path("planted.py"), PYTHON.format(body=line * (LONGEST_FUNCTION - 1))) == []
    assert len(oversized_functions(Path("planted.py"), PYTHON.format(body=line * LONGEST_FUNCTION))) == 1


def test_object_literals_classes_and_suites_are_not_functions() -> None:
    body = "  a: call(b),\n" * 80
    for head in ("const table = {", "export class Client extends Base {", 'describe("store", () => {'):
        assert oversized_functions(Path("planted.ts"), f"{head}\n{body}}}\n") == []
