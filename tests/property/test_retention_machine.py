"""Random labs, random policies, collectors that die anywhere: what goes is what a model lets go."""

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from provenlab.core.models.remark import NO_REMARK
from provenlab.core.models.retention import CollectionReport, RetentionPolicy
from provenlab.core.services.retention import Listing
from provenlab.tools.compose import LabParts, open_backend
from provenlab.tools.places import store_place
from tests.contract.blob_stores import BENCHES, BlobBench
from tests.interruptions import BrokenOffError, Interrupted, break_off, failing_write
from tests.labs import (
    BACKENDS,
    LOCK_TIMEOUT_MS,
    Bench,
    CountedIds,
    ManualClock,
    delete_every_record,
    new_store_file,
)
from tests.property.retention_acts import HOUR, RetentionActs
from tests.retention_oracle import OWN, POLICIES

ALL = Listing(with_kept=True, most=1_000_000)
STRICT = RetentionPolicy(keep_last=1, keep_days=0.0, keep_aggregates=False)


class RetentionMachine(RetentionActs):
    """Whatever holds an artifact comes and goes; each collection is told beforehand, and to the blob."""

    def teardown(self) -> None:
        try:
            for even_young in (False, True):
                self.collect_as_planned(STRICT, even_young)
        finally:
            super().teardown()

    @rule(even_young=st.booleans(), dry_run=st.booleans())
    def sweep(self, even_young: bool, dry_run: bool) -> None:
        age = 0.0 if even_young else HOUR
        found = self.call("sweep_blobs", minAgeSeconds=age, dryRun=dry_run)
        orphans = self.model.orphans(even_young)
        assert found["orphans"] == orphans
        assert found["removed"] == (0 if dry_run else len(orphans))
        if not dry_run:
            self.model.remove(orphans, even_young)

    @rule(
        policy=POLICIES,
        dies=st.sampled_from(["never", "never", "in the transaction", "while removing"]),
        at=st.integers(1, 5),
        after=st.booleans(),
        even_young=st.booleans(),
    )
    def collect(self, policy: RetentionPolicy, dies: str, at: int, after: bool, even_young: bool) -> None:
        if dies == "in the transaction":
            self.die_in_the_transaction(policy, at)
        if dies == "while removing":
            self.die_while_removing(policy, at, after)
        self.collect_as_planned(policy, even_young or dies != "never")

    def die_in_the_transaction(self, policy: RetentionPolicy, at: int) -> None:
        """Then all is as it was, unless it came to its end before the fault."""
        before = self.everything()
        going = self.model.goes(policy, self.bench.clock.now())
        with failing_write(at):
            try:
                self.lab.retention.collect(policy, NO_REMARK, 0.0, ALL)
            except BrokenOffError:
                assert self.everything() == before
            else:
                self.let_go(going, even_young=True)

    def die_while_removing(self, policy: RetentionPolicy, at: int, after: bool) -> None:
        """Then the records say what they should, and the blobs before the fault are gone."""
        going = self.model.goes(policy, self.bench.clock.now())
        freed = self.model.freed(going)
        real = self.lab.blobs
        self.lab.__dict__["blobs"] = Interrupted(real, "delete", at, break_off, after)
        self.lab.__dict__.pop("retention", None)
        try:
            self.lab.retention.collect(policy, NO_REMARK, 0.0, ALL)
        except BrokenOffError:
            freed = freed[: at - 1 + after]
        finally:
            self.lab.__dict__["blobs"] = real
            self.lab.__dict__.pop("retention")
        self.model.expire(going)
        self.model.remove(freed, even_young=True)

    def collect_as_planned(self, policy: RetentionPolicy, even_young: bool) -> CollectionReport:
        """Plans, which changes nothing; collects, which does what was planned; and again, to no effect."""
        service, before = self.lab.retention, self.everything()
        going = self.model.goes(policy, self.bench.clock.now())
        assert not going & self.model.untouchable()
        planned = service.planned(policy, NO_REMARK, ALL)
        assert self.everything() == before
        freed = self.model.freed(going)
        age = 0.0 if even_young else HOUR
        done = service.collect(policy, NO_REMARK, age, ALL)
        for told in (planned, done):
            assert [each.artifact_id for each in told.outlived] == sorted(going)
            alive = {key for key, each in self.model.artifacts.items() if not each.is_expired}
            assert [each.artifact_id for each in told.kept] == sorted(alive - going)
            assert told.freed_blobs == len(freed)
        assert (planned.outlived, planned.kept, planned.totals, planned.freed_bytes) == (
            done.outlived,
            done.kept,
            done.totals,
            done.freed_bytes,
        )
        removed = self.let_go(going, even_young)
        assert (done.removed_blobs, done.waiting_blobs) == (len(removed), len(freed) - len(removed))
        after = self.everything()
        again = service.collect(policy, NO_REMARK, age, ALL)
        assert (again.outlived, again.removed_blobs) == ((), 0)
        assert self.everything() == after
        return done

    def let_go(self, going: set[str], even_young: bool) -> list[str]:
        """The blobs that go with these artifacts."""
        freed = self.model.freed(going)
        self.model.expire(going)
        return self.model.remove(freed, even_young)

    def everything(self) -> Any:
        """All that a collection may change; blobs as they should be."""
        facts = self.lab.retention.retention.facts()
        told = {each.artifact_id: each for each in facts.artifacts}
        histories = {each: self.call("get_artifact_history", artifactId=each) for each in told}
        blobs = [each.storage_uri for each in self.lab.blobs.list_blobs()]
        assert blobs == sorted(self.model.present)
        return facts, histories, blobs, self.lab.retention.retention.pins()

    @invariant()
    def what_expired_is_told_and_the_rest_can_be_read(self) -> None:
        facts = self.lab.retention.retention.facts()
        assert {each.artifact_id: each.is_expired for each in facts.artifacts} == {
            key: each.is_expired for key, each in self.model.artifacts.items()
        }
        for uri in self.model.needed():
            assert not uri.startswith(OWN) or self.lab.blobs.exists(uri)


