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

OTHER_WORDS = {"diff": "compare", "query": "list", "history": "timeline", "get": "show"}
"""Words that people try, and the verb that is meant where a noun has no verb of that word."""

EXCEPTIONS: dict[str, str] = {}
"""Operations that no command asks, each with the reason."""
