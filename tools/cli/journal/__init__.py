"""`provenlab journal`: what was tried, and what came of it."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

_ID = ("entry_id",)

VERBS: Verbs = {
    "list": Verb("query_journal", "List entries that meet every criterion.", view="journal.views:listing"),
    "show": Own(
        "journal.commands:show",
        "Show an entry within the thread of its idea.",
        ("get_journal_entry", "get_journal_thread", "get_journal_decisions"),
    ),
    "export": Own("journal.export:export", "Write all of them as JSON lines or CSV.", ("query_journal",)),
    "thread": Verb(
        "get_journal_thread",
        "List an entry and all that descends from it.",
        _ID,
        view="journal.views:listing",
    ),
    "tried": Verb(
        "find_trial",
        "Say whether this was tried before.",
        ("trial_key",),
        view="journal.views:tried",
        no_when="tried",
    ),
    "similar": Verb(
        "similar_trials",
        "List the nearest configs that were tried.",
        ("config",),
        view="journal.views:similar",
    ),
    "count": Verb(
        "count_journal", "Count the entries that meet every criterion.", view="journal.views:count"
    ),
    "decisions": Verb(
        "get_journal_decisions", "List the decisions on an entry.", _ID, view="journal.views:decisions"
    ),
    "decide": Verb(
        "record_decision", "Decide on a pending entry.", ("entry_id", "decision"), view="journal.views:entry"
    ),
    "log": Verb("log_journal_entry", "Append what was tried.", view="journal.views:entry"),
}
