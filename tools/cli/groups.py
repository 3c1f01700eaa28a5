"""The tree of commands; a branch is grown when it is asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from provenlab.tools.cli.nouns import ALONE, ELSEWHERE, NOUNS, OTHER_WORDS
from provenlab.tools.cli.verb import Own, Verb, Verbs

_PLACE = "provenlab.tools.cli"
_EPILOG = (
    "The store is --store, else EXPERIMENT_DB, else PROVENLAB_URL, else provenlab.sqlite in the lab home. "
    "Exit codes: 0 done, 1 refused or failed, 2 a wrong command line, 3 the answer is no, "
    "75 the store is busy or away (try again), 130 interrupted."
)


def part(name: str) -> Any:
    """What `module:name` below this folder stands for."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(f"{_PLACE}.{module}"), attribute)


def verbs_of(noun: str) -> Verbs:
    """The table of a noun."""
    verbs: Verbs = import_module(f"{_PLACE}.{noun}").VERBS
    return verbs


def commands_by_operation() -> dict[str, str]:
    """The command that asks each operation; the first one where there are several."""
    found: dict[str, str] = {}
    for noun in (*NOUNS, ""):
        for name, verb in (verbs_of(noun) if noun else ALONE).items():
            asked = (verb.operation,) if isinstance(verb, Verb) else verb.operations
            for operation in asked:
                found.setdefault(operation, " ".join(filter(None, ("provenlab", noun, name))))
    return found


class Branch(click.Group):
    """Lists its commands with their briefs, and makes only the one that is used."""

    def __init__(self, name: str, load: Callable[[], Verbs], **about: Any) -> None:
        super().__init__(name, **about)
        self._load = load

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands, *self._load()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verbs, meant = self._load(), OTHER_WORDS.get(cmd_name, "")
        verb = verbs.get(cmd_name) or verbs.get(meant)
        if verb is None:
            return self.commands.get(cmd_name) or self.commands.get(meant)
        if isinstance(verb, Own):
            found: click.Command = part(verb.command)
            return found
        from provenlab.tools.cli.commands import operation_command

        return operation_command(cmd_name, verb)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        is_known = args and (args[0] in known or OTHER_WORDS.get(args[0]) in known)
        if args and not is_known and not args[0].startswith("-"):
            if args[0] == "help":
                raise click.exceptions.NoArgsIsHelpError(ctx)
            raise click.UsageError(f"no command {args[0]!r}; {_instead(args[0], ctx, known)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, self._brief(name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _brief(self, name: str) -> str:
        verb: Verb | Own | None = self._load().get(name)
        return self.commands[name].get_short_help_str(100) if verb is None else verb.brief


def _instead(word: str, ctx: click.Context, known: list[str]) -> str:
    """What somebody who typed a word that is no command may have meant."""
    from difflib import get_close_matches

    if ctx.parent is None and word not in ELSEWHERE:
        verb = OTHER_WORDS.get(word, word)
        nouns = [noun for noun in NOUNS if verb in verbs_of(noun)]
        if nouns:
            return f"did you mean {' or '.join(f'provenlab {noun} {verb}' for noun in nouns[:3])}?"
    near = get_close_matches(word, known, n=1)
    if near:
        return f"did you mean {near[0]}?"
    if word in ELSEWHERE:
        return f"did you mean provenlab {ELSEWHERE[word]}?"
    return f"there are {', '.join(known)}"


def _noun(name: str, about: str) -> Branch:
    return Branch(name, lambda: verbs_of(name), help=about, short_help=about, no_args_is_help=True)


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from provenlab import __version__

        click.echo(f"provenlab {__version__}")
        ctx.exit()


root = Branch(
    "provenlab",
    lambda: ALONE,
    commands={name: _noun(name, about) for name, about in NOUNS.items()},
    help="Asks and tells a lab's store what was tried, from which inputs, and what came of it.",
    epilog=_EPILOG,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    params=[
        click.Option(
            ["--store", "-s"], metavar="URL", help="The store; a command's own --store goes before."
        ),
        click.Option(["form", "--json"], flag_value="json", help="The same as --json of a command."),
        click.Option(["form", "--jsonl"], flag_value="jsonl", help="The same as --jsonl of a command."),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="Print the version.",
        ),
    ],
    callback=lambda store, form: None,
)
"""The command `provenlab`."""
