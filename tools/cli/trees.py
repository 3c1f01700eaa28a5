"""Trees of lines."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Node = TypeVar("Node")


def branches(
    node: Node, children: Callable[[Node], Sequence[Node]], label: Callable[[Node], str], stem: str = ""
) -> Iterator[str]:
    """A line for each node below this one, with the strokes that join them, depth first."""
    # A stack of its own: an idea may be followed further than Python calls deep.
    waiting = [(child, stem, is_last) for child, is_last in _marked(children(node))][::-1]
    while waiting:
        child, before, is_last = waiting.pop()
        yield f"{before}{'└─ ' if is_last else '├─ '}{label(child)}"
        below = before + ("   " if is_last else "│  ")
        waiting += [(each, below, last) for each, last in _marked(children(child))][::-1]


def _marked(nodes: Sequence[Node]) -> list[tuple[Node, bool]]:
    return [(node, index == len(nodes) - 1) for index, node in enumerate(nodes)]
