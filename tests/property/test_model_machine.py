"""Champions of every store against a tree of tenures: random changes, crashes and meddling."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from provenlab.core.errors import (
    Conflict,
    Drift,
    InvalidTransition,
    NoChampion,
    NoRollbackTarget,
    NotFound,
    ProvenlabError,
)
from tests.contract.model_labs import MODEL_LABS, NAME, ModelLab, add_versions, open_models
from tests.contract.test_model_history import ALIAS_WRITES, Crash, CrashingPort
from tests.labs import delete_every_record, new_store_file

VERSIONS = st.integers(1, 6)
N_VERSIONS = 5


@dataclass
class Tenure:
    """A version that was chosen as champion, and the tenure it took over from."""

    version: int
    before: "Tenure | None"


class ModelMachine(RuleBasedStateMachine):
    """Promotions grow a tree, rollbacks climb it; nothing here folds a list of events."""

    open_lab: Callable[[ExitStack], ModelLab]

    def __init__(self) -> None:
        super().__init__()
        self._resources = ExitStack()
        self.lab = type(self).open_lab(self._resources)
        self.models = self.lab.service()
        add_versions(self.lab.registry, N_VERSIONS)
        self.tenure: Tenure | None = None
        self.champion: int | None = None
        self.withdrawn: set[int] = set()
        self.quarantined: set[int] = set()
        self.former: set[int] = set()
        self.changes: list[tuple[str, int | None]] = []
        self.is_behind = False
        self.meddled: dict[str, int | None] = {}

    def teardown(self) -> None:
        self._resources.close()

    def earlier(self, *barred: int) -> Tenure | None:
        found = self.tenure
        while found is not None:
            if found.version not in {self.champion, *barred, *self.withdrawn, *self.quarantined}:
                return found
            found = found.before
        return None

    def wanted(self) -> dict[str, int]:
        target = self.earlier()
        places = {"champion": self.champion, "archived": None if target is None else target.version}
        return {alias: version for alias, version in places.items() if version is not None}

    def after(self, kind: str, champion: int | None) -> None:
        """A change that took effect."""
        if champion != self.champion:
            if self.champion is not None:
                self.former.add(self.champion)
                if kind not in ("promoted", "adopted"):
                    self.withdrawn.add(self.champion)
            self.champion = champion
        if champion is not None:
            self.withdrawn.discard(champion)
        self.changes.append((kind, champion))

    def refused(self, error: type[ProvenlabError], change: Callable[[], object]) -> None:
        with pytest.raises(Drift if self.meddled else error):
            change()

    def happens(self, kind: str, champion: int | None, change: Callable[[], Any]) -> None:
        if self.meddled:
            self.refused(Drift, change)
            return
        done = change()
        assert done.event is not None
        assert (done.event.kind, done.event.previous_champion) == (kind, self.champion)
        assert (done.champion, done.in_step) == (champion, True)
        self.is_behind = False
        self.after(kind, champion)

    def changes_nothing(self, change: Callable[[], Any]) -> None:
        if self.meddled:
            self.refused(Drift, change)
            return
        done = change()
        assert (done.event, done.champion, done.in_step) == (None, self.champion, True)
        self.is_behind = False

    @rule(version=VERSIONS, expected=st.none() | VERSIONS | st.just("nobody"))
    def promote(self, version: int, expected: Any) -> None:
        def change() -> object:
            return self.models.promote(NAME, version, expected_champion=expected)

        if version > N_VERSIONS:
            with pytest.raises(NotFound):
                change()
        elif expected not in (None, self.champion or "nobody"):
            self.refused(Conflict, change)
        elif version in self.quarantined:
            self.refused(InvalidTransition, change)
        elif version == self.champion:
            self.changes_nothing(change)
        else:
            self.happens("promoted", version, change)
            if not self.meddled:
                self.tenure = Tenure(version, self.tenure)

    @rule()
    def rollback(self) -> None:
        target = self.earlier()
        if target is None:
            self.refused(NoRollbackTarget, lambda: self.models.rollback(NAME))
            return
        self.happens("rolled_back", target.version, lambda: self.models.rollback(NAME))
        if not self.meddled:
            self.tenure = target

    @rule()
    def demote(self) -> None:
        if self.champion is None:
            self.refused(NoChampion, lambda: self.models.demote(NAME))
        else:
            self.happens("demoted", None, lambda: self.models.demote(NAME))

    @rule(version=VERSIONS.filter(lambda each: each <= N_VERSIONS))
    def quarantine(self, version: int) -> None:
        if version in self.quarantined:
            self.changes_nothing(lambda: self.models.quarantine(NAME, version))
            return
        target = self.earlier(version) if version == self.champion else None
        champion = self.champion
        if version == self.champion:
            champion = None if target is None else target.version
        self.happens("quarantined", champion, lambda: self.models.quarantine(NAME, version))
        if not self.meddled:
            self.quarantined.add(version)
            self.tenure = target or self.tenure

    @rule(version=VERSIONS.filter(lambda each: each <= N_VERSIONS))
    def release(self, version: int) -> None:
        if version not in self.quarantined:
            self.changes_nothing(lambda: self.models.release(NAME, version))
            return
        self.happens("released", self.champion, lambda: self.models.release(NAME, version))
        if not self.meddled:
            self.quarantined.discard(version)

    @rule(version=VERSIONS.filter(lambda each: each <= N_VERSIONS))
    def archive(self, version: int) -> None:
        if version == self.champion:
            self.refused(InvalidTransition, lambda: self.models.archive(NAME, version))
        elif version in self.former:
            self.changes_nothing(lambda: self.models.archive(NAME, version))
        else:
            self.happens("archived", self.champion, lambda: self.models.archive(NAME, version))
            if not self.meddled:
                self.former.add(version)

    @precondition(lambda self: not self.meddled)
    @rule(version=VERSIONS.filter(lambda each: each <= N_VERSIONS), at=st.integers(1, 3), after=st.booleans())
    def crash_in_a_promotion(self, version: int, at: int, after: bool) -> None:
        if version in self.quarantined or version == self.champion:
            return
        crashing: Any = CrashingPort(self.lab.registry, ALIAS_WRITES, at, after, Crash())
        try:
            self.lab.service(registry=crashing).promote(NAME, version)
        except Crash:
            self.is_behind = True
        else:
            self.is_behind = False
        self.after("promoted", version)
        self.tenure = Tenure(version, self.tenure)

    @precondition(lambda self: not self.is_behind)
    @rule(alias=st.sampled_from(["champion", "archived"]), version=st.none() | VERSIONS)
    def meddle(self, alias: str, version: int | None) -> None:
        if version is not None and version > N_VERSIONS:
            return
        if version is None:
            self.lab.registry.delete_alias(NAME, alias)
        else:
            self.lab.registry.set_alias(NAME, alias, version)
        self.meddled[alias] = version
        if version == self.wanted().get(alias):
            del self.meddled[alias]
        if not self.changes and self.meddled == {alias: None}:
            self.meddled.clear()

    @rule(accept=st.sampled_from([None, "history", "aliases"]))
    def reconcile(self, accept: Any) -> None:
        def change() -> Any:
            return self.models.reconcile(NAME, accept)

        found = self.lab.registry.aliases(NAME).get("champion")
        if accept is None:
            self.changes_nothing(change)
            return
        if accept == "aliases" and found != self.champion:
            self.adopt(found, change)
            return
        assert change().event is None
        self.meddled.clear()
        self.is_behind = False

    def adopt(self, found: int | None, change: Callable[[], Any]) -> None:
        if found is not None and found in self.quarantined:
            with pytest.raises(InvalidTransition):
                change()
            return
        kind = "demoted" if found is None else "adopted"
        assert change().event.kind == kind
        self.meddled.clear()
        self.is_behind = False
        self.after(kind, found)
        if found is not None:
            self.tenure = Tenure(found, self.tenure)

    @invariant()
    def the_history_tells_the_champion_and_the_aliases_follow(self) -> None:
        events = self.lab.history.events(NAME)
        assert [(each.kind, each.champion) for each in events] == self.changes
        assert [each.seq for each in events] == list(range(1, len(events) + 1))
        try:
            found = self.models.champion(NAME)
        except NoChampion:
            assert self.champion is None
        else:
            assert found.version.version == self.champion
            assert {each.alias for each in found.drift} == set(self.meddled)
        if not self.is_behind:
            wanted = {**self.wanted(), **self.meddled}
            aliases = {alias: version for alias, version in wanted.items() if version is not None}
            assert dict(self.lab.registry.aliases(NAME)) == aliases

    @invariant()
    def every_version_has_one_state(self) -> None:
        for each in self.models.versions(NAME).items:
            former = "archived" if each.version in self.former else "candidate"
            assert each.state == ("champion" if each.version == self.champion else former)
            assert each.quarantined is (each.version in self.quarantined)


@pytest.mark.requirement("MODELS-14")
@pytest.mark.parametrize("kind", MODEL_LABS)
def test_two_hundred_random_histories_agree_with_a_tree_of_tenures(
    kind: str, template: Callable[[str], Path], request: pytest.FixtureRequest
) -> None:
    def open_lab(resources: ExitStack) -> ModelLab:
        directory = Path(resources.enter_context(tempfile.TemporaryDirectory()))

        def new_url(backend: str) -> str:
            if backend == "memory":
                return "memory:"
            if backend == "postgres":
                url: str = request.getfixturevalue("shared_postgres_url")
                delete_every_record(url)
                return url
            return str(new_store_file(template(backend), directory))

        return resources.enter_context(open_models(kind, new_url))

    machine = type("Machine", (ModelMachine,), {"open_lab": staticmethod(open_lab)})
    chosen = settings()
    # The engines with a file or a server to open cost many times as much for each call.
    examples = 200 if kind == "memory" else max(10, chosen.max_examples // 3)
    run_state_machine_as_test(
        machine, settings=settings(chosen, max_examples=max(examples, 10), stateful_step_count=30)
    )