def opener(backend: str, request: pytest.FixtureRequest) -> Callable[[ExitStack], tuple[Bench, BlobBench]]:
    """Opens an empty lab over blobs that can be made older."""

    def open_lab(stack: ExitStack) -> tuple[Bench, BlobBench]:
        folder, url = Path(stack.enter_context(tempfile.TemporaryDirectory())), "memory:"
        if backend == "postgres":
            url = request.getfixturevalue("shared_postgres_url")
            delete_every_record(url)
        elif backend != "memory":
            template: Callable[[str], Path] = request.getfixturevalue("template")
            url = str(new_store_file(template(backend), folder))
        clock, ids, place = ManualClock(), CountedIds(), store_place(url)
        blobs = BENCHES["memory" if backend == "memory" else "local"](folder)
        lab = LabParts(place, open_backend(place, clock, LOCK_TIMEOUT_MS), lambda: blobs.store, clock, ids)
        stack.callback(lab.close)
        return Bench(backend, url, lab, clock, ids), blobs

    return open_lab


@pytest.mark.parametrize("backend", BACKENDS if os.environ.get("PROVENLAB_LONG") else BACKENDS[:2])
def test_what_goes_is_what_a_model_lets_go(backend: str, request: pytest.FixtureRequest) -> None:
    chosen = settings()
    share = {"memory": 0.75, "sqlite": 0.2}.get(backend, 0.125)
    machine = type("Machine", (RetentionMachine,), {"open_lab": staticmethod(opener(backend, request))})
    few = max(1, int(share * chosen.max_examples))
    run_state_machine_as_test(machine, settings=settings(chosen, max_examples=few, stateful_step_count=25))
