"""Operations on the store as a whole."""

from typing import Annotated

from pydantic import Field

from provenlab.core.errors import UriRefused
from provenlab.core.models.store import StoreDescription, Sweep, Verification
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation

_DAY_S = 86_400


class InitStore(Value):
    """Nothing to say."""


@operation(effect=Effect.WRITE)
def init_store(lab: Lab, request: InitStore) -> StoreDescription:
    """Creates the store when it is missing, brings an older schema up to date, and describes it."""
    lab.store.initialise()
    return lab.store.description()


class DescribeStore(Value):
    """Nothing to say."""


@operation(effect=Effect.READ)
def describe_store(lab: Lab, request: DescribeStore) -> StoreDescription:
    """Returns which store it is, its schema version and how much it holds; creates nothing."""
    return lab.store.description()


class VerifyStore(Value):
    """`readBlobs: false` leaves out the bytes of artifacts."""

    read_blobs: bool = True
    max_findings: Annotated[int, Field(ge=1, le=100_000)] = 1_000


@operation(effect=Effect.READ)
def verify_store(lab: Lab, request: VerifyStore) -> Verification:
    """Proves that the store holds what was recorded: digests, edges, histories, indexes, bytes.

    What is wrong comes back as findings, each with its record; nothing is repaired.
    """
    return lab.verification.verify(request.read_blobs, request.max_findings)


class SweepBlobs(Value):
    """`minAgeSeconds` protects what is being published right now."""

    min_age_seconds: Annotated[float, Field(ge=0, le=10 * 365 * _DAY_S)] = _DAY_S
    dry_run: bool = True


@operation(effect=Effect.WRITE, errors=(UriRefused,))
def sweep_blobs(lab: Lab, request: SweepBlobs) -> Sweep:
    """Lists blobs that no artifact needs, counts what was left unfinished; `dryRun: false` removes both."""
    return lab.verification.sweep(request.min_age_seconds, request.dry_run)
