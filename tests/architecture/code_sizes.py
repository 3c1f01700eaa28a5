"""How long the functions of a Python or TypeScript source are."""

import ast
import re
from collections.abc import Iterator

# Longest alternatives first; a template literal is taken whole, its `${}` parts included.
_TS_SILENT = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
    r"|(?<=[=(,:!&|?{};\n])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/",
    re.DOTALL,
)
_SUITE = re.compile(r"\b(?:describe|suite)(?:\.\w+)?\s*\(")


def python_functions(source: str) -> Iterator[tuple[str, int, int]]:
    """(name, first line, number of lines) of every function and method."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.end_lineno or node.lineno
            yield node.name, node.lineno, last - node.lineno + 1


def typescript_functions(source: str) -> Iterator[tuple[str, int, int]]:
    """(header, first line, number of lines) of every braced body that follows a parameter list.

    Blocks of control statements count too: one that is too long makes its function too long.
    Suites of tests are lists of functions, so their own length says nothing.
    """
    code = _TS_SILENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    opened: list[tuple[int, str]] = []
    header_start = 0
    for position, char in enumerate(code):
        if char == "{":
            opened.append((position, code[header_start:position].strip()))
        elif char == "}" and opened:
            start, header = opened.pop()
            if _opens_function(header):
                first, last = code.count("\n", 0, start) + 1, code.count("\n", 0, position) + 1
                yield " ".join(header.split())[-60:], first, last - first + 1
        if char in "{};":
            header_start = position + 1


def _opens_function(header: str) -> bool:
    if _SUITE.search(header):
        return False
    if header.endswith("=>"):
        return True
    return ")" in header and not header.endswith(("=", "(", ",", ":", "[", "?", "&", "|", "return"))
