"""Operations by name through the command line, as `tests.doors` has them for the others."""

import json
from dataclasses import dataclass
from typing import Any

from provenlab.tools.cli.groups import verbs_of
from provenlab.tools.cli.nouns import NOUNS
from provenlab.tools.cli.verb import Verb
from tests.doors import Refused
from tests.integration.cli.commands import run_here
from tests.integration.cli.typing_in import words_of


def verb_of(operation: str) -> tuple[str, str, Verb]:
    """Noun, name and declaration of the command that asks an operation and nothing else."""
    return next(
        (noun, name, verb)
        for noun in NOUNS
        for name, verb in verbs_of(noun).items()
        if isinstance(verb, Verb) and verb.operation == operation
    )


@dataclass(slots=True)
class CommandLineDoor:
    """A command for each call, in this process, with its answer as JSON."""

    store: str

    def __call__(self, operation: str, /, **params: Any) -> Any:
        noun, name, verb = verb_of(operation)
        ran = run_here("--store", self.store, noun, name, "--json", *words_of(verb, params))
        if ran.stderr:
            raise Refused(json.loads(ran.stderr))
        return json.loads(ran.stdout)
