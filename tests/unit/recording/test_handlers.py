"""What a handler of a signal raises is the program's, whatever was being recorded when it came."""

import signal
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from provenlab.core.rules.frozen_values import frozen
from provenlab.tools.recording.handlers import is_for_the_program


class Stop(Exception):
    pass


def as_function(number: int, frame: object) -> None:
    raise Stop


def as_exit(number: int, frame: object) -> None:
    raise SystemExit(143)


class Listener:
    def method(self, number: int, frame: object) -> None:
        raise Stop

    def __call__(self, number: int, frame: object) -> None:
        raise Stop


def with_a_word(word: str, number: int, frame: object) -> None:
    raise Stop(word)


@pytest.fixture(
    params=[as_function, as_exit, Listener().method, Listener(), partial(with_a_word, "stop")],
    ids=["a function", "an exit", "a method", "an object", "a partial"],
)
def handler(request: pytest.FixtureRequest) -> Iterator[Callable[[int, Any], None]]:
    before = signal.signal(signal.SIGUSR1, request.param)
    yield request.param
    signal.signal(signal.SIGUSR1, before)


def interrupted() -> BaseException:
    with pytest.raises((Stop, SystemExit)) as raised:
        signal.raise_signal(signal.SIGUSR1)
    return raised.value


def test_an_error_of_a_handler_is_for_the_program(handler: Callable[[int, Any], None]) -> None:
    assert is_for_the_program(interrupted())


def test_a_value_that_is_being_kept_when_a_signal_comes_does_not_swallow_it(
    handler: Callable[[int, Any], None],
) -> None:
    class Slow:
        def __repr__(self) -> str:
            signal.raise_signal(signal.SIGUSR1)
            return "slow"

    for value in (Slow(), {Slow(): 1}, {Slow(), Slow()}):
        with pytest.raises((Stop, SystemExit)):
            frozen([value], is_for_the_program)


def test_an_error_of_anything_else_is_not(handler: Callable[[int, Any], None]) -> None:
    for error in (Stop(), SystemExit(3), TimeoutError()):
        with pytest.raises(type(error)) as raised:
            raise error
        assert not is_for_the_program(raised.value)


def test_an_interrupt_of_the_user_always_is() -> None:
    assert is_for_the_program(KeyboardInterrupt())
