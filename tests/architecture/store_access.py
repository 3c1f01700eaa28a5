"""Finds code that would open a file behind an engine's back.

Closing any descriptor of a file drops every POSIX lock the process holds on it, DuckDB's included: a second
process then writes the same store and acknowledged commits vanish. So engine packages open no file at all.
"""

import ast
from collections.abc import Iterator

OPENING_MODULES = {"shutil", "mmap", "fileinput", "io", "tarfile", "zipfile"}
OPENING_CALLS = {
    "open",
    "fdopen",
    "open_code",
    "FileIO",
    "read_bytes",
    "read_text",
    "write_bytes",
    "write_text",
    "touch",
    "copyfile",
    "copy",
    "copy2",
    "sendfile",
    "truncate",
    "fromfile",
    "tofile",
}


def file_openings(source: str) -> Iterator[tuple[int, str]]:
    """(line, name) of each call or import by which a module could open a file."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                if name in OPENING_CALLS:
                    yield node.lineno, name
            case ast.Import(names=names):
                yield from (
                    (node.lineno, alias.name) for alias in names if _root(alias.name) in OPENING_MODULES
                )
            case ast.ImportFrom(module=module, names=names):
                for alias in names:
                    if _root(module or "") in OPENING_MODULES or alias.name in OPENING_CALLS:
                        yield node.lineno, alias.name
            case _:
                pass


def _root(module: str) -> str:
    return module.partition(".")[0]
