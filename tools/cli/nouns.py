"""The nouns of the command line; each is a module of this folder with a table `VERBS`."""

from provenlab.tools.cli.verb import Own

NOUNS = {
    "experiments": "Declared experiments over frozen inputs, and what became of them.",
    "artifacts": "Immutable records of bytes, and what they were made from.",
    "runs": "Runs with their metrics, curves, timelines and cards.",
    "journal": "What was tried, why, what came of it, and what was decided.",
    "jobs": "Work that waits in the queue, and the attempts that were made at it.",
    "scenarios": "Self-contained worlds that candidates are evaluated in.",
    "cohorts": "Frozen, ordered lists of scenarios.",
    "candidates": "What is evaluated, where it came from, and what it reached.",
    "evaluations": "Candidates over cohorts, and their leaderboards.",
    "models": "Versions of models, who is champion, since when, and why.",
    "store": "The store as a whole: create, describe, prove, clear.",
}
"""What the help says of each."""

ALONE = {
    "show": Own("showing:show", "Show whatever an id belongs to."),
    "worker": Own("worker:worker", "Run jobs from the queue, in one process or many."),
    "ui": Own("ui:ui", "Show the store as pages in a browser."),
    "serve": Own("serve:serve", "Serve the store to programs over HTTP."),
    "token": Own("serve:token", "Make a token for `provenlab serve`."),
    "mcp": Own("mcp:mcp", "Serve the store to an agent, over standard input and output."),
    "replay": Own("replay:replay", "Execute a completed run again from stored inputs alone, and compare."),
    "doctor": Own(
        "doctor:doctor", "Tell which store is used, and whether it and its surroundings are sound."
    ),
    "describe": Own("contract:describe", "Print the contract of the operations, or of one.", ("describe",)),
}
"""Commands that belong to no noun."""

OTHER_WORDS = {
    "diff": "compare",
    "query": "list",
    "search": "list",
    "ls": "list",
    "history": "timeline",
    "get": "show",
    "info": "show",
    "cat": "preview",
    "watch": "progress",
    "retry": "requeue",
    "add": "create",
    "new": "create",
    **{noun.removesuffix("s"): noun for noun in NOUNS},
}
"""Words that people try, and the command that is meant where there is none of that word."""

ELSEWHERE = {
    "status": "doctor",
    "check": "doctor",
    "init": "store init",
    "upgrade": "store init",
    "migrate": "store init",
    "delete": "store gc",
    "rm": "store gc",
    "remove": "store gc",
    "prune": "store gc",
    "approve": "journal decide",
    "reject": "journal decide",
    "search": "journal list",
    "retry": "jobs requeue",
    "leaderboard": "evaluations leaderboard",
    "web": "ui",
    "server": "serve",
    "config": "doctor",
    "version": "--version",
}
"""Words that people try without a noun, or with one that has nothing like it, and what to look at instead."""

EXCEPTIONS: dict[str, str] = {}
"""Operations that no command asks, each with the reason."""
