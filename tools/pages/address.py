"""Addresses of pages: which record, and which view of it."""

from typing import NamedTuple
from urllib.parse import quote, urlencode

from starlette.requests import Request

_ESCAPE = "~"
"""Stands before an id that begins with a dot: a browser takes `.` and `..` for steps, also percent-encoded.
No id can contain it."""


class Address(NamedTuple):
    """The path and the query of a request, names and values in the order they were given."""

    path: str
    pairs: tuple[tuple[str, str], ...] = ()

    def one(self, name: str, default: str = "") -> str:
        """The last value of that name."""
        return next((value for each, value in reversed(self.pairs) if each == name), default)

    def many(self, name: str) -> list[str]:
        """Every value of that name, each once."""
        return list(dict.fromkeys(value for each, value in self.pairs if each == name))

    def given(self, *names: str) -> dict[str, str]:
        """The values of these names that are not empty."""
        return {name: self.one(name) for name in names if self.one(name)}

    def with_changes(self, **changes: str | list[str] | None) -> str:
        """This address with other values for some names; None takes a name out."""
        kept = [pair for pair in self.pairs if pair[0] not in changes]
        for name, value in changes.items():
            kept += [(name, each) for each in ([value] if isinstance(value, str) else value or [])]
        return f"{self.path}?{urlencode(kept)}" if kept else self.path

    def without_blanks(self) -> str | None:
        """The address without names that say nothing, as forms send them; None when there are none."""
        said = [pair for pair in self.pairs if pair[1].strip()]
        if len(said) == len(self.pairs):
            return None
        return f"{self.path}?{urlencode(said)}" if said else self.path


def address_of(request: Request) -> Address:
    """The address that was asked for."""
    return Address(request.url.path, tuple(request.query_params.multi_items()))


def path_to(*segments: object) -> str:
    """`/runs/run-1`; every segment stands for itself, whatever it holds."""
    return "".join(f"/{_segment(str(each))}" for each in segments)


def _segment(text: str) -> str:
    return quote(f"{_ESCAPE}{text}" if text.startswith(".") else text, safe=":~")


def read_segment(text: str) -> str:
    """What `path_to` was given for one segment."""
    return text.removeprefix(_ESCAPE)
