"""`provenlab candidates`: what is evaluated, and in which worlds."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

_ID = ("candidate_id",)

VERBS: Verbs = {
    "list": Verb(
        "list_candidates", "List candidates, the last added first.", view="candidates.views:listing"
    ),
    "show": Verb("get_candidate", "Show one candidate.", _ID, view="candidates.views:candidate"),
    "export": Own(
        "candidates.export:export", "Write all of them as JSON lines or CSV.", ("list_candidates",)
    ),
    "create": Verb("create_candidate", "Keep what is to be evaluated.", view="candidates.views:brief"),
    "attach": Verb(
        "attach_candidates",
        "Let candidates take part in further scenarios.",
        ("candidate_ids",),
        view="candidates.views:attached",
    ),
    "results": Verb(
        "get_candidate_results",
        "Show what a candidate reached in every scenario.",
        _ID,
        view="candidates.views:results",
    ),
}
