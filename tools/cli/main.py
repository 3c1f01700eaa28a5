"""The entry of the command line; nothing heavy is imported before the command is known."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from provenlab.tools.bridge.no_plugins import disable_plugins

_NO_CLICK = "provenlab: the command line is an extra; pip install 'provenlab[cli]' brings it"


def main() -> NoReturn:
    """Runs the command of `sys.argv`; `tools/cli/failures.py` says what the exit codes mean."""
    # What is imported stays, so looking for garbage has no hurry; a worker lives long and has to in the end.
    gc.set_threshold(100_000, 50, 50)
    disable_plugins()
    _open_what_is_closed()
    code = run_command(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    # Every store is closed already, so the modules need not be taken apart.
    os._exit(code)


def _open_what_is_closed() -> None:
    """So that no file of a store takes the number of standard output, and nobody stumbles over None."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def run_command(arguments: list[str]) -> int:
    """The exit code; what the command prints goes to standard output, errors to standard error."""
    try:
        from provenlab.tools.cli.failures import exit_code_of
        from provenlab.tools.cli.groups import root
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        print(_NO_CLICK, file=sys.stderr)  # noqa: T201
        return 1
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Unicode still gets the text, its other letters escaped.
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    return exit_code_of(lambda: root.main(arguments, prog_name="provenlab", standalone_mode=False))
