"""What can be learnt of the code and the machine a run comes from, without asking."""

from typing import Any, Protocol


class ProvenanceCollectorPort(Protocol):
    """Looks around; never raises, never prints, and leaves out what it cannot learn.

    Both return fields of `RunOrigin` by their names on the wire, within the limits of that model, not yet
    redacted.
    """

    def at_once(self) -> dict[str, Any]:
        """What takes no more than a few reads: commit, host, platform, Python, process, arguments."""
        ...

    def in_time(self) -> dict[str, Any]:
        """What takes longer: whether the checkout differs from its commit, the remote, the packages."""
        ...
