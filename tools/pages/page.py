"""What a view answers."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Page(NamedTuple):
    """A template and what it shows; `title` is what a reader knows the page by."""

    template: str
    title: str
    values: Mapping[str, Any]


class Document(NamedTuple):
    """A finished HTML document with a policy of its own, shown as it is."""

    content: str
    policy: str


class Elsewhere(NamedTuple):
    """Another page to go to."""

    address: str


Answer = Page | Document | Elsewhere
View = Callable[..., Answer]
"""`view(ask, address, **ids)`: reads, and answers a page."""
