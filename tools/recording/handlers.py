"""Handlers of signals: what they raise belongs to the program, in whatever code of ours it arrives."""

import signal
from types import CodeType, FunctionType
from typing import Any

from provenlab.core.rules.frozen_values import is_interrupt


def is_for_the_program(error: BaseException) -> bool:
    """Whether an error was raised by a handler of a signal, and not by what was being done."""
    if is_interrupt(error):
        return True
    handlers = {_code_of(signal.getsignal(number)) for number in signal.valid_signals()} - {None}
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code in handlers:
            return True
        trace = trace.tb_next
    return False


def _code_of(handler: Any) -> CodeType | None:
    # A partial and a method lead to their function, another object to its `__call__`.
    function = getattr(handler, "func", handler)
    function = getattr(function, "__func__", function)
    if not isinstance(function, FunctionType):
        function = vars(type(function)).get("__call__")
    code = getattr(function, "__code__", None)
    return code if isinstance(code, CodeType) else None
