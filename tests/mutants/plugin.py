"""A pytest plugin that plants the bug which $PROVENLAB_MUTANT names, for the whole run."""

import os
from collections.abc import Iterator

import pytest

from tests.mutants.planted import PLANTED


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        PLANTED[os.environ["PROVENLAB_MUTANT"]](patch)
        result = yield
    return result
