"""The contract of the history of champions, and of aliases that follow it through any fault."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from provenlab.core.errors import Conflict, Drift, NoChampion, StoreUnavailable
from provenlab.core.models.promotion import PromotionDraft
from provenlab.core.services.models import ModelService
from tests.contract.model_labs import MODEL_LABS, NAME, ModelLab, add_versions, open_models


@pytest.fixture(params=MODEL_LABS)
def lab(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[ModelLab]:
    with open_models(request.param, new_url) as lab:
        add_versions(lab.registry, 5)
        yield lab


def draft(version: int, **changes: Any) -> PromotionDraft:
    fields = {"model_name": NAME, "kind": "promoted", "version": version, "champion": version, **changes}
    return PromotionDraft.model_validate(fields)


def test_events_are_numbered_from_one_and_come_back_as_they_were_appended(lab: ModelLab) -> None:
    first = lab.history.append(draft(1, evidence={"auc": [1, 0.5, None]}, actor="me", reason="why"), 0)
    second = lab.history.append(draft(2, kind="rolled_back", previous_champion=1), 1)
    assert (first.seq, second.seq) == (1, 2)
    assert lab.history.events(NAME) == (first, second)
    assert lab.history.events("other") == ()


@pytest.mark.parametrize("after_seq", [0, 1, 3, -1])
def test_an_event_after_another_than_the_last_is_refused(lab: ModelLab, after_seq: int) -> None:
    lab.history.append(draft(1), 0)
    lab.history.append(draft(2), 1)
    with pytest.raises(Conflict, match="went on to event 2"):
        lab.history.append(draft(3), after_seq)
    assert [each.version for each in lab.history.events(NAME)] == [1, 2]


def test_time_never_goes_back_in_a_history(lab: ModelLab) -> None:
    lab.history.append(draft(1), 0)
    lab.clock.move(-3600)
    lab.history.append(draft(2), 1)
    lab.clock.move(7200)
    lab.history.append(draft(3), 2)
    first, second, third = (each.at for each in lab.history.events(NAME))
    assert (second - first, third - second) == (timedelta(), timedelta(hours=1))


def test_a_projection_goes_forward_only_and_never_past_the_history(lab: ModelLab) -> None:
    assert (lab.history.projected(NAME), lab.history.hold(NAME)) == (0, 0)
    for seq in range(3):
        lab.history.append(draft(seq + 1), seq)
    lab.history.record_projection(NAME, 2)
    lab.history.record_projection(NAME, 1)
    assert (lab.history.projected(NAME), lab.history.hold(NAME)) == (2, 2)
    with pytest.raises(Conflict, match="has 3 events"):
        lab.history.record_projection(NAME, 4)
    assert lab.history.projected(NAME) == 2


def test_an_append_that_is_rolled_back_leaves_nothing(lab: ModelLab) -> None:
    with pytest.raises(RuntimeError), lab.store.atomic():
        lab.history.append(draft(1), 0)
        raise RuntimeError
    assert lab.history.events(NAME) == ()
    assert lab.history.append(draft(1), 0).seq == 1


class Crash(BaseException):
    """The process ends here: nothing of ours may catch it."""


class CrashingPort:
    """Ends the process at the n-th write to the port behind it, before or after it takes effect."""

    def __init__(
        self, inner: Any, writes: frozenset[str], at: int, after: bool, error: BaseException
    ) -> None:
        self._inner, self._writes, self._left, self._after = inner, writes, at, after
        self._error = error

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if name not in self._writes:
            return method

        def call(*args: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise self._error
            result = method(*args)
            if self._left == 0:
                raise self._error
            return result

        return call


ALIAS_WRITES = frozenset({"set_alias", "delete_alias"})
HISTORY_WRITES = frozenset({"hold", "append", "record_projection"})
STEPS: dict[str, Callable[[ModelService], object]] = {
    "promote": lambda models: models.promote(NAME, 3),
    "rollback": lambda models: models.rollback(NAME),
    "demote": lambda models: models.demote(NAME),
    "quarantine": lambda models: models.quarantine(NAME, 2),
    "first": lambda models: models.promote(NAME, 1),
}
FOLLOWING: dict[str, Callable[[ModelService], object]] = {
    "reconcile": lambda models: models.reconcile(NAME),
    "promote": lambda models: models.promote(NAME, 5),
}


def told(models: ModelService) -> int | None:
    try:
        return models.champion(NAME).version.version
    except NoChampion:
        return None


# In a default run each side of a write and each call that follows, though not each pair of them.
CRASHES = [
    pytest.param(following, after, id=f"{following}-{'after' if after else 'before'}")
    for following, after in product(FOLLOWING, (False, True))
    if os.environ.get("PROVENLAB_LONG") or after == (following == "promote")
]


@pytest.mark.requirement("MODELS-08")
@pytest.mark.parametrize(("following", "after"), CRASHES)
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_any_write_leaves_nothing_torn_after_the_next_call(
    lab: ModelLab, step: str, following: str, after: bool
) -> None:
    """Every write of every change in turn; a run without a crash ends the walk."""
    models, n_crashes = lab.service(), 0
    for port, writes in (("registry", ALIAS_WRITES), ("history", HISTORY_WRITES)):
        for at in range(1, 20):
            prepare(models, step)
            before, n_events = told(models), len(lab.history.events(NAME))
            crashing: Any = CrashingPort(getattr(lab, port), writes, at, after, Crash())
            try:
                STEPS[step](lab.service(**{port: crashing}))
            except Crash:
                n_crashes += 1
            else:
                break
            grown = len(lab.history.events(NAME)) - n_events
            assert grown in (0, 1)
            if grown == 0:
                assert told(models) == before
            FOLLOWING[following](models)
            require_in_step(lab)
    assert n_crashes >= 3


def prepare(models: ModelService, step: str) -> None:
    """Brings the model to where the step changes something, whatever was done before."""
    models.reconcile(NAME)
    for version in range(1, 6):
        models.release(NAME, version)
    if step == "first":
        models.promote(NAME, 2)
    else:
        models.promote(NAME, 1)
        models.promote(NAME, 2)


def require_in_step(lab: ModelLab) -> None:
    standing = lab.service().standing(NAME)
    assert dict(lab.registry.aliases(NAME)) == standing.wanted_aliases()
    assert lab.history.projected(NAME) == standing.seq
    events = lab.history.events(NAME)
    assert [each.seq for each in events] == list(range(1, len(events) + 1))
    for one, other in pairwise(events):
        assert other.previous_champion == one.champion


def test_a_registry_that_is_down_keeps_the_promotion_and_says_that_aliases_are_behind(lab: ModelLab) -> None:
    models = lab.service()
    models.promote(NAME, 1)
    down: Any = CrashingPort(lab.registry, ALIAS_WRITES, 1, False, StoreUnavailable("no answer"))
    done = lab.service(registry=down).promote(NAME, 2)
    assert (done.champion, done.in_step, done.problem) == (2, False, "no answer")
    found = models.champion(NAME)
    assert (found.version.version, found.in_step, found.drift) == (2, False, ())
    assert models.promote(NAME, 2).in_step
    require_in_step(lab)
    assert len(lab.history.events(NAME)) == 2


def test_a_registry_that_cannot_be_read_refuses_the_promotion(lab: ModelLab) -> None:
    down: Any = CrashingPort(lab.registry, frozenset({"aliases"}), 1, False, StoreUnavailable("no answer"))
    with pytest.raises(StoreUnavailable):
        lab.service(registry=down).promote(NAME, 2)
    assert lab.history.events(NAME) == ()


CHANGES: dict[str, Callable[[ModelService], object]] = {
    "promote": lambda models: models.promote(NAME, 3),
    "promote the champion": lambda models: models.promote(NAME, 2),
    "rollback": lambda models: models.rollback(NAME),
    "demote": lambda models: models.demote(NAME),
    "quarantine": lambda models: models.quarantine(NAME, 4),
    "reconcile": lambda models: models.reconcile(NAME),
}


@pytest.mark.requirement("MODELS-10")
@pytest.mark.parametrize("change", CHANGES)
def test_an_alias_moved_by_somebody_else_stops_every_change(lab: ModelLab, change: str) -> None:
    models = lab.service()
    models.promote(NAME, 1)
    models.promote(NAME, 2)
    lab.registry.set_alias(NAME, "champion", 1)
    with pytest.raises(Drift) as refused:
        CHANGES[change](models)
    drift = {"alias": "champion", "expected": 2, "found": 1}
    assert refused.value.details == {"modelName": NAME, "drift": [drift]}
    assert dict(lab.registry.aliases(NAME)) == {"champion": 1, "archived": 1}
    assert len(lab.history.events(NAME)) == 2
    found = models.champion(NAME)
    assert (found.version.version, found.in_step) == (2, False)
    assert [each.model_dump() for each in found.drift] == [drift]


def test_an_operator_may_take_the_word_of_the_history(lab: ModelLab) -> None:
    models = lab.service()
    models.promote(NAME, 1)
    models.promote(NAME, 2)
    lab.registry.delete_alias(NAME, "champion")
    lab.registry.set_alias(NAME, "archived", 5)
    assert models.reconcile(NAME, "history").event is None
    assert models.champion(NAME).version.version == 2
    require_in_step(lab)


def test_an_operator_may_take_the_word_of_the_aliases(lab: ModelLab) -> None:
    models = lab.service()
    models.promote(NAME, 1)
    models.promote(NAME, 2)
    lab.registry.set_alias(NAME, "champion", 4)
    event = models.reconcile(NAME, "aliases").event
    assert event is not None
    assert (event.kind, event.version, event.previous_champion) == ("adopted", 4, 2)
    require_in_step(lab)
    assert models.rollback(NAME).champion == 2


def test_aliases_set_before_there_was_a_history_are_not_overwritten(lab: ModelLab) -> None:
    lab.registry.set_alias(NAME, "champion", 3)
    with pytest.raises(Drift):
        lab.service().promote(NAME, 1)
    assert lab.service().reconcile(NAME, "aliases").champion == 3
    lab.service().promote(NAME, 1)
    require_in_step(lab)


def test_a_removed_champion_alias_that_is_accepted_demotes(lab: ModelLab) -> None:
    models = lab.service()
    models.promote(NAME, 1)
    lab.registry.delete_alias(NAME, "champion")
    event = models.reconcile(NAME, "aliases").event
    assert event is not None
    assert (event.kind, event.champion) == ("demoted", None)
    require_in_step(lab)


def test_other_aliases_are_left_alone(lab: ModelLab) -> None:
    lab.registry.set_alias(NAME, "staging", 5)
    models = lab.service()
    models.promote(NAME, 1)
    models.promote(NAME, 2)
    models.rollback(NAME)
    assert dict(lab.registry.aliases(NAME)) == {"staging": 5, "champion": 1}


class Overtaken:
    """Lets another process promote between a reader's look at the events and at the aliases."""

    def __init__(self, inner: Any, promote: Callable[[], object]) -> None:
        self._inner, self._promote, self.n_looks = inner, promote, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def aliases(self, model_name: str) -> Any:
        self.n_looks += 1
        if self.n_looks == 1:
            with ThreadPoolExecutor(1) as other:
                other.submit(self._promote).result()
        return self._inner.aliases(model_name)


def test_a_promotion_between_two_looks_is_no_drift(new_url: Callable[[str], str]) -> None:
    with open_models("apart", new_url) as lab:
        add_versions(lab.registry, 2)
        models = lab.service()
        models.promote(NAME, 1)
        overtaken: Any = Overtaken(lab.registry, lambda: models.promote(NAME, 2))
        found = lab.service(registry=overtaken).champion(NAME)
        assert (found.version.version, found.in_step, found.drift) == (2, True, ())
        assert overtaken.n_looks == 2
