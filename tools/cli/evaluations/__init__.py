"""`provenlab evaluations`: candidates over cohorts, and what came out."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

_ID = ("evaluation_id",)

VERBS: Verbs = {
    "list": Verb(
        "list_evaluations", "List evaluations, the last submitted first.", view="evaluations.views:listing"
    ),
    "show": Verb("get_evaluation", "Show one evaluation.", _ID, view="evaluations.views:evaluation"),
    "export": Own(
        "evaluations.export:export", "Write all of them as JSON lines or CSV.", ("list_evaluations",)
    ),
    "submit": Verb(
        "submit_evaluation",
        "Queue an evaluation for the workers.",
        ("cohort_id", "candidate_ids"),
        view="evaluations.views:brief",
    ),
    "leaderboard": Verb(
        "get_leaderboard",
        "Order the candidates, with both errors.",
        _ID,
        view="evaluations.views:leaderboard",
    ),
    "documents": Verb(
        "get_evaluation_documents",
        "Print what the kind left beside its metrics.",
        ("evaluation_id", "name"),
    ),
}
