"""Numbers that stand in an address."""

from provenlab.core.errors import ValidationFailed
from provenlab.tools.pages.address import Address

_PAGE = 50
_MOST = 1_000
_MOST_DIGITS = 15


def limit_of(address: Address) -> int:
    """How many records a page shows."""
    found = read_whole(address.one("limit", str(_PAGE)))
    if isinstance(found, str) or not 1 <= found <= _MOST:
        raise ValidationFailed.at("limit", f"expected a whole number from 1 to {_MOST}")
    return found


def whole_of(address: Address, name: str) -> int:
    """A whole number that stands in the address."""
    found = read_whole(address.one(name))
    if isinstance(found, str):
        raise ValidationFailed.at(name, f"expected a whole number of at most {_MOST_DIGITS} digits")
    return found


def read_whole(text: str) -> int | str:
    """A whole number; any other text as it is, which an operation refuses and says what would be right."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else text


def number_of(address: Address, name: str) -> float:
    """A number that was typed in."""
    try:
        return float(address.one(name))
    except ValueError:
        raise ValidationFailed.at(name, "expected a number such as 0.9") from None
