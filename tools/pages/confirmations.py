"""Forms that were shown and not sent yet; each can be sent once."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from provenlab.core.errors import Conflict
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.proposals import Proposal

_ENTROPY_BYTES = 32
_MOST = 500
_VALID_S = 3600.0


class Shown(NamedTuple):
    """What a form proposed, where it was shown, and until when it is taken."""

    address: Address
    proposal: Proposal
    until: float


class Confirmations:
    """The last forms that were shown, by the secret that each carries; for one thread."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._shown: OrderedDict[str, Shown] = OrderedDict()

    def issue(self, address: Address, proposal: Proposal) -> str:
        """The secret of a new form."""
        secret = secrets.token_urlsafe(_ENTROPY_BYTES)
        self._shown[secret] = Shown(address, proposal, self._clock() + _VALID_S)
        while len(self._shown) > _MOST:
            self._shown.popitem(last=False)
        return secret

    def redeem(self, secret: str, address: Address) -> Proposal:
        """What the form proposed, once; Conflict when it is unknown, used, old, or of another page."""
        shown = self._shown.pop(secret, None)
        if shown is None or shown.address != address or shown.until < self._clock():
            raise Conflict(
                "this form was used before, is too old, or is not from here; nothing was changed", {}
            )
        return shown.proposal
