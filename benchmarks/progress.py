"""One line on stderr that tells what is being measured and since when."""

import sys
import time


class Progress:
    """Rewrites its line on a terminal, writes one line a step elsewhere; silent when told so."""

    def __init__(self, silent: bool = False) -> None:
        self._silent = silent
        self._rewrites = sys.stderr.isatty()
        self._began = time.monotonic()

    def step(self, text: str) -> None:
        """Says what happens from now on."""
        if self._silent:
            return
        line = f"[{time.monotonic() - self._began:6.1f} s] {text}"
        sys.stderr.write(f"\r\x1b[K{line[:110]}" if self._rewrites else f"{line}\n")
        sys.stderr.flush()

    def done(self) -> None:
        """Leaves the line clean for the report."""
        if self._rewrites and not self._silent:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
