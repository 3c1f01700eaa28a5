"""Errors as one sentence and an exit code."""

import errno
import json
import re
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from provenlab.core.errors import StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
DONE, FAILED, USAGE, NO, TRY_AGAIN, INTERRUPTED = 0, 1, 2, 3, 75, 130
_HINT = re.compile(r"\. \((.+)\)$")


def exit_code_of(work: Callable[[], Any]) -> int:
    """Runs a command line and tells on standard error what went wrong.

    0 done; 1 refused or failed, or nobody reads any more; 2 a wrong command line; 3 answered, and the answer
    is no; 75 (EX_TEMPFAIL) the store is busy or away, the same command may work later; 130 interrupted.
    """
    try:
        code = work()
        if sys.stdout is not None:
            sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except SystemExit as leaving:
        # How click ends after completion, and when the reader went away.
        return leaving.code if isinstance(leaving.code, int) else DONE
    except click.ClickException as error:
        return _usage(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo("provenlab: interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whatever is still buffered has no reader any more.
        sys.stdout = None
        return FAILED
    except Exception as error:  # noqa: BLE001 - a person gets a sentence, PROVENLAB_DEBUG the traceback
        return told(error)


PASSED_ON = (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError)
"""What a command leaves to `exit_code_of`."""


def _usage(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return USAGE
    path = "provenlab"
    if isinstance(error, click.UsageError) and error.ctx is not None:
        path = error.ctx.command_path
    message = _HINT.sub(lambda found: f"; {_first_small(found[1])}", error.format_message()).rstrip(".")
    click.echo(f"{path}: {_first_small(message)}; --help shows what there is", err=True)
    return USAGE


def _first_small(message: str) -> str:
    second = message[1:2]
    return message if second.isupper() else message[:1].lower() + message[1:]


def _with_commands(message: str) -> str:
    """The message with `provenlab store init` for `init_store`."""
    from provenlab.tools.cli.groups import commands_by_operation

    known = commands_by_operation()
    return re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", lambda found: known.get(found[0], found[0]), message)


def _unwritten(error: Exception) -> "StoreError | None":
    """Stores and files tell their own errors; without a name it is standard output, on a full disk."""
    if not isinstance(error, OSError) or error.filename or error.errno not in _FULL:
        return None
    from provenlab.core.errors import StoreError

    # What is still buffered would fail once more.
    sys.stdout = None
    return StoreError(f"standard output cannot be written: {error.strerror}")


def told(error: Exception, names: Mapping[str, str] | None = None, *, as_json: bool = False) -> int:
    """Says it on standard error, or writes it there as a document; the exit code.

    `names` are what the command line calls the fields of a request.
    """
    from provenlab.core.errors import InvalidRequest, ValidationFailed
    from provenlab.tools.bridge.replies import as_provenlab_error, error_document
    from provenlab.tools.cli.text import one_line
    from provenlab.tools.cli.wording import reworded

    known = _unwritten(error) or as_provenlab_error(error)
    if names and isinstance(known, ValidationFailed):
        known = reworded(known, names)
    if as_json:
        click.echo(json.dumps(error_document(known), ensure_ascii=False), err=True)
    else:
        click.echo(f"provenlab: {one_line(_with_commands(known.message))} ({known.code})", err=True)
    if known.retryable:
        return TRY_AGAIN
    return USAGE if isinstance(known, InvalidRequest) else FAILED
