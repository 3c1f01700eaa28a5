"""The pages as the command serves them, in a process of their own."""

from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from tests.browser.served import served


def test_the_command_serves_pages_until_it_is_interrupted(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    with served(Path(new_url("sqlite")), tmp_path) as (address, _), urlopen(f"{address}/runs") as answer:
        assert "No run has been recorded yet" in answer.read().decode()
