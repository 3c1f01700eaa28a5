"""What is committed speaks of the project only and works on any machine."""

import re

import pytest

from tests.architecture.source_tree import project_files, text_of

# Put together here, because this file is scanned as well.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("npmmirror", "com"),
    )
]
PRIVATE_FOLDERS = ["root", "work", "home", "Users", "farm", "opt/" + "wheels", "tmp/" + "brief"]
PLANNING_FILES = ["DESIGN", "NUMBERS", "RELIABILITY", "EVALUATION", "STYLE", "BRIEF"]

FOREIGN = {
    "a registry's host": re.compile("|".join(map(re.escape, REGISTRIES))),
    "a path of one machine": re.compile(rf"(?<![\w.\-}})])/(?:{'|'.join(PRIVATE_FOLDERS)})/"),
    "a document outside the project": re.compile(
        rf"\b(?:{'|'.join(PLANNING_FILES)})(?:\.md\b| (?:section|finding|invariant)s?\b| \d)"
        r"|\.\./sha" + r"red/"
    ),
    "an issue's number": re.compile(r"\b[Ii]ssue #?\d"),
    "a mark of an unfinished merge": re.compile(r"^(?:<{7}|>{7}|\|{7}) "),
}


def foreign_text(text: str) -> list[str]:
    return [
        f"line {number}: {what}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in FOREIGN.items()
        if pattern.search(line)
    ]


def test_no_committed_text_speaks_of_a_workplace() -> None:
    found = {str(path): foreign_text(text_of(path)) for path in project_files()}
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "planted",
    [
        f"https://files.{REGISTRIES[1]}/packages/x.whl",
        f"registry=https://registry.{REGISTRIES[2]}",
        "see /" + "root/notes.txt",
        "path = '/" + "work/main'",
        "as DESIGN" + " section 5 says",
        "../sha" + "red/vectors",
        "fixes issue" + " #12",
        "<" * 7 + " HEAD",
    ],
)
def test_planted_foreign_text_is_found(planted: str) -> None:
    assert len(foreign_text(planted)) == 1


def test_relative_paths_and_plain_words_are_left_alone() -> None:
    assert foreign_text("docs/work/plan.md, $HOME/home/x, the design section, an issue with 3 parts") == []
